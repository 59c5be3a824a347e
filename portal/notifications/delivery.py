"""Hands a finished message over: to an SMTP server, or to a folder where there is none."""

from __future__ import annotations

import os
import ssl
from datetime import UTC
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote, urlsplit

from portal.config import Settings
from portal.core.clock import now
from portal.core.numbers import new_number
from portal.notifications.mail import BadAddress

TIMEOUT_S = 20
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class NotSecure(RuntimeError):
    """A password would have gone over the network in the clear."""


def deliver(message: EmailMessage, settings: Settings) -> None:
    """Send by PORTAL_SMTP_URL; without it write an `.eml` file into the mail folder."""
    if settings.smtp_url:
        send(message, settings.smtp_url)
    else:
        write(message, settings.mail_dir)


def send(message: EmailMessage, url: str) -> None:
    """Send one message; raises what smtplib raises, and the job is tried again. BadAddress: trying again is no use.

    `smtps://` speaks TLS from the start, `smtp://` begins it when the server offers it; without TLS no password is sent
    anywhere but to this machine.
    """
    import smtplib  # 1 MB: only the worker sends

    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    context = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_S, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 587, timeout=TIMEOUT_S)
    with server:
        server.ehlo_or_helo_if_needed()
        secure = parts.scheme == "smtps"
        if not secure and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
            secure = True
        if parts.username:
            if not secure and host not in LOOPBACK:
                raise NotSecure("the mail server offers no TLS")
            server.login(unquote(parts.username), unquote(parts.password or ""))
        try:
            server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            if all(code >= 500 for code, _reason in error.recipients.values()):
                raise BadAddress("the server refuses this address for good") from error
            raise


def write(message: EmailMessage, folder: Path) -> Path:
    """Write one message into the folder, whole or not at all. Names sort by time."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = now().astimezone(UTC).strftime("%Y%m%dT%H%M%S%f") + "-" + new_number("", 6)
    draft = folder / f".{name}.part"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(message.as_bytes())
        file.flush()
        os.fsync(file.fileno())
    target = folder / f"{name}.eml"
    draft.rename(target)
    return target
