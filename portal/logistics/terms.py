"""The words of storage and transport: services, modes, units of fees, states, and how old a word still counts as news. Pure."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Literal, NamedTuple

from portal.core.calendar import TRADING_DAYS
from portal.core.texts import N_

SERVICES: dict[str, str] = {
    "crane": N_("行车吊装"),
    "weighbridge": N_("过磅"),
    "leveling": N_("开平剪切"),
    "slitting": N_("分条"),
    "rail": N_("铁路专用线"),
    "wharf": N_("码头"),
    "indoor": N_("室内库"),
    "delivery": N_("代办配送"),
    "futures": N_("期货交割"),
    "bonded": N_("保税"),
    "pledge": N_("质押监管"),
    "night": N_("夜间作业"),
}
MODES: dict[str, str] = {"road": N_("汽运"), "rail": N_("铁路"), "water": N_("水运")}
RATE_STATES: dict[str, str] = {"published": N_("有效"), "withdrawn": N_("已撤下"), "expired": N_("已过期")}
MOVEMENTS: dict[str, str] = {
    "in": N_("入库"),
    "out": N_("出库"),
    "transfer": N_("移库"),
    "correct": N_("盘点更正"),
    "reserve": N_("锁定"),
    "release": N_("解锁"),
}
SHANGHAI_EXCHANGE = "shfe"
SOURCES: dict[str, str] = {SHANGHAI_EXCHANGE: N_("上期所仓单库存")}
"""Where imported lots come from."""

State = Literal["fresh", "aging", "stale"]


SEEN: dict[State, str] = {"fresh": N_("一个交易日内"), "aging": N_("三个交易日内"), "stale": N_("更早")}
"""How long ago somebody last saw stock, as a warehouse's page adds it up (LOT_DAYS)."""


class Ages(NamedTuple):
    """Until how many days after its confirmation something is fresh, and until how many it ages. trading: days the trade works."""

    fresh: int
    ageing: int
    trading: bool = True


# A warehouse's address and fees last longer than a stock sheet; stock ages as listings do; rates as the market moves.
WAREHOUSE_DAYS, LOT_DAYS, RATE_DAYS = Ages(30, 90, trading=False), Ages(1, 3), Ages(3, 10)


def freshness(confirmed_at: datetime | None, moment: datetime, ages: Ages) -> State:
    """What the dot beside a time shows."""
    if confirmed_at is None:
        return "stale"
    if confirmed_at >= fresh_since(moment, ages):
        return "fresh"
    return "aging" if confirmed_at >= ageing_since(moment, ages) else "stale"


def fresh_since(moment: datetime, ages: Ages) -> datetime:
    """The oldest confirmation that is still fresh."""
    return _before(moment.replace(second=0, microsecond=0), ages.fresh, ages.trading)


def ageing_since(moment: datetime, ages: Ages) -> datetime:
    """The oldest confirmation that still ages: older ones are stale."""
    return _before(moment.replace(second=0, microsecond=0), ages.ageing, ages.trading)


@lru_cache(maxsize=64)
def _before(moment: datetime, days: int, trading: bool) -> datetime:
    # To the minute, as for listings.
    span = timedelta(days=days)
    return TRADING_DAYS.before(moment, span) if trading else moment - span


def pack(codes: list[str] | tuple[str, ...]) -> str:
    """Service codes as a warehouse's row keeps them, in our order: `,crane,rail,`; unknown ones are dropped."""
    known = [code for code in SERVICES if code in codes]
    return f",{','.join(known)}," if known else ""


def unpack(services: str) -> tuple[str, ...]:
    return tuple(code for code in services.split(",") if code)


def tonnes_of(text: str) -> Decimal | None:
    """The tonnes a reader typed. Raises: ValueError when it is no amount."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").strip().rstrip("吨tT").strip()
    if not plain:
        return None
    try:
        amount = Decimal(plain) if len(plain) <= 12 else Decimal("NaN")
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or not 0 < amount <= 1_000_000:
        raise ValueError(text)
    return amount
