"""Grades looked up under every writing: canonical name, family, standard, what it replaced and what replaced it.

Not a list of what is allowed: a grade nobody knows is kept as typed. The rows are in `grade_table`, rules of naming in
`grade_patterns`; which grade serves where another is wanted is in `serving`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from portal.materials.grade_patterns import PATTERNS, written
from portal.materials.grade_table import DROPPED, GRADES, ROWS, SUCCESSORS, SURFACES
from portal.materials.text import fold, fold_characters

__all__ = [
    "GRADES",
    "SURFACES",
    "FoundGrade",
    "Grade",
    "all_grades",
    "canonical_grade",
    "find_grades",
    "grade_key",
    "grade_table",
    "grades_for",
    "predecessor",
    "read_grade",
    "successor",
]  # fmt: skip

LONGEST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """name: the canonical writing; aliases: other writings of the very same grade; standard: with its edition, or empty.

    dropped: the edition that dropped it, or empty. known: False when only a rule of naming tells that it is a grade.
    """

    name: str
    categories: frozenset[str]
    aliases: tuple[str, ...] = ()
    family: str = ""
    standard: str = ""
    dropped: str = ""
    known: bool = True


@dataclass(frozen=True, slots=True)
class FoundGrade:
    """A grade with its place in a text; certain is False where the same letters may mean something else (45#, 304, 1#)."""

    start: int
    end: int
    grade: Grade
    certain: bool


_DOT = re.compile(r"(?<![0-9])\.|\.(?![0-9])")
_NUMBERED = re.compile(r"(?<=[0-9])号钢?(?![a-z0-9])|(?<=[0-9]#)钢$|(?<=^[0-9]{2})钢$")
_SPACES = re.compile(r"[\s_\-]+")


@lru_cache(maxsize=8192)
def grade_key(text: str) -> str:
    """The form under which grades are compared: folded, no spaces, no hyphens, no dots but decimal ones; 45号 is 45#."""
    folded = _SPACES.sub("", fold_characters(text))
    return _NUMBERED.sub("#", _DOT.sub("", folded)).replace("##", "#")


@lru_cache(maxsize=1)
def grade_table() -> tuple[Grade, ...]:
    """Every grade of the tables, rows in order."""
    found: list[Grade] = []
    for row in ROWS:
        for entry in row.names.split(";"):
            name, _, others = entry.strip().partition("=")
            found.append(
                Grade(
                    name=name,
                    categories=frozenset(row.categories.split()),
                    aliases=tuple(filter(None, others.split(","))),
                    family=row.family,
                    standard=row.standard,
                    dropped=_dropped(name),
                )
            )
    return tuple(found)


def _dropped(name: str) -> str:
    return DROPPED.get(name) or DROPPED.get(name.rstrip("ABCDE"), "")


@lru_cache(maxsize=1)
def _by_key() -> dict[str, tuple[Grade, ...]]:
    keys: dict[str, list[Grade]] = {}
    for grade in grade_table():
        for name in (grade.name, *grade.aliases):
            keys.setdefault(grade_key(name), []).append(grade)
    return {key: tuple(grades) for key, grades in keys.items()}


def read_grade(text: str, category: str | None = None) -> Grade | None:
    """The grade this text is, all of it, in a category; without one only a grade that can be nothing else. None when unknown."""
    return None if len(text) > LONGEST else _read(grade_key(text), category)


@lru_cache(maxsize=8192)
def _read(key: str, category: str | None) -> Grade | None:
    known = _by_key().get(key, ())
    if category is not None:
        known = tuple(grade for grade in known if category in grade.categories)
    if known and (category is not None or (len({grade.name for grade in known}) == 1 and _certain(known[0]))):
        return known[0]
    for pattern in PATTERNS:
        if (category in pattern.categories or (category is None and pattern.alone)) and pattern.pattern.fullmatch(key):
            name = written(key, pattern.family)
            return Grade(
                name=name, categories=pattern.categories, family=pattern.family, dropped=_dropped(name), known=False
            )
    return None


def canonical_grade(text: str, category: str | None = None) -> str:
    """The canonical writing of a grade; what nobody knows comes back as typed, stripped."""
    base, surface = _surface_apart(text, category)
    grade = read_grade(base, category)
    return text.strip() if grade is None else f"{grade.name}/{surface}" if surface else grade.name


def _surface_apart(text: str, category: str | None) -> tuple[str, str]:
    """304/2B as grade and surface; a surface not in the table stays part of the grade."""
    base, slash, rest = text.rpartition("/")
    if slash:
        for surface in SURFACES.get(category or "", ()):
            if grade_key(surface) == grade_key(rest):
                return base, surface
    return text, ""


# Letters, digits and the signs inside a grade; each run bounded so that a long text costs its length.
_TOKEN = re.compile(r"(?<![a-z0-9.])[a-z0-9]{1,20}+(?:[.+\-][a-z0-9]{1,12}+){0,3}+(?:#|号钢?|%)?")
_HAN_ALIAS = re.compile(r"[\u4e00-\u9fff]")
_EDGE = re.compile(r"(?<=[a-z])(?=[0-9])|(?<=[0-9])(?=[a-z])")
_JOINT = re.compile(r"\s{0,2}")


def find_grades(folded: str, category: str | None = None) -> list[FoundGrade]:
    """Grades inside a text of folded characters, longest first at each place, none inside another.

    `hrb 400 e` and `p.o 42.5` are one grade each. Positions are those of the text given; only its first 4,000 characters are read.
    """
    text = folded[:4000]
    found: list[FoundGrade] = []
    tokens = list(_TOKEN.finditer(text))
    taken = 0
    for place, token in enumerate(tokens):
        if token.start() < taken:
            continue
        best = _longest(text, tokens[place : place + 3], category)
        if best is not None:
            found.append(best)
            taken = best.end
    found.extend(
        one for one in _named_in_han(text, category) if all(one.end <= o.start or one.start >= o.end for o in found)
    )
    return sorted(found, key=lambda one: one.start)


def _longest(text: str, tokens: list[re.Match[str]], category: str | None) -> FoundGrade | None:
    start = tokens[0].start()
    best = _within(text, tokens[0], category)
    for before, token in zip([None, *tokens], tokens, strict=False):
        if before is not None and not _JOINT.fullmatch(text, before.end(), token.start()):
            break
        grade = read_grade(text[start : token.end()], category)
        if grade is not None:
            best = FoundGrade(start, token.end(), grade, _certain(grade))
    return best


def _within(text: str, token: re.Match[str], category: str | None) -> FoundGrade | None:
    """A grade typed together with its size: HRB400E25, 25HRB400E, 1500×CQ235B; only one that can be nothing else."""
    found = token.group()
    starts = [0, *(place.end() for place in _EDGE.finditer(found))][:6]
    if found[0] == "c" and text[max(0, token.start() - 1) : token.start()] in ("×", "*", "x"):
        starts.append(1)
    ends = [len(found), *reversed([place.end() for place in _EDGE.finditer(found)])][:6]
    for start in starts:
        for end in ends:
            if (start or end < len(found)) and start < end:
                grade = _read(grade_key(found[start:end]), None)
                if grade is not None and _certain(grade) and (category is None or category in grade.categories):
                    return FoundGrade(token.start() + start, token.start() + end, grade, True)
    return None


def _named_in_han(text: str, category: str | None) -> list[FoundGrade]:
    """三级抗震, 一级, 樟子松: names in characters, the longest at each place."""
    found: list[FoundGrade] = []
    position = 0
    while match := _han_names().search(text, position):
        grade = read_grade(match.group(), category)
        if grade is None:
            position = match.start() + 1
        else:
            found.append(FoundGrade(match.start(), match.end(), grade, len(match.group()) > 2 or category is not None))
            position = match.end()
    return found


@lru_cache(maxsize=1)
def _han_names() -> re.Pattern[str]:
    names = {
        fold_characters(name)
        for grade in grade_table()
        for name in (grade.name, *grade.aliases)
        if _HAN_ALIAS.search(name)
    }
    return re.compile("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)))


def _certain(grade: Grade) -> bool:
    key = grade_key(grade.name)
    return any(pattern.alone and pattern.pattern.fullmatch(key) for pattern in PATTERNS) or (
        sum(character.isalpha() for character in key) >= 3
    )


def successor(name: str) -> str:
    """What replaced this grade, quality letter kept (Q345B → Q355B); empty when nothing did."""
    return _replaced(name, {old: new for old, new, _source in SUCCESSORS})


def predecessor(name: str) -> str:
    """What this grade replaced (Q355B → Q345B); empty when nothing."""
    return _replaced(name, {new: old for old, new, _source in SUCCESSORS})


def _replaced(name: str, table: dict[str, str]) -> str:
    if name in table:
        return table[name]
    letters = name.rstrip("ABCDE")
    return table[letters] + name[len(letters) :] if letters != name and letters in table else ""


def grades_for(category_code: str) -> tuple[str, ...]:
    """Common grades of a category, most usual first; empty for an unknown category."""
    return GRADES.get(category_code, ())


def all_grades() -> frozenset[str]:
    """Every known grade in folded form, for telling a grade from another code."""
    return frozenset(fold(grade) for grades in GRADES.values() for grade in grades)
