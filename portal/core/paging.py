"""Pages of a list: by number for people, by cursor for programs."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from portal.core.errors import Invalid

T = TypeVar("T")

MAX_OFFSET = 10_000


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list of `total` items; `number` counts from 1."""

    items: Sequence[T]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages can be asked for: never past MAX_OFFSET items."""
        reachable = min(self.total, MAX_OFFSET)
        return max(1, -(-reachable // self.size))

    @property
    def first(self) -> int:
        """Position of the first item shown, from 1; 0 when the list is empty."""
        return (self.number - 1) * self.size + 1 if self.items else 0

    @property
    def last(self) -> int:
        return self.first + len(self.items) - 1 if self.items else 0


def page_number(raw: str | None, *, size: int) -> int:
    """A page number from an address: nonsense is page 1, too far is the last that may be asked for."""
    try:
        number = int(raw or 1)
    except ValueError:
        return 1
    return max(1, min(number, MAX_OFFSET // size))


def encode_cursor(last_id: int) -> str:
    """An opaque cursor: continue after this id."""
    return base64.urlsafe_b64encode(f"i{last_id}".encode()).decode().rstrip("=")


def decode_cursor(cursor: str | None) -> int | None:
    """The id to continue after, None for the beginning. Raises: Invalid("cursor")."""
    if not cursor:
        return None
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        if not text.startswith("i") or not text[1:].isdecimal() or len(text) > 19:
            raise ValueError(text)
        return int(text[1:])
    except (ValueError, binascii.Error, UnicodeDecodeError) as error:
        raise Invalid("cursor", "游标无效，请从第一页重新读取") from error
