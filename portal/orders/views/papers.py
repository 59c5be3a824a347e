"""Quotations and orders on A4: letterhead, both companies, the table, the amount in capitals, room for stamps."""

from __future__ import annotations

from flask import current_app, render_template, request

from portal.config import Settings
from portal.orders import pages, queries, showing
from portal.orders.capitals import capitals
from portal.orders.views.blueprint import bp
from portal.web.auth import current_actor
from portal.web.forms import whole
from portal.web.guards import signed_in
from portal.web.uow import reading


@bp.get("/quotations/<no>/print")
@signed_in
def quotation_paper(no: str) -> str:
    """A quotation's version as it is printed."""
    with reading() as session:
        view = queries.find_quotation(session, current_actor(), no, number=whole(request.args.get("version")))
    return render_template(
        "orders/quotation_paper.html",
        q=view,
        v=view.shown,
        state=showing.quoted(view.shown.status),
        capitals=capitals(view.shown.total),
        conditions=pages.conditions(view.shown),
        units=showing.units(),
        house=_house(),
    )


@bp.get("/orders/<no>/print")
@signed_in
def order_paper(no: str) -> str:
    """An order as it is printed."""
    with reading() as session:
        order = queries.find_order(session, current_actor(), no)
    return render_template(
        "orders/order_paper.html",
        o=order,
        state=showing.ordered(order.status),
        capitals=capitals(order.total),
        conditions=pages.conditions(order),
        units=showing.units(),
        house=_house(),
    )


def _house() -> dict[str, str]:
    """The letterhead, from the settings."""
    settings: Settings = current_app.config["PORTAL"]
    return {
        "name": settings.house_name,
        "address": settings.house_address,
        "phone": settings.house_phone,
        "tax_no": settings.house_tax_no,
        "bank": settings.house_bank,
    }
