"""What addresses of ours look like: ids in them, and where a form may send its reader next (our own pages, never another host)."""

from __future__ import annotations

import unicodedata
from urllib.parse import urlsplit

from flask import Flask, request
from werkzeug.routing import IntegerConverter


class IntegerId(IntegerConverter):
    """`<int:…>` in an address: a number no row can have is an address that does not exist, not a failure of the database."""

    regex = r"\d{1,18}"


def init_app(app: Flask) -> None:
    """Run before any route is added."""
    app.url_map.converters["int"] = IntegerId


WANTED = "wanted"
"""In the browser's session: the page that asked to sign in, for whoever comes back by an invitation's link from a mail."""


def local_path(target: str | None, default: str = "/") -> str:
    """`target` when every browser takes it for a path of this site, otherwise `default`.

    Refused: schemes, `//host`, backslashes (browsers read them as slashes), blanks and control characters (browsers drop them).
    """
    if not target or len(target) > 2000 or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return default
    if any(char.isspace() or unicodedata.category(char)[0] in "CZ" for char in target):
        return default
    try:
        parts = urlsplit(target)
    except ValueError:
        return default
    return default if parts.scheme or parts.netloc else target


def next_path(default: str = "/") -> str:
    """The `next` of the form or the address, if it is a path of ours."""
    return local_path(request.form.get("next") or request.args.get("next"), default)
