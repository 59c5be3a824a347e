"""Staff pages of help and notices: write, look at it before it is shown, read what it said before."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from markupsafe import Markup

from portal.core.errors import Conflict, Invalid, NotFound
from portal.core.markup import render
from portal.help import queries, services
from portal.help.forms import ArticleForm, NoticeForm, TextForm, local, text_values
from portal.help.policies import CATEGORIES, LEVELS, STATES
from portal.web.auth import current_actor
from portal.web.forms import changed_fields
from portal.web.guards import staff
from portal.web.i18n import _, locale_tag
from portal.web.uow import reading, writing

bp = Blueprint("help_desk", __name__)


@bp.get("/desk/help")
@staff()
def articles() -> Any:
    """Every article, drafts too, and the notices."""
    with reading() as session:
        rows = queries.list_articles(session, current_actor())
        notices = queries.list_notices(session, language="zh-CN")
    return render_template(
        "help/desk.html",
        rows=rows,
        notices=notices,
        categories={code: _(name) for code, name in CATEGORIES.items()},
        states={code: _(name) for code, name in STATES.items()},
        levels={code: _(name) for code, name in LEVELS.items()},
        language=locale_tag(),
    )


@bp.get("/desk/notices")
@staff()
def notices() -> Any:
    """The notices stand on the page of articles."""
    return redirect("/desk/help#notices", 303)


@bp.route("/desk/help/new", methods=["GET", "POST"])
@staff()
def new_article() -> Any:
    """Write an article."""
    form, status = ArticleForm(), 200
    if form.is_submitted() and not _previews():
        status = 422
        try:
            if form.is_right(lambda: services.check_article(form.values())):
                with writing() as session:
                    slug = services.create_article(session, current_actor(), form.values())
                flash(_("已保存"), "success")
                return redirect(f"/help/{slug}", 303)
        except Invalid as error:
            form.take(error)
    return _article_page(form, slug=""), status


@bp.route("/desk/help/<slug>", methods=["GET", "POST"])
@staff()
def article(slug: str) -> Any:
    """Change an article."""
    stored = _article(slug)
    form, status, differences = ArticleForm(data=stored), 200, []
    if form.is_submitted() and not _previews():
        status = 422
        try:
            if form.is_right(lambda: services.check_article(form.values())):
                with writing() as session:
                    kept = services.change_article(
                        session, current_actor(), slug, version=_version(form), values=form.values()
                    )
                flash(_("已保存"), "success")
                return redirect(f"/help/{kept}", 303)
        except Conflict:
            stored = _article(slug)
            differences = changed_fields(form, stored)
            form.version.data = stored["version"]
            status = 409
        except Invalid as error:
            form.take(error)
    return _article_page(form, slug=slug, differences=differences), status


@bp.get("/desk/help/<slug>/versions")
@staff()
def versions(slug: str) -> Any:
    """What an article said before."""
    with reading() as session:
        found = queries.article_versions(session, slug)
    if not found:
        raise NotFound("文章不存在")
    number = request.args.get("v", "")
    chosen = next((row for row in found if str(row.version) == number), found[0])
    return render_template(
        "help/versions.html",
        slug=slug,
        versions=found,
        chosen=chosen,
        body=_html(chosen.body),
        states={code: _(name) for code, name in STATES.items()},
    )


@bp.route("/desk/notices/new", methods=["GET", "POST"])
@staff()
def new_notice() -> Any:
    """Put up a notice."""
    form, status = NoticeForm(), 200
    if form.is_submitted() and not _previews():
        status = 422
        try:
            if form.is_right(lambda: services.check_notice(form.values())):
                with writing() as session:
                    no = services.create_notice(session, current_actor(), form.values())
                flash(_("已保存"), "success")
                return redirect(f"/notices/{no}", 303)
        except Invalid as error:
            form.take(error)
    return _notice_page(form, no=""), status


@bp.route("/desk/notices/<no>", methods=["GET", "POST"])
@staff()
def notice(no: str) -> Any:
    """Change a notice."""
    stored = _notice(no)
    form, status, differences = NoticeForm(data=stored), 200, []
    if form.is_submitted() and not _previews():
        status = 422
        try:
            if form.is_right(lambda: services.check_notice(form.values())):
                with writing() as session:
                    services.change_notice(session, current_actor(), no, version=_version(form), values=form.values())
                flash(_("已保存"), "success")
                return redirect(f"/notices/{no}", 303)
        except Conflict:
            stored = _notice(no)
            differences = changed_fields(form, stored)
            form.version.data = stored["version"]
            status = 409
        except Invalid as error:
            form.take(error)
    return _notice_page(form, no=no, differences=differences), status


def _article(slug: str) -> dict[str, Any]:
    with reading() as session:
        row = queries.article_values(session, slug)
    kept = {name: row[name] for name in ("slug", "category", "position")}
    return kept | text_values(row) | {"published": row["state"] == "published"}


def _notice(no: str) -> dict[str, Any]:
    with reading() as session:
        row = queries.notice_values(session, no)
    times = {name: local(row[name]) for name in ("shown_from", "shown_until")}
    return text_values(row) | {"level": row["level"]} | times


def _previews() -> bool:
    return request.form.get("do") == "preview"


def _preview(form: TextForm) -> dict[str, Any] | None:
    if not _previews():
        return None
    return {"title": form.title.data or "", "body": _html(form.body.data or "")}


def _html(text: str) -> Markup:
    return Markup(render(text))  # noqa: S704  # render answers nothing but cleaned HTML


def _article_page(form: ArticleForm, *, slug: str, differences: list[Any] | None = None) -> str:
    return render_template(
        "help/article_form.html", form=form, slug=slug, differences=differences or [], preview=_preview(form)
    )


def _notice_page(form: NoticeForm, *, no: str, differences: list[Any] | None = None) -> str:
    return render_template(
        "help/notice_form.html", form=form, no=no, differences=differences or [], preview=_preview(form)
    )


def _version(form: TextForm) -> int:
    text = form.version.data or ""
    return int(text) if text.isdecimal() and len(text) < 10 else 0
