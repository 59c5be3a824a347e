"""From the registration form to a verified company with colleagues, by pages and mails only."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select

from portal.accounts import passwords
from portal.accounts.models import User
from portal.config import Settings
from portal.core.audit import AuditEvent
from portal.core.clock import now
from portal.core.uow import Database
from portal.core.worker import Worker
from portal.organisations.models import Organisation, Registration
from portal.organisations.uscc import sample_uscc
from tests.factories.mail import Mail, clear_mail, mails
from tests.factories.people import make_member, make_organisation, make_staff, make_user

PASSWORD = "gp-72 rivers"
HASH = passwords.hash_password(PASSWORD)
FORM = {
    "kind": "supplier", "company": "天津恒达物资有限公司", "uscc": sample_uscc(77), "city": "天津市", "name": "王建国",
    "email": "wang@hengda.example.com", "phone": "13800138000", "password": PASSWORD, "terms": "y",
}  # fmt: skip


@pytest.fixture
def post_box(worker: Worker, settings: Settings) -> Callable[[], list[Mail]]:
    """`post_box()` runs the jobs that are due and gives the mails since the last look."""
    clear_mail(settings)

    def look() -> list[Mail]:
        worker.drain()
        found = mails(settings)
        clear_mail(settings)
        return found

    return look


PostBox = Callable[[], list[Mail]]


def picture() -> io.BytesIO:
    data = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(data, "PNG")
    data.seek(0)
    return data


def registered(client: FlaskClient, post_box: PostBox, **changes: str) -> Mail:
    answer = client.post("/register", data=FORM | changes)
    assert (answer.status_code, answer.location) == (303, "/register/sent")
    (mail,) = post_box()
    return mail


def test_from_registration_to_a_verified_company(
    client: FlaskClient, app: Flask, database: Database, post_box: PostBox, sign_in: Callable[[User], FlaskClient]
) -> None:
    mail = registered(client, post_box)
    assert mail.to == FORM["email"]
    assert not any(FORM[key] in mail.text + mail.subject for key in ("company", "name", "phone", "password"))
    link = mail.path("/confirm/")

    # Mail scanners open links: that changes nothing.
    assert client.get(link).status_code == 200
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(User)) == 0

    answer = client.post(link)
    assert (answer.status_code, answer.location) == (303, "/me")
    assert "请上传营业执照" in client.get("/me").text
    assert client.post(link).status_code == 404

    answer = client.post("/me/organisation/licence", data={"licence": (picture(), "执照.png")})
    assert answer.status_code == 303
    assert client.get("/me/organisation/licence", buffered=True).mimetype == "image/png"

    with database.writing() as session:
        zhao = make_staff(session, "sales", name="赵工")
        no = session.scalar(select(Organisation.no))
    desk = sign_in(zhao)
    queue = desk.get("/desk/moderation").text
    assert FORM["company"] in queue
    page = desk.get(f"/desk/companies/{no}").text
    assert "通过（GB 32100-2015）" in page
    assert client.get(f"/companies/{no}").status_code == 200
    assert app.test_client().get(f"/companies/{no}").status_code == 404

    # Refused with a reason in a preset and one in staff's own words
    answer = desk.post(
        f"/desk/companies/{no}/refuse",
        data={"version": version(database), "reasons": "licence_unreadable", "note": "请拍全四角 100%"},
    )
    assert answer.status_code == 303
    (mail,) = post_box()
    assert mail.to == FORM["email"]
    assert "营业执照图片不清楚或不完整" in mail.text
    assert "请拍全四角 100%" in mail.text
    shown = client.get("/me/organisation").text
    assert "请拍全四角 100%" in shown
    assert "企业审核未通过" in client.get("/me").text

    client.post("/me/organisation/licence", data={"licence": (picture(), "执照2.png")})
    assert client.post("/me/organisation/submit").status_code == 303
    assert desk.post(f"/desk/companies/{no}/verify", data={"version": "1"}).status_code == 409  # changed since
    assert desk.post(f"/desk/companies/{no}/verify", data={"version": version(database)}).status_code == 303
    (mail,) = post_box()
    assert "认证已通过" in mail.subject
    public = app.test_client().get(f"/companies/{no}").text
    assert "已认证" in public
    assert FORM["uscc"] not in public
    with database.reading() as session:
        actions = session.scalars(select(AuditEvent.action).where(AuditEvent.subject.like("organisation:%"))).all()
    assert actions == [
        "organisation.registered", "organisation.licence_set", "organisation.refused", "organisation.licence_set",
        "organisation.submitted_again", "organisation.verified",
    ]  # fmt: skip


def version(database: Database) -> str:
    with database.reading() as session:
        return str(session.scalar(select(Organisation.version)))


def test_elsewhere_the_password_proves_who_confirms(
    client: FlaskClient, app: Flask, post_box: PostBox, database: Database
) -> None:
    link = registered(client, post_box).path("/confirm/")
    stranger = app.test_client()
    assert stranger.post(link).status_code == 422
    assert stranger.post(link, data={"password": "not mine at all"}).status_code == 422
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(User)) == 0
    assert stranger.post(link, data={"password": PASSWORD}).location == "/me"


def test_registering_says_the_same_of_every_address(
    client: FlaskClient, app: Flask, database: Database, post_box: PostBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.writing() as session:
        make_user(session, email="known@example.com", password_hash=HASH)
    hashes: list[str] = []
    monkeypatch.setattr("portal.organisations.views.hash_password", lambda text: hashes.append(text) or HASH)
    seen = []
    for email, number in (("known@example.com", 1), ("unknown@example.com", 2)):
        hashes.clear()
        before = statements(database)
        answer = app.test_client().post("/register", data=FORM | {"email": email, "uscc": sample_uscc(number)})
        seen.append((answer.status_code, answer.location, len(hashes), statements(database) - before))
    assert seen[0] == seen[1]
    assert seen[0][2] == 1
    told = {mail.to: mail.text for mail in post_box()}
    assert "已经有账号" in told["known@example.com"]
    assert "/confirm/" not in told["known@example.com"]
    assert "/confirm/" in told["unknown@example.com"]
    # The code of the company is not held by the registration of the unknown address: no second question tells them apart.
    for number in (1, 2):
        answer = app.test_client().post(
            "/register", data=FORM | {"email": "third@example.com", "uscc": sample_uscc(number)}
        )
        assert answer.status_code == 303


def statements(database: Database) -> int:
    from portal.core.outbox import Job

    with database.reading() as session:
        return (session.scalar(select(func.count()).select_from(Job)) or 0) + (
            session.scalar(select(func.count()).select_from(Registration)) or 0
        )


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("uscc", "91120000", "是 18 位，您填了 8 位"), ("uscc", sample_uscc(77)[:17] + "0", "逐位核对"), ("email", "wang@", "邮箱格式不对"),
        ("phone", "不知道", "请填写手机或座机"), ("password", "1234567890", "太常见"), ("password", "short", "至少 10 位"),
        ("password", FORM["email"], "不能和邮箱"), ("city", "", "请填写"), ("terms", "", "请先同意"), ("kind", "", "请选择"),
        ("company", "", "请填写"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_explained_and_the_rest_kept(
    client: FlaskClient, field: str, value: str, message: str
) -> None:
    answer = client.post("/register", data=FORM | {field: value})
    assert answer.status_code == 422
    assert message in answer.text
    assert f'id="{field}-error"' in answer.text
    for kept in ("company", "name", "phone"):
        if kept != field:
            assert FORM[kept] in answer.text
    assert PASSWORD not in answer.text


def test_all_complaints_come_at_once(client: FlaskClient) -> None:
    page = client.post("/register", data=FORM | {"uscc": "1", "email": "x", "city": "", "password": "1234567890"}).text
    for field in ("uscc", "email", "city", "password"):
        assert f'id="{field}-error"' in page


def test_a_company_registers_once(client: FlaskClient, app: Flask, database: Database, post_box: PostBox) -> None:
    first = registered(client, post_box).path("/confirm/")
    second = registered(app.test_client(), post_box, email="li@other.example.com").path("/confirm/")
    client.post(first)
    assert "这家企业已经注册" in app.test_client().post("/register", data=FORM | {"email": "x@example.com"}).text
    late = app.test_client()
    assert late.post(second, data={"password": PASSWORD}).location == "/login"
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(User)) == 1


def test_a_new_link_ends_the_old_and_all_end_in_time(client: FlaskClient, app: Flask, post_box: PostBox) -> None:
    old = registered(client, post_box).path("/confirm/")
    other = app.test_client()
    for _ in range(2):
        assert other.post("/register/resend", data={"email": FORM["email"]}).status_code == 303
        (mail,) = post_box()
    assert other.post("/register/resend", data={"email": FORM["email"]}).status_code == 429
    assert client.get(old).status_code == 404
    with time_machine.travel(now() + timedelta(hours=49)):
        assert client.get(mail.path("/confirm/")).status_code == 404


def test_resending_tells_nothing(client: FlaskClient, database: Database, post_box: PostBox) -> None:
    with database.writing() as session:
        make_user(session, email="known@example.com")
    answers = [
        client.post("/register/resend", data={"email": email}) for email in ("known@example.com", "nobody@example.com")
    ]
    assert len({(answer.status_code, answer.location) for answer in answers}) == 1
    assert post_box() == []


def test_ten_registrations_an_hour_from_one_address(app: Flask, client: FlaskClient) -> None:
    statuses = [
        app.test_client().post("/register", data=FORM | {"email": f"p{number}@example.com"}).status_code
        for number in range(11)
    ]
    assert statuses == [303] * 10 + [429]


def test_forgotten_password(client: FlaskClient, app: Flask, database: Database, post_box: PostBox) -> None:
    with database.writing() as session:
        make_member(session, email="li@example.com", password_hash=HASH)
    elsewhere = app.test_client()
    elsewhere.post("/login", data={"email": "li@example.com", "password": PASSWORD})
    answers = {
        (answer.status_code, answer.location)
        for answer in (
            client.post("/password/reset", data={"email": email}) for email in ("li@example.com", "no@example.com")
        )
    }
    assert answers == {(303, "/password/sent")}
    (mail,) = post_box()
    link = mail.path("/password/reset/")
    assert client.get(link).status_code == 200
    assert client.post(link, data={"password": "1234567890", "again": "1234567890"}).status_code == 422
    assert client.post(link, data={"password": "new gp-73 lakes", "again": "other"}).status_code == 422
    new = {"password": "new gp-73 lakes", "again": "new gp-73 lakes"}
    assert client.post(link, data=new).status_code == 303
    assert client.post(link, data=new).status_code == 404
    assert elsewhere.get("/me/profile").status_code == 303  # signed out everywhere
    assert client.post("/login", data={"email": "li@example.com", "password": PASSWORD}).status_code == 422
    assert client.post("/login", data={"email": "li@example.com", "password": "new gp-73 lakes"}).status_code == 303
    (told,) = post_box()
    assert "密码已修改" in told.subject


def test_reset_links_die_with_time_a_newer_one_or_another_address(
    client: FlaskClient, database: Database, post_box: PostBox
) -> None:
    with database.writing() as session:
        li = make_member(session, email="li@example.com", password_hash=HASH)
    links = []
    for _ in range(2):
        client.post("/password/reset", data={"email": "li@example.com"})
        links.append(post_box()[0].path("/password/reset/"))
    assert client.get(links[0]).status_code == 404
    assert client.get(links[1]).status_code == 200
    with time_machine.travel(now() + timedelta(hours=3)):
        assert client.get(links[1]).status_code == 404
    with database.writing() as session:
        session.get_one(User, li.id).email = "li@new.example.com"
    assert client.get(links[1]).status_code == 404


def test_five_resets_a_day_for_one_account(client: FlaskClient, database: Database) -> None:
    statuses = [client.post("/password/reset", data={"email": "li@example.com"}).status_code for _ in range(6)]
    assert statuses == [303] * 5 + [429]


def test_another_address_counts_once_its_mail_is_answered(
    client: FlaskClient, database: Database, post_box: PostBox, sign_in: Callable[[User], FlaskClient]
) -> None:
    with database.writing() as session:
        li = make_member(session, email="li@example.com", password_hash=HASH)
        make_user(session, email="taken@example.com")
    browser = sign_in(li)
    client.post("/password/reset", data={"email": "li@example.com"})
    reset = post_box()[0].path("/password/reset/")
    assert browser.post("/me/email", data={"email": "li@new.example.com", "current": "wrong"}).status_code == 422
    assert browser.post("/me/email", data={"email": "li@new.example.com", "current": PASSWORD}).status_code == 303
    (mail,) = post_box()
    assert mail.to == "li@new.example.com"
    link = mail.path("/confirm-email/")
    browser.get(link)
    with database.reading() as session:
        assert session.scalar(select(User.email).where(User.id == li.id)) == "li@example.com"
    assert browser.post(link).status_code == 303
    with database.reading() as session:
        assert session.scalar(select(User.email).where(User.id == li.id)) == "li@new.example.com"
    assert [told.to for told in post_box()] == ["li@example.com"]
    assert client.get(reset).status_code == 404
    assert browser.post(link).status_code == 404
    # Somebody else's address gets the same answer; its owner hears of it.
    answer = browser.post("/me/email", data={"email": "taken@example.com", "current": PASSWORD})
    assert answer.status_code == 303
    (told,) = post_box()
    assert told.to == "taken@example.com"
    assert "/confirm-email/" not in told.text


def test_a_new_password_signs_other_browsers_out(
    app: Flask, client: FlaskClient, database: Database, post_box: PostBox
) -> None:
    with database.writing() as session:
        make_member(session, email="li@example.com", password_hash=HASH)
    other = app.test_client()
    for browser in (client, other):
        browser.post("/login", data={"email": "li@example.com", "password": PASSWORD})
    wrong = client.post(
        "/me/password", data={"current": "wrong", "password": "new gp-73 lakes", "again": "new gp-73 lakes"}
    )
    assert 'id="current-error"' in wrong.text
    right = client.post(
        "/me/password", data={"current": PASSWORD, "password": "new gp-73 lakes", "again": "new gp-73 lakes"}
    )
    assert right.status_code == 303
    assert client.get("/me/profile").status_code == 200
    assert other.get("/me/profile").status_code == 303


# ---- colleagues ------------------------------------------------------------------------------------------------------


@pytest.fixture
def company(database: Database) -> dict[str, Any]:
    with database.writing() as session:
        org = make_organisation(session, name="天津恒达物资有限公司")
        return {"org": org, "boss": make_member(session, org, role="manager", name="王总", password_hash=HASH)}


def invite(browser: FlaskClient, post_box: PostBox, email: str, role: str = "member") -> str:
    assert browser.post("/me/organisation/invitations", data={"email": email, "role": role}).status_code == 303
    (mail,) = post_box()
    assert mail.to == email
    return mail.path("/invitations/")


def test_a_colleague_joins_and_has_the_rights_of_the_role(
    client: FlaskClient,
    company: dict[str, Any],
    post_box: PostBox,
    sign_in: Callable[[User], FlaskClient],
    database: Database,
) -> None:
    boss = sign_in(company["boss"])
    link = invite(boss, post_box, "chen@example.com", "viewer")
    assert "天津恒达物资有限公司" in client.get(link).text
    answer = client.post(link, data={"name": "陈", "phone": "", "password": PASSWORD})
    assert answer.location == "/me"
    assert client.post(link, data={"name": "陈", "password": PASSWORD}).status_code == 404
    assert "天津恒达" in client.get("/me/organisation").text
    for path in ("/me/organisation/invitations", "/me/organisation/submit", "/me/organisation/licence"):
        assert client.post(path, data={"email": "x@example.com", "role": "manager"}).status_code == 403
    assert client.get("/me/organisation/edit").status_code == 403
    with database.reading() as session:
        chen = session.scalars(select(User).where(User.email == "chen@example.com")).one()
    assert boss.post(f"/me/organisation/members/{chen.id}/role", data={"role": "manager"}).status_code == 303
    assert client.get("/me/organisation/edit").status_code == 200
    assert boss.post(f"/me/organisation/members/{chen.id}/remove").status_code == 303
    assert client.get("/me/organisation").status_code == 403  # at once
    assert client.get("/me").status_code == 200


def test_an_invitation_of_somebody_with_an_account(
    client: FlaskClient,
    company: dict[str, Any],
    post_box: PostBox,
    sign_in: Callable[[User], FlaskClient],
    database: Database,
) -> None:
    with database.writing() as session:
        free, busy, other = (
            make_user(session, email="free@example.com"), make_member(session, email="busy@example.com"), make_user(session),
        )  # fmt: skip
    boss = sign_in(company["boss"])
    link = invite(boss, post_box, "free@example.com")
    assert client.post(link, data={"name": "x", "password": PASSWORD}).status_code == 409
    assert sign_in(other).post(link).status_code == 409  # forwarded to somebody else
    assert sign_in(free).post(link).location == "/me"
    link = invite(boss, post_box, "busy@example.com")
    assert sign_in(busy).post(link).status_code == 409


def test_a_withdrawn_or_replaced_invitation_is_dead(
    client: FlaskClient,
    company: dict[str, Any],
    post_box: PostBox,
    sign_in: Callable[[User], FlaskClient],
    database: Database,
) -> None:
    boss = sign_in(company["boss"])
    first = invite(boss, post_box, "chen@example.com")
    second = invite(boss, post_box, "chen@example.com")
    assert client.get(first).status_code == 404
    with database.reading() as session:
        from portal.organisations.models import Invitation

        invitation_id = session.scalar(select(func.max(Invitation.id)))
    with database.writing() as session:
        rival = make_member(session)
    assert sign_in(rival).post(f"/me/organisation/invitations/{invitation_id}/withdraw").status_code == 404
    assert boss.post(f"/me/organisation/invitations/{invitation_id}/withdraw").status_code == 303
    assert client.post(second, data={"name": "陈", "password": PASSWORD}).status_code == 404
    assert (
        boss.post("/me/organisation/invitations", data={"email": "chen@example.com", "role": "member"}).status_code
        == 429
    )


def test_an_unverified_company_puts_no_words_into_strangers_letter_boxes(
    post_box: PostBox, sign_in: Callable[[User], FlaskClient], database: Database
) -> None:
    with database.writing() as session:
        spam = make_organisation(session, name="恭喜中奖请点击 http://evil.test", verification="pending")
        boss = make_member(session, spam, name="加微信领奖")
    sign_in(boss).post("/me/organisation/invitations", data={"email": "victim@example.com", "role": "member"})
    (mail,) = post_box()
    assert "中奖" not in mail.subject + mail.text
    assert "领奖" not in mail.subject + mail.text


def test_the_last_manager_stays(
    company: dict[str, Any], sign_in: Callable[[User], FlaskClient], database: Database
) -> None:
    boss = sign_in(company["boss"])
    own = company["boss"].id
    with database.writing() as session:
        chen = make_member(session, company["org"], role="member")
    assert boss.post(f"/me/organisation/members/{own}/role", data={"role": "member"}).status_code == 409
    assert boss.post(f"/me/organisation/members/{own}/remove").status_code == 409
    assert boss.post("/me/organisation/leave").status_code == 409
    boss.post(f"/me/organisation/members/{chen.id}/role", data={"role": "manager"})
    assert boss.post("/me/organisation/leave").status_code == 303
    assert sign_in(chen).post("/me/organisation/leave").status_code == 409


def test_nobody_reaches_into_another_company(
    company: dict[str, Any], sign_in: Callable[[User], FlaskClient], database: Database, app: Flask
) -> None:
    with database.writing() as session:
        rival = make_member(session)
        victim = make_member(session, company["org"], role="member")
    browser = sign_in(rival)
    assert browser.post(f"/me/organisation/members/{victim.id}/role", data={"role": "viewer"}).status_code == 404
    assert browser.post(f"/me/organisation/members/{victim.id}/remove").status_code == 404
    boss = sign_in(company["boss"])
    with database.writing() as session:
        session.get_one(Organisation, company["org"].id).verification = "pending"
    boss.post("/me/organisation/licence", data={"licence": (picture(), "a.png")})
    no = company["org"].no
    assert boss.get("/me/organisation/licence", buffered=True).status_code == 200
    assert browser.get("/me/organisation/licence").status_code == 404
    assert browser.get(f"/desk/companies/{no}/licence").status_code == 404
    assert browser.get(f"/companies/{no}").status_code == 404
    assert app.test_client().get(f"/desk/companies/{no}/licence").status_code == 303


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.svg", b"<svg onload=alert(1)>"), ("a.html", b"<script>"), ("a.pdf.exe", b"MZ"), ("a.png", b"")],
)
def test_a_licence_is_a_picture_or_a_pdf(
    company: dict[str, Any], sign_in: Callable[[User], FlaskClient], database: Database, name: str, data: bytes
) -> None:
    with database.writing() as session:
        session.get_one(Organisation, company["org"].id).verification = "pending"
    answer = sign_in(company["boss"]).post("/me/organisation/licence", data={"licence": (io.BytesIO(data), name)})
    assert answer.status_code == 422
    assert 'id="licence-error"' in answer.text


def test_two_who_edit_the_profile(
    company: dict[str, Any], sign_in: Callable[[User], FlaskClient], database: Database
) -> None:
    with database.writing() as session:
        second = sign_in_later = make_member(session, company["org"], role="manager")
    form = {
        "kind": "both",
        "city": "佛山",
        "company": "改不了的名字",
        "uscc": sample_uscc(5),
        "version": version(database),
    }
    assert (
        sign_in(company["boss"]).post("/me/organisation/edit", data=form | {"intro": "王总写的简介"}).status_code == 303
    )
    late = sign_in(sign_in_later)
    answer = late.post("/me/organisation/edit", data=form | {"intro": "第二个人写的"})
    assert answer.status_code == 409
    assert "王总写的简介" in answer.text
    assert "第二个人写的" in answer.text
    again = late.post("/me/organisation/edit", data=form | {"intro": "第二个人写的", "version": version(database)})
    assert again.status_code == 303
    assert second is sign_in_later
    with database.reading() as session:
        org = session.get_one(Organisation, company["org"].id)
        assert (org.intro, org.city) == ("第二个人写的", "佛山")
        assert org.name == "天津恒达物资有限公司"  # verified: not theirs to change


def test_the_desk_is_for_those_who_verify(
    company: dict[str, Any], sign_in: Callable[[User], FlaskClient], database: Database
) -> None:
    with database.writing() as session:
        driver = make_staff(session, "transport")
    no = company["org"].no
    browser = sign_in(driver)
    assert browser.get(f"/desk/companies/{no}").status_code == 200
    assert browser.post(f"/desk/companies/{no}/verify", data={"version": "1"}).status_code == 403
    assert sign_in(company["boss"]).post(f"/desk/companies/{no}/verify", data={"version": "1"}).status_code == 404


def test_a_refusal_needs_a_reason(
    company: dict[str, Any], sign_in: Callable[[User], FlaskClient], database: Database
) -> None:
    with database.writing() as session:
        zhao = make_staff(session, "supervision")
    answer = sign_in(zhao).post(
        f"/desk/companies/{company['org'].no}/refuse", data={"version": version(database), "reasons": "made-up"}
    )
    assert answer.status_code == 422
    assert 'id="reasons-error"' in answer.text


# ---- staff -----------------------------------------------------------------------------------------------------------


def test_an_administrator_engages_moves_and_disables_staff(
    client: FlaskClient, database: Database, post_box: PostBox, sign_in: Callable[[User], FlaskClient]
) -> None:
    with database.writing() as session:
        chief = make_staff(session, is_admin=True, password_hash=HASH)
    desk = sign_in(chief)
    form = {"name": "孙工", "email": "sun@example.com"}
    assert 'id="departments-error"' in desk.post("/desk/staff", data=form).text
    assert desk.post("/desk/staff", data=form | {"departments": ["quality", "transport"]}).status_code == 303
    assert 'id="email-error"' in desk.post("/desk/staff", data=form | {"departments": "sales"}).text
    (mail,) = post_box()
    link = mail.path("/password/reset/")
    client.post(link, data={"password": "new gp-73 lakes", "again": "new gp-73 lakes"})
    assert client.post("/login", data={"email": "sun@example.com", "password": "new gp-73 lakes"}).location == "/desk"
    with database.reading() as session:
        sun = session.scalars(select(User).where(User.email == "sun@example.com")).one()
    assert sun.departments == "transport,quality"
    change = {"name": "孙工", "departments": "sales", "version": str(sun.version)}
    assert desk.post(f"/desk/staff/{sun.id}", data=change).status_code == 303
    assert desk.post(f"/desk/staff/{sun.id}", data=change | {"departments": "quality"}).status_code == 409
    assert client.get("/desk/moderation").status_code == 200
    assert desk.post(f"/desk/staff/{sun.id}/disable").status_code == 303
    assert client.get("/desk/moderation").status_code == 303
    assert client.post("/login", data={"email": "sun@example.com", "password": "new gp-73 lakes"}).status_code == 422
    assert desk.post(f"/desk/staff/{chief.id}/disable").status_code == 409
    assert (
        'id="is_admin-error"'
        in desk.post(
            f"/desk/staff/{chief.id}", data={"name": "x", "departments": "sales", "version": str(chief.version)}
        ).text
    )


def test_customers_are_no_staff_to_change(database: Database, sign_in: Callable[[User], FlaskClient]) -> None:
    with database.writing() as session:
        chief, customer = make_staff(session, is_admin=True), make_member(session)
    desk = sign_in(chief)
    assert desk.get(f"/desk/staff/{customer.id}").status_code == 404
    assert desk.post(f"/desk/staff/{customer.id}/disable").status_code == 404


# ---- keys for programs -----------------------------------------------------------------------------------------------


def test_a_key_is_shown_once_and_revoked_for_good(
    app: Flask, database: Database, sign_in: Callable[[User], FlaskClient]
) -> None:
    with database.writing() as session:
        li, rival = make_member(session), make_member(session)
    browser = sign_in(li)
    page = browser.post("/me/tokens", data={"label": "ERP"}).text
    key = page[page.index("wzt_") : page.index("wzt_") + 36]
    assert key not in browser.get("/me/tokens").text
    load = app.extensions["portal.load_token_actor"]
    with database.reading() as session:
        from portal.accounts.models import ApiToken

        row = session.scalars(select(ApiToken)).one()
        assert load(session, key).user_id == li.id
    assert sign_in(rival).post(f"/me/tokens/{row.id}/revoke").status_code == 404
    browser.post(f"/me/tokens/{row.id}/revoke")
    with database.reading() as session:
        assert load(session, key) is None


def test_the_commands_make_a_key_and_an_administrator(app: Flask, client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        make_member(session, email="li@example.com")
    runner = app.test_cli_runner()
    key = runner.invoke(args=["token", "LI@example.com"]).output.strip()
    with database.reading() as session:
        assert app.extensions["portal.load_token_actor"](session, key).email == "li@example.com"
    assert runner.invoke(args=["token", "nobody@example.com"]).exit_code == 1
    made = runner.invoke(args=["create-admin", "chief@example.com"])
    password = made.output.rsplit("Password: ", 1)[1].strip()
    assert client.post("/login", data={"email": "chief@example.com", "password": password}).location == "/desk"
    assert runner.invoke(args=["create-admin", "li@example.com"]).exit_code == 1


def test_a_buyer_that_becomes_a_supplier_is_looked_at_again(
    company: dict[str, Any], sign_in: Callable[[User], FlaskClient], database: Database
) -> None:
    def save(kind: str) -> str:
        form = {"kind": kind, "city": "天津", "version": version(database)}
        assert boss.post("/me/organisation/edit", data=form).status_code == 303
        with database.reading() as session:
            return session.get_one(Organisation, company["org"].id).verification

    boss = sign_in(company["boss"])
    with database.writing() as session:
        session.get_one(Organisation, company["org"].id).kind = "supplier"
    assert save("both") == "verified"
    assert save("buyer") == "verified"
    assert "重新审核" in boss.get("/me/organisation/edit").text
    assert save("supplier") == "pending"
    assert "重新审核" in boss.get("/me/organisation").text  # said on the page it leads to
    with database.writing() as session:
        seller = make_staff(session, "sales")
    assert "天津恒达物资有限公司" in sign_in(seller).get("/desk/moderation").text
