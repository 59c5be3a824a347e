"""`/desk/recovery`: what is being put right, its causes counted, and the export."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request

from portal.casework import queries, services
from portal.casework.forms import CauseForm, CloseForm, RecoveryForm
from portal.casework.models import recovery as terms
from portal.casework.policies import can_close
from portal.casework.queries import RecoveryFilter, RecoveryView
from portal.casework.rules import REMEDIES, Rules
from portal.core.clock import SHANGHAI, now
from portal.core.errors import Conflict, Invalid, NotFound
from portal.core.paging import page_number
from portal.prices.export import harmless
from portal.threads.queries import ThreadView, find_thread
from portal.web.auth import current_actor
from portal.web.filters import money
from portal.web.forms import changed_fields, clean, whole
from portal.web.guards import staff
from portal.web.i18n import _, say
from portal.web.typed import keeps_typed
from portal.web.uow import reading, writing

bp = Blueprint("casework_desk", __name__)
PAGE = "/desk/recovery"
SIZE = 50
EXPORTED = 5000
VIEWS = ("open", "due", *terms.STATES, "all")


def _wanted() -> RecoveryFilter:
    state, occasion = request.args.get("state", "open"), request.args.get("occasion", "")
    cause = request.args.get("cause", "")
    days = request.args.get("days", "")
    return RecoveryFilter(
        state=state if state in VIEWS else "open",
        occasion=occasion if occasion in terms.OCCASIONS else "",
        cause=-1 if cause == "none" else whole(cause),
        days=int(days) if days in ("30", "90", "365") else 0,
    )


def _address(wanted: RecoveryFilter, path: str = PAGE, **changes: Any) -> str:
    kept: dict[str, Any] = {
        "state": wanted.state if wanted.state != "open" else "",
        "occasion": wanted.occasion,
        "cause": "none" if wanted.cause < 0 else wanted.cause or "",
        "days": wanted.days or "",
    }
    values = {key: value for key, value in (kept | changes).items() if value}
    return path + ("?" + urlencode(values) if values else "")


@bp.get("/desk/recovery")
@staff("supervision")
def index() -> str:
    """The list, and beside it how often each cause occurred and what it cost."""
    return _list()


def _list(open_error: str = "", no: str = "") -> str:
    actor, wanted = current_actor(), _wanted()
    number = page_number(request.args.get("page"), size=SIZE)
    with reading() as session:
        page = queries.list_recoveries(session, actor, wanted=wanted, page=number, size=SIZE)
        causes = queries.count_causes(session, actor, wanted=wanted)
    occasions = {key: _(words) for key, words in terms.OCCASIONS.items()}
    tabs = [
        ("open", _("未结案")),
        ("due", _("该回访")),
        (terms.PROMISED, _("已承诺")),
        (terms.CLOSED, _("已结案")),
        ("all", _("全部")),
    ]
    unnamed = _("待认定")
    return render_template(
        "casework/recoveries.html",
        page=page, wanted=wanted, occasions=occasions, states={key: _(words) for key, words in terms.STATES.items()},
        tabs=[(text, _address(wanted, state="" if key == "open" else key), wanted.state == key, None) for key, text in tabs],
        causes=[(c.name or unnamed, c.count, c.still_open, money(c.cost), _address(wanted, state="all", cause=c.id or "none")) for c in causes],
        total=sum(c.count for c in causes), cost=money(sum((c.cost for c in causes), start=type(causes[0].cost)(0)) if causes else None) or "0",
        chosen=next((c.name or unnamed for c in causes if (c.id or -1) == wanted.cause), "") if wanted.cause else "",
        uncause_url=_address(wanted, cause=""), export_url=_address(wanted, f"{PAGE}.csv"),
        days=[("", _("全部时间")), ("30", _("近 30 天")), ("90", _("近 90 天")), ("365", _("近一年"))],
        occasion_choices=[("", _("全部来由")), *occasions.items()],
        url_for_page=lambda number: _address(wanted, page=number), open_error=open_error, no=no,
        today=now().astimezone(SHANGHAI).date(),
    )  # fmt: skip


@bp.post("/desk/recovery/open")
@staff("supervision")
def open_one() -> Any:
    """Open one for a thread, found by ourselves."""
    actor, no = current_actor(), clean(request.form.get("no", ""))[:20].upper()
    try:
        with writing() as session:
            thread = find_thread(session, actor, no)
            made = services.open_recovery(session, thread_id=thread.id, cause_kind=terms.FOUND, by=actor)
    except NotFound as error:
        return _list(say(error), no), 422
    return redirect(f"{PAGE}/{made}", 303)


@bp.get("/desk/recovery.csv")
@staff("supervision")
def export() -> Response:
    """The list as chosen, as CSV that a spreadsheet opens and never runs."""
    actor, wanted = current_actor(), _wanted()
    with reading() as session:
        page = queries.list_recoveries(session, actor, wanted=wanted, size=EXPORTED)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [_("编号"), _("会话"), _("主题"), _("企业"), _("来由"), _("原因"), _("状态"), _("负责人"), _("成本"), _("回访日期"), _("开立"), _("结案")]
    )  # fmt: skip
    for row in page.items:
        cells = [
            row.no, row.thread_no, row.subject, row.org_name, _(terms.OCCASIONS[row.occasion]), row.cause or "",
            _(terms.STATES[row.state]), row.owner or "", "" if row.cost is None else f"{row.cost:f}",
            row.follow_up_on.isoformat() if row.follow_up_on else "", _day(row.opened_at), _day(row.closed_at),
        ]  # fmt: skip
        writer.writerow([harmless(str(cell)) for cell in cells])
    headers = {"Content-Disposition": "attachment; filename=recovery.csv", "Cache-Control": "private, no-store"}
    return Response(out.getvalue().encode("utf-8-sig"), mimetype="text/csv", headers=headers)


def _day(moment: Any) -> str:
    return moment.astimezone(SHANGHAI).date().isoformat() if moment else ""


@bp.get("/desk/recovery/<no>")
@staff()
def show(no: str) -> str:
    """One recovery: for supervision, and for who is in charge of the thread."""
    with reading() as session:
        found, thread = queries.find_recovery(session, current_actor(), no)
    return _page(found, thread, None, None)


@bp.post("/desk/recovery/<no>")
@staff()
@keeps_typed
def save(no: str) -> Any:
    """Keep what was filled in; `do=promise`: and tell the customer."""
    actor = current_actor()
    with reading() as session:
        found, thread = queries.find_recovery(session, actor, no)
        causes = queries.list_causes(session, also=found.cause_id or 0)
    form = RecoveryForm(causes=causes)
    promise = request.form.get("do") == "promise"
    try:
        if form.validate():
            with writing() as session:
                act = services.promise_recovery if promise else services.save_recovery
                act(session, actor, no=no, version=whole(form.version.data), work=form.work())
            flash(_("已告知客户") if promise else _("已保存"), "success")
            return redirect(f"{PAGE}/{no}", 303)
    except Invalid as error:
        form.take(error)
    except Conflict as error:
        differences = changed_fields(form, _stored(found))
        form.version.data = str(found.version)
        flash(say(error), "warning")
        return _page(found, thread, form, None, differences), 409
    return _page(found, thread, form, None), 422


@bp.post("/desk/recovery/<no>/close")
@staff("supervision")
@keeps_typed
def close(no: str) -> Any:
    """Close it, after the follow-up, with what the customer said."""
    actor, form = current_actor(), CloseForm()
    try:
        if form.validate():
            with writing() as session:
                services.close_recovery(
                    session, actor, no=no, version=whole(form.version.data), customer_said=form.customer_said.data or ""
                )
            flash(_("已结案"), "success")
            return redirect(f"{PAGE}/{no}", 303)
    except Invalid as error:
        form.take(error)
    except Conflict as error:
        flash(say(error), "warning")
        return redirect(f"{PAGE}/{no}", 303)
    with reading() as session:
        found, thread = queries.find_recovery(session, actor, no)
    return _page(found, thread, None, form), 422


def _stored(found: RecoveryView) -> dict[str, Any]:
    return {
        "version": str(found.version), "cause_id": str(found.cause_id or ""), "remedy": found.remedy, "cost": found.cost,
        "follow_up_on": found.follow_up_on, "apology": found.apology, "promise": found.promise, "note": found.note,
    }  # fmt: skip


def _page(
    found: RecoveryView, thread: ThreadView, form: RecoveryForm | None, closing: CloseForm | None, differences: Any = ()
) -> str:
    actor = current_actor()
    rules: Rules = current_app.extensions["portal.casework"]
    with reading() as session:
        causes = queries.list_causes(session, also=found.cause_id or 0)
    stored, today = _stored(found), now().astimezone(SHANGHAI).date()
    if found.follow_up_on is None and found.state == terms.OPEN:
        stored["follow_up_on"] = today + timedelta(days=rules.follow_up_d)
    return render_template(
        "casework/recovery.html",
        r=found, t=thread, form=form or RecoveryForm(causes=causes, formdata=None, data=stored),
        closing=closing or CloseForm(formdata=None, data={"version": str(found.version)}), differences=differences,
        may_close=can_close(actor, thread), occasion=_(terms.OCCASIONS[found.occasion]), state=_(terms.STATES[found.state]),
        remedy=_(REMEDIES[found.remedy]) if found.remedy else "", cause=next((name for cause_id, name, _gone in causes if cause_id == found.cause_id), ""),
        early=found.follow_up_on is None or today < found.follow_up_on, tone={"open": "warn", "promised": "info"}.get(found.state, "ok"),
    )  # fmt: skip


@bp.route("/desk/recovery/causes", methods=["GET", "POST"])
@staff("supervision")
def causes() -> Any:
    """The list of causes, and a new one."""
    form, status = CauseForm(), 200
    if form.is_submitted():
        status = 422
        try:
            if form.validate():
                with writing() as session:
                    services.add_cause(session, current_actor(), name=form.name.data or "")
                flash(_("已添加"), "success")
                return redirect(f"{PAGE}/causes", 303)
        except Invalid as error:
            form.take(error)
    with reading() as session:
        rows = queries.list_causes(session)
    return render_template("casework/causes.html", rows=rows, form=form), status


@bp.post("/desk/recovery/causes/<int:cause_id>")
@staff("supervision")
def change_cause(cause_id: int) -> Any:
    """Retire a cause, or offer it again."""
    with writing() as session:
        services.retire_cause(session, current_actor(), cause_id=cause_id, retired=request.form.get("do") != "restore")
    return redirect(f"{PAGE}/causes", 303)
