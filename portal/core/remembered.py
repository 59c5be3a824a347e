"""What may be a little old and costs too much to find anew for each reader: kept in the process for some seconds.

Only for what is the same for everybody.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar

from sqlalchemy.orm import Session

T = TypeVar("T")
KEEP_S = 60
MOST_KEYS = 2000
_lock = Lock()
_kept: dict[Hashable, tuple[float, object]] = {}


def remembered(session: Session, key: Hashable, compute: Callable[[], T], *, keep_s: float = KEEP_S) -> T:
    """What `compute` answered for this key within the last `keep_s` seconds, per database."""
    whole = (id(session.info["bus"]), key)
    moment = time.monotonic()
    kept = _kept.get(whole)
    if kept is not None and kept[0] > moment:
        return kept[1]  # type: ignore[return-value]  # the key says what it is
    value = compute()
    with _lock:
        if len(_kept) >= MOST_KEYS:
            _kept.clear()
        _kept[whole] = (moment + keep_s, value)
    return value


def forget() -> None:
    """Drop everything; for tests, whose databases are emptied under them."""
    with _lock:
        _kept.clear()
