"""What the pages of one's own rates do, the same for a supplier (`views.rates`) and for the transport department (`desk`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request

from portal.core.clock import SHANGHAI
from portal.core.errors import Conflict, Invalid
from portal.core.paging import page_number
from portal.logistics import queries, services
from portal.logistics.forms import RateForm
from portal.logistics.policies import can_enter_rates
from portal.logistics.terms import MODES, RATE_STATES
from portal.web.auth import current_actor
from portal.web.forms import changed_fields, whole
from portal.web.i18n import _, _n, say
from portal.web.uow import reading, writing

SIZE = 50


@dataclass(frozen=True, slots=True)
class Room:
    """Whose pages they are: the address they begin with, and the frame they stand in."""

    home: str
    layout: str


def listing(room: Room) -> Any:
    """The rates the actor may change."""
    actor = current_actor()
    number = page_number(request.args.get("page"), size=SIZE)
    with reading() as session:
        page = queries.list_own_rates(session, actor, number=number, size=SIZE)
    return render_template(
        "logistics/own_rates.html",
        page=page,
        room=room,
        can_enter=can_enter_rates(actor),
        modes={code: _(name) for code, name in MODES.items()},
        states={code: _(name) for code, name in RATE_STATES.items()},
    )


def many(room: Room) -> Any:
    """Confirm, extend or withdraw the ticked rates."""
    nos, do = request.form.getlist("no"), request.form.get("do", "")
    try:
        with writing() as session:
            if do == "withdraw":
                count = services.withdraw_rates(session, current_actor(), nos)
            else:
                count = services.confirm_rates(session, current_actor(), nos, until=_until(do))
    except Invalid as error:
        flash(say(error), "error")
        return redirect(room.home, 303)
    if do == "withdraw":
        flash(_n("已撤下 %(num)d 条运价", "已撤下 %(num)d 条运价", count), "success" if count else "warning")
    else:
        flash(_n("已确认 %(num)d 条运价", "已确认 %(num)d 条运价", count), "success" if count else "warning")
    return redirect(room.home, 303)


def new(room: Room) -> Any:
    """The page for a new rate."""
    form, status = RateForm(), 200
    if form.is_submitted():
        status = 422
        try:
            if form.is_right(lambda: services.check_rate(form.values())):
                with writing() as session:
                    no = services.publish_rate(session, current_actor(), form.values())
                flash(_("运价已发布"), "success")
                return redirect(f"/freight/{no}" if request.form.get("then") != "new" else f"{room.home}/new", 303)
        except Invalid as error:
            form.take(error)
    return render_template("logistics/rate_form.html", form=form, room=room, no="", differences=[]), status


def edit(room: Room, no: str) -> Any:
    """The page to change a rate."""
    actor, differences = current_actor(), []
    stored = _stored(no)
    form, status = RateForm(data=stored), 200
    if form.is_submitted():
        status = 422
        try:
            if form.is_right(lambda: services.check_rate(form.values())):
                version = form.version.data or ""
                with writing() as session:
                    services.change_rate(session, actor, no, version=whole(version), values=form.values())
                flash(_("已保存"), "success")
                return redirect(f"/freight/{no}", 303)
        except Conflict:
            stored = _stored(no)
            differences = changed_fields(form, stored)
            form.version.data = str(stored["version"])
            status = 409
        except Invalid as error:
            form.take(error)
    return render_template("logistics/rate_form.html", form=form, room=room, no=no, differences=differences), status


def _stored(no: str) -> dict[str, Any]:
    with reading() as session:
        values = queries.rate_values(session, current_actor(), no)
    for name in ("valid_from", "valid_until"):
        values[name] = values[name].astimezone(SHANGHAI).date()
    return values


def _until(do: str) -> date | None:
    """The new last day, where that is what was asked for. Raises: Invalid."""
    if do != "extend":
        return None
    try:
        return date.fromisoformat(request.form.get("until", ""))
    except ValueError as error:
        raise Invalid("until", "请填写有效期") from error
