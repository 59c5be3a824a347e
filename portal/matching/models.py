"""Tables of matching: under which keys a listing is found, pairs that fit, who was told, and what people put aside.

Everything but what people did can be made anew from the listings (`rematch`).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.clock import now
from portal.core.db import Base


class MatchEntry(Base):
    """A listing that may match. `print` is what it said when its pairs were worked out; empty while they are not.

    Of a demand besides: how many pairs are kept, the best of them, since when there is a good one, and the best that was left out
    (`floor_score`, `floor_id`): a new pair below that is not kept either, so that what is kept are always the best ones.
    `acted_at`: somebody talked about it; `dismissed_at`: staff put it aside.
    """

    __tablename__ = "match_entries"
    __table_args__ = (Index("ix_match_entries_desk", "kind", "best", "good_since"),)

    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id"), primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(10))
    org_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    category: Mapped[str] = mapped_column(String(40))
    print: Mapped[str] = mapped_column(String(32), default="")
    pairs: Mapped[int] = mapped_column(default=0)
    best: Mapped[int] = mapped_column(default=0)
    good_since: Mapped[datetime | None]
    floor_score: Mapped[int | None]
    floor_id: Mapped[int | None]
    acted_at: Mapped[datetime | None]
    dismissed_at: Mapped[datetime | None]
    dismissed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    dismissed_reason: Mapped[str] = mapped_column(String(200), default="")


class MatchKey(Base):
    """The inverted table: listings by category, size and grade; `*` and the empty grade stand for any."""

    __tablename__ = "match_keys"
    __table_args__ = (Index("ix_match_keys_find", "kind", "category", "size", "grade", "listing_id"),)

    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id"), primary_key=True, autoincrement=False)
    size: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    category: Mapped[str] = mapped_column(String(40))
    grade: Mapped[str] = mapped_column(String(40))


class MatchPair(Base):
    """A supply that answers a demand, among the demand's best. Points by prices everybody may see."""

    __tablename__ = "match_pairs"
    __table_args__ = (
        Index("ix_match_pairs_demand", "demand_id", "score", "supply_id"),
        Index("ix_match_pairs_supply", "supply_id", "score", "demand_id"),
    )

    demand_id: Mapped[int] = mapped_column(ForeignKey("listings.id"), primary_key=True, autoincrement=False)
    supply_id: Mapped[int] = mapped_column(ForeignKey("listings.id"), primary_key=True, autoincrement=False)
    score: Mapped[int]
    since: Mapped[datetime] = mapped_column(default=now)


class MatchTold(Base):
    """A pair both sides heard of, or will in a moment (`told_at` is empty): nobody hears of it twice, even if it comes back."""

    __tablename__ = "match_told"
    __table_args__ = (Index("ix_match_told_waiting", "told_at", "demand_id"),)

    demand_id: Mapped[int] = mapped_column(ForeignKey("listings.id"), primary_key=True, autoincrement=False)
    supply_id: Mapped[int] = mapped_column(ForeignKey("listings.id"), primary_key=True, autoincrement=False)
    noted_at: Mapped[datetime] = mapped_column(default=now)
    told_at: Mapped[datetime | None]


class MatchHidden(Base):
    """A pair one person does not want to see."""

    __tablename__ = "match_hidden"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    demand_id: Mapped[int] = mapped_column(ForeignKey("listings.id"), primary_key=True, autoincrement=False)
    supply_id: Mapped[int] = mapped_column(ForeignKey("listings.id"), primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(default=now)
