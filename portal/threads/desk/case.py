"""A case: its hand-offs and tasks. One address for the page and, with `?part`, for the piece beside the conversation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app, flash, redirect, render_template, request
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.errors import Conflict, Invalid, NotFound
from portal.core.permissions import Actor
from portal.threads import casefile, models, queries
from portal.threads.case_forms import HandOffForm, OutcomeForm, TaskForm, moment
from portal.threads.desk.blueprint import bp
from portal.threads.queries import ThreadView
from portal.threads.queries.case import HandOffView, TaskView, list_hand_offs, list_links, list_tasks, list_watchers
from portal.threads.services import handing, tasks
from portal.web.auth import current_actor
from portal.web.filters import dt
from portal.web.forms import BaseForm, whole
from portal.web.guards import staff
from portal.web.i18n import _, say
from portal.web.typed import keeps_typed
from portal.web.uow import reading, writing

Verb = Callable[[Session], object]
Recoveries = Callable[[Session, Actor, ThreadView], list[tuple[str, str, str, str]]]
"""What the packages above know of a thread being put right: (address, number, occasion, state)."""


@bp.get("/threads/<no>/case")
@staff()
def case(no: str) -> str:
    """Everything the desk keeps of a case."""
    return show_case(current_actor(), no)


@bp.post("/threads/<no>/handoffs")
@staff()
@keeps_typed
def hand_off(no: str) -> Any:
    """Ask a department."""
    form = HandOffForm()
    return _do(
        no,
        lambda session: handing.hand_off(
            session, current_actor(), no=no, department=form.department.data, reason=form.reason.data,
            asked=form.asked.data, said=form.said.data or "",
        ),
        form,
        _("已转办，等待对方接收"),
        hand_off_form=form,
    )  # fmt: skip


@bp.post("/threads/<no>/handoffs/<int:hand_off_id>/<verb>")
@staff()
@keeps_typed
def move_hand_off(no: str, hand_off_id: int, verb: str) -> Any:
    """Accept it, finish it with what came of it, or return it with a reason."""
    form, actor = OutcomeForm(), current_actor()
    words = form.outcome.data or ""
    verbs: dict[str, tuple[Verb, str]] = {
        "accept": (lambda session: handing.accept(session, actor, no=no, hand_off_id=hand_off_id), _("已接收")),
        "done": (
            lambda session: handing.finish(session, actor, no=no, hand_off_id=hand_off_id, outcome=words),
            _("已办结，并通知了转出的同事"),
        ),
        "back": (
            lambda session: handing.give_back(session, actor, no=no, hand_off_id=hand_off_id, reason=words),
            _("已退回"),
        ),
    }
    if verb not in verbs:
        raise NotFound("页面不存在")
    do, said = verbs[verb]
    return _do(no, do, form, said, outcome_form=form, outcome_of=f"h{hand_off_id}")


@bp.post("/threads/<no>/tasks")
@staff()
@keeps_typed
def add_task(no: str) -> Any:
    """Add a task."""
    form = TaskForm(staff=_colleagues())
    return _do(
        no,
        lambda session: tasks.add_task(
            session, current_actor(), no=no, title=form.title.data, department=form.department.data,
            assignee_id=whole(form.assignee_id.data) or None, due_at=moment(form.due_at.data),
        ),
        form,
        _("任务已添加"),
        task_form=form,
    )  # fmt: skip


@bp.post("/threads/<no>/tasks/<int:task_id>/done")
@staff()
@keeps_typed
def finish_task(no: str, task_id: int) -> Any:
    """Say that a task is done."""
    form = OutcomeForm()
    return _do(
        no,
        lambda session: tasks.finish_task(
            session, current_actor(), no=no, task_id=task_id, outcome=form.outcome.data or ""
        ),
        form,
        _("任务已完成"),
        outcome_form=form,
        outcome_of=f"t{task_id}",
    )


def _do(no: str, verb: Verb, form: BaseForm, said: str, **forms: Any) -> Any:
    """Run a verb and go back to the conversation; what cannot be is said beside the form, on the case's own page."""
    actor = current_actor()
    status = 422
    try:
        with reading() as session:  # whether it is there at all comes before what was typed
            queries.find_thread(session, actor, no)
        if form.validate():
            with writing() as session:
                verb(session)
            flash(said, "success")
            return redirect(f"/threads/{no}", 303)
    except Invalid as error:
        form.take(error)
    except Conflict as error:
        flash(say(error), "warning")
        status = 409
        if isinstance(form, OutcomeForm):
            forms["written"] = form.outcome.data  # the field it was written in may be gone
    return show_case(actor, no, **forms), status


def show_case(actor: Actor, no: str, **forms: Any) -> str:
    """The case's own page, with forms that could not be taken as they were typed."""
    with reading() as session:
        thread = queries.find_thread(session, actor, no)
        context = _context(session, actor, thread)
    part = "part" in request.args and request.method == "GET"
    return render_template("threads/_case.html" if part else "threads/case.html", **{**context, **forms})


def _context(session: Session, actor: Actor, thread: ThreadView) -> dict[str, Any]:
    departments = {key: _(words) for key, words in models.DEPARTMENTS.items()}
    statuses = {key: _(words) for key, words in models.STATUSES.items()}
    people = [
        (str(user_id), name) for user_id, name, _departments in queries.staff_choices(session, about=thread.about)
    ]
    hand_offs, found = list_hand_offs(session, thread), list_tasks(session, thread)
    watchers = list_watchers(session, thread)
    is_going = thread.status in models.ACTIVE  # what is settled presses nobody
    recoveries: Recoveries | None = current_app.extensions.get("portal.recoveries_of")
    return {
        "recoveries": recoveries(session, actor, thread) if recoveries else [],
        "t": thread,
        "hand_offs": [_hand_off(actor, one, departments, is_going=is_going) for one in hand_offs],
        "tasks": [_task(one, departments, is_going=is_going) for one in found],
        "links": [(link, statuses[link.status]) for link in list_links(session, actor, thread)],
        "watchers": [name for user_id, name in watchers if user_id != actor.user_id],
        "watching": any(user_id == actor.user_id for user_id, _name in watchers),
        "tags": [tag for tag in thread.tags.split(",") if tag],
        "snoozed": thread.snoozed_until if thread.snoozed_until and thread.snoozed_until > now() else None,
        "hand_off_form": HandOffForm(formdata=None, without=thread.department),
        "task_form": TaskForm(formdata=None, staff=people),
        "outcome_form": OutcomeForm(formdata=None),
        "outcome_of": "",
        "errors": {},
    }


def _hand_off(actor: Actor, one: HandOffView, departments: dict[str, str], *, is_going: bool) -> dict[str, Any]:
    receives = actor.works_in(one.to_department)
    is_open, moment_now = one.state in handing.OPEN_STATES, now()
    due = one.accept_by if one.state == casefile.ASKED else one.due_at
    return {
        "id": one.id,
        "from": departments[one.from_department],
        "to": departments[one.to_department],
        "reason": one.reason,
        "asked": one.asked,
        "state": _(casefile.HAND_OFF_STATES[one.state]),
        "tone": {"asked": "warn", "accepted": "info", "returned": "mute", "done": "ok"}[one.state],
        "by": f"{one.by_name} · {dt(one.created_at)[5:]}",
        "accepted": f"{one.accepted_name} · {dt(one.accepted_at)[5:]}" if one.accepted_at else "",
        "ended": f"{one.ended_name or _('系统')} · {dt(one.ended_at)[5:]}" if one.ended_at else "",
        "outcome": one.outcome,
        "due": dt(due)[5:] if is_open else "",
        "due_words": _("接收时限") if one.state == casefile.ASKED else _("部门时限"),
        "late": is_going and is_open and due < moment_now,
        "may_accept": receives and one.state == casefile.ASKED,
        "may_finish": receives and one.state == casefile.ACCEPTED,
        "may_return": is_open and (receives or one.by_id == actor.user_id),
    }


def _task(one: TaskView, departments: dict[str, str], *, is_going: bool) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "who": one.assignee or departments[one.department],
        "due": dt(one.due_at)[5:] if one.due_at else "",
        "late": is_going and one.done_at is None and one.due_at is not None and one.due_at < now(),
        "by": one.created_name,
        "done": f"{one.done_name} · {dt(one.done_at)[5:]}" if one.done_at else "",
        "outcome": one.outcome,
    }


def _colleagues() -> list[tuple[str, str]]:
    with reading() as session:
        return [(str(user_id), name) for user_id, name, _departments in queries.staff_choices(session)]
