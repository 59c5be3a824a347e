"""How values look on a page: money, amounts, times, sizes. Formatting only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_skeleton
from flask import Flask

from portal.core.clock import SHANGHAI, now
from portal.web.i18n import LOCALES, _, _n, locale_tag


def money(value: Decimal | None) -> str:
    """`13,250` or `13,250.50`: no decimals where there are none."""
    if value is None:
        return ""
    return f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.2f}"


def qty(value: Decimal | None) -> str:
    """`48.62`, `1,200`: thousands separated, no trailing zeros."""
    if value is None:
        return ""
    text = f"{value:,.3f}"
    return text.rstrip("0").rstrip(".")


def ago(moment: datetime | None) -> str:
    """`刚刚`, `12 分钟前`, `3 小时前`, `昨天 16:20`, `5 天前`, then the date. Kept: lists have twenty, and many are the same."""
    if moment is None:
        return ""
    current = now()
    minutes = (current - moment) // _MINUTE
    if minutes < 60 * 12:
        return _recent(locale_tag(), max(0, minutes if minutes < 60 else minutes // 60 * 60))
    # The words change at midnight in Shanghai, which a quarter of an hour never straddles.
    return _earlier(locale_tag(), moment.replace(second=0, microsecond=0), int(current.timestamp()) // 900)


_MINUTE = timedelta(minutes=1)


# `tag` is the reader's language, in which `_` answers.
@lru_cache(maxsize=512)
def _recent(tag: str, minutes: int) -> str:
    if minutes < 1:
        return str(_("刚刚"))
    if minutes < 60:
        return str(_n("%(num)d 分钟前", "%(num)d 分钟前", minutes))
    return str(_n("%(num)d 小时前", "%(num)d 小时前", minutes // 60))


@lru_cache(maxsize=4096)
def _earlier(tag: str, moment: datetime, quarter: int) -> str:
    local, today = moment.astimezone(SHANGHAI), datetime.fromtimestamp(quarter * 900, SHANGHAI).date()
    days = (today - local.date()).days
    if days == 0:
        return local.strftime("%H:%M")
    if days == 1:
        return str(_("昨天 %(time)s", time=local.strftime("%H:%M")))
    if days < 30:
        return str(_n("%(num)d 天前", "%(num)d 天前", days))
    return local.strftime("%Y-%m-%d")


def dt(moment: datetime | None) -> str:
    """`2026-11-21 10:42` in Shanghai."""
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if moment else ""


def day(moment: datetime | None) -> str:
    """`2026-11-21` in Shanghai."""
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d") if moment else ""


def clock_time(moment: datetime | None) -> str:
    """`10:42` in Shanghai."""
    return moment.astimezone(SHANGHAI).strftime("%H:%M") if moment else ""


def said_at(moment: datetime | str) -> str:
    """`11月24日周二 08:30` in Shanghai, in the reader's language; also of a moment written in ISO 8601."""
    local = (datetime.fromisoformat(moment) if isinstance(moment, str) else moment).astimezone(SHANGHAI)
    return f"{format_skeleton('MMMEd', local.date(), locale=LOCALES[locale_tag()])} {local:%H:%M}"


def iso(moment: datetime | None) -> str:
    """ISO 8601 in UTC, for `<time datetime>`."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if moment else ""


def filesize(size: int) -> str:
    """`1.2 MB`, `340 KB`."""
    return f"{size / 1048576:.1f} MB" if size >= 1048576 else f"{max(1, round(size / 1024))} KB"


def init_app(app: Flask) -> None:
    for name, function in (
        ("money", money), ("qty", qty), ("ago", ago), ("dt", dt), ("d", day), ("clock_time", clock_time), ("iso", iso), ("said_at", said_at), ("filesize", filesize)
    ):  # fmt: skip
        app.jinja_env.filters[name] = function
