"""Specs of every category for property tests: any that the category's forms can state, exact values, ranges and lists."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from portal.materials.specs import Measure, Size, Spec, Word
from portal.materials.specs.forms import CATEGORY_BOUNDS, CATEGORY_FORMS
from portal.materials.specs.words import CATEGORY_WORDS

Draw = st.DrawFn
SHEETS = [code for code, forms in CATEGORY_FORMS.items() if forms == ("sheet",)]
COLOURS = ("海蓝", "白灰", "象牙白", "绯红")
WORDS = {
    "coating": ("Z80", "Z275", "AZ150", "ZM120"),
    "surface": ("2B", "BA", "No.1", "No.4", "8K", "HL"),
    "colour": COLOURS,
    "temper": ("H24", "T6", "O", "H112"),
    "packing": ("散装", "袋装", "吨袋", "桶装", "槽车"),
    "shape": ("板状", "镍豆", "剪切"),
    "placing": ("泵送", "非泵送"),
    "treatment": ("水洗", "干料"),
}


@st.composite
def number(draw: Draw, low: str, high: str, places: int = 2) -> Decimal:
    """A number as somebody types it: no, one or two decimals, trailing zeros included."""
    count = draw(st.integers(0, places))
    return draw(st.decimals(Decimal(low), Decimal(high), places=count, allow_nan=False, allow_infinity=False))


@st.composite
def values(draw: Draw, low: str, high: str, *, unit: str = "", places: int = 2) -> tuple[Size, ...]:
    """One value, a range, or a list of both."""
    found = []
    for _ in range(draw(st.sampled_from((1, 1, 1, 2, 3)))):
        first = draw(number(low, high, places))
        second = draw(number(low, high, places)) if draw(st.integers(0, 3)) == 0 else first
        found.append(
            Size(min(first, second), max(first, second), unit) if first != second else Size(first, first, unit)
        )
    return tuple(found)


@st.composite
def lengths(draw: Draw) -> tuple[Size, ...]:
    if draw(st.booleans()):
        return draw(values("1", "18", unit="m", places=1))
    return draw(values("1000", "18000", places=0))


def some(dimension: str, found: tuple[Size, ...]) -> Measure:
    return Measure(dimension, found)


def one(dimension: str, size: Decimal) -> Measure:
    return Measure(dimension, (Size(size, size),))


@st.composite
def of_form(draw: Draw, form: str, category: str) -> list[Measure]:
    """Measures of a form, in its order; how many of them is chance."""
    count = draw(st.integers(1, 5))
    length = [some("length", draw(lengths()))]
    if form == "bar":
        low, high = CATEGORY_BOUNDS.get((category, "diameter"), ("5", "80"))
        found = [some("diameter", draw(values(str(low), str(high)))), *length]
    elif form == "sheet":
        found = [some("thickness", draw(values("0.2", "200"))), some("width", draw(values("600", "3000", places=0)))]
        found += (
            [Measure("length", (Word("C"),))]
            if draw(st.booleans())
            else [some("length", draw(values("3001", "12000", places=0)))]
        )
    elif form == "flat":
        return [
            some("width", draw(values("60", "300", places=0))),
            some("thickness", draw(values("3", "30"))),
            *length,
        ][: max(2, count)]
    elif form == "square":
        found = [some("side", draw(values("10", "200", places=0))), *length]
    elif form == "beam":
        sizes = (("height", "100", "900"), ("width", "50", "400"), ("web", "4", "30"), ("flange", "5", "40"))
        found = [one(dimension, draw(number(low, high, 1))) for dimension, low, high in sizes] + length
        found = found[: count if count != 3 else 4]
        return (
            found
            if len(found) != 2
            else [*found, Measure("series", (Word(draw(st.sampled_from(("HW", "HM", "HN")))),))]
        )
    elif form == "angle":
        leg = one("leg", draw(number("20", "250", 0)))
        other = (
            leg.sizes[0].low if draw(st.booleans()) else draw(st.just((leg.sizes[0].low * 2 / 3).quantize(Decimal(1))))
        )
        return [leg, one("other_leg", other), one("thickness", draw(number("2", "9"))), *length][: max(3, count)]
    elif form == "model":
        mark = draw(st.sampled_from(("", "a", "b", "c")))
        model = draw(st.sampled_from(("8", "10", "12.6", "16", "20", "25", "40")))
        found = [Measure("model", (Size(Decimal(model), Decimal(model), "#", mark),)), *length]
    elif form == "section":
        sizes = (("height", "100", "400"), ("width", "50", "150"), ("web", "4", "16"))
        return [one(dimension, draw(number(low, high, 1))) for dimension, low, high in sizes] + (
            length if count > 3 else []
        )
    elif form == "tube":
        found = [some("outer_diameter", draw(values("60", "1000"))), some("wall", draw(values("1", "29"))), *length]
    elif form == "pipe":
        unit = draw(st.sampled_from(("", "寸", "分")))
        size = draw(st.sampled_from({"": ("15", "50", "100"), "寸": ("1", "1.5", "4"), "分": ("4", "6")}[unit]))
        found = [
            Measure("nominal_diameter", (Size(Decimal(size), Decimal(size), unit),)),
            some("wall", draw(values("1", "12"))),
            *length,
        ]
    elif form == "hollow":
        sides = [one(dimension, draw(number("20", "400", 0))) for dimension in ("height", "width")]
        return [*sides, some("wall", draw(values("1", "9"))), *length][: max(3, count)]
    elif form == "block":
        return [one(dimension, draw(number("50", "600", 0))) for dimension in ("length", "width", "height")]
    elif form == "timber":
        sizes = (("length", "601", "6000"), ("width", "30", "600"), ("thickness", "10", "100"))
        return [one(dimension, draw(number(low, high, 0))) for dimension, low, high in sizes]
    elif form == "lath":
        return [one(dimension, draw(number("10", "290", 0))) for dimension in ("width", "thickness")]
    elif form == "board":
        sizes = (("width", "600", "1220"), ("length", "1220", "2500"), ("thickness", "5", "30"))
        return [one(dimension, draw(number(low, high, 0))) for dimension, low, high in sizes]
    elif form == "grain":
        return [some("particle", draw(values("0.1", "80", places=1)))]
    else:
        return [one(dimension, draw(number("4", "1500", 0))) for dimension in ("length", "width")]
    return found[:count]


@st.composite
def specs(draw: Draw, category: str) -> Spec:
    """A spec of the category, with some of the words it may hold."""
    forms = CATEGORY_FORMS[category]
    found: list[Measure] = []
    form = "named"
    if forms:
        form = draw(st.sampled_from(forms))
        found = draw(of_form(form, category))
    words = []
    for dimension in CATEGORY_WORDS.get(category, ()):
        if dimension in WORDS and (draw(st.booleans()) or (not found and not words)):
            words.append(Measure(dimension, (Word(draw(st.sampled_from(WORDS[dimension]))),)))
    if not found and not words:
        weight = draw(number("1", "50", 1))
        words = [Measure("piece_weight", (Size(weight, weight, "kg"),))]
    return Spec(category, form, (*found, *words))


categories = st.sampled_from(sorted(CATEGORY_FORMS))
