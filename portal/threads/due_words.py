"""When the next word is due, as either side reads it. The customer is told the customer's own promise and nothing else."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache

from babel.dates import format_skeleton

from portal.core.clock import SHANGHAI, now
from portal.core.permissions import Actor
from portal.threads.models import CUSTOMER, OPEN
from portal.threads.queries import Listed, ThreadView
from portal.web.i18n import LOCALES, _, locale_tag

SOON = timedelta(minutes=30)


def due_words(actor: Actor, thread: ThreadView) -> tuple[str, str]:
    """`今天 15:20 前回复` and its colour; two empty words where nothing is promised."""
    if thread.side != CUSTOMER:
        return "", ""
    answer, solution = thread.first_due_at or thread.next_due_at, thread.resolve_due_at
    moment = now()
    # A solution that is late, or due before the answer, is the next word.
    due_at = answer if solution is None or (answer is not None and answer <= solution) else solution
    if due_at is None:
        return "", ""
    when, late = moment_words(due_at), due_at <= moment
    if due_at is answer:
        if not late:
            words = _("%(when)s 前回复", when=when)
        elif actor.is_staff:
            words = _("应于%(when)s 前回复，已超时", when=when)
        else:
            words = _("应于%(when)s 前回复，已超时，正在催办", when=when)
    elif not late:
        words = _("%(when)s 前解决", when=when)
    elif actor.is_staff:
        words = _("应于%(when)s 前解决，已超时", when=when)
    else:
        words = _("应于%(when)s 前解决，已超时，正在催办", when=when)
    return str(words), "danger" if late else "warn" if due_at - moment < SOON else "info"


def listed_due(thread: Listed) -> str:
    """The same in a list, in a few words; nothing where nothing is promised."""
    if thread.due_at is None:
        return ""
    if thread.due_at <= now():
        return str(_("已超时"))
    when = moment_words(thread.due_at)
    return str(_("%(when)s 前回复", when=when) if thread.status == OPEN else _("%(when)s 前解决", when=when))


def moment_words(moment: datetime) -> str:
    """`今天 15:20`, `明天 09:00`, `11月24日 09:00`."""
    local = moment.astimezone(SHANGHAI)
    return _said(locale_tag(), local.date(), now().astimezone(SHANGHAI).date(), f"{local.hour:02}:{local.minute:02}")


@lru_cache(maxsize=1024)
def _said(tag: str, day: date, today: date, clock: str) -> str:
    away = (day - today).days
    if away == 0:
        return str(_("今天 %(time)s", time=clock))
    if away == 1:
        return str(_("明天 %(time)s", time=clock))
    words = format_skeleton("MMMd" if day.year == today.year else "yMMMd", day, locale=LOCALES[tag])
    return str(_("%(day)s %(time)s", day=words, time=clock))
