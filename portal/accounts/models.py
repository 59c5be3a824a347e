"""Tables of people, their sessions, one-time links and API tokens. Secrets are kept only as hashes."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.clock import now
from portal.core.db import Base, Id


def secret_hash(secret: str) -> str:
    """How a random secret is kept. It has 192 bits of its own, so a plain digest is enough (unlike a password)."""
    return hashlib.sha256(secret.encode()).hexdigest()


class User(Base):
    """A person. `email` is lower case and unique; staff belong to departments, customers to a company (organisations)."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    email_confirmed_at: Mapped[datetime | None]
    password_hash: Mapped[str | None] = mapped_column(Text)
    name: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(30), default="")
    locale: Mapped[str] = mapped_column(String(10), default="")
    is_staff: Mapped[bool] = mapped_column(default=False)
    is_admin: Mapped[bool] = mapped_column(default=False)
    departments: Mapped[str] = mapped_column(String(200), default="")
    """Comma-separated department codes, staff only."""
    disabled_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime | None]
    unread_notices: Mapped[int] = mapped_column(default=0, server_default="0")
    """Kept by the notifications; here since every page shows it and reads this row anyway."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @property
    def department_set(self) -> frozenset[str]:
        return frozenset(part for part in self.departments.split(",") if part)


class UserSession(Base):
    """A browser somebody signed in with. Ended rows sign nobody in."""

    __tablename__ = "user_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    agent: Mapped[str] = mapped_column(String(200), default="")


class OneTimeLink(Base):
    """A link that works once, until it expires or the address it was sent to changes. purpose: `reset`, `welcome`, `email`."""

    __tablename__ = "one_time_links"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ApiToken(Base):
    """A program's key to the API; acts with its owner's rights of the moment."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    label: Mapped[str] = mapped_column(String(60), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    revoked_at: Mapped[datetime | None]
