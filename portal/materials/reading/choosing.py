"""Which category and which grade are meant, when several things were named. Order of words decides nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.materials.categories import CATEGORIES, category_name
from portal.materials.lexicon import Lexicon, Meaning, Named
from portal.materials.lexicon_table import MODIFIERS
from portal.materials.reading.board import LEFT, Board, Claim
from portal.materials.reading.grades import STEEL, Candidate

_RANK = {entry.code: place for place, entry in enumerate(CATEGORIES)}
_CLASS = re.compile(
    r"(?<![a-z0-9])(?P<number>[一二三四五1-5]|iii|ii|iv|i|v|叁|贰)\s?(?:(?:级|及(?=抗|螺|盘|钢|带肋|\s?\d{1,2}(?!\d)|$)|ji(?![a-z]))(?:\s?[带加]?\s?(?P<quake>抗震|抗振|抗震e|e(?![a-z0-9])))?|(?P<short>抗)(?=[\s\d螺盘]|$))(?![品代经配])"
)
_QUAKE = re.compile(r"抗[震振]")
_CLASSES = {
    **dict.fromkeys(("一", "1", "i"), "HPB300"), **dict.fromkeys(("二", "2", "ii", "贰"), "HRB335"), **dict.fromkeys(("三", "3", "iii", "叁"), "HRB400"),
    **dict.fromkeys(("四", "4", "iv"), "HRB500"), **dict.fromkeys(("五", "5", "v"), "HRB600"),
}  # fmt: skip
_CEMENT_KINDS = (
    ("普硅", "O"),
    ("普通", "O"),
    ("opc", "O"),
    ("ordinary", "O"),
    ("复合", "C"),
    ("矿渣", "S"),
    ("粉煤灰", "F"),
)
# Two half names that together name a third thing.
_TOGETHER: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"galvanised", "welded-tube"}), "galvanised-tube"),
    (frozenset({"galvanised", "hollow-section"}), "hollow-section"),
    (frozenset({"welded-tube", "hollow-section"}), "hollow-section"),
    (frozenset({"seamless", "hollow-section"}), "hollow-section"),
    (frozenset({"rebar", "rebar-coil"}), "rebar-coil"),
    (frozenset({"wire-rod", "rebar-coil"}), "rebar-coil"),
    (frozenset({"aluminium-ingot", "zinc-ingot"}), ""),
)


@dataclass(frozen=True, slots=True)
class Product:
    """What is traded: named outright, or implied by something only such goods have."""

    category: str | None = None
    name: str | None = None
    metal: bool = False  # only copper was said, whatever is made of it


@dataclass(frozen=True, slots=True)
class _Seen:
    named: Named
    meaning: Meaning

    @property
    def weight(self) -> tuple[bool, int, float, int]:
        """Full names before half ones, longer before shorter, sure before unsure, then the tree's order."""
        code = self.meaning.value
        return (
            self.named.name not in MODIFIERS,
            len(self.named.name),
            self.meaning.sure,
            -_RANK.get(code, len(_RANK)),
        )


def choose_product(board: Board, seen: Sequence[tuple[Named, Meaning]]) -> Product:
    """The product named, and its claim; half names beside a full one only describe it."""
    found = [_Seen(named, meaning) for named, meaning in seen]
    if not found:
        return Product()
    best = max(found, key=lambda one: one.weight)
    codes = frozenset(one.meaning.value for one in found if one.meaning.field == "category")
    together = next((code for parts, code in _TOGETHER if parts <= codes and code), "")
    code = together or (best.meaning.value if best.meaning.field == "category" else "")
    if best.meaning.field == "product" and best.named.name in ("钢管", "型钢") and codes:
        code = _with_tube(codes) if best.named.name == "钢管" else max(codes, key=lambda one: -_RANK[one])
    name = best.meaning.note or category_name(code) if code else best.meaning.value
    if together or (code and best.meaning.field == "product"):
        name = category_name(code)
    full = {one.meaning.value for one in found if one.named.name not in MODIFIERS and one.meaning.field == "category"}
    certain = 1.0 if len(full) < 2 or together else 0.6
    for one in found:
        about = one.meaning.value == code or one is best or one.named.name in MODIFIERS or together
        if about:
            field = "category" if code else "product"
            board.claim(
                Claim(one.named.start, one.named.end, field, code or best.meaning.value, min(one.meaning.sure, certain))
            )
    return Product(code or None, name, best.named.name in ("铜", "copper"))


def _with_tube(codes: frozenset[str]) -> str:
    """镀锌 + 钢管 is galvanised tube, 无缝 + 钢管 seamless."""
    if "seamless" in codes:
        return "seamless"
    if "galvanised" in codes:
        return "galvanised-tube"
    if "hollow-section" in codes:
        return "hollow-section"
    return "welded-tube" if "welded-tube" in codes else ""


def products_in(lexicon: Lexicon, name: str) -> str:
    """The category a mill's name says it makes (海螺水泥 → cement), or nothing."""
    for start in range(1, len(name) - 1):
        for meaning in lexicon.names.get(name[start:], ()):
            if meaning.field == "category":
                return meaning.value
    return ""


def class_grade(board: Board, category: str | None) -> tuple[str, list[tuple[int, int]], float] | None:
    """三级抗震 → HRB400E: grade, the stretches that say it, certainty. Also 抗震 beside a grade is told by `quake`."""
    if category is not None and category not in STEEL:
        return None
    match = _CLASS.search(board.folded)
    if match is None or (category is None and match["number"] in ("一", "1", "i", "二", "2", "五", "5", "v")):
        return None
    grade = _CLASSES.get(match["number"], "")
    stretches = [(match.start(), match.end())]
    quake = _QUAKE.search(board.folded)
    if match["quake"] or match["short"] or quake:
        grade = grade if grade == "HPB300" else f"{grade}E"
    if quake and quake.start() >= match.end():
        stretches.append((quake.start(), quake.end()))
    elif quake and quake.end() <= match.start():
        stretches.insert(0, (quake.start(), quake.end()))
    if grade == "HPB300" and category in ("rebar", "rebar-coil"):
        return None
    return grade, stretches, 0.95


def choose_grade(board: Board, found: Iterable[tuple[Candidate, str]]) -> tuple[Candidate | None, str]:
    """The grade meant, and the category it speaks for where none was named."""
    fitting = [
        ((one.certain, one.known, one.end - one.start), one, implies) for one, implies in found if _open(board, one)
    ]
    if not fitting:
        return None, ""
    _rank, best, implies = max(fitting, key=lambda entry: (entry[0], -entry[1].start))
    return best, implies


def _open(board: Board, one: Candidate) -> bool:
    """A grade may stand inside a product's name (A00铝锭), but not inside a mill's, an amount or a date."""
    for claim in board.claims:
        beside = claim.end <= one.start or one.end <= claim.start
        names = claim.field in ("category", "product") and claim.value != "aggregate"  # 碎石 is the product itself
        if not (beside or names):
            return False
    return LEFT not in board.state[one.start : one.end]


def cement_grade(value: str, folded: str) -> str:
    """42.5 of a named kind of cement has its letters: 普硅 42.5 → P·O 42.5; of an unnamed kind it stays as typed."""
    kind = next((letter for word, letter in _CEMENT_KINDS if word in folded), "")
    return f"P·{kind} {value}" if kind else value


def quake_grade(board: Board, grade: str) -> tuple[str, tuple[int, int] | None]:
    """HRB400 with 抗震 said somewhere is HRB400E."""
    match = _QUAKE.search(board.folded)
    if match is None or not grade.startswith("HRB"):
        return grade, None
    return (grade if grade.endswith("E") else f"{grade}E"), (match.start(), match.end())
