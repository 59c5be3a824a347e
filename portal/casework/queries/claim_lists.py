"""Lists of claims, a company's own and the desk's: whose move it is, what is due, and how many of each there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, case, false, func, select
from sqlalchemy.orm import Session, aliased

from portal.accounts.models import User
from portal.casework.models import Claim
from portal.casework.moves import ARBITRATION, OVER, STATES, THEIRS
from portal.core.clock import now
from portal.core.paging import Page
from portal.core.permissions import Actor
from portal.organisations.models import Organisation
from portal.threads.models import ANONYMOUS, CUSTOMER, Thread
from portal.threads.policies import supervises, visible_to

OPEN, ALL, THEIR_MOVE, OUR_MOVE, ARBITRATED, LATE, ENDED = "open", "all", "theirs", "ours", ARBITRATION, "late", "over"
VIEWS = (OPEN, THEIR_MOVE, OUR_MOVE, ARBITRATED, LATE, ENDED, ALL)
SIZE = 30


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim in a list. theirs: the next move is the customer's; due_at: when the customer hears the next word."""

    no: str
    kind: str
    state: str
    amount: Decimal
    days_late: int
    order_no: str
    raised_at: datetime
    silence_until: datetime | None
    thread_no: str
    subject: str
    due_at: datetime | None
    org_name: str
    owner: str | None

    @property
    def url(self) -> str:
        return f"/claims/{self.no}"

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def is_theirs(self) -> bool:
        return self.state in THEIRS


@dataclass(frozen=True, slots=True)
class ClaimCounts:
    """How many claims there are in each state, and how many of the open ones are past their time."""

    states: dict[str, int]
    late: int

    def of(self, view: str) -> int:
        """As many as a list of this view, or of this state, holds."""
        if view == LATE:
            return self.late
        return sum(count for state, count in self.states.items() if state in states_of(view))


def states_of(view: str) -> tuple[str, ...]:
    """The states a view holds: one of `VIEWS`, or a state by itself."""
    if view in (OPEN, LATE):
        return tuple(state for state in STATES if state not in OVER)
    if view == OUR_MOVE:
        return tuple(state for state in STATES if state not in OVER and state not in THEIRS and state != ARBITRATION)
    return {ALL: tuple(STATES), THEIR_MOVE: THEIRS, ENDED: OVER}.get(view, (view,))


def list_claims(session: Session, actor: Actor, *, view: str, page: int = 1) -> Page[ClaimRow]:
    """Claims of threads the actor sees. Open ones first; for the customer what waits for them, then what is due first."""
    conditions = [visible_to(actor), Thread.side == CUSTOMER, *_of(view)]
    total = session.scalar(select(func.count()).select_from(Claim).join(Thread).where(*conditions)) or 0
    owner = aliased(User)
    name = case((Organisation.short_name != "", Organisation.short_name), else_=Organisation.name)
    unnamed = false() if supervises(actor) or not actor.is_staff else Thread.is_anonymous
    first = Claim.state.in_(THEIRS) if actor.is_staff else Claim.state.not_in(THEIRS)
    rows: Any = session.execute(
        select(
            Claim.no, Claim.kind, Claim.state, Claim.amount, Claim.days_late, Claim.order_no, Claim.raised_at,
            Claim.silence_until, Thread.no, Thread.subject, Thread.due_at, case((unnamed, ANONYMOUS), else_=name), owner.name,
        )
        .join(Thread, Thread.id == Claim.thread_id)
        .join(Organisation, Organisation.id == Thread.org_id)
        .outerjoin(owner, owner.id == Thread.owner_id)
        .where(*conditions)
        .order_by(Claim.state.in_(OVER), first, Thread.due_at.is_(None), Thread.due_at, Claim.id.desc())
        .limit(SIZE)
        .offset((page - 1) * SIZE)
    )  # fmt: skip
    return Page([ClaimRow(*row) for row in rows], page, SIZE, total)


def count_claims(session: Session, actor: Actor) -> ClaimCounts:
    """Of the same claims, in one statement."""
    late = func.count().filter(Thread.due_at <= now(), Claim.state.not_in(OVER))
    rows = session.execute(
        select(Claim.state, func.count(), late)
        .join(Thread, Thread.id == Claim.thread_id)
        .where(visible_to(actor), Thread.side == CUSTOMER)
        .group_by(Claim.state)
    ).all()
    return ClaimCounts({row[0]: row[1] for row in rows}, sum(row[2] for row in rows))


def _of(view: str) -> Sequence[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [] if view == ALL else [Claim.state.in_(states_of(view))]
    return [*found, Thread.due_at <= now()] if view == LATE else found
