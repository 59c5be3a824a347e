"""Specs read from text: `read_spec` takes a text that is a spec, `find_specs` finds those inside running text.

Bounded by the length looked at and never raises; what belongs to other fields (grade, price, tonnes) is left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from portal.materials.specs.forms import CATEGORY_FORMS, FORMS
from portal.materials.specs.meaning import interpret
from portal.materials.specs.shapes import candidates, shape_at
from portal.materials.specs.values import Found, Measure, Spec, Word
from portal.materials.specs.words import CATEGORY_WORDS, words_in
from portal.materials.text import fold_characters

LONGEST_SPEC = 200
LONGEST_TEXT = 4000
MOST_FOUND = 64

_BETWEEN = re.compile(r"[\s,;()/×*x-]*")
_JOINT = re.compile(r"\s?[,×*x/-]?\s?")


@dataclass(frozen=True, slots=True)
class _Part:
    start: int
    end: int
    form: str
    measures: tuple[Measure, ...]
    certain: bool


def read_spec(text: str, category: str | None = None) -> Spec | None:
    """The spec this text is, all of it; None when anything in it is no measure of the category.

    The category is a code of `categories`; None reads only what signs and proportions tell.
    """
    return None if len(text) > LONGEST_SPEC else _read(text, category)


@lru_cache(maxsize=8192)
def _read(text: str, category: str | None) -> Spec | None:
    folded = fold_characters(text).strip()
    parts = _parts(folded, category)
    position = 0
    for part in parts:
        if not _BETWEEN.fullmatch(folded, position, part.start):
            return None
        position = part.end
    if not parts or not _BETWEEN.fullmatch(folded, position):
        return None
    spec: _Part | None = parts[0]
    for part in parts[1:]:
        if spec is not None and not _repeats(spec, part):
            spec = _joined(spec, part)
    return None if spec is None else Spec(category, spec.form, _ordered(spec))


def find_specs(folded: str, category: str | None = None) -> list[Found]:
    """The specs inside a text of folded characters, in order, those that stand side by side joined where they can be.

    Positions are those of the text given (`text.fold_characters` or `text.fold`); only its beginning is looked at.
    """
    found: list[_Part] = []
    for part in _parts(folded[:LONGEST_TEXT], category)[: MOST_FOUND * 2]:
        if found and _JOINT.fullmatch(folded, found[-1].end, part.start):
            together = _joined(found[-1], part)
            if together is not None:
                found[-1] = together
                continue
        found.append(part)
    return [
        Found(part.start, part.end, Spec(category, part.form, _ordered(part)), part.certain)
        for part in found[:MOST_FOUND]
    ]


def joined(first: Spec, second: Spec) -> Spec | None:
    """Both specs as one, when they are of one category and state different dimensions (Φ25 and 12m); else None."""
    if first.category != second.category:
        return None
    part = _joined(_Part(0, 0, first.form, first.measures, True), _Part(0, 0, second.form, second.measures, True))
    return None if part is None else Spec(first.category, part.form, _ordered(part))


def _parts(text: str, category: str | None) -> list[_Part]:
    """Shapes and words in order of place; nothing overlaps, and the words go first (the 2 of 2B is no thickness)."""
    taken: list[_Part] = []
    if category is not None and category in CATEGORY_WORDS:
        for start, end, measures in sorted(words_in(text, category), key=lambda one: (one[0], -one[1])):
            if not taken or start >= taken[-1].end:
                taken.append(_Part(start, end, "named", measures, True))
    models = category is not None and not {"model", "angle"}.isdisjoint(CATEGORY_FORMS.get(category, ()))
    words = iter([*taken, _Part(len(text), len(text), "", (), True)])
    word = next(words)
    parts: list[_Part] = []
    end = 0
    for start in candidates(text):
        while word.end <= start < len(text) and word.form:
            word = next(words)
        if start < end or word.start <= start < word.end:
            continue
        shape = shape_at(text, start, models=models)
        if shape is None or shape.end > word.start >= start:
            continue
        meaning = interpret(shape, category)
        if meaning is None:
            if (
                len(shape.groups) > 4 or sum(map(len, shape.groups)) > 6
            ):  # nobody's sizes: not tried again from every number in it
                end = shape.end
            continue
        form, measures = meaning
        if shape.series:
            measures = (*measures, Measure("series", (Word(shape.series),)))
        parts.append(_Part(shape.start, shape.end, form, measures, not shape.bare))
        end = shape.end
    return sorted([*parts, *taken], key=lambda part: part.start)


def _joined(first: _Part, second: _Part) -> _Part | None:
    form = first.form if second.form == "named" else second.form
    if "named" not in (first.form, second.form) or {one.dimension for one in first.measures} & {
        one.dimension for one in second.measures
    }:
        return None
    measures = first.measures + second.measures
    if form == "lath" and any(measure.dimension == "length" for measure in measures):
        form = "timber"  # 4m and 100×50 are 4m×100×50
    return replace(
        first,
        end=max(first.end, second.end),
        form=form,
        measures=measures,
        certain=first.certain or second.certain,
    )


def _repeats(first: _Part, second: _Part) -> bool:
    """Whether the second says again what the first said: DN50(2寸)."""
    stated = {measure.dimension: measure for measure in first.measures}
    return all(
        measure.dimension in stated
        and {size.bounds for size in measure.sizes} == {size.bounds for size in stated[measure.dimension].sizes}
        and measure.words == stated[measure.dimension].words
        for measure in second.measures
    )


def _ordered(part: _Part) -> tuple[Measure, ...]:
    """In the order of the form, then of the words: two orders of typing are one spec."""
    order = list(dict.fromkeys((*FORMS[part.form].dimensions, *_REST)))
    return tuple(sorted(part.measures, key=lambda measure: order.index(measure.dimension)))


_REST = (
    "series", "thickness", "width", "length", "height", "diameter", "outer_diameter", "nominal_diameter", "wall", "leg", "other_leg",
    "side", "web", "flange", "model", "particle", "coating", "surface", "colour", "temper", "purity", "piece_weight", "packing",
    "shape", "placing", "slump", "treatment",
)  # fmt: skip
