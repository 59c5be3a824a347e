"""The syntax of measures: signs, numbers, ranges, lists and by-signs become a `Shape`; means nothing yet.

Works on text of folded characters (`text.fold_characters` or `text.fold`), each step bounded, never back over what it took.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from portal.materials.specs.standard_sizes import is_fen
from portal.materials.specs.values import Size, Value, Word

MOST_GROUPS = 5
MOST_VALUES = 16

# The longest sign first. A letter is a sign only where no letter or digit stands before it (AH36 is a grade).
_SIGN = re.compile(
    r"(?:(?<![a-z0-9])(?P<nominal_diameter>dn)|公称直径|公称通径)\s?[=:]?\s?(?=\d)"
    r"|(?<![a-z0-9])(?:h(?P<series>[wmnt])|(?P<beam>h))\s?(?=\d)"
    r"|(?P<outer_diameter>外径|(?<![a-z0-9])od)\s?[=:]?\s?(?=\d)"
    r"|(?P<diameter>φ|∮|¢|直径|圆|(?<![a-z0-9])(?:diameter|dia\.?|d))\s{0,3}[=:]?\s?(?=\d)"
    r"|(?P<wall>壁厚)\s?[=:]?\s?(?=\d)"
    r"|(?P<thickness>δ|厚度|厚|(?<![a-z0-9])(?:thickness|thk\.?|t=))\s?[=:]?\s?(?=\d)"
    r"|(?P<width>幅宽|宽度|宽|(?<![a-z0-9])width)\s?[=:]?\s?(?=\d)"
    r"|(?P<length>长度|定尺|长|(?<![a-z0-9])(?:length|l=))\s?[=:]?\s?(?=\d)"
    r"|(?P<height>高度|高)\s?[=:]?\s?(?=\d)"
    r"|(?P<other_leg>另边)(?=\d)|(?P<side>边长)\s?[=:]?\s?(?=\d)|(?P<leg>边宽|边)\s?[=:]?\s?(?=\d)"
    r"|(?P<web>腹板厚?)\s?[=:]?\s?(?=\d)|(?P<flange>翼缘厚?)\s?[=:]?\s?(?=\d)"
    r"|(?P<angle>∠|∟|<|(?<![a-z0-9])l)\s{0,2}(?=\d)"
    r"|(?P<square>[□口▢◻☐■])\s{0,2}(?=\d)"
    r"|(?P<channel>\[)\s?(?=\d)|(?P<i_beam>(?<![a-z0-9])i|工)\s?(?=\d)"
)
# What may begin a shape at all: cheap, so that long text is passed over quickly.
_CANDIDATE = re.compile(
    r"(?<![\d.])\d|[φ∮¢δ∠∟<□口▢◻☐■\[圆厚宽长高边工]|直径|外径|公称|壁厚|幅宽|定尺|另边|腹板|翼缘|[一二两三四五六七八九十寸]"
    r"|(?<![a-z0-9])(?:dn|od|h[wmnt]?|dia(?:meter|\.)?|d|length|width|thickness|thk\.?|l=?|t=|i)(?=\s?[=:]?\s?\d)"
)
# Numbers in characters, only before a unit of length: 十二米, 四寸, 寸半, 六分管.
_HAN_NUMBER = re.compile(
    r"[一二两三四五六七八九]?十?[一二两三四五六七八九]?(?=米(?!制)|英?寸|吋|分(?=管|镀|焊|的|$|\s)|个厚)"
)
_HALF = re.compile(r"\s?(?:寸|吋)半")
_NUMBER = re.compile(r"\d{1,6}+(?:\.\d{1,4}+)?+(?!\d|\.\d)")
_RANGE = re.compile(r"\s?(?:[-~]|至|到)\s?(?:φ|dn)?\s?(?=\d)")
_LIST = re.compile(r"\s?[/,]\s?(?:φ|dn)?\s?(?=\d)")
_BY = re.compile(r"\s{0,3}[x×*]\s{0,3}")
# 20厚, 8米长; but in 25 长12米 the 长 belongs to what follows.
_AFTER = re.compile(r"(?:的?[厚宽](?!度)|\s的?[厚宽](?!度|\s?\d)|\s?的?[长高](?!度|\s?\d))")
_AFTER_SIGNS = {"厚": "thickness", "宽": "width", "长": "length", "高": "height"}
_BARE = re.compile(r"[\d.,/~\-\s至到]+")
_COIL = re.compile(r"c(?!\d)|卷|l(?![\d=a-z])")
_AGAIN = re.compile(r"(?:l=|长|φ|∠|□)\s?(?=\d)")
_UNIT = re.compile(
    r"\s?(?:(?P<mm>mm|毫米|公厘|厘(?!米)|个厚|个(?=的|厚|[花普锰中薄]?[钢铁纹]?板))|(?P<cm>cm|公分|厘米)|(?P<feet>英?尺(?!寸|度))|(?P<si>丝(?!杆|网))|(?P<m>m(?![a-z0-9])|m(?=hrb|hpb|q\d)|米)"
    r"|(?P<inch>英?寸|吋|inch|in(?![a-z])|\"|''|′′|”)|(?P<fen>分(?![钟批])))"
)
_MODEL = re.compile(r"\s?(?:(?P<a>[abc])?\s?(?:#|号)(?P<b>[abc])?|(?P<c>[abc])(?![a-z0-9]))")
_FRACTION = re.compile(
    r"(?:(?P<whole>\d{1,2})\s?[- ]\s?)?(?P<over>[1357])/(?P<under>[248])\s?(?:英?寸|吋|inch|\"|''|′′|”)"
)
# A number before one of these counts something else: tonnes, yuan, days, pieces.
_COUNTED = re.compile(
    r"\s{0,2}(?:吨|t(?![a-z0-9=])|元|块|万|千|亿|件|支|根|条|张|片|卷|车|捆|扎|包|袋|桶|只|个|套|柜|kg|公斤|千克|斤|%|‰|天|日|月|年|点"
    r"|小时|号|#|方|立方|平方?|平米|m[23²³]|以下|以内|以上|以里|内|左右|上下|起|出|多|来|余|家|级|度|℃|°|:|折|票|折)"
)


@dataclass(frozen=True, slots=True)
class Shape:
    """sign: a dimension's code, or beam, angle, square, channel, i-beam, or nothing; groups: what by-signs part.

    bare: a number with neither sign nor unit, which might be anything.
    """

    start: int
    end: int
    sign: str
    groups: tuple[tuple[Value, ...], ...]
    series: str = ""
    bare: bool = False


def candidates(text: str, start: int = 0) -> Iterator[int]:
    """Places where a shape may begin."""
    for match in _CANDIDATE.finditer(text, start):
        yield match.start()


def shape_at(text: str, start: int, *, models: bool = False) -> Shape | None:
    """The longest shape that begins here, or None.

    models: whether 16#, 20a# are sizes here (sections); elsewhere a number with # is a grade and no shape.
    """
    sign, series, position = "", "", start
    if match := _SIGN.match(text, start):
        sign = (match.lastgroup or "nominal_diameter").replace("i_beam", "i-beam")
        if sign == "series":
            sign, series = "beam", "H" + match["series"].upper()
        position = match.end()
    elif text[start] == "寸" and start and text[start - 1].isdigit():
        return None
    elif start and (text[start - 1].isascii() and (text[start - 1].isalnum() or text[start - 1] in "._")):
        return None  # the digits of HRB400, of 3.5
    first = _group(text, position, models=models)
    if first is None:
        return None
    groups, end = [first[0]], first[1]
    if not sign and (after := _AFTER.match(text, end)):  # 20厚, 8米长
        return Shape(start, after.end(), _AFTER_SIGNS[after.group()[-1]], (first[0],))
    while len(groups) < MOST_GROUPS and (by := _BY.match(text, end)):
        position = by.end()
        if coil := _COIL.match(text, position):
            groups.append((Word("L" if coil.group() == "l" else "C"),))
            end = coil.end()
            break
        if again := _AGAIN.match(text, position):
            position = again.end()
        following = _group(text, position, models=False)
        if following is None:
            break
        groups.append(following[0])
        end = following[1]
    bare = not sign and len(groups) == 1 and _BARE.fullmatch(text, start, end) is not None
    return Shape(start, end, sign, tuple(groups), series, bare)


def _group(text: str, start: int, *, models: bool) -> tuple[tuple[Value, ...], int] | None:
    """A list of sizes and ranges: 16/18-22/25; a unit after one of them is the unit of those before it."""
    values: list[tuple[Size, bool]] = []
    position = end = start
    while len(values) < MOST_VALUES:
        item = _item(text, position, models=models, first=not values)
        if item is None:
            break
        size, stated, end = item
        values.append((size, stated))
        following = _LIST.match(text, end)
        if following is None:
            break
        position = following.end()
    if not values:
        return None
    unit = ""
    sizes: list[Size] = []
    for size, stated in reversed(values):
        if stated:
            unit = size.unit
        sizes.append(size if stated else Size(size.low, size.high, unit, size.mark))
    return tuple(reversed(sizes)), end


def _item(text: str, start: int, *, models: bool, first: bool) -> tuple[Size, bool, int] | None:
    """One size or range, whether its unit was stated, and where it ends."""
    if fraction := _FRACTION.match(text, start):
        whole, over, under = fraction["whole"], fraction["over"], fraction["under"]
        if int(over) < int(under):
            value = Decimal(whole or 0) + Decimal(over) / Decimal(under)
            mark = f"{whole}-{over}/{under}" if whole else f"{over}/{under}"
            return Size(value, value, "寸", mark), True, fraction.end()
    number = _NUMBER.match(text, start)
    if number is None:
        return _in_characters(text, start)
    low = high = Decimal(number.group())
    if half := _HALF.match(text, number.end()):
        return Size(low + _HALF_INCH, low + _HALF_INCH, "寸"), True, half.end()
    unit, mark, end = _unit(text, number.end(), models=models)
    if (span := _RANGE.match(text, end)) and (upper := _NUMBER.match(text, span.end())):
        upper_unit, upper_mark, upper_end = _unit(text, upper.end(), models=models)
        top = Decimal(upper.group())
        same_unit = unit in ("", upper_unit) and mark in ("", upper_mark)
        if same_unit and low < top and not (upper_unit == "" and _COUNTED.match(text, upper_end)):
            high, unit, mark, end = top, upper_unit, upper_mark, upper_end
    if unit == "" and _COUNTED.match(text, end):
        return None
    if unit == "分" and not (is_fen(low) and is_fen(high)):
        return None
    stated = unit != ""
    return Size(low, high, "" if unit == "mm" else unit, mark), stated, end


def _in_characters(text: str, start: int) -> tuple[Size, bool, int] | None:
    """十二米, 四寸, 两寸半, 寸半: numbers written in characters, at most 99."""
    if half := _HALF.match(text, start):
        value = 1 + _HALF_INCH
        return Size(value, value, "寸"), True, half.end()
    match = _HAN_NUMBER.match(text, start)
    if match is None or not match.group() or text[max(0, start - 1) : start] in _NUMERALS:
        return None
    tens, ten, ones = match.group().rpartition("十")
    value = Decimal((_DIGITS[tens] if tens else 1) * 10 if ten else 0) + (_DIGITS[ones] if ones else 0)
    if half := _HALF.match(text, match.end()):
        return Size(value + _HALF_INCH, value + _HALF_INCH, "寸"), True, half.end()
    unit, mark, end = _unit(text, match.end(), models=False)
    if unit == "" or (unit == "分" and not is_fen(value)):
        return None
    return Size(value, value, "" if unit == "mm" else unit, mark), True, end


_NUMERALS = frozenset("一二两三四五六七八九十百千万第0123456789.")
_HALF_INCH = Decimal("0.5")
_DIGITS = {digit: number for number, digit in enumerate("一二三四五六七八九", start=1)} | {"两": 2}


def _unit(text: str, start: int, *, models: bool) -> tuple[str, str, int]:
    if models and (match := _MODEL.match(text, start)):
        return "#", match["a"] or match["b"] or match["c"] or "", match.end()
    if match := _UNIT.match(text, start):
        name = match.lastgroup or ""
        return {"inch": "寸", "fen": "分", "feet": "尺", "si": "丝"}.get(name, name), "", match.end()
    return "", "", start
