"""The queue as its page shows it: rows in the reader's words, and the filters to choose from. Made once a minute for whoever looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from portal.core.clock import now
from portal.core.permissions import Actor
from portal.standards.terms import TIERS
from portal.threads import models
from portal.threads.due_words import moment_words
from portal.threads.listed import short_times
from portal.threads.present import STATUS_TONES, waited
from portal.threads.queries import InQueue, Queued, QueueFilter
from portal.threads.unnamed import named
from portal.web.i18n import _, locale_tag

TODAY = timedelta(hours=8)
"""Beyond it hours left say little: nobody works through the night."""


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A thread in the queue, as _desk_row.html draws it."""

    no: str
    url: str
    org: str
    tier: str
    subject: str
    excerpt: str
    kind: str
    department: str
    status: str
    status_tone: str
    priority: str
    owner: str
    mine: bool
    tags: tuple[str, ...]
    due: str
    late: bool
    when: str
    unread: int
    supplier: bool
    seen_by: str


def rows_of(actor: Actor, found: Sequence[Queued]) -> list[Row]:
    """The queue's rows in the reader's words."""
    tag, minute = locale_tag(), int(now().timestamp() // 60)
    return [
        _row(tag, minute, queued.thread, queued.thread.owner_id == actor.user_id, queued.seen_by) for queued in found
    ]


# `tag` is the reader's language, in which `_` answers.
@lru_cache(maxsize=4096)
def _row(tag: str, minute: int, t: InQueue, mine: bool, seen_by: tuple[str, ...]) -> Row:
    due, late = _due(t.due_at)
    if not due and t.waiting_since:
        due = str(_("等 %(time)s", time=waited(t.waiting_since)))
    return Row(
        no=t.no,
        url=t.url,
        org=named(t.org_name),
        tier=str(_(TIERS[t.tier])) if t.tier in TIERS and t.tier else "",
        subject=t.subject,
        excerpt=t.excerpt,
        kind=str(_(models.KINDS[t.kind])),
        department=str(_(models.DEPARTMENTS[t.department])),
        status=str(_(models.STATUSES[t.status])),
        status_tone=STATUS_TONES[t.status],
        priority=str(_(models.PRIORITIES[t.priority])) if t.priority in ("high", "urgent") else "",
        owner=t.owner_name or "",
        mine=mine,
        tags=tuple(one for one in t.tags.split(",") if one),
        due=due,
        late=late,
        when=short_times()(t.last_message_at),
        unread=t.unread,
        supplier=t.side == models.SUPPLIER,
        seen_by="、".join(seen_by),
    )


def _due(due_at: datetime | None) -> tuple[str, bool]:
    """What is left, or when it is due where a night lies between, or how long it is over; and whether it is."""
    if due_at is None:
        return "", False
    moment = now()
    if due_at <= moment:
        return str(_("超时 %(time)s", time=waited(due_at))), True
    if due_at - moment > TODAY:
        return moment_words(due_at), False
    return str(_("剩 %(time)s", time=waited(moment - (due_at - moment)))), False


Select = tuple[str, str, tuple[tuple[str, str], ...], str]


@lru_cache(maxsize=512)
def selects(
    tag: str, wanted: QueueFilter, people: Sequence[tuple[int, str]], tags: Sequence[str]
) -> tuple[Select, ...]:
    """The filters: (name, label, choices, chosen). tag: the reader's language; people and tags as tuples."""

    def table(words: str, known: dict[str, str]) -> tuple[tuple[str, str], ...]:
        return (("", words), *((key, str(_(label))) for key, label in known.items() if key))

    sides = (("", str(_("客户和供应商"))), (models.CUSTOMER, str(_("客户"))), (models.SUPPLIER, str(_("供应商"))))
    owners = (("", str(_("全部负责人"))), *((str(key), name) for key, name in people))
    kept = (("", str(_("全部标签"))), *((one, one) for one in tags))
    return (
        ("department", str(_("受理部门")), table(str(_("全部部门")), models.DEPARTMENTS), wanted.department),
        ("kind", str(_("类型")), table(str(_("全部类型")), models.KINDS), wanted.kind),
        ("owner", str(_("负责人")), owners, str(wanted.owner or "")),
        ("priority", str(_("优先级")), table(str(_("全部优先级")), models.PRIORITIES), wanted.priority),
        ("tier", str(_("客户等级")), table(str(_("全部客户等级")), TIERS), wanted.tier),
        ("tag", str(_("标签")), kept, wanted.tag),
        ("side", str(_("对方")), sides, wanted.side),
    )
