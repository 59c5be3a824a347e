"""What customers said of settled matters: one's own word, a thread's ratings, and figures of a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.casework.models import Rating
from portal.casework.policies import sees_figures_of
from portal.casework.rules import LOW
from portal.core.errors import Forbidden
from portal.core.permissions import Actor
from portal.threads.models import ANONYMOUS, Thread
from portal.threads.policies import visible_to
from portal.threads.queries import ThreadView

SCORES = ("quality", "speed", "attitude")


@dataclass(frozen=True, slots=True)
class RatingView:
    """Somebody's word on one settlement."""

    id: int
    closing_id: int
    user_id: int
    name: str
    quality: int
    speed: int
    attitude: int
    word: str
    created_at: datetime
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class RatingFigures:
    """Ratings in figures; the means are None where there are none."""

    count: int
    low: int
    quality: Decimal | None
    speed: Decimal | None
    attitude: Decimal | None


_COLUMNS: Any = (
    Rating.id, Rating.closing_id, Rating.user_id, User.name, Rating.quality, Rating.speed, Rating.attitude, Rating.word,
    Rating.created_at, Rating.changed_at,
)  # fmt: skip


def rating_by(session: Session, *, closing_id: int, user_id: int) -> RatingView | None:
    """What a person said of a settlement, if anything."""
    row = session.execute(
        select(*_COLUMNS)
        .join(User, User.id == Rating.user_id)
        .where(Rating.closing_id == closing_id, Rating.user_id == user_id)
    ).first()
    return RatingView(*row) if row else None


def list_ratings(session: Session, thread: ThreadView) -> Sequence[RatingView]:
    """All that was said of a thread, newest first. The caller has found the thread."""
    rows = session.execute(
        select(*_COLUMNS)
        .join(User, User.id == Rating.user_id)
        .where(Rating.thread_id == thread.id)
        .order_by(Rating.id.desc())
        .limit(50)
    )
    found = [RatingView(*row) for row in rows]
    return [replace(one, user_id=0, name=ANONYMOUS) for one in found] if thread.is_masked else found


def rating_figures(
    session: Session, actor: Actor, *, since: datetime, until: datetime | None = None, user_id: int
) -> RatingFigures:
    """A person's ratings of a time, as far as who asks may know of the threads. Raises: Forbidden."""
    if not sees_figures_of(actor, user_id):
        raise Forbidden("个人的评价统计只有本人和监督部门能看")
    low = or_(Rating.quality <= LOW, Rating.speed <= LOW, Rating.attitude <= LOW)
    query = (
        select(
            func.count(), func.count().filter(low), func.sum(Rating.quality), func.sum(Rating.speed), func.sum(Rating.attitude)
        )
        .join(Thread, Thread.id == Rating.thread_id)
        .where(Rating.owner_id == user_id, Rating.created_at >= since, visible_to(actor))
    )  # fmt: skip
    if until is not None:
        query = query.where(Rating.created_at < until)
    count, lows, *sums = session.execute(query).one()
    means = [(Decimal(int(total)) / count).quantize(Decimal("0.01")) if count else None for total in sums]
    return RatingFigures(count, lows, *means)
