"""Staff pages of storage and transport: warehouses and the lots in them, the house's freight rates."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request

from portal.core.errors import Conflict, Invalid, NotFound
from portal.core.paging import page_number
from portal.logistics import lot_pages, queries, rate_pages, services
from portal.logistics.forms import WarehouseForm
from portal.logistics.rate_import_pages import bring_in
from portal.web.auth import current_actor
from portal.web.forms import changed_fields, whole
from portal.web.guards import staff
from portal.web.i18n import _, _n
from portal.web.uow import reading, writing

bp = Blueprint("logistics_desk", __name__)

SIZE = 50
LAYOUT = "layouts/desk.html"
LOTS = "/desk/stock"
RATES = rate_pages.Room(home="/desk/freight", layout=LAYOUT)
VERBS = {
    "confirm": services.confirm_warehouse,
    "close": services.close_warehouse,
    "reopen": services.reopen_warehouse,
}


@bp.get("/desk/warehouses")
@staff()
def warehouses() -> Any:
    """Every warehouse, closed ones last."""
    text = request.args.get("q", "").strip()[:60]
    number = page_number(request.args.get("page"), size=SIZE)
    with reading() as session:
        page = queries.list_all_warehouses(session, text=text, number=number, size=SIZE)
    return render_template("logistics/desk_warehouses.html", page=page, query=text)


@bp.route("/desk/warehouses/new", methods=["GET", "POST"])
@staff("warehouse")
def new_warehouse() -> Any:
    """Add a warehouse."""
    form, status = WarehouseForm(), 200
    if form.is_submitted():
        status = 422
        try:
            if form.is_right(lambda: _check(form)):
                with writing() as session:
                    no = services.create_warehouse(session, current_actor(), form.values())
                flash(_("仓库已添加"), "success")
                return redirect(f"/warehouses/{no}", 303)
        except Invalid as error:
            form.take(error)
    return render_template("logistics/warehouse_form.html", form=form, view=None, differences=[]), status


@bp.route("/desk/warehouses/<no>", methods=["GET", "POST"])
@staff("warehouse")
def warehouse(no: str) -> Any:
    """Change a warehouse."""
    view, stored = _stored(no)
    form, status, differences = WarehouseForm(data=stored), 200, []
    if form.is_submitted():
        status = 422
        try:
            if form.is_right(lambda: _check(form)):
                version = form.version.data or ""
                with writing() as session:
                    services.change_warehouse(
                        session,
                        current_actor(),
                        no,
                        version=whole(version),
                        values=form.values(),
                    )
                flash(_("已保存"), "success")
                return redirect(f"/warehouses/{no}", 303)
        except Conflict:
            view, stored = _stored(no)
            differences = changed_fields(form, stored)
            form.version.data = str(view.version)
            status = 409
        except Invalid as error:
            form.take(error)
    return render_template("logistics/warehouse_form.html", form=form, view=view, differences=differences), status


def _check(form: WarehouseForm) -> None:
    with reading() as session:
        services.check_warehouse(session, form.values())


@bp.post("/desk/warehouses/<no>/<verb>")
@staff("warehouse")
def do(no: str, verb: str) -> Any:
    """Confirm, close or reopen a warehouse."""
    if verb not in VERBS:
        raise NotFound("页面不存在")
    with writing() as session:
        VERBS[verb](session, current_actor(), no)
    flash(_("已保存"), "success")
    return redirect(f"/warehouses/{no}", 303)


@bp.get("/desk/warehouses/<no>/stock")
@staff("warehouse")
def stock(no: str) -> Any:
    """Every lot in a warehouse, shown to the public or not."""
    number = page_number(request.args.get("page"), size=SIZE)
    with reading() as session:
        view = queries.warehouse_view(session, no)
        page = queries.list_lots_in(session, view.id, number=number, size=SIZE)
    return render_template("logistics/desk_stock.html", view=view, page=page)


@bp.post("/desk/warehouses/<no>/stock/confirm")
@staff("warehouse")
def confirm_stock(no: str) -> Any:
    """Say that the ticked lots lie there as stated."""
    with writing() as session:
        count = services.confirm_lots(session, current_actor(), request.form.getlist("no"))
    flash(_n("已确认 %(num)d 批", "已确认 %(num)d 批", count), "success" if count else "warning")
    return redirect(f"/desk/warehouses/{no}/stock", 303)


@bp.get("/desk/stock")
@staff("warehouse")
def lots() -> Any:
    """Where one lands after a lot was removed: the warehouses."""
    return redirect("/desk/warehouses", 303)


@bp.route("/desk/stock/<no>", methods=["GET", "POST"])
@staff("warehouse")
def lot(no: str) -> Any:
    """Change a lot, and read what happened to it."""
    return lot_pages.edit(no, home=LOTS, layout=LAYOUT)


@bp.post("/desk/stock/<no>/move")
@staff("warehouse")
def book(no: str) -> Any:
    """Stock in or out, reserved or released."""
    return lot_pages.move(no, home=LOTS, layout=LAYOUT)


@bp.post("/desk/stock/<no>/remove")
@staff("warehouse")
def drop(no: str) -> Any:
    """Take a lot off the books."""
    return lot_pages.remove(no, home=LOTS, layout=LAYOUT)


@bp.get("/desk/stock/<no>/certificate")
@staff("warehouse")
def paper(no: str) -> Any:
    """The lot's mill test certificate."""
    return lot_pages.certificate(no)


@bp.get("/desk/freight")
@staff()
def rates() -> Any:
    """The house's own rates, those confirmed longest ago first."""
    return rate_pages.listing(RATES)


@bp.post("/desk/freight/many")
@staff("transport")
def many_rates() -> Any:
    """Confirm, extend or withdraw the ticked rates."""
    return rate_pages.many(RATES)


@bp.route("/desk/freight/new", methods=["GET", "POST"])
@staff("transport")
def new_rate() -> Any:
    """Offer a rate of the house."""
    return rate_pages.new(RATES)


@bp.route("/desk/freight/import", methods=["GET", "POST"])
@staff("transport")
def bring_rates() -> Any:
    """Bring a table of the house's rates in."""
    return bring_in(RATES)


@bp.route("/desk/freight/<no>", methods=["GET", "POST"])
@staff("transport")
def rate(no: str) -> Any:
    """Change a rate of the house."""
    return rate_pages.edit(RATES, no)


def _stored(no: str) -> tuple[queries.WarehouseView, dict[str, Any]]:
    with reading() as session:
        view = queries.warehouse_view(session, no)
        operator_no = queries.organisation_no(session, view.org_id)
    names = (
        "name", "short_name", "province", "city", "district", "address", "hours", "contact_name", "contact_phone",
        "capacity", "remarks",
    )  # fmt: skip
    values = {name: getattr(view, name) for name in names}
    return view, values | {
        "operator": "" if view.org_id else view.operator,
        "operator_no": operator_no,
        "services": list(view.services),
        "fees": [dict(line) for line in view.fees],
        "version": str(view.version),
    }
