"""Who an actor is at this moment: the one query every request begins with."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, and_, bindparam, select
from sqlalchemy.orm import Session

from portal.accounts.models import ApiToken, User, UserSession, secret_hash
from portal.core.clock import now
from portal.core.permissions import Actor
from portal.core.prepared import Prepared
from portal.organisations.models import VERIFIED, Membership, Organisation

_COLUMNS = (
    User.id, User.name, User.email, User.email_confirmed_at, User.locale, User.is_staff, User.is_admin, User.departments,
    User.unread_notices,
    Membership.role, Organisation.id.label("org_id"), Organisation.no, Organisation.name.label("org_name"), Organisation.kind,
    Organisation.verification,
)  # fmt: skip


def _people(query: Any) -> Select[*tuple[Any, ...]]:
    people: Select[*tuple[Any, ...]] = (
        query.outerjoin(Membership, and_(Membership.user_id == User.id, Membership.ended_at.is_(None)))
        .outerjoin(Organisation, Organisation.id == Membership.org_id)
        .where(User.disabled_at.is_(None))
    )
    return people


_BY_SESSION = Prepared(
    _people(
        select(*_COLUMNS)
        .select_from(UserSession)
        .join(User, User.id == UserSession.user_id)
        .where(
            UserSession.token_hash == bindparam("token"),
            UserSession.ended_at.is_(None),
            UserSession.expires_at > bindparam("moment"),
        )
    )
)
_BY_TOKEN = Prepared(
    _people(
        select(*_COLUMNS)
        .select_from(ApiToken)
        .join(User, User.id == ApiToken.user_id)
        .where(ApiToken.token_hash == bindparam("token"), ApiToken.revoked_at.is_(None))
    )
)


def load_actor(session: Session, token: str) -> Actor | None:
    """The actor behind a browser session's token; None when it ended, expired, or the person was disabled."""
    return _actor(_BY_SESSION.first(session, token=secret_hash(token), moment=now()))


def load_token_actor(session: Session, token: str) -> Actor | None:
    """The actor behind an API token; None when it was revoked or the person was disabled."""
    return _actor(_BY_TOKEN.first(session, token=secret_hash(token)))


def actor_of(session: Session, user_id: int) -> Actor | None:
    """The actor a person is now; for jobs and commands that act on somebody's behalf."""
    return _actor(session.execute(_people(select(*_COLUMNS).select_from(User).where(User.id == user_id))).first())


def actors_of(session: Session, user_ids: Collection[int]) -> dict[int, Actor]:
    """The same for many, a few hundred at a time; who was disabled is left out."""
    found: dict[int, Actor] = {}
    wanted = list(user_ids)
    for start in range(0, len(wanted), 500):
        query = _people(select(*_COLUMNS).select_from(User).where(User.id.in_(wanted[start : start + 500])))
        for row in session.execute(query):
            actor = _actor(row)
            if actor is not None:
                found[row.id] = actor
    return found


def _actor(row: Any) -> Actor | None:
    if row is None:
        return None
    works_for = row.org_id is not None and not row.is_staff
    return Actor(
        user_id=row.id,
        name=row.name,
        email=row.email,
        email_confirmed=row.email_confirmed_at is not None,
        org_id=row.org_id if works_for else None,
        org_no=row.no if works_for else "",
        org_name=row.org_name if works_for else "",
        org_kind=row.kind if works_for else "",
        org_role=row.role if works_for else "",
        org_verified=works_for and row.verification == VERIFIED,
        is_staff=row.is_staff,
        is_admin=row.is_staff and row.is_admin,
        departments=frozenset(part for part in row.departments.split(",") if part) if row.is_staff else frozenset(),
        locale=row.locale,
        unread_notices=max(0, row.unread_notices),
    )
