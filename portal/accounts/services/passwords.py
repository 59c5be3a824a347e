"""Forgotten and changed passwords."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts import policies
from portal.accounts.models import User
from portal.accounts.services.links import end_links, make_link, use_link
from portal.accounts.services.sessions import end_sessions, person
from portal.accounts.services.tokens import revoke_all_tokens
from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Conflict
from portal.core.mail import send_mail
from portal.core.outbox import enqueue
from portal.core.permissions import Actor


def request_reset(session: Session, *, email: str, locale: str) -> None:
    """Ask for a link. Whether there is such an account is looked up by the worker: the request's work is the same for all."""
    enqueue(session, "accounts.reset", {"email": email, "locale": locale})


def send_reset(session: Session, *, email: str, locale: str) -> None:
    """Mail a link to the account's address, if there is one that may sign in."""
    user = session.scalars(select(User).where(User.email == email, User.disabled_at.is_(None))).first()
    if user is None:
        return
    lasts = policies.RESET_LASTS if user.password_hash else policies.WELCOME_LASTS
    token = make_link(session, user_id=user.id, purpose="reset", email=user.email, lasts=lasts)
    audit(session, person(user), "password.reset_requested", f"user:{user.id}")
    send_mail(
        session,
        user.email,
        "accounts/reset",
        locale=user.locale or locale,
        url=f"/password/reset/{token}",
        hours=int(lasts.total_seconds() // 3600),
    )


def set_password(session: Session, *, token: str, password_hash: str) -> int:
    """Set a new password by link: signs out everywhere, ends keys and other links. Returns the person's id.

    The link was read from the letter box, so the address counts as confirmed. Raises: NotFound.
    """
    link = use_link(session, token, "reset", "welcome")
    user = session.get_one(User, link.user_id)
    user.password_hash = password_hash
    user.email_confirmed_at = user.email_confirmed_at or now()
    end_sessions(session, user.id)
    end_links(session, user.id)
    revoke_all_tokens(session, user.id)
    audit(session, person(user), "password.reset", f"user:{user.id}")
    _tell(session, user)
    return user.id


def change_password(session: Session, actor: Actor, *, old_hash: str | None, new_hash: str, keep: str) -> None:
    """Change the own password; other browsers are signed out. old_hash: as checked before the transaction.

    keep: token of the browser that stays signed in. Raises: Conflict (changed meanwhile).
    """
    user = session.get_one(User, actor.user_id)
    if user.password_hash != old_hash:
        raise Conflict("密码刚刚被修改过，请重新登录")
    user.password_hash = new_hash
    end_sessions(session, user.id, but=keep)
    end_links(session, user.id)
    audit(session, actor, "password.changed", f"user:{user.id}")
    _tell(session, user)


def _tell(session: Session, user: User) -> None:
    send_mail(session, user.email, "accounts/password_changed", locale=user.locale, url="/password/reset")
