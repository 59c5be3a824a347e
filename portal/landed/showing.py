"""Landed prices for pages and programs: what `portal.web.landing` describes. Says them in words; computes nothing itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from portal.core.clock import SHANGHAI, now
from portal.core.landing import NAMES, PLACE, Asking, LandedLine, LandedView
from portal.core.permissions import Actor
from portal.landed.asking import Asked, read_asked
from portal.landed.assumptions import Assumptions
from portal.landed.parts import Landed
from portal.landed.queries import landed_prices, places_of
from portal.landed.shapes import as_object
from portal.landed.words import faults_of, freight_line, part_name, percent, plain, reason, route_line, step_line, taken
from portal.logistics.terms import MODES
from portal.materials.places import place_name
from portal.web.i18n import _, locale_tag


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One option of a choice in the form."""

    value: str
    text: str
    chosen: bool


Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bar:
    """The form: where to, how much, and what to take for granted.

    action: "" for the page it stands on; kept: parameters it carries along; untouched: nobody has filled it in.
    """

    action: str
    kept: tuple[tuple[str, str], ...]
    typed: str
    place: str
    several: tuple[str, ...]
    unknown: bool
    quantity: str
    places: tuple[tuple[str, str], ...]
    fields: Mapping[str, str]
    choices: Mapping[str, Sequence[Choice]]
    faults: Mapping[str, str]
    open: bool
    untouched: bool = False


class Landing:
    """usual: what this installation takes for granted."""

    def __init__(self, usual: Assumptions) -> None:
        self.usual = usual
        self._read = lru_cache(maxsize=1024)(
            self._asked
        )  # most pages ask the same: nothing, or a company's usual place

    def asked(self, parameters: Any, *, place: str = "") -> Asked:
        typed = str(parameters.get(PLACE) or "") or place
        given = tuple([str(parameters.get(name) or "").strip()[:20] for name in NAMES])
        return self._read(typed.strip()[:60], given, now().astimezone(SHANGHAI).date())

    def _asked(self, place: str, given: tuple[str, ...], day: date) -> Asked:
        return read_asked({PLACE: place, **dict(zip(NAMES, given, strict=True))}.__getitem__, self.usual, day=day)

    def views(self, session: Session, actor: Actor, ids: Collection[int], asking: Asking) -> Mapping[int, LandedView]:
        tag = locale_tag()
        return {number: _view(price, tag) for number, price in self._prices(session, actor, ids, asking).items()}

    def objects(
        self, session: Session, actor: Actor, ids: Collection[int], asking: Asking
    ) -> Mapping[int, dict[str, Any]]:
        return {number: as_object(price) for number, price in self._prices(session, actor, ids, asking).items()}

    def bar(self, session: Session, actor: Actor, asking: Any, *, action: str, kept: Any = ()) -> Bar:
        places = places_of(session, actor)
        usual = next((place.region for place in places if place.is_default), "")
        choices = tuple((place.region, place.name) for place in places)
        if not (asking.typed or asking.given or asking.faults):
            return _untouched(locale_tag(), action, tuple(kept), usual, choices, asking.assumptions)
        return _bar(asking, action=action, kept=tuple(kept), usual=usual, places=choices)

    def _prices(self, session: Session, actor: Actor, ids: Collection[int], asking: Any) -> dict[int, Landed]:
        return landed_prices(session, actor, ids, asking) if asking.is_set else {}


def _bar(asking: Asked, *, action: str, kept: Pairs, usual: str, places: Pairs) -> Bar:
    assumed, given = asking.assumptions, dict(asking.given)
    return Bar(
        action=action,
        kept=kept,
        typed=asking.typed or usual,
        place=asking.place_name if asking.place else "",
        several=asking.several,
        unknown=bool(asking.typed and not asking.place and not asking.several),
        quantity=plain(assumed.quantity),
        places=places,
        fields={
            "draft": given.get("draft") or percent(assumed.draft_surcharge).rstrip("%"),
            "underweight": given.get("underweight", ""),
            "loading": given.get("loading", ""),
        },
        choices=_choices(assumed.pay, assumed.unstated_weighing, assumed.invoices, assumed.mode, locale_tag()),
        faults=faults_of(asking.faults),
        open=bool(given.keys() - {"quantity"}) or bool(asking.faults),
    )


@lru_cache(maxsize=256)
def _untouched(tag: str, action: str, kept: Pairs, usual: str, places: Pairs, assumed: Assumptions) -> Bar:
    """The form as nobody has filled it in yet, which is the same object for the same readers: it is drawn once. In the language `tag`."""
    asking = Asked(typed="", place="", several=(), assumptions=assumed, faults=(), given=())
    return replace(_bar(asking, action=action, kept=kept, usual=usual, places=places), untouched=True)


@lru_cache(maxsize=256)
def _choices(pay: str, unstated: str, invoices: str, mode: str, tag: str) -> dict[str, tuple[Choice, ...]]:
    """In the reader's language, which is `tag`. Nobody changes what is kept."""
    tables = {
        "pay": (pay, {"cash": _("现款"), "draft": _("承兑")}),
        "unstated": (unstated, {"scale": _("按过磅"), "theory": _("按理计")}),
        "invoices": (invoices, {"paid": _("按票面相加"), "one": _("折成一票制")}),
        "transport": (mode, {"": _("最便宜的"), **{code: _(name) for code, name in MODES.items()}}),
    }
    return {
        name: tuple(Choice(value=value, text=str(text), chosen=value == chosen) for value, text in options.items())
        for name, (chosen, options) in tables.items()
    }


@lru_cache(maxsize=4096)
def _view(price: Landed, tag: str) -> LandedView:
    """In the reader's language, which is `tag`: the same price is said once."""
    lines = []
    for part in price.parts:
        notes = [reason(part), *(step_line(step) for step in part.steps)]
        if part.name == "freight":
            notes.append(freight_line(price))
        if part.name == "loading" and part.state == "known" and part.reason:
            notes.append(part.reason)
        lines.append(LandedLine(part_name(part), part.amount, part.state, tuple(note for note in notes if note)))
    return LandedView(
        total=price.total,
        least=price.at_least,
        around=price.around,
        unknown="、".join(part_name(part) for part in price.unknown),
        lines=tuple(lines),
        place=place_name(price.place),
        tonnes=price.quantity,
        sum=price.sum,
        route=route_line(price.route) if price.route else "",
        route_url=f"/freight/{price.route.no}" if price.route else "",
        others=tuple((route_line(route), f"/freight/{route.no}") for route in price.others),
        taken=taken(price),
    )
