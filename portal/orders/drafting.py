"""The page of a quotation's draft: shown anew for every button in it, keeping what was typed; and uploads of a shipment."""

from __future__ import annotations

import re
from contextlib import suppress
from decimal import Decimal
from typing import Any, BinaryIO, cast

from flask import current_app, render_template, request

from portal.config import Settings
from portal.core.errors import Invalid, NotFound
from portal.core.files import FileStore, TakenFile
from portal.core.permissions import Actor
from portal.orders import queries, showing
from portal.orders.amounts import line_amount
from portal.orders.forms import QuotationForm
from portal.orders.queries import QuotationView
from portal.orders.terms import DRAFT, FREIGHT, GOODS
from portal.web.i18n import _
from portal.web.uow import reading

_DROP = re.compile(r"drop-(\d{1,3})\Z")
_ADD = re.compile(r"add-([0-9A-Z]{2,12})\Z")


def draft(actor: Actor, no: str, *, always: bool = False) -> QuotationView:
    """The quotation with its draft. always: whatever became of it. Raises: NotFound."""
    with reading() as session:
        view = queries.find_quotation(session, actor, no)
    if view.shown.status != DRAFT and not always:
        raise NotFound("草稿不存在或已经发出")
    return view


def change_form(actor: Actor, view: QuotationView, form: QuotationForm, do: str) -> Any:
    """What the buttons within the form do; nothing is kept. Returns a freight offer, if one was asked for."""
    form.validate()
    dropped, added = _DROP.match(do), _ADD.match(do)
    offer = None
    with reading() as session:
        if dropped:
            form.drop(int(dropped[1]))
        elif added:
            pick = queries.pick_listing(session, actor, added[1])
            form.add_pick(pick)
        elif do == "blank":
            form.add_line(GOODS)
        elif do == "freight":
            offer = _freight(session, actor, view, form)
    return offer


def offer_listing(actor: Actor, form: QuotationForm, no: str) -> None:
    """An empty quotation begins with the goods that were asked about; nothing is kept."""
    if not no or form.lines.entries:
        return
    with reading() as session, suppress(NotFound):
        form.add_pick(queries.pick_listing(session, actor, no))


def _freight(session: Any, actor: Actor, view: QuotationView, form: QuotationForm) -> Any:
    """Add a line of freight: with the best rate from where the goods lie to the place, where there is one."""
    goods = [line for line in form.values().lines if line.kind == GOODS]
    tonnes = sum((line.quantity for line in goods if line.unit == "t" and line.quantity), start=Decimal(0))
    picks = queries.picks_of(session, actor, [line.listing_no for line in goods if line.listing_no])
    ids = [picks[line.listing_no].id for line in goods if line.listing_no in picks]
    offer = (
        queries.find_freight(session, listing_ids=ids, place=form.place.data or "", tonnes=tonnes) if tonnes else None
    )
    if offer is None:
        form.add_line(FREIGHT, title=_("运费"), detail=form.place.data or "", quantity=tonnes or None)
    else:
        detail = f"{offer.from_name} → {offer.to_name} {offer.route.carrier}".strip()
        form.add_line(FREIGHT, title=_("运费"), detail=detail, quantity=tonnes, price=offer.per_tonne)
    return offer or False


def edit_page(actor: Actor, view: QuotationView, form: QuotationForm, **given: Any) -> str:
    words = (form.find.data or "").strip()[:60]  # the field says so, and its complaint may stand
    with reading() as session:
        numbers = [entry.form.listing_no.data for entry in form.lines.entries if entry.form.listing_no.data]
        picks = queries.picks_of(session, actor, numbers)
        found = queries.find_listings(session, actor, words, without_org=view.org_id) if words else []
        before = None
        if len(view.versions) > 1:
            earlier = queries.find_quotation(session, actor, view.no, number=view.versions[1].number)
            before = earlier.shown
    sums = [
        line_amount(line.quantity, line.price)
        for line in form.values().lines
        if line.quantity is not None and line.price is not None
    ]
    shown = {
        "so_far": sum(sums, Decimal(0)),
        "q": view, "form": form, "picks": picks, "found": found, "searched": words, "before": before, "units": showing.units(),
        "differences": [], "refused": "", "offer": None,
    }  # fmt: skip
    return render_template("orders/edit.html", **{**shown, **given})


def take(field: str, *, most: int, pictures: bool = False) -> list[TakenFile]:
    """Uploads of this request, checked and stored; no transaction is open. Raises: Invalid(field)."""
    uploads = [upload for upload in request.files.getlist(field) if upload.filename]
    if len(uploads) > most:
        raise Invalid(field, "一次最多 %(max)s 个文件", max=most)
    store: FileStore = current_app.extensions["portal.files"]
    settings: Settings = current_app.config["PORTAL"]
    return [
        store.take(
            cast(BinaryIO, upload.stream), upload.filename or "", field=field,
            max_bytes=settings.max_upload_mb * 1024 * 1024, pictures_only=pictures,
        )
        for upload in uploads
    ]  # fmt: skip
