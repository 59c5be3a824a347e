"""What a column of filters and the row of chosen ones show, whatever is listed. Pure; the words and addresses are the feature's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter as components/facet.html shows it; pressing a chosen one takes it away."""

    text: str
    count: int | None
    url: str
    chosen: bool = False
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Chip:
    """A chosen filter and the address without it."""

    text: str
    url: str
