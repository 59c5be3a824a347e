"""One message: its headers, its text and HTML parts. Neither renders templates nor sends."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, getaddresses, make_msgid
from typing import Any
from urllib.parse import urlsplit

from portal.core.clock import now

MAX_SUBJECT = 150
LINKS = ("List-Unsubscribe",)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A mail's words in the reader's language. html: "" to have it made from the text."""

    subject: str
    text: str
    html: str = ""


class _Policy(EmailPolicy):
    """As mail leaves. An address in a header stands on its line as it is: folded, it would become an encoded word that no program follows."""

    def fold(self, name: str, value: Any) -> str:
        return f"{name}: {value}{self.linesep}" if name in LINKS else super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode("ascii") if name in LINKS else super().fold_binary(name, value)


_POLICY = _Policy(linesep="\r\n")


class BadAddress(ValueError):
    """An address no mail can go to; trying again would not help."""


def one_line(text: str, *, limit: int = MAX_SUBJECT) -> str:
    """Text fit for a header: whatever any program could take for a line break (CR, LF, U+0085, U+2028 …) becomes a space."""
    kept = "".join(" " if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") else char for char in text)
    return " ".join(kept.split())[:limit]


def address(text: str) -> Address:
    """`物资通 <a@b.cn>` or `a@b.cn` as an address header part. Raises: BadAddress."""
    # More than one address, or a line break: older Pythons would take the first part and go on.
    found = getaddresses([text[:400]])
    if len(found) != 1 or re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", text):
        raise BadAddress("no mail can be sent to this address")
    name, spec = found[0]
    local, at, domain = spec.rpartition("@")
    if not (at and local and domain) or not spec.isascii() or re.search(r"[\s<>,;]", spec):
        raise BadAddress("no mail can be sent to this address")
    return Address(display_name=one_line(name, limit=80), username=local, domain=domain)


def compose(
    rendered: Rendered,
    *,
    sender: str,
    to: str,
    locale: str,
    base_url: str,
    leave: str = "",
    reply_to: str = "",
    about: str = "",
    name: str = "",
) -> EmailMessage:
    """The message as it leaves. base_url: the only address that becomes a link; its host stands in Message-ID.

    reply_to: where an answer goes. about: the number of what it tells of, so that letter boxes keep its mails together.
    name: of this very mail, for its Message-ID.
    leave: the path that ends mail of this kind, for the mail program's own button (RFC 8058).
    """
    message = EmailMessage(policy=_POLICY)
    message["From"] = address(sender)
    message["To"] = address(to)
    message["Subject"] = one_line(rendered.subject)
    message["Date"] = format_datetime(now())
    host = urlsplit(base_url).hostname or "localhost"
    message["Message-ID"] = f"<{name}@{host}>" if name else make_msgid(domain=host)
    message["Content-Language"] = locale
    # No answering machine answers it (RFC 3834), so that two of them never talk to each other.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message["X-Loop"] = host
    if reply_to:
        message["Reply-To"] = address(reply_to)
    if about:
        message["In-Reply-To"] = message["References"] = f"<about-{about}@{host}>"
    if leave:
        message["List-Unsubscribe"] = f"<{base_url}{leave}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(rendered.text, cte="base64")
    message.add_alternative(
        rendered.html or as_html(rendered.text, locale=locale, base_url=base_url), subtype="html", cte="base64"
    )
    return message


def as_html(text: str, *, locale: str, base_url: str) -> str:
    """The text as plain HTML: paragraphs, and links only for addresses of our own."""
    paragraphs = [part.strip("\n") for part in re.split(r"\n{2,}", text.strip())]
    body = "\n".join(f"<p>{link_own(part, base_url=base_url)}</p>" for part in paragraphs)
    return f'<!doctype html>\n<html lang="{html.escape(locale)}"><head><meta charset="utf-8"></head><body>\n{body}\n</body></html>\n'


def link_own(text: str, *, base_url: str, local: bool = False) -> str:
    """HTML of a piece of text with our own addresses made clickable. local: as paths, for a page of the portal itself."""
    out, position = [], 0
    for found in re.finditer(re.escape(base_url) + r"(/[^\s<>\"']*)?", text):
        target = (found.group(1) or "/") if local else found.group()
        out.append(html.escape(text[position : found.start()]))
        out.append(f'<a href="{html.escape(target)}">{html.escape(found.group())}</a>')
        position = found.end()
    out.append(html.escape(text[position:]))
    return "".join(out).replace("\n", "<br>\n")
