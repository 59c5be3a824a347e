"""Quotations and orders, made by the services themselves, so that they are what people make."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.core.clock import now
from portal.listings.models import Listing
from portal.orders import services
from portal.orders.models import Order, Quotation, QuotationVersion
from portal.orders.services import LineInput, ShipmentInput, VersionInput
from portal.threads.models import Thread
from tests.factories.people import actor


def line_of(listing: Listing | None = None, quantity: str = "60", **values: Any) -> LineInput:
    """60 of a listing at its own price, or of something written out."""
    known: dict[str, Any] = {"title": "螺纹钢 HRB400E Φ25×12m", "price": Decimal(3650), "quantity": Decimal(quantity)}
    if listing is not None:
        known |= {"listing_no": listing.no, "unit": listing.unit}
    return LineInput(**known | values)


def version_of(*lines: LineInput, **values: Any) -> VersionInput:
    """What a form would say: good for a day, a purchase price and a note that customers must never see."""
    known: dict[str, Any] = {"valid_until": now() + timedelta(days=1), "payment": "款到发货", "note": "毛利暗语"}
    return VersionInput(lines=lines, **known | values)


def make_draft(session: Session, staff: User, thread: Thread) -> str:
    """An empty draft. Returns its number."""
    return services.draft_quotation(session, actor(session, staff), thread_no=thread.no)


def make_quotation(session: Session, staff: User, thread: Thread, *lines: LineInput, **values: Any) -> str:
    """A sent quotation. Returns its number."""
    no = make_draft(session, staff, thread)
    send(session, staff, no, *lines, **values)
    return no


def send(session: Session, staff: User, no: str, *lines: LineInput, **values: Any) -> None:
    """Send the draft there is."""
    services.send_draft(
        session, actor(session, staff), no, version=draft_version(session, no), values=version_of(*lines, **values)
    )


def draft_version(session: Session, no: str) -> int:
    query = select(QuotationVersion.version).join(Quotation, Quotation.id == QuotationVersion.quotation_id)
    return session.scalars(query.where(Quotation.no == no).order_by(QuotationVersion.number.desc()).limit(1)).one()


def make_order(session: Session, staff: User, buyer: User, thread: Thread, *lines: LineInput) -> str:
    """An accepted quotation. Returns the order's number."""
    no = make_quotation(session, staff, thread, *lines)
    return services.accept(session, actor(session, buyer), no, number=1)


def order_version(session: Session, no: str) -> int:
    return session.scalars(select(Order.version).where(Order.no == no)).one()


def ship(session: Session, staff: User, no: str, *quantities: str, **values: Any) -> int:
    """A vehicle with so much of each line."""
    from portal.orders.models import OrderLine

    ids = session.scalars(
        select(OrderLine.id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.no == no)
        .order_by(OrderLine.position)
    ).all()
    loads = {line_id: (Decimal(quantity), None) for line_id, quantity in zip(ids, quantities, strict=True)}
    known: dict[str, Any] = {"vehicle": "津C12345", "carrier": "测试物流"}
    return services.ship(
        session,
        actor(session, staff),
        no,
        version=order_version(session, no),
        values=ShipmentInput(loads=loads, **known | values),
    )
