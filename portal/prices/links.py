"""Addresses of a prices page with something chosen otherwise. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from portal.web.facets import Chip, Option

MOST_SHOWN = 60


class Links:
    """What is chosen now: name → values. A change begins at page 1."""

    def __init__(self, path: str, values: Mapping[str, Sequence[str]]) -> None:
        self.path = path
        self.values = {name: tuple(texts) for name, texts in values.items() if any(texts)}

    def to(self, **changed: str | Sequence[str]) -> str:
        """The address with these instead; an empty one is left out."""
        kept = self.values | {
            name: (value,) if isinstance(value, str) else tuple(value) for name, value in changed.items()
        }
        pairs = [(name, text) for name, texts in kept.items() for text in texts if text]
        return f"{self.path}?{urlencode(pairs)}" if pairs else self.path

    def page(self, number: int) -> str:
        return self.to(page=str(number) if number > 1 else "")

    def options(self, name: str, counted: Sequence[tuple[str, int]]) -> list[Option]:
        """The values of a filter; a chosen one that is no longer counted stays, so that it can be taken away."""
        chosen = self.values.get(name, ())
        known = {text for text, _count in counted}
        rows = [*((text, 0) for text in chosen if text not in known), *counted[:MOST_SHOWN]]
        return [
            Option(
                text,
                count,
                self.to(**{name: tuple(one for one in chosen if one != text) if text in chosen else (*chosen, text)}),
                text in chosen,
            )
            for text, count in rows
        ]

    def chips(self, *names: str) -> list[Chip]:
        """What is chosen of these filters, each with the address without it."""
        return [
            Chip(text, self.to(**{name: tuple(one for one in self.values[name] if one != text)}))
            for name in names
            for text in self.values.get(name, ())
        ]
