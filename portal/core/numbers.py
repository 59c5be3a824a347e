"""Public numbers: what people read out on the phone and what stands in addresses."""

from __future__ import annotations

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base 32: no I, L, O, U


def new_number(prefix: str, length: int = 8) -> str:
    """`prefix` and `length` random characters: 40 bits by default, so that nobody guesses the next one.

    Uniqueness is the table's constraint; a clash (about 1 in 10^6 at a million rows) is an error the caller may retry.
    """
    return prefix + "".join(secrets.choice(ALPHABET) for _ in range(length))


def new_token() -> str:
    """192 bits for links and sessions, safe in addresses. Store only its hash."""
    return secrets.token_urlsafe(24)
