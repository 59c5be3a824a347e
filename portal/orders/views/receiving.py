"""The customer takes a vehicle over and says what was counted."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect

from portal.core.errors import Conflict, Invalid, NotFound
from portal.orders import pages, queries, services
from portal.orders.forms import receipt_form
from portal.orders.views.blueprint import bp
from portal.web.auth import current_actor
from portal.web.guards import writer
from portal.web.i18n import _, say
from portal.web.uow import reading, writing


@bp.post("/orders/<no>/shipments/<int:number>/receive")
@writer
def receive(no: str, number: int) -> Any:
    """Take it over; differences beyond the tolerance are shown afterwards, with the way to a claim."""
    actor = current_actor()
    with reading() as session:
        order = queries.find_order(session, actor, no)
    shipment = next((one for one in order.shipments if one.number == number), None)
    if shipment is None:
        raise NotFound("发运记录不存在")
    form = receipt_form(shipment)
    try:
        if form.validate():
            counted = {load.line_id: form[f"counted-{load.line_id}"].data for load in shipment.loads}
            with writing() as session:
                services.receive(
                    session,
                    actor,
                    no,
                    number=number,
                    counted={line_id: amount for line_id, amount in counted.items() if amount is not None},
                    words=form.words.data or "",
                )
            flash(_("第 %(number)s 车已验收", number=number), "success")
            return redirect(f"{order.url}#vehicle-{number}", 303)
    except Conflict as error:
        return pages.show_order(actor, no, refused=say(error)), 409
    except Invalid as error:
        form.take(error)
    return pages.show_order(actor, no, receipts={number: form}), 422
