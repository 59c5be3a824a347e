"""What can be done with an import on its page: correct, tick, publish, cancel, undo, read with other columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request

from portal.core.errors import Conflict, Invalid
from portal.intake.columns import plain_name
from portal.intake.models import OK
from portal.intake.queries import SIZE, TABS, find_import
from portal.intake.rows import CELLS
from portal.intake.services.correcting import choose_all, choose_rows, correct_row
from portal.intake.services.publishing import publish_import, undo_import
from portal.intake.services.starting import cancel_import, choose_columns
from portal.intake.views import bp
from portal.intake.views.preview import address
from portal.web.auth import current_actor
from portal.web.forms import clean, whole
from portal.web.guards import writer
from portal.web.i18n import _, say
from portal.web.uow import reading, writing


@bp.post("/me/import/<no>/rows/<int:row_id>")
@writer
def correct(no: str, row_id: int) -> Any:
    """Read a row again as it was corrected."""
    cells = {name: clean(request.form[name])[:2000] for name in CELLS if name in request.form}
    with writing() as session:
        row = correct_row(session, current_actor(), no=no, row_id=row_id, cells=cells)
        right = row.status == OK
    if not right:
        flash(_("这一行还有问题，原因写在旁边"), "warning")
    return redirect(_back(no) + f"#row-{row_id}", 303)


@bp.post("/me/import/<no>/choose")
@writer
def choose(no: str) -> Any:
    """Tick rows, and publish them when that is what the button says."""
    do = request.form.get("do", "")

    def act(session: Any) -> str:
        actor = current_actor()
        if do in ("all", "none"):
            choose_all(session, actor, no=no, choice=do == "all")
            return ""
        shown = [whole(one) for one in request.form.getlist("shown")][: 2 * SIZE]
        ticked = [whole(one) for one in request.form.getlist("row")][: 2 * SIZE]
        choose_rows(session, actor, no=no, shown=shown, ticked=ticked)
        if do == "publish":
            publish_import(session, actor, no=no)
            return ""
        return _("已记下勾选")

    return _act(no, act)


@bp.post("/me/import/<no>/columns")
@writer
def columns(no: str) -> Any:
    """Read the sheet again with the columns as chosen."""
    with reading() as session:
        found = find_import(session, current_actor(), no)
    chosen = {
        plain_name(name): request.form[f"column-{at}"]
        for at, (name, *_rest) in enumerate(found.columns)
        if f"column-{at}" in request.form
    }

    def act(session: Any) -> str:
        choose_columns(session, current_actor(), no=no, chosen={name: field for name, field in chosen.items() if name})
        return _("列的对应已记住，下次同样的表直接用")

    return _act(no, act)


@bp.post("/me/import/<no>/cancel")
@writer
def cancel(no: str) -> Any:
    """Stop, or throw the preview away."""

    def act(session: Any) -> str:
        cancel_import(session, current_actor(), no=no)
        return _("已取消，没有发布任何信息")

    return _act(no, act)


@bp.post("/me/import/<no>/undo")
@writer
def undo(no: str) -> Any:
    """Take the whole import back."""

    def act(session: Any) -> str:
        undo_import(session, current_actor(), no=no)
        return ""

    return _act(no, act)


def _act(no: str, act: Callable[[Any], str]) -> Any:
    try:
        with writing() as session:
            told = act(session)
    except (Conflict, Invalid) as error:
        flash(say(error), "error")
    else:
        if told:
            flash(told, "success")
    return redirect(_back(no), 303)


def _back(no: str) -> str:
    """The part and page the form stood on."""
    tab = request.form.get("show", "")
    return address(no, tab=tab if tab in TABS else "all", page=max(1, whole(request.form.get("page"))))
