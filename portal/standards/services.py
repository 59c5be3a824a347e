"""Verbs on the standards: policies, calendars and their days, and a customer's tier. The caller owns the transaction.

A change replaces what stands by a new row, counts the version up, and is told to whoever promised something.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.calendar import announced_days
from portal.core.clock import SHANGHAI, now
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.events import record
from portal.core.permissions import Actor
from portal.core.uow import Database
from portal.organisations.models import Organisation
from portal.standards.books import OFF, OWN_HOURS, WORK
from portal.standards.calendar import read_hours, write_hours
from portal.standards.events import StandardsChanged, TierChanged
from portal.standards.models import (
    ANNOUNCED,
    STAFF,
    ServiceCalendar,
    ServiceDay,
    ServicePolicy,
    StandardsVersion,
)
from portal.standards.policies import can_set, can_set_tier
from portal.standards.promises import DEFAULTS, Amount, Policy
from portal.standards.terms import DAYS, MINUTES, TIERS

MOST_MINUTES, MOST_DAYS = 6000, 90
MOST_AHEAD = timedelta(days=3 * 366)
LEAST_DAY = timedelta(minutes=30)
"""Of days of a minute, a promise that is allowed lies further ahead than anybody counts: nobody could write to us any more."""


def save_policy(session: Session, actor: Actor, policy: Policy, *, version: int) -> None:
    """Set what is promised to a kind, tier and priority. version: the standards' as they were shown.

    Raises: Forbidden, Conflict, Invalid("first" | "next" | "resolve").
    """
    _may(actor)
    _check_version(session, version)
    for name, amount in (("first", policy.first), ("next", policy.next), ("resolve", policy.resolve)):
        _check_amount(name, amount)
    _write_defaults(session, actor)
    _replace(session, ServicePolicy, kind=policy.kind, tier=policy.tier, priority=policy.priority)
    session.execute(insert(ServicePolicy).values(_policy_row(policy) | _by(actor)))
    _changed(
        session, actor, "standards.policy_set", f"policy:{policy.kind}/{policy.tier}/{policy.priority}",
        first=_words(policy.first), next=_words(policy.next), resolve=_words(policy.resolve),
    )  # fmt: skip


def remove_policy(session: Session, actor: Actor, *, kind: str, tier: str, priority: str, version: int) -> None:
    """Take a tier's or priority's own rule away; what holds for everybody stays.

    Raises: Forbidden, Conflict, NotFound, Invalid("kind") (the rule for everybody).
    """
    _may(actor)
    _check_version(session, version)
    if not tier and not priority:
        raise Invalid("kind", "面向所有客户的标准不能删除，只能修改")
    _write_defaults(session, actor)
    if not _replace(session, ServicePolicy, kind=kind, tier=tier, priority=priority):
        raise NotFound("没有这条标准")
    _changed(session, actor, "standards.policy_removed", f"policy:{kind}/{tier}/{priority}")


def save_calendar(
    session: Session, actor: Actor, *, department: str, workday: str, saturday: str, sunday: str, version: int
) -> None:
    """Set the hours of a department (of the house when empty).

    Raises: Forbidden, Conflict, Invalid("workday" | "saturday" | "sunday").
    """
    _may(actor)
    _check_version(session, version)
    typed = {"workday": workday, "saturday": saturday, "sunday": sunday}
    week = {name: read_hours(text, field=name) for name, text in typed.items()}
    if not week["workday"]:
        raise Invalid("workday", "请填写工作日的上班时段")
    if sum((to - since for since, to in week["workday"]), timedelta(0)) < LEAST_DAY:
        raise Invalid("workday", "工作日的上班时段合计不能少于 %(n)s 分钟", n=LEAST_DAY // timedelta(minutes=1))
    hours = {name: write_hours(windows) for name, windows in week.items()}
    _replace(session, ServiceCalendar, department=department)
    session.execute(insert(ServiceCalendar).values(department=department, **hours, **_by(actor)))
    _changed(session, actor, "standards.calendar_set", f"calendar:{department}", **hours)


def save_day(
    session: Session,
    actor: Actor,
    *,
    department: str,
    day: date,
    kind: str,
    hours: str = "",
    name: str = "",
    version: int,
) -> None:
    """Set a day unlike its weekday. Raises: Forbidden, Conflict, Invalid("day" | "kind" | "hours")."""
    _may(actor)
    _check_version(session, version)
    today = now().astimezone(SHANGHAI).date()
    if not today - MOST_AHEAD <= day <= today + MOST_AHEAD:
        raise Invalid("day", "请填写前后三年内的日期")
    if kind not in (OFF, WORK, OWN_HOURS):
        raise Invalid("kind", "请从列表中选择")
    own = write_hours(read_hours(hours)) if kind == OWN_HOURS else ""
    if kind == OWN_HOURS and not own:
        raise Invalid("hours", "请填写当天的上班时段")
    _replace(session, ServiceDay, department=department, day=day)
    session.execute(
        insert(ServiceDay).values(
            department=department, day=day, kind=kind, hours=own, name=name[:60], source=STAFF, **_by(actor)
        )
    )
    _changed(
        session, actor, "standards.day_set", f"calendar:{department}", day=day.isoformat(), kind=kind, hours=own
    )  # fmt: skip


def remove_day(session: Session, actor: Actor, *, department: str, day: date, version: int) -> None:
    """Forget what was said of a day; it is then as announced. Raises: Forbidden, Conflict, NotFound."""
    _may(actor)
    _check_version(session, version)
    if not _replace(session, ServiceDay, department=department, day=day):
        raise NotFound("没有这一天的安排")
    _changed(session, actor, "standards.day_removed", f"calendar:{department}", day=day.isoformat())


def set_tier(session: Session, actor: Actor, *, org_no: str, tier: str) -> None:
    """Put a customer into a tier. Raises: Forbidden, NotFound, Invalid("tier")."""
    if not can_set_tier(actor):
        raise Forbidden("只有业务和监督部门可以设置客户等级")
    if tier not in TIERS:
        raise Invalid("tier", "请从列表中选择")
    row = session.execute(select(Organisation.id, Organisation.tier).where(Organisation.no == org_no[:20])).first()
    if row is None:
        raise NotFound("企业不存在")
    if row.tier == tier:
        return
    # Past the company's own version: a tier is no change of what the company says about itself.
    session.execute(update(Organisation.__table__).where(Organisation.id == row.id).values(tier=tier))  # type: ignore[arg-type]
    audit(session, actor, "organisation.tier_set", f"organisation:{row.id}", tier=tier, before=row.tier)
    record(session, TierChanged(org_id=row.id))


def bring_in_announced(session: Session, years: Iterable[int]) -> int:
    """Write the State Council's days of these years into the house's calendar, but for days staff have spoken of.

    Returns how many are new or corrected.
    """
    days = [found for year in years for found in announced_days(year)]
    if not days:
        return 0
    known = {
        row.day: row
        for row in session.execute(
            select(ServiceDay.day, ServiceDay.kind, ServiceDay.source).where(
                ServiceDay.department == "",
                ServiceDay.replaced_at.is_(None),
                ServiceDay.day.between(days[0][0], days[-1][0]),
            )
        )
    }
    fresh = []
    for day, worked, name in days:
        kind, before = WORK if worked else OFF, known.get(day)
        if before is not None and (before.source == STAFF or before.kind == kind):
            continue
        if before is not None:
            _replace(session, ServiceDay, department="", day=day)
        fresh.append(
            {"department": "", "day": day, "kind": kind, "hours": "", "name": name, "source": ANNOUNCED, "by_id": None,
             "by_name": "", "created_at": now(), "replaced_at": None}
        )  # fmt: skip
    if fresh:
        session.execute(insert(ServiceDay), fresh)
        _count_up(session)
    return len(fresh)


def keep_announced(database: Database) -> None:
    """Periodic: bring in the days of the years around this one, as far as they are known."""
    year = now().astimezone(SHANGHAI).year
    with database.reading() as session:
        counted = session.execute(
            select(ServiceDay.day).where(ServiceDay.source == ANNOUNCED, ServiceDay.replaced_at.is_(None))
        ).scalars()
        written = {day.year for day in counted}
    wanted = [one for one in (year - 1, year, year + 1) if one not in written and announced_days(one)]
    if wanted:
        with database.writing() as session:
            bring_in_announced(session, wanted)


def version_of(session: Session) -> int:
    """The newest version's number."""
    return int(session.execute(select(StandardsVersion.version)).scalar() or 0)


def _may(actor: Actor) -> None:
    if not can_set(actor):
        raise Forbidden("只有监督部门和系统管理员可以修改服务标准")


def _check_version(session: Session, version: int) -> None:
    # Whoever changes them next waits here until this transaction is over.
    found = session.execute(select(StandardsVersion.version).with_for_update()).scalar() or 0
    if found != version:
        raise Conflict("同事刚刚改过服务标准或日历，请核对后再保存")


def _check_amount(name: str, amount: Amount | None) -> None:
    if amount is None:
        return
    if amount.unit not in (MINUTES, DAYS):
        raise Invalid(name, "请从列表中选择")
    most = MOST_DAYS if amount.unit == DAYS else MOST_MINUTES
    if not 1 <= amount.number <= most:
        raise Invalid(name, "请填写 1 到 %(max)s 之间的整数", max=most)


def _write_defaults(session: Session, actor: Actor) -> None:
    """The first change of a policy writes all the others down as they were until then."""
    if session.execute(select(ServicePolicy.id).limit(1)).first() is None:
        session.execute(insert(ServicePolicy), [_policy_row(policy) | _by(actor) for policy in DEFAULTS])


def _policy_row(policy: Policy) -> dict[str, Any]:
    row: dict[str, Any] = {"kind": policy.kind, "tier": policy.tier, "priority": policy.priority}
    for name, amount, unit in (
        ("first", policy.first, MINUTES),
        ("next", policy.next, MINUTES),
        ("resolve", policy.resolve, DAYS),
    ):
        row |= {f"{name}_amount": amount.number if amount else None, f"{name}_unit": amount.unit if amount else unit}
    return row


def _by(actor: Actor) -> dict[str, Any]:
    return {"by_id": actor.user_id, "by_name": actor.name[:60], "created_at": now()}


def _replace(session: Session, table: Any, **which: Any) -> bool:
    """End what stands in this place. Returns whether anything did."""
    conditions = [getattr(table, name) == value for name, value in which.items()]
    ended = session.execute(
        update(table).where(table.replaced_at.is_(None), *conditions).values(replaced_at=now()).returning(table.id)
    ).all()
    return bool(ended)


def _changed(session: Session, actor: Actor, action: str, subject: str, **facts: Any) -> None:
    version = _count_up(session)
    audit(session, actor, action, subject, version=version, **facts)


def _count_up(session: Session) -> int:
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    added = dialect.insert(StandardsVersion).values(id=1, version=1, changed_at=now())
    statement = added.on_conflict_do_update(
        index_elements=["id"], set_={"version": StandardsVersion.version + 1, "changed_at": now()}
    ).returning(StandardsVersion.version)
    version = int(session.execute(statement).scalar_one())
    record(session, StandardsChanged(version=version))
    return version


def _words(amount: Amount | None) -> str:
    return f"{amount.number}{amount.unit}" if amount else ""
