"""Jobs of imports: reading, publishing, undoing, and forgetting what nobody needs any more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from portal.core.clock import now
from portal.core.files import FileStore, StoredFile
from portal.core.uow import Database
from portal.intake.models import CANCELLED, DONE, FAILED, READY, UNDONE, Import, ImportRow
from portal.intake.services.publishing import publish_rows, undo_rows
from portal.intake.services.reading import read_import

KEEP_PREVIEW = timedelta(days=7)
KEEP_ROWS = timedelta(days=60)
"""The next sheet is measured against the rows of the last one."""


def read(files: FileStore) -> Callable[[Database, dict[str, Any]], None]:
    """The job that reads a sheet. payload: import_id."""

    def run(database: Database, payload: dict[str, Any]) -> None:
        read_import(database, files, payload["import_id"])

    return run


def publish(database: Database, payload: dict[str, Any]) -> None:
    """Job. payload: import_id."""
    publish_rows(database, payload["import_id"])


def undo(database: Database, payload: dict[str, Any]) -> None:
    """Job. payload: import_id, user_id."""
    undo_rows(database, payload["import_id"], payload["user_id"])


def forget(database: Database) -> None:
    """Periodic: previews nobody published, and rows of imports long done, with their files."""
    moment = now()
    for states, age in (((READY, CANCELLED, FAILED), KEEP_PREVIEW), ((DONE, UNDONE), KEEP_ROWS)):
        old = select(Import).where(
            Import.state.in_(states), Import.created_at < moment - age, Import.file_id.is_not(None)
        )
        with database.writing() as session:
            for found in session.scalars(old.limit(20)).all():
                session.execute(delete(ImportRow).where(ImportRow.import_id == found.id))
                file_id, found.file_id = found.file_id, None
                session.flush()  # nothing may point at the file when it goes
                session.execute(delete(StoredFile).where(StoredFile.id == file_id))
                if found.state == READY:
                    found.state = CANCELLED
