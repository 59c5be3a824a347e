"""The staff's view of matches, /desk/matches: demands that could be served and about which nobody has said a word."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request

from portal.core.errors import Conflict, Invalid
from portal.core.paging import page_number
from portal.matching.queries.desk import SIZE, STATES, list_unacted
from portal.matching.services.marking import dismiss, restore
from portal.matching.views.blueprint import line, usual
from portal.materials.categories import category as category_of
from portal.materials.categories import category_name, group
from portal.materials.category_table import GROUPS
from portal.materials.units import unit_name
from portal.web.auth import current_actor
from portal.web.filters import ago
from portal.web.guards import staff
from portal.web.i18n import LOCALES, _, locale_tag, say
from portal.web.uow import reading, writing

bp = Blueprint("matching_desk", __name__)
HOURS = (4, 0, 24, 72)
"""How long nobody has acted; the first is the usual."""


@bp.get("/desk/matches")
@staff()
def index() -> Any:
    """Demands with good matches that nobody acts on."""
    asked = _asked()
    return _page(asked)


@bp.post("/desk/matches/<no>/dismiss")
@staff()
def put_aside(no: str) -> Any:
    """Nothing will come of it: aside, with the reason colleagues read."""
    try:
        with writing() as session:
            dismiss(session, current_actor(), no=no, reason=request.form.get("reason", "")[:1000])
    except Invalid as error:
        return _page(_asked(), wrong=no, error=say(error), typed=request.form.get("reason", "")[:1000]), 422
    except Conflict as error:
        flash(say(error), "error")
    else:
        flash(_("已放到一边"), "success")
    return redirect("/desk/matches", 303)


@bp.post("/desk/matches/<no>/restore")
@staff()
def take_up(no: str) -> Any:
    """Back among those that wait."""
    with writing() as session:
        restore(session, current_actor(), no=no)
    return redirect("/desk/matches", 303)


def _asked() -> dict[str, Any]:
    state, category, hours = (request.args.get(name, "") for name in ("state", "category", "hours"))
    return {
        "state": state if state in STATES else STATES[0],
        "category": category if category_of(category) or group(category) else "",
        "hours": int(hours) if hours in {str(one) for one in HOURS} else HOURS[0],
        "number": page_number(request.args.get("page"), size=SIZE),
    }


def _page(asked: dict[str, Any], *, wrong: str = "", error: str = "", typed: str = "") -> str:
    actor, language = current_actor(), LOCALES[locale_tag()]
    with reading() as session:
        page = list_unacted(session, actor, usual=usual(), **asked)
    rows = [
        {
            "row": row,
            "unit": unit_name(row.demand.unit, language),
            "since": ago(row.since),
            "lines": [line(row.demand, side, match) for side, match in row.best],
            "more": max(0, row.pairs - len(row.best)),
            "error": error if row.demand.no == wrong else "",
            "typed": typed if row.demand.no == wrong else "",
        }
        for row in page.items
    ]
    words = {0: _("不限"), 4: _("4 小时以上"), 24: _("1 天以上"), 72: _("3 天以上")}
    groups = [("", _("全部")), *((one.code, category_name(one.code, language)) for one in GROUPS)]
    return render_template(
        "matching/desk.html",
        page=page,
        rows=rows,
        state=asked["state"],
        tabs=[
            (text, _address(asked, state=code), code == asked["state"], None)
            for code, text in zip(STATES, (_("没人跟进"), _("已放到一边")), strict=True)
        ],
        groups=[(text, _address(asked, category=code), code == asked["category"]) for code, text in groups],
        ages=[(words[one], _address(asked, hours=one), one == asked["hours"]) for one in sorted(HOURS)],
        page_url=lambda number: _address(asked, number=number),
    )


def _address(asked: dict[str, Any], **changed: Any) -> str:
    values = asked | {"number": 1} | changed
    shown = {
        "state": "" if values["state"] == STATES[0] else values["state"],
        "category": values["category"],
        "hours": "" if values["hours"] == HOURS[0] else str(values["hours"]),
        "page": "" if values["number"] == 1 else str(values["number"]),
    }
    query = urlencode({name: value for name, value in shown.items() if value})
    return f"/desk/matches?{query}" if query else "/desk/matches"
