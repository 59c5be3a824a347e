"""Keeps a mail whole before anything is made of it; the same mail is kept once."""

from __future__ import annotations

import hashlib
import re

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.core.clock import now
from portal.core.files import FileStore, keep
from portal.core.outbox import enqueue
from portal.core.permissions import SYSTEM
from portal.core.uow import Database
from portal.mailroom.judging import bounce_of, is_automatic
from portal.mailroom.models import NEW, Mail
from portal.mailroom.reading import UNREADABLE, one_line, read
from portal.mailroom.reading import Mail as Read
from portal.mailroom.reading.parts import TooMuch

SORT = "mailroom.sort"
MEDIA_TYPE = "message/rfc822"
# What relays add differs from one delivery of the same mail to the next.
_RELAYED = re.compile(
    rb"^(?:received|return-path|delivered-to|x-original-to|envelope-to|authentication-results|arc-[\w-]+|x-[\w-]+|dkim-signature|received-spf)[ \t]*:",
    re.IGNORECASE,
)


MOST_LOOKED_AT = 300_000
_NAMED = re.compile(rb"(reply\+[0-9a-z-]{20,70}@[\w.-]{1,200})|<about-([A-Z][0-9A-Z]{8})@", re.IGNORECASE)


def store(database: Database, files: FileStore, data: bytes) -> tuple[int, bool]:
    """Keep the mail and enqueue its sorting, in one transaction. Returns its id, and whether it is new.

    Raises: Unavailable (disk full): the caller must say so to whoever brought it, who keeps it.
    """
    try:
        mail = read(data)
    except TooMuch:
        mail = UNREADABLE
    digest = digest_of(data, mail.message_id)
    with database.reading() as session:
        known = session.scalar(select(Mail.id).where(Mail.digest == digest))
    if known is not None:
        return known, False
    taken = files.store(data, f"{mail.subject[:80] or 'mail'}.eml", MEDIA_TYPE)
    try:
        with database.writing() as session:
            row = Mail(
                digest=digest,
                message_id=one_line(mail.message_id),
                file_id=keep(session, SYSTEM, taken).id,
                sender=mail.sender,
                sender_name=mail.sender_name,
                recipient=answered(mail, data),
                subject=mail.subject,
                received_at=now(),
                outcome=NEW,
            )
            session.add(row)
            session.flush()  # the job names it
            enqueue(session, SORT, {"mail_id": row.id})
            return row.id, True
    except IntegrityError:
        with database.reading() as session:
            known = session.scalar(select(Mail.id).where(Mail.digest == digest))
        if known is None:
            raise
        return known, False


def answered(mail: Read, data: bytes) -> str:
    """Which of our addresses a mail came to: the one that names what it answers, if any, also where a machine answers or reports
    and names it in what it sends back. Who may see the mail hangs on it."""
    ours = next((one for one in mail.recipients if one.lower().startswith("reply+")), "")
    if not ours and (not mail.recipients or bounce_of(mail) or is_automatic(mail)):
        found = _NAMED.search(data[:MOST_LOOKED_AT])
        ours = (
            found[1].decode().lower() if found and found[1] else f"reply+{found[2].decode().lower()}-" if found else ""
        )
    return (ours or next(iter(mail.recipients), ""))[:320]


def digest_of(data: bytes, message_id: str) -> str:
    head, mark, body = data.replace(b"\r\n", b"\n").partition(b"\n\n")
    kept, skipping = [], False
    for line in head.split(b"\n"):
        if not line[:1].isspace():
            skipping = _RELAYED.match(line) is not None
        if not skipping:
            kept.append(line)
    return hashlib.sha256(
        b"\0".join([message_id.encode("utf-8", "replace"), b"\n".join(kept), mark + body.rstrip()])
    ).hexdigest()
