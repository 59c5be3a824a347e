"""Tables of what people were told, and how they want to be told. A notice is kept as its text and values: the language is the reader's."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, column, table, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.clock import now
from portal.core.db import Base, Id
from portal.core.paces import NOW

ALL = "all"
"""Instead of a topic: what holds for every one of them."""


class Notice(Base):
    """One thing one person was told. The same key is told to them once, ever."""

    __tablename__ = "user_notices"
    __table_args__ = (
        Index("uq_user_notices_key", "user_id", "key", unique=True),
        Index("ix_user_notices_list", "user_id", "id"),
        Index("ix_user_notices_unread", "user_id", sqlite_where=text("read_at IS NULL"), postgresql_where=text("read_at IS NULL")),
        Index("ix_user_notices_to_mail", "to_mail", "user_id", sqlite_where=text("to_mail"), postgresql_where=text("to_mail")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    topic: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(200))
    says: Mapped[str] = mapped_column(Text)
    values: Mapped[dict[str, Any]]
    link: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]
    to_mail: Mapped[bool] = mapped_column(default=False)
    """It still has to go out by mail, unless it is read before."""


class NoticeSetting(Base):
    """How one person wants to be told of one topic; the row of the topic `all` holds a pause of everything."""

    __tablename__ = "notice_settings"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    topic: Mapped[str] = mapped_column(String(20), primary_key=True)
    pace: Mapped[str] = mapped_column(String(10), default=NOW)
    paused_at: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]
    """Empty with paused_at: until resumed."""
    changed_at: Mapped[datetime] = mapped_column(default=now)


PEOPLE = table("users", column("id", Id), column("unread_notices", Id))
"""The one column of the people's table that is kept here: how many notices somebody has not read."""
