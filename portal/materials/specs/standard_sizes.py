"""Sizes the standards name: pipes in inches, the usual steps of bars, plates and sections; no syntax, no comparison."""

from __future__ import annotations

from decimal import Decimal as D

# Nominal size, the outer diameter of the usual series and the inch name: GB/T 3091-2015 table 1, GB/T 1047-2019.
PIPES: tuple[tuple[str, str, str], ...] = (
    ("6", "10.2", "0.125"), ("8", "13.5", "0.25"), ("10", "17.2", "0.375"), ("15", "21.3", "0.5"), ("20", "26.9", "0.75"),
    ("25", "33.7", "1"), ("32", "42.4", "1.25"), ("40", "48.3", "1.5"), ("50", "60.3", "2"), ("65", "76.1", "2.5"),
    ("80", "88.9", "3"), ("90", "101.6", "3.5"), ("100", "114.3", "4"), ("125", "139.7", "5"), ("150", "165.1", "6"),
    ("200", "219.1", "8"), ("250", "273", "10"), ("300", "323.9", "12"), ("350", "355.6", "14"), ("400", "406.4", "16"),
    ("450", "457", "18"), ("500", "508", "20"), ("600", "610", "24"),
)  # fmt: skip
_DN_BY_INCH = {D(inch): D(dn) for dn, _outer, inch in PIPES}
# Eighths of an inch, as plumbers count: 4分 is half an inch.
_DN_BY_FEN = {D(fen): D(dn) for fen, dn in (("2", "8"), ("3", "10"), ("4", "15"), ("6", "20"))}
OUTER_BY_DN: dict[D, D] = {D(dn): D(outer) for dn, outer, _inch in PIPES}


def dn_of_inch(inch: D) -> D:
    """DN of a pipe size in inches; a size the table lacks is 25 mm to the inch, as the table's own large sizes are."""
    return _DN_BY_INCH.get(inch.normalize(), inch * 25)


def dn_of_fen(fen: D) -> D:
    """DN of a pipe size in 分 (eighths of an inch)."""
    return _DN_BY_FEN.get(fen.normalize(), fen * 25 / 8)


def is_fen(fen: D) -> bool:
    """Whether pipes are named by this many 分."""
    return fen.normalize() in _DN_BY_FEN
