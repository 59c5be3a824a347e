"""What each thing that does not fit costs a match, in points of a thousand: one table, so that a trader can do the sum over."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

BEGIN = 950
"""What a match begins with; a price below the cap earns the rest."""
KEEP = 450
"""Below this a pair is not kept."""
GOOD = 650
"""From here on both sides are told, and staff see when nobody acts."""

BETTER_GRADE, GRADE_UNSTATED = 10, 130
SIZE_PART, SIZE_OFF, SIZE_UNSTATED = 90, 150, 160
MILL_DIFFERS, MILL_UNSTATED = 160, 60
AMOUNT_SHORT = 200
"""For nothing of what is wanted; for 60 of 100 tonnes two fifths of it."""
AMOUNT_UNKNOWN, TOO_LITTLE_WANTED = 60, 120
PRICE_UNKNOWN = 80
PER_CENT_ABOVE, MOST_ABOVE = 40, 400
PER_CENT_BELOW, MOST_BELOW = 10, 50
SAME_PROVINCE, NEIGHBOUR, FAR, PLACE_UNKNOWN = 40, 80, 170, 60
PAYMENT, LATE = 60, 100
ONE_UNASKED, NOTHING_ASKED = 60, 340
"""The demand names no grade or no size; neither."""


def short(wanted: Decimal, amount: Decimal) -> int:
    """For the part of the amount that is not there."""
    return 0 if amount >= wanted else _whole(AMOUNT_SHORT * (wanted - amount) / wanted)


def dear(cap: Decimal, gap: Decimal) -> int:
    """For a price above the cap (gap above nought); what is below earns points."""
    per_cent = gap * 100 / cap
    if per_cent > 0:
        return min(MOST_ABOVE, _whole(per_cent * PER_CENT_ABOVE))
    return -min(MOST_BELOW, _whole(-per_cent * PER_CENT_BELOW))


def _whole(points: Decimal) -> int:
    return int(points.to_integral_value(ROUND_HALF_UP))
