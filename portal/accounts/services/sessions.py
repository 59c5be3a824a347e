"""Browser sessions: begun at sign-in, ended by the person, a new password, or an administrator."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.accounts import policies
from portal.accounts.models import User, UserSession, secret_hash
from portal.core.audit import audit
from portal.core.clock import now
from portal.core.numbers import new_token
from portal.core.permissions import Actor


def begin_session(
    session: Session, *, user_id: int, password_hash: str | None, agent: str, new_hash: str | None = None
) -> str | None:
    """Sign a person in whose password was found right before this transaction. Returns the session's token.

    None when the account was disabled or its password changed in between. new_hash: the same password hashed with
    today's parameters, kept instead of the old one.
    """
    user = session.get(User, user_id)
    if user is None or user.disabled_at is not None or user.password_hash != password_hash:
        return None
    if new_hash:
        user.password_hash = new_hash
    user.last_seen_at = now()
    token = new_token()
    session.add(
        UserSession(
            token_hash=secret_hash(token),
            user_id=user.id,
            created_at=now(),
            expires_at=now() + policies.SESSION_LASTS,
            agent=agent[:200],
        )
    )
    audit(session, person(user), "session.begun", f"user:{user.id}")
    return token


def end_session(session: Session, actor: Actor, *, token: str) -> None:
    """Sign one browser out."""
    session.execute(
        update(UserSession)
        .where(UserSession.token_hash == secret_hash(token), UserSession.ended_at.is_(None))
        .values(ended_at=now())
    )
    audit(session, actor, "session.ended", f"user:{actor.user_id}")


def end_sessions(session: Session, user_id: int | None, *, but: str = "") -> None:
    """Sign a person out everywhere; `but` is the token of a browser that stays."""
    session.execute(
        update(UserSession)
        .where(
            UserSession.user_id == user_id,
            UserSession.ended_at.is_(None),
            UserSession.token_hash != (secret_hash(but) if but else ""),
        )
        .values(ended_at=now())
    )


def end_own_sessions(session: Session, actor: Actor, *, but: str = "") -> None:
    """Sign oneself out everywhere (else)."""
    end_sessions(session, actor.user_id, but=but)
    audit(session, actor, "session.all_ended", f"user:{actor.user_id}", but_this=bool(but))


def person(user: User) -> Actor:
    """The person as an actor for the audit: who did it, not what they may do."""
    return Actor(user_id=user.id, name=user.name, email=user.email, is_staff=user.is_staff)
