"""What people type between sizes, made into what `materials.specs` reads. Every step keeps the length, so that places stay true.

Owns habits of typing (3.0 1500 c, 8个的, 1500宽, 12公尺); what a size means is not its matter.
"""

from __future__ import annotations

import re
from decimal import Decimal

from portal.materials.categories import category as category_of
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
# 0.8厚 1219宽 卷: each side named, typed apart.
_SIDES_APART = re.compile(
    r"(?<![\d.*×x-])(?P<t>\d{1,3}(?:\.\d{1,3})?)(?P<tu> ?(?:mm)?厚) ?(?P<w>\d{3,4})(?P<wu> ?(?:mm)?宽)(?P<gap> ?)(?:(?=c(?![a-z0-9])|卷)|(?P<l>\d{4,5})(?P<lu> ?(?:mm)?长)|(?![\d度]))"
)
# 219/273 8: behind a list of diameters of tube, alone with it, the wall.
_WALL_AFTER_LIST = re.compile(
    r"(?<![\d.*×x-])(?P<list>(?:φ\s?)?\d{2,3}(?:/(?:φ\s?)?\d{2,3}){1,8}) (?P<wall>\d{1,2}(?:\.\d{1,2})?)(?![\d.,*×x/~#米m寸-]| \d)"
)
# 片碱 99: of chemicals, what may only be a content without its sign.
_CONTENT = re.compile(r"(?<![\d.a-z#*×/~-])(9[5-9]|9\d\.\d{1,3})(?: |$)(?![%kt])")
# A length after a size and a mark that elsewhere makes lists: H400*200*8*13,12米 and Φ20/12m.
_LENGTH_AFTER = re.compile(
    r"(?P<size>[*×x]\s?\d+(?:\.\d+)?(?=,)|φ\s?\d+(?:\.\d+)?(?:-\d+)?)(?P<mark>\s?[,/]\s?)(?=\d{1,2}(?:\.\d)?\s?(?:米|m(?!m)))"
)
_SPOKEN = re.compile(r"(?<![一二三四五六七八九十])(?:十[一二三四五六七八]?|[六七八九])(?=米|个厚|mm)")
# 25 12 of rebar: behind a greater diameter, alone with it, the 9 or 12 is its length.
_BARE_LENGTH = re.compile(r"(?<![\d.,*×x/~-])(?<!\d )((?:φ\s?)?(?:1[4-9]|[2-5]\d)) (9|12)(?![\d.,*×x/~#m米-]| \d)")
_METRES = re.compile(r"(?<=\d)(?: ?(?:meters?|metres?|mtrs?)(?![a-z])|公尺|公厘)")
_NEW_RUN = re.compile(r"(?<=[\dm米c])\s?[,;]\s?(?=\d+(?:\.\d+)?\s?[*×x]\s?\d)")  # 25*12,20*12
_THICK = re.compile(r"(?<![a-z0-9])t(?=\d+(?:\.\d+)?\s?[*×x]\s?\d)")  # t20*2200
_FIXED = re.compile(r"(?<![\d.*×])(?:6|9|12)(?=定尺)")
_RUN_ON = re.compile(r"(?<=\d)mm(?=\d)")  # 25mm12米
# 10mm 1500*6000: the thickness set apart from width and length.
_THICK_APART = re.compile(
    r"(?<![\d.*×x#-])(?P<t>\d{1,3}(?:\.\d{1,2})?)(?P<gap>mm ?)(?=[1-4]\d{3}\s?[*×x]\s?(?:\d{3,5}(?![\d.])|c(?![a-z0-9])))"
)
_BAR_LENGTH = re.compile(r"(?<![\d.*×x/~-])(6|9|12)000mm(?![\d*×x])")
_ZINC_LAYER = re.compile(r"锌层 ?(?=\d{2,3}(?!\d))")
_SQUARE_SIDE = re.compile(r"(?<![\d.*×x])(\d{2,3})方(?![\d管通矩米])")
_LENGTHS = frozenset({Decimal(6000), Decimal(9000), Decimal(12000)})
_FIGURES = str.maketrans("十一二三四五六七八九", "1123456789")


def readable(masked: str, folded: str, category: str | None) -> str:
    """The masked text as specs read it; folded: the whole text, with what is taken.

    One sign longer only where a chemical's content without its sign ends the text.
    """
    text = chained(masked, category)
    text = _METRES.sub(_metre, text)
    text = _PER_BAG.sub(lambda match: "/袋".ljust(len(match.group())), text)
    text = _ALSO_MM.sub(lambda match: "|".rjust(len(match.group())), text)
    if category in ("galvanised", "colour-coated"):
        text = _ZINC_LAYER.sub(lambda match: "z ".rjust(len(match.group())), text)
    if category == "hollow-section":
        text = _SQUARE_SIDE.sub(r"□\1", text)
    elif category == "chemicals" and "%" not in text:
        text = _CONTENT.sub(r"\1%", text, count=1)
    elif "tube" in CATEGORY_FORMS.get(category or "", ()):
        text = _WALL_AFTER_LIST.sub(r"\g<list>*\g<wall>", text)
    if category != "hollow-section" and "length" in _dimensions(category or ""):
        text = _bars_or_sheets(text, category or "")
    if category == "rebar":
        text = _BARE_LENGTH.sub(r"\1*\2", text)
    text = _NEW_RUN.sub(lambda match: "|" * len(match.group()), _THICK.sub(" ", text))
    text = _fixed_lengths(folded, text)
    text = _LENGTH_AFTER.sub(lambda match: match["size"] + " " * len(match["mark"]), text)
    text = _RUN_ON.sub("  ", _SPOKEN.sub(_figures, text))
    return _NAMED_AFTER.sub(r"\2\1", text)


def _bars_or_sheets(text: str, category: str) -> str:
    if "sheet" in CATEGORY_FORMS.get(category, ()):
        text = _SIDES_APART.sub(_sides, text)
        return _THICK_APART.sub(lambda match: match["t"] + "*".ljust(len(match["gap"])), text)
    return _BAR_LENGTH.sub(lambda match: f"{match[1]}m".ljust(len(match.group())), text)


def _sides(match: re.Match[str]) -> str:
    """0.8厚 1219宽 卷 → 0.8* 1219* 卷: as long as it was."""
    text, start = match.group(), match.start()
    coiled = match["l"] is None and match.string[match.end() : match.end() + 1] in ("c", "卷")
    for unit, sign in (("tu", "*"), ("wu", "*" if coiled or match["l"] else " "), ("lu", " ")):
        if match[unit] is not None:
            at, end = match.start(unit) - start, match.end(unit) - start
            text = text[:at] + sign.ljust(end - at) + text[end:]
    return text


def _metre(match: re.Match[str]) -> str:
    return ("mm" if match.group() == "公厘" else "m").ljust(len(match.group()))


def _fixed_lengths(folded: str, text: str) -> str:
    """12定尺 is a length of 12 m; 定尺 itself is a condition and taken already."""
    for match in _FIXED.finditer(folded):
        text = f"{text[: match.end()]}m{text[match.end() + 1 :]}"
    return text


def _figures(match: re.Match[str]) -> str:
    """十二 → 12, 九 → 9: as long as what they stand for."""
    text = match.group().translate(_FIGURES)
    return text if len(text) > 1 or match.group() != "十" else "|"


def may_be_measure(value: Decimal, category: str | None) -> bool:
    """A plain number that may as well be a width, a length in mm or a year: no price is read from it."""
    if "sheet" in CATEGORY_FORMS.get(category or "", ()) and value <= 2500 and f"{value:f}" in _WIDTHS:
        return True
    return (value in _LENGTHS and "length" in _dimensions(category or "")) or 2010 <= value <= 2035


def _dimensions(category: str) -> tuple[str, ...]:
    known = category_of(category)
    return known.dimensions if known else ()


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
