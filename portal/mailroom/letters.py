"""One kept mail opened again for staff to read: its text, and the files that stand in it. Changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from portal.core.errors import NotFound
from portal.core.files import MAX_BYTES, clean_name
from portal.core.sniff import sniff
from portal.mailroom.reading import UNREADABLE, Attachment, Mail, read
from portal.mailroom.reading.parts import TooMuch
from portal.mailroom.services.wording import printable

MOST_TEXT = 100_000
MOST_FILES = 100


@dataclass(frozen=True, slots=True)
class LetterFile:
    """media_type: "" for what the house takes from nobody; that is had with the whole original only."""

    at: int
    name: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Letter:
    """text: what was newly written; whole: with quotations and signature. readable: False for more than a mail program writes."""

    text: str
    whole: str
    files: tuple[LetterFile, ...]
    readable: bool = True


def parse(path: Path) -> Mail:
    """The mail; an empty one where it is too much to be parsed."""
    try:
        return read(path.read_bytes())
    except TooMuch:
        return UNREADABLE


def open_letter(path: Path) -> Letter:
    """For the page."""
    try:
        mail = read(path.read_bytes())
    except TooMuch:
        return Letter("", "", (), readable=False)
    files = tuple(_file(at, one) for at, one in enumerate(mail.attachments[:MOST_FILES]))
    return Letter(printable(mail.new_text())[:MOST_TEXT], printable(mail.whole)[:MOST_TEXT], files)


def file_of(path: Path, at: int) -> tuple[LetterFile, bytes]:
    """One file with its bytes. Raises: NotFound (none there, or none that the house takes)."""
    attachments = parse(path).attachments[:MOST_FILES]
    if not 0 <= at < len(attachments):
        raise NotFound("文件不存在")
    found = _file(at, attachments[at])
    if not found.media_type:
        raise NotFound("文件不存在")
    return found, attachments[at].data


def _file(at: int, one: Attachment) -> LetterFile:
    kind = sniff(one.data) if one.data and len(one.data) <= MAX_BYTES else None
    return LetterFile(at, clean_name(one.name), len(one.data), kind or "")
