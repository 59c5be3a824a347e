"""The header of every page: the same for one person on every page of a part of the site, but for two values."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Flask, current_app
from markupsafe import Markup, escape

from portal.core.permissions import Actor
from portal.web.signed import csrf_token

# Nothing a visitor sends may hold control characters, so neither mark can come from anywhere else.
_CSRF, _NEXT = "\x02csrf\x02", "\x02next\x02"


class Person(NamedTuple):
    """Whom the header is for, as far as it shows them."""

    name: str
    org_name: str
    is_staff: bool
    is_signed_in: bool
    notices: int
    """How many they have not read."""
    sells: bool
    """May offer goods, or will have to say so by registering."""


def site_header(place: str, kind: str, query: str, actor: Actor, unread: int, locale: str, path: str) -> Markup:
    """place: the part of the site; kind, query: what the search field shows; path: where to return to from the small forms."""
    macro: Any = current_app.jinja_env.get_template("layouts/_header.html").module.header  # type: ignore[attr-defined]
    sells = actor.is_supplier or not actor.is_customer
    person = Person(actor.name, actor.org_name, actor.is_staff, actor.is_signed_in, actor.unread_notices, sells)
    once: Any = current_app.jinja_env.globals["once"]
    drawn: Markup = once(macro, place, kind, query, person, unread, locale, _CSRF, _NEXT)
    # As plain text, since Markup would escape the pieces once more. The path comes last: what stands in it is not looked at again.
    html = str(drawn)
    if actor.is_signed_in:
        html = html.replace(_CSRF, csrf_token())
    return Markup(html.replace(_NEXT, str(escape(path))))  # noqa: S704  # drawn by Jinja


def init_app(app: Flask) -> None:
    app.jinja_env.globals["site_header"] = site_header
