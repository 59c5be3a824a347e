"""What a mail is before anybody reads it: a machine's, a bounce, a forged one. Pure; takes a read mail."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.mailroom.reading import Mail, addresses, one_line

_AUTO_SUBJECT = re.compile(
    r"\s*(?:自动回复|自動回覆|自动答复|自動答覆|外出自动|不在办公室|不在辦公室|out of (?:the )?office|auto(?:matic)?[ -]?(?:reply|response)|abwesenheit|"
    r"réponse automatique|undeliverable|undelivered mail|delivery status notification|mail delivery failed|returned mail|系统退信|退信)",
    re.IGNORECASE,
)
_DAEMON = re.compile(r"(?:mailer-daemon|postmaster|mail-daemon)@", re.IGNORECASE)
_RECIPIENT = re.compile(
    r"^(?:final|original)-recipient\s*:\s*[\w-]+\s*;\s*<?([!-:=?-~]{3,320})", re.IGNORECASE | re.MULTILINE
)
_ACTION = re.compile(r"^action\s*:\s*(\w+)", re.IGNORECASE | re.MULTILINE)
_DIAGNOSTIC = re.compile(r"^diagnostic-code\s*:\s*(?:[\w-]+\s*;\s*)?(.{3,300})", re.IGNORECASE | re.MULTILINE)
_STATUS = re.compile(r"^status\s*:\s*([245]\.[\d.]{0,12})", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Bounce:
    """address: "" where the report names none. hard: trying again is no use."""

    address: str
    hard: bool
    reason: str = ""
    """What the other mail server said; never the subject, which may be a thread's."""


def bounce_of(mail: Mail) -> Bounce | None:
    """A report that a mail of ours did not arrive."""
    if not (mail.is_report and mail.bounce) and not (_DAEMON.match(mail.sender) and _AUTO_SUBJECT.match(mail.subject)):
        return None
    failed = [found.lower() for found in _RECIPIENT.findall(mail.bounce)] or [
        address for value in mail.headers.get("x-failed-recipients", []) for _name, address in addresses([value])
    ]
    action, status = _ACTION.search(mail.bounce), _STATUS.search(mail.bounce)
    hard = status is not None and status[1][0] == "5" and (action is None or action[1].lower() == "failed")
    said = _DIAGNOSTIC.search(mail.bounce) or status
    return Bounce(failed[0] if failed else "", hard, one_line(said[1])[:200] if said else "")


def is_automatic(mail: Mail) -> bool:
    """Written by a machine: an answering machine, a list, a newsletter. Nobody answers those (RFC 3834)."""
    headers = mail.headers

    def says(name: str) -> str:
        return " ".join(headers.get(name, ())).strip().lower()

    if says("auto-submitted") not in ("", "no") or says("precedence") in ("bulk", "junk", "list", "auto_reply"):
        return True
    if any(name in headers for name in ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-response", "list-id", "list-unsubscribe", "feedback-id")):  # fmt: skip
        return True
    if says("return-path") == "<>" or _DAEMON.match(mail.sender):
        return True
    return _AUTO_SUBJECT.match(mail.subject) is not None


def is_our_own(mail: Mail, *, host: str) -> bool:
    """One of our mails come back to us."""
    return host in [value.strip().lower() for value in mail.headers.get("x-loop", ())]


def is_forged(mail: Mail, *, trusted: str) -> bool:
    """Whether our own mail server found that the sender is not who they say.

    trusted: the name that server writes before its verdict; only its own, topmost line counts, since a sender can add others.
    Without a name any verdict of failure on top counts.
    """
    results = [value.lower() for value in mail.headers.get("authentication-results", ())]
    if trusted:
        results = [value for value in results if value.partition(";")[0].strip().split(" ")[0] == trusted.lower()]
    if not results:
        return False
    top = results[0]

    def verdict(method: str) -> str:
        found = re.search(rf"\b{method}\s*=\s*(\w+)", top)
        return found[1] if found else ""

    if verdict("dmarc"):
        return verdict("dmarc") in ("fail", "permerror")
    return "pass" not in (verdict("spf"), verdict("dkim")) and (
        verdict("spf") in ("fail", "softfail") or verdict("dkim") == "fail"
    )
