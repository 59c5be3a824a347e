"""Grades as they stand in running text: what `materials.grades` finds there, which of it can be meant here, and codes nobody knows.

Owns no grade; the choice between several is made in `choosing`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal.materials.grades import Grade, find_grades, read_grade
from portal.materials.text import HAN

STEEL = ("rebar", "rebar-coil", "wire-rod", "round-bar")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch that may be a grade. certain: it can be nothing else; sure: below 1 where typing was allowed for."""

    start: int
    end: int
    value: str
    categories: frozenset[str] = frozenset()
    certain: bool = True
    known: bool = True
    sure: float = 1.0


# What the family of a grade says about the goods when nobody named them.
_IMPLIED = {
    "ribbed": "rebar", "building-plate": "plate", "bridge-plate": "plate", "pressure-plate": "plate", "ship-plate": "plate", "wear-plate": "plate",
    "galvanised-soft": "galvanised", "galvanised-structural": "galvanised", "soft-hot": "hot-rolled", "forming-hot": "hot-rolled",
}  # fmt: skip
# Sizes parted by by-signs, and a number with its sign: no grade is in them, nor made of a grade and the size behind it.
_SIZES = re.compile(
    r"(?<![a-z0-9.])\d+(?:\.\d+)?(?:\s?[×x*]\s?(?:\d+(?:\.\d+)?|c(?![a-z0-9])|卷))+|φ\s?\d+(?:[.\d/-]*\d)?"
)
_O_FOR_0 = re.compile(
    r"(?<![a-z0-9])(?P<letters>hrbf?|hpb|q|dx|dc|sgc|nm)[ -]?(?P<digits>(?=[0-9]*o)[0-9o]{2,4})(?=[a-z]{0,3}(?![a-z]))"
)
_COMMON_NUMBER = re.compile(r"\d{2,4}[a-z]?")
_CEMENT = re.compile(
    r"(?<![a-z0-9])p\s?[.0]?\s?(?P<kind>ii|i|[o0]|c|f|p|s\.?[ab]?)\s?\.?\s?(?P<strength>[3456]2)\.?5(?P<early>\s?r)?(?![a-z0-9])"
)
_QUALITY = re.compile(r"工业一级|工业级|食品级|试剂级|医药级|电子级|饲料级|优等品|一等品|合格品|分析纯|化学纯|优级纯")
_ASPHALT = re.compile(r"(?<!\d)(?P<number>50|70|90|110)\s?(?:#|号)?\s?(?P<class>[abc])级")
_FRACTION = re.compile(r"\.\d(?![\d.])")  # A356.2
_SUS = re.compile(r"(?<![a-z0-9])(?:sus|aisi|ss|s\s?s)[ -]?(?P<number>[234]\d\d(?:ti|j\d|[lhs])?)(?![a-z0-9])")
_FOREIGN = re.compile(r"(?<![a-z0-9])(?P<system>aisi|sae|astm)[ -]?(?P<number>[1-9]\d{3}[a-z]?)(?![a-z0-9])")
_ELEMENT_IN_WORDS = re.compile(r"(?<![\d.])(?P<carbon>\d{2})(?P<element>铬|锰)(?![a-z0-9板卷])")  # 40铬
_OLD_CEMENT = re.compile(
    r"(?:(?<=水泥)|(?<=水泥 ))(?P<strength>[3456]2)5(?=[#号r级]|\s|$)(?:[#号])?(?P<early>r)?|(?<![\d.])(?P<marked>[3456]2)5(?:(?:#|号)(?P<soon>r)?|(?=\s?(?:散装|袋装|普通)?水泥))"
)
_AAC_REVERSED = re.compile(r"(?<![a-z0-9])(?P<density>b0[3-8])[ /,]{1,2}(?P<strength>a[1-9]\.[05])(?!\d)")
_STEEL_AFTER_WALL = re.compile(r"(?<=\d)-(?=(?:10|20|35|45)#)")  # φ159×4.5-20#
_TUBES = frozenset({"seamless", "welded-tube"})
_BY = "×x*φ∠□±/~"
_CODE = re.compile(
    rf"(?<![a-z0-9.*×+/{HAN}-])(?P<code>(?:[a-z]{{1,6}}[ -]?\d{{2,4}}[a-z0-9]{{0,4}}|\d{{1,3}}[a-z]{{2,6}}\d{{0,4}}[a-z]{{0,3}})(?:[+-][a-z0-9]{{1,6}})?)(?![a-z0-9*×])"
)
_UNITS = re.compile(
    r"\d+(?:mm|cm|kg|kgs|km|ml|mt|mts|pcs|ton|tons|tonnes?|rmb|cny|usd|yuan|st|nd|rd|th|days?|inch|vat|off|per|each|ft|x|by|to|and|cbm|gsm|bags?|bundles?)"
)


def implied_category(grade: Grade) -> str:
    """The category a grade speaks for by itself, or nothing."""
    if len(grade.categories) == 1:
        return next(iter(grade.categories))
    return _IMPLIED.get(grade.family, "")


def candidates(folded: str, category: str | None) -> Iterator[tuple[Candidate, str]]:
    """What may be a grade of these goods, each with the category it speaks for when none is named."""
    seen = _repaired(_SIZES.sub(lambda match: "|" * len(match.group()), folded))
    if category in _TUBES:
        seen = _repaired(_SIZES.sub(lambda match: "|" * len(match.group()), _STEEL_AFTER_WALL.sub(" ", folded)))
    for match in _CEMENT.finditer(folded):
        if category in (None, "cement"):
            kind = {"ii": "II", "i": "I", "0": "O", "sa": "S·A", "s.a": "S·A", "sb": "S·B", "s.b": "S·B"}.get(
                match["kind"], match["kind"].upper()
            )
            yield (
                Candidate(
                    match.start(),
                    match.end(),
                    f"P·{kind} {match['strength']}.5{'R' if match['early'] else ''}",
                    frozenset({"cement"}),
                ),
                "cement",
            )
    for match in _OLD_CEMENT.finditer(folded) if category == "cement" else ():  # 425 is what 42.5 was called
        strength, early = match["strength"] or match["marked"], match["early"] or match["soon"]
        yield Candidate(match.start(), match.end(), f"{strength}.5{'R' if early else ''}", certain=False, sure=0.8), ""
    for match in _FOREIGN.finditer(folded):
        if category != "stainless-flat" and read_grade(match.group(), category) is None:
            yield (
                Candidate(match.start(), match.end(), match.group().upper().replace("-", " "), known=False, sure=0.8),
                "",
            )
    for match in _ELEMENT_IN_WORDS.finditer(folded):
        if (grade := read_grade(match["carbon"] + ("cr" if match["element"] == "铬" else "mn"), category)) is not None:
            yield Candidate(match.start(), match.end(), grade.name, grade.categories, False, grade.known, 0.95), ""
    for match in _SUS.finditer(folded):
        if category in (None, "stainless-flat"):
            grade = read_grade(match["number"], "stainless-flat")
            if grade is not None:
                yield (
                    Candidate(match.start(), match.end(), grade.name, grade.categories, True, grade.known),
                    "stainless-flat",
                )
    if category == "bricks" and (reversed_pair := _AAC_REVERSED.search(folded)) is not None:
        # B06 A5.0, as it is written the other way
        value = f"{reversed_pair['strength'].upper()} {reversed_pair['density'].upper()}"
        yield Candidate(*reversed_pair.span(), value, frozenset({"bricks"})), ""
    if category == "chemicals":
        for match in _ASPHALT.finditer(folded):
            yield Candidate(match.start(), match.end(), f"{match['number']}#{match['class'].upper()}级"), ""
        for match in _QUALITY.finditer(folded):
            yield Candidate(match.start(), match.end(), match.group()), ""
    for found in find_grades(seen, category):
        grade = found.grade
        if grade.family == "content":
            continue
        if not found.certain and not _stands_as_word(folded, found.start, found.end):
            continue
        if not grade.known and not found.certain and _COMMON_NUMBER.fullmatch(folded[found.start : found.end].strip()):
            continue  # 1500 in aluminium is a width, a price or an alloy nobody listed: not certain enough
        if (more := _FRACTION.match(folded, found.end)) is not None:
            yield Candidate(found.start, more.end(), grade.name + more.group(), grade.categories, False, False), ""
            continue
        sure = 1.0 if seen[found.start : found.end] == folded[found.start : found.end] else 0.9
        yield (
            Candidate(found.start, found.end, grade.name, grade.categories, found.certain, grade.known, sure),
            implied_category(grade) if found.certain else "",
        )


_WORD = r"(?<![a-z0-9.*×φ+-])"
_NO_MEASURE = r"(?![a-z0-9]|\.\d|\s?(?:[*×x]\s?\d|mm|米|m\d?(?![a-z])|吨|t(?![a-z])|元|块|以|之|内|件|支|根|张|片|车|左右|封顶|起|天|号))"
# Grades only one kind of goods has, though the same few letters mean other things beside other goods.
_SPEAKING: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"{_WORD}(?:20[12]|304l?|316l?|310s|321|409l|410s?|430|443)(?:\s?[/ -]?\s?(?:2b|ba|2d|2e|no\.?\s?[1-4]|8k|hl))?{_NO_MEASURE}"), "stainless-flat"),
    (re.compile(rf"{_WORD}(?:2205|2507|904l)(?:\s?[/ -]?\s?(?:2b|no\.?\s?[1-4])|(?=\s?[板卷]))"), "stainless-flat"),
    (re.compile(r"(?<![a-z0-9.*×])[1-8]\d{3}[ -](?:h\d{2,3}|t\d{1,4}|o)(?![a-z0-9])"), "aluminium-sheet"),
    (re.compile(rf"{_WORD}c(?:15|20|25|30|35|40|45|50|55|60)(?:p(?:6|8|10|12))?{_NO_MEASURE}"), "concrete"),
    (re.compile(rf"{_WORD}(?:h(?:59|62|65|68|70|80|90)|hpb\s?59-1){_NO_MEASURE}"), "brass"),
    (re.compile(rf"{_WORD}(?:t2|tu[12]|tp2){_NO_MEASURE}"), "copper-sheet"),
    (re.compile(r"(?<![\d.])(?:20|45)#(?=.*φ\s?\d{2,3}(?:\.\d)?\s?[×x*]\s?\d{1,2}(?:\.\d)?(?![\d.米m]))|(?<=φ)\d{2,3}(?:\.\d)?\s?[×x*]\s?\d{1,2}(?:\.\d)?(?![\d.米m])(?=.*(?<![\d.])(?:20|45)#)"), "seamless"),
)  # fmt: skip


def speaking(folded: str) -> tuple[int, int, str, float] | None:
    """Where a grade speaks for goods nobody named, the category, and how sure that is: 304/2B, C30, H62, 20# of a tube."""
    for pattern, code in _SPEAKING:
        if match := pattern.search(folded):
            return match.start(), match.end(), code, 0.7
    return None


def _repaired(folded: str) -> str:
    """The letter O typed for a zero: HRB4OOE."""
    if "o" not in folded:
        return folded
    return _O_FOR_0.sub(lambda match: match.group().replace("o", "0"), folded)


def _stands_as_word(folded: str, start: int, end: int) -> bool:
    """A number that might be a grade is none next to a by-sign, a decimal point or a unit."""
    before, after = folded[start - 1 : start], folded[end : end + 1]
    if before and before in _BY and not (before == "/" and folded[max(0, start - 2) : start - 1].isalpha()):
        return False
    rest = folded[end:].lstrip(" ")
    if rest[:1] and rest[0] in "×x*±" and rest[1:].lstrip(" ")[:1].isdigit():
        return False
    if (before == "-" and folded[end - 1] != "#") or (after and after in ".-~" and folded[end + 1 : end + 2].isdigit()):
        return False
    return not (
        folded[end - 1].isdigit()
        and re.match(r"\s?(?:mm|米|m(?![a-z])|毫米|吨|t(?![a-z])|kg|元|块|以[上下内]|之内|件|支|寸)", folded[end:])
    )


def unknown_codes(masked: str) -> Iterator[Candidate]:
    """Codes that look like a grade and are in no table, in what is left of a text."""
    for match in _CODE.finditer(masked):
        if not _UNITS.fullmatch(match["code"]):
            yield Candidate(match.start("code"), match.end("code"), "", certain=False, known=False, sure=0.5)
