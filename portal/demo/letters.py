"""Letters at the desk's address: what waits at `/desk/mail`, what was seen to, and an address that mail comes back from."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from email.message import EmailMessage

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.core.clock import now
from portal.core.files import FileStore, keep
from portal.core.permissions import SYSTEM
from portal.demo.papers import pdf
from portal.demo.people import Cast
from portal.mailroom.models import BOUNCED, HANDLED, IGNORED, WAITING, Mail, MailTrouble

DESK = "desk@localhost"
STRANGER = ("陈建国", "chen@hongda-steel.example")
LETTERS = (
    (
        *STRANGER, "合作：每月 200 吨盘螺", 40, WAITING, "",
        "您好，我们是无锡的钢贸商，想长期采购盘螺 HRB400E Φ8-10，每月 200 吨左右，无锡自提。\n附件是我们的开票资料。请问怎么合作？\n\n陈建国\n",
    ),
    (
        "陈晨", "buyer.viewer@example.com", "工地还缺 H 型钢", 95, WAITING, "",
        "陈经理好，项目部让我问一下，H 型钢 300×150 还能不能再补 12 吨？本周五前到场。\n\n在 2026年11月20日，物资通 <desk@localhost> 写道：\n> 您的订单已发运。\n",
    ),
    ("行业展会", "news@expo.example", "2027 钢铁展早鸟票", 600, HANDLED, "广告", "展位七折，欢迎参展。\n"),
    ("李娜", "supplier@example.com", "自动回复：出差中", 1500, IGNORED, "自动回复或群发邮件", "出差中，周四回复。\n"),
)  # fmt: skip


def load_letters(session: Session, files: FileStore, cast: Cast) -> None:
    """Each kept whole as every mail is."""
    clerk = session.scalars(select(User.id).where(User.email == "sales@example.com")).one()
    gone = list(cast.companies.values())[-1].contact
    address = session.get_one(User, gone.id).email
    back = _keep(
        session, files, name="", sender="mailer-daemon@mx.example", subject="Undelivered Mail Returned to Sender", minutes=2000,
        text=f"<{address}>: 550 5.1.1 no such user\n",
    )  # fmt: skip
    back.outcome, back.reason = BOUNCED, address
    session.add(MailTrouble(address=address, bounces=3, reason="550 5.1.1 no such user", last_at=back.received_at))
    for name, sender, subject, minutes, outcome, reason, text in reversed(LETTERS):  # as they came
        row = _keep(session, files, name=name, sender=sender, subject=subject, text=text, minutes=minutes)
        row.outcome, row.reason = outcome, reason
        if outcome == HANDLED:
            row.handled_by, row.handled_at = clerk, row.received_at + timedelta(minutes=25)


def _keep(session: Session, files: FileStore, *, name: str, sender: str, subject: str, text: str, minutes: int) -> Mail:
    at = now() - timedelta(minutes=minutes)
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = f"{name} <{sender}>", DESK, subject
    letter["Message-ID"] = f"<{minutes}.{sender.replace('@', '.')}>"
    letter.set_content(text)
    if sender == STRANGER[1]:
        paper = pdf(["WUXI HONGDA STEEL TRADING CO.", "INVOICING DETAILS", "TAX NO. 91320200MA1NXXXXXX"])
        letter.add_attachment(paper, maintype="application", subtype="pdf", filename="开票资料.pdf")
    data = letter.as_bytes()
    kept = keep(session, SYSTEM, files.store(data, f"{subject}.eml", "message/rfc822"))
    row = Mail(
        digest=hashlib.sha256(data).hexdigest(), message_id=letter["Message-ID"], file_id=kept.id, sender=sender,
        sender_name=name, recipient=DESK, subject=subject, received_at=at,
    )  # fmt: skip
    session.add(row)
    return row
