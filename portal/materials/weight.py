"""Theoretical mass, exact and with its source: tables where a standard gives them, else volume × density.

Owns mass only; what a tonne costs by theory or by scale is a matter of `price`. All lengths in mm unless named.
"""

from __future__ import annotations

from decimal import Decimal

from portal.materials.section_table import ANGLE_RADII, H_BEAM_RADII

# Density, t/m³, as used for theoretical mass in the product standards.
STEEL = Decimal("7.85")  # GB/T 709-2019
STAINLESS = Decimal("7.93")  # GB/T 4237-2015, 304 and its kin
STAINLESS_430 = Decimal("7.70")
ALUMINIUM = Decimal("2.71")  # GB/T 3880.3
COPPER = Decimal("8.96")
BRASS = Decimal("8.50")
ZINC = Decimal("7.14")

# Nominal mass of hot-rolled ribbed bars, kg/m: GB/T 1499.2-2024, table 3.
REBAR_KG_PER_M: dict[Decimal, Decimal] = {
    Decimal(diameter): Decimal(mass)
    for diameter, mass in (
        ("6", "0.222"), ("8", "0.395"), ("10", "0.617"), ("12", "0.888"), ("14", "1.21"), ("16", "1.58"), ("18", "2.00"),
        ("20", "2.47"), ("22", "2.98"), ("25", "3.85"), ("28", "4.83"), ("32", "6.31"), ("36", "7.99"), ("40", "9.87"),
        ("50", "15.42"),
    )
}  # fmt: skip

# Theoretical mass of channels and I-beams, kg/m: GB/T 706-2016, tables A.1 and A.2.
I_BEAM_KG_PER_M: dict[str, Decimal] = {
    model: Decimal(mass)
    for model, mass in (
        ("10", "11.3"), ("12", "14.0"), ("14", "16.9"), ("16", "20.5"), ("18", "24.1"), ("20a", "27.9"), ("20b", "31.1"),
        ("22a", "33.1"), ("22b", "36.5"), ("25a", "38.1"), ("25b", "42.0"), ("28a", "43.5"), ("28b", "47.9"), ("32a", "52.7"),
        ("32b", "57.7"), ("32c", "62.7"), ("36a", "60.0"), ("36b", "65.7"), ("36c", "71.3"), ("40a", "67.6"), ("40b", "73.8"),
        ("40c", "80.1"), ("45a", "80.4"), ("45b", "87.4"), ("45c", "94.5"), ("50a", "93.6"), ("50b", "101"), ("50c", "109"),
        ("56a", "106"), ("56b", "115"), ("56c", "124"), ("63a", "121"), ("63b", "131"), ("63c", "141"),
    )
}  # fmt: skip
CHANNEL_KG_PER_M: dict[str, Decimal] = {
    model: Decimal(mass)
    for model, mass in (
        ("5", "5.44"), ("6.3", "6.63"), ("8", "8.04"), ("10", "10.0"), ("12.6", "12.3"), ("14a", "14.5"), ("14b", "16.7"),
        ("16a", "17.2"), ("16b", "19.8"), ("18a", "20.2"), ("18b", "23.0"), ("20a", "22.6"), ("20b", "25.8"), ("22a", "25.0"),
        ("22b", "28.5"), ("25a", "27.4"), ("25b", "31.3"), ("25c", "35.3"), ("28a", "31.4"), ("28b", "35.8"), ("28c", "40.2"),
        ("32a", "38.1"), ("32b", "43.1"), ("32c", "48.1"), ("36a", "47.8"), ("36b", "53.5"), ("36c", "59.1"), ("40a", "58.9"),
        ("40b", "65.2"), ("40c", "71.5"),
    )
}  # fmt: skip

# Lentil pattern, kg/m²: GB/T 3277-1991, whose table the trade still weighs by.
CHECKERED_KG_PER_M2: dict[Decimal, Decimal] = {
    Decimal(thickness): Decimal(mass)
    for thickness, mass in (
        ("2.5", "21.3"), ("3", "24.4"), ("3.5", "28.4"), ("4", "32.4"), ("4.5", "36.4"), ("5", "40.5"), ("5.5", "44.3"),
        ("6", "48.4"),
    )
}  # fmt: skip

_MM3_TO_M3 = Decimal("1e-9")
_PI = Decimal("3.14159265358979323846")
_TUBE = Decimal("0.02466")  # π × 7.85 / 1000: GB/T 17395-2008


def rebar_kg_per_m(diameter: Decimal) -> Decimal:
    """Nominal mass of ribbed bar; a diameter the table lacks (6.5, 30) is computed from the area.

    Raises: ValueError unless the diameter is positive.
    """
    if diameter <= 0:
        raise ValueError("diameter must be positive")
    listed = REBAR_KG_PER_M.get(diameter.normalize())
    return listed if listed is not None else round_kg_per_m(diameter, density=STEEL)


def round_kg_per_m(diameter: Decimal, *, density: Decimal = STEEL) -> Decimal:
    """Round bar and wire: π·d²/4 × density (GB/T 702-2017), three significant figures as the standards print."""
    return _significant(_PI * diameter * diameter / 4 * density / 1000)


def square_kg_per_m(side: Decimal, *, density: Decimal = STEEL) -> Decimal:
    """Square bar: a² × density (GB/T 702-2017)."""
    return _significant(side * side * density / 1000)


def flat_kg_per_m(width: Decimal, thickness: Decimal, *, density: Decimal = STEEL) -> Decimal:
    """Flat bar and strip: width × thickness × density (GB/T 702-2017)."""
    return _significant(width * thickness * density / 1000)


def tube_kg_per_m(outer_diameter: Decimal, wall: Decimal) -> Decimal:
    """Steel tube: 0.02466·t·(D−t) (GB/T 17395-2008, GB/T 3091-2015).

    Raises: ValueError when the wall does not leave a bore.
    """
    if wall <= 0 or outer_diameter <= 2 * wall:
        raise ValueError("wall does not fit the diameter")
    return _significant(_TUBE * wall * (outer_diameter - wall))


def hollow_kg_per_m(height: Decimal, width: Decimal, wall: Decimal) -> Decimal:
    """Square and rectangular tube, corner radius R = 2t: GB/T 6728-2017, annex A.

    Raises: ValueError when the wall does not leave a bore.
    """
    if wall <= 0 or min(height, width) <= 2 * wall:
        raise ValueError("wall does not fit the section")
    outer, inner = 2 * wall, wall
    area = height * width - (height - 2 * wall) * (width - 2 * wall)
    area -= (4 - _PI) * (outer * outer - inner * inner)  # rounded corners take away outside and give back inside
    return _significant(area * STEEL / 1000)


def angle_kg_per_m(leg: Decimal, other_leg: Decimal, thickness: Decimal) -> Decimal:
    """Angle: [t·(a + b − t) + 0.215·(r² − 2·r₁²)] × density with r₁ = t/3 (GB/T 706-2016, annex A).

    Legs the standard does not have are computed without the root radius, up to 3 % light.
    """
    area = thickness * (leg + other_leg - thickness)
    radius = ANGLE_RADII.get((max(leg, other_leg), min(leg, other_leg)))
    if radius is not None:
        toe = thickness / 3
        area += Decimal("0.215") * (radius * radius - 2 * toe * toe)
    return _significant(area * STEEL / 1000)


def h_beam_kg_per_m(
    height: Decimal, width: Decimal, web: Decimal, flange: Decimal, *, radius: Decimal | None = None
) -> Decimal:
    """H-beam: two flanges, the web and four root radii (GB/T 11263-2024).

    radius: of the root; by default the standard's for its own sizes and none for others, as welded beams have none.
    """
    root = H_BEAM_RADII.get((height, width, web, flange), Decimal(0)) if radius is None else radius
    area = 2 * width * flange + (height - 2 * flange) * web + (4 - _PI) * root * root
    return _significant(area * STEEL / 1000)


def checkered_kg_per_m2(thickness: Decimal) -> Decimal | None:
    """Chequered plate with lentils: kg/m² by base thickness; None for a thickness the table lacks (it is never computed)."""
    return CHECKERED_KG_PER_M2.get(thickness.normalize())


def zinc_factor(wall: Decimal) -> Decimal:
    """How much heavier a tube is for 500 g/m² of zinc: 1 + 0.127/t (GB/T 3091-2015)."""
    return (1 + Decimal("0.127") / wall).quantize(Decimal("0.001"))


def i_beam_kg_per_m(model: str) -> Decimal | None:
    """Theoretical mass of an I-beam by model (20a, `20a#`); None when the table lacks it."""
    return I_BEAM_KG_PER_M.get(_model(model))


def channel_kg_per_m(model: str) -> Decimal | None:
    """Theoretical mass of a channel by model (16a, `16#` means 16b); None when the table lacks it."""
    wanted = _model(model)
    return CHANNEL_KG_PER_M.get(wanted) or CHANNEL_KG_PER_M.get(wanted + "b")


def plate_kg(thickness: Decimal, width: Decimal, length: Decimal, *, density: Decimal = STEEL) -> Decimal:
    """Plate and sheet: volume × density (GB/T 709-2019); chequered plate weighs more, see its own table."""
    return thickness * width * length * _MM3_TO_M3 * density * 1000


def comparable_price(price_by_theory: Decimal, *, underweight: Decimal) -> Decimal:
    """Price per weighed tonne of what is sold by theory: price ÷ (1 − underweight).

    underweight: share by which bars are rolled light, 0.03 for 3 %. Say which was assumed.
    Raises: ValueError unless 0 ≤ underweight < 1.
    """
    if not 0 <= underweight < 1:
        raise ValueError("underweight must be a share below 1")
    return (price_by_theory / (1 - underweight)).quantize(Decimal("0.01"))


def _model(text: str) -> str:
    return text.strip().lower().rstrip("#号")


def _significant(value: Decimal, figures: int = 3) -> Decimal:
    """Rounded to three significant figures, as the tables of the standards are printed."""
    if value == 0:
        return Decimal(0)
    exponent = value.adjusted() - figures + 1
    return value.quantize(Decimal(1).scaleb(exponent)) if exponent < 0 else value.quantize(Decimal(1))
