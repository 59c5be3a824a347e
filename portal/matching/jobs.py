"""Work the worker does for matching: changed listings, notices, and who has acted on a match."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from portal.matching.services.marking import note_acted
from portal.matching.services.telling import TELL, tell_new

FEED, ACTED = "matching.feed", "matching.acted"

About = Callable[[Session, int], tuple[int, str, str] | None]
"""What a thread is about: the company it is with, the kind and number of its subject."""


def acted(about: About) -> Callable[[Session, dict[str, Any]], None]:
    """Job: a thread was opened; the demands it talks about are no longer without anybody. payload: thread_id."""

    def run(session: Session, payload: dict[str, Any]) -> None:
        found = about(session, int(payload["thread_id"]))
        if found is not None and found[1] == "listing":
            note_acted(session, org_id=found[0], no=found[2])

    return run


__all__ = ["ACTED", "FEED", "TELL", "About", "acted", "tell_new"]
