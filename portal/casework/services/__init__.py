"""Verbs: rate, open, promise and close a recovery, keep the list of causes. The caller owns the transaction."""

from __future__ import annotations

from portal.casework.services.asking import ask_for_rating
from portal.casework.services.causes import add_cause, begin_causes, retire_cause
from portal.casework.services.rating import Scores, rate
from portal.casework.services.recovering import (
    RecoveryWork,
    close_recovery,
    open_recovery,
    promise_recovery,
    save_recovery,
)

__all__ = [
    "RecoveryWork",
    "Scores",
    "add_cause",
    "ask_for_rating",
    "begin_causes",
    "close_recovery",
    "open_recovery",
    "promise_recovery",
    "rate",
    "retire_cause",
    "save_recovery",
]
