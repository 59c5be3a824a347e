"""What somebody typed into a form whose page had expired or who was signed out meanwhile: shown again afterwards, sent only when they press.

It travels in the sign-in form itself, signed; the server keeps nothing. Only views that say so (`keeps_typed`), and only what came from
a page of ours: a foreign page must not put words into somebody's mouth.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import current_app, g, render_template, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from portal.web.paths import local_path

View = TypeVar("View", bound=Callable[..., Any])
DAY_S = 24 * 3600
MOST_CHARACTERS = 60_000
MOST_FIELDS = 60
_OURS = ("csrf_token", "kept")


@dataclass(frozen=True, slots=True)
class Typed:
    """Where it was going, its fields in order, and (field, name) of the files, which a browser must choose again."""

    path: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str], ...]

    @property
    def back(self) -> str:
        """The page it was typed on, as near as the address tells: the form's own, or that of the thing it belongs to."""
        parts = self.path.partition("?")[0].split("/")
        return self.path if parts[2:3] == ["new"] else "/".join(parts[: 4 if parts[1:2] == ["desk"] else 3])

    @property
    def file_fields(self) -> dict[str, list[str]]:
        """The fields files were chosen in, and their names."""
        found: dict[str, list[str]] = {}
        for field, name in self.files:
            found.setdefault(field, []).append(name)
        return found

    @property
    def shown(self) -> list[tuple[str, str, bool]]:
        """(name, value, whether a person wrote it, as far as it can be told from what a page put there)."""
        return [
            (name, value, len(value.split()) > 1 or any(ord(char) > 0x2FF for char in value))
            for name, value in self.fields
        ]


def keeps_typed(view: View) -> View:
    """Below the guard: what was typed into this view's form outlives the session it was typed in."""
    view._keeps_typed = True  # type: ignore[attr-defined]
    return view


def typed_now() -> Typed | None:
    """What this request brought, if it is worth keeping and came from a page of ours."""
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method != "POST" or not getattr(view, "_keeps_typed", False) or not _from_our_page():
        return None
    fields = tuple((name, value) for name, values in request.form.lists() for value in values if name not in _OURS)
    if (
        not fields
        or len(fields) > MOST_FIELDS
        or sum(len(name) + len(value) for name, value in fields) > MOST_CHARACTERS
    ):
        return None
    files = tuple((field, one.filename[:100]) for field, ones in request.files.lists() for one in ones if one.filename)[
        :20
    ]
    return Typed(request.full_path.rstrip("?"), fields, files)


def write(typed: Typed) -> str:
    """For a hidden field."""
    return str(_serializer().dumps([typed.path, typed.fields, typed.files]))


def read(text: str | None) -> Typed | None:
    """What `write` wrote within a day; None for anything else."""
    if not text:
        return None
    try:
        path, fields, files = _serializer().loads(text, max_age=DAY_S)
        pairs = tuple((name, value) for name, value in fields), tuple((field, name) for field, name in files)
    except (BadSignature, ValueError):
        return None
    return Typed(local_path(path), *pairs)


def again(typed: Typed) -> str:
    """The page that shows it, with a button to send it, for whoever is signed in now."""
    g.pop("csrf_token", None)  # a new session's forms have a new one
    return render_template("errors/typed.html", typed=typed)


def _from_our_page() -> bool:
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    ours = (request.host_url.rstrip("/"), current_app.config["PORTAL"].base_url.rstrip("/"))
    return site in (None, "same-origin") and (origin in ours if origin is not None else site == "same-origin")


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="portal.typed")
