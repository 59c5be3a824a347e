"""`/desk/search`: what was searched and not found, what is searched often, how a text is read, and the words staff add."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from portal.core.errors import Conflict, Invalid
from portal.search import log_queries, trial, vocabulary
from portal.search.forms import WordForm
from portal.search.lexicons import Lexicons
from portal.search.links import Links
from portal.search.models import ACTIVE, RETIRED
from portal.search.query import EVERYBODY, SearchQuery
from portal.search.services import Search
from portal.web.auth import current_actor
from portal.web.forms import changed_fields, clean, whole
from portal.web.guards import staff
from portal.web.i18n import _
from portal.web.uow import reading, writing

bp = Blueprint("search_desk", __name__)

PAGE = "/desk/search"


@dataclass(frozen=True, slots=True)
class Line:
    """A searched text in one of the desk's lists."""

    shown: str
    count: int
    zero: int
    people: int
    last_at: datetime | None
    url: str
    now: int
    """How many hits it has now; 0 where nobody looked."""
    teach_url: str
    try_url: str


@bp.get("/desk/search")
@staff("sales")
def overview() -> str:
    """Searches that found nothing, and common ones; above them how any text is read now."""
    tried = str(clean(request.args.get("try", "")))[: trial.LONGEST]
    often = request.args.get("show") == "often"
    with reading() as session:
        found = log_queries.searched_often(session) if often else log_queries.found_nothing(session)
    return render_template(
        "search/desk.html",
        rows=[_line(each, now=0 if often else _hits_now(each.shown)) for each in found],
        often=often,
        tried=tried,
        reading=trial.read_now(tried, _lexicons()) if tried else None,
        field_names=trial.field_names(),
    )


@bp.get("/desk/search/words")
@staff("sales")
def words() -> str:
    """The words staff have added."""
    with reading() as session:
        rows = vocabulary.list_words(session)
    return render_template(
        "search/words.html",
        rows=[(row, vocabulary.shown_value(row.field, row.value)) for row in rows],
        fields={code: _(name) for code, name in vocabulary.FIELDS.items()},
        new_url=f"{PAGE}/words/new",
    )


@bp.route("/desk/search/words/new", methods=["GET", "POST"])
@staff("sales")
def new_word() -> Any:
    """Teach a word; a search that found nothing brings its text along (`?word=`)."""
    form, status = WordForm(data={"word": _given("word"), "field": _given("field")}), 200
    if form.is_submitted():
        status = 422
        try:
            if form.is_right(lambda: vocabulary.check_word(form.values())):
                with writing() as session:
                    vocabulary.add_word(session, current_actor(), form.values())
                return _taught(form.word.data)
        except Invalid as error:
            form.take(error)
    return _word_page(form, word_id=0), status


@bp.route("/desk/search/words/<int:word_id>", methods=["GET", "POST"])
@staff("sales")
def word(word_id: int) -> Any:
    """Change a word."""
    stored = _stored(word_id)
    form, status, differences = WordForm(data=stored), 200, []
    if form.is_submitted():
        status = 422
        try:
            if form.is_right(lambda: vocabulary.check_word(form.values())):
                with writing() as session:
                    vocabulary.change_word(
                        session, current_actor(), word_id, version=whole(form.version.data), values=form.values()
                    )
                return _taught(form.word.data)
        except Conflict:
            stored = _stored(word_id)
            differences = changed_fields(form, stored)
            form.version.data = str(stored["version"])
            status = 409
        except Invalid as error:
            form.take(error)
    return _word_page(form, word_id=word_id, stored=stored, differences=differences), status


@bp.post("/desk/search/words/<int:word_id>/retire")
@staff("sales")
def retire(word_id: int) -> Response:
    """Take a word out of use."""
    return _switched(word_id, RETIRED, _("已停用"))


@bp.post("/desk/search/words/<int:word_id>/restore")
@staff("sales")
def restore(word_id: int) -> Response:
    """Take a retired word back into use."""
    return _switched(word_id, ACTIVE, _("已恢复"))


def _switched(word_id: int, state: str, said: str) -> Response:
    version = whole(request.form.get("version"))
    with writing() as session:
        vocabulary.set_state(session, current_actor(), word_id, version=version, state=state)
    _lexicons().refresh()
    flash(said, "success")
    return redirect(f"{PAGE}/words", 303)


def _taught(text: str) -> Response:
    _lexicons().refresh()
    flash(_("已保存，几秒内生效"), "success")
    return redirect(f"{PAGE}?try={Links(SearchQuery(text=text)).to().partition('?q=')[2]}", 303)


def _lexicons() -> Lexicons:
    lexicons: Lexicons = current_app.extensions["portal.search.lexicons"]
    return lexicons


def _given(name: str) -> str:
    return str(clean(request.args.get(name, "")))[: vocabulary.LONGEST_WORD]


def _stored(word_id: int) -> dict[str, Any]:
    with reading() as session:
        values = vocabulary.word_values(session, word_id)
    return values | {
        "value": vocabulary.shown_value(values["field"], values["value"]),
        "version": str(values["version"]),
    }


def _word_page(
    form: WordForm, *, word_id: int, stored: dict[str, Any] | None = None, differences: list[Any] | None = None
) -> str:
    return render_template(
        "search/word_form.html",
        form=form,
        word_id=word_id,
        stored=stored,
        differences=differences or [],
    )


def _hits_now(text: str) -> int:
    """For visitors: a word was taught meanwhile, or the goods have come."""
    search: Search = current_app.extensions["portal.search"]
    search.learn()
    return search.engine.count(SearchQuery(text=text), EVERYBODY)


def _line(each: log_queries.Searched, *, now: int) -> Line:
    text = each.shown
    links = Links(SearchQuery(text=text)).to()
    query = links.partition("?q=")[2]
    return Line(
        shown=text,
        count=each.count,
        zero=each.zero,
        people=each.people,
        last_at=each.last_at,
        url=links,
        now=now,
        teach_url=f"{PAGE}/words/new?word={query}",
        try_url=f"{PAGE}?try={query}",
    )
