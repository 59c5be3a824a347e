"""Brings mail from a letter box by IMAP. A mail is marked seen only once it is stored; what fails stays unseen and is tried again."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

import structlog

from portal.mailroom.reading import MAX_BYTES

log = structlog.get_logger("mailroom")
TIMEOUT_S = 30
AT_ONCE = 50
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class NotSecure(RuntimeError):
    """A password would have gone over the network in the clear."""


def fetch(url: str, store: Callable[[bytes], object]) -> int:
    """Hand every unseen mail of the box to `store`. Returns how many.

    url: `imaps://user:password@host/FOLDER`, or `imap://` which begins TLS; without TLS only to this machine.
    """
    parts = urlsplit(url)
    box = _connect(parts.scheme, parts.hostname or "localhost", parts.port)
    try:
        box.login(unquote(parts.username or ""), unquote(parts.password or ""))
        folder = unquote(parts.path.strip("/")) or "INBOX"
        box.select('"' + folder.replace("\\", "").replace('"', "") + '"')
        _kind, found = box.uid("SEARCH", "UNSEEN")
        uids = (found[0] or b"").split() if found else []
        done = 0
        for uid in uids[:AT_ONCE]:
            data = _one(box, uid.decode("ascii"))
            if data is not None:
                store(data)
                box.uid("STORE", uid.decode("ascii"), "+FLAGS", "(\\Seen)")
                done += 1
        return done
    finally:
        try:
            box.logout()
        except (OSError, imaplib.IMAP4.error):
            log.info("the mail server hung up first")


def _connect(scheme: str, host: str, port: int | None) -> imaplib.IMAP4:
    context = ssl.create_default_context()
    if scheme == "imaps":
        return imaplib.IMAP4_SSL(host, port or 993, ssl_context=context, timeout=TIMEOUT_S)
    box = imaplib.IMAP4(host, port or 143, timeout=TIMEOUT_S)
    if "STARTTLS" in box.capabilities:
        box.starttls(context)
    elif host not in LOOPBACK:
        box.shutdown()
        raise NotSecure("the mail server offers no TLS")
    return box


def _one(box: imaplib.IMAP4, uid: str) -> bytes | None:
    """The whole mail; of one beyond the bound its beginning, which says who wrote it."""
    _kind, sizes = box.uid("FETCH", uid, "(RFC822.SIZE)")
    size = re.search(rb"RFC822\.SIZE (\d+)", b" ".join(part for part in sizes if isinstance(part, bytes)))
    wanted = "(BODY.PEEK[])" if size is None or int(size[1]) <= MAX_BYTES else "(BODY.PEEK[]<0.65536>)"
    _kind, answer = box.uid("FETCH", uid, wanted)
    return next((part[1] for part in answer if isinstance(part, tuple) and isinstance(part[1], bytes)), None)
