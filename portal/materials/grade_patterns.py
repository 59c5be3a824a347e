"""Grades that follow a rule of naming, so that no table can list them all: Q420D, C35P8, 50W470, 6082-T6.

Owns the patterns and how what they match is written; grades that are named one by one stand in `grade_table`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GradePattern:
    """pattern: of a grade's key (`grades.grade_key`); alone: sure even where no product is named; family: "" where it varies."""

    family: str
    categories: frozenset[str]
    pattern: re.Pattern[str]
    alone: bool


_STEEL = (
    "hot-rolled plate checkered strip h-beam i-beam channel angle square-bar flat-bar seamless welded-tube galvanised-tube "
    "hollow-section round-bar wire-rod cold-rolled"
)
_BARS = "round-bar square-bar flat-bar seamless plate strip wire-rod hot-rolled"
_ELEMENT = "cr|mn|mo|si|ni|al|ti|nb|re|cu|v|b|w|n"


def _row(family: str, categories: str, pattern: str, *, alone: bool = False) -> GradePattern:
    return GradePattern(family, frozenset(categories.split()), re.compile(pattern), alone)


PATTERNS: tuple[GradePattern, ...] = (
    _row("ribbed", "rebar rebar-coil", r"hrbf?(?:335|400|500|600|635)e?", alone=True),
    _row("plain-bar", "wire-rod round-bar rebar", r"hpb(?:235|300)", alone=True),
    _row("carbon-structural", _STEEL, r"q(?:195|215|235|275)[abcd]?[lzf]?(?:z[123]5)?", alone=True),
    _row("low-alloy", _STEEL, r"q(?:295|345|355|390|420|460|500|550|620|690)(?:[nm]?[abcdef])?(?:z[123]5)?", alone=True),
    _row("building-plate", "plate", r"q(?:235|345|355|390|420|460|550|620|690)gj[abcdef]?(?:z[123]5)?", alone=True),
    _row("bridge-plate", "plate", r"q(?:345|370|420|460|500|550|620|690)q[cdef](?:nh|z[123]5)?", alone=True),
    _row("pressure-plate", "plate hot-rolled", r"q(?:245|345|370|420|460)r|\d{2}(?:mn|ni|cr|mo|v|1|n)+d?r", alone=True),
    _row("weathering", "plate hot-rolled h-beam angle", r"q(?:235|265|295|310|345|355|415|460|500|550)g?nh[abcde]?", alone=True),
    _row("ship-plate", "plate angle", r"[adef]h(?:27|32|36|40|42|46)(?:z[123]5)?|ccs[abde]|ccs[adef]h(?:32|36|40)", alone=True),
    _row("wear-plate", "plate", r"nm(?:300|360|400|450|500|550|600)", alone=True),
    _row("alloy-structural", _BARS, rf"\d{{2}}(?:(?:{_ELEMENT})\d?){{1,6}}[aegh]?"),
    _row("carbon-quality", _BARS, r"(?:08|10|15|20|25|30|35|40|45|50|55|60|65|70|75|80|85)#"),
    _row("bearing", "round-bar seamless", r"gcr\d{1,2}(?:simn)?", alone=True),
    _row("hard-wire", "wire-rod", r"swrh\d{2}[ab]", alone=True),
    _row("heading-wire", "wire-rod", r"swr(?:ch|m)\d{1,2}[akr]?|ml\d{2}al", alone=True),
    _row("welding-wire", "wire-rod", r"er\d{2}s(?:6|g)|h(?:08|10|11)m?n?\d?[ae]?(?:si)?"),
    _row("soft-cold", "cold-rolled", r"(?:dc0[1-7]|st1[2-6]|spc[cde](?:sd|8d|4d|1b|t)?)(?:fb|fc|fd)?", alone=True),
    _row("strong-cold", "cold-rolled", r"(?:hc|cr)\d{3}(?:la|p|y|b|/\d{3}(?:dp|tr|qp))|[bh]\d{3}p1|dp\d{3,4}", alone=True),
    _row("soft-hot", "hot-rolled strip", r"sph[cde]|sae10\d{2}", alone=True),
    _row("forming-hot", "hot-rolled", r"qste\d{3}tm|s\d{3}mc", alone=True),
    _row("beam-hot", "hot-rolled", r"b?\d{3}l"),
    _row("galvanised-soft", "galvanised", r"d[cx]5[1-7]d(?:\+(?:zf|zm|az|z))?\d{0,3}|sgc[cdh]\d?|sec[cde]", alone=True),
    _row("galvanised-structural", "galvanised", r"(?:s|hc|hx)\d{3}(?:gd|lad|yd|bd)(?:\+(?:zf|zm|az|z))?\d{0,3}", alone=True),
    _row("coated", "colour-coated", r"t(?:d[cx]5[1-4]d|s\d{3}gd)(?:\+(?:zm|az|z))?\d{0,3}|cg(?:l?cc)", alone=True),
    _row("silicon-plain", "silicon", r"\d{2}w{1,2}\d{3,4}|b\d{2}ah?\d{3,4}|\d{2}[a-z]{2}\d{3,4}", alone=True),
    _row("silicon-grain", "silicon", r"\d{2}q[gh]?\d{3}|b\d{2}[pr]\d{3}", alone=True),
    _row("line-pipe", "seamless welded-tube", r"l(?:175|210|245|290|320|360|390|415|450|485|555)[nmqr]?|x(?:42|46|52|56|60|65|70|80)[nmq]?", alone=True),
    _row("boiler-tube", "seamless", r"\d{2}(?:mn|cr|mo|v|1|w|ti|b|nb|n|2|9)*g|[tp](?:11|22|23|91|92)"),
    _row("concrete", "concrete", r"c(?:10|15|20|25|30|35|40|45|50|55|60|65|70|75|80)(?:p(?:4|6|8|10|12))?"),
    _row("cement", "cement", r"p(?:ii|i|o|c|f|p|sa|sb|s|lc|lsr)(?:32\.5|42\.5|52\.5|62\.5)r?", alone=True),
    _row("cement-masonry", "cement", r"m(?:12\.5|22\.5|32\.5)"),
    _row("cement-class", "cement", r"(?:32\.5|42\.5|52\.5|62\.5)r?"),
    _row("brick", "bricks", r"mu(?:3\.5|5|7\.5|10|15|20|25|30)", alone=True),
    _row("aac", "bricks", r"a[1-9]\.[05](?:b0[3-8])?|b0[3-8]"),
    _row("aluminium", "aluminium-sheet", r"(?:[1-8]\d{3}|[2-7]a\d{2})(?:[hto]\d{0,4}|o|f)?"),
    _row("brass", "brass", r"h(?:59|62|65|68|70|80|85|90|95|96)|h(?:pb|sn|al|mn|fe|si|ni)\d{2}\d(?:\d)?"),
    _row("copper", "copper-sheet", r"t[123]|tu[0123]|tp[12]|tmy|c1\d{3}0?"),
    _row("zinc", "zinc-ingot", r"zn99\.\d{1,3}|zn98\.\d"),
    _row("aluminium-primary", "aluminium-ingot", r"al99\.\d{1,2}e?"),
    _row("nickel", "nickel", r"ni99\d{2}", alone=True),
    _row("austenitic", "stainless-flat", r"s3\d{4}|(?:sus)?3\d{2}(?:l|s|h|ti|n|ln|j1|lmod)?"),
    _row("ferritic", "stainless-flat", r"(?:sus)?4\d{2}(?:l|s|j1|j2|ti|nb)?"),
    _row("austenitic-manganese", "stainless-flat", r"(?:sus)?20[0-4](?:j\d|cu|l)?"),
    _row("content", "chemicals", r"(?:≥|>=)?\d{1,2}(?:\.\d{1,4})?%"),
    _row("resin", "chemicals", r"sg\d"),
)  # fmt: skip

_ELEMENTS = {
    "cr": "Cr",
    "mn": "Mn",
    "mo": "Mo",
    "si": "Si",
    "ni": "Ni",
    "al": "Al",
    "ti": "Ti",
    "nb": "Nb",
    "re": "Re",
    "cu": "Cu",
}
_BY_ELEMENT = re.compile("(" + "|".join(_ELEMENTS) + ")|(.)")
_Z_DIRECTION = re.compile(r"(Z[123]5)$")
_TEMPER = re.compile(r"^(\d{4}|\dA\d{2})([HTOF]\d{0,4})$")
_CEMENT = re.compile(r"^P(II|I|O|C|F|P|LC|LSR|SA|SB|S)(\d{2}\.\d)(R?)$")
_AAC = re.compile(r"^(A\d\.\d)(B\d{2})$")
_BRASS = re.compile(r"^H(PB|SN|AL|MN|FE|SI|NI)(\d{2})(\d+)$")


def written(key: str, family: str) -> str:
    """The canonical writing of a key that a pattern of this family matched."""
    text = key.upper()
    if family in ("alloy-structural", "bearing", "boiler-tube", "pressure-plate"):
        return _BY_ELEMENT.sub(lambda match: _ELEMENTS[match[1]] if match[1] else match[2].upper(), key)
    if family == "bridge-plate":
        return text[:4] + "q" + text[5:]
    if family == "cement" and (match := _CEMENT.match(text)):
        kind = "·".join(match[1]) if match[1] in ("SA", "SB") else match[1]
        return f"P·{kind} {match[2]}{match[3]}"
    if family == "aac":
        return _AAC.sub(r"\1 \2", text)
    if family == "aluminium":
        return _TEMPER.sub(r"\1-\2", text)
    if family == "brass":
        return _BRASS.sub(lambda match: f"H{match[1].capitalize()}{match[2]}-{match[3]}", text)
    if family in ("zinc", "nickel"):
        return text.capitalize()
    if family == "aluminium-primary":
        return text
    if family == "resin":
        return f"SG-{text[2:]}"
    if family in ("carbon-structural", "low-alloy", "building-plate", "ship-plate"):
        return _Z_DIRECTION.sub(r"-\1", text)
    return text
