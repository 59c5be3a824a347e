"""The job `mail.send`: render, compose, hand over, with a cap for each recipient."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from email.message import EmailMessage
from typing import Any, Protocol

import structlog

from portal.config import Settings
from portal.core.clock import now
from portal.core.errors import Throttled
from portal.core.limits import throttle
from portal.core.outbox import enqueue
from portal.core.uow import Database
from portal.notifications.mail import BadAddress, Rendered, compose

log = structlog.get_logger("mail")

PER_HOUR = 30
"""Mails to one address in an hour; what is more waits for the next hour."""
MAX_WAITS = 6

Render = Callable[..., Rendered]
Deliver = Callable[[EmailMessage, Settings], None]
LeavePath = Callable[[int, Sequence[str]], str]


class Replies(Protocol):
    """Where our mails are answered to, and the line above which an answer stands."""

    line: str
    desk: str

    @property
    def on(self) -> bool: ...

    def mark(self, to: str) -> str: ...

    def object_of(self, links: Sequence[str]) -> str: ...

    def make(self, *, about: str, user_id: int, org_id: int, manner: str) -> str: ...


def mail_sender(
    settings: Settings,
    *,
    render: Render,
    deliver: Deliver,
    leave_path: LeavePath,
    replies: Replies | None = None,
    is_paused: Callable[[Database, str], bool] = lambda _database, _address: False,
) -> Callable[[Database, dict[str, Any]], None]:
    """The handler. render(template, locale=…, context=…) → words; deliver(message, settings) sends them.

    leave_path(user id, topics): where mail of these topics is ended; made when the mail leaves, so that no job holds such a link.
    replies: makes the address a mail is answered to. is_paused(database, address): mail there came back too often.
    """

    def send_mail(database: Database, payload: dict[str, Any]) -> None:
        """payload: to, template (`email/<name>`), locale, context (plain values; `url` and `…_url` are paths).

        leave, for mail somebody can do without: {user_id, topics}; the template then has `leave_url`.
        reply, for mail that is answered in the portal: see `core.mail.reply_of`. Any other is answered to the desk.
        """
        to, template = str(payload["to"]), str(payload["template"])
        locale = str(payload.get("locale") or "")
        if is_paused(database, to):
            log.warning("mail dropped: it came back from there too often", template=template)
            return
        try:
            throttle(database, "mail", to, limit=PER_HOUR, per_s=3600)
        except Throttled as full:
            _wait(database, payload, full.retry_after_s)
            return
        context, leaving = dict(payload.get("context") or {}), payload.get("leave")
        leave = leave_path(int(leaving["user_id"]), leaving["topics"]) if leaving else ""
        if leave:
            context["leave_url"] = leave
        about, reply_to = _answered(context, payload.get("reply"), replies)
        words = render(template, locale=locale, context=context)
        try:
            message = compose(
                words,
                sender=settings.mail_from,
                to=to,
                locale=locale or "zh-CN",
                base_url=settings.base_url,
                leave=leave,
                reply_to=reply_to,
                about=about,
                name=replies.mark(to) if replies is not None and replies.on else "",
            )
            deliver(message, settings)
        except BadAddress:
            log.warning("mail dropped: no such address", template=template)

    return send_mail


def _answered(context: dict[str, Any], reply: dict[str, Any] | None, replies: Replies | None) -> tuple[str, str]:
    """What the mail is about, and where an answer goes; the foot of the mail says so."""
    if replies is None or not replies.on:
        return "", ""
    about = replies.object_of(reply["links"]) if reply else ""
    signed = (
        replies.make(
            about=about, user_id=int(reply["user_id"]), org_id=int(reply["org_id"]), manner=str(reply["manner"])
        )
        if reply
        else ""
    )
    if reply and signed:
        context["reply_line"], context["reply_manner"] = replies.line, str(reply["manner"])
    else:
        context["desk_address"] = replies.desk
    return about, signed or replies.desk


def _wait(database: Database, payload: dict[str, Any], seconds: int) -> None:
    waits = int(payload.get("waits") or 0) + 1
    if waits > MAX_WAITS:
        log.warning("mail dropped: too many for one recipient", template=payload["template"])
        return
    with database.writing() as session:
        enqueue(session, "mail.send", {**payload, "waits": waits}, run_after=now() + timedelta(seconds=seconds))
