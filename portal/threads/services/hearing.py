"""Who of the company a notice about a thread reaches: only people it is still there for."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from portal.organisations.actors import actor_of
from portal.organisations.queries import managers_of
from portal.threads.policies import can_see
from portal.threads.queries import ThreadView


def companys_people(session: Session, thread: ThreadView, people: Iterable[int]) -> list[int]:
    """Those of these who act for the company and may see the thread at this moment; where none is left, its managers."""
    for circle in (people, managers_of(session, thread.org_id)):
        actors = [actor_of(session, user_id) for user_id in dict.fromkeys(circle)]
        found = [one.user_id for one in actors if one is not None and not one.is_staff and can_see(one, thread)]
        if found:
            return [user_id for user_id in found if user_id is not None]
    return []
