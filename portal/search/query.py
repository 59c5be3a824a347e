"""What somebody asks for: a frozen SearchQuery with who asks. Any values are brought within bounds; none raises.

User input ends here: no query language, no wildcards, nothing of it reaches an engine but what `wants` says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from portal.core.documents import KINDS
from portal.core.landing import NAMES as CARRIED
from portal.core.permissions import Actor
from portal.materials.text import without_controls
from portal.search.terms import MAX_TERMS, MAX_TEXT, Term, parse
from portal.search.understanding import understood
from portal.search.wants import SLOTS, Wants

__all__ = [
    "EVERYBODY",
    "FILTERS",
    "MAX_SIZE",
    "MAX_TERMS",
    "MAX_TEXT",
    "MAX_WINDOW",
    "Audience",
    "SearchQuery",
    "Term",
    "parse",
]

MAX_SIZE = 100
MAX_WINDOW = 10_000
"""page × size at most."""

MAX_VALUES = 30
"""Chosen values of one filter."""

FILTERS = ("category", "grade", "spec", "mill", "city", "region", "warehouse", "product", "fresh", *SLOTS)
"""Conditions by column. A slot's values are bands in its own unit, both ends included: `18-22`, `-10`, `40-`."""

RAW = ("all", "category", "grade", "spec", "mill", "place", "price", "quantity", "condition")
FRESH_HOURS = {"24h": 24, "3d": 72, "7d": 168}
SORTS = ("relevance", "newest", "price", "-price", "fresh", "landed")
"""`landed` is no order of the index: `portal.search.landed` makes it of the cheapest hits."""
Sort = Literal["relevance", "newest", "price", "-price", "fresh", "landed"]

_MAX_FEN = 10**15


@dataclass(frozen=True, slots=True)
class Audience:
    """Who asks, as far as the index is concerned. It is part of every query; there is no search without one."""

    level: int = 0  # 0: everybody, 1: members, 2: staff
    sees_member_prices: bool = False

    @classmethod
    def of(cls, actor: Actor) -> Audience:
        level = 2 if actor.is_staff else 1 if actor.is_customer else 0
        return cls(level=level, sees_member_prices=actor.sees_member_prices)


EVERYBODY = Audience()


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """A question to the index. Any values are accepted and brought within bounds; none raises.

    filters: facet → chosen values (any of them); facets are AND-ed. Unknown facets are ignored.
    price_min, price_max: fen per unit, both included; what has no price the asker may know does not match.
    kinds: restrict to these; empty: everything. Unlike `kind` they are no choice of the reader (the supply page).
    raw: fields that must not be read out of the text (`grade`), or `all`: their words are only words.
    deliver_to: where the goods should go; the nearer weigh more. carried: parameters that only addresses keep. given: what is wanted, instead of what the text says.
    """

    text: str = ""
    kind: str = ""
    kinds: tuple[str, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    price_min: int | None = None
    price_max: int | None = None
    sort: str = "relevance"
    page: int = 1
    size: int = 20
    raw: tuple[str, ...] = ()
    deliver_to: str = ""
    carried: tuple[tuple[str, str], ...] = ()
    given: Wants | None = None

    def __post_init__(self) -> None:
        text = without_controls(self.text[: MAX_TEXT * 4]).strip()[:MAX_TEXT]
        size = max(1, min(int(self.size), MAX_SIZE))
        filters = {
            name: tuple(dict.fromkeys(value[:120] for value in values if value))[:MAX_VALUES]
            for name, values in self.filters.items()
            if name in FILTERS
        }
        bounded: dict[str, Any] = {
            "text": text,
            "kind": self.kind if self.kind in KINDS else "",
            "kinds": tuple(kind for kind in self.kinds if kind in KINDS),
            "filters": {name: values for name, values in filters.items() if values},
            "price_min": _bounded_fen(self.price_min),
            "price_max": _bounded_fen(self.price_max),
            "raw": tuple(sorted({name for name in self.raw if name in RAW})),
            "deliver_to": without_controls(self.deliver_to[:80]).strip()[:40],
            "carried": tuple((name, value[:20]) for name, value in self.carried if name in CARRIED and value),
            "sort": self.sort if self.sort in SORTS else "relevance",
            "size": size,
            "page": max(1, min(int(self.page), MAX_WINDOW // size)),
        }
        for name, value in bounded.items():
            object.__setattr__(self, name, value)

    @property
    def terms(self) -> tuple[Term, ...]:
        """All words of the text, whatever they mean: to mark them."""
        return parse(self.text)

    @property
    def wants(self) -> Wants:
        """What the engine compares."""
        wants = self.given if self.given is not None else understood(self.text, self.raw).wants
        return replace(wants, deliver_to=self.deliver_to) if self.deliver_to else wants

    @property
    def price_range(self) -> tuple[int | None, int | None]:
        """In fen. What was chosen goes before what the text says."""
        if self.price_min is not None or self.price_max is not None:
            return self.price_min, self.price_max
        wants = self.wants
        return wants.price_min, wants.price_max

    def without(self, name: str) -> SearchQuery:
        """The same question with one condition dropped: a filter, `price`, `kind`, or `text`."""
        if name == "price":
            return replace(self, price_min=None, price_max=None, page=1)
        if name == "kind":
            return replace(self, kind="", page=1)
        if name == "text":
            return replace(self, text="", page=1)
        return replace(self, filters={key: values for key, values in self.filters.items() if key != name}, page=1)


def _bounded_fen(fen: int | None) -> int | None:
    return None if fen is None else max(0, min(int(fen), _MAX_FEN))
