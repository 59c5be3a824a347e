"""What every template may use besides its page's own view: the actor, language, theme, site name."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from flask import Flask, current_app, request
from markupsafe import Markup
from sqlalchemy.orm import Session

from portal.core.permissions import Actor
from portal.web.auth import current_actor
from portal.web.i18n import html_lang
from portal.web.uow import reading

CountUnread = Callable[[Session, Actor], int]
THEMES = ("light", "dark")


def init_app(app: Flask) -> None:
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.extensions.setdefault("portal.count_unread", lambda session, actor: 0)
    app.jinja_env.globals["icon"] = icon
    app.context_processor(page_context)
    app.extensions["portal.demo"] = app.config["PORTAL"].demo
    app.jinja_env.globals["demo_mode"] = app.config["PORTAL"].demo


def icon(name: str, label: str = "") -> Markup:
    """A symbol of the sprite; without a label it is decoration and no screen reader speaks of it."""
    return _icon(current_app.jinja_env.globals["asset"]("vendor/icons.svg"), name, label)  # type: ignore[operator]


@lru_cache(maxsize=1024)
def _icon(sprite: str, name: str, label: str) -> Markup:
    said = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup('<svg class="icon" {}><use href="{}#{}"/></svg>').format(said, sprite, name)


def page_context() -> dict[str, Any]:
    """Values for the layout, computed once per page."""
    actor = current_actor()
    theme = request.cookies.get("theme", "")
    return {
        "actor": actor,
        "locale": html_lang(),
        "theme": theme if theme in THEMES else "",
        "request_path": request.full_path if request.query_string else request.path,
        "unread_threads": unread_for(actor),
    }


def unread_for(actor: Actor) -> int:
    """How many threads hold something the actor has not read; 0 for visitors."""
    if not actor.is_signed_in:
        return 0
    count: CountUnread = current_app.extensions["portal.count_unread"]
    with reading() as session:
        return count(session, actor)
