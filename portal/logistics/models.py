"""Tables of warehouses, stock lots with every movement, and freight rates with every price. Knows no listing but by its id."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.clock import now
from portal.core.db import Base, Id
from portal.core.quantity import Money, Quantity

OPEN, CLOSED = "open", "closed"
"""A warehouse's states."""

PUBLISHED, WITHDRAWN, EXPIRED = "published", "withdrawn", "expired"
"""A freight rate's states."""


class Warehouse(Base):
    """A place where material lies. `no` is its public number (W…)."""

    __tablename__ = "warehouses"
    __table_args__ = (
        Index("ix_warehouses_status", "status", "province", "city"),
        Index("uq_warehouses_name", "province", "city", "name", unique=True),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    no: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    short_name: Mapped[str] = mapped_column(String(40), default="")
    org_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    """The company that runs it, where it is known to the portal."""
    operator: Mapped[str] = mapped_column(String(120), default="")
    """Who runs it, as written, where the company is not known to the portal."""
    province: Mapped[str] = mapped_column(String(20), default="")
    city: Mapped[str] = mapped_column(String(40), default="")
    district: Mapped[str] = mapped_column(String(40), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    hours: Mapped[str] = mapped_column(String(200), default="")
    fees: Mapped[list[Any]] = mapped_column(default=list)
    """Lines of {"item", "unit", "price", "note"}, all texts; an empty price is one to ask for."""
    services: Mapped[str] = mapped_column(String(200), default="")
    """Codes with a comma before, between and after (`,crane,rail,`), so that one of them is found with LIKE."""
    contact_name: Mapped[str] = mapped_column(String(60), default="")
    contact_phone: Mapped[str] = mapped_column(String(60), default="")
    capacity: Mapped[Decimal | None] = mapped_column(Quantity)
    """How much it holds, tonnes."""
    remarks: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[str] = mapped_column(String(10), default=OPEN)
    confirmed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    changed_at: Mapped[datetime] = mapped_column(default=now)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @property
    def service_codes(self) -> tuple[str, ...]:
        return tuple(code for code in self.services.split(",") if code)


class StockLot(Base):
    """A quantity of one thing in one warehouse, in tonnes. What is available can never be negative: the table refuses it.

    A lot belongs to a listing, or to none (stock an exchange or a warehouse reports).
    """

    __tablename__ = "stock_lots"
    __table_args__ = (
        CheckConstraint("on_hand >= 0", name="on_hand"),
        CheckConstraint("reserved >= 0 AND reserved <= on_hand", name="available"),
        CheckConstraint("pieces_reserved >= 0 AND pieces_reserved <= coalesce(pieces, 0)", name="pieces"),
        Index("ix_stock_lots_warehouse", "warehouse_id", "category"),
        Index("ix_stock_lots_listing", "listing_id"),
        Index("ix_stock_lots_org", "org_id", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    no: Mapped[str] = mapped_column(String(20), unique=True)
    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouses.id"))
    listing_id: Mapped[int | None] = mapped_column(ForeignKey("listings.id"))
    listing_no: Mapped[str] = mapped_column(String(20), default="")
    org_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    category: Mapped[str] = mapped_column(String(40), default="")
    product_name: Mapped[str] = mapped_column(String(80))
    grade: Mapped[str] = mapped_column(String(60), default="")
    spec: Mapped[str] = mapped_column(String(120), default="")
    mill: Mapped[str] = mapped_column(String(60), default="")
    heat_no: Mapped[str] = mapped_column(String(60), default="")
    bundle_no: Mapped[str] = mapped_column(String(60), default="")
    pieces: Mapped[int | None]
    """On hand, beside the tonnes; None: not counted in pieces."""
    pieces_reserved: Mapped[int] = mapped_column(default=0)
    unit_weight: Mapped[Decimal | None] = mapped_column(Quantity)
    """Tonnes a piece."""
    on_hand: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    reserved: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    arrived_on: Mapped[date | None]
    confirmed_at: Mapped[datetime] = mapped_column(default=now)
    certificate_id: Mapped[int | None] = mapped_column(ForeignKey("files.id"))
    remarks: Mapped[str] = mapped_column(String(200), default="")
    source: Mapped[str] = mapped_column(String(40), default="")
    """Where an imported lot comes from (`shfe`); empty for lots people entered."""
    removed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @hybrid_property
    def available(self) -> Decimal:
        return self.on_hand - self.reserved

    @property
    def pieces_available(self) -> int:
        return (self.pieces or 0) - self.pieces_reserved


class StockMovement(Base):
    """One change of a lot's amounts: who, when, why, by how much, and what it came to. Rows are only ever added.

    Before is after less the change. A transfer is two rows, one of each lot, that name the same `pair`.
    """

    __tablename__ = "stock_movements"
    __table_args__ = (
        Index("ix_stock_movements_lot", "lot_id", "id"),
        Index("ix_stock_movements_reference", "reference"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("stock_lots.id"))
    kind: Mapped[str] = mapped_column(String(10))
    """in, out, transfer, correct (change on_hand); reserve, release (change reserved). What is shipped for an order is out of both."""
    on_hand_change: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    reserved_change: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    on_hand_after: Mapped[Decimal] = mapped_column(Quantity)
    reserved_after: Mapped[Decimal] = mapped_column(Quantity)
    pieces_change: Mapped[int] = mapped_column(default=0)
    pieces_reserved_change: Mapped[int] = mapped_column(default=0)
    pieces_after: Mapped[int | None]
    pieces_reserved_after: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(200), default="")
    reference: Mapped[str] = mapped_column(String(20), default="")
    """The number of what it was done for (an order); empty when people booked it by hand."""
    pair: Mapped[str] = mapped_column(String(20), default="")
    other_lot_id: Mapped[int | None] = mapped_column(ForeignKey("stock_lots.id"))
    """Where a transfer came from, or went to."""
    at: Mapped[datetime] = mapped_column(default=now)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    actor: Mapped[str] = mapped_column(String(120), default="")
    """As the lot's owner reads it: a customer whose order it is stays unnamed."""


class FreightRate(Base):
    """What it costs to move a tonne from one place to another. `no` is its public number (F…); without a company it is the house's own."""

    __tablename__ = "freight_rates"
    __table_args__ = (
        Index("ix_freight_rates_route", "status", "from_city", "to_city"),
        Index("ix_freight_rates_org", "org_id", "id"),
        Index("ix_freight_rates_regions", "to_code", "from_code"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    no: Mapped[str] = mapped_column(String(20), unique=True)
    org_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    from_code: Mapped[str] = mapped_column(String(6), default="")
    """Official code of the province, city or district it holds for; the names beside it are what lists and filters show."""
    from_region: Mapped[str] = mapped_column(String(20), default="")
    from_city: Mapped[str] = mapped_column(String(40))
    to_code: Mapped[str] = mapped_column(String(6), default="")
    to_region: Mapped[str] = mapped_column(String(20), default="")
    to_city: Mapped[str] = mapped_column(String(40))
    mode: Mapped[str] = mapped_column(String(10))
    """road, rail or water."""
    price: Mapped[Decimal] = mapped_column(Money)
    """Yuan a tonne."""
    min_tonnes: Mapped[Decimal | None] = mapped_column(Quantity)
    """Less than this is carried at the price of this."""
    min_charge: Mapped[Decimal | None] = mapped_column(Money)
    """Yuan a shipment, whatever it weighs."""
    days_min: Mapped[int | None]
    days_max: Mapped[int | None]
    carrier: Mapped[str] = mapped_column(String(80), default="")
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime]
    """The last second of the last day, Shanghai time."""
    remarks: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[str] = mapped_column(String(10), default=PUBLISHED)
    confirmed_at: Mapped[datetime] = mapped_column(default=now)
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    changed_at: Mapped[datetime] = mapped_column(default=now)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class FreightPrice(Base):
    """A price a rate had from a moment on. Rows are only ever added."""

    __tablename__ = "freight_prices"
    __table_args__ = (Index("ix_freight_prices_rate", "rate_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    rate_id: Mapped[int] = mapped_column(ForeignKey("freight_rates.id"))
    price: Mapped[Decimal] = mapped_column(Money)
    at: Mapped[datetime] = mapped_column(default=now)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
