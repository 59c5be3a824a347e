"""Every route states who may use it, with exactly one of these; an architecture test lists them all.

A guard says which *kind* of person may ask. Whether this person may do it to this thing is the feature's policy.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from flask import current_app, g, redirect, request, url_for

from portal.core.errors import Forbidden, NotFound, PortalError
from portal.core.permissions import VISITOR, Actor
from portal.web.auth import bearer_token, current_actor
from portal.web.typed import typed_now, write
from portal.web.uow import reading

P = ParamSpec("P")
R = TypeVar("R")
View = Callable[P, Any]
Check = Callable[[Actor], PortalError | None]


class SignInNeeded(PortalError):
    """Nobody is signed in. Pages go to the sign-in form and come back; programs get 401."""

    status = 401
    code = "sign-in-needed"


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Anybody, signed in or not."""
    view._guard = "public"  # type: ignore[attr-defined]
    return view


def _guard(name: str, check: Check) -> Callable[[View[P]], View[P]]:
    def decorate(view: View[P]) -> View[P]:
        @functools.wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> Any:
            actor = current_actor()
            if not actor.is_signed_in:
                raise SignInNeeded("请先登录")
            refusal = check(actor)
            if refusal:
                raise refusal
            return view(*args, **kwargs)

        guarded._guard = name  # type: ignore[attr-defined]
        return guarded

    return decorate


signed_in = _guard("signed_in", lambda actor: None)
"""Any signed-in person."""

member = _guard("member", lambda actor: None if actor.is_customer else Forbidden("此页面供企业成员使用"))
"""Somebody who acts for a company, in any role."""


def _no_writer(actor: Actor) -> PortalError | None:
    if actor.can_write:
        return None
    if not actor.is_customer:
        return Forbidden("此页面供企业成员使用")
    return Forbidden("您在企业中的角色只能查看，请联系企业管理员")


writer = _guard("writer", _no_writer)
"""A company's member or manager: not a viewer."""

manager = _guard("manager", lambda actor: None if actor.is_manager else Forbidden("此操作需要企业管理员权限"))
"""A company's manager."""

admin = _guard("admin", lambda actor: None if actor.is_admin else NotFound("页面不存在"))
"""An administrator. For everybody else the page does not exist."""


def staff(*departments: str) -> Callable[[View[P]], View[P]]:
    """Staff; with departments, only theirs (and administrators). For customers the page does not exist."""

    def check(actor: Actor) -> PortalError | None:
        if not actor.is_staff:
            return NotFound("页面不存在")
        if departments and not actor.works_in(*departments):
            return Forbidden("此页面由其他部门负责")
        return None

    return _guard("staff" + (":" + ",".join(departments) if departments else ""), check)


def token(view: View[P]) -> View[P]:
    """A program with an API token (`Authorization: Bearer …`); acts with the rights of the token's owner."""

    @functools.wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Any:
        _actor_from_token(required=True)
        return view(*args, **kwargs)

    guarded._guard = "token"  # type: ignore[attr-defined]
    return guarded


def public_api(view: View[P]) -> View[P]:
    """A program, with or without a token: without one it sees what a visitor sees; a bad token is refused."""

    @functools.wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Any:
        _actor_from_token(required=False)
        return view(*args, **kwargs)

    guarded._guard = "public_api"  # type: ignore[attr-defined]
    return guarded


def _actor_from_token(*, required: bool) -> None:
    raw = bearer_token()
    if raw is None:
        if required:
            raise SignInNeeded("需要访问令牌：Authorization: Bearer <token>")
        g.actor = VISITOR  # a browser's cookie is no credential for the API: no cross-site request can use it
        return
    with reading() as session:
        actor = current_app.extensions["portal.load_token_actor"](session, raw)
    if actor is None:
        raise SignInNeeded("访问令牌无效或已停用")
    g.actor = actor


def to_sign_in() -> Any:
    """Where a visitor is sent who needs to sign in first; comes back to the page asked for when that was a GET.

    What they typed into a form that keeps it comes back as well.
    """
    typed = typed_now()
    if typed is not None:
        sign_in_page: Callable[[str], Any] = current_app.extensions["portal.sign_in_page"]
        return sign_in_page(write(typed)), 401
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.login", next=back), 303)
