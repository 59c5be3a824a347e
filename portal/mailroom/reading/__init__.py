"""A mail's bytes as something to work with: who, to whom, about what, the text, the files. Pure; decides nothing about it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import getaddresses

from portal.mailroom.reading.decoding import decode_text, header_text
from portal.mailroom.reading.markup import as_text
from portal.mailroom.reading.parts import Attachment as Attachment
from portal.mailroom.reading.parts import Parts, TooMuch, bound, collect, raw_header, raw_headers
from portal.mailroom.trimming import QUOTED, SIGNED, trim
from portal.mailroom.trimming.words import FORWARDED

MAX_BYTES = 25 * 1024 * 1024
_BOM = b"\xef\xbb\xbf"
_SURE = re.compile(rb"^(?:received|return-path|message-id|mime-version|content-type|content-transfer-encoding|delivered-to|dkim-signature|x-[\w-]+|in-reply-to|references|authentication-results)[ \t]*:", re.IGNORECASE | re.MULTILINE)  # fmt: skip
_USUAL = re.compile(rb"^(from|to|date|subject|cc|sender|reply-to)[ \t]*:", re.IGNORECASE | re.MULTILINE)
_HEAD_LINE = re.compile(rb"^(?:[!-9;-~]+[ \t]*:|[ \t])")


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail, read."""

    message_id: str
    subject: str
    sender: str
    """The one address of From, lower case; "" where there is none or several."""
    sender_name: str
    recipients: tuple[str, ...]
    references: tuple[str, ...]
    text: str
    """As written, quotations and all; lines from HTML carry marks that trimming knows."""
    attachments: tuple[Attachment, ...] = ()
    bounce: str = ""
    is_report: bool = False
    has_tnef: bool = False
    headers: dict[str, list[str]] = field(default_factory=dict)

    @property
    def is_forward(self) -> bool:
        return FORWARDED.match(self.subject) is not None

    @property
    def whole(self) -> str:
        """The text as it came, without the marks that trimming puts into what was HTML."""
        return _unmarked(self.text)

    def new_text(self, *, context: bool = False) -> str:
        return trim(self.text, forwarded=self.is_forward, context=context, writer=self.sender_name)


UNREADABLE = Mail("", "", "", "", (), (), "")
"""What stands for a mail that is more than a mail program writes."""


def read(data: bytes) -> Mail:
    """Read one mail. Raises: TooMuch (more than a mail program writes)."""
    if len(data) > MAX_BYTES:
        raise TooMuch("too large")
    if data.startswith(b"From ") and b"\n" in data[:1000]:
        data = data.split(b"\n", 1)[1]  # a mailbox's separator
    if not is_mail(data):
        return _bare(data)
    data = data.removeprefix(_BOM).lstrip(b"\r\n")
    bound(data)
    try:
        message: Message = BytesParser(policy=compat32).parsebytes(data)
        parts = collect(message)
    except RecursionError as error:
        raise TooMuch("too deep") from error
    subject = one_line(header_text(raw_header(message, "Subject")))
    senders = addresses(raw_headers(message, "From"))
    sender_name, sender = senders[0] if len(senders) == 1 else ("", "")
    targets = [
        raw
        for name in ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")
        for raw in raw_headers(message, name)
    ]
    return Mail(
        message_id=raw_header(message, "Message-ID").strip()[:300],
        subject=subject,
        sender=sender,
        sender_name=one_line(sender_name)[:80],
        recipients=tuple(dict.fromkeys(address for _name, address in addresses(targets))),
        references=tuple(re.findall(r"<[^<>\s]{1,250}>", " ".join([raw_header(message, "In-Reply-To"), raw_header(message, "References")])[:8000])),
        text=_text(parts, forwarded=FORWARDED.match(subject) is not None),
        attachments=tuple(parts.attachments),
        bounce=parts.bounce,
        is_report=parts.is_report,
        has_tnef=parts.has_tnef,
        headers=_headers(message),
    )  # fmt: skip


def is_mail(data: bytes) -> bool:
    """Whether it begins with a mail's headers; what somebody pipes may be the bare text."""
    head = data[:65536].removeprefix(_BOM).lstrip(b"\r\n")
    broken = False
    lines: list[bytes] = []
    for line in head.splitlines()[:200]:
        broken = bool(line.strip()) and not _HEAD_LINE.match(line)
        if broken or not line.strip():
            break
        lines.append(line)
    head = b"\n".join(lines)
    sure = _SURE.search(head) is not None
    if broken:  # a forgotten blank line, as long as no person wrote these lines
        return sure and len(lines) >= 3
    usual = {name.lower() for name in _USUAL.findall(head)}
    return sure or ("from" in usual and len(usual) >= 2) or {b"subject", b"to"} <= usual or len(usual) >= 3


def _bare(data: bytes) -> Mail:
    return Mail("", "", "", "", (), (), _unmarked(decode_text(data)))


def _text(parts: Parts, *, forwarded: bool) -> str:
    if parts.wants_html() or (parts.html and not parts.plain):
        return as_text("\n".join(parts.html), forwarded=forwarded)
    return _unmarked("\n\n".join(parts.plain))


def _unmarked(text: str) -> str:
    return text.replace(SIGNED, "").replace(QUOTED, "")


def _headers(message: Message) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in message.raw_items():
        found.setdefault(name.lower(), []).append(str(value)[:2000])
        if len(found) > 300:
            break
    return found


def addresses(raw: list[str]) -> list[tuple[str, str]]:
    """Name and lower-case address of each; what is no address is left out."""
    found = []
    for name, spec in getaddresses([value[:4000].replace("\n", " ").replace("\r", " ") for value in raw[:20]]):
        if "@" in spec and len(spec) <= 320 and not re.search(r"[\s<>\x00-\x1f\ud800-\udfff]", spec):
            found.append((header_text(name), spec.lower()))
    return found


def one_line(text: str) -> str:
    """For headers and lists: nothing that any program takes for a line break or a change of direction."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:300]
