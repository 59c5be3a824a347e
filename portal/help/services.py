"""Verbs of articles and notices: staff write them, every version of an article is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound, refuse
from portal.core.events import record
from portal.core.numbers import new_number
from portal.core.permissions import Actor
from portal.help.events import ArticleChanged
from portal.help.models import DRAFT, PUBLISHED, HelpArticle, HelpArticleVersion, Notice
from portal.help.policies import CATEGORIES, LANGUAGES, LEVELS, can_write

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
RESERVED = frozenset({"new"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleInput:
    """What an article's form says. translations: language → title and body; an empty one is dropped."""

    slug: str
    category: str
    title: str
    body: str
    position: int = 0
    translations: dict[str, dict[str, str]] = field(default_factory=dict)
    published: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeInput:
    """What a notice's form says."""

    title: str
    body: str
    shown_from: datetime
    shown_until: datetime
    level: str = "info"
    translations: dict[str, dict[str, str]] = field(default_factory=dict)


def create_article(session: Session, actor: Actor, values: ArticleInput) -> str:
    """Write a new article. Returns its slug. Raises: Forbidden, Invalid("slug", "category", "title", "body", a language)."""
    _allow(actor)
    article = HelpArticle(created_at=now())
    _fill(session, actor, article, values)
    session.add(article)
    _keep_version(session, actor, article)
    audit(session, actor, "article.created", f"article:{article.id}", slug=article.slug, state=article.state)
    record(session, ArticleChanged(article.id))
    return article.slug


def change_article(session: Session, actor: Actor, slug: str, *, version: int, values: ArticleInput) -> str:
    """Change, publish or take back an article. Returns its slug. Raises: as create_article, NotFound, Conflict."""
    _allow(actor)
    article = session.scalars(select(HelpArticle).where(HelpArticle.slug == slug).with_for_update()).first()
    if article is None:
        raise NotFound("文章不存在")
    if article.version != version:
        raise Conflict("其他人刚刚修改了这篇文章，请对照后再保存")
    before = article.state
    _fill(session, actor, article, values)
    _keep_version(session, actor, article)
    audit(session, actor, "article.changed", f"article:{article.id}", slug=slug, state=article.state, before=before)
    record(session, ArticleChanged(article.id))
    return article.slug


def create_notice(session: Session, actor: Actor, values: NoticeInput) -> str:
    """Put up a notice. Returns its number. Raises: Forbidden, Invalid."""
    _allow(actor)
    notice = Notice(no=new_number("N"), created_at=now())
    _fill_notice(actor, notice, values)
    session.add(notice)
    session.flush()  # its id goes into the audit
    audit(session, actor, "notice.created", f"notice:{notice.id}", no=notice.no)
    return notice.no


def change_notice(session: Session, actor: Actor, no: str, *, version: int, values: NoticeInput) -> None:
    """Change a notice, or end it by its last day. Raises: Forbidden, NotFound, Conflict, Invalid."""
    _allow(actor)
    notice = session.scalars(select(Notice).where(Notice.no == no).with_for_update()).first()
    if notice is None:
        raise NotFound("公告不存在")
    if notice.version != version:
        raise Conflict("其他人刚刚修改了这条公告，请对照后再保存")
    _fill_notice(actor, notice, values)
    audit(session, actor, "notice.changed", f"notice:{notice.id}", no=no)


def _allow(actor: Actor) -> None:
    if not can_write(actor):
        raise Forbidden("帮助文章和公告由平台员工维护")


def check_article(values: ArticleInput) -> None:
    """Look at everything typed. Raises: Invalid, with every complaint."""
    found = []
    if not _SLUG.match(values.slug) or len(values.slug) > 60 or values.slug in RESERVED:
        found.append(Invalid("slug", "网址只用小写字母、数字和连字符，例如 how-to-ask"))
    if values.category not in CATEGORIES:
        found.append(Invalid("category", "请选择分类"))
    refuse(found + _wrong_text(values))


def check_notice(values: NoticeInput) -> None:
    """Look at everything typed. Raises: Invalid, with every complaint."""
    found = [] if values.level in LEVELS else [Invalid("level", "请选择级别")]
    if values.shown_until <= values.shown_from:
        found.append(Invalid("shown_until", "结束时间要晚于开始时间"))
    refuse(found + _wrong_text(values))


def _fill(session: Session, actor: Actor, article: HelpArticle, values: ArticleInput) -> None:
    check_article(values)
    with session.no_autoflush:
        taken = session.scalars(select(HelpArticle.id).where(HelpArticle.slug == values.slug)).first()
    if taken is not None and taken != article.id:
        raise Invalid("slug", "这个网址已被另一篇文章使用")
    article.slug = values.slug
    article.category = values.category
    article.position = values.position
    article.title, article.body = values.title, values.body
    article.translations = _translations(values.translations)
    article.state = PUBLISHED if values.published else DRAFT
    article.changed_at = now()
    article.changed_by = actor.user_id


def _fill_notice(actor: Actor, notice: Notice, values: NoticeInput) -> None:
    check_notice(values)
    notice.title, notice.body = values.title, values.body
    notice.translations = _translations(values.translations)
    notice.level = values.level
    notice.shown_from, notice.shown_until = values.shown_from, values.shown_until
    notice.changed_at, notice.changed_by = now(), actor.user_id


def _wrong_text(values: ArticleInput | NoticeInput) -> list[Invalid]:
    found = [] if values.title else [Invalid("title", "请填写标题")]
    if not values.body:
        found.append(Invalid("body", "请填写正文"))
    for language in LANGUAGES:
        text = values.translations.get(language, {})
        if bool(text.get("title")) != bool(text.get("body")):
            found.append(Invalid(f"title_{language[-2:].lower()}", "译文的标题和正文要么都填，要么都不填"))
    return found


def _translations(given: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    return {
        language: {"title": text["title"], "body": text["body"]}
        for language, text in given.items()
        if language in LANGUAGES and text.get("title") and text.get("body")
    }


def _keep_version(session: Session, actor: Actor, article: HelpArticle) -> None:
    session.flush()  # the version counts up on writing
    session.add(
        HelpArticleVersion(
            article_id=article.id,
            version=article.version,
            title=article.title,
            body=article.body,
            translations=article.translations,
            state=article.state,
            at=article.changed_at,
            user_id=actor.user_id,
        )
    )
