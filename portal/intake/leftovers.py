"""The lines of a sheet that were taken for no goods: kept so that the supplier sees that nothing was lost. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from portal.intake.picking import Raw
from portal.intake.tables import Line, Sheet

MOST = 100
"""Lines that are kept; more are only counted."""
LONGEST = 200
_AHEAD = 200
"""Lines a reader may have asked for ahead of the row in hand (see `tables.finding`); what lies further back is settled."""


@dataclass(slots=True)
class Leftovers:
    """Watches lines go by and forgets those that became rows. count: how many others there were; lines: [sheet, row, text]."""

    count: int = 0
    lines: list[list[str | int]] = field(default_factory=list)
    _waiting: dict[int, str] = field(default_factory=dict)
    _sheet: str = ""

    def watch(self, sheets: Iterable[Sheet]) -> Iterator[Sheet]:
        """The same sheets; each ends before the next begins."""
        for sheet in sheets:
            self._sheet = sheet.name
            yield Sheet(sheet.name, self._seen(sheet.lines))
            for row in list(self._waiting):
                self._leave(row)

    def without(self, raws: Iterable[Raw]) -> Iterator[Raw]:
        """The same rows of goods, read from the sheets that are watched."""
        for raw in raws:
            self._waiting.pop(raw.row, None)
            yield raw

    def _seen(self, lines: Iterable[Line]) -> Iterator[Line]:
        for line in lines:
            self._waiting[line.number] = " ".join(dict.fromkeys(cell for cell in line.cells if cell))[:LONGEST]
            if len(self._waiting) > _AHEAD:
                self._leave(next(iter(self._waiting)))
            yield line

    def _leave(self, row: int) -> None:
        text = self._waiting.pop(row)
        if not text:
            return
        self.count += 1
        if len(self.lines) < MOST:
            self.lines.append([self._sheet, row, text])
