"""Mail that comes in: to its thread, once, from who had the notice, or to the desk."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from portal.accounts.models import User
from portal.core.outbox import Job
from portal.core.uow import Database
from portal.mailroom.addresses import CUSTOMER, STAFF, ReplyAddresses
from portal.mailroom.models import Mail, MailTrouble
from portal.mailroom.services.keeping import store
from portal.mailroom.services.sorting import Mailroom, sort_mail
from portal.mailroom.services.troubles import is_paused
from portal.organisations.actors import actor_of
from portal.organisations.models import Membership, Organisation
from portal.threads.models import Attachment, Message, Thread, ThreadGuest
from tests.factories.people import make_member, make_organisation, make_staff
from tests.factories.threads import make_message, make_thread

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


class House:
    """A thread of one customer with an owner, and mails to it."""

    def __init__(self, app: Flask, database: Database) -> None:
        self.database = database
        room: Mailroom = app.extensions["portal.mailroom"]
        addresses = ReplyAddresses(room.settings.secret_key, "desk@portal.test")
        self.room = Mailroom(replace(room.settings, mail_in="desk@portal.test"), room.files, addresses)
        with database.writing() as session:
            self.org = org = make_organisation(session)
            self.customer = make_member(session, org)
            self.owner = make_staff(session)
            self.thread = make_thread(session, org, self.customer, owner_id=self.owner.id)
            self.no, self.thread_id = self.thread.no, self.thread.id
            self.stranger = make_member(session)
            self.other_no = make_thread(session, opened_by=self.stranger).no
            make_message(session, self.thread, self.owner, body="3680 元/吨")

    def address(self, user: User, *, no: str = "", manner: str = CUSTOMER) -> str:
        with self.database.reading() as session:
            actor = actor_of(session, user.id)
        org_id = actor.org_id if actor else None
        return self.room.addresses.make(about=no or self.no, user_id=user.id, org_id=org_id or 0, manner=manner)

    def mail(self, sender: str, to: str, text: str = "可以，先要 30 吨。", **headers: str) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"] = sender, to
        for name, value in (
            {"Subject": "回复：询价", "Message-ID": f"<{text[:9].encode().hex()}@x.cn>"} | headers
        ).items():
            message[name.replace("_", "-")] = value
        message.set_content(text)
        return message

    def report(
        self,
        to: str,
        *,
        number: int = 1,
        subject: str = "",
        action: str = "failed",
        status: str = "5.1.1",
        said: str = "",
    ) -> bytes:
        """That a mail of ours to this address did not arrive, as the other server tells it."""
        lines = [
            "From: MAILER-DAEMON@mx.test", "To: no-reply@portal.test", f"Message-ID: <{number}@mx>", f"Subject: Undelivered Mail{subject}",
            "MIME-Version: 1.0", 'Content-Type: multipart/report; report-type=delivery-status; boundary="b"', "",
            "--b", "Content-Type: text/plain", "", "sorry",
            "--b", "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; mx.test", "",
            f"Final-Recipient: rfc822; {to}", f"Action: {action}", f"Status: {status}", *([f"Diagnostic-Code: smtp; {said}"] if said else ()), "",
            "--b", "Content-Type: text/rfc822-headers", "", f"Message-ID: <{self.room.addresses.mark(to)}@portal.test>", "", "--b--", "",
        ]  # fmt: skip
        return "\r\n".join(lines).encode()

    def bring(self, message: EmailMessage | bytes) -> str:
        data = message if isinstance(message, bytes) else message.as_bytes()
        mail_id, _fresh = store(self.database, self.room.files, data)
        return sort_mail(self.database, self.room, mail_id)

    def bodies(self, no: str = "") -> list[str]:
        with self.database.reading() as session:
            return list(
                session.scalars(
                    select(Message.body).join(Thread, Thread.id == Message.thread_id).where(Thread.no == (no or self.no)).order_by(Message.id)
                )
            )  # fmt: skip

    def reasons(self) -> list[str]:
        with self.database.reading() as session:
            return list(session.scalars(select(Mail.reason).order_by(Mail.id)))

    def jobs(self, template: str) -> list[dict[str, Any]]:
        with self.database.reading() as session:
            payloads = session.scalars(select(Job.payload).where(Job.name == "mail.send")).all()
        return [payload for payload in payloads if payload["template"] == template]


@pytest.fixture
def house(app: Flask, database: Database) -> House:
    return House(app, database)


def test_an_answer_becomes_a_message_once(house: House) -> None:
    mail = house.mail(
        house.customer.email,
        house.address(house.customer),
        "可以，先要 30 吨。\n\n发自我的 iPhone\n\n> 在 2026年11月20日，物资通 <a@b.cn> 写道：\n> 3680\n",
    )
    assert house.bring(mail) == "posted"
    assert house.bring(mail) == "posted"
    assert house.bring(b"Received: from x by y\r\n" + mail.as_bytes()) == "posted"
    assert house.bodies()[2:] == ["可以，先要 30 吨。"]
    with house.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Mail)) == 1


def test_staff_answer_by_mail_as_staff(house: House) -> None:
    assert house.bring(house.mail(house.owner.email, house.address(house.owner, manner=STAFF), "今天发货")) == "posted"
    with house.database.reading() as session:
        last = session.scalars(select(Message).order_by(Message.id.desc()).limit(1)).one()
        assert (last.body, last.by_staff, last.author_id) == ("今天发货", True, house.owner.id)


def test_a_folded_address_and_a_name_are_no_hindrance(house: House) -> None:
    to = f'"物资通" <{house.address(house.customer).upper()}>'
    assert house.bring(house.mail(f"Zhang <{house.customer.email.upper()}>", to)) == "posted"


@pytest.mark.parametrize(
    "kind", ["forged sender", "made up", "another's thread", "staff's side", "two senders", "no sender", "dmarc"]
)
def test_forged_mail_is_kept_and_never_posted(house: House, kind: str) -> None:
    address, sender, headers = house.address(house.customer), house.customer.email, {}
    if kind == "forged sender":
        sender = house.stranger.email
    elif kind == "made up":
        address = address.replace("@", "a@")
    elif kind == "another's thread":
        address = house.address(house.customer, no=house.other_no).replace(house.no.lower(), house.other_no.lower())
    elif kind == "staff's side":
        address = house.address(house.customer, manner=STAFF)
    elif kind == "two senders":
        sender = f"{house.stranger.email}, {house.customer.email}"
    elif kind == "no sender":
        sender = "undisclosed:;"
    else:
        headers = {
            "Authentication_Results": "mx.portal.test; spf=fail smtp.mailfrom=x; dmarc=fail header.from=example.com"
        }
    before = house.bodies(), house.bodies(house.other_no)
    assert house.bring(house.mail(sender, address, **headers)) in ("refused", "waiting")
    assert (house.bodies(), house.bodies(house.other_no)) == before


def test_only_our_own_servers_verdict_counts(app: Flask, house: House) -> None:
    house.room = replace(house.room, settings=replace(house.room.settings, mail_auth_id="mx.portal.test"))
    mail = house.mail(
        house.customer.email, house.address(house.customer), Authentication_Results="evil.test; dmarc=fail"
    )
    assert house.bring(mail) == "posted"
    mail = house.mail(
        house.customer.email,
        house.address(house.customer),
        "第二封",
        Authentication_Results="mx.portal.test; dmarc=fail",
    )
    assert house.bring(mail) == "refused"


def test_rights_are_asked_when_the_mail_comes(house: House) -> None:
    with house.database.writing() as session:
        session.query(Membership).filter_by(user_id=house.customer.id).update({"role": "viewer"})
    assert house.bring(house.mail(house.customer.email, house.address(house.customer), "还要 20 吨")) == "refused"
    (told,) = house.jobs("email/mailroom/refused")
    assert told["to"] == house.customer.email
    assert "还要 20 吨" in told["context"]["text"]


def test_who_left_the_company_is_heard_no_more(house: House) -> None:
    from portal.core.clock import now

    had = house.address(house.customer)
    with house.database.writing() as session:
        session.query(Membership).filter_by(user_id=house.customer.id).update({"ended_at": now()})
    assert house.bring(house.mail(house.customer.email, had)) == "refused"
    assert house.bring(house.mail(house.customer.email, house.address(house.customer), "再来一次")) == "refused"
    assert len(house.bodies()) == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"X_Autoreply": "yes"}, {"Subject": "自动回复：询价"},
        {"Subject": "Out of office: x"}, {"List_Id": "<x>"}, {"X_Loop": "portal.test"}, {"Return_Path": "<>"},
    ],
)  # fmt: skip
def test_machines_are_not_answered(house: House, headers: dict[str, str]) -> None:
    assert house.bring(house.mail(house.customer.email, house.address(house.customer), **headers)) == "ignored"
    assert house.bring(house.mail("x@far.test", "desk@portal.test", "b", **headers)) == "ignored"
    assert len(house.bodies()) == 2
    assert not house.jobs("email/mailroom/received")


def test_a_loop_ends(house: House) -> None:
    outcomes = [
        house.bring(house.mail(house.customer.email, house.address(house.customer), f"{at:09}")) for at in range(45)
    ]
    assert outcomes[:40] == ["posted"] * 40
    assert set(outcomes[40:]) == {"waiting"}


def test_files_are_kept_or_named(house: House) -> None:
    mail = house.mail(house.customer.email, house.address(house.customer), "见附件")
    mail.add_attachment(b"%PDF-1.4\n" + b"x" * 100, maintype="application", subtype="pdf", filename="质保书.pdf")
    mail.add_attachment(b"MZ" + b"x" * 100, maintype="application", subtype="pdf", filename="报价.pdf")
    mail.add_attachment(b"PK\x03\x04" + b"x" * 100, maintype="application", subtype="zip", filename="a.zip")
    mail.add_attachment(PNG, maintype="image", subtype="png", filename="image001.png", cid="<a>", disposition="inline")
    assert house.bring(mail) == "posted"
    assert house.bodies()[-1] == "见附件\n\n［未收下的附件：报价.pdf、a.zip］"
    with house.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Attachment)) == 1


def test_a_file_alone_will_do(house: House) -> None:
    mail = house.mail(house.customer.email, house.address(house.customer), "\n")
    mail.add_attachment(b"%PDF-1.4\n", maintype="application", subtype="pdf", filename="回单.pdf")
    assert house.bring(mail) == "posted"


def test_a_mail_to_the_desk_opens_a_thread(house: House) -> None:
    assert (
        house.bring(house.mail(house.customer.email, "desk@portal.test", "要 30 吨螺纹钢", Subject="询价 螺纹钢"))
        == "opened"
    )
    with house.database.reading() as session:
        thread = session.scalars(select(Thread).order_by(Thread.id.desc()).limit(1)).one()
        assert (thread.subject, thread.kind, thread.opened_by) == ("询价 螺纹钢", "inquiry", house.customer.id)


def test_a_stranger_waits_and_is_thanked_once(house: House) -> None:
    assert house.bring(house.mail("new@far.test", "desk@portal.test", "你好")) == "waiting"
    assert house.bring(house.mail("new@far.test", "desk@portal.test", "再问一次")) == "waiting"
    (thanked,) = house.jobs("email/mailroom/received")
    assert thanked["to"] == "new@far.test"
    assert "你好" not in str(thanked)


def test_an_address_mail_comes_back_from_is_paused(house: House) -> None:
    for at in range(3):
        assert house.bring(house.report(house.customer.email, number=at)) == "bounced"
    with house.database.reading() as session:
        assert session.get_one(MailTrouble, house.customer.email).bounces == 3
    assert is_paused(house.database, house.customer.email)
    assert house.bring(house.mail(house.customer.email, house.address(house.customer))) == "posted"
    assert not is_paused(house.database, house.customer.email)


@pytest.mark.parametrize(("action", "status"), [("failed", "4.2.2"), ("delayed", "5.0.0"), ("delayed", "4.4.1")])
def test_a_full_letter_box_or_a_delay_does_not_count(house: House, action: str, status: str) -> None:
    assert house.bring(house.report(house.customer.email, action=action, status=status)) == "bounced"
    with house.database.reading() as session:
        assert session.scalars(select(MailTrouble)).all() == []


def test_hostile_mails_are_kept(house: House) -> None:
    deep = b"From: a@b.cn\r\nMIME-Version: 1.0\r\n" + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (at, at) for at in range(200)
    )
    assert house.bring(deep) == "waiting"
    script = house.mail(house.customer.email, house.address(house.customer))
    script.set_content("<p onclick=x>好<script>alert(1)</script><img src=x onerror=alert(1)></p>", subtype="html")
    assert house.bring(script) == "posted"
    with house.database.reading() as session:
        said = session.scalars(select(Message).order_by(Message.id.desc()).limit(1)).one()
    assert "script" not in said.body_html
    assert "onerror" not in said.body_html
    assert house.bring(house.mail(house.customer.email, house.address(house.customer), "字" * 60_000)) == "posted"
    assert house.bodies()[-1].endswith("［正文过长，其余内容见原邮件］")
    injected = (
        house.mail(house.customer.email, "desk@portal.test", "x")
        .as_bytes()
        .replace(b"Subject: ", b"Subject: =?utf-8?Q?a=0D=0ABcc:_x@y.cn?= ", 1)
    )
    assert house.bring(injected) == "opened"


def test_the_original_is_for_staff_and_its_writer(house: House, sign_in: Callable[[User], FlaskClient]) -> None:
    mail = house.mail(house.customer.email, house.address(house.customer))
    house.bring(mail)
    with house.database.writing() as session:
        message = session.scalars(select(Message.id).order_by(Message.id.desc()).limit(1)).one()
        org = session.get_one(Organisation, house.thread.org_id)
        colleague = make_member(session, org)
    url = f"/threads/{house.no}/messages/{message}/mail"
    for user in (house.customer, house.owner):
        answer = sign_in(user).get(url, buffered=True)
        assert answer.status_code == 200
        assert answer.data == mail.as_bytes()
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert url in sign_in(house.customer).get(f"/threads/{house.no}").text
    assert url not in sign_in(colleague).get(f"/threads/{house.no}").text
    assert sign_in(colleague).get(url).status_code == 404
    assert sign_in(house.stranger).get(url).status_code == 404
    assert sign_in(house.customer).get(url.replace(house.no, house.other_no)).status_code == 404


def test_who_reads_an_unnamed_customer_has_no_original(house: House, sign_in: Callable[[User], FlaskClient]) -> None:
    house.bring(house.mail(house.customer.email, house.address(house.customer)))
    with house.database.writing() as session:
        message = session.scalars(select(Message.id).order_by(Message.id.desc()).limit(1)).one()
        session.execute(
            update(Thread).where(Thread.no == house.no).values(kind="complaint", is_anonymous=True, owner_id=None)
        )
        supervisor, guest = make_staff(session, "supervision"), make_staff(session)
        session.add(ThreadGuest(thread_id=house.thread_id, user_id=guest.id, invited_by=supervisor.id))
    url = f"/threads/{house.no}/messages/{message}/mail"
    assert url in sign_in(supervisor).get(f"/threads/{house.no}").text
    assert sign_in(supervisor).get(url, buffered=True).status_code == 200
    page = sign_in(guest).get(f"/threads/{house.no}")
    assert page.status_code == 200
    assert url not in page.text
    assert sign_in(guest).get(url).status_code == 404


def test_the_desk_sees_what_waits(house: House, sign_in: Callable[[User], FlaskClient]) -> None:
    house.bring(house.mail("new@far.test", "desk@portal.test", "你好", Subject="<b>合作</b>"))
    house.bring(house.mail(house.stranger.email, house.address(house.customer), "x", Subject="投诉甲"))
    desk = sign_in(house.owner)
    page = desk.get("/desk/mail").text
    assert "new@far.test" in page
    assert "<b>合作" not in page
    assert "投诉甲" not in desk.get("/desk/mail?state=refused").text
    with house.database.reading() as session:
        first, second = session.scalars(select(Mail.id).order_by(Mail.id))
    assert desk.get(f"/desk/mail/{first}/original", buffered=True).status_code == 200
    assert desk.get(f"/desk/mail/{second}/original").status_code == 404
    assert desk.post(f"/desk/mail/{second}/done").status_code == 404
    assert desk.post(f"/desk/mail/{first}/done").status_code == 422
    assert desk.post(f"/desk/mail/{first}/done", data={"reason": "广告"}).status_code == 303
    assert "new@far.test" not in desk.get("/desk/mail").text
    assert sign_in(house.customer).get("/desk/mail").status_code in (403, 404)


def test_a_pipe_that_was_not_told_the_desks_address_still_knows_our_own_answers(app: Flask, house: House) -> None:
    """Beside `make run` the command stands in a shell of its own, without the address that demo mode sets."""
    assert app.extensions["portal.mailroom"].addresses.domain == ""
    told = ReplyAddresses(house.room.settings.secret_key, "desk@portal.test")
    to = told.make(about=house.no, user_id=house.customer.id, org_id=house.org.id, manner=CUSTOMER)
    run = app.test_cli_runner()
    for who, address, became in (
        (house.customer.email, to, "posted"),
        ("thief@far.test", to, "refused"),
        (house.customer.email, "reply+list-7-0-abc@far.test", "opened"),
    ):
        done = run.invoke(args=["mail-in"], input=house.mail(who, address, f"三十吨，{became}").as_bytes())
        assert done.output.split()[1] == became
    assert "三十吨，posted" in house.bodies()
    assert "三十吨，refused" not in house.bodies()


def test_the_pipe(app: Flask, house: House) -> None:
    runner = app.test_cli_runner()
    done = runner.invoke(args=["mail-in"], input=house.mail("new@far.test", "desk@portal.test", "你好").as_bytes())
    assert done.exit_code == 0
    assert "waiting" in done.output
    assert runner.invoke(args=["mail-in"], input=b"").exit_code == 65
    trimmed = runner.invoke(
        args=["mail-trim"], input=house.mail("a@b.cn", "c@d.cn", "好的\n\n发自我的 iPhone").as_bytes()
    )
    assert trimmed.output == "好的\n"
