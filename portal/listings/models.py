"""Tables of listings: what is offered or wanted now, what was shown before, prices as they changed, and files."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.clock import now
from portal.core.db import Base, Id
from portal.core.quantity import Money, Quantity
from portal.listings.terms import DRAFT


class Listing(Base):
    """An offer of, or a request for, material. `no` is what people read out: S… or D….

    `is_public` says that strangers may see it (published, its poster proven, not resting); validity in time is asked
    on top of it. `version` counts what people edited, so that confirming freshness never spoils a colleague's form.
    """

    __tablename__ = "listings"
    __table_args__ = (
        UniqueConstraint("org_id", "source_key", name="uq_listings_source_key"),
        CheckConstraint("reserved >= 0 AND reserved <= coalesce(quantity, 0)", name="reserved"),
        # One for each way the public lists are sorted and narrowed; newest confirmation is the usual order.
        Index("ix_listings_confirmed", "kind", "is_public", "confirmed_at", "id"),
        Index("ix_listings_category", "kind", "is_public", "category", "confirmed_at", "id"),
        Index("ix_listings_published", "kind", "is_public", "published_at", "id"),
        Index("ix_listings_price", "kind", "is_public", "price", "id"),
        Index("ix_listings_category_price", "kind", "is_public", "category", "price", "id"),
        Index("ix_listings_city", "kind", "is_public", "city", "confirmed_at", "id"),
        Index("ix_listings_similar", "kind", "is_public", "category", "grade", "confirmed_at", "id"),
        Index("ix_listings_grade", "kind", "is_public", "grade", "confirmed_at", "id"),
        Index("ix_listings_own", "org_id", "status", "updated_at", "id"),
        Index("ix_listings_warehouse", "warehouse_id", "is_public", "confirmed_at"),
        Index("ix_listings_desk", "status", "updated_at", "id"),
        Index("ix_listings_due", "status", "valid_until"),
        Index("ix_listings_rest", "status", "confirmed_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    no: Mapped[str] = mapped_column(String(12), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    org_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """None when a command of the house put it in for the company."""

    # What it is
    category: Mapped[str] = mapped_column(String(40))
    product_name: Mapped[str] = mapped_column(String(60))
    grade: Mapped[str] = mapped_column(String(60), default="")
    spec: Mapped[str] = mapped_column(String(80), default="")
    standard: Mapped[str] = mapped_column(String(60), default="")
    mill: Mapped[str] = mapped_column(String(60), default="")
    origin: Mapped[str] = mapped_column(String(40), default="")

    # How much
    quantity: Mapped[Decimal | None] = mapped_column(Quantity)
    """What the supplier stated, or the buyer wants; None: to be asked."""
    reserved: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    """Promised of `quantity`; what is promised of lots stands in the lots."""
    available: Mapped[Decimal | None] = mapped_column(Quantity)
    """The lots' sum where there are lots, else `quantity`, less `reserved`."""
    unit: Mapped[str] = mapped_column(String(10), default="t")
    moq: Mapped[Decimal | None] = mapped_column(Quantity)

    # For how much, and on which conditions
    price: Mapped[Decimal | None] = mapped_column(Money)
    """Yuan for one `unit`; None: on request."""
    price_remark: Mapped[str] = mapped_column(String(100), default="")
    members_only_price: Mapped[bool] = mapped_column(default=False)
    tax_included: Mapped[bool] = mapped_column(default=True)
    price_basis: Mapped[str] = mapped_column(String(10), default="")
    weighing_basis: Mapped[str] = mapped_column(String(10), default="")
    payment_terms: Mapped[str] = mapped_column(String(40), default="")
    delivery_terms: Mapped[str] = mapped_column(String(40), default="")
    lead_time: Mapped[str] = mapped_column(String(60), default="")
    lead_days: Mapped[int | None]
    valid_until: Mapped[datetime | None]
    remarks: Mapped[str] = mapped_column(Text, default="")

    # Where
    warehouse_id: Mapped[int | None] = mapped_column(ForeignKey("warehouses.id"))
    warehouse_no: Mapped[str] = mapped_column(String(20), default="")
    warehouse_name: Mapped[str] = mapped_column(String(80), default="")
    city: Mapped[str] = mapped_column(String(40), default="")
    """Short name: where the goods lie, for a demand where they are wanted."""
    delivery_place: Mapped[str] = mapped_column(String(120), default="")
    wanted_by: Mapped[date | None] = mapped_column(Date)

    # Whom to ask
    contact_name: Mapped[str] = mapped_column(String(40), default="")
    contact_phone: Mapped[str] = mapped_column(String(30), default="")
    contact_visible: Mapped[str] = mapped_column(String(10), default="portal")

    # Its life
    status: Mapped[str] = mapped_column(String(10), default=DRAFT)
    is_public: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    published_at: Mapped[datetime | None]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    rested_at: Mapped[datetime | None]
    """Set when nobody confirmed it for so long that it is shown no more, until somebody does."""
    expired_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    withdrawn_reason: Mapped[str] = mapped_column(String(300), default="")
    """Why staff took it down, as the owner reads it; empty when the company did it itself."""
    file_count: Mapped[int] = mapped_column(default=0)
    """How many pictures and certificates it has: most have none, and then nobody need ask."""
    source_key: Mapped[str | None] = mapped_column(String(64))
    """What a row of an imported sheet is known by: importing it again finds this row."""
    version: Mapped[int] = mapped_column(default=1)


class ListingRevision(Base):
    """What a published listing showed before somebody edited it."""

    __tablename__ = "listing_revisions"
    __table_args__ = (Index("ix_listing_revisions_listing", "listing_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id"))
    version: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=now)
    by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    snapshot: Mapped[dict[str, Any]]


class PriceChange(Base):
    """A price as it changed; None stands for on request."""

    __tablename__ = "price_changes"
    __table_args__ = (Index("ix_price_changes_listing", "listing_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id"))
    old: Mapped[Decimal | None] = mapped_column(Money)
    new: Mapped[Decimal | None] = mapped_column(Money)
    at: Mapped[datetime] = mapped_column(default=now)
    by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class ListingMovement(Base):
    """A change of what is promised of a stated quantity, or left of it: who, when, why. Rows are only ever added.

    What lies in lots has its movements there.
    """

    __tablename__ = "listing_movements"
    __table_args__ = (
        Index("ix_listing_movements_listing", "listing_id", "id"),
        Index("ix_listing_movements_reference", "reference"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id"))
    kind: Mapped[str] = mapped_column(String(10))
    """reserve, release, out."""
    quantity_change: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    reserved_change: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    quantity_after: Mapped[Decimal] = mapped_column(Quantity)
    reserved_after: Mapped[Decimal] = mapped_column(Quantity)
    reason: Mapped[str] = mapped_column(String(200))
    reference: Mapped[str] = mapped_column(String(20), default="")
    """The number of what it was done for (an order)."""
    at: Mapped[datetime] = mapped_column(default=now)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class FreshnessReader(Base):
    """Who of a company is asked each working morning what is still there, and when last. Without rows: its managers."""

    __tablename__ = "freshness_readers"
    __table_args__ = (UniqueConstraint("org_id", "user_id", name="uq_freshness_readers_person"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    org_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    is_on: Mapped[bool] = mapped_column(default=True)
    mailed_on: Mapped[date | None] = mapped_column(Date)
    """The Shanghai day of the last mail."""


class ListingFile(Base):
    """A picture or a mill test certificate of a listing, in the order they are shown."""

    __tablename__ = "listing_files"
    __table_args__ = (Index("ix_listing_files_listing", "listing_id", "position"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id"))
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"))
    role: Mapped[str] = mapped_column(String(12))
    position: Mapped[int] = mapped_column(default=0)
