"""One thing done to many threads of the queue at once; each is asked for the right by itself, and what cannot be is passed over."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from sqlalchemy.orm import Session

from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.permissions import Actor
from portal.threads.models import PRIORITIES
from portal.threads.queries import find_thread, staff_choices
from portal.threads.services.locking import lock_threads
from portal.threads.services.tagging import add_tag, clean_tags
from portal.threads.services.working import SETTLED, Work, change_work, resolve, take_thread

MOST = 100
DOINGS = ("take", "assign", "tag", "priority", "resolve")


def do_many(session: Session, actor: Actor, *, numbers: Iterable[str], do: str, value: str = "") -> tuple[int, int]:
    """Take, assign, tag, set the priority of, or resolve all of these. Returns how many were changed and how many could not be.

    value: the new owner's id, the tag, or the priority. Raises: Invalid(do).
    """
    verb = _verb(session, actor, do, value)
    done = missed = 0
    wanted = list(dict.fromkeys(numbers))[:MOST]
    lock_threads(session, wanted)
    for no in wanted:
        try:
            done += verb(no)
        except (Conflict, Forbidden, NotFound):
            missed += 1
    return done, missed


def _verb(session: Session, actor: Actor, do: str, value: str) -> Callable[[str], bool]:
    if do == "take":
        return lambda no: take_thread(session, actor, no=no)
    if do == "resolve":
        return lambda no: _resolve(session, actor, no)
    if do == "tag":
        if not clean_tags([value]):
            raise Invalid("tag", "请填写标签")
        return lambda no: _tag(session, actor, no, value)
    if do == "priority" and value in PRIORITIES:
        return lambda no: _change(session, actor, no, priority=value)
    if do == "assign" and value in {str(user_id) for user_id, _name, _departments in staff_choices(session)}:
        return lambda no: _assign(session, actor, no, int(value))
    raise Invalid(do, "请从列表中选择")


def _resolve(session: Session, actor: Actor, no: str) -> bool:
    if find_thread(session, actor, no).status in SETTLED:
        return False
    resolve(session, actor, no=no)
    return True


def _tag(session: Session, actor: Actor, no: str, tag: str) -> bool:
    try:
        return add_tag(session, actor, no=no, tag=tag)
    except Invalid as full:
        raise Conflict(full.message, **full.params) from full


def _assign(session: Session, actor: Actor, no: str, owner_id: int) -> bool:
    try:
        return _change(session, actor, no, owner_id=owner_id)
    except Invalid as theirs:  # a complaint about whom it would be given to
        raise Conflict(theirs.message, **theirs.params) from theirs


def _change(session: Session, actor: Actor, no: str, **values: object) -> bool:
    thread = find_thread(session, actor, no, for_update=True)
    is_now = Work(thread.status, thread.owner_id, thread.department, thread.priority)
    wanted = replace(is_now, **values)  # type: ignore[arg-type]  # the two fields `_verb` names
    if wanted == is_now:
        return False
    change_work(session, actor, no=no, version=thread.version, work=wanted)
    return True
