"""Verbs of freight rates: publish, change, confirm, withdraw, expire. Every price a rate had is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.clock import SHANGHAI, now
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound, refuse
from portal.core.events import record
from portal.core.numbers import new_number
from portal.core.permissions import SYSTEM, Actor
from portal.core.uow import Database
from portal.logistics import terms
from portal.logistics.events import FreightRateChanged
from portal.logistics.models import EXPIRED, PUBLISHED, WITHDRAWN, FreightPrice, FreightRate
from portal.logistics.policies import can_enter_rates, own_rates
from portal.materials.places import names_of, place_ends, places_called

LONGEST_DAYS = 366
MOST_YUAN = 100_000
"""A tonne costs no more to carry; a slip of the finger does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RateInput:
    """What a rate's form says. price: yuan a tonne; valid_until: its last day."""

    from_city: str
    to_city: str
    mode: str
    price: Decimal
    valid_from: date
    valid_until: date
    min_tonnes: Decimal | None = None
    min_charge: Decimal | None = None
    days_min: int | None = None
    days_max: int | None = None
    carrier: str = ""
    remarks: str = ""


def publish_rate(session: Session, actor: Actor, values: RateInput) -> str:
    """Offer a rate, in the name of the actor's company or (transport department) of the house. Returns its number.

    Raises: Forbidden, Invalid("from_city", "to_city", "mode", "price", "days_max", "valid_until").
    """
    _allow(actor)
    rate = FreightRate(no=new_number("F"), org_id=actor.org_id, created_by=actor.user_id, created_at=now())
    _fill(actor, rate, values)
    session.add(rate)
    session.flush()  # its id goes into its first price
    session.add(FreightPrice(rate_id=rate.id, price=rate.price, at=now(), user_id=actor.user_id))
    audit(session, actor, "rate.published", f"rate:{rate.id}", no=rate.no, price=f"{rate.price:f}")
    record(session, FreightRateChanged(rate.id))
    return rate.no


def change_rate(session: Session, actor: Actor, no: str, *, version: int, values: RateInput) -> None:
    """Change one's own rate; it is open again and counts as confirmed now.

    Raises: Forbidden, NotFound, Conflict (somebody saved since `version`), Invalid as publish_rate.
    """
    _allow(actor)
    rate = session.scalars(select(FreightRate).where(FreightRate.no == no, own_rates(actor)).with_for_update()).first()
    if rate is None:
        raise NotFound("运价不存在")
    if rate.version != version:
        raise Conflict("其他人刚刚修改了这条运价，请对照后再保存")
    before = rate.price
    _fill(actor, rate, values)
    if rate.price != before:
        session.add(FreightPrice(rate_id=rate.id, price=rate.price, at=now(), user_id=actor.user_id))
    audit(session, actor, "rate.changed", f"rate:{rate.id}", price=f"{rate.price:f}", before=f"{before:f}")
    record(session, FreightRateChanged(rate.id))


def reprice_rate(session: Session, actor: Actor, no: str, *, version: int, price: Decimal) -> None:
    """A new price for one's own open rate, and nothing else; it counts as confirmed. Raises: as change_rate."""
    _allow(actor)
    query = select(FreightRate).where(FreightRate.no == no, own_rates(actor), FreightRate.status == PUBLISHED)
    rate = session.scalars(query.with_for_update()).first()
    if rate is None:
        raise NotFound("运价不存在")
    if rate.version != version:
        raise Conflict("其他人刚刚修改了这条运价，请对照后再保存")
    if not 0 < price <= MOST_YUAN:
        raise Invalid("price", "请填写大于 0 的价格")
    before, moment = rate.price, now()
    if price == before:
        confirm_rates(session, actor, [no])
        return
    rate.price, rate.confirmed_at, rate.changed_at, rate.changed_by = price, moment, moment, actor.user_id
    session.add(FreightPrice(rate_id=rate.id, price=price, at=moment, user_id=actor.user_id))
    audit(session, actor, "rate.changed", f"rate:{rate.id}", price=f"{price:f}", before=f"{before:f}")
    record(session, FreightRateChanged(rate.id))


def confirm_rates(session: Session, actor: Actor, nos: Sequence[str], *, until: date | None = None) -> int:
    """Say that these rates still hold, with a new last day if given. Foreign and withdrawn ones are passed over.

    A rate whose last day is past is confirmed only together with a new one. Returns how many were confirmed.
    Raises: Forbidden, Invalid("until").
    """
    _allow(actor)
    moment = now()
    values: dict[str, object] = {"confirmed_at": moment}
    query = select(FreightRate.id).where(FreightRate.no.in_(list(nos)[:500]), own_rates(actor))
    if until is not None:
        values |= {"valid_until": last_second(_last_day(until)), "status": PUBLISHED}
        query = query.where(FreightRate.status.in_((PUBLISHED, EXPIRED)))
    else:
        query = query.where(FreightRate.status == PUBLISHED, FreightRate.valid_until > moment)
    return _change_many(session, actor, session.scalars(query).all(), "rate.confirmed", values)


def withdraw_rates(session: Session, actor: Actor, nos: Sequence[str]) -> int:
    """Take one's own rates off the list; the transport department may take any. Returns how many were taken."""
    query = select(FreightRate.id).where(FreightRate.no.in_(list(nos)[:500]), FreightRate.status != WITHDRAWN)
    if not actor.works_in("transport"):
        if not actor.can_write:
            raise Forbidden("您在企业中的角色只能查看，请联系企业管理员")
        query = query.where(own_rates(actor))
    return _change_many(session, actor, session.scalars(query).all(), "rate.withdrawn", {"status": WITHDRAWN})


def expire_rates(database: Database) -> None:
    """Periodic: mark the rates whose last day is past, so that the index forgets them."""
    due = select(FreightRate.id).where(FreightRate.status == PUBLISHED, FreightRate.valid_until <= now()).limit(500)
    with database.reading() as session:
        if session.execute(due.limit(1)).first() is None:
            return
    with database.writing() as session:
        _change_many(session, SYSTEM, session.scalars(due).all(), "rate.expired", {"status": EXPIRED})


def last_second(day: date) -> datetime:
    """The end of a day in Shanghai."""
    return datetime.combine(day, time(23, 59, 59), SHANGHAI)


def _change_many(session: Session, actor: Actor, ids: Sequence[int], action: str, values: dict[str, object]) -> int:
    if ids:
        # Not through the rows themselves: confirming must not spoil the form a colleague has open.
        session.execute(update(FreightRate).where(FreightRate.id.in_(ids)).values(**values))
    for rate_id in ids:
        audit(session, actor, action, f"rate:{rate_id}")
        record(session, FreightRateChanged(rate_id))
    return len(ids)


def _allow(actor: Actor) -> None:
    if can_enter_rates(actor):
        return
    if actor.is_supplier and actor.can_write:
        raise Forbidden("企业审核通过后才能发布运价")
    raise Forbidden("运价由运输部和已认证的供应商发布")


def _last_day(until: date) -> date:
    today = now().astimezone(SHANGHAI).date()
    if until < today:
        raise Invalid("valid_until", "有效期不能早于今天")
    if until > today + timedelta(days=LONGEST_DAYS):
        raise Invalid("valid_until", "有效期最长一年")
    return until


def check_rate(values: RateInput) -> None:
    """Look at everything typed; what is missing (None) is the form's to say. Raises: Invalid, with every complaint."""
    found = [
        fault
        for name in ("from_city", "to_city")
        if (fault := _no_place(name, getattr(values, name) or "")) is not None
    ]
    if values.mode not in terms.MODES:
        found.append(Invalid("mode", "请选择运输方式"))
    if values.price is not None and values.price <= 0:
        found.append(Invalid("price", "请填写大于 0 的价格"))
    if values.days_min is not None and values.days_max is not None and values.days_max < values.days_min:
        found.append(Invalid("days_max", "最长天数不能少于最短天数"))
    if values.valid_until is not None:
        if values.valid_from is not None and values.valid_until < values.valid_from:
            found.append(Invalid("valid_until", "截止日期不能早于开始日期"))
        else:
            try:
                _last_day(values.valid_until)
            except Invalid as error:
                found.append(error)
    refuse(found)


def _no_place(name: str, text: str) -> Invalid | None:
    found = places_called(text)
    if len(found) == 1:
        return None
    if found:
        return Invalid(name, "有几个“%(place)s”，请写全：%(names)s", place=text.strip()[:20], names=names_of(found))
    return Invalid(name, "没有找到这个地方，请填写省、市或区县，例如 天津、佛山、佛山顺德")


def _fill(actor: Actor, rate: FreightRate, values: RateInput) -> None:
    check_rate(values)
    rate.from_code, rate.from_region, rate.from_city = place_ends(values.from_city)
    rate.to_code, rate.to_region, rate.to_city = place_ends(values.to_city)
    rate.mode, rate.price = values.mode, values.price
    rate.min_tonnes, rate.min_charge = values.min_tonnes, values.min_charge
    rate.days_min, rate.days_max = values.days_min, values.days_max
    rate.carrier, rate.remarks = values.carrier, values.remarks
    rate.valid_from = datetime.combine(values.valid_from, time(), SHANGHAI)
    rate.valid_until = last_second(_last_day(values.valid_until))
    rate.status = PUBLISHED
    rate.confirmed_at = rate.changed_at = now()
    rate.changed_by = actor.user_id
