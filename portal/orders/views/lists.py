"""A company's quotations and orders, a thread's quotations, and the page of one of each."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from portal.core.errors import NotFound
from portal.orders import pages, queries, showing
from portal.orders.policies import can_quote
from portal.orders.views.blueprint import bp
from portal.threads import queries as threads
from portal.threads.models import CUSTOMER, RESTRICTED_KINDS
from portal.web.auth import current_actor
from portal.web.downloads import send_upload
from portal.web.forms import whole
from portal.web.guards import member, signed_in
from portal.web.i18n import _
from portal.web.uow import reading


@bp.get("/me/orders")
@member
def mine() -> str:
    """The company's orders, and the quotations that wait for its answer."""
    choices = [("", _("全部订单")), ("open", _("进行中")), ("received", _("已验收")), ("quotations", _("报价单"))]
    return pages.show_lists(current_actor(), "orders/mine.html", "/me/orders", choices, waiting="open")


@bp.get("/threads/<no>/quotations")
@signed_in
def of_thread(no: str) -> str:
    """The quotations of a thread; staff begin one here."""
    actor = current_actor()
    with reading() as session:
        thread = threads.find_thread(session, actor, no)
        if thread.side != CUSTOMER:
            raise NotFound("会话不存在")
        page = queries.list_quotations(session, actor, thread_no=no)
    return render_template(
        "orders/of_thread.html",
        t=thread,
        quotations=page,
        may_quote=can_quote(actor) and thread.kind not in RESTRICTED_KINDS,
        quoted=lambda status: showing.quoted(status, actor),
    )


@bp.get("/quotations/<no>")
@signed_in
def quotation(no: str) -> str:
    """A quotation. `?version=`: one of its versions, else the newest the reader knows of."""
    return pages.show_quotation(current_actor(), no, number=whole(request.args.get("version")))


@bp.get("/orders/<no>")
@signed_in
def order(no: str) -> str:
    """An order: where it stands, its vehicles, what happened."""
    return pages.show_order(current_actor(), no)


@bp.get("/orders/<no>/files/<token>")
@signed_in
def download(no: str, token: str) -> Any:
    """A weighbridge ticket or a document of one of its vehicles. `?small`: a picture's likeness."""
    with reading() as session:
        file = queries.find_file(session, current_actor(), no, token)
    return send_upload(
        file.token,
        name=file.name,
        media_type=file.media_type,
        download="save" in request.args,
        small="small" in request.args,
    )
