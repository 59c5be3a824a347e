"""A letter at the desk's address from somebody nobody knows: what waits at `/desk/mail`."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.files import FileStore, keep
from portal.core.permissions import SYSTEM
from portal.mailroom.models import WAITING, Mail

LETTER = """From: =?utf-8?B?6ZmI5bu65Zu9?= <chen@hongda-steel.example>
To: desk@localhost
Subject: =?utf-8?B?5ZCI5L2c77ya5q+P5pyIIDIwMCDlkKjnm5jonro=?=
Message-ID: <20261122081500.1@hongda-steel.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

您好，我们是无锡的钢贸商，想长期采购盘螺 HRB400E Φ8-10，每月 200 吨左右，无锡自提。
请问怎么合作？

陈建国
"""


def load_letters(session: Session, files: FileStore) -> None:
    """One mail, kept whole as every mail is."""
    data = LETTER.encode()
    kept = keep(session, SYSTEM, files.store(data, "合作：每月 200 吨盘螺.eml", "message/rfc822"))
    session.add(
        Mail(
            digest=hashlib.sha256(data).hexdigest(),
            message_id="<20261122081500.1@hongda-steel.example>",
            file_id=kept.id,
            sender="chen@hongda-steel.example",
            sender_name="陈建国",
            recipient="desk@localhost",
            subject="合作：每月 200 吨盘螺",
            received_at=now() - timedelta(minutes=40),
            outcome=WAITING,
        )
    )
