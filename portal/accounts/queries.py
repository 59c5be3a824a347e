"""What is read of people: credentials, their sessions and tokens, the staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import ApiToken, OneTimeLink, User, UserSession, secret_hash
from portal.core.clock import now
from portal.core.errors import NotFound
from portal.core.permissions import Actor


@dataclass(frozen=True, slots=True)
class Credentials:
    """What signing in needs to know. Empty for an address nobody has."""

    user_id: int | None = None
    password_hash: str | None = None
    may_sign_in: bool = False


def find_credentials(session: Session, email: str) -> Credentials:
    """The credentials behind an address (already folded)."""
    row = session.execute(
        select(User.id, User.password_hash, User.email_confirmed_at, User.disabled_at).where(User.email == email)
    ).first()
    if row is None:
        return Credentials()
    return Credentials(row.id, row.password_hash, row.email_confirmed_at is not None and row.disabled_at is None)


def own_credentials(session: Session, actor: Actor) -> Credentials:
    """The credentials of who asks."""
    return find_credentials(session, actor.email)


@dataclass(frozen=True, slots=True)
class Link:
    """A one-time link that still works."""

    purpose: str
    user_id: int
    email: str
    name: str


def find_link(session: Session, token: str, *purposes: str) -> Link:
    """The link behind a token. Raises: NotFound (unknown, used, expired, or the address or the person has gone since)."""
    row = session.execute(
        select(OneTimeLink.purpose, OneTimeLink.user_id, OneTimeLink.email, User.name, User.email.label("now_email"))
        .join(User, User.id == OneTimeLink.user_id)
        .where(
            OneTimeLink.token_hash == secret_hash(token),
            OneTimeLink.purpose.in_(purposes),
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > now(),
            User.disabled_at.is_(None),
        )
    ).first()
    if row is None or (row.purpose != "email" and row.email != row.now_email):
        raise NotFound("链接无效或已过期")
    return Link(row.purpose, row.user_id, row.email, row.name)


@dataclass(frozen=True, slots=True)
class ProfileView:
    """A person's own data, for the form."""

    name: str
    phone: str
    locale: str
    email: str
    created_at: datetime


def profile_of(session: Session, actor: Actor) -> ProfileView:
    """Own profile."""
    row = session.execute(
        select(User.name, User.phone, User.locale, User.email, User.created_at).where(User.id == actor.user_id)
    ).one()
    return ProfileView(*row)


@dataclass(frozen=True, slots=True)
class SessionView:
    """A browser one is signed in with."""

    device: str
    created_at: datetime
    is_this: bool


def list_sessions(session: Session, actor: Actor, *, this_token: str) -> list[SessionView]:
    """Own running sessions, newest first."""
    rows = session.execute(
        select(UserSession.agent, UserSession.created_at, UserSession.token_hash)
        .where(UserSession.user_id == actor.user_id, UserSession.ended_at.is_(None), UserSession.expires_at > now())
        .order_by(UserSession.created_at.desc())
        .limit(50)
    )
    mine = secret_hash(this_token)
    return [SessionView(device_of(row.agent), row.created_at, row.token_hash == mine) for row in rows]


def device_of(agent: str) -> str:
    """`Chrome · Windows` from a User-Agent header; the two words people recognise."""
    browsers = (
        ("MicroMessenger", "微信"), ("DingTalk", "钉钉"), ("Edg", "Edge"), ("Firefox", "Firefox"), ("QQBrowser", "QQ"), ("Chrome", "Chrome"), ("Safari", "Safari"),
    )  # fmt: skip
    systems = (
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"),
    )  # fmt: skip
    found = [next((name for mark, name in names if mark in agent), "") for names in (browsers, systems)]
    return " · ".join(part for part in found if part) or agent[:40]


@dataclass(frozen=True, slots=True)
class TokenView:
    """A program's key, without the key."""

    id: int
    label: str
    created_at: datetime


def list_tokens(session: Session, actor: Actor) -> list[TokenView]:
    """Own keys that still work, newest first."""
    rows = session.execute(
        select(ApiToken.id, ApiToken.label, ApiToken.created_at)
        .where(ApiToken.user_id == actor.user_id, ApiToken.revoked_at.is_(None))
        .order_by(ApiToken.id.desc())
    )
    return [TokenView(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class StaffView:
    """A member of staff as administrators see them."""

    id: int
    name: str
    email: str
    phone: str
    departments: tuple[str, ...]
    is_admin: bool
    is_disabled: bool
    has_password: bool
    last_seen_at: datetime | None
    version: int


def list_staff(session: Session) -> list[StaffView]:
    """All staff, those who work here first."""
    rows = session.execute(_staff().order_by(User.disabled_at.is_not(None), User.name))
    return [_staff_view(row) for row in rows]


def staff_in(session: Session, department: str) -> list[int]:
    """Who works in a department, by id."""
    rows = session.execute(select(User.id, User.departments).where(User.is_staff, User.disabled_at.is_(None)))
    return [user_id for user_id, departments in rows if department in departments.split(",")]


def get_staff(session: Session, user_id: int) -> StaffView:
    """One member of staff. Raises: NotFound."""
    row = session.execute(_staff().where(User.id == user_id)).first()
    if row is None:
        raise NotFound("员工不存在")
    return _staff_view(row)


def _staff() -> Any:
    return select(
        User.id, User.name, User.email, User.phone, User.departments, User.is_admin, User.disabled_at,
        User.password_hash.is_not(None).label("has_password"), User.last_seen_at, User.version,
    ).where(User.is_staff)  # fmt: skip


def _staff_view(row: Any) -> StaffView:
    return StaffView(
        row.id,
        row.name,
        row.email,
        row.phone,
        tuple(part for part in row.departments.split(",") if part),
        row.is_admin,
        row.disabled_at is not None,
        row.has_password,
        row.last_seen_at,
        row.version,
    )
