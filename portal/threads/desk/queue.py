"""The desk: the queue of who waits for an answer."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request

from portal.core.paging import page_number
from portal.threads import models, queries, services
from portal.threads.desk.blueprint import bp
from portal.threads.listed import short_times, tone_of
from portal.threads.present import STATUS_TONES, waited
from portal.threads.queries import QueueFilter
from portal.web.auth import current_actor
from portal.web.forms import clean
from portal.web.guards import staff
from portal.web.i18n import _
from portal.web.uow import reading, writing

SIZE = 50
VIEWS = ("waiting", "active", "resolved", "closed")


def _wanted() -> QueueFilter:
    def one_of(name: str, known: Any, default: str = "") -> str:
        value = request.args.get(name, default)
        return value if value in known else default

    return QueueFilter(
        view=one_of("view", VIEWS, "waiting"),
        whose=one_of("whose", ("mine", "unassigned")),
        department=one_of("department", models.DEPARTMENTS),
        kind=one_of("kind", models.KINDS),
        side=one_of("side", (models.CUSTOMER, models.SUPPLIER)),
        words=clean(request.args.get("q", "")[:100]),
    )


def _queue() -> dict[str, Any]:
    actor, wanted = current_actor(), _wanted()
    number = page_number(request.args.get("page"), size=SIZE)
    with reading() as session:
        found = queries.list_queue(session, actor, wanted=wanted, page=number, size=SIZE)
        counts = queries.count_queue(session, actor, wanted=wanted)
    kinds, statuses, departments, priorities = (
        {key: _(words) for key, words in table.items()}
        for table in (models.KINDS, models.STATUSES, models.DEPARTMENTS, models.PRIORITIES)
    )
    when = short_times()
    rows = [
        {
            "no": q.thread.no,
            "url": q.thread.url,
            "org": q.thread.org_name,
            "initial": q.thread.org_name[:1],
            "tone": tone_of(q.thread.org_id),
            "subject": q.thread.subject,
            "excerpt": q.thread.excerpt,
            "by_staff": q.thread.by_staff,
            "kind": kinds[q.thread.kind],
            "department": departments[q.thread.department],
            "status": statuses[q.thread.status],
            "status_tone": STATUS_TONES[q.thread.status],
            "priority": priorities[q.thread.priority] if q.thread.priority in ("high", "urgent") else "",
            "owner": q.thread.owner_name or "",
            "mine": q.thread.owner_id == actor.user_id,
            "waited": waited(q.thread.waiting_since),
            "when": when(q.thread.last_message_at),
            "unread": q.thread.unread,
            "supplier": q.thread.side == models.SUPPLIER,
            "seen_by": "、".join(q.seen_by),
        }
        for q in found.items
    ]
    kept = {
        "view": wanted.view if wanted.view != "waiting" else "",
        "whose": wanted.whose,
        "department": wanted.department,
        "kind": wanted.kind,
        "side": wanted.side,
        "q": wanted.words,
    }

    def address(**changes: object) -> str:
        values = {key: value for key, value in (kept | changes).items() if value}
        return "/desk" + ("?" + urlencode(values) if values else "")

    return {
        "rows": rows,
        "page": found,
        "wanted": wanted,
        "kept": kept,
        "query": urlencode({key: value for key, value in kept.items() if value}),
        "url_for_page": lambda number: address(page=number),
        "tabs": [
            (_("待回复"), address(view="", whose=""), wanted.view == "waiting" and not wanted.whose, counts.waiting),
            (_("我负责的"), address(view="active", whose="mine"), wanted.whose == "mine", counts.mine),
            (_("未分配"), address(view="active", whose="unassigned"), wanted.whose == "unassigned", counts.unassigned),
            (_("全部进行中"), address(view="active", whose=""), wanted.view == "active" and not wanted.whose, counts.active),
            (_("已解决"), address(view="resolved", whose=""), wanted.view == "resolved", counts.resolved),
            (_("已关闭"), address(view="closed", whose=""), wanted.view == "closed", None),
        ],
        "departments": [("", _("全部部门")), *departments.items()],
        "kinds": [("", _("全部类型")), *kinds.items()],
        "sides": [("", _("客户和供应商")), (models.CUSTOMER, _("客户")), (models.SUPPLIER, _("供应商"))],
    }  # fmt: skip


@bp.get("/desk")
@staff()
def queue() -> str:
    """The queue: who has waited longest comes first."""
    return render_template("threads/desk.html", **_queue())


@bp.get("/desk/rows")
@staff()
def queue_rows() -> str:
    """The queue without its frame, for the page to renew it."""
    return render_template("threads/_desk_rows.html", **_queue())


@bp.post("/desk/take")
@staff()
def take_many() -> Any:
    """Take the chosen threads that nobody has."""
    with writing() as session:
        taken, missed = services.take_many(session, current_actor(), numbers=request.form.getlist("no"))
    if taken:
        flash(_("已接手 %(n)s 个会话", n=taken), "success")
    if missed:
        flash(_("%(n)s 个会话已由同事接手", n=missed), "warning")
    back = request.form.get("back", "")
    return redirect(
        "/desk" + (f"?{back}" if back and back.isascii() and "\n" not in back and "\r" not in back else ""), 303
    )
