"""Many signed-in browsers at once against a running portal, over plain HTTP."""

from __future__ import annotations

import http.client
import json
import secrets
from typing import Any, Self
from urllib.parse import urlencode

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer


def signed_in_headers(app: Flask, session_token: str) -> dict[str, str]:
    """Headers of a browser that signed in and loaded a form: its cookie and the matching CSRF token."""
    raw = secrets.token_hex(20)
    interface = app.session_interface
    assert isinstance(interface, SecureCookieSessionInterface)
    serializer = interface.get_signing_serializer(app)
    assert serializer is not None
    cookie = serializer.dumps({"_user_id": session_token, "_fresh": True, "csrf_token": raw})
    csrf = URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token").dumps(raw)
    return {
        "Cookie": f"{app.config['SESSION_COOKIE_NAME']}={cookie}",
        "X-CSRFToken": csrf if isinstance(csrf, str) else csrf.decode(),
    }


class Browser:
    """One keep-alive connection; an answer of None means that the server was away."""

    def __init__(self, port: int, headers: dict[str, str]) -> None:
        self.port = port
        self.headers = headers
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.connection.close()

    def get(self, path: str) -> tuple[int, bytes] | None:
        return self._send("GET", path, None, {})

    def post(self, path: str, fields: dict[str, str], *, as_script: bool = True) -> tuple[int, bytes] | None:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if as_script:
            headers["Accept"] = "application/json"
        return self._send("POST", path, urlencode(fields), headers)

    def _send(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[int, bytes] | None:
        try:
            self.connection.request(method, path, body=body, headers=self.headers | headers)
            response = self.connection.getresponse()
            return response.status, response.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            return None


def said(answer: tuple[int, bytes] | None) -> Any:
    """The JSON of an answer."""
    return json.loads(answer[1]) if answer else None
