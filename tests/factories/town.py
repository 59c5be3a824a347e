"""A small market in which listings change, time moves when told to, and people are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import delete, select

from portal.accounts.models import User
from portal.core.events import record
from portal.core.uow import Database
from portal.core.worker import Worker
from portal.listings.events import ListingChanged
from portal.listings.models import Listing
from portal.notifications.models import Notice
from portal.organisations.models import Organisation
from portal.search.alerts.telling import Telling
from portal.search.models import SavedSearch
from tests.factories.listings import make_listing

START = datetime(2026, 11, 23, 4, tzinfo=UTC)  # Monday noon in Shanghai


@dataclass
class Town:
    """A supplier, a buyer, and time that moves when told to."""

    database: Database
    worker: Worker
    app: Flask
    travel: Any
    seller: Organisation
    buyer: User

    def save(self, address: str, *, user: User | None = None, pace: str = "now", **values: Any) -> str:
        with self.database.writing() as session:
            row = SavedSearch(
                no=f"Q{abs(hash((address, user and user.id))) % 10**8:08}", user_id=(user or self.buyer).id, name="我的搜索",
                address=address, key=address, pace=pace, **values,
            )  # fmt: skip
            session.add(row)
            session.flush()
            return row.no

    def offer(self, **values: Any) -> int:
        with self.database.writing() as session:
            listing = make_listing(session, session.get(Organisation, self.seller.id), **values)
            record(session, ListingChanged(listing_id=listing.id, kind=listing.kind))
            return listing.id

    def change(self, listing_id: int, **values: Any) -> None:
        with self.database.writing() as session:
            listing = session.get(Listing, listing_id)
            assert listing is not None
            for name, value in values.items():
                setattr(listing, name, value)
            record(session, ListingChanged(listing_id=listing.id, kind=listing.kind))

    def hear(self) -> None:
        self.worker.drain(lane="search")
        self.worker.drain(lane="alerts")

    def wait(self, **span: float) -> None:
        """Let what changed be heard, then let some time pass (30 seconds unless said) and have everybody told."""
        self.hear()
        self.travel.shift(timedelta(**(span or {"seconds": 31})))
        turn: Telling = next(
            each.run.__self__ for each in self.app.extensions["portal.handlers"].periodic if each.name == "search.turn"
        )
        turn.turn(self.database)
        self.worker.drain(lane="alerts")
        self.worker.drain(lane="notices")

    def told(self, user: User | None = None) -> list[str]:
        """What the notices say, oldest first; they are then forgotten."""
        with self.database.writing() as session:
            query = select(Notice).where(Notice.user_id == (user or self.buyer).id).order_by(Notice.id)
            found = [each.says % each.values for each in session.scalars(query)]
            session.execute(delete(Notice))
        return found
