"""Work of the mailroom that nobody waits for: looking into the letter box, sorting what came."""

from __future__ import annotations

from collections.abc import Callable

from portal.core.uow import Database
from portal.mailroom.services.keeping import SORT as SORT
from portal.mailroom.services.keeping import store
from portal.mailroom.services.sorting import Mailroom
from portal.mailroom.services.sorting import sorter as sorter


def poll(room: Mailroom) -> Callable[[Database], None]:
    """Periodic: bring in what is new by IMAP, if there is a letter box."""

    def look(database: Database) -> None:
        if room.settings.imap_url:
            from portal.mailroom.fetching import fetch  # only a worker with a letter box needs IMAP

            fetch(room.settings.imap_url, lambda data: store(database, room.files, data))

    return look
