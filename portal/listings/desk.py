"""The staff's view of supply and demand, /desk/listings: everything shown, and taking down what should not be."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request
from wtforms import TextAreaField

from portal.core.clock import now
from portal.core.errors import Conflict, Invalid
from portal.core.paging import page_number
from portal.listings import services, terms
from portal.listings.queries.desk import SIZE, STATES, DeskRow, get_desk, list_desk
from portal.listings.views.words import freshness, locale
from portal.materials.units import unit_name
from portal.web.auth import current_actor
from portal.web.filters import ago
from portal.web.forms import BaseForm, at_most, clean
from portal.web.guards import staff
from portal.web.i18n import _, _l, say
from portal.web.uow import reading, writing

bp = Blueprint("listings_desk", __name__)


class TakeDownForm(BaseForm):
    """Why a listing is taken down; its owner reads it."""

    reason = TextAreaField(_l("下架原因"), [at_most(300)])


@bp.get("/desk/listings")
@staff()
def index() -> Any:
    """Every listing that was ever shown."""
    state = request.args.get("state", "")
    state = state if state in STATES else STATES[0]
    kind = request.args.get("kind", "")
    kind = kind if kind in terms.KINDS else ""
    words = clean(request.args.get("q", ""))[:80]
    number = page_number(request.args.get("page"), size=SIZE)
    with reading() as session:
        page = list_desk(session, current_actor(), state=state, kind=kind, words=words, number=number)
    moment, language, limits = now(), locale(), freshness()
    kinds = (("", _("全部")), (terms.SUPPLY, _("供应")), (terms.DEMAND, _("求购")))
    return render_template(
        "listings/desk.html",
        page=page,
        rows=[
            {
                "row": row,
                "unit": unit_name(row.unit, language),
                "freshness": limits.state(row.confirmed_at, moment),
                "when": ago(row.confirmed_at),
                "badge": _badge(row),
            }
            for row in page.items
        ],
        state=state,
        kind=kind,
        words=words,
        tabs=[(text, _address(code, kind, words), code == state, None) for code, text in _states()],
        kinds=[(text, _address(state, code, words), code == kind) for code, text in kinds],
        page_url=lambda one: _address(state, kind, words, one),
    )


@bp.get("/desk/listings/<no>/withdraw")
@staff()
def ask(no: str) -> Any:
    """Ask why."""
    with reading() as session:
        row = get_desk(session, current_actor(), no)
    return render_template("listings/take_down.html", form=TakeDownForm(), row=row)


@bp.post("/desk/listings/<no>/withdraw")
@staff()
def take_down(no: str) -> Any:
    """Take it down, with the reason its owner will read."""
    actor = current_actor()
    form = TakeDownForm()
    if form.validate():
        try:
            with writing() as session:
                services.take_down(session, actor, no=no, reason=form.reason.data or "")
        except Invalid as error:
            form.take(error)
        except Conflict as error:
            flash(say(error), "error")
            return redirect(f"/listings/{no}", 303)
        else:
            flash(_("已下架，发布方能看到原因"), "success")
            return redirect(f"/listings/{no}", 303)
    with reading() as session:
        row = get_desk(session, actor, no)
    return render_template("listings/take_down.html", form=form, row=row), 422


def _badge(row: DeskRow) -> tuple[str, str]:
    if row.status == terms.WITHDRAWN:
        return (_("平台已下架"), "danger") if row.withdrawn_reason else (_("已撤回"), "mute")
    if row.status != terms.PUBLISHED:
        return _(terms.STATUSES[row.status]), "mute"
    if row.is_resting:
        return _("休眠中"), "warn"
    if not row.is_public:
        return (_("待企业认证") if row.kind == terms.SUPPLY else _("待确认邮箱")), "warn"
    return _("公开"), "ok"


def _states() -> list[tuple[str, str]]:
    words = (_("公开"), _("待认证"), _("休眠中"), _("已结束"), _("已撤回"), _("全部"))
    return list(zip(STATES, words, strict=True))


def _address(state: str, kind: str, words: str, page: int = 1) -> str:
    values = {
        "state": "" if state == STATES[0] else state, "kind": kind, "q": words, "page": "" if page == 1 else str(page)
    }  # fmt: skip
    query = urlencode({name: value for name, value in values.items() if value})
    return f"/desk/listings?{query}" if query else "/desk/listings"
