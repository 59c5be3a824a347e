"""What is offered to somebody before they send a new thread: shapes and bounds. Who finds it is handed over by the wiring: threads know no search."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from portal.core.permissions import Actor

PER_MINUTE = 30
"""So often a minute one person may have it looked up; sending is never held back."""
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Offered:
    """Help articles as (address, title), and stock as rows of a list of supply. Empty where nothing fits well."""

    articles: Sequence[tuple[str, str]] = ()
    stock: Sequence[Any] = ()

    def __bool__(self) -> bool:
        return bool(self.articles or self.stock)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody is about to send: its kind, its words, and the listing it is about already, if any."""

    kind: str
    text: str
    listing_no: str = ""


FindOffered = Callable[[Session, Actor, Asked], Offered]


@dataclass(frozen=True, slots=True)
class Looking:
    """How often it may be asked for."""

    action: str = "threads.look"
    limit: int = PER_MINUTE
    per_s: int = 60
