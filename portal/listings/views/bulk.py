"""Many listings at once: the bar over the own list, and the grid for prices and quantities."""

from __future__ import annotations

import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request

from portal.core.clock import now
from portal.core.errors import Conflict, Invalid
from portal.listings import services
from portal.listings.queries.own import MOST_GRID_ROWS, OwnRow, list_own_by_number
from portal.listings.services import RowChange, RowErrors
from portal.listings.terms import PRICE_BOUND, QUANTITY_BOUND
from portal.listings.views import bp
from portal.listings.views.own import shown
from portal.listings.views.words import locale
from portal.web.auth import current_actor
from portal.web.guards import writer
from portal.web.i18n import _, _n, say
from portal.web.uow import reading, writing


@bp.post("/me/listings/bulk")
@writer
def bulk() -> Any:
    """What the bar's button says, for every ticked listing, in one transaction."""
    actor = current_actor()
    nos = list(dict.fromkeys(request.form.getlist("no")))[:500]
    do = request.form.get("do", "")
    back = request.form.get("next", "")
    back = back if back.startswith("/me/listings") and back.isprintable() and "\\" not in back else "/me/listings"
    if not nos:
        flash(_("请先勾选要处理的信息"), "warning")
        return redirect(back, 303)
    if do == "grid":
        return redirect("/me/listings/grid?" + urlencode({"no": nos[:MOST_GRID_ROWS]}, doseq=True), 303)
    try:
        with writing() as session:
            if do == "confirm":
                done = services.confirm_fresh(session, actor, nos=nos)
                told = _n("已确认 %(num)d 条", "已确认 %(num)d 条", done)
            elif do == "close":
                for no in nos:
                    services.close_listing(session, actor, no=no)
                told = _n("已关闭 %(num)d 条", "已关闭 %(num)d 条", len(nos))
            elif do == "copy":
                for no in nos:
                    services.copy_listing(session, actor, no=no)
                told = _n("已复制 %(num)d 条，在草稿里", "已复制 %(num)d 条，在草稿里", len(nos))
            else:
                raise Invalid("do", "请选择操作")
    except (Conflict, Invalid) as error:
        flash(say(error), "error")
    else:
        flash(told, "success")
    return redirect(back, 303)


@bp.get("/me/listings/grid")
@writer
def grid() -> Any:
    """Prices and quantities of many listings on one page."""
    with reading() as session:
        rows = list_own_by_number(session, current_actor(), request.args.getlist("no")[:MOST_GRID_ROWS])
    if not rows:
        return redirect("/me/listings", 303)
    return _grid(rows, {}, {})


@bp.post("/me/listings/grid")
@writer
def save_grid() -> Any:
    """Save all rows, or none and say beside each what is wrong."""
    actor = current_actor()
    nos = list(dict.fromkeys(request.form.getlist("no")))[:MOST_GRID_ROWS]
    typed = {no: (request.form.get(f"price-{no}", "")[:40], request.form.get(f"quantity-{no}", "")[:40]) for no in nos}
    wrong: dict[str, list[Invalid]] = {}
    changes = []
    for no in nos:
        values: dict[str, Decimal | None] = {}
        for name, text, places in (("price", typed[no][0], 2), ("quantity", typed[no][1], 3)):
            try:
                values[name] = _amount(name, text, places)
            except Invalid as error:
                wrong.setdefault(no, []).append(error)
        version = request.form.get(f"version-{no}", "")
        if no not in wrong:
            version_no = int(version) if version.isdecimal() and len(version) < 10 else 0
            changes.append(RowChange(no=no, version=version_no, price=values["price"], quantity=values["quantity"]))
    if not wrong:
        try:
            with writing() as session:
                done = services.change_rows(session, actor, changes=changes)
        except RowErrors as error:
            wrong = error.rows
        else:
            flash(_n("已更新 %(num)d 条", "已更新 %(num)d 条", done) if done else _("没有改动"), "success")
            return redirect("/me/listings", 303)
    with reading() as session:
        rows = list_own_by_number(session, actor, nos)
    return _grid(rows, typed, wrong), 422


def _grid(rows: list[OwnRow], typed: dict[str, tuple[str, str]], wrong: dict[str, list[Invalid]]) -> str:
    language, moment = locale(), now()
    lines = []
    for row in rows:
        price, quantity = typed.get(row.no, (_plain(row.price), _plain(row.quantity)))
        said: dict[str, list[str]] = {}
        for error in wrong.get(row.no, []):
            said.setdefault(error.field, []).append(say(error))
        lines.append({**shown(row, moment, language), "price": price, "quantity": quantity, "errors": said})
    return render_template("listings/grid.html", lines=lines, wrong=len(wrong))


def _amount(name: str, text: str, places: int) -> Decimal | None:
    """A cell of the grid. Raises: Invalid(name, reason)."""
    text = unicodedata.normalize("NFKC", text).replace(",", "").replace("¥", "").strip()
    if not text or text == _("面议"):
        return None
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise Invalid(name, "请填写数字") from error
    bound = PRICE_BOUND if name == "price" else QUANTITY_BOUND
    if not number.is_finite() or not 0 < number <= bound:
        raise Invalid(name, "请填写大于 0、不超过 %(max)s 的数字", max=f"{bound:,}")
    if -int(number.normalize().as_tuple().exponent) > places:
        raise Invalid(name, "最多 %(places)s 位小数", places=places)
    return number


def _plain(amount: Decimal | None) -> str:
    if amount is None:
        return ""
    text = format(amount, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
