"""Tables of quotations with their versions and lines, orders with holds on stock, shipments and steps. What staff alone know stands apart."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.clock import now
from portal.core.db import Base, Id
from portal.core.quantity import Money, Quantity
from portal.orders.terms import CONFIRMED, DRAFT, GOODS


class Quotation(Base):
    """What is offered to one customer in one thread (Q…). Its versions say what; the customer knows of those that were sent."""

    __tablename__ = "quotations"
    __table_args__ = (
        Index("ix_quotations_thread", "thread_id", "id"),
        Index("ix_quotations_org", "org_id", "sent_number", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    no: Mapped[str] = mapped_column(String(20), unique=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    org_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    """The customer's company."""
    newest: Mapped[int] = mapped_column(default=1)
    sent_number: Mapped[int] = mapped_column(default=0)
    """The newest version the customer was sent; 0 as long as there is none."""
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)


class QuotationVersion(Base):
    """One version of a quotation. A draft may be changed; what was sent never is, but for its state and the customer's answer."""

    __tablename__ = "quotation_versions"
    __table_args__ = (
        UniqueConstraint("quotation_id", "number"),
        Index("ix_quotation_versions_status", "status", "valid_until"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    quotation_id: Mapped[int] = mapped_column(ForeignKey("quotations.id"))
    number: Mapped[int]
    status: Mapped[str] = mapped_column(String(12), default=DRAFT)
    title: Mapped[str] = mapped_column(String(200), default="")
    """What it is about in a few words, from its lines."""
    price_basis: Mapped[str] = mapped_column(String(10), default="")
    tax_included: Mapped[bool] = mapped_column(default=True)
    weighing_basis: Mapped[str] = mapped_column(String(10), default="")
    payment: Mapped[str] = mapped_column(String(120), default="")
    delivery: Mapped[str] = mapped_column(String(10), default="")
    place: Mapped[str] = mapped_column(String(200), default="")
    lead_time: Mapped[str] = mapped_column(String(60), default="")
    valid_until: Mapped[datetime | None]
    remarks: Mapped[str] = mapped_column(Text, default="")
    goods_amount: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    freight_amount: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    tax_amount: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    total: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    """What is to be paid, tax and all."""
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
    sent_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    sent_name: Mapped[str] = mapped_column(String(60), default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answered_name: Mapped[str] = mapped_column(String(60), default="")
    answer: Mapped[str] = mapped_column(Text, default="")
    """What the customer wrote with it, or why staff withdrew it."""
    wishes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What a counter-offer asks for: {position: {"price": "3650", "quantity": "60"}}, as texts."""
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class QuotationLine(Base):
    """A line of a version: goods, from a listing or written out, or freight. `amount` is rounded to the fen."""

    __tablename__ = "quotation_lines"
    __table_args__ = (UniqueConstraint("version_id", "position"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("quotation_versions.id"))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10), default=GOODS)
    listing_id: Mapped[int | None] = mapped_column(ForeignKey("listings.id"))
    listing_no: Mapped[str] = mapped_column(String(20), default="")
    title: Mapped[str] = mapped_column(String(160))
    detail: Mapped[str] = mapped_column(String(200), default="")
    unit: Mapped[str] = mapped_column(String(10), default="t")
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    pieces: Mapped[int | None]
    price: Mapped[Decimal] = mapped_column(Money)
    amount: Mapped[Decimal] = mapped_column(Money)


class QuotationNote(Base):
    """What staff alone know of a version: purchase prices and a remark. Apart, so that no customer's query returns it."""

    __tablename__ = "quotation_notes"

    version_id: Mapped[int] = mapped_column(ForeignKey("quotation_versions.id"), primary_key=True)
    costs: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """{position: purchase price a unit, as text}."""
    text: Mapped[str] = mapped_column(Text, default="")


class Order(Base):
    """A quotation's version a customer accepted (O…): at most one order each. Its conditions stand in the version, which never changes."""

    __tablename__ = "orders"
    __table_args__ = (
        Index("ix_orders_org", "org_id", "id"),
        Index("ix_orders_status", "status", "id"),
        Index("ix_orders_thread", "thread_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    no: Mapped[str] = mapped_column(String(20), unique=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("quotation_versions.id"), unique=True)
    quotation_no: Mapped[str] = mapped_column(String(20))
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    org_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    title: Mapped[str] = mapped_column(String(200))
    total: Mapped[Decimal] = mapped_column(Money)
    status: Mapped[str] = mapped_column(String(12), default=CONFIRMED)
    is_complete: Mapped[bool] = mapped_column(default=False)
    """Everything that will be shipped was."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_name: Mapped[str] = mapped_column(String(60), default="")
    shipments: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class OrderLine(Base):
    """Goods of an order: how much was promised and how much has been shipped."""

    __tablename__ = "order_lines"
    __table_args__ = (
        UniqueConstraint("order_id", "position"),
        Index("ix_order_lines_listing", "listing_id"),
        CheckConstraint("shipped >= 0", name="shipped"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    position: Mapped[int]
    listing_id: Mapped[int | None] = mapped_column(ForeignKey("listings.id"))
    listing_no: Mapped[str] = mapped_column(String(20), default="")
    title: Mapped[str] = mapped_column(String(160))
    detail: Mapped[str] = mapped_column(String(200), default="")
    unit: Mapped[str] = mapped_column(String(10), default="t")
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    pieces: Mapped[int | None]
    price: Mapped[Decimal] = mapped_column(Money)
    amount: Mapped[Decimal] = mapped_column(Money)
    shipped: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))


class OrderHold(Base):
    """What is still held for an order's line in a lot, or in a listing without lots. Gone when shipped or released."""

    __tablename__ = "order_holds"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"), Index("ix_order_holds_line", "line_id", "id"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("order_lines.id"))
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("stock_lots.id"))
    """None: the listing has no lots and is held itself."""
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    """In the line's unit, which is the listing's."""
    pieces: Mapped[int | None]


class Shipment(Base):
    """One vehicle of an order: who carries it, what the weighbridge said, when it came and what the customer counted."""

    __tablename__ = "shipments"
    __table_args__ = (UniqueConstraint("order_id", "number"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    number: Mapped[int]
    """1, 2, 3 … within the order."""
    carrier: Mapped[str] = mapped_column(String(80), default="")
    vehicle: Mapped[str] = mapped_column(String(40), default="")
    driver: Mapped[str] = mapped_column(String(40), default="")
    driver_phone: Mapped[str] = mapped_column(String(30), default="")
    remarks: Mapped[str] = mapped_column(String(300), default="")
    gross: Mapped[Decimal | None] = mapped_column(Quantity)
    tare: Mapped[Decimal | None] = mapped_column(Quantity)
    net: Mapped[Decimal | None] = mapped_column(Quantity)
    ticket_pieces: Mapped[int | None]
    shipped_at: Mapped[datetime]
    shipped_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    delivered_at: Mapped[datetime | None]
    delivered_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    received_at: Mapped[datetime | None]
    received_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    received_name: Mapped[str] = mapped_column(String(60), default="")
    received_words: Mapped[str] = mapped_column(String(500), default="")


class ShipmentLine(Base):
    """How much of an order's line went with a shipment, and how much the customer counted."""

    __tablename__ = "shipment_lines"
    __table_args__ = (UniqueConstraint("shipment_id", "line_id"), Index("ix_shipment_lines_line", "line_id"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    shipment_id: Mapped[int] = mapped_column(ForeignKey("shipments.id"))
    line_id: Mapped[int] = mapped_column(ForeignKey("order_lines.id"))
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    pieces: Mapped[int | None]
    received: Mapped[Decimal | None] = mapped_column(Quantity)


class ShipmentFile(Base):
    """A document or the weighbridge ticket of a shipment."""

    __tablename__ = "shipment_files"
    __table_args__ = (Index("ix_shipment_files_shipment", "shipment_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    shipment_id: Mapped[int] = mapped_column(ForeignKey("shipments.id"))
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"), unique=True)
    role: Mapped[str] = mapped_column(String(10))
    """ticket or paper."""


class OrderStep(Base):
    """Something that happened to an order. Rows are only ever added; both sides read them."""

    __tablename__ = "order_steps"
    __table_args__ = (Index("ix_order_steps_order", "order_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    kind: Mapped[str] = mapped_column(String(12))
    number: Mapped[int] = mapped_column(default=0)
    """Of the shipment it is about; 0 for the whole order."""
    at: Mapped[datetime] = mapped_column(default=now)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    by_name: Mapped[str] = mapped_column(String(60), default="")
    by_staff: Mapped[bool] = mapped_column(default=True)
    note: Mapped[str] = mapped_column(String(300), default="")
