"""Mail that went out in a test."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import policy
from email.parser import BytesParser

from portal.config import Settings


@dataclass(frozen=True)
class Mail:
    """One mail of the folder."""

    name: str
    to: str
    subject: str
    text: str

    def path(self, start: str) -> str:
        """The first link that begins with `start`, as a path."""
        found = re.search(r"http://portal\.test(" + re.escape(start) + r"[^\s]*)", self.text)
        assert found, f"no link {start} in {self.text}"
        return found.group(1)


def mails(settings: Settings) -> list[Mail]:
    """All mails, oldest first."""
    found = []
    for path in sorted(settings.mail_dir.glob("*.eml")):
        message = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
        part = message.get_body(("plain",))
        assert part is not None
        found.append(
            Mail(path.stem, str(message["To"]), str(message["Subject"]), part.get_content().replace("\r\n", "\n"))
        )
    return found


def clear_mail(settings: Settings) -> None:
    """Empty the folder."""
    for path in settings.mail_dir.glob("*.eml"):
        path.unlink()
