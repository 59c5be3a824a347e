"""Tables of claims: what is claimed, the steps, the evidence, proposals, tests, and the staff's notes (apart, as with threads)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.casework.moves import RAISED
from portal.core.clock import now
from portal.core.db import Base, Id
from portal.core.quantity import Money, Quantity


class Claim(Base):
    """One claim of a customer (Y…), in a thread of its own."""

    __tablename__ = "claims"
    __table_args__ = (
        Index("ix_claims_silence", "silence_until", sqlite_where=text("silence_until IS NOT NULL"), postgresql_where=text("silence_until IS NOT NULL")),
        Index("ix_claims_state", "state", "id"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    no: Mapped[str] = mapped_column(String(20), unique=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"), unique=True)
    raised_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    raised_at: Mapped[datetime] = mapped_column(default=now)
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(16), default=RAISED)
    order_no: Mapped[str] = mapped_column(String(20), default="")
    delivered_on: Mapped[date] = mapped_column(Date)
    delivery_place: Mapped[str] = mapped_column(String(200), default="")
    listing_no: Mapped[str] = mapped_column(String(20), default="")
    heats: Mapped[str] = mapped_column(String(300), default="")
    bundles: Mapped[str] = mapped_column(String(300), default="")
    """Numbers with a comma between them."""
    amount: Mapped[Decimal] = mapped_column(Quantity)
    """Tonnes affected."""
    stated: Mapped[Decimal | None] = mapped_column(Quantity)
    weighed: Mapped[Decimal | None] = mapped_column(Quantity)
    what: Mapped[str] = mapped_column(Text)
    unused: Mapped[bool] = mapped_column(default=False)
    identifiable: Mapped[bool] = mapped_column(default=False)
    window_days: Mapped[int]
    last_day: Mapped[date] = mapped_column(Date)
    days_late: Mapped[int]
    """The window as it was when the claim was raised: later settings change nothing."""
    upheld: Mapped[bool | None]
    cause_id: Mapped[int | None] = mapped_column(ForeignKey("recovery_causes.id"), index=True)
    remedy: Mapped[str] = mapped_column(String(20), default="")
    cost: Mapped[Decimal | None] = mapped_column(Money)
    silence_until: Mapped[datetime | None]
    """When the remedy counts as accepted; only while it waits for the customer's word."""
    version: Mapped[int] = mapped_column(default=1)


class ClaimStep(Base):
    """A move that was made."""

    __tablename__ = "claim_steps"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"), index=True)
    move: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    by_name: Mapped[str] = mapped_column(String(60), default="")
    words: Mapped[str] = mapped_column(Text, default="")
    """What both sides read of it."""
    at: Mapped[datetime] = mapped_column(default=now)


class ClaimEvidence(Base):
    """A line of the checklist: what either side has ticked off."""

    __tablename__ = "claim_evidence"

    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"), primary_key=True)
    item: Mapped[str] = mapped_column(String(20), primary_key=True)
    customer_at: Mapped[datetime | None]
    customer_name: Mapped[str] = mapped_column(String(60), default="")
    staff_at: Mapped[datetime | None]
    staff_name: Mapped[str] = mapped_column(String(60), default="")


class ClaimFile(Base):
    """A file shown for a line of the checklist."""

    __tablename__ = "claim_files"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"), index=True)
    item: Mapped[str] = mapped_column(String(20))
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"), unique=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    by_name: Mapped[str] = mapped_column(String(60))
    by_staff: Mapped[bool]
    at: Mapped[datetime] = mapped_column(default=now)


class ClaimProposal(Base):
    """A version of how it should end, ours or the customer's. Never changed; the next one is another row."""

    __tablename__ = "claim_proposals"
    __table_args__ = (UniqueConstraint("claim_id", "number"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"))
    number: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    by_name: Mapped[str] = mapped_column(String(60))
    by_staff: Mapped[bool]
    upheld: Mapped[bool]
    remedy: Mapped[str] = mapped_column(String(20), default="")
    amount: Mapped[Decimal | None] = mapped_column(Money)
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(default=now)
    accepted_at: Mapped[datetime | None]
    accepted_name: Mapped[str] = mapped_column(String(60), default="")


class ClaimTest(Base):
    """A test or re-weighing: who asked for it, what came of it, and who bears its cost."""

    __tablename__ = "claim_tests"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"), index=True)
    ordered_by: Mapped[str] = mapped_column(String(10))
    lab: Mapped[str] = mapped_column(String(80))
    result: Mapped[str] = mapped_column(Text, default="")
    verdict: Mapped[str] = mapped_column(String(10), default="")
    cost: Mapped[Decimal | None] = mapped_column(Money)
    borne_by: Mapped[str] = mapped_column(String(10), default="")
    at: Mapped[datetime] = mapped_column(default=now)
    by_name: Mapped[str] = mapped_column(String(60), default="")


class ClaimNote(Base):
    """What staff find out and keep among themselves."""

    __tablename__ = "claim_notes"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    by_name: Mapped[str] = mapped_column(String(60))
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(default=now)
