"""Price lists with mills, or sizes, across the top. Pure; owns what such a header looks like."""

from __future__ import annotations

from collections.abc import Sequence

from portal.intake.columns import Column, field_of
from portal.intake.contents import is_mill, is_spec

_CORNERS = ("规格", "钢厂", "厂家", "产地", "品名", "型号", "尺寸")


def matrix_of(cells: Sequence[str]) -> tuple[Column, ...]:
    """The columns of a price list with mills, or sizes, across the top: each of those is a price. () when it is none."""
    filled = [(at, " ".join(cell.split())) for at, cell in enumerate(cells) if cell]
    named = [(at, cell, field) for at, cell in filled if (field := field_of(cell, loose=False)[0])]
    rest = [(at, cell) for at, cell in filled if not field_of(cell, loose=False)[0]]
    corner = rest[0] if rest and any(word in rest[0][1] for word in _CORNERS) and len(rest[0][1]) <= 12 else None
    across = rest[1:] if corner else rest
    if len(across) < 2 or len({cell for _at, cell in across}) < len(across):
        return ()
    if all(is_mill(cell) for _at, cell in across):
        preset, side = "mill", "spec"
    elif all(is_spec(cell) for _at, cell in across) and any(not cell.isdigit() for _at, cell in across):
        preset, side = "spec", "mill"
    else:
        return ()
    if preset in {field for _at, _cell, field in named}:
        return ()
    columns = [Column(at, field, cell) for at, cell, field in named]
    if corner:
        columns.append(Column(corner[0], side, corner[1]))
    elif side not in {field for _at, _cell, field in named}:
        if not filled or filled[0][0] == 0:
            return ()
        columns.append(Column(0, side, ""))  # the corner was left empty
    columns += [Column(at, "price", cell, preset=(preset, cell)) for at, cell in across]
    return tuple(sorted(columns, key=lambda one: one.at))
