"""Tables of companies, who acts for them, invitations, and registrations not confirmed yet."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.clock import now
from portal.core.db import Base, Id

PENDING, VERIFIED, REFUSED = "pending", "verified", "refused"


class Organisation(Base):
    """A company. `no` is its public code; `uscc` its 统一社会信用代码 (GB 32100-2015), unique."""

    __tablename__ = "organisations"
    __table_args__ = (Index("ix_organisations_verification", "verification", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    no: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(120), index=True)
    short_name: Mapped[str] = mapped_column(String(40), default="")
    uscc: Mapped[str] = mapped_column(String(18), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    """buyer, supplier or both."""
    city: Mapped[str] = mapped_column(String(40), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(30), default="")
    intro: Mapped[str] = mapped_column(Text, default="")
    tier: Mapped[str] = mapped_column(String(10), default="")
    """The customer's tier: '' (standard), key or strategic. Service standards may be tighter for the higher ones."""
    verification: Mapped[str] = mapped_column(String(10), default=PENDING)
    verified_at: Mapped[datetime | None]
    verified_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    refusal: Mapped[str] = mapped_column(Text, default="")
    """Why staff refused, as shown to the company."""
    licence_file_id: Mapped[int | None] = mapped_column(ForeignKey("files.id"))
    submitted_at: Mapped[datetime] = mapped_column(default=now)
    """Since when it waits to be verified: registration, or the last resubmission."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class Membership(Base):
    """A person acts for a company in a role until `ended_at`. One current membership a person."""

    __tablename__ = "memberships"
    __table_args__ = (
        Index(
            "uq_memberships_current",
            "user_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    org_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    role: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]


class Invitation(Base):
    """An address asked to join a company. Works once, expires, can be withdrawn."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    org_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[str] = mapped_column(String(10))
    invited_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class Registration(Base):
    """A company and its first person as typed into the form, until the address is confirmed.

    Neither the person nor the company exists before: nobody can take an address or a company's code that is not theirs,
    and what the form answers tells nothing about who is registered. `token_hash` is empty until the mail is written.
    """

    __tablename__ = "registrations"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    password_hash: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(30), default="")
    locale: Mapped[str] = mapped_column(String(10), default="")
    company: Mapped[str] = mapped_column(String(120))
    uscc: Mapped[str] = mapped_column(String(18))
    kind: Mapped[str] = mapped_column(String(10))
    city: Mapped[str] = mapped_column(String(40), default="")
    next_path: Mapped[str] = mapped_column(Text, default="")
    """Where they were going when they were asked to register: a path of ours, or empty."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]
