"""The words of storage and transport: services, modes, units of fees, states, and how old a word still counts as news. Pure."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Literal

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
    "correct": N_("盘点更正"),
    "reserve": N_("锁定"),
    "release": N_("解锁"),
}
SHANGHAI_EXCHANGE = "shfe"
SOURCES: dict[str, str] = {SHANGHAI_EXCHANGE: N_("上期所仓单库存")}
"""Where imported lots come from."""

State = Literal["fresh", "aging", "stale"]

# A warehouse's address and fees last longer than a stock sheet; stock ages as listings do; rates as the market moves.
WAREHOUSE_DAYS, LOT_DAYS, RATE_DAYS = (30, 90), (1, 3), (3, 10)


def freshness(confirmed_at: datetime | None, moment: datetime, days: tuple[int, int]) -> State:
    """What the dot beside a time shows. days: until when it is fresh, until when it ages."""
    if confirmed_at is None:
        return "stale"
    age = moment - confirmed_at
    if age <= timedelta(days=days[0]):
        return "fresh"
    return "aging" if age <= timedelta(days=days[1]) else "stale"


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
