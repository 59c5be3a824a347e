"""How an uploaded file leaves the house: never run, never sniffed, never kept by caches. Who may have it is the caller's business."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from flask import current_app, send_file

from portal.core.files import PICTURES, FileStore

NO_RIGHTS = "sandbox; default-src 'none'"


def send_upload(token: str, *, name: str, media_type: str, download: bool = False, small: bool = False) -> Any:
    """Answer with a stored file: a picture is shown, everything else is saved under its cleaned name.

    download: save a picture too. small: of a picture its small likeness, where it has one. Raises: NotFound when the bytes are gone.
    """
    files: FileStore = current_app.extensions["portal.files"]
    path = files.read(token)
    if small and files.small_path(token).is_file():
        path, media_type = files.small_path(token), "image/webp"
    return _send(path, name=name, media_type=media_type, download=download)


def send_bytes(data: bytes, *, name: str, media_type: str) -> Any:
    """The same for bytes that lie in no file of their own, whose kind was sniffed."""
    return _send(io.BytesIO(data), name=name, media_type=media_type)


def _send(what: Path | io.BytesIO, *, name: str, media_type: str, download: bool = False) -> Any:
    response = send_file(
        what,
        mimetype=media_type,
        as_attachment=download or media_type not in PICTURES,
        download_name=name,
        max_age=0,
    )
    response.headers["Content-Security-Policy"] = NO_RIGHTS
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
