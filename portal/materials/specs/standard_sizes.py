"""Sizes the standards name: pipes in inches, the usual steps of bars, plates and sections; no syntax, no comparison."""

from __future__ import annotations

from bisect import bisect_left
from decimal import Decimal as D

# Nominal size, the outer diameter of the usual series and the inch name: GB/T 3091-2015 table 1, GB/T 1047-2019.
PIPES: tuple[tuple[str, str, str], ...] = (
    ("6", "10.2", "0.125"), ("8", "13.5", "0.25"), ("10", "17.2", "0.375"), ("15", "21.3", "0.5"), ("20", "26.9", "0.75"),
    ("25", "33.7", "1"), ("32", "42.4", "1.25"), ("40", "48.3", "1.5"), ("50", "60.3", "2"), ("65", "76.1", "2.5"),
    ("80", "88.9", "3"), ("90", "101.6", "3.5"), ("100", "114.3", "4"), ("125", "139.7", "5"), ("150", "168.3", "6"),
    ("200", "219.1", "8"), ("250", "273", "10"), ("300", "323.9", "12"), ("350", "355.6", "14"), ("400", "406.4", "16"),
    ("450", "457", "18"), ("500", "508", "20"), ("600", "610", "24"),
)  # fmt: skip
_DN_BY_INCH = {**{D(inch): D(dn) for dn, _outer, inch in PIPES}, D("1.2"): D(32)}
# Eighths of an inch, as plumbers count: 4分 is half an inch.
_DN_BY_FEN = {D(fen): D(dn) for fen, dn in (("2", "8"), ("3", "10"), ("4", "15"), ("6", "20"))}
OUTER_BY_DN: dict[D, D] = {D(dn): D(outer) for dn, outer, _inch in PIPES}


def dn_of_inch(inch: D) -> D:
    """DN of a pipe size in inches; a size the table lacks is 25 mm to the inch, as the table's own large sizes are.

    1.2寸 is what the trade calls an inch and a quarter.
    """
    return _DN_BY_INCH.get(inch.normalize(), inch * 25)


def dn_of_fen(fen: D) -> D:
    """DN of a pipe size in 分 (eighths of an inch)."""
    return _DN_BY_FEN.get(fen.normalize(), fen * 25 / 8)


def is_fen(fen: D) -> bool:
    """Whether pipes are named by this many 分."""
    return fen.normalize() in _DN_BY_FEN


# Outer diameters under which a pipe of this DN is also sold: series 2 of GB/T 17395-2008 beside series 1.
_OTHER_OUTERS: dict[str, str] = {
    "14": "8", "22": "15", "25": "20", "27": "20", "32": "25", "34": "25", "38": "32", "42": "32", "45": "40", "48": "40", "57": "50",
    "60": "50", "73": "65", "76": "65", "89": "80", "108": "100", "114": "100", "133": "125", "140": "125", "159": "150",
    "165": "150", "168": "150", "219": "200", "273": "250", "325": "300", "377": "350", "426": "400", "478": "450", "529": "500",
    "530": "500", "630": "600",
}  # fmt: skip
_DN_BY_OUTER = {**{outer: dn for dn, outer in OUTER_BY_DN.items()}, **{D(o): D(dn) for o, dn in _OTHER_OUTERS.items()}}


def nominal_of_outer(outer: D) -> D | None:
    """DN of a pipe with this outer diameter in either series, None when there is no such pipe."""
    return _DN_BY_OUTER.get(outer.normalize())


def _steps(text: str) -> tuple[D, ...]:
    return tuple(D(number) for number in text.split())


# The steps of the standards, so that the neighbour of Φ22 is Φ25 and not whatever lies within a tenth.
_RIBBED = _steps("6 8 10 12 14 16 18 20 22 25 28 32 36 40 50")  # GB/T 1499.2-2024, 6.1
_WIRE = _steps("5 5.5 6 6.5 7 7.5 8 8.5 9 9.5 10 11 12 13 14 15 16 18 20")  # GB/T 14981-2009
_PLATES = _steps(
    "6 8 10 12 14 16 18 20 22 25 28 30 32 36 40 45 50 55 60 70 80 90 100 110 120 130 150 180 200"
)  # GB/T 709-2019
_LEGS = _steps("20 25 30 36 40 45 50 56 60 63 70 75 80 90 100 110 125 140 150 160 180 200 220 250")  # GB/T 706-2016
_CHANNELS = _steps("5 6.3 6.5 8 10 12 12.6 14 16 18 20 22 25 28 30 32 36 40")  # GB/T 706-2016
_BEAMS = _steps("10 12 12.6 14 16 18 20 22 25 28 30 32 36 40 45 50 56 63")  # GB/T 706-2016
_LENGTHS = _steps("6000 9000 12000")
STEPS: dict[tuple[str, str | None], tuple[D, ...]] = {
    ("diameter", "rebar"): _RIBBED,
    ("diameter", "rebar-coil"): _RIBBED,
    ("diameter", "wire-rod"): _WIRE,
    ("thickness", "plate"): _PLATES,
    ("leg", "angle"): _LEGS,
    ("other_leg", "angle"): _LEGS,
    ("model", "channel"): _CHANNELS,
    ("model", "i-beam"): _BEAMS,
    **{("length", code): _LENGTHS for code in ("rebar", "channel", "i-beam", "h-beam", "angle")},
    **{("nominal_diameter", code): tuple(OUTER_BY_DN) for code in ("welded-tube", "galvanised-tube", "seamless")},
}


def around(value: D, dimension: str, category: str | None) -> tuple[D, D]:
    """From where to where a size counts as near this one: the neighbouring steps, or a tenth where there are none."""
    steps = STEPS.get((dimension, category), ())
    place = bisect_left(steps, value)
    if place < len(steps) and steps[place] == value:
        return steps[max(0, place - 1)], steps[min(len(steps) - 1, place + 1)]
    if 0 < place < len(steps):
        return steps[place - 1], steps[place]
    return value * D("0.9"), value * D("1.1")
