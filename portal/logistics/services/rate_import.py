"""Brings a table of freight rates into a company's rates, or the house's own. The same table twice changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.clock import SHANGHAI, now
from portal.core.errors import Forbidden, Invalid, NotFound
from portal.core.events import record
from portal.core.numbers import new_number
from portal.core.permissions import Actor
from portal.core.uow import Database
from portal.logistics.events import FreightRateChanged
from portal.logistics.models import PUBLISHED, WITHDRAWN, FreightPrice, FreightRate
from portal.logistics.policies import can_enter_rates
from portal.logistics.rate_sheet import SheetRate
from portal.logistics.services.freight import LONGEST_DAYS, last_second
from portal.logistics.stock_report import Fault
from portal.organisations.models import Organisation

HOLDS_DAYS = 30
"""How long a rate holds whose table does not say."""
BATCH = 200
Fate = Literal["new", "changed", "unchanged"]
_COMPARED = ("price", "min_charge", "days_min", "days_max", "remarks")


@dataclass(frozen=True, slots=True)
class Planned:
    """What becomes of one row. before: the price it has now; no: its number, empty while it is new."""

    rate: SheetRate
    fate: Fate
    no: str = ""
    before: Decimal | None = None


@dataclass(frozen=True, slots=True)
class RatePlan:
    """What a table would change. faults: rows whose dates cannot be."""

    planned: tuple[Planned, ...]
    faults: tuple[Fault, ...]

    def count(self, fate: Fate) -> int:
        return sum(one.fate == fate for one in self.planned)


def owner_of_rates(session: Session, company_no: str) -> int | None:
    """The company a table is brought in for; None, the house, for no number. Raises: NotFound, Invalid("company")."""
    if not company_no:
        return None
    found = session.execute(select(Organisation.id, Organisation.kind).where(Organisation.no == company_no)).first()
    if found is None:
        raise NotFound("企业不存在")
    if found.kind not in ("supplier", "both"):
        raise Invalid("company", "只有供应商可以发布运价")
    return int(found.id)


def plan_rates(
    session: Session, org_id: int | None, rates: Sequence[SheetRate], *, until: date | None = None
) -> RatePlan:
    """Compare a table with the rates there are. until: the last day of what does not say; else it holds for a month."""
    today = now().astimezone(SHANGHAI).date()
    known = _known(session, org_id)
    planned, faults = [], []
    for rate in rates:
        if rate.valid_until is not None and not today <= rate.valid_until <= today + timedelta(days=LONGEST_DAYS):
            faults.append(Fault(rate.row, "有效期至", "今天到一年之内", rate.valid_until.isoformat()))
            continue
        before = known.get(rate.key)
        if before is None:
            planned.append(Planned(rate, "new"))
        else:
            fate: Fate = "changed" if _differs(before, rate, until) else "unchanged"
            planned.append(Planned(rate, fate, before.no, before.price))
    return RatePlan(tuple(planned), tuple(faults))


def import_rates(
    database: Database, actor: Actor, *, org_id: int | None, rates: Sequence[SheetRate], until: date | None = None
) -> RatePlan:
    """Publish what is new and change what differs, some hundred rows a transaction; what is unchanged stays untouched.

    org_id: the owner; people bring in their own company's (staff: the house's), commands anybody's. Raises: Forbidden.
    """
    if not can_enter_rates(actor) or (actor.is_customer and actor.org_id != org_id):
        raise Forbidden("运价由运输部和已认证的供应商发布")
    done: list[Planned] = []
    faults: list[Fault] = []
    for batch in _batches(rates):
        with database.writing() as session:
            plan = plan_rates(session, org_id, batch, until=until)
            done += [_bring(session, actor, org_id, one, until) for one in plan.planned]
            faults += plan.faults
    return RatePlan(tuple(done), tuple(faults))


def _bring(session: Session, actor: Actor, org_id: int | None, planned: Planned, until: date | None) -> Planned:
    if planned.fate == "unchanged":
        return planned
    given, moment = planned.rate, now()
    today = moment.astimezone(SHANGHAI).date()
    if planned.fate == "new":
        rate = FreightRate(no=new_number("F"), org_id=org_id, created_by=actor.user_id, created_at=moment)
        rate.from_code, rate.from_region, rate.from_city = given.start
        rate.to_code, rate.to_region, rate.to_city = given.end
        rate.mode, rate.carrier, rate.min_tonnes = given.mode, given.carrier, given.min_tonnes
        rate.valid_from = _first_moment(given.valid_from or today)
        session.add(rate)
    else:
        rate = session.scalars(select(FreightRate).where(FreightRate.no == planned.no).with_for_update()).one()
        if given.valid_from is not None:
            rate.valid_from = _first_moment(given.valid_from)
    for name in _COMPARED:
        setattr(rate, name, getattr(given, name))
    if given.valid_until or until or planned.fate == "new" or not _is_open(rate):
        rate.valid_until = last_second(given.valid_until or until or today + timedelta(days=HOLDS_DAYS))
    rate.status = PUBLISHED
    rate.confirmed_at = rate.changed_at = moment
    rate.changed_by = actor.user_id
    session.flush()  # its id goes into its price
    if planned.before != given.price:
        session.add(FreightPrice(rate_id=rate.id, price=given.price, at=moment, user_id=actor.user_id))
    action = "rate.published" if planned.fate == "new" else "rate.changed"
    audit(session, actor, action, f"rate:{rate.id}", no=rate.no, price=f"{given.price:f}", source="table")
    record(session, FreightRateChanged(rate.id))
    return Planned(given, planned.fate, rate.no, planned.before)


def _known(session: Session, org_id: int | None) -> dict[tuple[str, str, str, str, Decimal], Any]:
    """The owner's rates by what makes them the same; of several the one changed last."""
    columns = (
        FreightRate.no, FreightRate.from_code, FreightRate.to_code, FreightRate.mode, FreightRate.carrier, FreightRate.min_tonnes,
        FreightRate.price, FreightRate.min_charge, FreightRate.days_min, FreightRate.days_max, FreightRate.remarks,
        FreightRate.valid_from, FreightRate.valid_until, FreightRate.status,
    )  # fmt: skip
    whose = FreightRate.org_id.is_(None) if org_id is None else FreightRate.org_id == org_id
    rows = session.execute(
        select(*columns).where(whose, FreightRate.status != WITHDRAWN).order_by(FreightRate.changed_at, FreightRate.id)
    )
    return {
        (row.from_code, row.to_code, row.mode, row.carrier, row.min_tonnes or Decimal(0)): row for row in rows
    }  # fmt: skip


def _differs(before: Any, rate: SheetRate, until: date | None) -> bool:
    """Validity only counts where the table (or whoever brings it) states it, or where the rate has ended."""
    if any(getattr(before, name) != getattr(rate, name) for name in _COMPARED) or not _is_open(before):
        return True
    wanted = rate.valid_until or until
    if wanted is not None and before.valid_until.astimezone(SHANGHAI).date() != wanted:
        return True
    return rate.valid_from is not None and before.valid_from.astimezone(SHANGHAI).date() != rate.valid_from


def _is_open(rate: Any) -> bool:
    return bool(rate.status == PUBLISHED and rate.valid_until > now())


def _first_moment(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _batches(rates: Sequence[SheetRate]) -> Iterator[Sequence[SheetRate]]:
    for start in range(0, len(rates), BATCH):
        yield rates[start : start + BATCH]
