"""Reads freight rates: the public list and page, one's own, the best for a route."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.errors import NotFound
from portal.core.paging import MAX_OFFSET, Page
from portal.core.permissions import Actor
from portal.logistics import terms
from portal.logistics.models import FreightPrice, FreightRate
from portal.logistics.policies import own_rates, owns_rate, public_rates
from portal.logistics.queries.rate_rows import RateRow, end_name, enough, place_clause, rate_rows, select_rates
from portal.organisations.models import Organisation

SORTS = ("price", "days", "new")


@dataclass(frozen=True, slots=True)
class FreightFilter:
    """What a reader asks for; empty means any. tonnes: what they want moved, so that minimums count."""

    origin: str = ""
    destination: str = ""
    mode: str = ""
    tonnes: Decimal | None = None
    sort: str = "price"


@dataclass(frozen=True, slots=True)
class FreightList:
    page: Page[RateRow]
    modes: tuple[tuple[str, int], ...]
    origins: tuple[tuple[str, int], ...]
    destinations: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RateView:
    """A rate's own page. history: prices it had, newest first. others: more offers for the same route."""

    row: RateRow
    remarks: str
    is_open: bool
    is_own: bool
    history: tuple[tuple[Decimal, datetime], ...]
    others: tuple[RateRow, ...]


def list_rates(session: Session, wanted: FreightFilter, *, number: int = 1, size: int = 20) -> FreightList:
    """The public list with the counts of its filters; each filter's counts heed the other filters."""
    moment = now()
    origin = place_clause(FreightRate.from_city, FreightRate.from_region, wanted.origin)
    destination = place_clause(FreightRate.to_city, FreightRate.to_region, wanted.destination)
    carried = enough(wanted.tonnes)
    counts = session.execute(
        select(
            FreightRate.from_city, FreightRate.to_city, FreightRate.mode, origin.label("a"), destination.label("b"), func.count()
        )
        .outerjoin(Organisation, Organisation.id == FreightRate.org_id)
        .where(public_rates(moment), carried)
        .group_by(FreightRate.from_city, FreightRate.to_city, FreightRate.mode, "a", "b")
    ).all()  # fmt: skip
    modes, origins, destinations, total = Counter[str](), Counter[str](), Counter[str](), 0
    for from_city, to_city, mode, from_fits, to_fits, count in counts:
        mode_fits = wanted.mode in ("", mode)
        if from_fits and to_fits:
            modes[mode] += count
        if to_fits and mode_fits:
            origins[from_city] += count
        if from_fits and mode_fits:
            destinations[to_city] += count
        if from_fits and to_fits and mode_fits:
            total += count
    query = select_rates().where(public_rates(moment), origin, destination, carried)
    if wanted.mode:
        query = query.where(FreightRate.mode == wanted.mode)
    query = query.order_by(*_order(wanted.sort)).limit(size).offset(min((number - 1) * size, MAX_OFFSET))
    items = rate_rows(session.execute(query), moment, wanted.tonnes)
    return FreightList(
        Page(items, number, size, total),
        tuple((mode, modes[mode]) for mode in terms.MODES if modes[mode] or mode == wanted.mode),
        tuple(origins.most_common(30)),
        tuple(destinations.most_common(30)),
    )


def rate_view(session: Session, actor: Actor, no: str) -> RateView:
    """A rate's page: public ones for everybody, others for their owner and staff, ended ones as ended. Raises: NotFound."""
    moment = now()
    found = session.execute(select_rates(FreightRate.remarks).where(FreightRate.no == no)).first()
    if found is None:
        raise NotFound("运价不存在")
    own = owns_rate(actor, found.org_id)
    row = rate_rows([found], moment)[0]
    if not (row.verified or found.org_id is None) and not own and not actor.is_staff:
        raise NotFound("运价不存在")
    if row.status == "withdrawn" and not own and not actor.is_staff:
        raise NotFound("运价不存在")
    history = session.execute(
        select(FreightPrice.price, FreightPrice.at)
        .where(FreightPrice.rate_id == found.id)
        .order_by(FreightPrice.id.desc())
        .limit(12)
    )
    others = session.execute(
        select_rates()
        .where(
            public_rates(moment),
            FreightRate.from_city == row.from_city,
            FreightRate.to_city == row.to_city,
            FreightRate.id != row.id,
        )
        .order_by(FreightRate.price, FreightRate.id)
        .limit(8)
    )
    return RateView(
        row=row,
        remarks=found.remarks,
        is_open=row.status == "published" and row.valid_until > moment,
        is_own=own,
        history=tuple((price, at) for price, at in history),
        others=tuple(rate_rows(others, moment)),
    )


def list_own_rates(session: Session, actor: Actor, *, number: int = 1, size: int = 50) -> Page[RateRow]:
    """The rates the actor may change: open ones first, those confirmed longest ago on top."""
    total = session.execute(select(func.count()).select_from(FreightRate).where(own_rates(actor))).scalar_one()
    query = (
        select_rates()
        .where(own_rates(actor))
        .order_by((FreightRate.status != "published"), FreightRate.confirmed_at, FreightRate.id)
        .limit(size)
        .offset(min((number - 1) * size, MAX_OFFSET))
    )
    return Page(rate_rows(session.execute(query), now()), number, size, total)


def rate_values(session: Session, actor: Actor, no: str) -> dict[str, Any]:
    """A rate's columns for its form, for who may change it. Raises: NotFound."""
    found = session.execute(
        select(
            FreightRate.no, FreightRate.from_code, FreightRate.to_code, FreightRate.from_city, FreightRate.to_city, FreightRate.mode,
            FreightRate.price, FreightRate.min_tonnes, FreightRate.min_charge, FreightRate.days_min, FreightRate.days_max, FreightRate.carrier, FreightRate.valid_from,
            FreightRate.valid_until, FreightRate.remarks, FreightRate.status, FreightRate.version,
        ).where(FreightRate.no == no, own_rates(actor))
    ).first()  # fmt: skip
    if found is None:
        raise NotFound("运价不存在")
    values = dict(found._mapping)
    for end in ("from", "to"):
        values[f"{end}_city"] = end_name(values.pop(f"{end}_code"), values[f"{end}_city"])
    return values


def latest_rates(session: Session, *, limit: int = 8) -> list[RateRow]:
    """Public rates, those confirmed last first."""
    moment = now()
    query = select_rates().where(public_rates(moment)).order_by(FreightRate.confirmed_at.desc(), FreightRate.id.desc())
    return rate_rows(session.execute(query.limit(limit)), moment)


def best_routes(
    session: Session, *, origin: str, destination: str = "", tonnes: Decimal | None = None, limit: int = 5
) -> list[RateRow]:
    """The cheapest public rates from a city (to another), heeding minimums."""
    moment = now()
    query = select_rates().where(public_rates(moment), FreightRate.from_city == origin, enough(tonnes))
    if destination:
        query = query.where(FreightRate.to_city == destination)
    return rate_rows(session.execute(query.order_by(FreightRate.price, FreightRate.id).limit(limit)), moment, tonnes)


def rates_by_id(session: Session, ids: Collection[int]) -> dict[int, RateRow]:
    """The public ones among these, in one query."""
    moment = now()
    found = session.execute(select_rates().where(public_rates(moment), FreightRate.id.in_(list(ids))))
    return {row.id: row for row in rate_rows(found, moment)}


def rates_after(
    session: Session, last_id: int | None, *, limit: int, origin: str = "", destination: str = "", mode: str = ""
) -> list[RateRow]:
    """Public rates in the order of their ids, for programs; one row has an id the next page continues after."""
    moment = now()
    query = select_rates().where(
        public_rates(moment),
        place_clause(FreightRate.from_city, FreightRate.from_region, origin),
        place_clause(FreightRate.to_city, FreightRate.to_region, destination),
    )
    if mode:
        query = query.where(FreightRate.mode == mode)
    if last_id is not None:
        query = query.where(FreightRate.id > last_id)
    return rate_rows(session.execute(query.order_by(FreightRate.id).limit(limit)), moment)


def rate_label(session: Session, no: str) -> str | None:
    """`天津 → 北京 · 汽运` for a public rate's number; None for any other. For threads that are about it."""
    query = select_rates().where(public_rates(now()), FreightRate.no == no)
    rows = rate_rows(session.execute(query), now())
    return f"{rows[0].from_city} → {rows[0].to_city} · {terms.MODES[rows[0].mode]}" if rows else None


def _order(sort: str) -> tuple[Any, ...]:
    if sort == "days":
        unknown = 9999  # a rate that names no days comes last
        return (
            func.coalesce(FreightRate.days_max, FreightRate.days_min, unknown),
            FreightRate.price,
            FreightRate.id,
        )
    if sort == "new":
        return FreightRate.confirmed_at.desc(), FreightRate.id.desc()
    return FreightRate.price, FreightRate.id
