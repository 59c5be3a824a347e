"""Keys for programs: shown once, kept as a hash, revoked for good."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.accounts import policies
from portal.accounts.models import ApiToken, secret_hash
from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Invalid, NotFound
from portal.core.numbers import new_token
from portal.core.permissions import Actor


def make_token(session: Session, actor: Actor, *, label: str) -> str:
    """A new key that acts with its owner's rights of the moment. Returns it: it cannot be read again.

    Raises: Invalid("label").
    """
    working = select(func.count()).where(ApiToken.user_id == actor.user_id, ApiToken.revoked_at.is_(None))
    if (session.scalar(working) or 0) >= policies.MAX_TOKENS:
        raise Invalid("label", "最多 %(max)s 个令牌，请先停用不用的", max=policies.MAX_TOKENS)
    token = "wzt_" + new_token()
    row = ApiToken(token_hash=secret_hash(token), user_id=actor.user_id, label=label, created_at=now())
    session.add(row)
    session.flush()  # the audit names its id
    audit(session, actor, "token.made", f"token:{row.id}", label=label)
    return token


def revoke_token(session: Session, actor: Actor, *, token_id: int) -> None:
    """Revoke one of one's own keys. Raises: NotFound."""
    done: Any = session.execute(
        update(ApiToken)
        .where(ApiToken.id == token_id, ApiToken.user_id == actor.user_id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=now())
    )
    if done.rowcount != 1:
        raise NotFound("令牌不存在")
    audit(session, actor, "token.revoked", f"token:{token_id}")


def revoke_all_tokens(session: Session, user_id: int) -> None:
    """Revoke all of a person's keys: their account may have been in other hands."""
    session.execute(
        update(ApiToken).where(ApiToken.user_id == user_id, ApiToken.revoked_at.is_(None)).values(revoked_at=now())
    )
