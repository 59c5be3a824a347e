"""Lists of quotations and orders: a company's, a thread's, the desk's; for programs in order of their ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.paging import Page
from portal.core.permissions import Actor
from portal.orders.models import Order, Quotation, QuotationVersion
from portal.orders.policies import visible_orders, visible_quotations
from portal.orders.queries.quotations import status_at
from portal.orders.terms import OPEN_ORDERS
from portal.organisations.models import Organisation
from portal.threads.models import Thread

SIZE = 20


@dataclass(frozen=True, slots=True)
class QuotationRow:
    """A line of a list: the newest version the reader knows of."""

    id: int
    no: str
    number: int
    status: str
    title: str
    total: Decimal
    valid_until: datetime | None
    at: datetime
    thread_no: str
    org_name: str
    url: str


@dataclass(frozen=True, slots=True)
class OrderRow:
    """A line of a list."""

    id: int
    no: str
    status: str
    title: str
    total: Decimal
    shipments: int
    created_at: datetime
    thread_no: str
    org_name: str
    url: str


def list_quotations(
    session: Session, actor: Actor, *, thread_no: str = "", state: str = "", number: int = 1
) -> Page[QuotationRow]:
    """Newest first. thread_no: only of this thread. state: `open`: sent and still to be answered, `answer`: to be answered by staff."""
    clauses = [visible_quotations(actor)]
    if thread_no:
        clauses.append(Thread.no == thread_no[:20])
    if state:
        clauses.append(_state(state))
    query = _quotations(actor).where(*clauses)
    total = session.scalar(query.with_only_columns(func.count(Quotation.id)).order_by(None)) or 0
    rows = session.execute(query.order_by(Quotation.id.desc()).offset((number - 1) * SIZE).limit(SIZE))
    return Page(_quoted(rows), number, SIZE, total)


def quotations_before(session: Session, actor: Actor, *, before: int | None, limit: int) -> Sequence[QuotationRow]:
    """For programs."""
    query = _quotations(actor).where(visible_quotations(actor)).order_by(Quotation.id.desc()).limit(limit)
    if before is not None:
        query = query.where(Quotation.id < before)
    return _quoted(session.execute(query))


def list_orders(session: Session, actor: Actor, *, state: str = "", number: int = 1) -> Page[OrderRow]:
    """Newest first. state: `open` or one of the order's states."""
    clauses = [visible_orders(actor)]
    if state == "open":
        clauses.append(Order.status.in_(OPEN_ORDERS))
    elif state:
        clauses.append(Order.status == state)
    query = _orders().where(*clauses)
    total = session.scalar(query.with_only_columns(func.count(Order.id)).order_by(None)) or 0
    rows = session.execute(query.order_by(Order.id.desc()).offset((number - 1) * SIZE).limit(SIZE))
    return Page([_order(row) for row in rows], number, SIZE, total)


def orders_before(session: Session, actor: Actor, *, before: int | None, limit: int) -> Sequence[OrderRow]:
    """For programs."""
    query = _orders().where(visible_orders(actor)).order_by(Order.id.desc()).limit(limit)
    if before is not None:
        query = query.where(Order.id < before)
    return [_order(row) for row in session.execute(query)]


def _quotations(actor: Actor) -> Any:
    known = Quotation.newest if actor.is_staff else Quotation.sent_number
    return (
        select(
            Quotation.id, Quotation.no, QuotationVersion.number, QuotationVersion.status, QuotationVersion.title,
            QuotationVersion.total, QuotationVersion.valid_until, QuotationVersion.sent_at, QuotationVersion.created_at,
            Thread.no.label("thread_no"), Organisation.name.label("org_name"),
        )
        .select_from(Quotation)
        .join(Thread, Thread.id == Quotation.thread_id)
        .join(Organisation, Organisation.id == Quotation.org_id)
        .join(QuotationVersion, (QuotationVersion.quotation_id == Quotation.id) & (QuotationVersion.number == known))
    )  # fmt: skip


def _state(state: str) -> ColumnElement[bool]:
    moment = now()
    alive = or_(QuotationVersion.valid_until.is_(None), QuotationVersion.valid_until > moment)
    if state == "open":
        return (QuotationVersion.status == "sent") & alive
    return QuotationVersion.status.in_(("draft", "countered"))


def _quoted(rows: Any) -> list[QuotationRow]:
    moment = now()
    return [
        QuotationRow(
            row.id, row.no, row.number, status_at(row.status, row.valid_until, moment), row.title, row.total, row.valid_until,
            row.sent_at or row.created_at, row.thread_no, row.org_name, f"/quotations/{row.no}",
        )
        for row in rows
    ]  # fmt: skip


def _orders() -> Any:
    return (
        select(
            Order.id, Order.no, Order.status, Order.title, Order.total, Order.shipments, Order.created_at,
            Thread.no.label("thread_no"), Organisation.name.label("org_name"),
        )
        .select_from(Order)
        .join(Thread, Thread.id == Order.thread_id)
        .join(Organisation, Organisation.id == Order.org_id)
    )  # fmt: skip


def _order(row: Any) -> OrderRow:
    return OrderRow(**row._mapping, url=f"/orders/{row.no}")
