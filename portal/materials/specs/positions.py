"""What stands where: each form reads its dimensions from the groups of a shape, or says the shape is not its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from portal.materials.specs.forms import FORMS
from portal.materials.specs.shapes import Shape
from portal.materials.specs.values import Size, Value, Word

Group = tuple[Value, ...]
Parts = list[tuple[str, Group]]


def unit_of(group: Group) -> str:
    return next((value.unit for value in group if isinstance(value, Size)), "")


def top_of(group: Group) -> Decimal:
    return max((value.bounds[1] for value in group if isinstance(value, Size)), default=Decimal(0))


def as_lengths(group: Group) -> Group:
    """Lengths as typed; below 100 without a unit they are metres (Φ25×12)."""
    if any(isinstance(value, Size) and value.unit == "" and value.high >= 100 for value in group):
        return group
    return tuple(replace(value, unit="m") if isinstance(value, Size) and value.unit == "" else value for value in group)


def _positions(shape: Shape, dimensions: tuple[str, ...], *, signs: tuple[str, ...], least: int = 1) -> Parts | None:
    """One dimension for each group, in order; None when the sign or the number of groups is another's."""
    groups = shape.groups
    if shape.sign not in signs or not least <= len(groups) <= len(dimensions):
        return None
    return [
        (dimension, as_lengths(group) if dimension == "length" else group)
        for dimension, group in zip(dimensions, groups, strict=False)
    ]


def _bar(shape: Shape) -> Parts | None:
    parts = _positions(shape, ("diameter", "length"), signs=("diameter", ""))
    if parts and unit_of(parts[0][1]) == "m":
        return None
    return parts


def _sheet(shape: Shape) -> Parts | None:
    """thickness × width × length or C; whoever writes the thickness last is understood too (1220×2440×3)."""
    groups = shape.groups
    if shape.sign not in ("", "thickness") or len(groups) > 3 or (len(groups) == 1 and unit_of(groups[0]) == "m"):
        return None
    words = [group for group in groups if isinstance(group[0], Word)]
    sizes = [group for group in groups if not isinstance(group[0], Word)]
    if len(words) > 1 or not sizes or (words and groups[-1] != words[0]):
        return None
    sizes = _sides(sizes, coil=bool(words))
    if len(sizes) > 1 and top_of(sizes[0]) > min(map(top_of, sizes[1:])):
        sizes.sort(key=top_of)
    parts: Parts = list(zip(("thickness", "width", "length"), sizes, strict=False))
    if len(parts) == 3:
        parts[2] = ("length", as_lengths(parts[2][1]))
    return parts + [("length", word) for word in words]


def _sides(sizes: list[Group], *, coil: bool) -> list[Group]:
    """Widths and lengths below 5 are metres (20×2.2×10), or feet where thin sheets are 3, 4 or 5 wide (1.0×4×8)."""
    if len(sizes) + coil != 3 or len(sizes) < 2 or top_of(sizes[1]) >= 5:
        return sizes
    if any(unit_of(group) for group in sizes[1:]) or top_of(sizes[0]) > (60 if coil else 300):
        return sizes
    if not coil and not 1 <= top_of(sizes[2]) <= 20:
        return sizes
    whole = all(isinstance(value, Size) and value.low == value.high and value.low in (3, 4, 5) for value in sizes[1])
    unit = "尺" if whole and top_of(sizes[0]) < 6 else "m"
    return [sizes[0], *(_in_unit(group, unit) for group in sizes[1:])]


def _in_unit(group: Group, unit: str) -> Group:
    return tuple(replace(value, unit=unit) if isinstance(value, Size) else value for value in group)


def _flat(shape: Shape) -> Parts | None:
    """width × thickness; a bare number is no flat bar."""
    if shape.sign not in ("", "-") or not 2 <= len(shape.groups) <= 3:
        return None
    first, second = shape.groups[:2]
    if isinstance(second[0], Word) or top_of(second) > 60 or top_of(first) > 400:
        first, second = second, first
    if isinstance(second[0], Word) or top_of(second) > 60 or top_of(first) > 400:
        return None
    if top_of(second) > top_of(first):
        first, second = second, first
    parts: Parts = [("width", first), ("thickness", second)]
    return parts + [("length", as_lengths(group)) for group in shape.groups[2:]]


def _square(shape: Shape) -> Parts | None:
    """□20, 20, 20×20, each with a length or without."""
    groups = list(shape.groups)
    if shape.sign not in ("square", "") or unit_of(groups[0]) == "m":
        return None
    if len(groups) > 1 and groups[0] == groups[1]:
        del groups[1]
    if len(groups) > 2 or (len(groups) == 2 and 13 < top_of(groups[1]) < 100):
        return None
    return [("side", groups[0])] + [("length", as_lengths(group)) for group in groups[1:]]


def _beam(shape: Shape) -> Parts | None:
    groups = list(shape.groups)
    last: Parts = []
    if len(groups) == 3 and len(groups[2]) == 2:  # 300×300×10/15
        groups[2:] = [groups[2][:1], groups[2][1:]]
    elif len(groups) == 3 and unit_of(groups[2]) == "m":  # HW300×300×12m
        last = [("length", groups.pop())]
    parts = _positions(replace(shape, groups=tuple(groups)), FORMS["beam"].dimensions, signs=("beam", ""))
    if parts is None or len(parts) == 3 or unit_of(groups[0]) == "m" or (shape.sign == "" and len(parts) < 2):
        return None
    return parts + last


def _angle(shape: Shape) -> Parts | None:
    """∠50×5 has equal legs, as ∠50×50×5 has; ∠100×63×8 has not. 5# is the old name of 50 mm (GB 9787-1988)."""
    groups = shape.groups
    if unit_of(groups[0]) == "#":
        if any(isinstance(one, Word) or one.mark for one in groups[0]):
            return None
        numbers = tuple(one for one in groups[0] if isinstance(one, Size))
        groups = (tuple(Size((one.low * 10).normalize(), (one.high * 10).normalize()) for one in numbers), *groups[1:])
        shape = replace(shape, sign="angle")
    if shape.sign not in ("angle", "") or len(groups) > 4 or unit_of(groups[0]) == "m":
        return None
    if len(groups) == 1:
        return [("leg", groups[0]), ("other_leg", groups[0])] if shape.sign else None
    if (
        len(groups) == 2
        and not shape.sign
        and not unit_of(groups[1])
        and top_of(groups[0]) * 2 < top_of(groups[1]) <= 250
    ):
        groups = (groups[1], groups[0])  # 4×40, the thickness first
    equal = top_of(groups[1]) * 2 < top_of(groups[0]) or unit_of(groups[1]) == "m"
    legs = (groups[0], groups[0]) if equal else groups[:2]
    rest = groups[1:] if equal else groups[2:]
    if len(rest) > 2:
        return None
    parts: Parts = [("leg", legs[0]), ("other_leg", legs[1])]
    if rest and unit_of(rest[0]) == "m":
        return [*parts, ("length", rest[0])] if len(rest) == 1 else None
    return parts + [
        (dimension, as_lengths(group) if dimension == "length" else group)
        for dimension, group in zip(("thickness", "length"), rest, strict=False)
    ]


def _model(shape: Shape) -> Parts | None:
    if shape.sign not in ("", "channel", "i-beam") or not 1 <= len(shape.groups) <= 2:
        return None
    first = shape.groups[0]
    if any(not isinstance(value, Size) or value.unit not in ("", "#") for value in first):
        return None
    models = tuple(replace(value, unit="#") for value in first if isinstance(value, Size))
    return [("model", models)] + [("length", as_lengths(group)) for group in shape.groups[1:]]


def _section(shape: Shape) -> Parts | None:
    return _positions(shape, FORMS["section"].dimensions, signs=("", "channel", "i-beam"), least=3)


def _tube(shape: Shape) -> Parts | None:
    parts = _positions(shape, FORMS["tube"].dimensions, signs=("diameter", "outer_diameter", ""))
    if (
        parts is None
        or unit_of(parts[0][1]) == "m"
        or (len(parts) > 1 and top_of(parts[1][1]) * 2 >= top_of(parts[0][1]))
    ):
        return None
    return parts


def _pipe(shape: Shape) -> Parts | None:
    if shape.sign != "nominal_diameter" and unit_of(shape.groups[0]) not in ("寸", "分"):
        return None
    return _positions(shape, FORMS["pipe"].dimensions, signs=("nominal_diameter", "diameter", ""))


def _hollow(shape: Shape) -> Parts | None:
    """□100×50×3; □50×3 has equal sides."""
    groups = shape.groups
    if shape.sign not in ("square", "") or len(groups) > 4 or unit_of(groups[0]) == "m":
        return None
    if len(groups) == 1:
        return [("height", groups[0]), ("width", groups[0])] if shape.sign or top_of(groups[0]) >= 10 else None
    if top_of(groups[1]) * 3 < top_of(groups[0]) and top_of(groups[1]) <= 20 and len(groups) == 2:
        groups = (groups[0], groups[0], groups[1])
    return _positions(replace(shape, groups=groups), FORMS["hollow"].dimensions, signs=("square", ""))


def _block(shape: Shape) -> Parts | None:
    return _plain(shape, "block", least=3)


def _timber(shape: Shape) -> Parts | None:
    parts = _positions(shape, FORMS["timber"].dimensions, signs=("",), least=3)
    if parts is None or top_of(parts[0][1]) <= max(top_of(parts[1][1]), top_of(parts[2][1])):
        return None
    return parts


def _board(shape: Shape) -> Parts | None:
    parts = _plain(shape, "board", least=2)
    return parts if parts is None or 300 <= top_of(parts[0][1]) <= top_of(parts[1][1]) else None


def _lath(shape: Shape) -> Parts | None:
    """The section of a batten whose length is told apart: 100×50."""
    if len(shape.groups) != 2 or any(unit_of(group) == "m" for group in shape.groups):
        return None
    return _plain(shape, "lath", least=2)


def _grain(shape: Shape) -> Parts | None:
    return _positions(shape, ("particle",), signs=("", "diameter"))


def _slab(shape: Shape) -> Parts | None:
    return _plain(shape, "slab", least=2)


def _plain(shape: Shape, form: str, *, least: int) -> Parts | None:
    """Positions whose small lengths are what they say, not metres."""
    dimensions = FORMS[form].dimensions
    if shape.sign or not least <= len(shape.groups) <= len(dimensions):
        return None
    return list(zip(dimensions, shape.groups, strict=False))


READERS: dict[str, Callable[[Shape], Parts | None]] = {
    "bar": _bar, "sheet": _sheet, "flat": _flat, "square": _square, "beam": _beam, "angle": _angle, "model": _model,
    "section": _section, "tube": _tube, "pipe": _pipe, "hollow": _hollow, "block": _block, "timber": _timber,
    "board": _board,
    "lath": _lath, "grain": _grain, "slab": _slab,
}  # fmt: skip
