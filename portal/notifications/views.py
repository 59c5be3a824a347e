"""The page `/demo/mail`: what the portal would have sent, in demo mode only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, render_template, url_for
from markupsafe import Markup

from portal.config import Settings
from portal.core.errors import NotFound
from portal.notifications.mail import link_own
from portal.web.guards import public

bp = Blueprint("notifications", __name__)

SHOWN = 100
_NAME = re.compile(r"\d{8}T\d{12}-[0-9A-Z]{6}\Z")


@dataclass(frozen=True, slots=True)
class MailRow:
    """A line of the list."""

    url: str
    to: str
    subject: str
    sent_at: datetime


@bp.get("/demo/mail")
@public
def mail_list() -> str:
    """The newest mails first. NotFound outside demo mode."""
    folder = _folder()
    names = sorted((path.stem for path in folder.glob("*.eml") if _NAME.match(path.stem)), reverse=True)[:SHOWN]
    return render_template("notifications/mail_list.html", rows=[_row(folder, name) for name in names])


@bp.get("/demo/mail/<name>")
@public
def mail(name: str) -> str:
    """One mail with its links to click on. NotFound outside demo mode."""
    folder = _folder()
    path = folder / f"{name}.eml"
    if not _NAME.match(name) or not path.is_file():
        raise NotFound("邮件不存在")
    message = _parse(path, headers_only=False)
    part = message.get_body(("plain",))
    text: Any = part.get_content() if part else ""
    body = link_own(text.replace("\r\n", "\n"), base_url=_settings().base_url, local=True)
    # link_own escapes everything but the links it makes itself
    return render_template("notifications/mail.html", row=_row(folder, name), body=Markup(body))  # noqa: S704


def _settings() -> Settings:
    settings: Settings = current_app.config["PORTAL"]
    return settings


def _folder() -> Path:
    if not _settings().demo:
        raise NotFound("页面不存在")
    return _settings().mail_dir


def _row(folder: Path, name: str) -> MailRow:
    message = _parse(folder / f"{name}.eml", headers_only=True)
    sent_at = datetime.strptime(name[:21], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)
    return MailRow(url_for("notifications.mail", name=name), str(message["To"]), str(message["Subject"]), sent_at)


def _parse(path: Path, *, headers_only: bool) -> EmailMessage:
    with path.open("rb") as file:
        message: EmailMessage = BytesParser(policy=policy.default).parse(file, headersonly=headers_only)
    return message
