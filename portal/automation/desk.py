"""The desk's settings of rules: their list and order, the form, and the trial run on past threads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from sqlalchemy.orm import Session

from portal.automation import queries
from portal.automation.forms import RuleForm, stored_fields
from portal.automation.queries import RuleView
from portal.automation.services import keeping, trying
from portal.automation.services.applying import said
from portal.automation.services.trying import Trial
from portal.automation.terms import TRIGGERS
from portal.automation.words import then_words, when_words
from portal.core.errors import Conflict, Invalid, NotFound
from portal.threads.queries import staff_choices
from portal.threads.queries.replies import list_replies
from portal.threads.services.replies import VARIABLES
from portal.web.auth import current_actor
from portal.web.forms import changed_fields, whole
from portal.web.guards import staff
from portal.web.i18n import _, say
from portal.web.uow import reading, writing

bp = Blueprint("automation_desk", __name__)
RULES = "/desk/settings/rules"


@bp.get("/desk/settings/rules")
@staff("supervision")
def rules() -> str:
    """All rules in their order."""
    with reading() as session:
        kept = queries.list_rules(session)
        changes = queries.list_changes(session)
        people = {user_id: name for user_id, name, _departments in staff_choices(session)}
    rows = [(one, when_words(one.rule.conditions), then_words(one.rule.actions, people)) for one in kept]
    triggers = {key: _(words) for key, words in TRIGGERS.items()}
    actions = {
        "rule.kept": _("保存"), "rule.switched": _("启用或停用"), "rule.moved": _("调整顺序"), "rule.dropped": _("删除"),
    }  # fmt: skip
    return render_template("automation/rules.html", rows=rows, triggers=triggers, changes=changes, actions=actions)


@bp.route("/desk/settings/rules/new", methods=["GET", "POST"])
@staff("supervision")
def new_rule() -> Any:
    """Write one, put a ready answer into it, or try it."""
    return _looked_at(None) or _edit(None)


@bp.route("/desk/settings/rules/<int:rule_id>", methods=["GET", "POST"])
@staff("supervision")
def rule(rule_id: int) -> Any:
    """Change one, put a ready answer into it, or try it as it stands in the form."""
    stored = _find(rule_id)
    if stored is None:
        if request.method == "GET":
            raise NotFound("规则不存在")
        return _gone()
    return _looked_at(stored) or _edit(stored)


def _looked_at(stored: RuleView | None) -> Any:
    """What a button of the form asks for that keeps nothing; None where it is to be kept."""
    does = {"try": _try, "ready": _put_ready}.get(request.form.get("do", ""))
    return does(stored) if does else None


@bp.post("/desk/settings/rules/<int:rule_id>/switch")
@staff("supervision")
def switch(rule_id: int) -> Any:
    """On, or off."""
    on = request.form.get("on") == "1"
    return _done(
        lambda session, version: keeping.switch_rule(session, current_actor(), rule_id=rule_id, version=version, on=on),
        _("已启用") if on else _("已停用"),
    )


@bp.post("/desk/settings/rules/<int:rule_id>/move")
@staff("supervision")
def move(rule_id: int) -> Any:
    """One place up, or down."""
    up = request.form.get("to") == "up"
    return _done(
        lambda session, version: keeping.move_rule(session, current_actor(), rule_id=rule_id, version=version, up=up),
        _("已调整顺序"),
    )


@bp.post("/desk/settings/rules/<int:rule_id>/delete")
@staff("supervision")
def drop(rule_id: int) -> Any:
    """Throw one away."""
    return _done(
        lambda session, version: keeping.drop_rule(session, current_actor(), rule_id=rule_id, version=version),
        _("已删除"),
    )


def _done(change: Callable[[Session, int], None], words: str) -> Any:
    try:
        with writing() as session:
            change(session, whole(request.form.get("version")))
    except Conflict as error:
        flash(say(error), "warning")
    else:
        flash(words, "success")
    return redirect(RULES, 303)


def _find(rule_id: int) -> RuleView | None:
    with reading() as session:
        return queries.find_rule(session, rule_id)


def _gone() -> Any:
    """Somebody threw it away while it was being changed: what was written stands in the form of a new one."""
    flash(_("这条规则刚被同事删除；您写的内容还在，可以另存为新规则"), "warning")
    return _page(_form(None), None), 404


def _form(stored: RuleView | None) -> RuleForm:
    with reading() as session:
        people, ready = staff_choices(session), list_replies(session)
    return RuleForm(data=stored_fields(stored), people=people, ready=ready)


def _check(form: RuleForm, session: Session) -> None:
    keeping.check_rule(
        session, name=form.name.data or "", trigger=form.trigger.data or "", conditions=form.conditions, actions=form.actions
    )  # fmt: skip


def _is_right(form: RuleForm) -> bool:
    with reading() as session:
        return form.is_right(lambda: _check(form, session))


def _edit(stored: RuleView | None) -> Any:
    form, status, differences = _form(stored), 200, []
    if form.is_submitted():
        status = 422
        try:
            if _is_right(form):
                with writing() as session:
                    keeping.keep_rule(
                        session, current_actor(), rule_id=stored.rule.id if stored else None, version=whole(form.version.data),
                        name=form.name.data, trigger=form.trigger.data, active=form.active.data, stops=form.stops.data,
                        conditions=form.conditions, actions=form.actions,
                    )  # fmt: skip
                flash(_("已保存"), "success")
                return redirect(RULES, 303)
        except (Conflict, NotFound):
            stored = _find(stored.rule.id if stored else 0)
            if stored is None:
                return _gone()
            differences, status = changed_fields(form, stored_fields(stored)), 409
            form.version.data = str(stored.version)
        except Invalid as error:
            form.take(error)
    return _page(form, stored, differences=differences), status


def _put_ready(stored: RuleView | None) -> Any:
    """The form again, with the chosen ready answer in its reply. Changes nothing."""
    form = _form(stored)
    try:
        form.put_ready()
    except Invalid as error:
        form.take(error)
        return _page(form, stored), 422
    return _page(form, stored)


def _try(stored: RuleView | None) -> Any:
    """What the rule in the form would have done, kept or not. Changes nothing."""
    form = _form(stored)
    if not _is_right(form):
        return _page(form, stored), 422
    rule = form.rule(stored.rule.id if stored else 0)
    with reading() as session:
        trial = trying.try_rule(session, current_actor(), rule=rule, days=whole(form.days.data) or trying.DAYS[0])
        people = {user_id: name for user_id, name, _departments in staff_choices(session)}
    rows = [
        (one.found, then_words(one.would, people, reply=said(one.would.reply, one.found.values)), one.forestalled)
        for one in trial.shown
    ]
    return _page(form, stored, trial=trial, rows=rows)


def _page(form: RuleForm, stored: RuleView | None, *, trial: Trial | None = None, **more: Any) -> str:
    address = f"{RULES}/{stored.rule.id if stored else 'new'}"
    return render_template(
        "automation/rule_form.html", form=form, stored=stored, address=address, trial=trial, variables=VARIABLES, **more
    )
