"""Listings as matching sees them, and which may fit which by the inverted table. Only what everybody may see, of verified companies."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from sys import intern
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.prepared import Prepared, filled, places, size_for
from portal.listings.models import Listing
from portal.listings.policies import NOW, public_clause
from portal.listings.terms import DEMAND, SUPPLY, codes
from portal.matching.items import Item
from portal.matching.models import MatchKey
from portal.matching.sizes import ANY, grade_group, size_keys
from portal.organisations.models import VERIFIED, Organisation

CHUNK = 400
REMEMBERED = 100_000
"""Listings in memory: half a kilobyte each, since what many have in common is there once."""
MOST_CANDIDATES = 5000
"""So many supplies are looked at for one demand, those found under its keys first by the newest number: popular goods have more."""

Kept = tuple[str, Item]
"""Kind and item."""

ITEM_COLUMNS = (
    Listing.id, Listing.kind, Listing.org_id, Listing.category, Listing.product_name, Listing.grade, Listing.spec, Listing.mill,
    Listing.quantity, Listing.available, Listing.unit, Listing.moq, Listing.price, Listing.members_only_price, Listing.weighing_basis,
    Listing.tax_included, Listing.price_basis, Listing.payment_terms, Listing.delivery_terms, Listing.city, Listing.lead_days,
    Listing.wanted_by,
)  # fmt: skip


@lru_cache(maxsize=16)
def _rows(size: int) -> Prepared:
    return Prepared(
        select(*ITEM_COLUMNS)
        .join(Organisation, Organisation.id == Listing.org_id)
        .where(Listing.id.in_(places("id", size)), public_clause(NOW), Organisation.verification == VERIFIED)
    )


_memory: dict[int, tuple[int, Kept]] = {}
"""Listings as they were read last, by id: reading that one has not changed costs a tenth of taking it apart anew."""


def items_of(session: Session, ids: Collection[int]) -> dict[int, Kept]:
    """Kind and item of each listing that may match at all; members-only prices are unknown to everybody here."""
    found: dict[int, Kept] = {}
    moment = now()
    for chunk in chunks(sorted(set(ids))):
        while len(_memory) > REMEMBERED:
            _memory.pop(next(iter(_memory)), None)
        found |= _rows(size_for(chunk)).remembered(session, _memory, _kept, **filled("id", chunk), now=moment)
    return found


def _kept(row: Any) -> Kept:
    return row.kind, item_of(row, price=None if row.members_only_price else row.price, members=row.members_only_price)


def item_of(row: Any, *, price: Any, members: bool = False) -> Item:
    """The item of a row of ITEM_COLUMNS with the price somebody may see."""
    return Item(
        id=row.id, org_id=row.org_id, category=intern(row.category), product_name=intern(row.product_name), grade=intern(row.grade),
        spec=intern(row.spec), mill=intern(row.mill), amount=row.quantity if row.kind == DEMAND else row.available, unit=intern(row.unit), moq=row.moq, price=price,
        price_state="shown" if price is not None else "members" if members and row.price is not None else "on_request",
        weighing=intern(row.weighing_basis), tax_included=row.tax_included, basis=intern(row.price_basis),
        payments=_codes(row.payment_terms), deliveries=_codes(row.delivery_terms), city=intern(row.city), lead_days=row.lead_days, wanted_by=row.wanted_by,
    )  # fmt: skip


_codes = lru_cache(maxsize=1024)(codes)


def print_of(kind: str, item: Item) -> str:
    """What the pairs depend on: as long as it is the same, nothing need be worked out."""
    return blake2b(repr((kind, item)).encode(), digest_size=12).hexdigest()


def keys_of(item: Item) -> tuple[tuple[str, ...], str]:
    """The sizes and the grade a listing stands under."""
    return size_keys(item.category, item.spec), grade_group(item.category, item.grade)


@lru_cache(maxsize=64)
def _found(sizes: int, graded: bool) -> Prepared:
    query = select(MatchKey.listing_id).where(
        MatchKey.kind == bindparam("kind"), MatchKey.category == bindparam("category")
    )
    if sizes:
        query = query.where(MatchKey.size.in_(places("size", sizes)))
    if graded:
        query = query.where(MatchKey.grade.in_(places("grade", 4)))
    return Prepared(query.order_by(MatchKey.listing_id.desc()).limit(MOST_CANDIDATES))


class Candidates:
    """What shares keys with an item, in one view of the data: goods that stand under the same keys are asked for once."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._known: dict[Any, list[int]] = {}

    def of(self, kind: str, item: Item) -> list[int]:
        """Ids of the other side; kind is the item's own. Newest first, at most MOST_CANDIDATES."""
        key = (kind, item.category, keys_of(item))
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = _candidates(self.session, kind, item)
        return known


def _candidates(session: Session, kind: str, item: Item) -> list[int]:
    sizes, grade = keys_of(item)
    values: dict[str, Any] = {"kind": SUPPLY if kind == DEMAND else DEMAND, "category": item.category}
    looked = () if ANY in sizes else (*sizes, ANY)
    if looked:
        values |= filled("size", looked)
    if grade:
        values |= filled("grade", (grade, ""))
    query = _found(size_for(looked) if looked else 0, bool(grade))
    return list(dict.fromkeys(row[0] for row in query.tuples(session, **values)))


def chunks(ids: Sequence[int], size: int = CHUNK) -> Iterator[Sequence[int]]:
    """The same in pieces."""
    for begin in range(0, len(ids), size):
        yield ids[begin : begin + size]
