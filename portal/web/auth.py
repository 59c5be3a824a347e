"""Who asks: turns the session cookie (or an API token) into an Actor. Signing in and out as such; accounts own the rules."""

from __future__ import annotations

from collections.abc import Callable

import flask_login
from flask import Flask, current_app, g, request, session
from sqlalchemy.orm import Session

from portal.core.errors import Unavailable
from portal.core.permissions import VISITOR, Actor
from portal.web.uow import reading

LoadActor = Callable[[Session, str], Actor | None]


class SignedIn(flask_login.UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    """What Flask-Login keeps: the session's token and the actor behind it."""

    def __init__(self, token: str, actor: Actor) -> None:
        self.token = token
        self.actor = actor

    def get_id(self) -> str:
        return self.token


def current_actor() -> Actor:
    """The actor of this request; VISITOR when nobody is signed in."""
    actor: Actor | None = g.get("actor")
    if actor is None:
        # What Flask-Login's current_user would find, without its detours: asked on every page.
        token = session.get("_user_id")
        if token:
            with reading() as db_session:
                actor = current_app.extensions["portal.load_actor"](db_session, token)
        actor = g.actor = actor or VISITOR
    return actor


def sign_in(token: str) -> Actor:
    """Begin a browser session: everything the visitor's cookie held is dropped, so no id survives from before.

    token: of a session row that is already kept. Raises: Unavailable when the person was disabled this moment.
    """
    load: LoadActor = current_app.extensions["portal.load_actor"]
    with reading() as db_session:
        actor = load(db_session, token)
    if actor is None:
        raise Unavailable("暂时无法登录，请稍后再试")
    kept = session.get("locale")
    session.clear()
    if kept:
        session["locale"] = kept
    session.permanent = True
    flask_login.login_user(SignedIn(token, actor))
    g.actor = actor
    return actor


def current_token() -> str:
    """The session token of this request's browser; "" when nobody is signed in."""
    return str(session.get("_user_id", "")) if current_actor().is_signed_in else ""


def sign_out() -> str | None:
    """End the browser session. Returns its token, for the caller to end it in the database as well."""
    token = current_token() or None
    flask_login.logout_user()
    session.clear()
    g.actor = VISITOR
    return token


def bearer_token() -> str | None:
    """The token of an `Authorization: Bearer …` header."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def init_app(app: Flask, *, load_actor: LoadActor, load_token_actor: LoadActor) -> None:
    """load_actor: session token → actor; load_token_actor: API token → actor; both None when ended, revoked or unknown."""
    manager = flask_login.LoginManager()
    manager.session_protection = None  # sessions are rows that can be ended; tying them to an address breaks phones
    manager.init_app(app, add_context_processor=False)  # templates get the actor, not Flask-Login's user
    app.extensions["portal.load_actor"] = load_actor
    app.extensions["portal.load_token_actor"] = load_token_actor

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load(token: str) -> SignedIn | None:
        with reading() as db_session:
            actor = load_actor(db_session, token)
        return SignedIn(token, actor) if actor else None
