"""Reads articles and notices in the reader's language: frozen views, never rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.errors import NotFound
from portal.core.markup import plain
from portal.core.permissions import Actor
from portal.help.models import PUBLISHED, HelpArticle, HelpArticleVersion, Notice
from portal.help.policies import readable, shown

SOURCE = "zh-CN"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRow:
    """An article as a line of a list."""

    id: int
    slug: str
    url: str
    category: str
    title: str
    titles: Mapping[str, str]
    state: str
    changed_at: datetime

    def title_in(self, language: str) -> str:
        return self.titles.get(language) or self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleHit:
    """An article among search results: the reader's language is picked where it is shown."""

    slug: str
    url: str
    texts: Mapping[str, tuple[str, str]]
    """Language → title and body."""

    @property
    def title(self) -> str:
        return self.texts[SOURCE][0]

    def title_in(self, language: str) -> str:
        return self.texts.get(language, self.texts[SOURCE])[0]

    def text_in(self, language: str) -> str:
        """The whole text without marks, from which an excerpt is taken."""
        return _plain(self.texts.get(language, self.texts[SOURCE])[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleView:
    """An article to read. language: which one it is in, since a missing translation falls back to the source."""

    id: int
    slug: str
    category: str
    title: str
    body: str
    language: str
    state: str
    changed_at: datetime
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    version: int
    title: str
    body: str
    translations: Mapping[str, Any]
    state: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView:
    """A notice, in a list or on its page."""

    no: str
    url: str
    title: str
    body: str
    level: str
    shown_from: datetime
    shown_until: datetime
    state: str
    """`coming`, `shown` or `over`."""
    version: int


_plain = lru_cache(maxsize=256)(plain)
"""The same few articles are found again and again, and rendering one takes longer than finding it."""

_ROW = (
    HelpArticle.id, HelpArticle.slug, HelpArticle.category, HelpArticle.title, HelpArticle.translations, HelpArticle.state,
    HelpArticle.changed_at,
)  # fmt: skip
_NOTICE = (
    Notice.no, Notice.title, Notice.body, Notice.translations, Notice.level, Notice.shown_from, Notice.shown_until,
    Notice.version,
)  # fmt: skip


def list_articles(session: Session, actor: Actor) -> list[ArticleRow]:
    """Every article this actor may read, in order."""
    query = select(*_ROW).where(readable(actor)).order_by(HelpArticle.category, HelpArticle.position, HelpArticle.id)
    return [_row(row) for row in session.execute(query)]


def hits_by_id(session: Session, ids: Collection[int]) -> dict[int, ArticleHit]:
    """The published ones among these."""
    query = select(HelpArticle.id, HelpArticle.slug, HelpArticle.title, HelpArticle.body, HelpArticle.translations)
    found = session.execute(query.where(HelpArticle.state == PUBLISHED, HelpArticle.id.in_(list(ids))))
    return {
        row.id: ArticleHit(
            slug=row.slug,
            url=f"/help/{row.slug}",
            texts={SOURCE: (row.title, row.body)}
            | {language: (text["title"], text["body"]) for language, text in row.translations.items()},
        )
        for row in found
    }


def article_view(session: Session, actor: Actor, slug: str, *, language: str) -> ArticleView:
    """One article. Raises: NotFound (also for a draft, unless staff ask)."""
    row = session.execute(
        select(*_ROW, HelpArticle.body, HelpArticle.version).where(HelpArticle.slug == slug, readable(actor))
    ).first()
    if row is None:
        raise NotFound("文章不存在")
    text, spoken = in_language(row.title, row.body, row.translations, language)
    return ArticleView(
        id=row.id,
        slug=row.slug,
        category=row.category,
        title=text["title"],
        body=text["body"],
        language=spoken,
        state=row.state,
        changed_at=row.changed_at,
        version=row.version,
    )


def article_values(session: Session, slug: str) -> dict[str, Any]:
    """An article's columns for its form, for staff. Raises: NotFound."""
    row = session.execute(
        select(
            HelpArticle.slug, HelpArticle.category, HelpArticle.position, HelpArticle.title, HelpArticle.body,
            HelpArticle.translations, HelpArticle.state, HelpArticle.version,
        ).where(HelpArticle.slug == slug)
    ).first()  # fmt: skip
    if row is None:
        raise NotFound("文章不存在")
    return dict(row._mapping)


def article_versions(session: Session, slug: str) -> list[VersionRow]:
    """What an article said before, newest first; at most the last hundred."""
    query = (
        select(
            HelpArticleVersion.version, HelpArticleVersion.title, HelpArticleVersion.body, HelpArticleVersion.translations,
            HelpArticleVersion.state, HelpArticleVersion.at,
        )
        .join(HelpArticle, HelpArticle.id == HelpArticleVersion.article_id)
        .where(HelpArticle.slug == slug)
        .order_by(HelpArticleVersion.version.desc())
        .limit(100)
    )  # fmt: skip
    return [VersionRow(**row._mapping) for row in session.execute(query)]


def current_notices(session: Session, *, language: str, limit: int = 5) -> list[NoticeView]:
    """Notices shown now: urgent ones first, then the newest."""
    rank = case({"urgent": 0, "warning": 1}, value=Notice.level, else_=2)
    query = select(*_NOTICE).where(shown(now())).order_by(rank, Notice.shown_from.desc()).limit(limit)
    return [_notice(row, language) for row in session.execute(query)]


def list_notices(session: Session, *, language: str) -> list[NoticeView]:
    """Every notice, newest first, for staff."""
    query = select(*_NOTICE).order_by(Notice.shown_from.desc(), Notice.id.desc()).limit(200)
    return [_notice(row, language) for row in session.execute(query)]


def notice_view(session: Session, actor: Actor, no: str, *, language: str) -> NoticeView:
    """One notice; old ones stay readable, coming ones are for staff. Raises: NotFound."""
    row = session.execute(select(*_NOTICE).where(Notice.no == no)).first()
    if row is None or (row.shown_from > now() and not actor.is_staff):
        raise NotFound("公告不存在")
    return _notice(row, language)


def notice_values(session: Session, no: str) -> dict[str, Any]:
    """A notice's columns for its form, for staff. Raises: NotFound."""
    row = session.execute(select(*_NOTICE).where(Notice.no == no)).first()
    if row is None:
        raise NotFound("公告不存在")
    return dict(row._mapping)


def count_articles(session: Session) -> dict[str, int]:
    """How many published articles each category has."""
    query = select(HelpArticle.category, func.count()).where(HelpArticle.state == PUBLISHED)
    return dict(session.execute(query.group_by(HelpArticle.category)).tuples())


def in_language(title: str, body: str, translations: Mapping[str, Any], language: str) -> tuple[dict[str, str], str]:
    """The text in a language, and which language that is: the source where there is no translation."""
    text = translations.get(language) or {}
    if text.get("title") and text.get("body"):
        return {"title": str(text["title"]), "body": str(text["body"])}, language
    return {"title": title, "body": body}, SOURCE


def _row(row: Any) -> ArticleRow:
    return ArticleRow(
        id=row.id,
        slug=row.slug,
        url=f"/help/{row.slug}",
        category=row.category,
        title=row.title,
        titles={language: text.get("title", "") for language, text in row.translations.items()},
        state=row.state,
        changed_at=row.changed_at,
    )


def _notice(row: Any, language: str) -> NoticeView:
    text, _spoken = in_language(row.title, row.body, row.translations, language)
    moment = now()
    state = "coming" if row.shown_from > moment else "over" if row.shown_until <= moment else "shown"
    return NoticeView(
        no=row.no,
        url=f"/notices/{row.no}",
        title=text["title"],
        body=text["body"],
        level=row.level,
        shown_from=row.shown_from,
        shown_until=row.shown_until,
        state=state,
        version=row.version,
    )
