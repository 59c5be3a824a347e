"""What came in, by outcome, what waits for somebody first; and addresses that mail came back from."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request

from portal.core.paging import page_number
from portal.mailroom import queries
from portal.mailroom.desk.blueprint import bp
from portal.mailroom.models import BOUNCED, HANDLED, IGNORED, OUTCOMES, REFUSED, WAITING
from portal.mailroom.services import troubles
from portal.web.auth import current_actor
from portal.web.guards import staff
from portal.web.i18n import _
from portal.web.paths import next_path
from portal.web.uow import reading, writing

SHOWN = (WAITING, REFUSED, BOUNCED, IGNORED, HANDLED)
ALL = "all"


@bp.get("/desk/mail")
@staff("sales", "supervision")
def mails() -> str:
    """By outcome; what waits for somebody first."""
    with reading() as session:
        found = troubles.list_troubles(session)
    return render_template("mailroom/mails.html", troubles=found, **_list())


@bp.get("/desk/mail/rows")
@staff("sales", "supervision")
def rows() -> str:
    """The list alone, for an open page when a mail came."""
    return render_template("mailroom/_mails.html", **_list())


def _list() -> dict[str, Any]:
    outcome = request.args.get("state", WAITING)
    if outcome not in OUTCOMES:
        outcome = "" if outcome == ALL else WAITING
    actor = current_actor()
    with reading() as session:
        page = queries.list_mails(
            session, actor, outcome=outcome, number=page_number(request.args.get("page"), size=50)
        )
        counts = queries.count_mails(session, actor)
    chosen = [(_(OUTCOMES[key]), f"/desk/mail?state={key}", key == outcome, counts.get(key, 0)) for key in SHOWN]
    return {
        "page": page,
        "states": [*chosen, (_("全部"), f"/desk/mail?state={ALL}", not outcome, None)],
        "words": {key: _(says) for key, says in OUTCOMES.items()},
        "page_url": lambda number: f"/desk/mail?state={outcome or ALL}&page={number}",
    }


@bp.post("/desk/mail/troubles/lift")
@staff("sales", "supervision")
def lift() -> Any:
    """Send to an address again."""
    with writing() as session:
        troubles.lift(session, current_actor(), request.form.get("address", "")[:320])
    flash(_("已恢复发信"), "success")
    return redirect(next_path("/desk/mail"), 303)
