"""Which stock the sample claims are about, and who else was sold of it: real lots of the sample market, orders through the services."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.casework.models import Claim
from portal.demo.dice import Dice
from portal.demo.orders import bought
from portal.demo.people import Cast
from portal.listings.models import Listing
from portal.logistics.models import StockLot
from portal.threads.models import ACTIVE, Thread

# How the claim's subject begins, its goods, the heat it names ("" takes the lot's), tonnes others bought.
_GOODS = (
    ("质量异议：螺纹钢", "rebar", "HRB400E", "25", "23A0715", (18, 12)),
    ("质量异议：热轧板", "plate", "Q355B", "14", "", (6,)),
)


def load_affected(session: Session, dice: Dice, cast: Cast) -> None:
    """After claims and orders."""
    threads = list(
        session.scalars(
            select(Thread)
            .where(
                Thread.side == "customer", Thread.kind == "inquiry", Thread.status.in_(ACTIVE), Thread.org_id.in_(_buyers(cast)),
                Thread.last_message_by_staff.is_(True), Thread.last_message_at < dice.now - timedelta(hours=3),
            )
            .order_by(Thread.id)
        )
    )  # fmt: skip
    for subject, category, grade, size, heat, sold in _GOODS:
        claim, org_id = session.execute(
            select(Claim, Thread.org_id)
            .join(Thread, Thread.id == Claim.thread_id)
            .where(Thread.subject.startswith(subject))
        ).one()
        found = session.execute(
            select(Listing, StockLot)
            .join(StockLot, StockLot.listing_id == Listing.id)
            .where(
                Listing.category == category, Listing.grade == grade, Listing.is_public.is_(True), Listing.unit == "t",
                Listing.price.is_not(None), StockLot.heat_no != "",
                StockLot.on_hand - StockLot.reserved >= sum(sold) + 10,
            )
            .order_by(Listing.spec.contains(size).desc(), Listing.city != "天津", Listing.id)
        ).first()  # fmt: skip
        if found is None:
            continue
        listing, lot = found
        lot.heat_no = heat or lot.heat_no
        claim.heats = lot.heat_no
        session.flush()
        for tonnes in sold:
            thread = next((one for one in threads if one.org_id != org_id), None)
            if thread is None:
                return
            threads.remove(thread)
            company = next(one for one in cast.companies.values() if one.id == thread.org_id)
            bought(session, dice, thread, listing, company.contact, cast.staff["sales"][0], tonnes=Decimal(tonnes))


def _buyers(cast: Cast) -> list[int]:
    return [one.id for one in cast.companies.values() if one.kind == "buyer" and one.no != "C10001"]
