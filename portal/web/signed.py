"""Signatures made or checked a moment ago, remembered: a session cookie costs a tenth, a form's CSRF token nothing.

Only what was verified is remembered, under the whole cookie, for a minute; who may do what is still asked anew for each request.
"""

from __future__ import annotations

import time
from typing import Any, Generic, TypeVar

from flask import Flask, Request, current_app, g, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_wtf.csrf import generate_csrf
from itsdangerous import URLSafeTimedSerializer

V = TypeVar("V")

REMEMBER_S = 60
MOST = 4096
_PLAIN = (str, bool, int, type(None))


class Remembered(Generic[V]):
    """A few thousand values, each for `seconds`; when full it forgets all and begins anew."""

    def __init__(self, seconds: float = REMEMBER_S, most: int = MOST) -> None:
        self.seconds = seconds
        self.most = most
        self._values: dict[str, tuple[float, V]] = {}

    def get(self, key: str) -> V | None:
        found = self._values.get(key)
        return found[1] if found is not None and found[0] > time.time() else None

    def put(self, key: str, value: V) -> None:
        if len(self._values) >= self.most:
            self._values = {}
        self._values[key] = (time.time() + self.seconds, value)


class Sessions(SecureCookieSessionInterface):
    """Flask's signed cookies, each verified once a minute instead of at each request."""

    def __init__(self) -> None:
        self._serializer: URLSafeTimedSerializer | None = None
        self._verified: Remembered[dict[str, Any]] = Remembered()
        self.tokens: Remembered[str] = Remembered(600)
        """Session's raw CSRF token → the signed one for its forms."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        if self._serializer is None:
            self._serializer = super().get_signing_serializer(app)
        return self._serializer

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        cookie = request.cookies.get(app.config["SESSION_COOKIE_NAME"])
        if not cookie:
            return self.session_class()
        known = self._verified.get(cookie)
        if known is not None:
            return self.session_class(known)
        opened = super().open_session(app, request)
        # What could be changed in place (flashed messages) is not shared between requests.
        if opened and all(type(value) in _PLAIN for value in opened.values()):
            self._verified.put(cookie, dict(opened))
        return opened


def csrf_token() -> str:
    """The token of this session's forms, as Flask-WTF checks it. Templates call it."""
    known: str | None = g.get("csrf_token")
    if known is not None:
        return known
    tokens: Remembered[str] = current_app.session_interface.tokens  # type: ignore[attr-defined]
    raw = session.get("csrf_token")
    if isinstance(raw, str):
        known = tokens.get(raw)
        if known is not None:
            g.csrf_token = known  # where Flask-WTF looks as well
            return known
    made: str = generate_csrf()
    tokens.put(session["csrf_token"], made)
    return made


def init_app(app: Flask) -> None:
    app.session_interface = Sessions()
    # Flask-WTF offers its own in both places.
    app.jinja_env.globals["csrf_token"] = csrf_token
    app.context_processor(lambda: {"csrf_token": csrf_token})
