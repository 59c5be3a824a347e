"""What the portal takes of a small machine."""

from __future__ import annotations

from pathlib import Path

from tests.beside import skip
from tests.processes.conftest import RunningPortal

MOST_MB = 200

if not Path("/proc/self/smaps_rollup").exists():
    skip("Linux", "only there it is counted which memory processes share")


def test_two_web_workers_share_what_they_loaded(portal: RunningPortal) -> None:
    processes = portal.wait_for_both()
    assert len(processes) == 3  # the one that loads and listens, and two that answer
    for path in ("/", "/supply", "/search?q=%E8%9E%BA%E7%BA%B9", "/warehouses", "/help") * 3:
        assert portal.get(path)[0] == 200
    total = sum(_proportional_mb(process.pid) for process in processes)
    assert total <= MOST_MB, f"{total:.0f} MB"


def test_who_watches_over_them_is_small(portal: RunningPortal) -> None:
    assert portal.process is not None
    assert _proportional_mb(portal.process.pid) <= 20


def _proportional_mb(pid: int) -> float:
    """Memory of its own and its share of what it has in common with others."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
