"""The blueprint all pages of threads hang on, and what several of them do: find settings, take uploads."""

from __future__ import annotations

from typing import BinaryIO, cast

from flask import Blueprint, current_app, request

from portal.config import Settings
from portal.core.errors import Invalid
from portal.core.files import FileStore, TakenFile
from portal.threads.unnamed import named
from portal.threads.words import MAX_FILES

bp = Blueprint("threads", __name__)
bp.add_app_template_filter(named)


def mail_batch_s() -> int:
    """How long messages are gathered before the other side is told by mail."""
    settings: Settings = current_app.config["PORTAL"]
    return settings.mail_batch_s


def take_files(field: str = "files") -> list[TakenFile]:
    """The uploads of this request, checked and stored. Asked for once the sender may post; no transaction is open then.

    Raises: Invalid(field).
    """
    uploads = [upload for upload in request.files.getlist(field) if upload.filename]
    if len(uploads) > MAX_FILES:
        raise Invalid(field, "一次最多 %(max)s 个文件", max=MAX_FILES)
    store: FileStore = current_app.extensions["portal.files"]
    settings: Settings = current_app.config["PORTAL"]
    most = settings.max_upload_mb * 1024 * 1024
    return [
        store.take(cast(BinaryIO, upload.stream), upload.filename or "", field=field, max_bytes=most)
        for upload in uploads
    ]
