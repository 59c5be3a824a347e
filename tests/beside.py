"""What a test needs beyond this repository, and the one way of saying that it is not there.

No skipped test is the only one of its kind: what it checks is tried on cases of our own too, which stand in the repository.
"""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import pytest

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
"""Real data that may be used, not published: it is laid beside the repository."""


def skip(needs: str, reason: str) -> NoReturn:
    """Skip the test, or the module that is being read: what it needs, and why that may be missing."""
    pytest.skip(f"needs {needs}: {reason}", allow_module_level=True)


def outside(name: str) -> Path:
    """A file or folder of that data."""
    path = DATA / name
    if not path.exists():
        skip(
            f"../shared/data/{name}",
            "no part of this repository, lay it there to try it; our own cases are tried without it",
        )
    return path
