"""Colleagues named in an internal note (`@李业务`) hear of it; those who may not see the thread do not."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.core.permissions import Actor
from portal.core.texts import N_
from portal.threads.models import RESTRICTED_KINDS, ThreadGuest
from portal.threads.policies import can_see
from portal.threads.queries import ThreadView, staff_choices
from portal.threads.services.telling import tell_staff

MOST = 10


def tell_mentioned(session: Session, actor: Actor, thread: ThreadView, body: str, *, note_id: int) -> None:
    """Tell everybody whom the note names."""
    if "@" not in body and "＠" not in body:
        return
    text = body.replace("＠", "@")
    # The longest name first, so that @李业务员 is not also @李业务.
    named = []
    for user_id, name, _departments in sorted(staff_choices(session), key=lambda row: -len(row[1])):
        if f"@{name}" in text:
            text = text.replace(f"@{name}", "")
            named.append(user_id)
    wanted = [user_id for user_id in named if user_id != actor.user_id][:MOST]
    tell_staff(
        session,
        [user_id for user_id in wanted if sees(session, user_id, thread)],
        key=f"mention:{note_id}",
        says=N_("%(name)s 在内部备注里提到了您：%(title)s"),
        values={"name": actor.name, "title": thread.subject},
        no=thread.no,
    )


def sees(session: Session, user_id: int, thread: ThreadView) -> bool:
    """Whether a colleague may read the thread at this moment."""
    if thread.kind not in RESTRICTED_KINDS and not thread.about:
        return True
    user = session.get(User, user_id)
    if user is None:
        return False
    guest = session.execute(
        select(ThreadGuest.user_id).where(ThreadGuest.thread_id == thread.id, ThreadGuest.user_id == user_id)
    ).first()
    them = Actor(user_id=user.id, is_staff=user.is_staff, is_admin=user.is_admin, departments=user.department_set)
    return can_see(them, replace(thread, is_guest=guest is not None))
