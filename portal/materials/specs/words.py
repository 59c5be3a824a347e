"""Measures that are words: coatings, surfaces, colours, packing; their patterns and how each is written.

Owns which words a category's spec may hold; numbers are in `shapes` and `forms`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from portal.materials.specs.values import Measure, Size, Word

_COLOURS = (
    "海蓝 白灰 瓷白 银灰 绯红 大红 象牙白 象牙 砖红 铁红 墨绿 果绿 天蓝 宝蓝 深灰 浅灰 灰白 米白 乳白 纯白 米黄 橘红 橙红 朱红 酒红 "
    "深蓝 湖蓝 孔雀蓝 珍珠白 亮白 哑光黑 深空灰 咖啡 棕色 木纹 石纹 迷彩"
).split()
_PACKINGS = {
    "散装": "散装", "袋装": "袋装", "吨袋": "吨袋", "吨包": "吨袋", "桶装": "桶装", "槽车": "槽车", "槽罐车": "槽车", "ibc桶": "IBC桶", "吨桶": "吨桶",
    "箱装": "箱装", "托盘": "托盘", "裸装": "裸装",
}  # fmt: skip
_SHAPES = {
    "板状": "板状",
    "镍豆": "镍豆",
    "剪切": "剪切",
    "重熔": "重熔",
    "合金锭": "合金锭",
    "锭": "锭",
    "整板": "整板",
    "切割": "剪切",
}
_PLACINGS = {"非泵送": "非泵送", "泵送": "泵送", "自卸": "非泵送", "细石": "细石"}
_FINISHES = {
    "拉丝": "HL", "镜面": "8K", "磨砂": "No.4", "油磨": "油磨", "工业面": "No.1",
}  # fmt: skip
_TREATMENTS = {"水洗": "水洗", "干料": "干料", "水洗砂": "水洗", "烘干": "干料"}


def _either(words: dict[str, str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


# Each with the group `word`, matched on folded characters.
_PATTERNS: dict[str, re.Pattern[str]] = {
    "coating": re.compile(r"(?<![a-z0-9+])(?P<word>(?:az|zm|za|zf|z)\s?\d{2,3})(?![\d.])(?:g(?![a-z])|克)?"),
    "surface": re.compile(
        r"(?<![a-z0-9])(?P<word>2b|ba|2d|2e|8k|6k|hl|no\.?\s?[1-8]|[1-8]#面|f[bcd])(?![a-z0-9])|(?P<name>"
        + _either(_FINISHES)
        + ")面?"
    ),
    "colour": re.compile("(?P<word>" + "|".join(sorted(_COLOURS, key=len, reverse=True)) + ")色?"),
    "temper": re.compile(r"(?<![a-z0-9])(?P<word>h\d{2,3}|t\d{1,4}|o态|o)(?![a-z0-9])"),
    "packing": re.compile("(?P<word>" + _either(_PACKINGS) + ")"),
    "shape": re.compile("(?P<word>" + _either(_SHAPES) + ")"),
    "placing": re.compile("(?P<word>" + _either(_PLACINGS) + ")"),
    "treatment": re.compile("(?P<word>" + _either(_TREATMENTS) + ")"),
}
_PIECE = re.compile(
    r"(?<![\d.])(?P<number>\d{1,4}(?:\.\d{1,3})?)\s?(?:kg|公斤|千克)(?:\s?/\s?(?P<per>袋|包|桶|锭|块|箱|罐))?"
)
_PER = {"袋": "袋装", "包": "袋装", "桶": "桶装", "罐": "桶装", "箱": "箱装", "锭": "锭", "块": "锭"}
_PURITY = re.compile(
    r"(?P<mark>≥|>=|>)?\s?(?<![\d.])(?P<number>\d{1,2}(?:\.\d{1,4})?|100)(?:-(?P<upper>\d{1,2}(?:\.\d{1,4})?|100))?\s?%"
)
_SLUMP = re.compile(r"(?:坍落度|塌落度)?\s?(?<![\d.])(?P<number>\d{2,3})\s?(?:±|\+-)\s?(?P<off>\d{1,3})(?:mm)?")

# The words a category's spec may hold, in the order they are written.
CATEGORY_WORDS: dict[str, tuple[str, ...]] = {
    "galvanised": ("coating",),
    "colour-coated": ("coating", "colour"),
    "stainless-flat": ("surface",),
    "cold-rolled": ("surface",),
    "aluminium-sheet": ("temper",),
    "cement": ("packing", "piece_weight"),
    "concrete": ("placing", "slump"),
    "aggregate": ("treatment",),
    "copper-cathode": ("shape",),
    "aluminium-ingot": ("piece_weight", "shape"),
    "zinc-ingot": ("piece_weight", "shape"),
    "nickel": ("shape",),
    "chemicals": ("purity", "piece_weight", "packing"),
}


def words_in(text: str, category: str) -> Iterator[tuple[int, int, tuple[Measure, ...]]]:
    """Every word measure of the category in the text, with its place."""
    wanted = CATEGORY_WORDS.get(category, ())
    for dimension in wanted:
        if dimension == "piece_weight":
            for match in _PIECE.finditer(text):
                yield match.start(), match.end(), _piece(match, wanted)
        elif dimension == "purity":
            for match in _PURITY.finditer(text):
                yield match.start(), match.end(), _purity(match)
        elif dimension == "slump":
            for match in _SLUMP.finditer(text):
                middle, off = Decimal(match["number"]), Decimal(match["off"])
                yield match.start(), match.end(), (Measure("slump", (Size(middle - off, middle + off, "±"),)),)
        else:
            for match in _PATTERNS[dimension].finditer(text):
                yield match.start(), match.end(), (Measure(dimension, (Word(_written(dimension, match)),)),)


def _piece(match: re.Match[str], wanted: tuple[str, ...]) -> tuple[Measure, ...]:
    number = Decimal(match["number"])
    measures = [Measure("piece_weight", (Size(number, number, "kg"),))]
    per = _PER.get(match["per"] or "", "")
    for dimension in ("packing", "shape"):
        if per and dimension in wanted and (per == "锭") == (dimension == "shape"):
            measures.append(Measure(dimension, (Word(per),)))
    return tuple(measures)


def _purity(match: re.Match[str]) -> tuple[Measure, ...]:
    low, high = Decimal(match["number"]), Decimal(match["upper"] or match["number"])
    mark = "≥" if match["mark"] else ""
    return (Measure("purity", (Size(low, max(low, high), "%", mark),)),)


def _written(dimension: str, match: re.Match[str]) -> str:
    named = match.groupdict().get("name")
    if named:
        return _FINISHES[named]
    word: str = match["word"]
    if dimension == "coating":
        return word.replace(" ", "").upper()
    if dimension == "temper":
        return word.rstrip("态").upper()
    if dimension == "surface":
        if word.startswith("no") or word.endswith("面"):
            return "No." + next(character for character in word if character.isdigit())
        return word.upper()
    tables = {"packing": _PACKINGS, "shape": _SHAPES, "placing": _PLACINGS, "treatment": _TREATMENTS}
    return tables.get(dimension, {}).get(word, word)
