"""Which grade serves where another is wanted, with the reason and its source; never across categories.

Only what a standard or a settled practice allows without asking the buyer's designer. A stronger grade is not thereby a
substitute: HRB500 for HRB400, Q355B for Q235B and C35 for C30 change the design or the mix, 304L is weaker than 304
(GB/T 4237-2015). Such are at most `near_grade`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from portal.materials.grade_table import SUCCESSORS, SURFACES
from portal.materials.grades import Grade, canonical_grade, grade_key, grade_table, read_grade, successor


@dataclass(frozen=True, slots=True)
class Reason:
    """code: what the interface says (see REASONS); source: the standard or practice it rests on."""

    code: str
    source: str


# Every code a Reason can have, with what it means.
REASONS: dict[str, str] = {
    "same": "同一牌号",
    "equal": "同一材质的另一种写法",
    "seismic": "抗震钢筋满足普通钢筋要求",
    "quality": "质量等级更高",
    "unstated": "未指定等级，任一等级均可",
    "successor": "新标准替代牌号",
    "dropped": "原牌号已取消，由上一级代替",
    "z-direction": "另有厚度方向性能",
    "early": "早强型",
    "class": "强度等级相同",
    "impermeability": "抗渗等级更高",
    "drawing": "冲压级别更高",
    "purity": "纯度更高",
}

_SAME = Reason("same", "")
_Rule = Callable[[str, str], Reason | None]


@lru_cache(maxsize=8192)
def serves(category: str | None, wanted: str, offered: str) -> Reason | None:
    """Why the offered grade serves where another is wanted, or None when it does not (or nobody here knows).

    Grades nobody knows serve only themselves.
    """
    want, offer = canonical_grade(wanted, category), canonical_grade(offered, category)
    if grade_key(want) == grade_key(offer):
        return _SAME
    want_base, _, want_surface = want.partition("/")
    base, _, surface = offer.partition("/")
    if (
        (want_surface or surface)
        and category in SURFACES
        and read_grade(want_base, category)
        and read_grade(base, category)
    ):
        if want_surface and grade_key(want_surface) != grade_key(surface):
            return None
        return serves(category, want_base, base) if want_base != base else Reason("unstated", "GB/T 3280-2015")
    for rule in _RULES.get(category or "", _ANY if category is None else _STRUCTURAL):
        if reason := rule(want, offer):
            return reason
    plain, direction, _degree = offer.rpartition("-Z")
    if direction and "-Z" not in want and (reason := serves(category, want, plain)):
        return reason if reason.code != "same" else None  # Q355D-Z25 for Q355B, for the reason Q355D has
    replaced = successor(want)
    if replaced:
        source = next(source for old, _new, source in SUCCESSORS if want.startswith(old))
        further = serves(category, replaced, offer)
        return Reason("successor", source) if further else None
    return None


@lru_cache(maxsize=2048)
def serving_grades(category: str | None, wanted: str) -> tuple[tuple[str, Reason], ...]:
    """Every grade that serves where this one is wanted, each with its reason, itself first; for an index that looks names up.

    Grades of the tables and those a rule of naming makes of the wanted one (Q420 → Q420A … F, DX51D+Z → DX51D+Z275).
    """
    name = canonical_grade(wanted, category)
    found = [(name, _SAME)]
    for other in dict.fromkeys((*_names(category), *_variants(name))):
        reason = serves(category, name, other) if other != name else None
        if reason is not None:
            found.append((other, reason))
    return tuple(found)


@lru_cache(maxsize=2048)
def near_grades(category: str | None, wanted: str) -> tuple[str, ...]:
    """The other grades of the same family that do not serve."""
    serving = {name for name, _reason in serving_grades(category, wanted)}
    return tuple(name for name in _names(category) if name not in serving and near_grade(category, wanted, name))


@lru_cache(maxsize=64)
def _names(category: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.name for one in grade_table() if category is None or category in one.categories))


def _variants(name: str) -> tuple[str, ...]:
    """What may stand behind a grade: a quality letter, a mass of zinc, a direction, an impermeability, an early strength."""
    return tuple(name + ending for ending in _ENDINGS) + tuple(
        name[:-1] + letter for letter in "BCDEF" if name[-1:] in "ABCDE"
    )


_SURFACED = tuple(f"/{surface}" for surface in SURFACES["stainless-flat"])
_ENDINGS = (*"ABCDEFR", *"-Z15 -Z25 -Z35 60 80 100 120 150 180 225 275 P6 P8 P10 P12".split(), *_SURFACED)


def family(grade: str, category: str | None = None) -> str:
    """The family a grade belongs to (`low-alloy`, `austenitic`), or an empty string when it is not known."""
    known = _read(grade, category)
    return known.family if known else ""


def near_grade(category: str | None, wanted: str, offered: str) -> bool:
    """Whether both are of one family, so that one may be worth asking about when the other cannot be had."""
    first, second = family(wanted, category), family(offered, category)
    return bool(first) and (first == second or (first.startswith("cement") and second.startswith("cement")))


def _read(grade: str, category: str | None) -> Grade | None:
    return read_grade(grade, category) or read_grade(grade.partition("/")[0], category)


def _by_letter(pattern: str, order: str, source: str) -> _Rule:
    """A rule: same base, a quality later in the order (or any where none is asked for)."""
    whole = re.compile(pattern)
    rank = {quality: place for place, quality in enumerate(order.split())}

    def rule(wanted: str, offered: str) -> Reason | None:
        want, offer = whole.fullmatch(wanted), whole.fullmatch(offered)
        if not want or not offer or (want["base"], want["rest"]) != (offer["base"], offer["rest"]):
            return None
        asked, given = want["quality"], offer["quality"]
        if not given or (asked and rank[given] <= rank[asked]):
            return None
        return Reason("quality" if asked else "unstated", source)

    return rule


def _adds(pattern: str, code: str, source: str) -> _Rule:
    """A rule: what is offered is what is wanted with something added."""
    added = re.compile(pattern)

    def rule(wanted: str, offered: str) -> Reason | None:
        match = added.fullmatch(offered)
        return Reason(code, source) if match and match["base"] == wanted else None

    return rule


def _ladder(names: str, code: str, source: str) -> _Rule:
    """A rule: grades in rising order, each serving for those before it."""
    steps = [step.split("|") for step in names.split(">")]
    rank = {name.strip(): place for place, step in enumerate(steps) for name in step}

    def rule(wanted: str, offered: str) -> Reason | None:
        if wanted not in rank or offered not in rank or rank[offered] < rank[wanted]:
            return None
        return Reason("equal" if rank[offered] == rank[wanted] else code, source)

    return rule


def _ribbed(wanted: str, offered: str) -> Reason | None:
    """HRB400E meets all of HRB400 and more (GB/T 1499.2-2024); HRB335 was dropped by the edition of 2018."""
    want, offer = _RIBBED.fullmatch(wanted), _RIBBED.fullmatch(offered)
    if not want or not offer or want["fine"] != offer["fine"] or (want["seismic"] and not offer["seismic"]):
        return None
    if want["strength"] == offer["strength"]:
        return Reason("seismic", "GB/T 1499.2-2024")
    if want["strength"] == "335" and offer["strength"] == "400":
        return Reason("dropped", "GB/T 1499.2-2018")
    return None


def _class(wanted: str, offered: str) -> Reason | None:
    """42.5 alone names a strength class: any cement of that class has it, the early-strength kind too."""
    if not _CLASS.fullmatch(wanted) or not offered.startswith(("P·", wanted[:4])):
        return None
    strength = offered.rpartition(" ")[2]
    return Reason("class", "GB 175-2023") if strength in (wanted, wanted + "R") else None


def _concrete(wanted: str, offered: str) -> Reason | None:
    """C30P8 is C30 whose water resistance is higher (GB/T 14902-2012); another strength is another mix."""
    want, offer = _CONCRETE.fullmatch(wanted), _CONCRETE.fullmatch(offered)
    if not want or not offer or want[1] != offer[1] or int(offer[2] or 0) <= int(want[2] or 0):
        return None
    return Reason("impermeability", "GB/T 14902-2012")


_RIBBED = re.compile(r"HRB(?P<fine>F?)(?P<strength>\d{3})(?P<seismic>E?)")
_CLASS = re.compile(r"\d{2}\.5R?")
_CONCRETE = re.compile(r"C(\d{2})(?:P(\d{1,2}))?")

_Z_DIRECTION = _adds(r"(?P<base>(?:Q\d{3}|[ADEF]H|CCS).*)-Z(?:15|25|35)", "z-direction", "GB/T 5313-2010")
_STRUCTURAL: tuple[_Rule, ...] = (
    # Impact tested at +20, 0, −20 °C for B, C, D; each letter's composition is within the one before.
    _by_letter(r"(?P<base>Q(?:195|215|235|275))(?P<quality>[ABCD])?(?P<rest>)", "A B C D", "GB/T 700-2006"),
    # Impact tested at +20, 0, −20, −40, −60 °C for B … F, delivered in the same way (plain, N, M).
    _by_letter(
        r"(?P<base>Q(?:345|355|390|420|460|500|550|620|690)[NM]?)(?P<quality>[ABCDEF])?(?P<rest>)", "A B C D E F", "GB/T 1591-2018"
    ),
    _by_letter(r"(?P<base>S(?:235|275|355))(?P<quality>JR|J0|J2)?(?P<rest>)", "JR J0 J2", "EN 10025-2"),
    _Z_DIRECTION,
)  # fmt: skip
_PLATE: tuple[_Rule, ...] = (
    *_STRUCTURAL,
    _by_letter(r"(?P<base>Q\d{3}GJ)(?P<quality>[BCDEF])?(?P<rest>)", "B C D E F", "GB/T 19879-2023"),
    _by_letter(r"(?P<base>Q\d{3}q)(?P<quality>[CDEF])?(?P<rest>)", "C D E F", "GB/T 714-2015"),
    _by_letter(r"(?P<base>Q\d{3}G?NH)(?P<quality>[ABCDE])?(?P<rest>)", "A B C D E", "GB/T 4171-2008"),
    _by_letter(r"(?P<base>)(?P<quality>[ADEF])(?P<rest>H(?:32|36|40))", "A D E F", "GB/T 712-2022"),
    _by_letter(r"(?P<base>CCS)(?P<quality>[ABDE])(?P<rest>)", "A B D E", "GB/T 712-2022"),
)
_COATED: tuple[_Rule, ...] = (_adds(r"(?P<base>.+\+(?:ZF|ZM|AZ|Z))\d{2,3}", "unstated", "GB/T 2518-2019"), *_STRUCTURAL)

_ANY: tuple[_Rule, ...] = (_ribbed, *_PLATE)
_RULES: dict[str, tuple[_Rule, ...]] = {
    "rebar": (_ribbed,),
    "rebar-coil": (_ribbed,),
    "plate": _PLATE,
    "hot-rolled": _PLATE,
    # Yield and strength of the deeper drawing qualities lie within those of the plainer: EN 10130:2006.
    "cold-rolled": (_ladder("DC01>DC03>DC04", "drawing", "EN 10130"), *_STRUCTURAL),
    "galvanised": _COATED,
    "colour-coated": _COATED,
    # The 3-day strength of R is higher, the 28-day strength the same: GB 175-2023.
    "cement": (_adds(r"(?P<base>.+)R", "early", "GB 175-2023"), _class),
    "concrete": (_concrete,),
    "copper-cathode": (_ladder("Cu-CATH-3>1#>A级", "purity", "GB/T 467-2010"),),
    "aluminium-ingot": (_ladder("AL99.50>A0>A00>AL99.85>AL99.90", "purity", "GB/T 1196-2023"),),
    "aluminium-sheet": (_adds(r"(?P<base>[1-8]\w{3})-[HTOF]\d{0,4}", "unstated", "GB/T 3880.1-2023"),),
    # SHFE and the spot market call Ni9996 and better 1# nickel.
    "nickel": (_ladder("Ni9920>Ni9950>Ni9990>Ni9996|1#>Ni9999", "purity", "GB/T 6516-2010"),),
    "zinc-ingot": (_ladder("Zn98.5>Zn99.5>Zn99.95>1#>0#", "purity", "GB/T 470-2008"),),
    "stainless-flat": (),
}
