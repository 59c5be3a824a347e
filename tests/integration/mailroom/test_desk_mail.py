"""What waits at `/desk/mail`: read on the page, made a thread of, answered or set aside, once."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from portal.accounts.models import User
from portal.core.audit import AuditEvent
from portal.core.clock import now
from portal.core.live import LiveEvent
from portal.core.uow import Database
from portal.mailroom.models import Mail, MailTrouble
from portal.organisations.models import Membership
from portal.threads.models import Attachment, Message, Thread, ThreadGuest
from tests.factories.people import make_member, make_organisation, make_staff
from tests.factories.threads import make_thread
from tests.integration.mailroom.test_mail_in import House

SignIn = Callable[[User], FlaskClient]
PDF = b"%PDF-1.4\n" + b"x" * 100


@pytest.fixture
def house(app: Flask, database: Database) -> House:
    return House(app, database)


def letter(house: House, sender: str = "new@far-steel.test", text: str = "要 200 吨盘螺") -> EmailMessage:
    return house.mail(sender, "desk@portal.test", text, Subject="合作 <b>x</b>")


def waiting(house: House, mail: EmailMessage | bytes) -> int:
    assert house.bring(mail) == "waiting"
    with house.database.reading() as session:
        return session.scalars(select(Mail.id).order_by(Mail.id.desc()).limit(1)).one()


def last_thread(house: House) -> Thread | None:
    with house.database.reading() as session:
        newest = session.scalars(select(Thread).order_by(Thread.id.desc()).limit(1)).one()
    return newest if newest.no not in (house.no, house.other_no) else None


def test_a_letter_is_read_on_the_page_and_nothing_of_it_runs(house: House, sign_in: SignIn) -> None:
    mail = letter(house, text="<script>alert(1)</script>\n要 200 吨\n\n> 旧的话\n")
    mail.add_attachment(PDF, maintype="application", subtype="pdf", filename="../../合同.pdf")
    mail.add_attachment(b"PK\x03\x04" + b"x" * 100, maintype="application", subtype="zip", filename="a.zip")
    mail_id = waiting(house, mail)
    desk = sign_in(house.owner)
    page = desk.get(f"/desk/mail/{mail_id}").text
    assert "要 200 吨" in page
    assert "<script>alert" not in page
    assert "<b>x</b>" not in page
    assert "旧的话" in page.partition("<details")[2]
    assert "合同.pdf" in page
    assert "a.zip：不收这类文件" in page
    answer = desk.get(f"/desk/mail/{mail_id}/files/0", buffered=True)
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert ".." not in answer.headers["Content-Disposition"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert desk.get(f"/desk/mail/{mail_id}/files/1").status_code == 404
    assert desk.get(f"/desk/mail/{mail_id}/files/2").status_code == 404


def test_it_becomes_the_customers_thread_with_its_files(house: House, sign_in: SignIn) -> None:
    mail = letter(house)
    mail.add_attachment(PDF, maintype="application", subtype="pdf", filename="合同.pdf")
    mail_id = waiting(house, mail)
    desk = sign_in(house.owner)
    person = str(house.customer.id)
    fields = {"person": person, "kind": "inquiry", "subject": "每月 200 吨盘螺"}
    answer = desk.post(f"/desk/mail/{mail_id}/place?q={house.customer.email}", data=fields)
    thread = last_thread(house)
    assert thread is not None
    assert answer.headers["Location"] == f"/threads/{thread.no}"
    assert (thread.opened_by, thread.org_id, thread.subject) == (house.customer.id, house.org.id, "每月 200 吨盘螺")
    assert thread.waiting_since is not None
    (body,) = house.bodies(thread.no)
    assert body.startswith("［来自邮件：new@far-steel.test，由")
    assert "要 200 吨盘螺" in body
    with house.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Attachment)) == 1
        row = session.get_one(Mail, mail_id)
        assert (row.outcome, row.handled_by, row.user_id) == ("opened", house.owner.id, None)
    again = desk.post(f"/desk/mail/{mail_id}/place", data=fields)
    assert again.headers["Location"] == f"/threads/{thread.no}"
    assert house.bodies(thread.no) == [body]
    page = desk.get("/desk/mail?state=handled").text
    assert thread.no in page
    # Whoever is named as the customer did not write the letter: its original is not theirs.
    with house.database.reading() as session:
        message = session.scalars(select(Message.id).where(Message.thread_id == thread.id)).one()
    assert desk.get(f"/threads/{thread.no}/messages/{message}/mail", buffered=True).status_code == 200
    assert sign_in(house.customer).get(f"/threads/{thread.no}/messages/{message}/mail").status_code == 404
    assert f"/messages/{message}/mail" in desk.get(f"/threads/{thread.no}").text
    assert f"/messages/{message}/mail" not in sign_in(house.customer).get(f"/threads/{thread.no}").text


def test_a_letter_goes_into_a_thread_there_is(house: House, sign_in: SignIn) -> None:
    mail_id = waiting(house, letter(house))
    desk, fields = sign_in(house.owner), {"person": str(house.customer.id), "kind": "inquiry", "subject": "x"}
    for wrong in (house.other_no, "T00000000", "x'y"):
        answer = desk.post(f"/desk/mail/{mail_id}/place", data=fields | {"no": wrong})
        assert answer.status_code == 422
        assert "没有这个编号的会话" in answer.text
    assert last_thread(house) is None
    desk.post(f"/desk/mail/{mail_id}/place", data=fields | {"no": house.no.lower()})
    assert "要 200 吨盘螺" in house.bodies()[-1]


def test_nobody_writes_into_a_complaint_they_may_not_read(house: House, sign_in: SignIn) -> None:
    with house.database.writing() as session:
        no = make_thread(session, house.org, house.customer, kind="complaint").no
    mail_id = waiting(house, letter(house))
    fields = {"person": str(house.customer.id), "kind": "inquiry", "subject": "x", "no": no}
    assert sign_in(house.owner).post(f"/desk/mail/{mail_id}/place", data=fields).status_code == 422
    assert len(house.bodies(no)) == 1


@pytest.mark.parametrize("person", ["", "0", "999999", "x", "viewer", "staff", "gone"])
def test_it_needs_somebody_it_can_belong_to(house: House, sign_in: SignIn, person: str) -> None:
    with house.database.writing() as session:
        viewer = make_member(session, session.get_one(type(house.org), house.org.id), role="viewer")
        gone = make_member(session)
        session.execute(
            update(Membership).where(Membership.user_id == gone.id).values(ended_at=func.current_timestamp())
        )
        ids = {"viewer": str(viewer.id), "staff": str(house.owner.id), "gone": str(gone.id)}
    mail_id = waiting(house, letter(house))
    fields = {"person": ids.get(person, person), "kind": "inquiry", "subject": "我改过的主题"}
    answer = sign_in(house.owner).post(f"/desk/mail/{mail_id}/place", data=fields)
    assert answer.status_code == 422
    assert "我改过的主题" in answer.text
    assert "请选择这封信属于哪位客户" in answer.text
    assert last_thread(house) is None


def test_who_it_may_belong_to(house: House, sign_in: SignIn) -> None:
    with house.database.writing() as session:
        org = make_organisation(session, name="远方钢铁有限公司")
        boss = make_member(session, org, email="boss@far-steel.test", name="远方老板")
        viewer = make_member(session, org, email="look@far-steel.test", role="viewer", name="只看不写")
        make_member(session, email="x@qq.com", name="路人")
        assert boss.email != viewer.email
    desk = sign_in(house.owner)
    page = desk.get(f"/desk/mail/{waiting(house, letter(house))}").text
    assert "远方老板" in page
    assert "邮箱后缀相同" in page
    assert "只看不写" not in page
    page = desk.get(f"/desk/mail/{waiting(house, letter(house, 'look@far-steel.test', '第二封'))}").text
    assert "发件人的同事（发件人只能查看）" in page
    mail_id = waiting(house, letter(house, "stranger@qq.com", "第三封"))
    page = desk.get(f"/desk/mail/{mail_id}").text
    assert "路人" not in page
    assert "没有找到与发件人有关的客户" in page
    assert "远方老板" in desk.get(f"/desk/mail/{mail_id}?q=远方").text
    assert "远方老板" not in desk.get(f"/desk/mail/{mail_id}?q=%25").text
    assert "请至少输入 2 个字" in desk.get(f"/desk/mail/{mail_id}?q=远").text
    assert "没有找到“无此人&lt;”" in desk.get(f"/desk/mail/{mail_id}?q=无此人<").text
    assert desk.get(f"/desk/mail/{mail_id}?q=%00'%22%5C").status_code == 200


def test_a_domain_of_many_companies_and_closed_accounts_name_nobody(house: House, sign_in: SignIn) -> None:
    with house.database.writing() as session:
        for number in range(4):
            make_member(session, email=f"m{number}@mailhost.test", name=f"同域{number}")
        gone = make_member(session, email="gone@far-steel.test", name="停用的人")
        gone.disabled_at = now()
    desk = sign_in(house.owner)
    assert "同域" not in desk.get(f"/desk/mail/{waiting(house, letter(house, 'new@mailhost.test'))}").text
    assert "停用的人" not in desk.get(f"/desk/mail/{waiting(house, letter(house))}").text


def test_the_next_letter_names_who_the_last_one_was_for(house: House, sign_in: SignIn) -> None:
    with house.database.writing() as session:
        colleague = make_member(session, session.get_one(type(house.org), house.org.id), name="下单的同事")
    desk, first = sign_in(house.owner), waiting(house, letter(house))
    assert "以前的来信记在此人名下" not in desk.get(f"/desk/mail/{first}").text
    fields = {"person": str(colleague.id), "kind": "inquiry", "subject": "x", "no": house.no}
    assert desk.post(f"/desk/mail/{first}/place", data=fields).status_code == 303
    page = desk.get(f"/desk/mail/{waiting(house, letter(house, text='第二封'))}").text
    assert re.search(r"下单的同事[^<]*以前的来信记在此人名下", page), "not who opened the thread it went into"
    with house.database.writing() as session:
        session.execute(update(Thread).where(Thread.id == house.thread_id).values(is_anonymous=True))
    assert "下单的同事" not in desk.get(f"/desk/mail/{waiting(house, letter(house, text='第三封'))}").text


def test_who_reads_an_unnamed_customer_does_not_keep_the_letter_they_put_there(house: House, sign_in: SignIn) -> None:
    with house.database.writing() as session:
        values = {"kind": "complaint", "is_anonymous": True, "owner_id": None}
        session.execute(update(Thread).where(Thread.id == house.thread_id).values(values))
        supervisor = make_staff(session, "supervision")
        session.add(ThreadGuest(thread_id=house.thread_id, user_id=house.owner.id, invited_by=supervisor.id))
    mail_id, desk = waiting(house, letter(house)), sign_in(house.owner)
    fields = {"person": str(house.customer.id), "kind": "inquiry", "subject": "x", "no": house.no}
    assert desk.post(f"/desk/mail/{mail_id}/place", data=fields).status_code == 303
    assert desk.get(f"/desk/mail/{mail_id}").status_code == 404
    assert sign_in(supervisor).get(f"/desk/mail/{mail_id}").status_code == 200


def test_a_stranger_is_answered_by_mail_without_their_words(house: House, sign_in: SignIn) -> None:
    mail_id = waiting(house, letter(house))
    desk = sign_in(house.owner)
    wrong = desk.post(f"/desk/mail/{mail_id}/answer", data={"body": " "})
    assert wrong.status_code == 422
    assert desk.post(f"/desk/mail/{mail_id}/answer", data={"body": "有货，请注册后询价"}).status_code == 303
    assert desk.post(f"/desk/mail/{mail_id}/answer", data={"body": "有货，请注册后询价"}).status_code == 303, (
        "pressed twice"
    )
    late = desk.post(f"/desk/mail/{mail_id}/answer", data={"body": "我也写了<b>"})
    assert (late.status_code, "我也写了&lt;b&gt;" in late.text) == (409, True), "a colleague was faster"
    (told,) = house.jobs("email/mailroom/answer")
    assert told["to"] == "new@far-steel.test"
    assert "有货，请注册后询价" in str(told)
    assert "盘螺" not in str(told)
    assert "合作" not in str(told)
    page = desk.get(f"/desk/mail/{mail_id}").text
    assert "有货，请注册后询价" in page
    assert f"/desk/mail/{mail_id}/answer" not in page
    # The next letter shows what was answered.
    assert "有货，请注册后询价" in desk.get(f"/desk/mail/{waiting(house, letter(house, text='再问'))}").text


def test_an_address_that_is_paused_is_not_answered(house: House, sign_in: SignIn) -> None:
    mail_id = waiting(house, letter(house))
    with house.database.writing() as session:
        session.add(MailTrouble(address="new@far-steel.test", bounces=3))
    answer = sign_in(house.owner).post(f"/desk/mail/{mail_id}/answer", data={"body": "有货"})
    assert answer.status_code == 422
    assert "有货" in answer.text
    assert not house.jobs("email/mailroom/answer")


def test_a_forged_letter_is_not_answered(house: House, sign_in: SignIn) -> None:
    assert (
        house.bring(house.mail("a@far.test", "desk@portal.test", Authentication_Results="mx; dmarc=fail")) == "refused"
    )
    with house.database.reading() as session:
        mail_id = session.scalars(select(Mail.id)).one()
    desk = sign_in(house.owner)
    assert f"/desk/mail/{mail_id}/answer" not in desk.get(f"/desk/mail/{mail_id}").text
    assert desk.post(f"/desk/mail/{mail_id}/answer", data={"body": "有货"}).status_code == 422
    assert not house.jobs("email/mailroom/answer")


def test_a_letter_of_a_customer_that_could_not_be_proved_says_so(house: House, sign_in: SignIn) -> None:
    mail = house.mail(house.customer.email, "desk@portal.test", "降价吧", Authentication_Results="mx; dmarc=fail")
    assert house.bring(mail) == "refused"
    with house.database.reading() as session:
        mail_id = session.scalars(select(Mail.id)).one()
    fields = {"person": str(house.customer.id), "kind": "inquiry", "subject": "降价"}
    assert sign_in(house.owner).post(f"/desk/mail/{mail_id}/place", data=fields).status_code == 303
    thread = last_thread(house)
    assert thread is not None
    assert house.bodies(thread.no)[0].startswith("［来自邮件：")


def test_setting_aside_wants_a_reason_and_happens_once(house: House, sign_in: SignIn) -> None:
    mail_id = waiting(house, letter(house))
    desk = sign_in(house.owner)
    answer = desk.post(f"/desk/mail/{mail_id}/done", data={"reason": ""})
    assert answer.status_code == 422
    assert "请写明不处理的原因" in answer.text
    assert desk.post(f"/desk/mail/{mail_id}/done", data={"reason": "广告" * 101}).status_code == 422
    assert desk.post(f"/desk/mail/{mail_id}/done", data={"reason": "广告"}).status_code == 303
    assert desk.post(f"/desk/mail/{mail_id}/done", data={"reason": "重复"}).status_code == 303
    page = desk.get("/desk/mail?state=handled").text
    assert "广告" in page
    assert house.owner.name in page
    with house.database.reading() as session:
        assert (
            session.scalar(select(func.count()).select_from(AuditEvent).where(AuditEvent.action == "mail.handled")) == 1
        )


def test_a_letter_too_odd_to_be_read_can_be_seen_to(house: House, sign_in: SignIn) -> None:
    deep = b"From: a@b.cn\r\nSubject: odd\r\nMIME-Version: 1.0\r\n" + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (at, at) for at in range(200)
    )
    mail_id = waiting(house, deep)
    desk = sign_in(house.owner)
    assert "没有打开" in desk.get(f"/desk/mail/{mail_id}").text
    fields = {"person": str(house.customer.id), "kind": "inquiry", "subject": "odd"}
    assert desk.post(f"/desk/mail/{mail_id}/place", data=fields).status_code == 303
    assert last_thread(house) is not None


def test_a_complaint_that_came_as_a_letter_is_supervisions_from_then_on(house: House, sign_in: SignIn) -> None:
    mail_id = waiting(house, letter(house, text="投诉你们业务员"))
    desk = sign_in(house.owner)
    answer = desk.post(
        f"/desk/mail/{mail_id}/place", data={"person": str(house.customer.id), "kind": "complaint", "subject": "投诉"}
    )
    assert answer.headers["Location"] == "/desk/mail"
    assert desk.get(f"/desk/mail/{mail_id}").status_code == 404
    assert desk.get(f"/desk/mail/{mail_id}/original").status_code == 404
    assert f"/desk/mail/{mail_id}" not in desk.get("/desk/mail?state=all").text
    with house.database.writing() as session:
        supervisor = make_staff(session, "supervision")
    assert f"/desk/mail/{mail_id}" in sign_in(supervisor).get("/desk/mail?state=all").text


def test_filters_and_their_counts(house: House, sign_in: SignIn) -> None:
    waiting(house, letter(house))
    house.bring(house.mail("m@far.test", "desk@portal.test", "auto", Auto_Submitted="auto-replied"))
    desk = sign_in(house.owner)
    counts = dict(
        re.findall(r'href="/desk/mail\?state=(\w+)"[^>]*>[^<]*<span class="num">(\d+)', desk.get("/desk/mail").text)
    )
    assert counts == {"waiting": "1", "refused": "0", "bounced": "0", "ignored": "1", "handled": "0"}
    rows = desk.get("/desk/mail/rows?state=ignored").text
    assert "m@far.test" in rows
    assert "<html" not in rows


def test_open_pages_hear_of_a_letter(house: House) -> None:
    waiting(house, letter(house))
    with house.database.reading() as session:
        told = session.execute(
            select(LiveEvent.audience, LiveEvent.kind, LiveEvent.payload).order_by(LiveEvent.id.desc())
        ).first()
    assert told == ("staff", "mail", {})


def test_a_pause_is_seen_in_the_customers_file_and_lifted(house: House, sign_in: SignIn) -> None:
    with house.database.writing() as session:
        session.add(MailTrouble(address=house.customer.email, bounces=3, reason="550 no such user"))
    desk = sign_in(house.owner)
    with house.database.reading() as session:
        company = session.get_one(type(house.org), house.org.id).no
    for url in (f"/desk/companies/{company}", f"/threads/{house.no}/customer"):
        page = desk.get(url).text
        assert "已暂停发信" in page
        assert "550 no such user" in page
        assert "恢复发信" in page
    with house.database.writing() as session:
        driver = make_staff(session, "transport")
    page = sign_in(driver).get(f"/desk/companies/{company}").text
    assert "已暂停发信" in page
    assert "恢复发信" not in page
    fields = {"address": f" {house.customer.email.upper()}", "next": f"/desk/companies/{company}"}
    assert sign_in(driver).post("/desk/mail/troubles/lift", data=fields).status_code == 403
    assert desk.post("/desk/mail/troubles/lift", data=fields).headers["Location"] == f"/desk/companies/{company}"
    assert desk.post("/desk/mail/troubles/lift", data=fields).status_code == 404
    assert "已暂停发信" not in desk.get(f"/desk/companies/{company}").text
    with house.database.reading() as session:
        assert (
            session.scalar(select(func.count()).select_from(AuditEvent).where(AuditEvent.action == "mail.resumed")) == 1
        )


def test_a_bounces_reason_is_the_other_servers_word_not_a_threads_subject(house: House) -> None:
    said = "550 5.1.1 no such user"
    report = house.report(house.customer.email, subject=": 投诉业务员", said=said)
    assert house.bring(report) == "bounced"
    with house.database.reading() as session:
        assert session.get_one(MailTrouble, house.customer.email).reason == said
