"""Letters that became no message: whom their subjects and originals must not reach, and what a stranger's letter must not do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.models import User
from portal.casework.services.recovering import open_recovery
from portal.core.uow import Database
from portal.mailroom.addresses import CUSTOMER, NOTE, ReplyAddresses
from portal.mailroom.models import Mail, MailTrouble
from portal.mailroom.services import sorting
from portal.mailroom.services.keeping import store
from portal.mailroom.services.sorting import Mailroom, sort_mail
from portal.mailroom.services.troubles import is_paused
from portal.notifications.mail import Rendered, compose
from tests.factories.people import make_member, make_organisation, make_staff
from tests.factories.threads import make_thread

SignIn = Callable[[User], FlaskClient]
SUBJECT = "投诉主旨暗语"
DESK = "desk@portal.test"


class Office:
    """A complaint about a supervisor, and letters to it that come to nothing."""

    def __init__(self, app: Flask, database: Database) -> None:
        room: Mailroom = app.extensions["portal.mailroom"]
        self.database, self.addresses = database, ReplyAddresses(room.settings.secret_key, DESK)
        self.room = Mailroom(replace(room.settings, mail_in=DESK), room.files, self.addresses)
        with database.writing() as session:
            self.firm = make_organisation(session)
            self.person = make_member(session, self.firm)
            self.accused, self.fair = (
                make_staff(session, "supervision"),
                make_staff(session, "supervision", name="公正"),
            )
            self.clerk = make_staff(session, "sales")
            thread = make_thread(
                session, self.firm, self.person, kind="complaint", subject=SUBJECT, about=f"u:{self.accused.id}"
            )
            self.no = thread.no
            self.recovery = open_recovery(session, thread_id=thread.id, cause_kind="complaint") or ""

    def bring(self, message: EmailMessage | bytes) -> int:
        data = message if isinstance(message, bytes) else message.as_bytes()
        mail_id, _fresh = store(self.database, self.room.files, data)
        sort_mail(self.database, self.room, mail_id)
        return mail_id


@pytest.fixture
def office(app: Flask, database: Database) -> Office:
    return Office(app, database)


def letter(sender: str, to: str, text: str = "好", **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, headers.pop("Subject", f"回复：{SUBJECT}")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def bounce(office: Office, **of: str) -> bytes:
    """What a mail server says, with the headers of our mail in it."""
    ours = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in of.items())
    return (
        f"From: MAILER-DAEMON@far.test\r\nTo: {DESK}\r\nSubject: Undelivered Mail\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type="delivery-status"; boundary="=b="\r\n\r\n'
        f"--=b=\r\nContent-Type: text/plain\r\n\r\nnot delivered: {SUBJECT}\r\n"
        "--=b=\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; far.test\r\n\r\n"
        f"Final-Recipient: rfc822; {office.person.email}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        f"--=b=\r\nContent-Type: text/rfc822-headers\r\n\r\n{ours}\r\n--=b=--\r\n"
    ).encode()


def letters(office: Office) -> dict[str, EmailMessage | bytes]:
    def address(user: User, about: str, manner: str) -> str:
        org = office.firm.id if manner == CUSTOMER else 0
        return office.addresses.make(about=about, user_id=user.id, org_id=org, manner=manner)

    theirs = address(office.person, office.no, CUSTOMER)
    return {
        "forged": letter("somebody@far.test", theirs),
        "two recipients": letter("somebody@far.test", f"{DESK}, {theirs}"),
        "recovery": letter("somebody@far.test", address(office.fair, office.recovery, NOTE)),
        "answering machine": letter(
            office.person.email, DESK, Auto_Submitted="auto-replied", References=f"<about-{office.no}@portal.test> <x@portal.test>"
        ),
        "bounce": bounce(office, Reply_To=theirs, Subject=SUBJECT),
        "bounce without an address": bounce(office, References=f"<about-{office.no}@portal.test>", Subject=SUBJECT),
    }  # fmt: skip


@pytest.mark.parametrize(
    "kind", ["forged", "two recipients", "recovery", "answering machine", "bounce", "bounce without an address"]
)
def test_a_letter_to_a_complaint_is_not_there_for_whom_it_is_about(office: Office, sign_in: SignIn, kind: str) -> None:
    mail_id = office.bring(letters(office)[kind])
    with office.database.reading() as session:
        assert session.scalar(select(Mail.thread_id).where(Mail.id == mail_id)) is None
    for who in (office.accused, office.clerk):
        browser = sign_in(who)
        pages = "".join(
            browser.get(f"/desk/mail?state={state}").text
            for state in ("waiting", "refused", "ignored", "bounced", "all")
        )
        assert SUBJECT not in pages
        assert f"/desk/mail/{mail_id}/" not in pages
        assert browser.get(f"/desk/mail/{mail_id}/original").status_code == 404
    with sign_in(office.fair).get(f"/desk/mail/{mail_id}/original") as answer:
        assert answer.status_code == 200


@pytest.mark.parametrize("whose", ["nobody's", "somebody else's", "theirs"])
def test_nobody_silences_a_customer_with_reports_of_their_own_making(office: Office, whose: str) -> None:
    """Three reports that mail does not arrive end it, so they must give back a mail of ours to that very address."""
    name = {"nobody's": f"{'a' * 16}.{'b' * 20}", "somebody else's": office.addresses.mark("thief@far.test")}.get(whose)
    for _ in range(3):
        report = bounce(office, Message_ID=f"<{name or office.addresses.mark(office.person.email)}@portal.test>")
        mail_id = office.bring(report.replace(b"Undelivered Mail", b"Undelivered Mail %d" % _))
        with office.database.reading() as session:
            assert session.scalar(select(Mail.outcome).where(Mail.id == mail_id)) == "bounced"
    assert is_paused(office.database, office.person.email) == (whose == "theirs")


@pytest.mark.parametrize(("verdict", "paused"), [("fail", True), ("pass", False)])
def test_a_forged_letter_does_not_bring_a_dead_letter_box_back(office: Office, verdict: str, paused: bool) -> None:
    with office.database.writing() as session:
        session.add(MailTrouble(address=office.person.email, bounces=3))
    office.bring(letter(office.person.email, DESK, Authentication_Results=f"mx.test; dmarc={verdict}"))
    assert is_paused(office.database, office.person.email) == paused


def test_a_report_sorted_twice_counts_once(office: Office) -> None:
    mail_id = office.bring(bounce(office, Message_ID=f"<{office.addresses.mark(office.person.email)}@portal.test>"))
    for _ in range(3):
        sort_mail(office.database, office.room, mail_id)
    with office.database.reading() as session:
        assert session.scalar(select(MailTrouble.bounces)) == 1


def test_what_leaves_carries_its_name(app: Flask, office: Office) -> None:
    name = office.addresses.mark("A@b.test")
    message = compose(
        Rendered("s", "t", ""),
        sender="x@portal.test",
        to="a@b.test",
        locale="zh-CN",
        base_url="http://portal.test",
        name=name,
    )
    assert message["Message-ID"] == f"<{name}@portal.test>"
    assert office.addresses.is_marked(message.as_bytes(), "a@b.test")
    assert not office.addresses.is_marked(message.as_bytes(), "c@b.test")


def test_forged_letters_never_wait_to_be_put_in_somebodys_name(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many there are: what waits may be made a message of its sender's."""
    monkeypatch.setattr(sorting, "PER_HOUR", 2)
    for number in range(5):
        forged = letter(office.person.email, DESK, f"第 {number} 封", Authentication_Results="mx.test; dmarc=fail")
        mail_id = office.bring(forged)
        with office.database.reading() as session:
            assert session.scalar(select(Mail.outcome).where(Mail.id == mail_id)) == "refused"
