"""The customer's answer to a quotation: accept, counter, decline."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect

from portal.core.errors import Conflict, Invalid
from portal.orders import pages, queries, services
from portal.orders.forms import AnswerForm, counter_form
from portal.orders.views.blueprint import bp
from portal.web.auth import current_actor
from portal.web.forms import whole
from portal.web.guards import writer
from portal.web.i18n import _, say
from portal.web.uow import reading, writing


@bp.post("/quotations/<no>/accept")
@writer
def accept(no: str) -> Any:
    """Accept: an order with stock held for it. Where stock is lacking the page says which line lacks how much."""
    actor, form = current_actor(), AnswerForm()
    try:
        if form.validate():
            with writing() as session:
                order_no = services.accept(
                    session, actor, no, number=whole(form.number.data), words=form.words.data or "",
                    mail_batch_s=pages.mail_batch_s(),
                )  # fmt: skip
            flash(_("订单已生成，货已锁定。编号 %(no)s", no=order_no), "success")
            return redirect(f"/orders/{order_no}", 303)
    except Conflict as error:
        return pages.show_quotation(actor, no, answering=form, refused=say(error)), 409
    except Invalid as error:
        short = [say(one) for one in error.all if one.field.startswith("line-")]
        if not short:
            form.take(error)
        return pages.show_quotation(actor, no, answering=form, short=short), 422
    return pages.show_quotation(actor, no, answering=form), 422


@bp.post("/quotations/<no>/counter")
@writer
def counter(no: str) -> Any:
    """Ask for other prices, quantities or conditions."""
    actor = current_actor()
    with reading() as session:
        view = queries.find_quotation(session, actor, no)
    form = counter_form(view)
    try:
        if form.validate():
            with writing() as session:
                services.counter(
                    session, actor, no, number=whole(form.number.data), wishes=form.wishes(view), words=form.words.data or "",
                    mail_batch_s=pages.mail_batch_s(),
                )  # fmt: skip
            flash(_("还价已发给业务员"), "success")
            return redirect(view.url, 303)
    except Conflict as error:
        return pages.show_quotation(actor, no, countering=form, refused=say(error)), 409
    except Invalid as error:
        form.take(error)
    return pages.show_quotation(actor, no, countering=form), 422


@bp.post("/quotations/<no>/decline")
@writer
def decline(no: str) -> Any:
    """Say no."""
    actor, form = current_actor(), AnswerForm()
    try:
        if form.validate():
            with writing() as session:
                services.decline(
                    session, actor, no, number=whole(form.number.data), words=form.words.data or "",
                    mail_batch_s=pages.mail_batch_s(),
                )  # fmt: skip
            flash(_("已告诉业务员"), "success")
            return redirect(f"/quotations/{no}", 303)
    except Conflict as error:
        return pages.show_quotation(actor, no, answering=form, refused=say(error)), 409
    except Invalid as error:
        form.take(error)
    return pages.show_quotation(actor, no, answering=form), 422
