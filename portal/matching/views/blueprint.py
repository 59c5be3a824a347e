"""The blueprint of the companies' pages, and what they share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask import Blueprint, current_app

from portal.core.clock import now
from portal.landed.assumptions import Assumptions
from portal.listings.freshness import Freshness
from portal.listings.queries.rows import place_of
from portal.listings.terms import DEMAND
from portal.matching.match import Match
from portal.matching.queries.shown import Side
from portal.matching.words import Chip, chip, worth
from portal.materials.units import unit_name
from portal.web.filters import ago
from portal.web.i18n import LOCALES, locale_tag

bp = Blueprint("matching", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A match in the reader's words."""

    no: str
    side: Side
    unit: str
    place: str
    freshness: str
    when: str
    points: int
    worth: str
    tone: str
    chips: Sequence[Chip]
    hidden: bool
    ask_url: str
    took: Decimal | None


def line(own: Side, side: Side, match: Match, *, hidden: bool = False, took: Decimal | None = None) -> Line:
    """took: how much of it the combined offer takes."""
    language = LOCALES[locale_tag()]
    demand = own if own.kind == DEMAND else side
    unit = unit_name(demand.unit, language)
    word, tone = worth(match.score)
    return Line(
        no=side.no,
        side=side,
        unit=unit_name(side.unit, language),
        place=place_of(side.city, side.warehouse_name),
        freshness=limits().state(side.confirmed_at, now()),
        when=ago(side.confirmed_at),
        points=round(match.score / 10),
        worth=word,
        tone=tone,
        chips=[chip(reason, unit=unit, wanted=demand.amount, language=language) for reason in match.reasons],
        hidden=hidden,
        ask_url=f"/threads/new?listing={side.no}&kind=inquiry",
        took=took,
    )


def limits() -> Freshness:
    """This installation's ages."""
    found: Freshness = current_app.extensions["portal.freshness"]
    return found


def usual() -> Assumptions:
    """What this installation takes for granted of prices."""
    found: Assumptions = current_app.extensions["portal.landed"]
    return found
