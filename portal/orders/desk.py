"""What staff do with quotations and orders: write, send, withdraw; load, ship, deliver, complete, cancel."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request

from portal.core.errors import Conflict, Invalid
from portal.orders import pages, queries, services, showing
from portal.orders.drafting import change_form, draft, edit_page, offer_listing, take
from portal.orders.forms import DeliveredForm, QuotationForm, WithdrawForm, quotation_data, shipment_form
from portal.orders.services.shipping import MAX_FILES
from portal.orders.terms import DRAFT
from portal.web.auth import current_actor
from portal.web.forms import changed_fields, whole
from portal.web.guards import staff
from portal.web.i18n import _, say
from portal.web.uow import reading, writing

bp = Blueprint("orders_desk", __name__)


@bp.get("/desk/orders")
@staff()
def index() -> str:
    """Orders under way, and quotations that wait for somebody."""
    choices = [
        ("open", _("进行中")),
        ("delivered", _("待验收")),
        ("received", _("已验收")),
        ("all", _("全部订单")),
        ("quotations", _("报价单")),
    ]
    return pages.show_lists(current_actor(), "orders/desk.html", "/desk/orders", choices, waiting="answer")


@bp.post("/threads/<no>/quotations")
@staff("sales")
def begin(no: str) -> Any:
    """Begin a quotation in a customer's thread."""
    with writing() as session:
        made = services.draft_quotation(session, current_actor(), thread_no=no)
        asked = queries.asked_listing(session, current_actor(), thread_no=no)
    return redirect(f"/quotations/{made}/edit{f'?listing={asked}' if asked else ''}", 303)


@bp.route("/quotations/<no>/edit", methods=["GET", "POST"])
@staff("sales")
def edit(no: str) -> Any:
    """Write a draft. `listing`: what the customer asked about, offered while no line is there. `do`: save, send; find, add-<listing>, blank, freight and drop-<line> only change the form."""
    actor = current_actor()
    view = draft(actor, no)
    if request.method == "GET":
        form = QuotationForm(formdata=None, data=quotation_data(view))
        offer_listing(actor, form, request.args.get("listing", ""))
        return edit_page(actor, view, form)
    form, do = QuotationForm(), request.form.get("do", "save")
    if do not in ("save", "send"):
        offer = change_form(actor, view, form, do)
        return edit_page(actor, view, form, offer=offer)
    status, differences, refused = 422, [], ""
    try:
        if form.is_right(lambda: services.check_version(form.values(), sending=do == "send")):
            version = whole(form.version.data)
            with writing() as session:
                if do == "send":
                    services.send_draft(
                        session, actor, no, version=version, values=form.values(), mail_batch_s=pages.mail_batch_s()
                    )
                else:
                    services.save_draft(session, actor, no, version=version, values=form.values())
            flash(_("报价单已发给客户") if do == "send" else _("已保存"), "success")
            return redirect(view.url if do == "send" else f"{view.url}/edit", 303)
    except Conflict as error:
        status, refused = 409, say(error)
        view = draft(actor, no, always=True)
        if view.shown.status == DRAFT:
            differences = changed_fields(form, quotation_data(view))
            form.version.data, refused = str(view.shown.version), "" if differences else refused
    except Invalid as error:
        form.take(error)
    return edit_page(actor, view, form, differences=differences, refused=refused), status


@bp.post("/quotations/<no>/revise")
@staff("sales")
def revise(no: str) -> Any:
    """Begin the next version."""
    with writing() as session:
        services.revise(session, current_actor(), no)
    return redirect(f"/quotations/{no}/edit", 303)


@bp.post("/quotations/<no>/withdraw")
@staff("sales")
def withdraw(no: str) -> Any:
    """Take back what was sent."""
    actor, form = current_actor(), WithdrawForm()
    try:
        if form.validate():
            with writing() as session:
                services.withdraw(session, actor, no, reason=form.reason.data or "", mail_batch_s=pages.mail_batch_s())
            flash(_("已撤回，客户会收到通知"), "success")
            return redirect(f"/quotations/{no}", 303)
    except Conflict as error:
        return pages.show_quotation(actor, no, withdrawing=form, refused=say(error)), 409
    return pages.show_quotation(actor, no, withdrawing=form), 422


@bp.post("/orders/<no>/loading")
@staff("sales", "warehouse", "transport")
def loading(no: str) -> Any:
    """Loading begins."""
    with writing() as session:
        services.start_loading(session, current_actor(), no, version=whole(request.form.get("version")))
    flash(_("已通知客户开始装车"), "success")
    return redirect(f"/orders/{no}", 303)


@bp.route("/orders/<no>/ship", methods=["GET", "POST"])
@staff("sales", "warehouse", "transport")
def ship(no: str) -> Any:
    """A vehicle leaves: what it carries, the weighbridge ticket, papers."""
    actor = current_actor()
    with reading() as session:
        order = queries.find_order(session, actor, no)
    form, status, refused = shipment_form(order, **({"formdata": None} if request.method == "GET" else {})), 200, ""
    if request.method == "GET":
        form.version.data = str(order.version)
    else:
        status = 422
        try:
            if form.is_right(lambda: services.check_shipment(form.values(order, ticket=None, papers=()))):
                values = form.values(
                    order,
                    ticket=next(iter(take("ticket", most=1, pictures=True)), None),
                    papers=take("papers", most=MAX_FILES),
                )
                with writing() as session:
                    number = services.ship(session, actor, no, version=whole(form.version.data), values=values)
                flash(_("第 %(number)s 车已发运", number=number), "success")
                return redirect(f"{order.url}#vehicle-{number}", 303)
        except Conflict as error:
            status, refused = 409, say(error)
            with reading() as session:
                order = queries.find_order(session, actor, no)
            form.version.data = str(order.version)
        except Invalid as error:
            form.take(error)
    page = render_template("orders/ship.html", o=order, form=form, refused=refused, units=showing.units())
    return page, status


@bp.post("/orders/<no>/complete")
@staff("sales", "warehouse", "transport")
def complete(no: str) -> Any:
    """Nothing more will be shipped."""
    return _do(
        no,
        _("已标为发完，剩余锁定已解除"),
        lambda session, actor, version: services.complete(session, actor, no, version=version),
    )


@bp.post("/orders/<no>/shipments/<int:number>/delivered")
@staff("sales", "warehouse", "transport")
def delivered(no: str, number: int) -> Any:
    """A vehicle arrived."""
    actor, form = current_actor(), DeliveredForm()
    try:
        if form.validate():
            with writing() as session:
                services.deliver(session, actor, no, number=number, version=whole(form.version.data), at=form.moment())
            flash(_("已通知客户验收"), "success")
            return redirect(f"/orders/{no}#vehicle-{number}", 303)
    except Conflict as error:
        return pages.show_order(actor, no, refused=say(error)), 409
    except Invalid as error:
        form.take(error)
    return pages.show_order(actor, no, delivering=form), 422


@bp.post("/orders/<no>/cancel")
@staff("sales")
def cancel(no: str) -> Any:
    """End it; what was held is released."""
    actor, form = current_actor(), WithdrawForm()
    try:
        if form.validate():
            version = whole(form.version.data)
            with writing() as session:
                services.cancel(session, actor, no, version=version, reason=form.reason.data or "")
            flash(_("订单已取消，锁定已解除"), "success")
            return redirect(f"/orders/{no}", 303)
    except Conflict as error:
        return pages.show_order(actor, no, cancelling=form, refused=say(error)), 409
    except Invalid as error:
        form.take(error)
    return pages.show_order(actor, no, cancelling=form), 422


def _do(no: str, words: str, verb: Any) -> Any:
    actor = current_actor()
    try:
        with writing() as session:
            verb(session, actor, whole(request.form.get("version")))
    except Conflict as error:
        return pages.show_order(actor, no, refused=say(error)), 409
    flash(words, "success")
    return redirect(f"/orders/{no}", 303)
