"""What changed of listings, as the saved searches hear it: new, back, or at another price. Pure rules over what was announced before.

The house remembers of each listing what it announced last (`Announced`), not of each search what it was told: a search heard of
everything announced since it was saved. So a listing that is back unchanged is news only to searches that are younger.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from portal.core.documents import SearchDocument
from portal.search.models import Announced

NEW, PRICE = "new", "price"
MOST = 1000
"""Listings remembered for one search until it is told; beyond them they are only counted."""

_IDENTITY = (
    "title",
    "product_name",
    "category",
    "grade",
    "spec",
    "mill",
    "city",
    "region",
    "warehouse_no",
    "warehouse",
    "unit",
)

Items = dict[str, Any]
"""`supply:17` → [what, the price before in fen or None]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One listing that is news. since: to searches saved before this moment; before: what it was, where that is another thing.

    until: only to searches saved after this moment (the others have heard of it).
    """

    document: SearchDocument
    what: str
    old_fen: int | None = None
    old_members_only: bool = False
    since: datetime | None = None
    until: datetime | None = None
    before: SearchDocument | None = None

    def item(self, *, sees: bool) -> list[Any] | None:
        """As somebody hears it who sees members' prices or does not; None where it is no news to them."""
        if self.what != PRICE:
            return [NEW, None]
        old = visible(self.old_fen, self.old_members_only, sees=sees)
        new = visible(self.document.price_fen, self.document.member_price_only, sees=sees)
        return None if old == new else [PRICE, old]

    def concerns(self, saved_at: datetime) -> bool:
        """Whether a search saved at this moment has not heard of it."""
        return (self.since is None or saved_at <= self.since) and (self.until is None or saved_at > self.until)


def visible(fen: int | None, members_only: bool, *, sees: bool) -> int | None:
    """A price as somebody may know it."""
    return fen if sees or not members_only else None


def identity(document: SearchDocument) -> list[Any]:
    """What makes it answer other questions than before."""
    return [getattr(document, name) for name in _IDENTITY]


def happening(document: SearchDocument, known: Announced | None) -> Happening | None:
    """What is new about a listing since it was announced; None for nothing."""
    if known is None:
        return Happening(document=document, what=NEW, since=document.published_at)
    same_thing = identity(document) == list(known.identity)
    same_price = (known.price_fen, known.members_only) == (document.price_fen, document.member_price_only)
    if known.gone:
        return Happening(document=document, what=NEW, until=known.at if same_thing and same_price else None)
    if not same_thing:
        before = replace(document, **dict(zip(_IDENTITY, known.identity, strict=True)))
        before = replace(before, price_fen=known.price_fen, member_price_only=known.members_only)
        return Happening(document=document, what=NEW, before=before)
    if not same_price:
        return Happening(document=document, what=PRICE, old_fen=known.price_fen, old_members_only=known.members_only)
    return None


def announced(document: SearchDocument, moment: datetime) -> dict[str, Any]:
    """The row that remembers it."""
    return {
        "kind": document.kind,
        "doc_id": document.id,
        "price_fen": document.price_fen,
        "members_only": document.member_price_only,
        "identity": identity(document),
        "at": moment,
        "gone": False,
    }


def merged(kept: Mapping[str, Any], added: Mapping[str, Sequence[Any]]) -> tuple[Items, dict[str, int]]:
    """What waits and what came, listing by listing: new stays new, a price is compared with the one told last. And how many had no room, by what they are."""
    items, left_out = dict(kept), {NEW: 0, PRICE: 0}
    for key, item in added.items():
        if key in items:
            if item[0] == NEW:
                items[key] = [NEW, None]
        elif len(items) < MOST:
            items[key] = list(item)
        else:
            left_out[item[0]] += 1
    return items, left_out
