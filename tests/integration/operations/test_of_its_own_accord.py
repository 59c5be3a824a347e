"""What the worker does of the service centre's without being asked: each clock, hand-over and letter box is looked after, and often enough."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.casework.services.claim_moves import close_silent
from portal.core.worker import Worker
from portal.standards.services import keep_announced
from portal.threads.jobs import forget_presence
from portal.threads.services import absences, pressing, tasks, watching


@pytest.mark.parametrize(
    ("name", "most_s", "run"),
    [
        ("threads.promises", 15, watching.watch_promises),  # warned at three quarters, told of at the end
        ("threads.hand_offs", 60, pressing.watch_hand_offs),  # not accepted: to supervision, then back
        ("threads.tasks", 60, tasks.remind_of_tasks),
        ("threads.absences", 60, absences.hand_over),
        ("threads.presence", 600, forget_presence),
        ("casework.silence", 600, close_silent),
        ("standards.days", 24 * 3600, keep_announced),
        ("automation.messages", 5, None),
        ("mailroom.poll", 60, None),  # the letter box
        ("notices.digests", 600, None),
    ],
)
def test_it_is_looked_after(worker: Worker, name: str, most_s: int, run: Callable[..., None] | None) -> None:
    (found,) = [one for one in worker.handlers.periodic if one.name == name]
    assert found.every_s <= most_s
    assert run is None or found.run is run
