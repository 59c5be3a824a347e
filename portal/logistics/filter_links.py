"""Addresses of a list with one filter changed, and the options a column of filters shows. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from urllib.parse import urlencode

from portal.web.facets import Option


class FilterLinks:
    """The filters a list has now: empty ones are left out of every address, and a change begins at page 1."""

    def __init__(self, path: str, values: Mapping[str, str]) -> None:
        self.path = path
        self.values = {name: value for name, value in values.items() if value}

    def url(self, **changes: str) -> str:
        kept = {name: value for name, value in (self.values | changes).items() if value}
        return f"{self.path}?{urlencode(kept)}" if kept else self.path

    def page(self, number: int) -> str:
        return self.url(page=str(number) if number > 1 else "")

    def options(
        self,
        name: str,
        counts: Iterable[tuple[str, int]],
        *,
        label: Callable[[str], str] = str,
        clears: tuple[str, ...] = (),
    ) -> list[Option]:
        """The values of one filter with their counts; the chosen one stands first. clears: filters that go when this one changes."""
        chosen = self.values.get(name, "")
        cleared = dict.fromkeys(clears, "")
        found = [
            Option(
                label(value), count, self.url(**cleared, **{name: "" if value == chosen else value}), value == chosen
            )
            for value, count in counts
        ]
        return sorted(found, key=lambda option: not option.chosen)
