"""A text as typed to what is wanted (`wants`) and to what the page shows as understood. Reading itself is `materials.reading`'s."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from portal.search.terms import parse
from portal.search.wants import Wants


@dataclass(frozen=True, slots=True)
class Understood:
    """wants: what the engine compares."""

    wants: Wants


@lru_cache(maxsize=4096)
def understood(text: str, raw: tuple[str, ...] = ()) -> Understood:
    """What the text asks for. raw: see `SearchQuery`."""
    return Understood(Wants(terms=parse(text)))
