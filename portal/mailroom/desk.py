"""`/desk/mail`: what came in and became no message, addresses that mail does not reach."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request

from portal.core.paging import page_number
from portal.mailroom import queries
from portal.mailroom.models import BOUNCED, HANDLED, IGNORED, OUTCOMES, REFUSED, WAITING
from portal.mailroom.services.handling import handle
from portal.mailroom.services.keeping import MEDIA_TYPE
from portal.mailroom.services.troubles import PAUSED_AFTER
from portal.web.auth import current_actor
from portal.web.downloads import send_upload
from portal.web.guards import staff
from portal.web.i18n import _
from portal.web.uow import reading, writing

bp = Blueprint("mailroom_desk", __name__)
SHOWN = (WAITING, REFUSED, BOUNCED, IGNORED, HANDLED)


@bp.get("/desk/mail")
@staff("sales", "supervision")
def mails() -> str:
    """By outcome; what waits for somebody first."""
    outcome = request.args.get("state", WAITING)
    if outcome not in OUTCOMES:
        outcome = "" if outcome == "all" else WAITING
    with reading() as session:
        page = queries.list_mails(
            session, current_actor(), outcome=outcome, number=page_number(request.args.get("page"), size=50)
        )
        counts = queries.count_mails(session, current_actor())
        troubles = queries.list_troubles(session)
    states = [(key, _(words), counts.get(key, 0)) for key, words in OUTCOMES.items() if key in SHOWN]
    return render_template(
        "mailroom/mails.html", page=page, outcome=outcome, states=states, words={key: _(says) for key, says in OUTCOMES.items()},
        troubles=troubles, paused_after=PAUSED_AFTER,
        page_url=lambda number: f"/desk/mail?state={outcome or 'all'}&page={number}",
    )  # fmt: skip


@bp.get("/desk/mail/<int:mail_id>/original")
@staff("sales", "supervision")
def original(mail_id: int) -> Any:
    """The whole mail, to disk; of a mail that is in a thread the thread's own address gives it."""
    with reading() as session:
        found = queries.find_unposted(session, current_actor(), mail_id)
    return send_upload(found.token, name=found.name, media_type=MEDIA_TYPE, download=True)


@bp.post("/desk/mail/<int:mail_id>/done")
@staff("sales", "supervision")
def done(mail_id: int) -> Any:
    """Somebody saw to it."""
    with writing() as session:
        handle(session, current_actor(), mail_id=mail_id)
    flash(_("已处理"), "success")
    return redirect("/desk/mail", 303)
