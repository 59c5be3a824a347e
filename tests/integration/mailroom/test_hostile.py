"""Mails made to break a reader: each is kept whole and comes to a clear end, nothing of it runs, and pages that show it stand."""

from __future__ import annotations

import base64
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.models import User
from portal.core.files import StoredFile
from portal.core.uow import Database
from portal.mailroom.models import Mail
from portal.threads.models import Attachment, Message
from tests.integration.mailroom.test_mail_in import House

PDF = b"%PDF-1.4\n" + b"x" * 100
TEXT = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n正文在此\r\n".encode()


@pytest.fixture
def house(app: Flask, database: Database) -> House:
    return House(app, database)


def parts(*each: bytes, kind: bytes = b"mixed") -> bytes:
    body = b"".join(b"--b\r\n" + one + b"\r\n" for one in each)
    return b"Content-Type: multipart/" + kind + b'; boundary="b"\r\n\r\n' + body + b"--b--\r\n"


def file(name: bytes, data: bytes = PDF, kind: bytes = b"application/pdf") -> bytes:
    return b"Content-Type: " + kind + b"\r\nContent-Disposition: attachment; " + name + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(data)  # fmt: skip


NESTED = b"".join(b"Content-Type: multipart/mixed; boundary=n%d\r\n\r\n--n%d\r\n" % (at, at) for at in range(11)) + TEXT
HOSTILE = {
    "nested": (NESTED, "posted"),
    "nested too deep": (NESTED.replace(TEXT, NESTED.replace(b"=n", b"=m").replace(b"--n", b"--m")), "waiting"),
    "no end": (b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n' + TEXT, "posted"),
    "its own boundary": (parts(b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n' + TEXT), "posted"),
    "huge header": (b"X-Long: " + b"a" * 60_000 + b"\r\n" + TEXT, "posted"),
    "header without end": (b"X-Long: " + b"a" * 300_000 + b"\r\n" + TEXT, "waiting"),
    "a thousand headers": (b"".join(b"X-%d: 1\r\n" % at for at in range(1000)) + TEXT, "posted"),
    "nul": (TEXT.replace("在".encode(), b"\x00\x01\x1b[31m"), "posted"),
    "half characters": (b"Content-Type: text/plain; charset=utf-16-le\r\n\r\n" + b"\x00\xd8a\x00\x2e\x20" * 20, "posted"),
    "unknown charset": (TEXT.replace(b"utf-8", b"x-no-such-set\"'"), "posted"),
    "utf-7": (b"Content-Type: text/plain; charset=utf-7\r\n\r\n+ADw-script+AD4-alert(1)+ADw-/script+AD4- ok\r\n", "posted"),
    "charset that unpacks": (b"Content-Type: text/plain; charset=zlib_codec\r\n\r\nok\r\n", "posted"),
    "bad base64": (b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n5q2j!!!5paH\x80=====A\r\n", "posted"),
    "bad quoted": (b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=E6=AD=A3=ZZ=\r\n", "posted"),
    "path in its name": (parts(TEXT, file(b"filename*=utf-8''..%2F..%2F..%2Fetc%2Fpasswd.pdf")), "posted"),
    "name in pieces": (parts(TEXT, file(b"filename*0*=utf-8''%2e%2e%5C; filename*1*=%00%E2%80%AEfdp.exe; filename*2=.pdf")), "posted"),
    "name that is not one": (parts(TEXT, file(b"filename*=no-such-set'zh'%ff%fe; filename=\x00")), "posted"),
    "name without end": (parts(TEXT, file(b'filename="' + b"x" * 5000)), "posted"),
    "winmail": (parts(TEXT, file(b"filename=winmail.dat", b"\x78\x9f\x3e\x22" + b"x" * 50, b"application/ms-tnef")), "posted"),
    "a mail within": (parts(TEXT, b"Content-Type: message/rfc822\r\n\r\nSubject: <b>x</b>\r\n\r\n<script>1</script>\r\n"), "posted"),
    "mails within mails": (b"Content-Type: message/rfc822\r\n\r\n" * 39 + TEXT.replace("正文".encode(), b""), "posted"),
    "signed": (parts(TEXT, file(b"filename=smime.p7s", b"0\x82" * 40, b"application/pkcs7-signature"), kind=b"signed"), "posted"),
    "encrypted": (b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\nMIIBAAAA\r\n", "posted"),
    "an appointment": (parts(TEXT, b"Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", kind=b"alternative"), "posted"),
    "an appointment alone": (b"Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nSUMMARY:x\r\nEND:VCALENDAR\r\n", "waiting"),
    "markup without end": (b"Content-Type: text/html; charset=utf-8\r\n\r\n" + b"<div>" * 20_000 + "正文在此<svg/onload=alert(1)>".encode(), "posted"),
    "nothing": (b"\r\n", "waiting"),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_it_comes_to_a_clear_end(house: House, sign_in: Callable[[User], FlaskClient], what: str) -> None:
    body, end = HOSTILE[what]
    head = f"From: {house.customer.email}\r\nTo: {house.address(house.customer)}\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
    data = head.encode() + body
    assert house.bring(data) == end
    with house.database.reading() as session:
        mail = session.scalars(select(Mail)).one()
        token = session.get_one(StoredFile, mail.file_id).token
        names = session.scalars(select(StoredFile.name).join(Attachment, Attachment.file_id == StoredFile.id)).all()
        said = session.scalars(select(Message).order_by(Message.id.desc()).limit(1)).one()
    assert house.room.files.read(token).read_bytes() == data
    assert len(names) == body.count(b"application/pdf")
    for name in names:
        assert not set(name) & set("/\\\x00\u202e")
        assert ".." not in name
    for word in ("<script", "<svg", "\x00", "\x1b"):
        assert word not in said.body_html
    page = sign_in(house.customer).get(f"/threads/{house.no}")
    assert page.status_code == 200
    if end == "posted" and "正文在此" in body.decode("utf-8", "ignore"):
        assert "正文在此" in said.body


@pytest.mark.parametrize("what", HOSTILE)
def test_a_strangers_is_read_at_the_desk(house: House, sign_in: Callable[[User], FlaskClient], what: str) -> None:
    head = "From: x@far.test\r\nTo: desk@portal.test\r\nSubject: =?utf-8?B?AA0K4oCu?= \udcff\r\nMIME-Version: 1.0\r\n"
    assert house.bring(head.encode("utf-8", "surrogateescape") + HOSTILE[what][0]) == "waiting"
    with house.database.reading() as session:
        mail_id = session.scalars(select(Mail.id)).one()
    desk = sign_in(house.owner)
    page = desk.get(f"/desk/mail/{mail_id}")
    assert page.status_code == 200
    text = page.text
    for word in ("<script>1", "<script>alert", "<svg/onload", "\x00", "\x1b", "\u202e"):
        assert word not in text
    for at in range(3):
        answer = desk.get(f"/desk/mail/{mail_id}/files/{at}", buffered=True)
        assert answer.status_code in (200, 404)
        assert answer.status_code == 404 or "sandbox" in answer.headers["Content-Security-Policy"]
    fields = {"person": str(house.customer.id), "kind": "inquiry", "subject": "x"}
    assert desk.post(f"/desk/mail/{mail_id}/place", data=fields).status_code == 303


def test_a_report_that_lies_harms_nobody(house: House) -> None:
    report = parts(
        b"Content-Type: text/plain\r\n\r\nsorry\r\n",
        b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; a\x00b'\"%\xff@x.cn\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; \x00\x1b\xff bad\r\n",
        kind=b"report; report-type=delivery-status",
    )  # fmt: skip
    head = b"From: MAILER-DAEMON@mx.test\r\nTo: desk@portal.test\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n"
    assert house.bring(head + report) == "bounced"


def test_names_in_eight_bits_are_read(house: House) -> None:
    mail = f"From: 张三 <{house.customer.email}>\r\nTo: {house.address(house.customer)}\r\nSubject: 询价螺纹\r\nMIME-Version: 1.0\r\n".encode(
        "gb18030"
    )
    name = b'filename="' + "质保书.pdf".encode("gb18030") + b'"'
    assert house.bring(mail + parts(TEXT, file(name))) == "posted"
    with house.database.reading() as session:
        assert session.scalars(select(Mail.sender_name)).one() == "张三"
        names = session.scalars(select(StoredFile.name).join(Attachment, Attachment.file_id == StoredFile.id)).all()
    assert names == ["质保书.pdf"]


def test_who_writes_to_somebody_elses_address_hears_nothing_and_is_heard_by_nobody(house: House) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = house.stranger.email, house.address(house.customer), "x"
    message.set_content("偷来的地址")
    assert house.bring(message) == "refused"
    assert not house.jobs("email/mailroom/refused")
    assert "偷来的地址" not in "".join(house.bodies())
