"""What a supplier's keeper did lately with the stock: carried, promised, sent out; and what nobody has confirmed for days."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.demo.dice import Dice
from portal.demo.people import SUPPLIER, Cast
from portal.listings.services import recompute_stock
from portal.logistics import services
from portal.logistics.models import OPEN, FreightRate, StockLot, Warehouse
from portal.organisations.actors import actor_of

AGED = timedelta(days=6)


def load_movements(session: Session, dice: Dice, cast: Cast) -> None:
    """Book them as the keeper would, through the services; then let a lot and a rate grow old."""
    company = cast.companies[SUPPLIER]
    keeper = actor_of(session, company.contact.id)
    lots = session.scalars(
        select(StockLot)
        .where(StockLot.org_id == company.id, StockLot.pieces > 9, StockLot.reserved == 0)
        .order_by(StockLot.on_hand.desc(), StockLot.id)
        .limit(3)
    ).all()
    if keeper is None or len(lots) < 3:
        return
    first, second, third = lots
    near = session.scalars(
        select(Warehouse.no)
        .where(Warehouse.status == OPEN, Warehouse.id != first.warehouse_id)
        .order_by(Warehouse.province != "天津", Warehouse.id)
        .limit(1)
    ).one()
    weight = first.unit_weight or Decimal(1)
    services.transfer(
        session, keeper, first.no, to_warehouse_no=near, tonnes=4 * weight, pieces=4, reason="客户就近提货，调 4 件"
    )
    weight = second.unit_weight or Decimal(1)
    services.reserve(session, keeper, second.no, tonnes=3 * weight, pieces=3, reason="老客户电话订 3 件，周二提")
    services.take_out(session, keeper, second.no, tonnes=2 * weight, pieces=2, reason="提货单 TH-1126")
    session.flush()
    for lot in lots:
        recompute_stock(session, {"listing_id": lot.listing_id})
    rates = select(FreightRate.id).where(FreightRate.org_id == company.id).order_by(FreightRate.id).limit(2)
    session.execute(
        update(FreightRate).where(FreightRate.id.in_(session.scalars(rates).all())).values(confirmed_at=dice.now - AGED)
    )
    session.execute(update(StockLot).where(StockLot.id == third.id).values(confirmed_at=dice.now - AGED))
