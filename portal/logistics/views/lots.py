"""A supplier's own stock lots below `/me/stock`. The warehouse department's pages of them are in `desk`."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request

from portal.core.errors import Forbidden
from portal.core.paging import page_number
from portal.logistics import queries, services
from portal.logistics.forms import LotForm
from portal.logistics.lot_pages import certificate, edit, move, new, remove
from portal.web.auth import current_actor
from portal.web.guards import member, writer
from portal.web.i18n import _, _n
from portal.web.uow import reading, writing

bp = Blueprint("stock", __name__)

SIZE = 50
HOME = "/me/stock"


@bp.get("/me/stock")
@member
def index() -> Any:
    """The company's lots, those confirmed longest ago first."""
    actor = current_actor()
    if not actor.is_supplier:
        raise Forbidden("此页面供供应商使用")
    number = page_number(request.args.get("page"), size=SIZE)
    with reading() as session:
        page = queries.list_own_lots(session, actor, number=number, size=SIZE)
    return render_template("logistics/stock.html", page=page)


@bp.post("/me/stock/confirm")
@writer
def confirm() -> Any:
    """Say that the ticked lots lie there as stated."""
    with writing() as session:
        count = services.confirm_lots(session, current_actor(), request.form.getlist("no"))
    flash(_n("已确认 %(num)d 批", "已确认 %(num)d 批", count), "success" if count else "warning")
    return redirect(HOME, 303)


@bp.route("/me/stock/new", methods=["GET", "POST"])
@writer
def add() -> Any:
    """Add a lot to one of the company's listings."""
    actor = current_actor()
    with reading() as session:
        own = queries.listings_for_lots(session, actor)
        choices = queries.warehouses_for_choice(session)
    form = LotForm(listing_no=request.args.get("listing", "")) if request.method == "GET" else LotForm()
    form.listing_no.choices = [("", _("请选择"))] + [(item.no, item.label) for item in own]
    form.warehouse_no.choices = [("", _("请选择"))] + [(item.no, item.label) for item in choices]
    if request.method == "GET" and not form.warehouse_no.data:
        lies_in = next((item.warehouse_id for item in own if item.no == form.listing_no.data), None)
        form.warehouse_no.data = next((item.no for item in choices if item.id == lies_in), "")
    return new(form, home=HOME, has_listings=bool(own))


@bp.route("/me/stock/<no>", methods=["GET", "POST"])
@writer
def show(no: str) -> Any:
    """Change a lot, and read what happened to it."""
    return edit(no, home=HOME, layout="layouts/account.html")


@bp.post("/me/stock/<no>/move")
@writer
def book(no: str) -> Any:
    """Stock in or out, reserved or released."""
    return move(no, home=HOME, layout="layouts/account.html")


@bp.post("/me/stock/<no>/remove")
@writer
def drop(no: str) -> Any:
    """Take a lot off the books."""
    return remove(no, home=HOME, layout="layouts/account.html")


@bp.get("/me/stock/<no>/certificate")
@member
def paper(no: str) -> Any:
    """The lot's mill test certificate, for its keepers."""
    return certificate(no)
