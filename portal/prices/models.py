"""Tables of prices over time: groups of like goods with their days, and imported series apart from them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.clock import now
from portal.core.db import Base, Id
from portal.core.quantity import Money


class PriceGroup(Base):
    """Goods whose prices are put together. scope says which of grade, spec, mill and city it tells apart; the others are empty."""

    __tablename__ = "price_groups"
    __table_args__ = (
        UniqueConstraint("category", "unit", "scope", "grade", "spec", "mill", "city", name="uq_price_groups_goods"),
        Index("ix_price_groups_scope", "scope", "category"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    scope: Mapped[str] = mapped_column(String(4))
    category: Mapped[str] = mapped_column(String(40))
    unit: Mapped[str] = mapped_column(String(10))
    grade: Mapped[str] = mapped_column(String(60), default="")
    spec: Mapped[str] = mapped_column(String(80), default="")
    mill: Mapped[str] = mapped_column(String(60), default="")
    city: Mapped[str] = mapped_column(String(40), default="")


class PriceDay(Base):
    """A group's day in Shanghai: what its listings cost when the day ended.

    `prices` holds all of them (`365000*2,366000`, in fen), so that groups put together have their true middle.
    """

    __tablename__ = "price_days"
    __table_args__ = (Index("ix_price_days_day", "day", "group_id"),)

    group_id: Mapped[int] = mapped_column(ForeignKey("price_groups.id"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    low: Mapped[Decimal] = mapped_column(Money)
    middle: Mapped[Decimal] = mapped_column(Money)
    high: Mapped[Decimal] = mapped_column(Money)
    listings: Mapped[int]
    prices: Mapped[str] = mapped_column(Text)


class QuoteSource(Base):
    """Where an imported series comes from: a name under which it may be imported again."""

    __tablename__ = "quote_sources"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    no: Mapped[str] = mapped_column(String(12), unique=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    quotes: Mapped[int] = mapped_column(default=0)
    first_day: Mapped[date | None] = mapped_column(Date)
    last_day: Mapped[date | None] = mapped_column(Date)
    imported_at: Mapped[datetime] = mapped_column(default=now)


class Quote(Base):
    """One imported price at its moment; price None says that the source named the goods and no price (无货)."""

    __tablename__ = "quotes"
    __table_args__ = (
        UniqueConstraint(
            "source_id", "category", "at", "unit", "grade", "spec", "mill", "city", "product", name="uq_quotes_goods"
        ),
        Index("ix_quotes_day", "source_id", "category", "day"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("quote_sources.id"))
    at: Mapped[datetime]
    day: Mapped[date] = mapped_column(Date)
    category: Mapped[str] = mapped_column(String(40))
    product: Mapped[str] = mapped_column(String(60))
    unit: Mapped[str] = mapped_column(String(10))
    grade: Mapped[str] = mapped_column(String(60), default="")
    spec: Mapped[str] = mapped_column(String(80), default="")
    mill: Mapped[str] = mapped_column(String(60), default="")
    city: Mapped[str] = mapped_column(String(40), default="")
    price: Mapped[Decimal | None] = mapped_column(Money)
    remark: Mapped[str] = mapped_column(String(200), default="")
