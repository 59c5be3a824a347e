"""A process's lexicon with staff's words in it: a change is noticed within a second, wherever it was made, without a restart.

The words themselves are in `vocabulary`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

import structlog

from portal.core.uow import Database
from portal.materials.lexicon import Lexicon, standard_lexicon
from portal.search import vocabulary

log = structlog.get_logger("search")

Addition = tuple[str, str, str, str]
CHECK_S = 1.0


class Lexicons:
    """Asks the database for the stamp at most once a second, and for the words only when it has changed.

    automatic: without it only `refresh()` looks (tests count a page's queries).
    """

    def __init__(self, database: Database, *, automatic: bool = True, check_s: float = CHECK_S) -> None:
        self.database = database
        self.automatic = automatic
        self.check_s = check_s
        self._lock = threading.Lock()
        self._checked_at = -CHECK_S
        self._held: tuple[int, Sequence[Addition]] = (0, ())
        self._lexicon: tuple[int, Lexicon] | None = None

    def additions(self) -> tuple[int, Sequence[Addition]]:
        """(stamp, words in use)."""
        if (
            self.automatic
            and time.monotonic() - self._checked_at >= self.check_s
            and self._lock.acquire(blocking=False)
        ):
            try:
                self._look()
            except (
                Exception
            ) as error:  # the words at hand go on; a page has its own way to say that the database is gone
                log.warning("vocabulary not read", error=repr(error)[:300])
            finally:
                self._lock.release()
        return self._held

    def lexicon(self) -> Lexicon:
        """What names mean now, for `materials.reading.read`."""
        stamp, words = self.additions()
        made = self._lexicon
        if made is None or made[0] != stamp:
            standard = standard_lexicon()
            made = self._lexicon = (stamp, standard.extended(words) if words else standard)
        return made[1]

    def refresh(self) -> None:
        """Look now: somebody in this process has changed a word."""
        with self._lock:
            self._look()

    def forget(self) -> None:
        """As if no word had been read."""
        self._held, self._lexicon = (0, ()), None

    def _look(self) -> None:
        self._checked_at = time.monotonic()
        with self.database.reading() as session:
            stamp = vocabulary.stamp(session)
            if stamp != self._held[0]:
                self._held = (stamp, tuple(vocabulary.additions(session)))
