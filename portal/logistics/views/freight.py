"""Public pages of freight rates: the list, and one with its history."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from portal.core.paging import page_number
from portal.logistics import queries
from portal.logistics.filter_links import FilterLinks
from portal.logistics.terms import MODES, tonnes_of
from portal.web.auth import current_actor
from portal.web.guards import public
from portal.web.i18n import _
from portal.web.uow import reading

bp = Blueprint("freight", __name__)

SIZE = 20
MODE_ICONS = {"road": "truck", "rail": "train", "water": "ship"}


@bp.get("/freight")
@public
def index() -> str:
    """Freight rates, the cheapest first."""
    values = {name: request.args.get(name, "").strip()[:40] for name in ("from", "to", "mode", "tonnes", "sort")}
    fault = ""
    try:
        tonnes = tonnes_of(values["tonnes"])
    except ValueError:
        tonnes, fault = None, str(_("请填写吨数，例如 300"))
    wanted = queries.FreightFilter(
        origin=values["from"],
        destination=values["to"],
        mode=values["mode"] if values["mode"] in MODES else "",
        tonnes=tonnes,
        sort=values["sort"] or "price",
    )
    number = page_number(request.args.get("page"), size=SIZE)
    with reading() as session:
        found = queries.list_rates(session, wanted, number=number, size=SIZE)
    links = FilterLinks("/freight", values)
    modes = {code: _(name) for code, name in MODES.items()}
    return render_template(
        "logistics/freight.html",
        found=found,
        wanted=wanted,
        values=values,
        fault=fault,
        links=links,
        modes=modes,
        mode_icons=MODE_ICONS,
        mode_options=links.options("mode", found.modes, label=lambda code: modes.get(code, code)),
        origins=links.options("from", found.origins),
        destinations=links.options("to", found.destinations),
    )


@bp.get("/freight/<no>")
@public
def show(no: str) -> Any:
    """One rate: what it costs, until when, and what it cost before."""
    actor = current_actor()
    with reading() as session:
        view = queries.rate_view(session, actor, no)
    return render_template(
        "logistics/rate.html",
        view=view,
        rate=view.row,
        modes={code: _(name) for code, name in MODES.items()},
        mode_icons=MODE_ICONS,
        can_withdraw=actor.works_in("transport") and not view.is_own,
    )
