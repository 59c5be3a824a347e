"""What a reader asks of landed prices: the place, the tonnes and what to take for granted, from the parameters of an address. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from portal.core.landing import NAMES, PLACE
from portal.landed.assumptions import Assumptions, share_from
from portal.logistics.terms import MODES, tonnes_of
from portal.materials.places import place_name, places_called

_CHOICES = {
    "pay": ("cash", "draft"),
    "unstated": ("scale", "theory"),
    "invoices": ("paid", "one"),
    "transport": ("", *MODES),
}
_FIELDS = {"unstated": "unstated_weighing", "transport": "mode", "draft": "draft_surcharge"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """place: a code, empty where none is known; several: whole names of the places of the name typed, where it is not one.

    faults: names of parameters that could not be read, for which the usual holds. given: those that could, as they were typed.
    """

    typed: str
    place: str
    several: tuple[str, ...]
    assumptions: Assumptions
    faults: tuple[str, ...]
    given: tuple[tuple[str, str], ...]

    @property
    def quantity(self) -> Decimal:
        return self.assumptions.quantity

    @property
    def is_set(self) -> bool:
        """Whether the place is known."""
        return bool(self.place)

    @property
    def carried(self) -> tuple[tuple[str, str], ...]:
        """The parameters an address to the same question has, the place left out."""
        return self.given

    @property
    def place_name(self) -> str:
        return place_name(self.place)


def read_asked(get: Callable[[str], str], usual: Assumptions, *, day: date) -> Asked:
    """The question; what cannot be read is as if it were not there, and is named."""
    typed = get(PLACE).strip()[:60]
    found = places_called(typed, loose=True) if typed else ()
    values: dict[str, Any] = {}
    faults, given = [], []
    for name in NAMES:
        text = get(name).strip()[:20]
        if not text:
            continue
        try:
            values[_FIELDS.get(name, name)] = _value(name, text)
            given.append((name, text))
        except ValueError:
            faults.append(name)
    return Asked(
        typed=typed,
        place=found[0].code if len(found) == 1 else "",
        several=tuple(place_name(one.code) for one in found) if len(found) > 1 else (),
        assumptions=replace(usual, day=day, **values),
        faults=tuple(faults),
        given=tuple(given),
    )


def _value(name: str, text: str) -> Any:
    """Raises: ValueError."""
    if name in _CHOICES:
        if text not in _CHOICES[name]:
            raise ValueError(text)
        return text
    if name == "quantity":
        return tonnes_of(text)
    value = share_from(text) if name in ("draft", "underweight") else _yuan(text)
    if value is None:
        raise ValueError(text)
    return value


def _yuan(text: str) -> Decimal | None:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return amount.quantize(Decimal("0.01")) if amount.is_finite() and 0 <= amount <= 10_000 else None
