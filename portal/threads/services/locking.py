"""Whose turn it is: several threads are locked in one order, one person's forms one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.organisations.models import Organisation
from portal.threads.models import Thread

A_DOUBLE_CLICK = timedelta(minutes=1)
"""The same words by the same person within this time are one: a form sent twice."""


def lock_threads(session: Session, numbers: Iterable[str]) -> None:
    """Before several are changed in one transaction: two such transactions never wait for each other."""
    wanted = [no[:20] for no in numbers]
    session.execute(select(Thread.id).where(Thread.no.in_(wanted)).order_by(Thread.id).with_for_update())


def lock_companies(session: Session, ids: Iterable[int]) -> None:
    """What puts threads of one company together happens one after the other, and looks at them only then.

    A message holds a thread that went elsewhere while it waited, and waits for the next: a second merge must not lock the two behind it.
    """
    query = select(Organisation.id).where(Organisation.id.in_(set(ids))).order_by(Organisation.id)
    session.execute(query.with_for_update(key_share=True))


def lock_person(session: Session, user_id: int | None) -> None:
    """What one person sends twice at once is looked at one after the other, so that the second finds the first."""
    session.execute(select(User.id).where(User.id == user_id).with_for_update(key_share=True))
