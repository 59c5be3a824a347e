"""Name, telephone, language, address."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.accounts import policies
from portal.accounts.addresses import check_phone
from portal.accounts.models import User
from portal.accounts.services.links import end_links, make_link, use_link
from portal.accounts.services.sessions import person
from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Conflict, Invalid
from portal.core.mail import send_mail
from portal.core.outbox import enqueue
from portal.core.permissions import Actor


def update_profile(session: Session, actor: Actor, *, name: str, phone: str, locale: str) -> None:
    """Change the own name, telephone and language. Raises: Invalid("phone")."""
    user = session.get_one(User, actor.user_id)
    user.name, user.phone, user.locale = name, check_phone(phone) if phone else "", locale
    audit(session, actor, "profile.changed", f"user:{user.id}")


def set_locale(session: Session, actor: Actor, locale: str) -> None:
    """Remember the language a person reads."""
    session.execute(update(User).where(User.id == actor.user_id).values(locale=locale))


def request_email_change(session: Session, actor: Actor, *, email: str, locale: str) -> None:
    """Ask for another address; it counts once the link mailed to it is used. The worker looks whether it is free.

    Raises: Invalid("email").
    """
    if email == actor.email:
        raise Invalid("email", "这就是您现在的登录邮箱")
    audit(session, actor, "email.change_requested", f"user:{actor.user_id}")
    enqueue(session, "accounts.email", {"user_id": actor.user_id, "email": email, "locale": locale})


def send_email_change(session: Session, *, user_id: int, email: str, locale: str) -> None:
    """Mail the link to the new address, or tell its owner that it belongs to an account already."""
    user = session.get(User, user_id)
    if user is None or user.disabled_at is not None:
        return
    if session.scalar(select(User.id).where(User.email == email)):
        send_mail(session, email, "accounts/known", locale=locale, url="/password/reset", login_url="/login")
        return
    token = make_link(session, user_id=user_id, purpose="email", email=email, lasts=policies.EMAIL_LASTS)
    send_mail(
        session,
        email,
        "accounts/new_email",
        locale=locale,
        url=f"/confirm-email/{token}",
        hours=int(policies.EMAIL_LASTS.total_seconds() // 3600),
    )


def confirm_email(session: Session, *, token: str) -> str:
    """Use the link: the new address replaces the old, links sent before die, the old address is told. Returns the new one.

    Raises: NotFound, Conflict (taken meanwhile).
    """
    link = use_link(session, token, "email")
    user = session.get_one(User, link.user_id)
    old = user.email
    user.email, user.email_confirmed_at = link.email, now()
    try:
        session.flush()  # the table says whether it is still free
    except IntegrityError as error:
        raise Conflict("这个邮箱已被其他账号使用") from error
    end_links(session, user.id)
    audit(session, person(user), "email.changed", f"user:{user.id}")
    send_mail(session, old, "accounts/email_changed", locale=user.locale)
    return user.email
