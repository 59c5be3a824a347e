"""A desk of twenty who share a thousand open threads between them, each thread with its promises."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.standards import clock as clocks
from portal.standards.books import DEFAULT_BOOK
from portal.threads.models import Thread
from portal.threads.promised import columns_of

STAFF = 20
SALES = "sales@example.com"
NOBODYS = 10
"""Every so manieth thread has no owner yet."""


def email(number: int) -> str:
    return f"desk{number:02d}@example.com"


def hire(session: Session) -> list[int]:
    """Nineteen colleagues for the one in sales, who sign in with the same password; everybody's id."""
    table = User.__table__
    model = session.execute(select(table).where(table.c.email == SALES)).one()._mapping
    like = {name: model[name] for name in table.c.keys() if name != "id"}  # noqa: SIM118 (columns, no dict)
    rows = [like | {"email": email(number), "name": f"业务员{number:02d}"} for number in range(1, STAFF)]
    session.execute(insert(User), rows)
    return list(session.scalars(select(User.id).where(User.email.in_([SALES, *(row["email"] for row in rows)]))))


def share_out(session: Session, threads: list[tuple[int, datetime, datetime, bool]], staff: list[int]) -> None:
    """Give each thread an owner and its clock. threads: id, when it was opened, its last word, whether that was the customer's."""
    promise, calendar = DEFAULT_BOOK.promise(kind="inquiry", tier="", priority="normal"), DEFAULT_BOOK.calendar
    rows = []
    for number, (thread_id, opened, last, by_customer) in enumerate(threads):
        clock = clocks.answered(clocks.opened(opened), last)
        if by_customer:
            clock = clocks.asked(clock, last)
        due = clocks.due(clock, promise, calendar)
        owner = None if number % NOBODYS == NOBODYS - 1 else staff[number % len(staff)]
        status = "open" if by_customer else "answered"
        rows.append({"id": thread_id, "owner_id": owner, "status": status} | columns_of(clock, due, DEFAULT_BOOK))
    session.execute(update(Thread), rows)
