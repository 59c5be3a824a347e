"""The spec in what is left of a text, once everything else is taken; how measures are read is in `materials.specs`."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from portal.materials.categories import category as category_of
from portal.materials.reading.board import Board, Claim
from portal.materials.specs import Found, Measure, Spec, find_specs, joined, read_spec, write_spec
from portal.materials.specs.forms import CATEGORY_FORMS

# Sheet sizes typed with spaces: 3.0 1500 c, 20 2200 10000. Widths that are made, so that a price is not taken for one.
_SHEET = re.compile(
    r"(?<![\d.*×x#a-z/-])(?P<t>\d{1,3}(?:\.\d{1,3})?)(?P<one> )(?P<w>\d{3,4})(?:(?P<two> )(?P<l>\d{4,5}|c(?![a-z0-9])|卷))?(?![\d.*×#/-])"
)
_WIDTHS = frozenset(
    "600 750 800 900 914 950 1000 1010 1020 1050 1100 1150 1200 1219 1220 1240 1250 1260 1300 1350 1400 1450 1500 1510 1520 1550 1600 1650 1700 1750 1780 1800 1850 1900 2000 2010 2020 2100 2150 2200 2250 2300 2400 2500 2600 2800 3000 3200 3500 4000".split()
)
_PER_BAG = re.compile(r"/\s?(?:bags?|drums?|sacks?)(?![a-z])")
_ALSO_MM = re.compile(r"(?<=\d)\s?个(?![\d月点工厚])")  # 8个的 is 8 mm
_NAMED_AFTER = re.compile(
    r"(?<![\d.])(\d{1,5}(?:\.\d{1,3})?(?:[-~]\d{1,5}(?:\.\d{1,3})?)?\s?(?:mm|毫米)?)([宽厚])(?!度|板|壁|\d)"
)  # 1500宽
# A length after a size and a mark that elsewhere makes lists: H400*200*8*13,12米 and Φ20/12m.
_LENGTH_AFTER = re.compile(
    r"(?P<size>[*×x]\s?\d+(?:\.\d+)?(?=,)|φ\s?\d+(?:\.\d+)?(?:-\d+)?)(?P<mark>\s?[,/]\s?)(?=\d{1,2}(?:\.\d)?\s?(?:米|m(?!m)))"
)
_SPOKEN = re.compile(r"(?<![一二三四五六七八九十])(?:十[一二三四五六七八]?|[六七八九])(?=米|个厚|mm)")
# 25 12 of rebar: behind a greater diameter, alone with it, the 9 or 12 is its length.
_BARE_LENGTH = re.compile(r"(?<![\d.,*×x/~-])(?<!\d )((?:φ\s?)?(?:1[4-9]|[2-5]\d)) (9|12)(?![\d.,*×x/~#m米-]| \d)")
# A run of sizes of which only a part can be read says something else.
_PART = re.compile(r"(?:^|[^a-z0-9.])[\d.]+\s?[*×x]\s?$")
_PART_AFTER = re.compile(r"\s?[*×x]\s?\d")
_RUN_ON = re.compile(r"(?<=\d)mm(?=\d)")  # 25mm12米
_SIZES = re.compile(r"\d\s?[×x*]\s?[\dc]")
_SHEETS = re.compile("[板带卷箔]|sheet|strip|plate|coil")
_ROUND = re.compile("[棒管条丝杆]|rod|bar|tube|pipe|wire")
_FLAT_OR_ROUND = frozenset({"brass", "copper-sheet"})
_STANDARD = {Decimal(size) for size in "5.5 6 6.5 8 10 12 14 16 18 20 22 25 28 32 36 40 50".split()}


def take_spec(board: Board, category: str | None) -> str | None:
    """The spec in canonical writing; measures typed apart (25 … 12米) are joined, sizes side by side listed."""
    text = board.masked()
    text = chained(text, category)
    text = _PER_BAG.sub(lambda match: "/袋".ljust(len(match.group())), text)
    text = _ALSO_MM.sub(lambda match: "|".rjust(len(match.group())), text)
    if category == "rebar":
        text = _BARE_LENGTH.sub(r"\1*\2", text)
    text = _LENGTH_AFTER.sub(lambda match: match["size"] + " " * len(match["mark"]), text)
    text = _RUN_ON.sub("  ", _SPOKEN.sub(_figures, text))
    text = _NAMED_AFTER.sub(r"\2\1", text)
    form = "hot-rolled" if category in _FLAT_OR_ROUND and _flat(board.folded, text) else category
    found = [one for one in find_specs(text, form) if one.certain or category is not None]
    found = [one for one in found if not _PART.search(text[: one.start]) and not _PART_AFTER.match(text, one.end)]
    if form != category:
        found = [replace(one, spec=replace(one.spec, category=category)) for one in found]
    if not found:
        return None
    found.sort(key=lambda one: (not one.certain, -len(one.spec.measures), one.start))
    spec, used = found[0].spec, [found[0]]
    for other in found[1:]:
        together = joined(spec, other.spec) or _listed(spec, other.spec) or _composed(spec, other.spec, category)
        if together is not None:
            spec = together
            used.append(other)
    written = write_spec(spec)
    if not written:
        return None
    for one in used:
        board.claim(Claim(one.start, one.end, "spec", written, _sure(one)))
    return written


def _figures(match: re.Match[str]) -> str:
    """十二 → 12, 九 → 9: as long as what they stand for."""
    text = match.group().translate(_FIGURES)
    return text if len(text) > 1 or match.group() != "十" else "|"


_FIGURES = str.maketrans("十一二三四五六七八九", "1123456789")


def may_be_measure(value: Decimal, category: str) -> bool:
    """A plain number that may as well be a width, a length in mm or a year: no price is read from it."""
    if "sheet" in CATEGORY_FORMS.get(category, ()) and value <= 2500 and f"{value:f}" in _WIDTHS:
        return True
    return (value in _LENGTHS and "length" in _dimensions(category)) or 2010 <= value <= 2035


_LENGTHS = frozenset({Decimal(6000), Decimal(9000), Decimal(12000)})


def _dimensions(category: str) -> tuple[str, ...]:
    known = category_of(category)
    return known.dimensions if known else ()


def _flat(folded: str, masked: str) -> bool:
    """Whether copper goods are sheet or strip: sizes parted by by-signs, no diameter and no rod or tube named."""
    sized = _SIZES.search(masked) is not None or _SHEETS.search(folded) is not None
    return sized and "φ" not in masked and _ROUND.search(folded) is None


def chained(masked: str, category: str | None) -> str:
    """The sizes of sheet typed with spaces, with by-signs: 3.0 1500 c → 3.0*1500*c; the length stays the same."""
    if category is None or "sheet" not in CATEGORY_FORMS.get(category, ()):
        return masked
    return _SHEET.sub(_chained, masked)


def _chained(match: re.Match[str]) -> str:
    if match["w"] not in _WIDTHS or Decimal(match["t"]) > 300:
        return match.group()
    text = match.group()
    start = match.start()
    text = text[: match.start("one") - start] + "*" + text[match.end("one") - start :]
    if match["two"] is not None:
        text = text[: match.start("two") - start] + "*" + text[match.end("two") - start :]
    return text


def _listed(first: Spec, second: Spec) -> Spec | None:
    """Φ12 and Φ14 typed apart are Φ12/14; of unlike shapes nothing."""
    if first.form != second.form or first.dimensions != second.dimensions or len(first.measures) != 1:
        return None
    values = first.measures[0].values + tuple(v for v in second.measures[0].values if v not in first.measures[0].values)
    if any(not hasattr(value, "low") for value in values):
        return None
    ordered = tuple(sorted(values, key=lambda value: value.bounds[0]))  # type: ignore[union-attr]
    return replace(first, measures=(Measure(first.measures[0].dimension, ordered),))


def _composed(first: Spec, second: Spec, category: str | None) -> Spec | None:
    """4寸 and 3.75 typed apart are 4寸×3.75: the next dimension of the form, where only that reading is a spec."""
    if category == "timber" and {len(first.measures), len(second.measures)} == {1, 2}:
        length, section = (first, second) if len(first.measures) == 1 else (second, first)
        return read_spec(f"{write_spec(length)}×{write_spec(section)}", category)
    if category is None or len(first.measures) != 1 or len(second.measures) != 1 or first.form not in ("pipe", "tube"):
        return None
    sizes = second.measures[0].sizes
    if len(sizes) != 1 or sizes[0].low != sizes[0].high or sizes[0].unit:
        return None
    return read_spec(f"{write_spec(first)}×{sizes[0].low}", category)


def _sure(found: Found) -> float:
    if found.certain:
        return 1.0
    sizes = [size.low for measure in found.spec.measures for size in measure.sizes]
    return 0.95 if found.spec.form == "bar" and all(size in _STANDARD for size in sizes) else 0.8
