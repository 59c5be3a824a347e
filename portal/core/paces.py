"""At which pace people may be told of things, and when a morning's or a Monday's turn comes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from portal.core.clock import SHANGHAI, now
from portal.core.errors import Invalid

NOW, DAILY, WEEKLY, NEVER = "now", "daily", "weekly", "never"
PACES = (NOW, DAILY, WEEKLY, NEVER)


def last_turn(moment: datetime, pace: str, *, at: time) -> datetime:
    """The newest turn of a pace before this moment: each day, or each Monday, at an hour of Shanghai."""
    local = moment.astimezone(SHANGHAI)
    due = local.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    if due > local:
        due -= timedelta(days=1)
    return due - timedelta(days=due.weekday()) if pace == WEEKLY else due


LONGEST_PAUSE_D = 366


def pause_end(raw: str) -> datetime | None:
    """The end of a pause as a form gives it: midnight at the start of the day named, None for until resumed. Raises: Invalid("until")."""
    if not raw.strip():
        return None
    try:
        day = date.fromisoformat(raw.strip())
    except ValueError as error:
        raise Invalid("until", "请填写日期") from error
    today = now().astimezone(SHANGHAI).date()
    if not today < day <= today + timedelta(days=LONGEST_PAUSE_D):
        raise Invalid("until", "请选今天以后、一年以内的日期")
    return datetime.combine(day, time(), SHANGHAI)


def tomorrow() -> str:
    """The first day a pause may end, as a date field takes it."""
    return (now().astimezone(SHANGHAI) + timedelta(days=1)).date().isoformat()
