"""Tables of ratings, recoveries and claims."""

from __future__ import annotations

from portal.casework.models.claims import (
    Claim,
    ClaimEvidence,
    ClaimFile,
    ClaimNote,
    ClaimProposal,
    ClaimStep,
    ClaimTest,
)
from portal.casework.models.ratings import Rating, RatingAsk
from portal.casework.models.recovery import Recovery, RecoveryCause

__all__ = [
    "Claim",
    "ClaimEvidence",
    "ClaimFile",
    "ClaimNote",
    "ClaimProposal",
    "ClaimStep",
    "ClaimTest",
    "Rating",
    "RatingAsk",
    "Recovery",
    "RecoveryCause",
]
