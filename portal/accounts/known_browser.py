"""A cookie that says: this browser has signed in to this account before. It signs nobody in.

Attempts are counted per account. Without this, ten wrong passwords from anywhere would keep the owner out; with it the
owner's own browser has a count of its own.
"""

from __future__ import annotations

import hashlib
import secrets

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

NAME = "known"
_KEEP = 5
_YEAR_S = 31_536_000


def attempts_subject(email: str) -> str:
    """What attempts to sign in to this account are counted by, for this browser."""
    mark = _read().get(_digest(email))
    return f"{email}\0{mark}" if mark else email


def remember(response: Response, email: str) -> None:
    """Note in the answer that this browser signed in to this account."""
    known = _read()
    known.setdefault(_digest(email), secrets.token_hex(8))
    response.set_cookie(
        NAME,
        _serializer().dumps(dict(list(known.items())[-_KEEP:])),
        max_age=_YEAR_S,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )


def _read() -> dict[str, str]:
    try:
        found = _serializer().loads(request.cookies.get(NAME, ""))
    except BadSignature:
        return {}
    return found if isinstance(found, dict) else {}


def _digest(email: str) -> str:
    return hashlib.sha256(email.encode()).hexdigest()[:24]


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="known-browser")
