"""One's own threads, and the search within them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import render_template, request

from portal.core.paging import page_number
from portal.threads import models, queries
from portal.threads.due_words import listed_due
from portal.threads.listed import lines_of
from portal.threads.present import STATUS_TONES
from portal.threads.queries import ListFilter
from portal.threads.views.blueprint import bp
from portal.web.auth import current_actor
from portal.web.forms import clean
from portal.web.guards import signed_in
from portal.web.i18n import _
from portal.web.uow import reading

SIZE = 20


def _rows() -> dict[str, Any]:
    actor = current_actor()
    state = request.args.get("state", "all")
    kind = request.args.get("kind", "")
    wanted = ListFilter(
        state=state if state in ("open", "closed") else "all",
        kind=kind if kind in models.KINDS else "",
        words=clean(request.args.get("q", "")[:100]),
    )
    number = page_number(request.args.get("page"), size=SIZE)
    with reading() as session:
        page, still_open = queries.list_threads(session, actor, wanted=wanted, page=number, size=SIZE)
    statuses = {key: _(words) for key, words in models.STATUSES.items()}
    if not actor.is_staff:
        statuses |= {models.OPEN: _("等待回复"), models.WAITING: _("等您回复")}
    rows = [
        (line, statuses[t.status], STATUS_TONES[t.status], listed_due(t) or t.owner_name or "")
        for line, t in zip(lines_of(actor, page.items), page.items, strict=True)
    ]
    kept = {"q": wanted.words, "kind": wanted.kind}

    def address(**changes: object) -> str:
        values = {key: value for key, value in ({"state": wanted.state, **kept} | changes).items() if value}
        values.pop("state") if values.get("state") == "all" else None
        return "/threads" + ("?" + urlencode(values) if values else "")

    return {
        "rows": rows,
        "page": page,
        "wanted": wanted,
        "still_open": still_open,
        "url_for_page": lambda number: address(page=number),
        "tabs": [
            (_("全部"), address(state=""), wanted.state == "all", None),
            (_("进行中"), address(state="open"), wanted.state == "open", still_open),
            (_("已结束"), address(state="closed"), wanted.state == "closed", None),
        ],
        "kinds": [("", _("全部类型")), *((key, _(words)) for key, words in models.KINDS.items())],
    }


@bp.get("/threads")
@signed_in
def index() -> str:
    """The threads of one's company; for staff those they own."""
    return render_template("threads/index.html", **_rows())


@bp.get("/threads/rows")
@signed_in
def rows() -> str:
    """The same list without its frame, for the page to renew it."""
    return render_template("threads/_rows.html", **_rows())


@bp.get("/threads/recent")
@signed_in
def recent() -> str:
    """The list beside a conversation. `?at=`: the thread shown."""
    actor = current_actor()
    with reading() as session:
        lines = lines_of(actor, queries.recent_threads(session, actor))
    return render_template("threads/_lines.html", lines=lines, at=request.args.get("at", "")[:20])
