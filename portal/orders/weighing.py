"""What weighbridges say against what was agreed: net from gross and tare, and differences against a tolerance. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

TOLERANCE = Decimal(3)
"""Per mille: a difference within ± this is no claim (the trade's published rule)."""
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Difference:
    """How much more or less was counted than was said: in its unit, and per mille of what was said."""

    amount: Decimal
    permille: Decimal
    is_beyond: bool


def difference(said: Decimal, counted: Decimal, *, tolerance: Decimal = TOLERANCE) -> Difference:
    """Raises: ValueError unless something was said to be there."""
    if said <= 0:
        raise ValueError("nothing to compare with")
    amount = counted - said
    share = amount * 1000 / said  # compared unrounded: 3.04 ‰ is beyond 3
    return Difference(amount, share.quantize(_TENTH, ROUND_HALF_UP), abs(share) > tolerance)


def net_of(gross: Decimal | None, tare: Decimal | None, net: Decimal | None) -> Decimal | None:
    """The net weight a ticket states. Raises: ValueError when its three figures do not agree, or it weighs nothing."""
    if gross is not None and tare is not None:
        reckoned = gross - tare
        if reckoned <= 0 or (net is not None and net != reckoned):
            raise ValueError("the figures do not agree")
        return reckoned
    return net
