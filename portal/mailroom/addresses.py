"""The signed addresses our mails are answered to: what a mail was about, to whom, for which company, when. Knows no table."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from portal.core.clock import now
from portal.core.numbers import new_token
from portal.mailroom.trimming import MARKER

LASTS = timedelta(days=180)
CUSTOMER, STAFF, NOTE = "c", "s", "n"
"""In whose name an answer is written: a company's, the house's to its customer, or a colleague's among colleagues."""
_TOKEN = re.compile(
    r"reply\+([a-z][0-9a-z]{8}|0)-([a-z0-9]{1,8})-([a-z0-9]{1,8})-([csn])([0-9a-z]{6})([a-z2-7]{20})\Z", re.ASCII
)
_OBJECT = re.compile(r"/(?:threads|orders|quotations|claims|desk/recovery|listings)/([A-Z][0-9A-Z]{8})(?:[/?#]|\Z)")
_OF_A_CASE = re.compile(r"[TOQYB]")
_NAMES = re.compile(rb"^message-id\s*:\s*<([0-9a-z]{16}\.[a-z2-7]{20})@", re.IGNORECASE | re.MULTILINE)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a valid address says. It proves that its writer had the mail, not who they are."""

    about: str
    """The number of a thread, order, quotation, claim, recovery or listing; "" where the mail was about none, or several."""
    user_id: int
    org_id: int
    """The company they acted for; 0 for staff."""
    manner: str
    sent_at: datetime

    @property
    def by_staff(self) -> bool:
        return self.manner != CUSTOMER

    @property
    def is_old(self) -> bool:
        return now() - self.sent_at > LASTS

    @property
    def key(self) -> str:
        """One a mail: whatever it opens, it opens once."""
        return f"mail-{self.about or 0}-{_base36(int(self.sent_at.timestamp()))}"


class ReplyAddresses:
    """Makes and reads them. Mail systems fold letters to lower case, so letters carry no case; at most 64 characters before the @."""

    line = f"------ {MARKER} ------"

    def __init__(self, secret: str, desk: str) -> None:
        self._key = hashlib.sha256(b"mail reply address\0" + secret.encode()).digest()
        self.desk = desk.strip().lower()
        self.domain = self.desk.rpartition("@")[2]

    @property
    def on(self) -> bool:
        return bool(self.domain)

    @staticmethod
    def object_of(links: Sequence[str]) -> str:
        """What a mail with these links is about, where that is one thing."""
        found = {match[1] if (match := _OBJECT.match(link)) else "" for link in links}
        return found.pop() if len(found) == 1 else ""

    def make(self, *, about: str, user_id: int, org_id: int, manner: str) -> str:
        """ "" where there is nothing an answer of staff could be put into."""
        if manner != CUSTOMER and _OF_A_CASE.match(about) is None:
            return ""
        moment = _base36(int(now().timestamp())).rjust(6, "0")
        told = f"{about.lower() or '0'}-{_base36(user_id)}-{_base36(org_id)}-{manner}{moment}"
        return f"reply+{told}{self._sign(told)}@{self.domain}"

    def read(self, address: str) -> Reply | None:
        """None for an address that is not one of ours, or that somebody made up.

        A process that was not told the desk's address (a pipe set up without it) goes by the signature alone, which names this house.
        """
        local, _at, domain = address.lower().rpartition("@")
        found = _TOKEN.match(local)
        if found is None or domain != (self.domain or domain):
            return None
        about, person, org, manner, moment, signature = found.groups()
        if not hmac.compare_digest(self._sign(f"{about}-{person}-{org}-{manner}{moment}"), signature):
            return None
        sent_at = datetime.fromtimestamp(int(moment, 36), UTC)
        return Reply("" if about == "0" else about.upper(), int(person, 36), int(org, 36), manner, sent_at)

    def looks_like(self, address: str) -> bool:
        """Meant to be one of ours, be it made up. Without a domain of our own only a true one is."""
        if not self.domain:
            return self.read(address) is not None
        return address.lower().startswith("reply+") and address.lower().endswith(f"@{self.domain}")

    def mark(self, to: str) -> str:
        """The name of one mail of ours to this address, in its Message-ID: a report that it did not arrive gives it back."""
        name = new_token()[:16].lower().replace("_", "x").replace("-", "x")
        return f"{name}.{self._sign(f'mail {name} {to.strip().lower()}')}"

    def is_marked(self, data: bytes, to: str) -> bool:
        """Whether the name of a mail of ours to this address stands in it. Whoever had no such mail cannot make one up."""
        names = (found.decode().lower().partition(".") for found in _NAMES.findall(data))
        told = to.strip().lower()
        return any(hmac.compare_digest(self._sign(f"mail {name} {told}"), sign) for name, _dot, sign in names)

    def _sign(self, told: str) -> str:
        digest = hmac.new(self._key, told.encode(), hashlib.sha256).digest()
        return base64.b32encode(digest[:13]).decode().lower().rstrip("=")[:20]


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits or "0"
