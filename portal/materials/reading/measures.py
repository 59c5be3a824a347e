"""The spec in what is left of a text, once everything else is taken; how measures are read is in `materials.specs`."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from portal.materials.reading.board import Board, Claim
from portal.materials.reading.rewriting import readable
from portal.materials.specs import Found, Measure, Spec, find_specs, joined, read_spec, write_spec

# A run of sizes of which only a part can be read says something else.
_PART = re.compile(r"(?:^|[^a-z0-9.])[\d.]+\s?[*×x]\s?$")
_PART_AFTER = re.compile(r"\s?[*×x]\s?\d")
_OTHER_UNIT = re.compile(r"[abd-z](?![a-z])|\s?(?:微米|克|丝|度|目|道|级|%)")  # 275g is no thickness
_METRE_TAIL = re.compile(r"m?et(?:er|re)s?|m?trs?|尺|厘|00mm")
_SIZES = re.compile(r"\d\s?[×x*]\s?[\dc]")
_SHEETS = re.compile("[板带卷箔]|sheet|strip|plate|coil")
_ROUND = re.compile("[棒管条丝杆]|rod|bar|tube|pipe|wire")
_FLAT_OR_ROUND = frozenset({"brass", "copper-sheet"})
_CENTIMETRES = re.compile(r"([1-4])-([2-4])mm")  # 1-2石子 is 10 to 20 mm, as quarries say it
_WALLS = 5
_STANDARD = {Decimal(size) for size in "5.5 6 6.5 8 10 12 14 16 18 20 22 25 28 32 36 40 50".split()}


def take_spec(board: Board, category: str | None) -> str | None:
    """The spec in canonical writing; measures typed apart (25 … 12米) are joined, sizes side by side listed."""
    text = readable(board.masked(), board.folded, category)
    form = "hot-rolled" if category in _FLAT_OR_ROUND and _flat(board.folded, text) else category
    found = [one for one in find_specs(text, form) if one.certain or category is not None]
    found = [
        one
        for one in found
        if not _PART.search(text[max(0, one.start - 12) : one.start]) and not _PART_AFTER.match(text, one.end)
    ]
    found = [one for one in found if one.certain or not _OTHER_UNIT.match(board.folded, one.end)]
    if form != category:
        found = [replace(one, spec=replace(one.spec, category=category)) for one in found]
    if not found:
        return None
    found.sort(key=lambda one: (not one.certain, -len(one.spec.measures), one.start))
    spec, used = found[0].spec, [found[0]]
    for other in found[1:]:
        together = (
            _walled(spec, other.spec)
            or joined(spec, other.spec)
            or _listed(spec, other.spec)
            or _composed(spec, other.spec, category)
        )
        if together is not None:
            spec = together
            used.append(other)
    written = write_spec(spec)
    if not written:
        return None
    if category == "aggregate" and "mm" not in text and (centimetres := _CENTIMETRES.fullmatch(written)):
        written = f"{centimetres[1]}0-{centimetres[2]}0mm"
    for one in used:
        tail = _METRE_TAIL.match(board.folded, one.end)
        end = tail.end() if tail else min(one.end, len(board.folded))
        board.claim(Claim(one.start, end, "spec", written, _sure(one)))
    return written


def _flat(folded: str, masked: str) -> bool:
    """Whether copper goods are sheet or strip: sizes parted by by-signs, no diameter and no rod or tube named."""
    sized = _SIZES.search(masked) is not None or _SHEETS.search(folded) is not None
    return sized and "φ" not in masked and _ROUND.search(folded) is None


def _listed(first: Spec, second: Spec) -> Spec | None:
    """Φ12 and Φ14 typed apart are Φ12/14, Φ20×12m and Φ25×12m are Φ20/25×12m.

    Of bars the lengths too: 16×9 20×9 22×12 is Φ16/20/22×9/12m. Elsewhere, where more than one measure differs, nothing.
    """
    if first.form != second.form or first.dimensions != second.dimensions:
        return None
    pairs = list(zip(first.measures, second.measures, strict=True))
    differing = [place for place, (one, other) in enumerate(pairs) if one.values != other.values]
    if len(differing) > 1 and first.form != "bar":
        return None
    measures = list(first.measures)
    for place in differing:
        one, other = pairs[place]
        if one.words or other.words:
            return None
        sizes = (*one.sizes, *(size for size in other.sizes if size not in one.sizes))
        ordered = tuple(sorted(sizes, key=lambda size: size.bounds))
        measures[place] = Measure(one.dimension, ordered)
    return replace(first, measures=tuple(measures))


def _walled(first: Spec, second: Spec) -> Spec | None:
    """Two plain numbers of a tube, one many times the other, are its diameter and its wall: 48架子管 3.0."""
    if first.form != "tube" or second.form != "tube":
        return None
    values = [measure for measure in first.measures if measure.dimension == "outer_diameter"]
    values += [measure for measure in second.measures if measure.dimension == "outer_diameter"]
    if len(values) != 2 or len(second.measures) != 1 or any(one.dimension == "wall" for one in first.measures):
        return None
    sizes = [measure.sizes for measure in values]
    if any(len(one) != 1 or one[0].low != one[0].high or one[0].unit for one in sizes):
        return None
    wall, diameter = sorted((sizes[0][0], sizes[1][0]), key=lambda size: size.low)
    if diameter.low < wall.low * _WALLS:
        return None
    length = [measure for measure in first.measures if measure.dimension == "length"]
    found = read_spec(f"Φ{diameter.low}×{wall.low}", first.category)
    return replace(found, measures=(*found.measures, *length)) if found is not None else None


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
