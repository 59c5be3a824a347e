"""`/me/fresh`: everything of the company that ages on one page, done with one tap each; `/still-there/…`: the same by the mail's links."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, render_template, request
from wtforms import HiddenField, IntegerField
from wtforms.validators import NumberRange, Optional

from portal.core.errors import Conflict, Invalid, NotFound
from portal.core.permissions import Actor
from portal.listings.links import ALL, CHANGE, CLOSE, CONFIRM, DOINGS, LISTING, LOT, RATE, Asked, FreshLinks
from portal.listings.queries.ageing import AgeingRow, ageing_of, one_of
from portal.listings.services import ageing
from portal.listings.services.ageing import Said
from portal.listings.views import bp
from portal.listings.views.words import freshness, locale
from portal.logistics.terms import MODES
from portal.materials.units import UNITS, unit_name
from portal.organisations.queries import list_members
from portal.web.auth import current_actor
from portal.web.forms import AmountField, BaseForm
from portal.web.guards import public, writer
from portal.web.i18n import _, _l, _n, say
from portal.web.uow import reading, writing

HOME = "/me/fresh"


class FreshForm(BaseForm):
    """Price and amount of one thing, as somebody corrects them in passing."""

    price = AmountField(_l("单价"), [Optional()], places=2, maximum="10000000")
    quantity = AmountField(_l("数量"), [Optional()])
    pieces = IntegerField(_l("件数"), [Optional(), NumberRange(0, 1_000_000, _l("请填写 0 到 1000000 之间的整数"))])
    version = HiddenField()

    def said(self) -> Said:
        version = self.version.data or ""
        return Said(
            version=int(version) if version.isdecimal() and len(version) < 10 else 0,
            price=self.price.data,
            quantity=self.quantity.data,
            pieces=self.pieces.data,
        )


@bp.get("/me/fresh")
@writer
def fresh() -> str:
    """What the company should look at, the oldest word first."""
    return _page(current_actor())


@bp.post("/me/fresh/all")
@writer
def confirm_everything() -> Any:
    """Everything that was on the page is still as it stands."""
    nos = {kind: request.form.getlist(kind) for kind in (LISTING, LOT, RATE)}
    with writing() as session:
        done = ageing.confirm_all(session, current_actor(), nos=nos)
    flash(_n("已确认 %(num)d 条", "已确认 %(num)d 条", done), "success" if done else "warning")
    return redirect(HOME, 303)


@bp.post("/me/fresh/readers")
@writer
def choose_readers() -> Any:
    """Who is asked by mail each working morning."""
    chosen = [int(one) for one in request.form.getlist("user")[:500] if one.isdecimal() and len(one) < 12]
    with writing() as session:
        ageing.choose_readers(session, current_actor(), chosen=chosen)
    flash(_("已保存"), "success")
    return redirect(HOME, 303)


@bp.post("/me/fresh/<kind>/<no>")
@writer
def settle(kind: str, no: str) -> Any:
    """Confirm, change or close one thing; a refusal shows the page again with what was typed."""
    actor, do, form = current_actor(), request.form.get("do", ""), FreshForm()
    try:
        _do(actor, form, kind=kind, no=no, do=do)
    except Conflict as error:
        flash(say(error), "error")
        return _page(actor), 409
    except Invalid as error:
        if not form.errors:
            form.take(error)
        return _page(actor, wrong=(kind, no, form)), 422
    flash(_done(do), "success")
    return redirect(HOME, 303)


@bp.get("/still-there/<token>")
@public
def asked(token: str) -> Any:
    """What the mail's link asks, with one button. Changes nothing: programs that read mail follow its links."""
    with reading() as session:
        what, person = _links().read(session, token)
    return _asked_page(what, person)


@bp.post("/still-there/<token>")
@public
def answered(token: str) -> Any:
    """The button. The person is asked for anew: who has left the company since the mail can do nothing."""
    with reading() as session:
        what, person = _links().read(session, token)
    form = FreshForm()
    try:
        if what.kind == ALL:
            nos = {kind: request.form.getlist(kind) for kind in (LISTING, LOT, RATE)}
            with writing() as session:
                person = _links().read(session, token)[1]
                done = ageing.confirm_all(session, person, nos=nos)
            return _answer(_n("已确认 %(num)d 条", "已确认 %(num)d 条", done))
        _do(person, form, kind=what.kind, no=what.no, do=what.do, token=token)
    except Conflict as error:
        return _asked_page(what, person, told=say(error)), 409
    except Invalid as error:
        if not form.errors:
            form.take(error)
        return _asked_page(what, person, form=form), 422
    return _answer(_done(what.do))


def _do(actor: Actor, form: FreshForm, *, kind: str, no: str, do: str, token: str = "") -> None:
    """token: a mailed link's, whose person is read again in the transaction."""
    if kind not in (LISTING, LOT, RATE) or do not in DOINGS:
        raise NotFound("页面不存在")
    if do == CHANGE and not form.validate():
        raise Invalid("", "有几处需要改，其余内容都已保留")
    said = form.said() if do == CHANGE else Said()
    with writing() as session:
        if token:
            actor = _links().read(session, token)[1]
        ageing.settle_one(session, actor, kind=kind, no=no, do=do, said=said)


def _done(do: str) -> str:
    return {CONFIRM: _("已确认仍有效"), CHANGE: _("已更新"), CLOSE: _("已关闭")}[do]


def _page(actor: Actor, *, wrong: tuple[str, str, FreshForm] | None = None) -> str:
    with reading() as session:
        groups = ageing_of(session, actor, freshness())
        members = list_members(session, actor.org_id or 0)
        readers = ageing.readers_of(session, actor.org_id or 0)
    return render_template(
        "listings/fresh.html",
        groups=groups,
        total=sum(group.total for group in groups),
        shown=sum(len(group.rows) for group in groups),
        wrong=wrong,
        readers=[
            (one.user_id, one.name, one.email, readers[one.user_id], actor.is_manager or one.user_id == actor.user_id)
            for one in members
            if one.user_id in readers
        ],
        **_words(),
    )


def _asked_page(what: Asked, person: Actor, *, form: FreshForm | None = None, told: str = "") -> str:
    row: AgeingRow | None = None
    groups = []
    with reading() as session:
        if what.kind == ALL:
            groups = ageing_of(session, person, freshness())
        else:
            row = one_of(session, person, freshness(), kind=what.kind, no=what.no)
    if form is None and row is not None:
        form = FreshForm(formdata=None, data=_typed(row))
    elif told and row is not None and form is not None:
        form.version.data = str(row.version)
    return render_template(
        "listings/still_there.html", what=what, person=person, row=row, groups=groups, form=form, told=told,
        shown=sum(len(group.rows) for group in groups), **_words(),
    )  # fmt: skip


def _answer(text: str) -> str:
    return render_template("listings/still_there_done.html", text=text)


def _typed(row: AgeingRow) -> dict[str, Any]:
    return {"price": row.price, "quantity": row.quantity, "pieces": row.pieces, "version": str(row.version)}


def _words() -> dict[str, Any]:
    language = locale()
    return {
        "unit_names": {code: unit_name(code, language) for code in UNITS},
        "modes": {code: _(name) for code, name in MODES.items()},
        "kinds": {LISTING: _("供求信息"), LOT: _("库存批次"), RATE: _("运价")},
    }


def _links() -> FreshLinks:
    links: FreshLinks = current_app.extensions["portal.fresh_links"]
    return links
