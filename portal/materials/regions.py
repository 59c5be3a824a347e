"""Places: provinces, cities and districts with official codes, and the short names people use for them.

Owns names only; distances and freight belong to logistics.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from portal.materials.markets import COUNTY_CITIES, MARKETS
from portal.materials.text import fold

__all__ = [
    "MARKETS",
    "PLACEHOLDERS",
    "Region",
    "all_regions",
    "cities",
    "city_of",
    "county_cities",
    "find_region",
    "province_of",
    "provinces",
    "region",
    "short_name",
]


@dataclass(frozen=True, slots=True)
class Region:
    """code: official, 2 digits a province, 4 a city, 6 a district. short: as people type it (天津, 佛山, 延边)."""

    code: str
    name: str
    short: str
    parent: str

    @property
    def level(self) -> str:
        return {2: "province", 4: "city"}.get(len(self.code), "district")


_PEOPLES = (
    "蒙古族|回族|藏族|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克|傣族|黎族|傈僳族|佤族|畲族|水族|"
    "东乡族|纳西族|景颇族|柯尔克孜|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族|塔吉克|怒族|鄂温克族|保安族|裕固族|"
    "独龙族|鄂伦春族|普米族|拉祜族|各族"
)
_PROVINCE_END = re.compile(r"(?:壮族|回族|维吾尔)?自治区$|特别行政区$|[省市]$")
_AUTONOMOUS = re.compile(rf"(?:{_PEOPLES}|蒙古)*自治(?:州|县|旗)$")
_CITY_END = re.compile(r"(?:地区|林区|新区|矿区|盟|市|县|区|旗)$")
PLACEHOLDERS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
"""Names in the official table that are no place's name."""


def short_name(name: str) -> str:
    """广西壮族自治区 → 广西, 延边朝鲜族自治州 → 延边, 佛山市 → 佛山; two characters always remain."""
    for pattern in (_AUTONOMOUS, _PROVINCE_END, _CITY_END):
        short = pattern.sub("", name)
        if short != name and len(short) >= 2:
            return short
    return name


@lru_cache(maxsize=1)
def _all() -> dict[str, Region]:
    source = resources.files("portal.materials").joinpath("data/regions.csv")
    with source.open(encoding="utf-8") as lines:
        return {
            row["code"]: Region(row["code"], row["name"], short_name(row["name"]), row["parent"])
            for row in csv.DictReader(lines)
        }


def all_regions() -> tuple[Region, ...]:
    """The whole table, by code."""
    return tuple(_all().values())


def region(code: str) -> Region | None:
    """The region with this official code, or None."""
    return _all().get(code)


@lru_cache(maxsize=1)
def provinces() -> tuple[Region, ...]:
    """All provinces, by code (the order people know from forms)."""
    return tuple(entry for entry in _all().values() if entry.level == "province")


@lru_cache(maxsize=64)
def cities(province_code: str | None = None) -> tuple[Region, ...]:
    """Cities of a province, or all, by code; the four municipalities count as their own city."""
    found = []
    for entry in _all().values():
        if province_code not in (None, entry.code[:2]):
            continue
        municipality = entry.level == "province" and (entry.name.endswith("市") or entry.name.endswith("特别行政区"))
        directly_below = entry.level == "district" and entry.parent[2:] == "90"  # 济源, 仙桃: cities below no city
        if municipality or directly_below or (entry.level == "city" and entry.name not in PLACEHOLDERS):
            found.append(entry)
    return tuple(found)


@lru_cache(maxsize=1)
def _names() -> dict[str, Region]:
    names: dict[str, Region] = {}
    for entry in (*cities(), *provinces(), *_all().values()):  # a city goes before a district of the same name
        if entry.name not in PLACEHOLDERS:
            names.setdefault(entry.name, entry)
            names.setdefault(entry.short, entry)
    return names


def find_region(text: str) -> Region | None:
    """The place meant by 佛山, 佛山市, 廣東, 乐从 (a market: its city) …; the largest where a name is used twice."""
    name = fold(text)
    return _names().get(name) or _names().get(MARKETS.get(name, ""))


def province_of(city: str) -> str:
    """The short name of the province a city, district or market lies in; empty when unknown."""
    found = find_region(city)
    return _all()[found.code[:2]].short if found else ""


def city_of(place: str) -> str:
    """The short name of the city a district or market lies in (乐从 → 佛山); a city is itself; else empty."""
    name = fold(place)
    if name in MARKETS:
        return MARKETS[name]
    found = find_region(name)
    if found is None or (found.level == "province" and found not in cities()):
        return ""
    if found.level != "district" or found in cities():
        return found.short
    parent = _all()[found.parent]
    return _all()[found.code[:2]].short if parent.name in PLACEHOLDERS else parent.short


@lru_cache(maxsize=1)
def county_cities() -> tuple[tuple[str, str], ...]:
    """`(name, city)` of districts and counties that name one place only: full names, and short ones the trade uses."""
    below = [entry for entry in _all().values() if entry.level == "district" and len(entry.name) > 2]
    uses = Counter(entry.name for entry in below)
    full = [entry.name for entry in below if uses[entry.name] == 1]
    found = [(name, city_of(name)) for name in (*COUNTY_CITIES, *full) if name not in MARKETS]
    return tuple((name, city) for name, city in found if city and city != name)
