"""Tables of how each kind of thing is written: signs, order of dimensions, forms of a category, what a number can be.

Owns no syntax (`shapes`) and no reading of positions (`positions`, `meaning`).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Form:
    """sign: what stands before the first number; dimensions: in the order they are written."""

    sign: str
    dimensions: tuple[str, ...]


FORMS: dict[str, Form] = {
    "bar": Form("Φ", ("diameter", "length")),
    "sheet": Form("", ("thickness", "width", "length")),
    "flat": Form("", ("width", "thickness", "length")),
    "square": Form("□", ("side", "length")),
    "beam": Form("H", ("height", "width", "web", "flange", "length")),
    "angle": Form("∠", ("leg", "other_leg", "thickness", "length")),
    "model": Form("", ("model", "length")),
    "section": Form("", ("height", "width", "web", "length")),
    "tube": Form("Φ", ("outer_diameter", "wall", "length")),
    "pipe": Form("DN", ("nominal_diameter", "wall", "length")),
    "hollow": Form("□", ("height", "width", "wall", "length")),
    "block": Form("", ("length", "width", "height")),
    "timber": Form("", ("length", "width", "thickness")),
    "board": Form("", ("width", "length", "thickness")),
    "lath": Form("", ("width", "thickness")),
    "grain": Form("", ("particle",)),
    "slab": Form("", ("length", "width")),
    "named": Form("", ()),
}

# What a category's specs may be, the usual form first; a category without numbers has none.
CATEGORY_FORMS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("rebar", "rebar-coil", "wire-rod", "round-bar"), ("bar",)),
    **dict.fromkeys(
        ("hot-rolled", "cold-rolled", "plate", "checkered", "galvanised", "colour-coated", "strip", "silicon",
         "stainless-flat", "aluminium-sheet"),
        ("sheet",),
    ),
    "h-beam": ("beam",),
    "i-beam": ("model", "section"),
    "channel": ("model", "section"),
    "angle": ("angle",),
    "square-bar": ("square",),
    "flat-bar": ("flat",),
    "seamless": ("tube", "pipe"),
    "welded-tube": ("pipe", "tube"),
    "galvanised-tube": ("pipe", "tube"),
    "hollow-section": ("hollow",),
    "aggregate": ("grain",),
    "bricks": ("block",),
    "copper-cathode": ("slab",),
    "copper-sheet": ("flat", "sheet", "bar"),
    "brass": ("bar", "flat", "sheet", "tube"),
    "nickel": ("slab",),
    "timber": ("timber", "board", "lath"),
    "cement": (), "concrete": (), "aluminium-ingot": (), "zinc-ingot": (), "chemicals": (),
}  # fmt: skip

# What a measure can be at all, mm: a number outside is something else (a price, a year, a telephone).
_BOUNDS: dict[str, tuple[str, str]] = {
    "diameter": ("0.1", "1500"), "outer_diameter": ("2", "4000"), "nominal_diameter": ("6", "3000"),
    "thickness": ("0.01", "600"), "wall": ("0.1", "200"), "width": ("3", "6000"), "height": ("5", "3000"),
    "length": ("4", "100000"), "leg": ("10", "400"), "other_leg": ("10", "400"), "side": ("3", "1000"),
    "web": ("1", "150"), "flange": ("1", "200"), "model": ("3", "63"), "particle": ("0", "500"), "slump": ("5", "300"),
}  # fmt: skip
BOUNDS: dict[str, tuple[Decimal, Decimal]] = {
    dimension: (Decimal(low), Decimal(high)) for dimension, (low, high) in _BOUNDS.items()
}
# Narrower where the category is known: a bare number there is told from a price or a length.
CATEGORY_BOUNDS: dict[tuple[str | None, str], tuple[Decimal, Decimal]] = {
    ("rebar", "diameter"): (Decimal(5), Decimal(60)),
    ("rebar-coil", "diameter"): (Decimal(4), Decimal(25)),
    ("wire-rod", "diameter"): (Decimal(4), Decimal(60)),
    ("plate", "width"): (Decimal(300), Decimal(6000)),
    ("i-beam", "model"): (Decimal(8), Decimal(63)),
    ("channel", "model"): (Decimal(4), Decimal(40)),
}
NAMES: dict[str, str] = {
    "thickness": "厚", "width": "宽", "length": "长", "height": "高", "wall": "壁厚", "diameter": "Φ", "outer_diameter": "外径",
    "nominal_diameter": "DN", "leg": "边", "other_leg": "另边", "side": "边长", "web": "腹板", "flange": "翼缘",
}  # fmt: skip
# Units a dimension may be typed in, besides its own.
UNITS = {
    "length": ("", "m", "cm", "尺"), "width": ("", "m", "cm", "尺"), "particle": ("", "cm"), "height": ("", "cm"),
    "thickness": ("", "cm", "丝"),
    "nominal_diameter": ("", "寸", "分"), "model": ("#",), "slump": ("", "±"),
}  # fmt: skip
