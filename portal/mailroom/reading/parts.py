"""The parts of a mail within bounds: which of them is the text, which are files. Knows the form of mails, not what they are about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message

from portal.mailroom.reading.decoding import decode_text, header_text, lenient_base64, name_text
from portal.mailroom.reading.flowed import unflow

MAX_PARTS = 300
MAX_DEPTH = 12
MAX_HEAD = 128 * 1024
MAX_TEXT = 2_000_000
_BOUNDARY = re.compile(rb"boundary\s*=\s*\"?([^\"\r\n;]{1,100})", re.IGNORECASE)
_NESTED = re.compile(rb"content-type\s*:\s*message/", re.IGNORECASE)
_PAGE = re.compile(r"\s{0,20}(?:<!doctype html\b|<html[\s>]|<body[\s>])", re.IGNORECASE)
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n\t -_"
_BLANK = re.compile(rb"\r?\n\r?\n")
_SILENT = {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-keys", "message/delivery-status", "text/rfc822-headers", "message/disposition-notification"}  # fmt: skip
_STUB = re.compile(r"(?:不支持|未能显示|无法显示|不能显示|not support|unable to display|can(?:no|')t display|view this (?:e-?mail|message)).{0,60}(?:html|此邮件|browser)|html.{0,40}(?:不支持|not support|格式)", re.IGNORECASE)  # fmt: skip


class TooMuch(ValueError):
    """More parts, depth or headers than any mail program writes."""


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    media_type: str
    data: bytes
    shown: bool
    """Stands in the text (`cid:`), not beside it."""


@dataclass(slots=True)
class Parts:
    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    bounce: str = ""
    """The machine-readable part of a bounce."""
    is_report: bool = False
    has_tnef: bool = False

    def wants_html(self) -> bool:
        text = "\n".join(self.plain).strip()
        return bool(self.html) and (
            not text or "&nbsp;" in text or (len(text) < 300 and _STUB.search(text) is not None)
        )


def bound(data: bytes) -> None:
    """Refuse before parsing what would cost more memory than it is worth. Raises: TooMuch."""
    head = _BLANK.search(data, 0, MAX_HEAD + 4)
    if head is None and len(data) > MAX_HEAD:
        raise TooMuch("headers too long")
    boundaries = {found[1].strip() for found in _BOUNDARY.finditer(data)}
    if len(boundaries) > 60:
        raise TooMuch("too many parts")
    marks = 0
    for boundary in boundaries:
        mark = b"\n--" + boundary
        marks += data.count(mark)
        if marks > MAX_PARTS:
            raise TooMuch("too many parts")
        _bound_heads(data, (found.end() for found in re.finditer(re.escape(mark), data)))
    nested = [found.end() for found in _NESTED.finditer(data)]
    if len(nested) > 40:
        raise TooMuch("too many parts")
    blanks = [_BLANK.search(data, at, at + MAX_HEAD) for at in nested]
    _bound_heads(data, (blank.end() for blank in blanks if blank))


def _bound_heads(data: bytes, places: Iterator[int]) -> None:
    for at in places:
        if (
            at + MAX_HEAD < len(data)
            and _BLANK.search(data, at, at + MAX_HEAD) is None
            and data.count(b"\n", at, at + MAX_HEAD) > 2000
        ):
            raise TooMuch("headers too long")


def collect(message: Message) -> Parts:
    parts = Parts()
    parts.is_report = message.get_content_type() == "multipart/report"
    _walk(message, parts, depth=0, budget=[MAX_PARTS])
    return parts


def _walk(part: Message, parts: Parts, *, depth: int, budget: list[int]) -> None:
    budget[0] -= 1
    if budget[0] < 0 or depth > MAX_DEPTH:
        raise TooMuch("too many parts")
    kind = part.get_content_type().lower()
    if kind == "message/delivery-status":
        payload = _payload(part)
        if isinstance(payload, list):
            parts.bounce += "\n".join(
                f"{name}: {value}" for sub in payload[:50] if isinstance(sub, Message) for name, value in sub.items()
            )[:8000]
        return
    if kind.startswith("message/") and kind not in _SILENT:
        parts.attachments.append(Attachment(_enclosed_name(part), kind, b"", False))
        return
    if part.is_multipart():
        payload = _payload(part)
        for child in payload if isinstance(payload, list) else ():
            if isinstance(child, Message):
                _walk(child, parts, depth=depth + 1, budget=budget)
        return
    # Several parts were announced and none has a boundary: then it is the text.
    _leaf(part, "text/plain" if kind.startswith("multipart/") else kind, parts)


def _leaf(part: Message, kind: str, parts: Parts) -> None:
    name = _name(part)
    disposition = str(part.get_content_disposition() or "")
    if kind in _SILENT:
        return
    if kind == "application/ms-tnef" or name.lower() == "winmail.dat":
        parts.has_tnef = True
        return
    if kind in ("text/plain", "text/html") and disposition != "attachment" and not name:
        charset = part.get_param("charset")
        text = decode_text(body_bytes(part)[:MAX_TEXT], charset if isinstance(charset, str) else None)
        if kind == "text/plain" and _param(part, "format") == "flowed":
            text = unflow(text, delsp=_param(part, "delsp") == "yes")
        (parts.html if kind == "text/html" or _PAGE.match(text) else parts.plain).append(text)
        return
    if kind.startswith("text/") and not name and disposition != "attachment":
        return  # a calendar's or a watch's version of the same text
    has_id = bool(part.get("Content-ID")) and disposition != "attachment"
    parts.attachments.append(Attachment(name or _fallback_name(kind), kind, body_bytes(part), has_id))


def _param(part: Message, name: str) -> str:
    value = part.get_param(name)
    return value.strip().lower() if isinstance(value, str) else ""


def body_bytes(part: Message) -> bytes:
    encoding = str(part.get("Content-Transfer-Encoding", ""))
    if encoding != encoding.strip():  # the email package takes the space for a part of the name
        del part["Content-Transfer-Encoding"]
        part["Content-Transfer-Encoding"] = encoding.strip()
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    if "base64" not in str(part.get("Content-Transfer-Encoding", "")).lower():
        return data
    del part["Content-Transfer-Encoding"]
    raw = part.get_payload(decode=True)
    raw = raw if isinstance(raw, bytes) else b""
    strange = len(raw[:4000].translate(None, _BASE64))
    if strange * 10 > len(raw[:4000]):
        return raw  # whoever declared it did not do it
    first, _blank, below = raw.strip().replace(b"\r\n", b"\n").partition(b"\n\n")
    if (below.translate(None, _BASE64) or b" " in below.strip()) and b"\n\n" not in below.strip():
        # What a list or a gateway wrote under it as it is: its letters would be taken for more of the text.
        return lenient_base64(first.decode("ascii", "replace")) + b"\n\n" + below
    return data or lenient_base64(raw.decode("ascii", "replace"))


def _payload(part: Message) -> object:
    """The parts inside, or the text as it came. The email package decodes it by the declared set, which may be no name at all."""
    try:
        return part.get_payload()
    except (ValueError, LookupError):
        return None


def _name(part: Message) -> str:
    for param, header in (("filename", "content-disposition"), ("name", "content-type")):
        try:
            raw = raw_header(part, header)
            if not raw.isascii():  # bare bytes, which the email package would replace
                decoded = Message()
                decoded[header] = header_text(raw)
                part = decoded
            value = part.get_param(param, header=header)
        except (ValueError, TypeError, LookupError, IndexError):
            continue
        if value:
            return name_text(value).strip()
    return ""


def _enclosed_name(part: Message) -> str:
    payload = _payload(part)
    inner = payload[0] if isinstance(payload, list) and payload else None
    subject = header_text(raw_header(inner, "Subject")) if isinstance(inner, Message) else ""
    return f"{subject[:80] or 'message'}.eml"


def _fallback_name(kind: str) -> str:
    ending = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "application/pdf": "pdf"}.get(kind, "bin")
    return f"attachment.{ending}"


def raw_header(message: Message, name: str) -> str:
    """The first header of this name as it came, bytes beyond ASCII as surrogates."""
    wanted = name.lower()
    return next((str(value) for key, value in message.raw_items() if key.lower() == wanted), "")


def raw_headers(message: Message, name: str) -> list[str]:
    wanted = name.lower()
    return [str(value) for key, value in message.raw_items() if key.lower() == wanted][:100]
