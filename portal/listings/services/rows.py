"""Prices and quantities of many listings at once: all of them or none, with what is wrong said row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Invalid
from portal.core.permissions import Actor
from portal.listings.models import ListingRevision
from portal.listings.services._rows import own_listings, promised, settle
from portal.listings.services.drafting import note_price
from portal.listings.storage import available_of, stock_of
from portal.listings.terms import DEMAND, PRICE_BOUND, PUBLISHED, QUANTITY_BOUND
from portal.listings.values import snapshot_of

MOST_ROWS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """New price (None: on request) and quantity of one listing; version: the one the actor read."""

    no: str
    version: int
    price: Decimal | None
    quantity: Decimal | None


class RowErrors(Invalid):
    """What is wrong with each row: number → complaints, each beside `price`, `quantity` or the row (`""`)."""

    def __init__(self, rows: dict[str, list[Invalid]]) -> None:
        super().__init__("", "有几行需要改，其余内容都已保留")
        self.rows = rows


def change_rows(session: Session, actor: Actor, *, changes: Sequence[RowChange]) -> int:
    """Change prices and quantities together; every changed row counts as confirmed. Returns how many rows changed.

    Raises: NotFound, Forbidden, RowErrors (nothing is changed then). Records: ListingChanged for each.
    """
    if len(changes) > MOST_ROWS:
        raise Invalid("", "一次最多改 %(max)d 行", max=MOST_ROWS)
    listings = own_listings(session, actor, [change.no for change in changes])
    wrong: dict[str, list[Invalid]] = {}
    for listing, change in zip(listings, changes, strict=True):
        found = _complaints(change, demand=listing.kind == DEMAND and listing.status == PUBLISHED)
        if listing.version != change.version:
            found.append(Invalid("", "刚被同事改过，请按现在的数字核对"))
        if listing.moq is not None and change.quantity is not None and listing.moq > change.quantity:
            found.append(Invalid("quantity", "比起订量还少，请先修改起订量"))
        if not found:
            found = promised(session, listing, quantity=change.quantity, unit=listing.unit)
        if found:
            wrong[change.no] = found
    if wrong:
        raise RowErrors(wrong)
    stock = stock_of(session, listings)
    changed = 0
    for listing, change in zip(listings, changes, strict=True):
        if (listing.price, listing.quantity) == (change.price, change.quantity):
            continue
        moment = now()
        public, snapshot, old = listing.is_public, snapshot_of(listing), listing.price
        if listing.published_at is not None:
            session.add(
                ListingRevision(
                    listing_id=listing.id, version=listing.version, at=moment, by=actor.user_id, snapshot=snapshot
                )
            )
        listing.price, listing.quantity = change.price, change.quantity
        listing.available = available_of(listing, stock)
        listing.version += 1
        listing.updated_at = moment
        if listing.status == PUBLISHED:
            listing.confirmed_at, listing.confirmed_by, listing.rested_at = moment, actor.user_id, None
        facts = {"price": [str(old), str(change.price)]} if note_price(session, actor, listing, old) else {}
        audit(session, actor, "listing.repriced", f"listing:{listing.id}", no=listing.no, **facts)
        settle(session, listing, before=public)
        changed += 1
    return changed


def _complaints(change: RowChange, *, demand: bool) -> list[Invalid]:
    found = []
    for name, bound in (("price", PRICE_BOUND), ("quantity", QUANTITY_BOUND)):
        amount = getattr(change, name)
        if amount is not None and not 0 < amount <= bound:
            found.append(Invalid(name, "请填写大于 0、不超过 %(max)s 的数字", max=f"{bound:,}"))
    if demand and change.quantity is None:
        found.append(Invalid("quantity", "请填写需求数量"))
    return found
