"""The pages of one quotation and of one order, shown by reading them and by failing to change them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import current_app, render_template, request

from portal.config import Settings
from portal.core.paging import page_number
from portal.core.permissions import Actor
from portal.listings.terms import DELIVERIES, PRICE_BASES, WEIGHINGS
from portal.orders import queries, showing
from portal.orders.forms import AnswerForm, DeliveredForm, WithdrawForm, counter_form, receipt_form
from portal.orders.policies import can_answer, can_quote, can_ship
from portal.orders.queries import OrderView, QuotationView
from portal.orders.queries.lists import SIZE
from portal.orders.terms import ACCEPTED, CONFIRMED, DRAFT, FREIGHT_TAX, LOADING, OPEN_ORDERS, ORDERED, SENT, TAX
from portal.web.i18n import _
from portal.web.uow import reading


def mail_batch_s() -> int:
    """How long messages are gathered before the other side is told by mail."""
    settings: Settings = current_app.config["PORTAL"]
    return settings.mail_batch_s


def show_lists(actor: Actor, template: str, address: str, choices: Sequence[tuple[str, str]], *, waiting: str) -> str:
    """Orders in the state that the address asks for, above them the quotations that wait; or the quotations alone.

    choices: what there are tabs for, the usual one first. waiting: which quotations stand above (`queries.list_quotations`).
    """
    state = request.args.get("state", choices[0][0])
    state = state if state in (*dict(choices), "open", *ORDERED) else choices[0][0]
    number = page_number(request.args.get("page"), size=SIZE)
    with reading() as session:
        if state == "quotations":
            orders, quoted = None, queries.list_quotations(session, actor, number=number)
        else:
            orders = queries.list_orders(session, actor, state="" if state == "all" else state, number=number)
            quoted = queries.list_quotations(session, actor, state=waiting)
    return render_template(
        template,
        orders=orders,
        quotations=quoted,
        state=state,
        tabs=showing.tabs_of(state, address, list(choices)),
        page_url=lambda n: f"{address}?state={state}&page={n}",
        quoted=lambda status: showing.quoted(status, actor),
        ordered=showing.ordered,
    )


def conditions(view: Any) -> list[tuple[str, str]]:
    """The conditions of a quotation's version or an order, as facts."""
    tax = _("含 %(rate)s%% 增值税", rate=TAX) if view.tax_included else _("不含税，另加 %(rate)s%% 增值税", rate=TAX)
    if view.freight_amount and view.price_basis == "two":
        freight = _("运费开 %(rate)s%% 发票", rate=FREIGHT_TAX)
        tax = f"{tax}；{freight}"
    return [
        (_("票制"), _(PRICE_BASES[view.price_basis]) if view.price_basis else ""),
        (_("税"), tax),
        (_("计重方式"), _(WEIGHINGS[view.weighing_basis]) if view.weighing_basis else ""),
        (_("付款方式"), view.payment),
        (_("交货方式"), _(DELIVERIES[view.delivery]) if view.delivery else ""),
        (_("交货地点"), view.place),
        (_("交货期"), view.lead_time),
    ]


def show_quotation(actor: Actor, no: str, *, number: int = 0, **given: Any) -> str:
    """given: what a failed form leaves (`answering`, `countering`, `withdrawing`, `short`, `refused`). Raises: NotFound."""
    with reading() as session:
        view = queries.find_quotation(session, actor, no, number=number)
    return render_template("orders/quotation.html", **{**_quotation(actor, view), **given})


def _quotation(actor: Actor, view: QuotationView) -> dict[str, Any]:
    shown = view.shown
    is_newest = shown.number == view.newest.number
    may_answer = shown.status == SENT and is_newest and can_answer(actor, view.org_id)
    quotes = can_quote(actor)
    return {
        "q": view,
        "v": shown,
        "state": showing.quoted(shown.status, actor),
        "versions": [
            (one, showing.quoted(one.status, actor), f"{view.url}?version={one.number}") for one in view.versions
        ],
        "conditions": conditions(shown),
        "units": showing.units(),
        "may_answer": may_answer,
        "waits": shown.status == SENT and is_newest and not may_answer,
        "may_edit": quotes and shown.status == DRAFT,
        "may_revise": quotes and is_newest and shown.status not in (DRAFT, ACCEPTED),
        "may_withdraw": quotes and is_newest and shown.status == SENT,
        "answering": AnswerForm(formdata=None, data={"number": str(shown.number)}),
        "countering": counter_form(view, formdata=None, data={"number": str(shown.number)}),
        "withdrawing": WithdrawForm(formdata=None),
        "short": [],
        "refused": "",
    }


def show_order(actor: Actor, no: str, **given: Any) -> str:
    """given: what a failed form leaves (`receipts`, `cancelling`, `delivering`, `refused`). Raises: NotFound."""
    with reading() as session:
        order = queries.find_order(session, actor, no)
    receipts = given.pop("receipts", {})
    return render_template("orders/order.html", **{**_order(actor, order, receipts), **given})


def _order(actor: Actor, order: OrderView, receipts: dict[int, Any]) -> dict[str, Any]:
    ships, open_now = can_ship(actor), order.status in OPEN_ORDERS
    words, here = showing.path_of(order)
    mine = can_answer(actor, order.org_id)
    return {
        "o": order,
        "state": showing.ordered(order.status),
        "path": words,
        "here": here,
        "trail": showing.trail_of(order),
        "conditions": conditions(order),
        "units": showing.units(),
        "vehicles": [
            (
                one,
                showing.shipment_state(one),
                receipts.get(one.number) or receipt_form(one, formdata=None)
                if mine and one.received_at is None
                else None,
            )
            for one in order.shipments
        ],
        "may_load": ships and order.status == CONFIRMED,
        "may_ship": ships and open_now and not order.is_complete,
        "may_complete": ships and open_now and not order.is_complete and bool(order.shipments),
        "may_deliver": ships,
        "may_cancel": can_quote(actor) and order.status in (CONFIRMED, LOADING) and not order.shipments,
        "delivering": DeliveredForm(formdata=None),
        "cancelling": WithdrawForm(formdata=None),
        "may_claim": mine and any(one.delivered_at for one in order.shipments),
        "claim_url": f"/claims/new?order={order.no}",
        "refused": "",
    }
