"""Threads in a list, as templates show them: whose, the last words, when. The conversation itself is in `present`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.core.clock import SHANGHAI, now
from portal.core.permissions import Actor
from portal.threads import models
from portal.threads.queries import Listed
from portal.threads.unnamed import named
from portal.web.i18n import _


@dataclass(frozen=True, slots=True)
class Line:
    """A thread in a list, as components/thread_item.html wants it."""

    no: str
    url: str
    initial: str
    tone: int
    name: str
    text: str
    when: str
    unread: int
    unread_words: str


def tone_of(number: int) -> int:
    """A colour that stays with its owner."""
    return 1 + number % 7


def lines_of(actor: Actor, threads: Sequence[Listed]) -> list[Line]:
    """The list beside a conversation: staff see companies, a company sees its matters. No text is looked up in the loop."""
    you, unread = str(_("我方：")), str(_("%(n)s 条未读", n="#"))
    initials = {kind: str(_(words))[:1] for kind, words in models.KINDS.items()}
    tones = {kind: 1 + place for place, kind in enumerate(initials)}
    when = short_times()
    if actor.is_staff:
        return [
            Line(t.no, t.url, named(t.org_name)[:1], tone_of(t.org_id), named(t.org_name), t.subject, when(t.last_message_at), t.unread,
                 unread.replace("#", str(t.unread)))
            for t in threads
        ]  # fmt: skip
    return [
        Line(t.no, t.url, initials[t.kind], tones[t.kind], t.subject, t.excerpt if t.by_staff else you + t.excerpt,
             when(t.last_message_at), t.unread, unread.replace("#", str(t.unread)))
        for t in threads
    ]  # fmt: skip


def short_times() -> Callable[[datetime], str]:
    """How a list says when: `10:42` today, `昨天`, else `11-15`, `2025-03-02`."""
    today, yesterday = now().astimezone(SHANGHAI).date(), str(_("昨天"))

    def say(moment: datetime) -> str:
        local = moment.astimezone(SHANGHAI)
        age = (today - local.date()).days
        if age <= 0:
            return f"{local.hour:02}:{local.minute:02}"
        if age == 1:
            return yesterday
        return f"{local.month:02}-{local.day:02}" if local.year == today.year else local.date().isoformat()

    return say
