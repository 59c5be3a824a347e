"""Hits as a page shows them: one shape for all kinds, in the reader's words, with what was asked for marked. No query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Protocol

from markupsafe import Markup, escape

from portal.core.clock import now
from portal.core.landing import LandedView
from portal.materials.units import unit_name
from portal.search.marks import marked
from portal.search.query import SearchQuery, Term
from portal.search.saying import note, reasons
from portal.search.services import Found
from portal.search.standing import Standing
from portal.web.filters import ago
from portal.web.i18n import LOCALES, _, locale_tag

_MOST_MARKED = 1000
_MOST_KNOWN = 200
_EXCERPT, _BEFORE = 140, 30


class Freshness(Protocol):
    """How old a confirmation is in the trade's eyes (the installation's limits)."""

    def state(self, confirmed_at: datetime | None, moment: datetime) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hit:
    """A line of results. It has what components/listing_table.html asks of a row, for every kind of thing.

    kept: the same question shows the same row, unchanged, as this very object again.
    """

    kind: str
    no: str
    url: str
    title: str
    subtitle: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    price: Decimal | None = None
    price_state: str = "none"  # shown | on_request | members | none
    org_name: str = ""
    org_verified: bool = False
    place: str = ""
    freshness: str = ""
    when: str = ""
    ask_url: str = ""
    note: str = ""  # how it differs from what was asked for
    why: tuple[str, ...] = ()
    kept: bool = False
    landed: LandedView | None = None


def hits(found: Found, limits: Freshness, *, landed: Mapping[int, LandedView] | None = None) -> list[Hit]:
    """The rows of a page in the reader's words. Titles and second lines are safe to print: marks are the only markup."""
    language, moment, terms, query = LOCALES[locale_tag()], now(), found.result.terms, found.query
    known = _known_hits(query.text, query.raw, terms, language)
    made = []
    for (kind, row), standing in zip(found.rows, found.standings, strict=True):
        if kind not in ("supply", "demand"):
            hit = _SHAPES[kind](row, terms, language, moment, limits)
            made.append(_explained(hit, row, standing, query))
            continue
        # Rows read again unchanged are one object; everything else a hit shows of its moment is in the key too.
        state, said = limits.state(row.confirmed_at, moment), ago(row.confirmed_at)
        price = landed.get(row.id) if landed and kind == "supply" else None
        key = (row, standing, state, said, price)
        known_hit = known.get(key)
        if known_hit is None:
            hit = replace(_listing(row, terms, language, moment, limits), kept=True, landed=price)
            known_hit = _explained(hit, row, standing, query)
            if len(known) < _MOST_KNOWN:
                known[key] = known_hit
        made.append(known_hit)
    return made


def _explained(hit: Hit, row: Any, standing: Standing, query: SearchQuery) -> Hit:
    if not query.text:
        return hit
    said = note(standing, query, grade=getattr(row, "grade", ""), spec=getattr(row, "spec", ""))
    return replace(hit, note=said, why=reasons(standing, query, said))


@lru_cache(maxsize=64)
def _known_hits(text: str, raw: tuple[str, ...], terms: tuple[Term, ...], language: str) -> dict[Any, Hit]:
    """Hits of one question in one language, by what they show."""
    return {}


def with_marks(text: str, terms: tuple[Term, ...]) -> str:
    """The text with what was asked for in <mark>: Markup then, escaped; else the plain text."""
    known = _marked_texts(terms)
    found = known.get(text)
    if found is None:
        pieces = marked(text, terms)
        found = text
        if len(pieces) > 1 or pieces[0][1]:
            found = Markup("".join(f"<mark>{escape(piece)}</mark>" if hit else escape(piece) for piece, hit in pieces))  # noqa: S704  # every piece is escaped
        if len(known) < _MOST_MARKED:
            known[text] = found
    return found


def excerpt(text: str, terms: tuple[Term, ...]) -> str:
    """The stretch of a long text that says what was asked for; its beginning where only the title does."""
    place = 0
    for piece, hit in marked(text, terms):
        if hit:
            break
        place += len(piece)
    begin = 0 if place >= len(text) or place <= _EXCERPT // 2 else place - _BEFORE
    cut = text[begin : begin + _EXCERPT].strip()
    return ("…" if begin else "") + cut + ("…" if begin + _EXCERPT < len(text) else "")


@lru_cache(maxsize=128)
def _marked_texts(terms: tuple[Term, ...]) -> dict[str, str]:
    """Texts of hits of one question, marked: the same few stand on many rows and pages."""
    return {}


def _listing(row: Any, terms: tuple[Term, ...], language: str, moment: datetime, limits: Freshness) -> Hit:
    return Hit(
        kind=row.kind,
        no=row.no,
        url=row.url,
        title=with_marks(row.title, terms),
        subtitle=with_marks(row.subtitle, terms),
        quantity=row.amount,
        unit=unit_name(row.unit, language),
        price=row.price,
        price_state=row.price_state,
        org_name=row.org_name,
        org_verified=row.org_verified,
        place=with_marks(row.place, terms),
        freshness=limits.state(row.confirmed_at, moment),
        when=ago(row.confirmed_at),
        ask_url=row.ask_url,
    )


def _warehouse(row: Any, terms: tuple[Term, ...], language: str, moment: datetime, limits: Freshness) -> Hit:
    return Hit(
        kind="warehouse",
        no=row.no,
        url=row.url,
        title=with_marks(row.name, terms),
        subtitle=row.address,
        quantity=row.tonnes,
        unit=unit_name("t", language),
        place=with_marks(row.place, terms),
        freshness=row.freshness,
        when=ago(row.updated_at),
        ask_url=f"/threads/new?warehouse={row.no}&kind=storage",
    )


def _freight(row: Any, terms: tuple[Term, ...], language: str, moment: datetime, limits: Freshness) -> Hit:
    days = _("%(days)s 天", days=row.days) if row.days else ""
    modes = {"road": _("汽运"), "rail": _("铁路"), "water": _("水运")}
    return Hit(
        kind="freight",
        no=row.no,
        url=row.url,
        title=with_marks(f"{row.from_city} → {row.to_city}", terms),
        subtitle=" · ".join(part for part in (modes.get(row.mode, row.mode), days, row.carrier) if part),
        price=row.price,
        price_state="shown",
        unit=unit_name("t", language),
        org_name=row.source,
        org_verified=row.verified and bool(row.source),
        place=row.from_city,
        freshness=row.freshness,
        when=ago(row.confirmed_at),
        ask_url=f"/threads/new?freight={row.no}&kind=transport",
    )


def _help(row: Any, terms: tuple[Term, ...], language: str, moment: datetime, limits: Freshness) -> Hit:
    return Hit(
        kind="help",
        no=row.slug,
        url=row.url,
        title=with_marks(row.title_in(locale_tag()), terms),
        subtitle=with_marks(excerpt(row.text_in(locale_tag()), terms), terms),
    )


_SHAPES = {"supply": _listing, "demand": _listing, "warehouse": _warehouse, "freight": _freight, "help": _help}
