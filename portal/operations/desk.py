"""The pages `/desk/system`: is the worker alive, what waits, what failed, who did what."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from portal.config import Settings
from portal.core.clock import now
from portal.core.permissions import Actor
from portal.operations import queries, services
from portal.web.auth import current_actor
from portal.web.guards import admin
from portal.web.i18n import _
from portal.web.uow import reading, writing

bp = Blueprint("operations_desk", __name__)

SILENT = timedelta(seconds=30)
AUDIT_SIZE = 50


@dataclass(frozen=True, slots=True)
class MailState:
    """Where mail goes; never a password."""

    server: str
    folder: str
    count: int


@bp.get("/desk/system")
@admin
def system() -> str:
    """Worker, queues, dead letters, mail."""
    with reading() as db:
        seen = queries.worker_seen(db)
        waiting = queries.queues(db)
        dead = any(queue.dead for queue in waiting)
        letters = queries.dead_letters(db, hidden=_hidden(db)) if dead else []  # most days there is none to hide
    alive = seen is not None and now() - seen < SILENT
    return render_template(
        "operations/system.html", seen=seen, alive=alive, queues=waiting, letters=letters, mail=_mail_state()
    )


def _hidden(db: Session) -> Mapping[int, str]:
    """What is about the administrator who asks: not even the trail of it is theirs to read."""
    find: Callable[[Session, Actor], Mapping[int, str]] = current_app.extensions["portal.hidden_threads"]
    return find(db, current_actor())


def _mail_state() -> MailState:
    settings: Settings = current_app.config["PORTAL"]
    if settings.smtp_url:
        parts = urlsplit(settings.smtp_url)
        return MailState(f"{parts.scheme}://{parts.hostname}:{parts.port or ''}".rstrip(":"), "", 0)
    count = sum(1 for _path in settings.mail_dir.glob("*.eml")) if settings.mail_dir.is_dir() else 0
    return MailState("", str(settings.mail_dir), count)


@bp.post("/desk/system/jobs/<int:job_id>/run")
@admin
def run_again(job_id: int) -> Any:
    """Run a dead letter again."""
    with writing() as db:
        services.run_again(db, current_actor(), job_id=job_id)
    flash(_("已重新排队"), "success")
    return redirect(url_for("operations_desk.system"), 303)


@bp.post("/desk/system/jobs/<int:job_id>/drop")
@admin
def drop(job_id: int) -> Any:
    """Drop a dead letter."""
    with writing() as db:
        services.drop(db, current_actor(), job_id=job_id)
    flash(_("已删除"), "success")
    return redirect(url_for("operations_desk.system"), 303)


@bp.get("/desk/system/audit")
@admin
def audit_log() -> str:
    """Who did what, newest first."""
    asked = {key: request.args.get(key, "").strip()[:120] for key in ("actor", "action", "subject")}
    raw = request.args.get("before", "")
    before = int(raw) if raw.isdecimal() and len(raw) < 18 else None
    with reading() as db:
        hidden = [f"thread:{thread_id}" for thread_id in _hidden(db)]
        rows = queries.find_audit(db, **asked, before=before, size=AUDIT_SIZE, hidden=hidden)
    older = f"?{urlencode({**asked, 'before': rows[-1].id})}" if len(rows) == AUDIT_SIZE else ""
    shown = [(row, json.dumps(row.facts, ensure_ascii=False) if row.facts else "") for row in rows]
    return render_template("operations/audit.html", rows=shown, asked=asked, older=older)
