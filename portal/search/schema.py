"""The shape of the index: which fields hold words, which columns filters and sorting read.

Postings say only *that* a document has a term; everything else about a document stands in one packed row
and a few columns of short strings, which numpy reads without decoding.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

import numpy as np
from whoosh.analysis.tokenizers import IDTokenizer
from whoosh.columns import FixedBytesColumn, RefBytesColumn
from whoosh.fields import COLUMN, FieldType, Schema
from whoosh.formats import Existence

from portal.search.wants import SLOTS

VERSION = 4
"""Raise it when the shape or the analysers change: an index of another version is rebuilt, not read."""

KEY = "key"
WHOLE = "whole"  # the complete product name, grade, spec, mill, city, title
EXACT = "exact"  # words and codes of the name fields
NEAR = "near"  # what those codes contain, and words around: warehouse, supplier, group, province
CHARACTER = (
    "char"  # single Chinese characters of the product's name (or the title), and of mill and city after ELSEWHERE
)
PINYIN = "pinyin"  # full and initials, of the name fields' words
BODY = "body"  # the second tier
FACT = "fact"  # what can be compared: `category=rebar`, `mill=沙钢`, `place=天津`, `grade=hrb400e`; `mill=` where none is stated
ELSEWHERE = "@"
TERM_FIELDS = (KEY, WHOLE, EXACT, NEAR, CHARACTER, PINYIN, BODY, FACT)

STRING_COLUMNS = ("category", "grade", "spec", "mill", "city", "region", "warehouse", "product", "steel")
"""At most 65,535 different values each in one segment; beyond that Whoosh keeps the rest as empty (and says so).

steel: the canonical grade, by which `grade` (as typed) is compared.
"""

ROW = np.dtype(
    [
        ("id", "<i8"),
        ("price", "<i8"),  # fen, what visitors may know; NO_PRICE: on request, or for members only
        ("member_price", "<i8"),  # fen, what members may know
        ("available", "<i8"),  # thousandths of the unit; UNKNOWN
        ("fingerprint", "<u8"),  # of the whole document, to compare with the database
        ("confirmed", "<u4"),  # seconds since 1970; 0: never
        ("published", "<u4"),
        ("valid_until", "<u4"),  # 0: no end
        ("listed", "<u2"),  # bit n: what it has in SLOTS[n] are single values, given as facts (`diameter=6000`)
        ("kind", "u1"),
        ("audience", "u1"),
        ("verified", "u1"),
        ("reserved", "u1"),
        # Measures, thousandths: from and to of each slot; UNKNOWN where it states none.
        *((f"{slot}_{end}", "<i4") for slot in SLOTS for end in ("low", "high")),
    ]
)
NO_PRICE = -1


class Terms(FieldType):
    """A field whose terms are made by us; the value is a sequence of different strings."""

    def __init__(self) -> None:
        # The analyser is never asked: `index` gets terms, not text.
        super().__init__(format=Existence(), analyzer=IDTokenizer(), scorable=False, stored=False)  # type: ignore[arg-type]

    def index(
        self, value: Sequence[str], **options: Any
    ) -> Generator[tuple[bytes, int, float | int, bytes], Any, None]:
        return ((term.encode(), 1, 1.0, b"") for term in value)


def make_schema() -> Any:
    """A fresh schema; it is stored with the index."""
    fields: dict[str, FieldType] = {name: Terms() for name in TERM_FIELDS}
    fields["row"] = COLUMN(FixedBytesColumn(ROW.itemsize))  # type: ignore[no-untyped-call]
    for name in STRING_COLUMNS:
        fields[f"s_{name}"] = COLUMN(RefBytesColumn())  # type: ignore[no-untyped-call]
    return Schema(**fields)
