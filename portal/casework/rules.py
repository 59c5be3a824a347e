"""The windows, tolerances and waits of claims, recovery and ratings, as an installation sets them. Pure values."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from portal.core.texts import N_

LOW = 2
"""A rating with a score no higher than this opens a recovery."""

REMEDIES = {
    "replacement": N_("换货"),
    "return": N_("退货"),
    "reduction": N_("降价"),
    "supplement": N_("补货"),
    "compensation": N_("赔偿"),
    "apology": N_("道歉"),
}
"""How a fault is made good."""


@dataclass(frozen=True, slots=True)
class Rules:
    """quality_d, weight_d: calendar days after delivery in which a claim is raised. tolerance: of a weighbridge, per mille.

    silence_d: a remedy nobody confirms counts as accepted after so many days. follow_up_d: usual wait before asking again.
    """

    quality_d: int = 5
    weight_d: int = 1
    tolerance: Decimal = Decimal(3)
    silence_d: int = 7
    follow_up_d: int = 7
    rating_link_d: int = 30
    rating_change_d: int = 7
