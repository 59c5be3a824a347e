"""Tables of help articles with every version, and of notices."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.clock import now
from portal.core.db import Base, Id

DRAFT, PUBLISHED = "draft", "published"


class HelpArticle(Base):
    """One article; its text in Simplified Chinese, its other languages where somebody wrote them."""

    __tablename__ = "help_articles"
    __table_args__ = (Index("ix_help_articles_state", "state", "category", "position"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    category: Mapped[str] = mapped_column(String(20))
    """A code of `portal.help.policies.CATEGORIES`."""
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(Text)
    translations: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Locale tag (`en`, `zh-TW`) → {"title", "body"}; a language that is missing falls back to the source."""
    state: Mapped[str] = mapped_column(String(10), default=DRAFT)
    created_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class HelpArticleVersion(Base):
    """What an article said in each of its versions, the present one too. Rows are only ever added."""

    __tablename__ = "help_article_versions"
    __table_args__ = (Index("uq_help_article_versions_version", "article_id", "version", unique=True),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("help_articles.id"))
    version: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(Text)
    translations: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(default=now)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class Notice(Base):
    """Something everybody should know for a while. level: info, warning or urgent."""

    __tablename__ = "notices"
    __table_args__ = (Index("ix_notices_shown", "shown_until", "shown_from"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    no: Mapped[str] = mapped_column(String(20), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(Text)
    translations: Mapped[dict[str, Any]] = mapped_column(default=dict)
    level: Mapped[str] = mapped_column(String(10), default="info")
    shown_from: Mapped[datetime] = mapped_column(default=now)
    shown_until: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
