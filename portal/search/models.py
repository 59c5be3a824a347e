"""Tables about searching itself: what was searched, each person's own last searches, saved searches, words staff added.

What can be found stands in the features' tables and in the index, not here.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.clock import now
from portal.core.db import Base, Id
from portal.core.paces import NOW

ACTIVE, RETIRED = "active", "retired"


class SearchDay(Base):
    """How often a text was searched on a day (Shanghai's). Staff's own searches are not counted."""

    __tablename__ = "search_days"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    text: Mapped[str] = mapped_column(String(200), primary_key=True)
    """Folded, without addresses and telephone numbers (see `log`)."""
    shown: Mapped[str] = mapped_column(String(200))
    """As it was typed last."""
    count: Mapped[int]
    zero: Mapped[int] = mapped_column(default=0)
    """How many of them found nothing."""
    people: Mapped[int] = mapped_column(default=0)
    """One bit for each person who found something, by a keyed hash: tells three from one, and nobody's name."""
    last_at: Mapped[datetime]
    last_zero_at: Mapped[datetime | None]


class PastSearch(Base):
    """A text somebody searched for while signed in: for that person's own suggestions only."""

    __tablename__ = "past_searches"
    __table_args__ = (Index("ix_past_searches_at", "user_id", "at"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    text: Mapped[str] = mapped_column(String(200), primary_key=True)
    shown: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]


class PastCleared(Base):
    """When somebody cleared their past searches: what another process still holds back from before is not kept."""

    __tablename__ = "past_searches_cleared"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    at: Mapped[datetime]


class SavedSearch(Base):
    """A search somebody keeps under a name."""

    __tablename__ = "saved_searches"
    __table_args__ = (Index("uq_saved_searches_key", "user_id", "key", unique=True),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    no: Mapped[str] = mapped_column(String(20), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str] = mapped_column(String(60))
    address: Mapped[str] = mapped_column(Text)
    """`/search?…` in one form: the same question has one address."""
    key: Mapped[str] = mapped_column(String(64))
    """Digest of the address."""
    pace: Mapped[str] = mapped_column(String(10), default=NOW)
    paused_at: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    changes: Mapped[int] = mapped_column(default=0)
    """How often its pace or pause was changed: those who keep the questions in memory see that something was."""


class SearchNews(Base):
    """What newly answers a saved search and has not been told yet."""

    __tablename__ = "search_news"

    search_id: Mapped[int] = mapped_column(ForeignKey("saved_searches.id", ondelete="CASCADE"), primary_key=True)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    items: Mapped[dict[str, Any]]
    """`supply:17` → what happened, and the price it had when that was told last (see `alerts.news`)."""
    more_new: Mapped[int] = mapped_column(default=0)
    more_changed: Mapped[int] = mapped_column(default=0)
    """How many beyond those."""


class Announced(Base):
    """What the saved searches heard last of a listing: the price it had, what it was, since when."""

    __tablename__ = "search_announced"

    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    doc_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    price_fen: Mapped[int | None]
    members_only: Mapped[bool] = mapped_column(default=False)
    identity: Mapped[list[Any]]
    at: Mapped[datetime]
    gone: Mapped[bool] = mapped_column(default=False)


class Watch(Base):
    """One listing somebody follows, with what they were told of it last."""

    __tablename__ = "watches"
    __table_args__ = (
        Index("uq_watches_document", "kind", "doc_id", "user_id", unique=True),
        Index("ix_watches_user", "user_id", "id"),
        Index("ix_watches_changed_at", "changed_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    no: Mapped[str] = mapped_column(String(20), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str] = mapped_column(String(10))
    doc_id: Mapped[int]
    doc_no: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(240))
    unit: Mapped[str] = mapped_column(String(10), default="")
    price_fen: Mapped[int | None]
    members_only: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(10))
    """there, out (of stock) or gone, as told."""
    stale_since: Mapped[datetime | None]
    """The confirmation of which it was told that it is too long ago."""
    pace: Mapped[str] = mapped_column(String(10), default=NOW)
    paused_at: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]
    changed_at: Mapped[datetime | None]
    """Something changed since, and it has not been looked at."""
    created_at: Mapped[datetime] = mapped_column(default=now)


class VocabularyWord(Base):
    """A word staff taught the portal: what it names (field) and which (value). Never deleted, only retired."""

    __tablename__ = "vocabulary_words"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    word: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(120), unique=True)
    """The word folded: one meaning a word."""
    field: Mapped[str] = mapped_column(String(20))
    value: Mapped[str] = mapped_column(String(80))
    note: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[str] = mapped_column(String(10), default=ACTIVE)
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str] = mapped_column(String(60), default="")
    changed_at: Mapped[datetime] = mapped_column(default=now)
    changed_by: Mapped[str] = mapped_column(String(60), default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
