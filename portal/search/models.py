"""Tables about searching itself: what was searched, each person's own last searches, saved searches, words staff added.

What can be found stands in the features' tables and in the index, not here.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.clock import now
from portal.core.db import Base, Id

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
