"""The live stream's addresses: news for open pages as Server-Sent Events, and the same by polling where no stream is to be had.

Events carry ids only. Rights are asked again at every event; no stream holds a database session while it waits.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Blueprint, Flask, Response, current_app, jsonify, request, session
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.live import LiveEvent, latest_id
from portal.core.permissions import Actor
from portal.core.uow import Database
from portal.web.auth import LoadActor, current_actor
from portal.web.guards import signed_in
from portal.web.metrics import Metrics
from portal.web.streams import BACKLOG, LATE_S, Hub, Overfull, Rights, WatchAudiences, events_after, listen
from portal.web.uow import end_reading, reading

bp = Blueprint("live", __name__)

MAX_WATCHED = 12
RETRY_S = 15
"""When to ask again after being turned away."""


def _asked_after() -> int | None:
    raw = request.headers.get("Last-Event-ID") or request.args.get("after", "")
    return int(raw) if raw.isdecimal() and len(raw) <= 18 else None


def _rights() -> Rights:
    return Rights(
        current_app.extensions["portal.database"],
        token=session.get("_user_id", ""),
        watched=list(dict.fromkeys(request.args.getlist("thread")))[:MAX_WATCHED],
        load_actor=current_app.extensions["portal.load_actor"],
        watch=current_app.extensions["portal.watch"],
    )


@bp.get("/live")
@signed_in
def stream() -> Response:
    """`?thread=` (repeatable): also news of these threads. `Last-Event-ID` or `?after=`: resume there."""
    hub: Hub = current_app.extensions["portal.live"]
    rights, after = _rights(), _asked_after()
    end_reading()
    heard = rights.audiences()
    if not heard:
        return _gone()
    try:
        opened = hub.open(heard)
    except Overfull:
        response = Response("", 503)
        response.headers["Retry-After"] = str(RETRY_S)
        return response
    response = Response(listen(hub, opened, rights, after=after), mimetype="text/event-stream")
    # The server calls close() also when the reader left before the first byte, when no generator has begun to run.
    response.call_on_close(lambda: hub.close(opened))
    response.headers["X-Accel-Buffering"] = "no"
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/live/poll")
@signed_in
def poll() -> Response:
    """`?after=&thread=`: what was missed since, and where to go on. Without `after`: only where to begin."""
    rights, after = _rights(), _asked_after()
    heard = rights.audiences()
    if not heard:
        return _gone()
    with reading() as db_session:
        if after is None:
            return jsonify(events=[], last=latest_id(db_session))
        events = events_after(db_session, after, audiences=heard, limit=BACKLOG)
        last = events[-1].id if len(events) == BACKLOG else _safe_last(db_session, after)
    return jsonify(events=[{"id": event.id, "kind": event.kind, "data": event.payload} for event in events], last=last)


def _safe_last(db_session: Session, after: int) -> int:
    """Where a poller may go on: on PostgreSQL some seconds back, for rows that come late; it drops what it has seen."""
    database: Database = current_app.extensions["portal.database"]
    newest = latest_id(db_session)
    if database.is_sqlite:
        return max(after, newest)
    settled = db_session.execute(
        select(LiveEvent.id)
        .where(LiveEvent.created_at < now() - timedelta(seconds=LATE_S))
        .order_by(LiveEvent.id.desc())
        .limit(1)
    ).scalar()
    return max(after, settled or 0)


@bp.get("/live/unread")
@signed_in
def unread() -> Response:
    """How many threads hold something unread and how many notices are, for the badges."""
    count: Callable[[Session, Actor], int] = current_app.extensions["portal.count_unread"]
    actor = current_actor()
    with reading() as db_session:
        return jsonify(unread=count(db_session, actor), notices=max(0, actor.unread_notices))


def _gone() -> Response:
    response: Response = jsonify(status=404)
    response.status_code = 404
    return response


def init_app(app: Flask, *, load_actor: LoadActor, watch: WatchAudiences) -> None:
    """watch: what audiences the page of a thread has, asked again at every event."""
    settings: Any = app.config["PORTAL"]
    app.extensions["portal.load_actor"] = load_actor
    app.extensions["portal.watch"] = watch
    metrics: Metrics = app.extensions["portal.metrics"]
    app.extensions["portal.live"] = Hub(
        app.extensions["portal.database"], cap=settings.stream_cap, level=metrics.streams
    )
    app.register_blueprint(bp)
