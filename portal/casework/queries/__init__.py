"""What pages, mails and figures read of claims, recoveries and ratings, as frozen values."""

from __future__ import annotations

from portal.casework.queries.closings import Closing, closing_of
from portal.casework.queries.ratings import (
    RatingFigures,
    RatingView,
    list_ratings,
    rating_by,
    rating_figures,
)
from portal.casework.queries.recoveries import (
    CauseCount,
    RecoveryFilter,
    RecoveryRow,
    RecoveryView,
    count_causes,
    find_recovery,
    list_causes,
    list_recoveries,
    recoveries_of,
)

__all__ = [
    "CauseCount",
    "Closing",
    "RatingFigures",
    "RatingView",
    "RecoveryFilter",
    "RecoveryRow",
    "RecoveryView",
    "closing_of",
    "count_causes",
    "find_recovery",
    "list_causes",
    "list_ratings",
    "list_recoveries",
    "rating_by",
    "rating_figures",
    "recoveries_of",
]
