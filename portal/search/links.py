"""Addresses of search: a query from its parameters, and the same search narrowed, widened, sorted or turned to another page."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Protocol
from urllib.parse import parse_qsl, quote_plus, urlsplit

from werkzeug.datastructures import MultiDict

from portal.core.landing import NAMES as CARRIED
from portal.search.query import FILTERS, SearchQuery

SIZE = 20
_KINDS = {"article": "help", "all": ""}  # other words for a kind
_SORTS = {"new": "newest", "price_desc": "-price", "confirmed": "fresh"}
_MOST_YUAN = Decimal(10) ** 12


class Parameters(Protocol):
    """What werkzeug's MultiDict offers."""

    def get(self, key: str, default: str) -> str: ...
    def getlist(self, key: str) -> list[str]: ...


def query_from(parameters: Parameters, *, size: int = SIZE) -> SearchQuery:
    """The question an address asks; what cannot be read is as if it were not there."""
    kind = parameters.get("kind", "")
    sort = parameters.get("sort", "")
    return SearchQuery(
        text=parameters.get("q", ""),
        kind=_KINDS.get(kind, kind),
        filters={name: tuple(values) for name in FILTERS if (values := parameters.getlist(name))},
        price_min=fen_from(parameters.get("price_min", "")),
        price_max=fen_from(parameters.get("price_max", "")),
        sort=_SORTS.get(sort, sort),
        page=_number(parameters.get("page", "")),
        raw=tuple(parameters.getlist("raw")[:20]),
        deliver_to=parameters.get("deliver_to", ""),
        carried=tuple((name, value) for name in CARRIED if (value := parameters.get(name, ""))),
        size=size,
    )


def query_of(address: str) -> SearchQuery:
    """The question an address asks; of a foreign or malformed one what can be read."""
    try:
        pairs = parse_qsl(urlsplit(address[:8000]).query, max_num_fields=200, errors="ignore")
    except ValueError:
        pairs = []
    return query_from(MultiDict(pairs))


def fen_from(yuan: str) -> int | None:
    """A price as typed → fen; None when it is none."""
    try:
        amount = Decimal(yuan.replace(",", "").replace("，", "").strip()[:24])
    except InvalidOperation:
        return None
    return int(amount * 100) if amount.is_finite() and 0 <= amount <= _MOST_YUAN else None


def yuan_text(fen: int | None) -> str:
    """Fen → yuan as it stands in an address: 370000 → 3700."""
    if fen is None:
        return ""
    return str(fen // 100) if fen % 100 == 0 else f"{Decimal(fen) / 100:.2f}"


def _number(raw: str) -> int:
    return int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 10 else 1


@lru_cache(maxsize=8192)
def _quoted(text: str) -> str:
    # A lone surrogate (half an emoji, typed by a program) has no UTF-8.
    return quote_plus(text, errors="replace")


class Links:
    """Addresses built from one query. Always from page 1 unless a page is asked for."""

    def __init__(self, query: SearchQuery, *, path: str = "/search", fixed: Sequence[str] = ()) -> None:
        """fixed: parameters that are part of the path and not written (`kind` on /supply)."""
        self.path = path
        self.query = query
        pairs: list[tuple[str, str]] = [("q", query.text)] if query.text else []
        if query.kind and "kind" not in fixed:
            pairs.append(("kind", query.kind))
        pairs += [(name, value) for name, values in query.filters.items() for value in values]
        for name, fen in (("price_min", query.price_min), ("price_max", query.price_max)):
            if fen is not None:
                pairs.append((name, yuan_text(fen)))
        pairs += [("raw", part) for part in query.raw]
        if query.deliver_to:
            pairs.append(("deliver_to", query.deliver_to))
            pairs += query.carried
        if query.sort != "relevance":
            pairs.append(("sort", query.sort))
        self.pairs = pairs

    def kept(self, *left_out: str) -> list[tuple[str, str]]:
        """Parameters a form carries along."""
        return [(name, value) for name, value in self.pairs if name not in left_out]

    def to(self, *left_out: str, **added: str) -> str:
        """The address without these parameters and with those."""
        pairs = [pair for pair in self.pairs if pair[0] not in left_out and pair[0] not in added]
        pairs += [(name, value) for name, value in added.items() if value]
        written = "&".join(f"{name}={_quoted(value)}" for name, value in pairs)
        return f"{self.path}?{written}" if written else self.path

    def page(self, number: int) -> str:
        return self.to(page=str(number) if number > 1 else "")

    def without_value(self, name: str, value: str) -> str:
        """The address with one value of a filter taken away."""
        written = "&".join(f"{key}={_quoted(text)}" for key, text in self.pairs if (key, text) != (name, value))
        return f"{self.path}?{written}" if written else self.path

    def prefix(self, *left_out: str) -> str:
        """The address without these, ready for `name=value` to be appended: many options of one facet share it."""
        others = self.to(*left_out)
        return others + ("&" if "?" in others else "?")


def option_url(prefix: str, name: str, value: str) -> str:
    return f"{prefix}{name}={_quoted(value)}"
