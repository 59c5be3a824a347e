"""Who is away and who stands in; how each department gives out new threads and how long hand-offs to it may take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request
from wtforms import DateTimeLocalField, SelectField, StringField
from wtforms.validators import DataRequired

from portal.core.clock import SHANGHAI
from portal.core.errors import Conflict, Invalid
from portal.core.permissions import Actor, Department
from portal.threads import casefile, models, queries
from portal.threads.desk.blueprint import bp
from portal.threads.queries.duty import list_absences, list_rules
from portal.threads.services import absences, assigning
from portal.web.auth import current_actor
from portal.web.filters import dt
from portal.web.forms import BaseForm, at_most, whole
from portal.web.guards import staff
from portal.web.i18n import _, _l, say
from portal.web.uow import reading, writing

_TIMES = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


class AbsenceForm(BaseForm):
    """From when to when somebody is away."""

    user_id = SelectField(_l("谁休假"))
    deputy_id = SelectField(_l("代理人"))
    since = DateTimeLocalField(_l("从"), [DataRequired(_l("请填写时间"))], format=_TIMES)
    until = DateTimeLocalField(_l("到"), [DataRequired(_l("请填写时间"))], format=_TIMES)
    note = StringField(_l("备注"), [at_most(120)])

    def __init__(self, *args: Any, actor: Actor, people: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whole_house = actor.works_in(Department.SUPERVISION)
        self.user_id.choices = [(str(key), name) for key, name in people if whole_house or key == actor.user_id]
        self.deputy_id.choices = [("", str(_("不指定，会话回到未分配"))), *((str(key), name) for key, name in people)]


@bp.get("/desk/duty")
@staff()
def duty() -> str:
    """Absences and rules."""
    return _page(current_actor())


@bp.post("/desk/duty/absences")
@staff()
def plan_absence() -> Any:
    """Note an absence."""
    actor = current_actor()
    with reading() as session:
        form = AbsenceForm(actor=actor, people=queries.staff_names(session))
    try:
        if form.validate():
            since, until = (field.data.replace(tzinfo=SHANGHAI) for field in (form.since, form.until))
            with writing() as session:
                absences.plan_absence(
                    session, actor, user_id=whole(form.user_id.data), deputy_id=whole(form.deputy_id.data) or None,
                    since=since, until=until, note=form.note.data or "",
                )  # fmt: skip
            flash(_("休假已登记；开始时，进行中的会话会交给代理人"), "success")
            return redirect("/desk/duty", 303)
    except Invalid as error:
        form.take(error)
    return _page(actor, form=form), 422


@bp.post("/desk/duty/absences/<int:absence_id>/end")
@staff()
def end_absence(absence_id: int) -> Any:
    """Take it back, or come back early."""
    with writing() as session:
        absences.end_absence(session, current_actor(), absence_id=absence_id)
    flash(_("休假已结束"), "success")
    return redirect("/desk/duty", 303)


@bp.post("/desk/duty/rules/<department>")
@staff()
def set_rule(department: str) -> Any:
    """Change how a department works."""
    given = request.form
    try:
        with writing() as session:
            assigning.set_rule(
                session, current_actor(), department=department, version=whole(given.get("version")),
                mode=given.get("mode", ""), accept_minutes=whole(given.get("accept_minutes")),
                work_minutes=whole(given.get("work_minutes")),
            )  # fmt: skip
    except Invalid as error:
        wrong = {"department": department, "field": error.field, "words": say(error), "given": given.to_dict()}
        return _page(current_actor(), wrong=wrong), 422
    except Conflict as error:
        flash(say(error), "warning")
        return _page(current_actor()), 409
    flash(_("已保存"), "success")
    return redirect("/desk/duty", 303)


def _page(actor: Actor, **given: Any) -> str:
    with reading() as session:
        people = queries.staff_names(session)
        away, rules = list_absences(session), list_rules(session)
    context = {
        "form": AbsenceForm(formdata=None, actor=actor, people=people, data={"user_id": str(actor.user_id)}),
        "wrong": {},
        "absences": [
            (one, dt(one.since), dt(one.until), one.user_id == actor.user_id or actor.works_in(Department.SUPERVISION))
            for one in away
        ],
        "rules": [
            (rule, _(models.DEPARTMENTS[rule.department]), actor.works_in(rule.department, Department.SUPERVISION))
            for rule in rules
        ],
        "modes": [(key, _(words)) for key, words in casefile.MODES.items()],
    }  # fmt: skip
    return render_template("threads/duty.html", **{**context, **given})
