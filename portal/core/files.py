"""Uploaded files: sniffed, bounded, stored under a random name outside any web root. Who may have one is its feature's business.

`take` reads and checks the upload before the transaction; `keep` adds its row inside it. A file whose row never came is swept later.
"""

from __future__ import annotations

import hashlib
import os
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import BigInteger, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core.clock import now
from portal.core.db import Base, Id
from portal.core.errors import Invalid, NotFound, Unavailable
from portal.core.numbers import new_token
from portal.core.permissions import Actor
from portal.core.sniff import sniff
from portal.core.thumbnails import thumbnail
from portal.core.uow import Database

MAX_BYTES = 20 * 1024 * 1024
PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})


class StoredFile(Base):
    """One uploaded file. `token` is its path; `name` what the uploader called it, cleaned for display."""

    __tablename__ = "files"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    token: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    uploaded_by: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def is_picture(self) -> bool:
        return self.media_type in PICTURES


@dataclass(frozen=True, slots=True)
class TakenFile:
    """An upload that passed all checks and lies on disk, not yet known to the database."""

    token: str
    name: str
    media_type: str
    size: int
    sha256: str


class FileStore:
    """The folder uploads live in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, token: str) -> Path:
        return self.folder / token[:2] / token

    def small_path(self, token: str) -> Path:
        """Where the small likeness of a picture is, if it has one."""
        return self.folder / token[:2] / f"{token}.small"

    def take(
        self, stream: BinaryIO, name: str, *, field: str, max_bytes: int = MAX_BYTES, pictures_only: bool = False
    ) -> TakenFile:
        """Read, bound, sniff and store an upload; of a picture a small likeness too.

        Accepted: JPEG, PNG, WebP, GIF, PDF, Word, Excel, PowerPoint (old and new, without macros).
        Raises: Invalid(field, reason), Unavailable (disk full).
        """
        data = stream.read(max_bytes + 1)
        if len(data) > max_bytes:
            raise Invalid(field, "文件超过 %(mb)s MB，请压缩后再传", mb=max_bytes // (1024 * 1024))
        if not data:
            raise Invalid(field, "文件是空的，请重新选择")
        media_type = sniff(data)
        if media_type is None or (pictures_only and media_type not in PICTURES):
            if pictures_only:
                raise Invalid(field, "只能上传 JPG、PNG、WebP 或 GIF 图片")
            raise Invalid(field, "只能上传图片、PDF 或 Office 文件（不含宏）")
        return self.store(data, name, media_type)

    def store(self, data: bytes, name: str, media_type: str) -> TakenFile:
        """Store bytes that the caller has examined itself (a CSV has no signature to sniff). Raises: Unavailable (disk full)."""
        token = new_token()
        small = thumbnail(data) if media_type in PICTURES else None
        try:
            if small is not None:
                self._write(self.small_path(token), small)
            self._write(self.path(token), data)
        except OSError as error:
            raise Unavailable("文件暂时无法保存，请稍后再试") from error
        return TakenFile(token, clean_name(name), media_type, len(data), hashlib.sha256(data).hexdigest())

    def read(self, token: str) -> Path:
        """The path of a stored file. Raises: NotFound."""
        path = self.path(token)
        if not path.is_file():
            raise NotFound("文件不存在")
        return path

    def sweep(self, database: Database) -> None:
        """Periodic: remove files older than a day that no row knows."""
        limit = (now() - timedelta(days=1)).timestamp()
        for folder in self.folder.iterdir() if self.folder.is_dir() else ():
            old = (
                {path.name: path for path in folder.iterdir() if path.stat().st_mtime < limit}
                if folder.is_dir()
                else {}
            )
            if old:
                tokens = {name.partition(".")[0] for name in old}
                with database.reading() as session:
                    known = set(session.scalars(select(StoredFile.token).where(StoredFile.token.in_(tokens))))
                for name, path in old.items():
                    if name.partition(".")[0] not in known:
                        path.unlink(missing_ok=True)

    @staticmethod
    def _write(path: Path, data: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())  # the row that names it may be acknowledged a moment later


def keep(session: Session, actor: Actor, taken: TakenFile) -> StoredFile:
    """Give a taken file its row, in the caller's transaction."""
    row = StoredFile(
        token=taken.token,
        name=taken.name,
        media_type=taken.media_type,
        size=taken.size,
        sha256=taken.sha256,
        uploaded_by=actor.user_id,
        created_at=now(),
    )
    session.add(row)
    session.flush()  # callers link to its id
    return row


def clean_name(name: str) -> str:
    """A file name fit for display and a download header: no path, no control or direction characters, at most 120 long."""
    base = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    kept = "".join(
        char for char in base if unicodedata.category(char)[0] != "C" and unicodedata.category(char) not in ("Zl", "Zp")
    )
    kept = kept.strip(" .") or "file"
    if len(kept) > 120:
        stem, dot, ending = kept.rpartition(".")
        kept = f"{stem[: 119 - len(ending)]}.{ending}" if dot and len(ending) <= 8 else kept[:120]
    return kept
