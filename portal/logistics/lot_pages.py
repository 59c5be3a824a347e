"""What the pages of a lot do, the same for its supplier (`views.lots`) and for the warehouse department (`desk`)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, BinaryIO, cast

from flask import current_app, flash, redirect, render_template, request

from portal.core.errors import Conflict, Invalid, NotFound
from portal.core.files import FileStore, TakenFile
from portal.logistics import queries, services
from portal.logistics.forms import LotForm, MovementForm, RemovalForm
from portal.logistics.queries import LotView
from portal.logistics.terms import MOVEMENTS
from portal.web.auth import current_actor
from portal.web.downloads import send_upload
from portal.web.forms import changed_fields
from portal.web.i18n import _
from portal.web.uow import reading, writing

TRANSFER = "transfer"
MOVES: dict[str, Callable[..., object]] = {
    "in": services.take_in,
    "out": services.take_out,
    TRANSFER: services.transfer,
    "reserve": services.reserve,
    "release": services.release,
}


def values_of(form: LotForm, taken: TakenFile | None) -> services.LotInput:
    return services.LotInput(
        warehouse_no=form.warehouse_no.data or "",
        on_hand=form.on_hand.data or Decimal(0),
        heat_no=form.heat_no.data or "",
        bundle_no=form.bundle_no.data or "",
        pieces=form.pieces.data,
        unit_weight=form.unit_weight.data,
        arrived_on=form.arrived_on.data,
        remarks=form.remarks.data or "",
        reason=form.reason.data or "",
        sure=bool(form.sure.data),
        certificate=taken,
    )


def take_certificate() -> TakenFile | None:
    """The uploaded certificate, checked and on disk; None when none was chosen. Raises: Invalid."""
    upload = request.files.get("certificate")
    if upload is None or not upload.filename:
        return None
    files: FileStore = current_app.extensions["portal.files"]
    return files.take(cast(BinaryIO, upload.stream), upload.filename, field="certificate")


def new(form: LotForm, *, home: str, has_listings: bool) -> Any:
    """The page for a new lot."""
    status = 200
    if form.is_submitted():
        status = 422
        try:
            if form.is_right(lambda: services.check_lot(values_of(form, None), new=True)):
                taken = take_certificate()
                with writing() as session:
                    services.add_lot(
                        session, current_actor(), listing_no=form.listing_no.data or "", values=values_of(form, taken)
                    )
                flash(_("已登记库存批次"), "success")
                return redirect(home, 303)
        except Invalid as error:
            form.take(error)
    return render_template("logistics/lot_new.html", form=form, has_listings=has_listings, home=home), status


def edit(no: str, *, home: str, layout: str) -> Any:
    """The page of one lot, and what its form does."""
    view, form, actor = _open(no), None, current_actor()
    if request.method == "GET":
        return _page(view, home=home, layout=layout)
    form = _form(view)
    status, differences = 422, []
    try:
        if form.is_right(lambda: services.check_lot(values_of(form, None))):
            taken = take_certificate()
            with writing() as session:
                services.change_lot(
                    session, actor, no, version=_version(form.version.data), values=values_of(form, taken)
                )
            flash(_("已保存"), "success")
            return redirect(f"{home}/{no}", 303)
    except Conflict:
        view = _open(no)
        differences = changed_fields(form, _stored(view))
        form.version.data = str(view.version)
        status = 409
    except Invalid as error:
        form.take(error)
    return _page(view, home=home, layout=layout, form=form, differences=differences), status


def move(no: str, *, home: str, layout: str) -> Any:
    """Book a movement; a refusal shows the page again with what was typed."""
    form = _movement_form()
    try:
        if form.validate():
            given: dict[str, Any] = {
                "tonnes": _tonnes(form, no),
                "pieces": form.pieces.data,
                "sure": bool(form.sure.data),
            }
            if form.kind.data == TRANSFER:
                given["to_warehouse_no"] = form.to_warehouse_no.data or ""
            with writing() as session:
                MOVES[form.kind.data](session, current_actor(), no, reason=form.reason.data or "", **given)
            flash(_("已记账"), "success")
            return redirect(f"{home}/{no}", 303)
    except Invalid as error:
        form.take(error)
    return _page(_open(no), home=home, layout=layout, movement=form), 422


def _tonnes(form: MovementForm, no: str) -> Decimal:
    """The tonnes typed, or what the pieces weigh. Raises: Invalid("tonnes")."""
    if form.tonnes.data is not None:
        return Decimal(form.tonnes.data)
    weight = _open(no).unit_weight
    if not form.pieces.data or not weight:
        raise Invalid("tonnes", "请填写吨数")
    return Decimal(form.pieces.data * weight)


def remove(no: str, *, home: str, layout: str) -> Any:
    """Take the lot off the books; a refusal shows the page again."""
    form = RemovalForm()
    try:
        if not form.validate():
            return _page(_open(no), home=home, layout=layout, removal=form), 422
        with writing() as session:
            services.remove_lot(session, current_actor(), no, reason=form.reason.data or "")
    except Invalid as error:
        form.take(error)
        return _page(_open(no), home=home, layout=layout, removal=form), 422
    flash(_("已移除库存批次"), "success")
    return redirect(home, 303)


def certificate(no: str) -> Any:
    """The lot's certificate, for its keepers. Raises: NotFound."""
    view = _open(no)
    if not view.certificate_token:
        raise NotFound("文件不存在")
    return send_upload(view.certificate_token, name=view.certificate_name, media_type=view.certificate_type)


def _open(no: str) -> LotView:
    with reading() as session:
        return queries.lot_for_edit(session, current_actor(), no)


def _stored(view: LotView) -> dict[str, Any]:
    row = view.row
    return {
        "warehouse_no": row.warehouse_no,
        "on_hand": row.on_hand,
        "pieces": row.pieces,
        "unit_weight": view.unit_weight,
        "heat_no": row.heat_no,
        "bundle_no": row.bundle_no,
        "arrived_on": row.arrived_on,
        "remarks": view.remarks,
        "version": str(view.version),
    }


def _form(view: LotView, *, fresh: bool = False) -> LotForm:
    stored = _stored(view)
    form = LotForm(formdata=None, data=stored) if fresh else LotForm(data=stored)
    with reading() as session:
        options = [(item.no, item.label) for item in queries.warehouses_for_choice(session)]
    if view.row.warehouse_no not in {no for no, _label in options}:
        options.insert(0, (view.row.warehouse_no, view.row.warehouse_name))
    form.warehouse_no.choices = options
    return form


def _movement_form() -> MovementForm:
    form = MovementForm()
    form.kind.choices = [(kind, _(MOVEMENTS[kind])) for kind in MOVES]
    return form


def _page(
    view: LotView,
    *,
    home: str,
    layout: str,
    form: LotForm | None = None,
    movement: MovementForm | None = None,
    removal: RemovalForm | None = None,
    differences: list[Any] | None = None,
) -> str:
    form, movement = form or _form(view, fresh=True), movement or _movement_form()
    elsewhere = [(no, label) for no, label in form.warehouse_no.choices if no != view.row.warehouse_no]
    movement.to_warehouse_no.choices = [("", _("移库时选择")), *elsewhere]
    return render_template(
        "logistics/lot.html",
        view=view,
        lot=view.row,
        form=form,
        movement=movement,
        removal=removal or RemovalForm(),
        differences=differences or [],
        movements={kind: _(name) for kind, name in MOVEMENTS.items()},
        home=home,
        layout=layout,
    )


def _version(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
