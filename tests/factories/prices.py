"""Series of prices from elsewhere."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.numbers import new_number
from portal.prices.lives import local_day
from portal.prices.models import Quote, QuoteSource


def make_source(session: Session, *, name: str = "某市建筑钢材行情", days: int = 40) -> QuoteSource:
    """A source with one mill's rebar on each of the last days."""
    today = local_day(now())
    source = QuoteSource(
        no=new_number("Q"), name=name, quotes=days, first_day=today - timedelta(days=days - 1), last_day=today
    )
    session.add(source)
    session.flush()
    for back in range(days):
        session.add(
            Quote(
                source_id=source.id, at=now() - timedelta(days=back), day=today - timedelta(days=back), category="rebar",
                product="螺纹钢", unit="t", grade="HRB400", spec="Φ12-14", mill="友钢", city="", price=Decimal(3900 - back * 10),
            )
        )  # fmt: skip
    session.flush()
    return source
