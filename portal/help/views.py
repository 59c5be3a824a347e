"""Public pages of help and notices."""

from __future__ import annotations

from flask import Blueprint, render_template
from markupsafe import Markup

from portal.core.markup import render
from portal.help import queries
from portal.help.policies import CATEGORIES
from portal.web.auth import current_actor
from portal.web.guards import public
from portal.web.i18n import _, locale_tag
from portal.web.uow import reading

bp = Blueprint("help", __name__)


@bp.get("/help")
@public
def index() -> str:
    """Articles by category, and the notices of these days."""
    language = locale_tag()
    with reading() as session:
        rows = queries.list_articles(session, current_actor())
        notices = queries.current_notices(session, language=language)
    groups = [
        (_(name), [row for row in rows if row.category == code and row.state == "published"])
        for code, name in CATEGORIES.items()
    ]
    return render_template(
        "help/index.html", groups=[group for group in groups if group[1]], notices=notices, language=language
    )


@bp.get("/help/<slug>")
@public
def show(slug: str) -> str:
    """One article, with its neighbours."""
    actor, language = current_actor(), locale_tag()
    with reading() as session:
        article = queries.article_view(session, actor, slug, language=language)
        rows = queries.list_articles(session, actor)
    return render_template(
        "help/article.html",
        article=article,
        body=Markup(render(article.body)),  # noqa: S704  # render answers nothing but cleaned HTML
        category=_(CATEGORIES.get(article.category, "")),
        others=[row for row in rows if row.category == article.category and row.state == "published"],
        language=language,
    )


@bp.get("/notices/<no>")
@public
def notice(no: str) -> str:
    """One notice."""
    language = locale_tag()
    with reading() as session:
        view = queries.notice_view(session, current_actor(), no, language=language)
        others = queries.current_notices(session, language=language)
    return render_template(
        "help/notice.html",
        notice=view,
        body=Markup(render(view.body)),  # noqa: S704  # as above
        others=[other for other in others if other.no != no],
    )
