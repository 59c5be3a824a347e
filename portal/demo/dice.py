"""Chance that falls the same way every time, and rows inserted many at once. Knows no table."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.db import Base
from portal.core.numbers import ALPHABET


class Dice(random.Random):
    """A seeded random with the words of this package."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.now = now()

    def number(self, prefix: str, length: int = 8) -> str:
        """A public number, the same on every load."""
        return prefix + "".join(self.choices(ALPHABET, k=length))

    def key(self) -> str:
        """A client key or file token."""
        return "".join(self.choices(ALPHABET, k=24))

    def ago(self, least_h: float, most_h: float) -> datetime:
        """A moment between so many hours ago."""
        return self.now - timedelta(hours=self.uniform(least_h, most_h))

    def chance(self, share: float) -> bool:
        return self.random() < share

    def round_to(self, value: float, step: int) -> int:
        return int(round(value / step) * step)

    def mostly_first(self, options: Sequence[Any]) -> Any:
        """One of the options; the first is the likeliest, each further one half as likely."""
        return self.choices(options, weights=[0.5**position for position in range(len(options))])[0]


def insert_all(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Insert rows with the model's own defaults; returns their ids in the same order."""
    if not rows:
        return []
    key = model.__table__.c["id"]
    found = session.scalars(insert(model).returning(key, sort_by_parameter_order=True), [dict(row) for row in rows])
    return [int(number) for number in found]


def insert_plain(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows whose ids nobody needs."""
    if rows:
        session.execute(insert(model), [dict(row) for row in rows])
