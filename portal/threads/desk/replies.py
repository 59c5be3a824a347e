"""Ready answers: the sets at `/desk/replies`, and what is offered beside a conversation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import current_app, flash, redirect, render_template, request
from sqlalchemy.orm import Session
from wtforms import HiddenField, SelectField, StringField, TextAreaField

from portal.core.errors import Conflict, Invalid, NotFound
from portal.core.permissions import Actor
from portal.threads import models, queries
from portal.threads.desk.blueprint import bp
from portal.threads.forms import choices
from portal.threads.queries.replies import find_precedents, find_reply, list_replies
from portal.threads.services import replies
from portal.web.auth import current_actor
from portal.web.forms import BaseForm, at_most, changed_fields, clean, whole
from portal.web.guards import staff
from portal.web.i18n import _, _l
from portal.web.uow import reading, writing

FindArticles = Callable[[Session, Actor, str], Sequence[tuple[str, str]]]
"""(session, actor, text) → (address, title). Handed over by the wiring: threads know no search."""
WordsOf = Callable[[str], Sequence[str]]


class ReplyForm(BaseForm):
    """A ready answer."""

    title = StringField(_l("名称"), [at_most(replies.MAX_TITLE)])
    department = SelectField(_l("给谁用"))
    body = TextAreaField(_l("内容"), [at_most(replies.MAX_BODY)])
    version = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.department.choices = [("", str(_("全公司"))), *choices(models.DEPARTMENTS)]


@bp.get("/desk/replies")
@staff()
def reply_list() -> str:
    """All sets, with search."""
    words, department = clean(request.args.get("q", "")[:60]), request.args.get("department", "")
    chosen = [department] if department in models.DEPARTMENTS else None
    with reading() as session:
        rows = list_replies(session, words=words, departments=chosen)
    departments = {"": _("全公司")} | {key: _(label) for key, label in models.DEPARTMENTS.items()}
    return render_template(
        "threads/replies.html", rows=rows, words=words, department=department if chosen else "", departments=departments
    )


@bp.route("/desk/replies/new", methods=["GET", "POST"])
@staff()
def new_reply() -> Any:
    """Write one; `?from=` takes what a message said."""
    return _edit(
        None, {"department": "", "title": "", "body": clean(request.args.get("body", ""))[:4000], "version": "0"}
    )


@bp.route("/desk/replies/<int:reply_id>", methods=["GET", "POST"])
@staff()
def reply(reply_id: int) -> Any:
    """Change one."""
    return _edit(reply_id, _stored(reply_id))


@bp.post("/desk/replies/<int:reply_id>/delete")
@staff()
def drop_reply(reply_id: int) -> Any:
    """Throw one away."""
    with writing() as session:
        replies.drop_reply(session, current_actor(), reply_id=reply_id)
    flash(_("已删除"), "success")
    return redirect("/desk/replies", 303)


def _stored(reply_id: int) -> dict[str, str]:
    with reading() as session:
        found = find_reply(session, reply_id)
    if found is None:
        raise NotFound("快捷回复不存在")
    return {"department": found.department, "title": found.title, "body": found.body, "version": str(found.version)}


def _edit(reply_id: int | None, stored: dict[str, str]) -> Any:
    form, status, differences = ReplyForm(data=stored), 200, []
    if form.is_submitted():
        status = 422
        given = {"department": form.department.data or "", "title": form.title.data or "", "body": form.body.data or ""}
        try:
            if form.is_right(lambda: replies.check_reply(**given)):
                with writing() as session:
                    replies.keep_reply(
                        session, current_actor(), reply_id=reply_id, version=whole(form.version.data), **given
                    )
                flash(_("已保存"), "success")
                return redirect("/desk/replies", 303)
        except Conflict:
            stored = _stored(reply_id or 0)
            differences, status = changed_fields(form, stored), 409
            form.version.data = stored["version"]
        except Invalid as error:
            form.take(error)
    page = render_template(
        "threads/reply_form.html", form=form, reply_id=reply_id, differences=differences, variables=replies.VARIABLES
    )
    return page, status


@bp.get("/threads/<no>/answers")
@staff()
def answers(no: str) -> str:
    """What could be answered here: ready answers filled in, help articles, what was answered to the like. `?part`: the list alone."""
    actor, words = current_actor(), clean(request.args.get("q", "")[:60])
    find_articles: FindArticles | None = current_app.extensions.get("portal.find_articles")
    words_of: WordsOf | None = current_app.extensions.get("portal.words_of")
    with reading() as session:
        thread = queries.find_thread(session, actor, no)
        kept = list_replies(session, words=words, departments=sorted(actor.departments | {thread.department}), limit=60)
        asked = _asked(session, thread)
        about = f"{thread.subject} {words or asked}"
        articles = list(find_articles(session, actor, about)) if find_articles else []
        precedents = find_precedents(session, actor, thread, list(words_of(about)) if words_of else [])
    values = replies.values_of(thread, actor)
    ready = [(one.id, one.title, replies.fill(one.body, values)) for one in kept]
    part = "part" in request.args
    template = "threads/_answers.html" if part else "threads/answers.html"
    return render_template(
        template, t=thread, ready=ready, articles=articles, precedents=precedents, words=words, part=part
    )


def _asked(session: Session, thread: queries.ThreadView) -> str:
    """What the company asked last."""
    messages, _more = queries.list_messages(session, thread)
    return next((one.body for one in reversed(messages) if not one.by_staff), "")[:500]
