"""The signed addresses our mails are answered to: a thread, a person and their side, too long to guess. Knows no table."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass

from portal.mailroom.trimming import MARKER

_TOKEN = re.compile(r"reply\+([a-z0-9]{9})-([a-z0-9]{1,10})-([sc])([a-z2-7]{20})\Z")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a valid address says. It proves that its writer had the mail, not who they are."""

    thread_no: str
    user_id: int
    by_staff: bool


class ReplyAddresses:
    """Makes and reads them. Mail systems fold letters to lower case, so letters carry no case; at most 47 characters before the @."""

    line = f"------ {MARKER} ------"

    def __init__(self, secret: str, desk: str) -> None:
        self._key = hashlib.sha256(b"mail reply address\0" + secret.encode()).digest()
        self.desk = desk.strip().lower()
        self.domain = self.desk.rpartition("@")[2]

    @property
    def on(self) -> bool:
        return bool(self.domain)

    def make(self, *, thread_no: str, user_id: int, by_staff: bool) -> str:
        told = f"{thread_no.lower()}-{_base36(user_id)}-{'s' if by_staff else 'c'}"
        return f"reply+{told}{self._sign(told)}@{self.domain}"

    def read(self, address: str) -> Reply | None:
        """None for an address that is not one of ours, or that somebody made up."""
        local, _at, domain = address.lower().rpartition("@")
        found = _TOKEN.match(local)
        if found is None or domain != self.domain:
            return None
        no, person, side, signature = found.groups()
        if not hmac.compare_digest(self._sign(f"{no}-{person}-{side}"), signature):
            return None
        return Reply(no.upper(), int(person, 36), side == "s")

    def looks_like(self, address: str) -> bool:
        return address.lower().startswith("reply+") and address.lower().endswith(f"@{self.domain}")

    def _sign(self, told: str) -> str:
        digest = hmac.new(self._key, told.encode(), hashlib.sha256).digest()
        return base64.b32encode(digest[:13]).decode().lower().rstrip("=")[:20]


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits or "0"
