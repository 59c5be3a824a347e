"""Everything the page of one thread shows, gathered in a fixed number of statements. Shared by showing it and by failing to post."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import render_template
from sqlalchemy.orm import Session

from portal.core.numbers import new_token
from portal.core.permissions import Actor
from portal.organisations.models import VERIFIED
from portal.threads import models, queries
from portal.threads.due_words import due_words
from portal.threads.listed import lines_of
from portal.threads.matters import show_matter
from portal.threads.policies import can_settle, can_write
from portal.threads.present import (
    STATUS_TONES,
    Item,
    doing_words,
    items_of,
    waited,
)
from portal.threads.queries import MessageView, ThreadView
from portal.threads.queries.replies import find_reply
from portal.threads.services.replies import fill, values_of
from portal.threads.steps import steps_of
from portal.web.i18n import _
from portal.web.uow import reading


def show(actor: Actor, no: str, *, before: int | None = None, reply: int | None = None, **given: Any) -> str:
    """The page of a thread. given: what a failed form leaves (`body`, `error`, `token`, `writing_note`, `work`, `conflict`).

    Raises: NotFound.
    """
    with reading() as session:
        thread = queries.find_thread(session, actor, no)
        context = _context(session, actor, thread, before=before)
        if reply is not None and actor.is_staff:
            ready = find_reply(session, reply)
            context["body"] = fill(ready.body, values_of(thread, actor)) if ready else context["body"]
    return render_template("threads/thread.html", **{**context, **given})


def talk_items(
    session: Session,
    actor: Actor,
    thread: ThreadView,
    *,
    messages: Sequence[MessageView],
    steps: Sequence[queries.StepView] = (),
    **notes_between: Any,
) -> tuple[list[Item], Sequence[queries.Reader]]:
    """Messages, for staff the notes among them, their files and who has read them, ready to be shown."""
    notes = queries.list_notes(session, thread, **notes_between) if actor.is_staff else []
    files = queries.list_files(session, thread, messages=messages, notes=notes)
    readers = queries.list_readers(session, actor, thread)
    return items_of(actor, thread, messages, notes=notes, files=files, readers=readers, steps=steps), readers


def _context(session: Session, actor: Actor, thread: ThreadView, *, before: int | None) -> dict[str, Any]:
    messages, more = queries.list_messages(session, thread, before=before)
    steps = queries.list_steps(session, actor, thread)
    items, readers = talk_items(
        session,
        actor,
        thread,
        messages=messages,
        steps=() if more else steps,  # it stands at the beginning
        since=messages[0].created_at if more else None,
        until=messages[-1].created_at if before and messages else None,
    )
    context: dict[str, Any] = {
        "t": thread,
        "kind": _(models.KINDS[thread.kind]),
        **standing(actor, thread),
        "items": items,
        "earlier_url": f"{thread.url}?before={messages[0].id}" if more else "",
        "later_url": thread.url if before else "",
        "newest": max(thread.last_customer_message_id, thread.last_staff_message_id),
        "newest_note": max((int(item.no[1:]) for item in items if item.side == "note"), default=0),
        "lines": lines_of(actor, queries.recent_threads(session, actor)),
        "doing": doing_words(actor, readers),
        "steps": steps_of(actor, thread, steps),
        "matter": show_matter(
            session, actor, kind=thread.subject_kind, no=thread.subject_no, title=thread.subject_title
        ),
        "may_write": can_write(actor, thread),
        "may_settle": can_settle(actor, thread) and thread.merged_into_id is None,
        "settled": thread.status in (models.RESOLVED, models.CLOSED),
        "closed": thread.status == models.CLOSED,
        "token": new_token(),
        **_draft(actor, readers),
        "error": "",
        "crossing": "",
        "read_to": _own_mark(actor, readers),
        "verified": thread.org_verification == VERIFIED,
        "department": _(models.DEPARTMENTS[thread.department]),
        "draft": f"thread-{thread.no}-{actor.user_id}",
        "to_supplier": thread.side == models.SUPPLIER,
        "phrases": phrases(actor, thread),
    }
    if actor.is_staff:
        context |= _for_staff(session, actor, thread)
    return context


def _for_staff(session: Session, actor: Actor, thread: ThreadView) -> dict[str, Any]:
    pair = queries.pair_of(session, actor, thread)
    statuses = models.STATUSES
    staff = [(str(user_id), name) for user_id, name, _departments in queries.staff_choices(session, about=thread.about)]
    return {
        "priority": _(models.PRIORITIES[thread.priority]),
        "waited": waited(thread.waiting_since),
        "pair": [(other, _(statuses[other.status]), other.side == models.SUPPLIER) for other in pair],
        "staff": staff,
        "work": work_selects(
            staff,
            status=thread.status,
            owner_id=str(thread.owner_id or ""),
            department=thread.department,
            priority=thread.priority,
        ),
        "work_version": thread.version,
        "work_errors": {},
        "guests_matter": thread.kind in models.RESTRICTED_KINDS,
        "may_take": thread.owner_id is None,
    }


def work_selects(
    staff: Sequence[tuple[str, str]], *, status: str, owner_id: str, department: str, priority: str
) -> list[tuple[str, str, list[tuple[str, str]], str]]:
    """The desk's four selects: (name, label, choices, chosen). Drawn by hand: a form object costs more than the conversation."""
    return [
        ("status", _("状态"), [(key, _(words)) for key, words in models.STATUSES.items()], status),
        ("owner_id", _("负责人"), [("", _("未分配")), *staff], owner_id),
        ("department", _("受理部门"), [(key, _(words)) for key, words in models.DEPARTMENTS.items()], department),
        ("priority", _("优先级"), [(key, _(words)) for key, words in models.PRIORITIES.items()], priority),
    ]


def _draft(actor: Actor, readers: Sequence[queries.Reader]) -> dict[str, Any]:
    """What the reader began to write here, on whichever machine."""
    own = next((reader for reader in readers if reader.user_id == actor.user_id and reader.draft), None)
    if own is None:
        return {"body": "", "draft_at": 0}
    at = int(own.draft_at.timestamp() * 1000) if own.draft_at else 0
    return {"body": own.draft, "writing_note": own.draft_is_note, "draft_at": at}


def _own_mark(actor: Actor, readers: Sequence[queries.Reader]) -> int:
    return next((reader.read_to for reader in readers if reader.user_id == actor.user_id), 0)


def standing(actor: Actor, thread: ThreadView) -> dict[str, str]:
    """Where the matter stands and when the next word is due: the words and their colours."""
    due, due_tone = due_words(actor, thread)
    status, tone = status_words(actor, thread), STATUS_TONES[thread.status]
    return {"status": status, "status_tone": tone, "due": due, "due_tone": due_tone}


def status_words(actor: Actor, thread: ThreadView) -> str:
    """The status as this side calls it."""
    if actor.is_staff:
        return str(_(models.STATUSES[thread.status]))
    return str(
        {
            models.OPEN: _("等待回复"),
            models.ANSWERED: _("已回复"),
            models.WAITING: _("等您回复"),
            models.RESOLVED: _("已解决"),
            models.CLOSED: _("已关闭"),
        }[thread.status]
    )


def phrases(actor: Actor, thread: ThreadView) -> list[str]:
    """What is often asked, at a press. Staff get their own canned replies elsewhere."""
    if actor.is_staff or thread.side == models.SUPPLIER or thread.kind not in ("inquiry", "order", "transport"):
        return []
    asked = {
        "inquiry": (_("请提供质保书"), _("最低起订量是多少？"), _("可以含运到厂吗？")),
        "order": (_("什么时候可以提货？"), _("请发一下提单"), _("请确认开票信息")),
        "transport": (_("车什么时候到？"), _("请提供车牌和司机电话"), _("可以改送货地址吗？")),
    }
    return [str(words) for words in asked[thread.kind]]
