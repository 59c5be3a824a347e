"""The desk's settings of the standards: what is promised, calendars and their days, a customer's tier."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request

from portal.core.clock import SHANGHAI, now
from portal.core.errors import Conflict, Invalid
from portal.core.texts import N_
from portal.standards import queries, services
from portal.standards.books import book_of
from portal.standards.calendar import STANDARD_WEEK, write_hours
from portal.standards.forms import DayForm, PolicyForm, WeekForm, department_of, version_of
from portal.standards.promises import Policy
from portal.standards.said import amount_words, change_words, day_words, kind_words
from portal.standards.terms import DEPARTMENTS, KINDS, PRIORITIES, PROMISES, TIERS
from portal.web.auth import current_actor
from portal.web.forms import clean, whole
from portal.web.guards import staff
from portal.web.i18n import _, say
from portal.web.uow import reading, writing

bp = Blueprint("standards_desk", __name__)

ACTIONS = {
    "standards.policy_set": N_("修改标准"),
    "standards.policy_removed": N_("删除标准"),
    "standards.calendar_set": N_("修改上班时段"),
    "standards.day_set": N_("设置日期"),
    "standards.day_removed": N_("删除日期"),
}


@bp.get("/desk/settings/standards")
@staff("supervision")
def standards() -> str:
    """All policies, and the form for one. `?kind=&tier=&priority=`: filled with that one."""
    with reading() as session:
        policies, version = book_of(session).policies, services.version_of(session)
    asked = tuple(request.args.get(name, "") for name in ("kind", "tier", "priority"))
    chosen = next((one for one in policies if (one.kind, one.tier, one.priority) == asked), None)
    return _standards(_policy_form(chosen, version))


@bp.post("/desk/settings/standards")
@staff("supervision")
def save_standard() -> Any:
    """Set one; what is due is reckoned again for all open threads."""
    form = PolicyForm()
    try:
        if form.validate():
            with writing() as session:
                services.save_policy(session, current_actor(), form.policy, version=version_of(form))
            flash(_("已保存，进行中的会话会按新标准重新计算"), "success")
            return redirect("/desk/settings/standards", 303)
    except Invalid as error:
        form.take(error)
    except Conflict as error:
        return _standards(form, conflict=say(error)), 409
    return _standards(form), 422


@bp.post("/desk/settings/standards/remove")
@staff("supervision")
def remove_standard() -> Any:
    """Take a tier's or priority's own rule away."""
    kind, tier, priority = (clean(request.form.get(name, ""))[:20] for name in ("kind", "tier", "priority"))
    version = whole(request.form.get("version"))
    return _done(
        lambda session: services.remove_policy(
            session, current_actor(), kind=kind, tier=tier, priority=priority, version=version
        ),
        "/desk/settings/standards",
        str(_("已删除")),
    )


@bp.get("/desk/settings/calendar")
@staff("supervision")
def calendar() -> str:
    """A calendar: hours of the week, and the days of a year. `?department=`, `?year=`."""
    return _calendar(department_of(request.args.get("department")))


@bp.post("/desk/settings/calendar")
@staff("supervision")
def save_calendar() -> Any:
    """Set the hours of the week."""
    department = department_of(request.args.get("department"))
    form = WeekForm()
    try:
        if form.validate():
            with writing() as session:
                services.save_calendar(
                    session, current_actor(), department=department, workday=form.workday.data,
                    saturday=form.saturday.data or "", sunday=form.sunday.data or "", version=version_of(form),
                )  # fmt: skip
            flash(_("已保存，进行中的会话会按新日历重新计算"), "success")
            return redirect(_address(department), 303)
    except Invalid as error:
        form.take(error)
    except Conflict as error:
        return _calendar(department, week=form, conflict=say(error)), 409
    return _calendar(department, week=form), 422


@bp.post("/desk/settings/calendar/days")
@staff("supervision")
def save_day() -> Any:
    """Set a day unlike its weekday."""
    department = department_of(request.args.get("department"))
    form = DayForm(prefix="d-")
    try:
        if form.validate():
            day: date = form.day.data
            with writing() as session:
                services.save_day(
                    session, current_actor(), department=department, day=day, kind=form.kind.data,
                    hours=form.hours.data or "", name=form.name.data or "", version=version_of(form),
                )  # fmt: skip
            flash(_("已保存，进行中的会话会按新日历重新计算"), "success")
            return redirect(_address(department, day.year), 303)
    except Invalid as error:
        form.take(error)
    except Conflict as error:
        return _calendar(department, day=form, conflict=say(error)), 409
    return _calendar(department, day=form), 422


@bp.post("/desk/settings/calendar/days/remove")
@staff("supervision")
def remove_day() -> Any:
    """Forget what was said of a day."""
    department = department_of(request.args.get("department"))
    try:
        day = date.fromisoformat(request.form.get("day", ""))
    except ValueError:
        return redirect(_address(department), 303)
    version = whole(request.form.get("version"))
    return _done(
        lambda session: services.remove_day(session, current_actor(), department=department, day=day, version=version),
        _address(department, day.year),
        str(_("已删除，该日按国务院公布的安排")),
    )


@bp.post("/desk/companies/<no>/tier")
@staff("sales", "supervision")
def set_tier(no: str) -> Any:
    """Put a customer into a tier."""
    tier = clean(request.form.get("tier", ""))[:10]
    return _done(
        lambda session: services.set_tier(session, current_actor(), org_no=no, tier=tier),
        f"/desk/companies/{no}",
        str(_("已设置客户等级")),
    )


def _done(change: Any, address: str, words: str) -> Any:
    try:
        with writing() as session:
            change(session)
    except (Conflict, Invalid) as error:
        flash(say(error), "warning")
    else:
        flash(words, "success")
    return redirect(address, 303)


def _address(department: str, year: int | None = None) -> str:
    asked = "&".join(
        part for part in (f"department={department}" if department else "", f"year={year}" if year else "") if part
    )
    return "/desk/settings/calendar" + (f"?{asked}" if asked else "")


def _policy_form(policy: Policy | None, version: int) -> PolicyForm:
    data: dict[str, Any] = {"version": version, "first_unit": "m", "next_unit": "m", "resolve_unit": "d"}
    if policy is not None:
        data |= {"kind": policy.kind, "tier": policy.tier, "priority": policy.priority}
        for name, amount in (("first", policy.first), ("next", policy.next), ("resolve", policy.resolve)):
            if amount is not None:
                data |= {name: amount.number, f"{name}_unit": amount.unit}
    return PolicyForm(formdata=None, data=data)


def _standards(form: PolicyForm, *, conflict: str = "") -> str:
    with reading() as session:
        book, version = book_of(session), services.version_of(session)
        changes = queries.list_changes(session, "policy:")
    if conflict:
        form.version.data = str(version)
    rows = [
        {
            "kind": _(KINDS.get(one.kind, one.kind)),
            "tier": _(TIERS[one.tier]) if one.tier in TIERS and one.tier else "",
            "priority": _(PRIORITIES[one.priority]) if one.priority in PRIORITIES else "",
            "amounts": [amount_words(amount) for amount in (one.first, one.next, one.resolve)],
            "key": (one.kind, one.tier, one.priority),
            "url": f"/desk/settings/standards?kind={one.kind}&tier={one.tier}&priority={one.priority}#standard",
        }
        for one in sorted(book.policies, key=lambda one: (list(KINDS).index(one.kind), one.tier, one.priority))
    ]
    return render_template(
        "standards/policies.html", form=form, rows=rows, version=version, conflict=conflict,
        promises=[_(words) for words in PROMISES.values()], changes=_changes(changes),
    )  # fmt: skip


def _calendar(department: str, *, week: WeekForm | None = None, day: DayForm | None = None, conflict: str = "") -> str:
    this_year = now().astimezone(SHANGHAI).year
    year = whole(request.args.get("year")) or this_year
    year = year if abs(year - this_year) <= 3 else this_year
    with reading() as session:
        version = services.version_of(session)
        own, house = queries.find_week(session, department), queries.find_week(session, "")
        days = queries.list_days(session, department, year=year)
        changes = queries.list_changes(session, f"calendar:{department}")
    stands = own or house
    usual = {
        "workday": stands.workday if stands else write_hours(STANDARD_WEEK.workday),
        "saturday": stands.saturday if stands else "",
        "sunday": stands.sunday if stands else "",
    }
    week = week or WeekForm(formdata=None, data=usual | {"version": version})
    day = day or DayForm(formdata=None, prefix="d-", data={"version": version})
    if conflict:
        week.version.data = day.version.data = str(version)
    tabs = [("", _("公司（对客户的承诺）")), *((key, _(words)) for key, words in DEPARTMENTS.items())]
    return render_template(
        "standards/calendar.html",
        week=week,
        day=day,
        version=version,
        conflict=conflict,
        department=department,
        inherits=bool(department) and own is None,
        action=_address(department),
        days_action="/desk/settings/calendar/days" + (f"?department={department}" if department else ""),
        remove_action="/desk/settings/calendar/days/remove" + (f"?department={department}" if department else ""),
        days=[(one, day_words(one.day), kind_words(one.kind, one.hours), one.source == "staff") for one in days],
        year=year,
        years=[
            (number, _address(department, number), number == year) for number in range(this_year - 1, this_year + 3)
        ],
        tabs=[(words, _address(key), key == department, None) for key, words in tabs],
        changes=_changes(changes),
    )


def _changes(changes: Any) -> list[tuple[str, Any, str, str]]:
    """Who changed what: action, when, by whom, details."""
    return [
        (
            str(_(ACTIONS.get(one.action, one.action))),
            one.at,
            one.actor,
            change_words(one.subject, one.facts),
        )
        for one in changes
    ]
