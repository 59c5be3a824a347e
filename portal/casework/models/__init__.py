"""Tables of ratings, recoveries and claims."""

from __future__ import annotations

from portal.casework.models.ratings import Rating, RatingAsk
from portal.casework.models.recovery import Recovery, RecoveryCause

__all__ = ["Rating", "RatingAsk", "Recovery", "RecoveryCause"]
