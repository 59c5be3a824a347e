"""What lists and pages of listings show of landed prices, and who computes them: `portal.landed`, which stands above them.

asking = landing().asked(request.args, actor)       # None where no place is named
views = landing().views(session, actor, ids, asking)  # by id; two statements whatever their number
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from sqlalchemy.orm import Session

from portal.core.permissions import Actor

PLACE = "deliver_to"
NAMES = ("quantity", "pay", "draft", "underweight", "unstated", "invoices", "transport", "loading")
"""Parameters beside the place, which addresses carry along. Per cent: draft, underweight; yuan a tonne: loading."""

SORT = "landed"
CANDIDATES = 100
"""Sorted by landed price are so many of what was found, those cheapest as listed; pages say so."""


@dataclass(frozen=True, slots=True)
class LandedLine:
    """A part as it is shown: its amount a tonne, None where unknown, and in words how it came about or why it is not known."""

    name: str
    amount: Decimal | None
    state: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LandedView:
    """A landed price in the reader's words. total: yuan a tonne, only where every part is known; least: what is known with the goods."""

    total: Decimal | None
    least: Decimal | None
    around: Decimal
    unknown: str
    lines: tuple[LandedLine, ...]
    place: str
    tonnes: Decimal
    sum: Decimal | None
    route: str
    route_url: str
    others: tuple[tuple[str, str], ...]
    taken: tuple[str, ...]
    """What was taken for granted."""

    @property
    def order(self) -> tuple[int, Decimal]:
        """Known totals first, then what is at least so much, then the rest."""
        if self.total is not None:
            return 0, self.total
        return (1, self.least) if self.least is not None else (2, Decimal(0))


def order_of(view: LandedView | None) -> tuple[int, Decimal]:
    """The order of a sort by landed price; what has none goes last."""
    return (3, Decimal(0)) if view is None else view.order


class Asking(Protocol):
    """A question that was read: `is_set` where its place is known."""

    @property
    def is_set(self) -> bool: ...
    @property
    def carried(self) -> tuple[tuple[str, str], ...]: ...


class Landing(Protocol):
    """Who computes."""

    def asked(self, parameters: Any, *, place: str = "") -> Asking:
        """The question of an address; place: where it names none."""
        ...

    def views(self, session: Session, actor: Actor, ids: Collection[int], asking: Asking) -> Mapping[int, LandedView]:
        """Of each supply among these the actor may see; nothing where no place is known."""
        ...

    def objects(
        self, session: Session, actor: Actor, ids: Collection[int], asking: Asking
    ) -> Mapping[int, dict[str, Any]]:
        """The same for programs."""
        ...

    def bar(self, session: Session, actor: Actor, asking: Asking, *, action: str, kept: Any = ()) -> Any:
        """The form that asks for a place, with the assumptions; for templates/landed/_bar.html."""
        ...
