"""Limits and lifetimes of everything that lets people in. Pure values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

SESSION_LASTS = timedelta(days=14)
RESET_LASTS = timedelta(hours=2)
EMAIL_LASTS = timedelta(hours=24)
WELCOME_LASTS = timedelta(days=7)
MAX_TOKENS = 20


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `limit` uses of `action` in `per_s` seconds for each subject."""

    action: str
    limit: int
    per_s: int


DAY_S = 86_400
SIGN_IN_PER_ACCOUNT = Limit("sign-in.account", 10, 300)
SIGN_IN_PER_NETWORK = Limit("sign-in.network", 10, 300)
RESET_PER_ACCOUNT = Limit("reset.account", 5, DAY_S)
RESET_PER_NETWORK = Limit("reset.network", 30, DAY_S)
ADD_ADDRESS = Limit("address.account", 2, DAY_S)
CONFIRM_PASSWORD = Limit("password.account", 10, 300)
