"""Units of trade and exact conversions between those of one dimension; never floats.

Pieces, bars or coils have no factor to tonnes: that needs a unit weight (see `weight`), so a conversion between
dimensions is refused instead of guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from portal.materials.categories import localised
from portal.materials.text import fold


@dataclass(frozen=True, slots=True)
class Unit:
    """dimension: units convert within it only; factor: how many base units (kg, m³, m², m, one) it is."""

    code: str
    name_zh: str
    name_en: str
    dimension: str
    factor: Decimal
    aliases: tuple[str, ...] = ()


_ONE = Decimal(1)

UNITS: dict[str, Unit] = {
    unit.code: unit
    for unit in (
        Unit("t", "吨", "t", "mass", Decimal(1000), ("公吨", "tonne", "mt")),
        Unit("kg", "千克", "kg", "mass", _ONE, ("公斤", "kgs")),
        Unit("jin", "斤", "jin", "mass", Decimal("0.5"), ("市斤",)),
        Unit("m3", "立方米", "m³", "volume", _ONE, ("方", "立方", "m³")),
        Unit("m2", "平方米", "m²", "area", _ONE, ("平方", "平米", "m²")),
        Unit("m", "米", "m", "length", _ONE, ("延米",)),
        Unit("piece", "件", "piece", "count:piece", _ONE, ("捆", "扎", "pcs")),
        Unit("bar", "支", "bar", "count:bar", _ONE, ("根", "条")),
        Unit("sheet", "张", "sheet", "count:sheet", _ONE, ("片",)),
        Unit("coil", "卷", "coil", "count:coil", _ONE, ()),
        Unit("block", "块", "block", "count:block", _ONE, ()),
        Unit("bag", "袋", "bag", "count:bag", _ONE, ("包",)),
        Unit("barrel", "桶", "drum", "count:barrel", _ONE, ("罐",)),
        Unit("truck", "车", "truckload", "count:truck", _ONE, ("车次",)),
    )
}


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    return {
        fold(name): unit.code
        for unit in UNITS.values()
        for name in (unit.code, unit.name_zh, unit.name_en, *unit.aliases)
    }


def find_unit(text: str) -> Unit | None:
    """The unit people mean by 吨, T, 公斤, 支, 方 …, or None."""
    code = _by_name().get(fold(text))
    return UNITS[code] if code else None


@lru_cache(maxsize=256)
def unit_name(code: str, locale: str = "zh_Hans_CN") -> str:
    """How the unit is written for the reader; an unknown code comes back as it is."""
    unit = UNITS.get(code)
    return code if unit is None else localised(unit.name_zh, unit.name_en, locale)


def convert(amount: Decimal, *, source: str, target: str) -> Decimal:
    """The amount in another unit of the same dimension, exact.

    Raises: ValueError for unknown units or different dimensions (吨 to 支 needs a unit weight).
    """
    if source not in UNITS or target not in UNITS:
        raise ValueError(f"unknown unit: {source if source not in UNITS else target}")
    origin, destination = UNITS[source], UNITS[target]
    if origin.dimension != destination.dimension:
        raise ValueError(f"cannot convert {source} to {target}")
    return amount * origin.factor / destination.factor
