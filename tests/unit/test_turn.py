"""Whose turn it is to write: one at a time over threads and processes, and nobody waits for the dead."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from pathlib import Path
from typing import Any

from portal.core.turn import WriteTurn

FORK = multiprocessing.get_context("fork")


def _count(path: str, counter: str, times: int) -> None:
    turn = WriteTurn(path)
    for _ in range(times):
        with turn:
            number = int(Path(counter).read_text())
            time.sleep(0.0005)
            Path(counter).write_text(str(number + 1))


def _hold(path: str, entered: Any) -> None:
    with WriteTurn(path):
        entered.set()
        time.sleep(60)


def test_processes_and_threads_take_turns(tmp_path: Path) -> None:
    path, counter = str(tmp_path / "turn"), tmp_path / "counter"
    counter.write_text("0")
    processes = [FORK.Process(target=_count, args=(path, str(counter), 40)) for _ in range(2)]
    for process in processes:
        process.start()
    own = WriteTurn(path)

    def here() -> None:
        for _ in range(20):
            with own:
                number = int(counter.read_text())
                time.sleep(0.0005)
                counter.write_text(str(number + 1))

    threads = [threading.Thread(target=here) for _ in range(2)]
    for thread in threads:
        thread.start()
    for each in (*threads, *processes):
        each.join(30)
    assert int(counter.read_text()) == 120


def test_a_child_of_the_holder_has_no_share_in_its_lock(tmp_path: Path) -> None:
    turn = WriteTurn(str(tmp_path / "turn"), patience_s=0.05)
    with turn:
        pass  # the file is open before the fork
    entered = FORK.Event()
    child = FORK.Process(target=_hold, args=(str(tmp_path / "turn"), entered))
    child.start()
    assert entered.wait(10)
    with turn:
        assert not turn._held, "it went on without the lock when its patience ended"
    child.kill()
    child.join(10)


def test_who_dies_lets_go(tmp_path: Path) -> None:
    path = str(tmp_path / "turn")
    entered = FORK.Event()
    holder = FORK.Process(target=_hold, args=(path, entered))
    holder.start()
    assert entered.wait(10)
    os.kill(holder.pid or 0, signal.SIGKILL)
    holder.join(10)
    began = time.monotonic()
    with WriteTurn(path, patience_s=20) as _:
        assert time.monotonic() - began < 10


def test_an_error_inside_lets_the_next_one_in(tmp_path: Path) -> None:
    turn = WriteTurn(str(tmp_path / "turn"), patience_s=5)
    for _ in range(2):
        try:
            with turn:
                raise ValueError
        except ValueError:
            pass
    with turn:
        assert turn._held
