"""Keeps the house's processes running: starts them, starts them again when they die, stops them in order.

Runs as a script of its own, and imports nothing of the house: what `serve` needed to prepare would lie in memory for months.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
_PR_SET_PDEATHSIG = 1


def become(commands: dict[str, list[str]]) -> NoReturn:
    """Turn this process into the supervisor of these commands; its number stays, and so do environment and terminal."""
    sys.stdout.flush()
    sys.stderr.flush()
    # -P: the folder of this file holds modules of the house, not of Python.
    os.execv(sys.executable, [sys.executable, "-P", __file__, json.dumps(commands)])  # noqa: S606 (our own command line)


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """Start a command in a group of its own (Ctrl-C reaches us alone) that ends when we do, even by kill -9."""
    return subprocess.Popen(  # noqa: S603 (our own command lines)
        command,
        cwd=ROOT,
        env=os.environ,
        start_new_session=True,
        preexec_fn=_end_with_parent if sys.platform == "linux" else None,
    )


def _end_with_parent() -> None:
    # Otherwise a supervisor killed outright leaves a web server behind that holds the port.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def supervise(commands: dict[str, list[str]]) -> None:
    """Keep each command running until SIGINT, SIGTERM or the end of the terminal; one that dies is started again after a short wait."""
    stopping = threading.Event()
    running: dict[str, subprocess.Popen[bytes]] = {}

    def stop(_signal: int, _frame: object) -> None:
        stopping.set()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGHUP, stop)
    started: dict[str, float] = {}
    while not stopping.is_set():
        for name, command in commands.items():
            process = running.get(name)
            if process is None or process.poll() is not None:
                if process is not None:
                    print(f"  {name} ended ({process.returncode}); starting it again", file=sys.stderr, flush=True)
                    stopping.wait(1 if time.monotonic() - started[name] > 10 else 3)
                    if stopping.is_set():
                        break
                running[name] = start(command)
                started[name] = time.monotonic()
        stopping.wait(0.5)
    for process in running.values():
        process.terminate()
    deadline = time.monotonic() + 10
    for process in running.values():
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()


if __name__ == "__main__":
    supervise(json.loads(sys.argv[1]))
