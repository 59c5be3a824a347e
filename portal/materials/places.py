"""A place as somebody writes it → its official region: 佛山, 440606, 广东省佛山市顺德区, 天津东丽. Names themselves are in `regions`.

Codes grow from the left, so that a place lies in every region whose code its own begins with.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from portal.materials.markets import LATIN_CITIES, MARKETS, PLACE_NAMES
from portal.materials.regions import PLACEHOLDERS, Region, all_regions, cities, find_region, provinces, region
from portal.materials.text import fold

_GAPS = " ,/-·>→"
_CODE = re.compile(r"\d{2}(?:\d{2}){0,2}\Z")


def find_place(text: str, *, loose: bool = False) -> Region | None:
    """The one region that is meant; None where there is none, or several of that name.

    loose: what follows a city or district (a street, a market) does not matter.
    """
    found = places_called(text, loose=loose)
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=4096)
def places_called(text: str, *, loose: bool = False) -> tuple[Region, ...]:
    """Every region that may be meant. A city goes before a district of its name; districts of one name are all there."""
    name = fold(text[:80]).strip(_GAPS)
    if not name:
        return ()
    if _CODE.match(name):
        found = _by_code(name)
        return (found,) if found else ()
    by_full, by_short = _named()
    if several := by_full.get(name):
        return several
    # A district the trade names as a market (顺德) is itself; a market that is no district is its city.
    if (several := by_short.get(name)) and (len(several) == 1 or name not in MARKETS):
        return several
    town = MARKETS.get(name) or LATIN_CITIES.get(name) or PLACE_NAMES.get(name, ("",))[0]
    if town and (known := find_region(town)):
        return (known,)
    return _compound(name, loose=loose)


@lru_cache(maxsize=4096)
def code_of(province: str, city: str = "", district: str = "") -> str:
    """The most exact code these names give together; what is not known in the one before is left out. Empty: none.

    >>> code_of("广东", "佛山", "顺德"), code_of("天津", "天津", "某镇"), code_of("", "佛山")
    ('440606', '12', '4406')
    """
    code = ""
    for name in (province, city, district):
        folded = fold(name).strip(_GAPS)
        if not folded:
            continue
        if not code:
            found = find_place(folded)
            code = found.code if found else ""
        else:
            code = next((below.code for key, below in _below(code) if key == folded), code)
    return code


def covering(code: str) -> tuple[str, ...]:
    """The codes of all regions a place lies in, itself first: 440606 → 440606, 4406, 44."""
    return tuple(code[:length] for length in range(len(code), 1, -2))


def lies_in(code: str, region_code: str) -> bool:
    """Whether a place lies in a region (or is it)."""
    return bool(region_code) and code.startswith(region_code)


def exactness(code: str) -> int:
    """1 a province, 2 a city, 3 a district. 天津 is a city although its code is a province's."""
    return 2 if code in _municipalities() else len(code) // 2


@lru_cache(maxsize=4096)
def place_name(code: str) -> str:
    """`广东佛山顺德区`, `天津东丽区`, `吉林吉林市`; an unknown code comes back as it is."""
    names: list[str] = []
    for part in reversed(covering(code)):
        found = region(part)
        if found is not None and found.name not in PLACEHOLDERS:
            names.append(found.name if found.level == "district" or found.short in names else found.short)
    return "".join(names) or code


def names_of(found: Sequence[Region]) -> str:
    """Several places by their whole names, for whoever has to choose: 北京通州区、江苏南通通州区."""
    return "、".join(place_name(one.code) for one in found[:5])


def place_ends(text: str) -> tuple[str, str, str]:
    """Code, province and city of a place, as tables keep them; of a province the city is the province's name again.

    >>> place_ends("顺德"), place_ends("广东"), place_ends("天津东丽")
    (('440606', '广东', '佛山'), ('44', '广东', '广东'), ('120110', '天津', '天津'))
    """
    found = find_place(text)
    if found is None:
        return "", "", ""
    province, above = region(found.code[:2]), region(found.code[:4])
    city = found if above is None or found.level != "district" or found in cities() else above
    if city.name in PLACEHOLDERS:
        city = province or city
    return found.code, province.short if province else "", city.short


def _by_code(digits: str) -> Region | None:
    """Official six digits have noughts where they are not exact (440600); 1201 is 天津 itself."""
    if len(digits) == 6:
        digits = digits.removesuffix("00")
        digits = digits.removesuffix("00") if len(digits) == 4 else digits
    found = region(digits)
    if found is not None and found.name in PLACEHOLDERS:
        return region(digits[:2]) if digits[:2] in _municipalities() else None
    return found


def _compound(name: str, *, loose: bool) -> tuple[Region, ...]:
    for key, found in _tops():
        if name.startswith(key):
            below, rest = _descend(found, name[len(key) :].lstrip(_GAPS))
            if not rest or (loose and (below.level != "province" or below.code in _municipalities())):
                return (below,)
    return ()


def _descend(found: Region, rest: str) -> tuple[Region, str]:
    # 天津市天津市东丽区: a form's province and city, both filled in.
    for own in (fold(found.name), fold(found.short)):
        if rest.startswith(own):
            rest = rest[len(own) :].lstrip(_GAPS)
            break
    for key, below in _below(found.code):
        if rest.startswith(key):
            return _descend(below, rest[len(key) :].lstrip(_GAPS))
    return found, rest


@lru_cache(maxsize=512)
def _below(code: str) -> tuple[tuple[str, Region], ...]:
    """What lies in a region by its names, the longest name and the larger region first."""
    inside = [one for one in _real() if one.code.startswith(code) and one.code != code]
    pairs = [(key, one) for one in inside for key in {fold(one.name), fold(one.short)}]
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), len(pair[1].code), pair[1].code)))


@lru_cache(maxsize=1)
def _tops() -> tuple[tuple[str, Region], ...]:
    """With what a composed name may begin: provinces and cities, the longest name first."""
    pairs = {key: one for one in (*provinces(), *cities()) for key in (fold(one.short), fold(one.name))}
    return tuple(sorted(pairs.items(), key=lambda pair: -len(pair[0])))


@lru_cache(maxsize=1)
def _named() -> tuple[dict[str, tuple[Region, ...]], dict[str, tuple[Region, ...]]]:
    """Regions by whole and by short name; where a city has the name, only the city."""
    by_full: dict[str, list[Region]] = {}
    by_short: dict[str, list[Region]] = {}
    for one in (*cities(), *provinces(), *_real()):
        for names, key in ((by_full, fold(one.name)), (by_short, fold(one.short))):
            kept = names.setdefault(key, [])
            if one not in kept and not (kept and one.level == "district" and kept[0].level != "district"):
                kept.append(one)
    return (
        {key: tuple(found) for key, found in by_full.items()},
        {key: tuple(found if found[0].level == "district" else found[:1]) for key, found in by_short.items()},
    )


@lru_cache(maxsize=1)
def _real() -> tuple[Region, ...]:
    return tuple(one for one in all_regions() if one.name not in PLACEHOLDERS)


@lru_cache(maxsize=1)
def _municipalities() -> frozenset[str]:
    return frozenset(one.code for one in cities() if one.level == "province")
