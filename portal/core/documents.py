"""What a feature hands to the search index: one frozen document per thing that can be found.

Owns the shape only. A feature's `search.py` turns its rows into documents; `portal.search` indexes
them without knowing the feature; who may see what is decided again when a hit is loaded from the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal["supply", "demand", "warehouse", "freight", "help"]
Audience = Literal["public", "member", "staff"]

KINDS: tuple[Kind, ...] = ("supply", "demand", "warehouse", "freight", "help")


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchDocument:
    """One published thing as the index sees it; texts are in the source language, untranslated.

    A document that must not be found any more is not sent with a flag: the feature's loader
    returns None for its id and the index forgets it.
    """

    # What it is and where its page is.
    kind: Kind
    id: int
    no: str
    title: str

    # Name fields: every word, code and single character of these is found, and they rank first.
    product_name: str = ""
    category: str = ""  # a category's code (materials.categories); its names and aliases are indexed too
    grade: str = ""
    spec: str = ""
    standard: str = ""
    mill: str = ""
    city: str = ""  # short name without 市; for freight the place of loading
    region: str = ""  # province, short name; taken from the city when empty
    to_city: str = ""  # freight: the place of unloading
    warehouse_no: str = ""
    warehouse: str = ""
    supplier: str = ""

    # Second tier: read only where the name fields of a kind bring nothing.
    # It must not repeat a members-only price: every visitor searches it.
    body: str = ""

    # Columns for filters, facets and sorting.
    price_fen: int | None = None  # per `unit`; None: on request
    member_price_only: bool = False  # visitors can neither filter nor sort by this price, nor see it counted
    unit: str = ""
    available_milli: int | None = None  # thousandths of `unit`
    verified: bool = False
    confirmed_at: datetime | None = None
    published_at: datetime | None = None
    valid_until: datetime | None = None  # from then on no search returns it, whether or not a job has run
    audience: Audience = "public"  # who may find it at all

    @property
    def key(self) -> str:
        """The unique key in the index: `supply:17`."""
        return f"{self.kind}:{self.id}"
