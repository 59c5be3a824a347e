"""A customer asks, staff answer, and nobody else learns of it: through the pages, as people use them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select, update

from portal.accounts.models import ApiToken, User, secret_hash
from portal.core.clock import now
from portal.core.uow import Database
from portal.threads.models import Attachment, Message, Thread, ThreadNote
from tests.factories.listings import make_listing
from tests.factories.people import make_member, make_organisation, make_staff
from tests.factories.threads import make_message, make_note, make_thread


def picture() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (4, 3), "white").save(data, "PNG")
    return data.getvalue()


PNG = picture()
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
JSON = {"Accept": "application/json"}

Browsers = Callable[[str], FlaskClient]


@pytest.fixture
def people(database: Database) -> dict[str, User]:
    with database.writing() as session:
        company, supplier = make_organisation(session, kind="buyer"), make_organisation(session, kind="supplier")
        return {
            "manager": make_member(session, company, role="manager", name="陈经理"),
            "member": make_member(session, company, role="member", name="周采购"),
            "viewer": make_member(session, company, role="viewer", name="吴看看"),
            "stranger": make_member(session, name="外人"),
            "supplier": make_member(session, supplier, name="王供应"),
            "sales": make_staff(session, "sales", name="李业务"),
            "colleague": make_staff(session, "quality", name="赵质量"),
            "supervisor": make_staff(session, "supervision", name="孙监督"),
        }


@pytest.fixture
def at(people: dict[str, User], sign_in: Callable[[User], FlaskClient]) -> Browsers:
    """`at("member")`: that person's browser, one each."""
    open_: dict[str, FlaskClient] = {}

    def browser(name: str) -> FlaskClient:
        if name not in open_:
            open_[name] = sign_in(people[name])
        return open_[name]

    return browser


def opened(browser: FlaskClient, *, query: str = "", **fields: Any) -> str:
    page = browser.get(f"/threads/new{query}")
    assert page.status_code == 200
    token = re.search(r'name="token"[^>]*value="([^"]+)"', page.text) or re.search(
        r'value="([^"]+)"[^>]*name="token"', page.text
    )
    assert token
    data = {"kind": "inquiry", "subject": "询价", "body": "请报价", "token": token[1]} | fields
    response = browser.post(f"/threads/new{query}", data=data)
    assert response.status_code == 303, response.text
    return str(response.headers["Location"]).rsplit("/", 1)[-1]


def post(browser: FlaskClient, no: str, body: str, **fields: Any) -> Any:
    return browser.post(f"/threads/{no}/messages", data={"body": body, **fields})


def test_from_a_listing_to_an_answer(at: Browsers, database: Database, people: dict[str, User]) -> None:
    with database.writing() as session:
        listing = make_listing(session, product_name="冷轧卷板", grade="304", spec="1.5×1219×C")
    form = at("member").get(f"/threads/new?listing={listing.no}&kind=inquiry").text
    assert 'value="询价：冷轧卷板 304 1.5×1219×C"' in form
    no = opened(
        at("member"), query=f"?listing={listing.no}&kind=inquiry", subject="询价：冷轧卷板", body="需要 **20 吨**"
    )
    assert re.fullmatch(r"T[0-9A-Z]{8}", no)

    queue = at("sales").get("/desk").text
    assert no in queue
    assert "需要 20 吨" in queue
    assert at("sales").post(f"/threads/{no}/take").status_code == 303
    assert post(at("sales"), no, "有货，3,700").status_code == 303
    page = at("member").get(f"/threads/{no}").text
    assert "有货，3,700" in page
    assert "<strong>20 吨</strong>" in page
    assert "李业务" in page
    assert f"/listings/{listing.no}" in page
    assert no not in at("sales").get("/desk").text, "it waits no longer"
    assert no in at("sales").get("/desk?view=active&whose=mine").text


def test_a_note_is_seen_by_staff_and_by_no_customer_anywhere(at: Browsers, database: Database) -> None:
    no = opened(at("member"))
    assert post(at("sales"), no, "底价密语", **{"as": "note"}).status_code == 303
    assert post(at("sales"), no, "客户可见的话").status_code == 303
    assert "底价密语" in at("colleague").get(f"/threads/{no}").text
    assert "底价密语" in at("colleague").get(f"/threads/{no}/messages?after=0&notes=0").text
    for name in ("manager", "member", "viewer"):
        for path in (
            f"/threads/{no}", f"/threads/{no}/messages?after=0&notes=0", f"/threads/{no}/side", f"/threads/{no}/state",
            "/threads", "/threads?q=密语", "/threads/rows?q=底价", "/threads/recent", f"/threads/{no}?before=999999",
        ):  # fmt: skip
            answer = at(name).get(path)
            assert answer.status_code == 200, path
            assert "底价密语" not in answer.text, path
        assert no not in at(name).get("/threads/rows?q=密语").text
    assert post(at("manager"), no, "冒充", **{"as": "note"}).status_code == 404
    with database.reading() as session:
        assert session.scalars(select(ThreadNote.body)).all() == ["底价密语"]


def test_another_companys_thread_is_not_there_by_any_address(
    at: Browsers, database: Database, people: dict[str, User]
) -> None:
    with database.writing() as session:
        thread = make_thread(session)
        message = make_message(session, thread, session.get(User, people["sales"].id), body="别家的话")  # type: ignore[arg-type]
        make_note(session, thread, session.get(User, people["sales"].id))  # type: ignore[arg-type]
    no, gone = thread.no, "TNOSUCHNO"
    gets = [
        "",
        "/messages",
        "/messages?only=1",
        "/state",
        "/side",
        f"/messages/{message.id}/edit",
        f"/messages/{message.id}/history",
        "/files/1/a.pdf",
    ]
    posts = [
        "/messages",
        "/read",
        "/presence",
        "/resolve",
        "/reopen",
        f"/messages/{message.id}/edit",
        "/take",
        "/work",
        "/guests",
        "/supplier",
    ]
    for name in ("manager", "viewer", "stranger", "supplier"):
        for path in gets:
            answer, absent = at(name).get(f"/threads/{no}{path}"), at(name).get(f"/threads/{gone}{path}")
            assert (answer.status_code, absent.status_code) == (404, 404), path
            assert same(answer.text, no) == same(absent.text, gone), path
        for path in posts:
            data = {"body": "x", "to": "1", "state": "viewing"}
            assert at(name).post(f"/threads/{no}{path}", data=data).status_code == 404, path
        assert no not in at(name).get("/threads").text
        assert no not in at(name).get("/threads?q=别家").text
    with database.reading() as session:
        assert len(session.scalars(select(Message)).all()) == 2


def same(page: str, no: str) -> str:
    """A page without what differs each time: its own address and the form token."""
    return re.sub(r'name="csrf_token" value="[^"]+"', "", page).replace(no, "")


def test_roles_within_the_company(at: Browsers) -> None:
    no = opened(at("member"))
    assert at("viewer").get(f"/threads/{no}").status_code == 200
    assert 'class="composer"' not in at("viewer").get(f"/threads/{no}").text
    assert post(at("viewer"), no, "x").status_code == 403
    assert at("viewer").post(f"/threads/{no}/resolve").status_code == 403
    assert at("viewer").get("/threads/new").status_code == 403
    assert at("viewer").post("/threads/new", data={"subject": "x"}).status_code == 403
    assert post(at("manager"), no, "同事补充").status_code == 303
    assert "<h1>投诉和建议</h1>" in at("member").get("/threads/new?kind=complaint").text
    complaint = opened(at("member"), kind="complaint", subject="电话没人接")
    assert at("manager").get(f"/threads/{complaint}").status_code == 200
    assert at("viewer").get(f"/threads/{complaint}").status_code == 404
    assert at("sales").get(f"/threads/{complaint}").status_code == 404
    assert at("supervisor").get(f"/threads/{complaint}").status_code == 200


@pytest.mark.parametrize("about", ["", "person", "department"])
def test_nobody_a_complaint_is_about_is_offered_for_it(
    at: Browsers, database: Database, people: dict[str, User], about: str
) -> None:
    no = opened(at("member"), kind="complaint", subject="电话没人接")
    sales = people["sales"]
    key = {"": "", "person": f"u:{sales.id}", "department": "d:sales"}[about]
    with database.writing() as session:
        session.execute(update(Thread).where(Thread.no == no).values(about=key))
    page, case = (at("supervisor").get(f"/threads/{no}{part}").text for part in ("", "/case"))
    offered = f'<option value="{sales.id}"'
    assert (page.count(offered), case.count(offered)) == ((0, 0) if about else (2, 1))


def test_the_same_token_is_sent_once_and_answers_alike(at: Browsers, database: Database) -> None:
    no = opened(at("member"))
    data = {"body": "只此一条", "token": "token-of-mine"}
    first = at("member").post(f"/threads/{no}/messages", data=data, headers=JSON)
    again = at("member").post(f"/threads/{no}/messages", data=data, headers=JSON)
    plain = at("member").post(f"/threads/{no}/messages", data=data)
    assert (first.status_code, again.status_code, plain.status_code) == (201, 200, 303)
    assert first.get_json()["no"] == again.get_json()["no"]
    assert plain.headers["Location"].endswith(f"#{first.get_json()['no']}")
    with database.reading() as session:
        assert len(session.scalars(select(Message).where(Message.body == "只此一条")).all()) == 1


def test_what_was_typed_is_kept_when_it_is_refused(at: Browsers) -> None:
    no = opened(at("member"))
    text = "字" * 10_001
    answer = post(at("member"), no, text)
    assert answer.status_code == 422
    assert text in answer.text
    assert "最多 10,000 个字" in answer.text
    answer = at("member").post("/threads/new", data={"kind": "order", "subject": "", "body": "写了很多", "token": ""})
    assert answer.status_code == 422
    assert "写了很多" in answer.text
    assert "请填写主题" in answer.text
    answer = at("member").post(f"/threads/{no}/messages", data={"body": ""}, headers=JSON)
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["field"] == "body"
    assert post(at("member"), no, "x", token="!").status_code == 422


def test_who_opens_too_many_keeps_what_they_typed(at: Browsers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.threads.services.opening.OPENED_PER_HOUR", 0)
    answer = at("member").post(
        "/threads/new", data={"kind": "order", "subject": "要货", "body": "写了<很多>", "token": ""}
    )
    assert answer.status_code == 429
    assert "写了&lt;很多&gt;" in answer.text
    assert "请 10 分钟后再试" in answer.text


def test_files_travel_with_messages_and_reach_nobody_else(at: Browsers, database: Database) -> None:
    no = opened(at("member"))
    files = [(io.BytesIO(PDF), "质保书 #1.pdf"), (io.BytesIO(PNG), "照片.png")]
    assert post(at("sales"), no, "请看附件", files=files).status_code == 303
    inner = [(io.BytesIO(PDF), "内部成本.pdf")]
    assert post(at("sales"), no, "", files=inner, **{"as": "note"}).status_code == 303
    page = at("member").get(f"/threads/{no}").text
    links = re.findall(rf'href="(/threads/{no}/files/[^"]+)"', page)
    assert len(links) == 2
    assert "内部成本" not in page
    pdf, picture = (at("member").get(link) for link in links)
    assert (pdf.status_code, pdf.data) == (200, PDF)
    assert "attachment" in pdf.headers["Content-Disposition"]
    assert picture.mimetype == "image/png"
    assert "sandbox" in picture.headers["Content-Security-Policy"]
    assert picture.headers["Cache-Control"] == "private, no-store"
    pdf.close()
    picture.close()
    with database.reading() as session:
        secret = session.scalars(select(Attachment.id).where(Attachment.note_id.is_not(None))).one()
    assert at("member").get(f"/threads/{no}/files/{secret}/内部成本.pdf").status_code == 404
    with at("colleague").get(f"/threads/{no}/files/{secret}/内部成本.pdf") as answer:
        assert answer.status_code == 200
    other = opened(at("member"), subject="另一个")
    for link in links:
        assert at("stranger").get(link).status_code == 404
        assert at("member").get(link.replace(no, other)).status_code == 404
        assert at("member").get(link + "x").status_code == 404


def test_a_dangerous_file_is_refused_and_the_words_are_kept(at: Browsers, database: Database) -> None:
    no = opened(at("member"))
    answer = post(at("member"), no, "写好的话", files=[(io.BytesIO(b"<html><script>1</script>"), "a.png")])
    assert answer.status_code == 422
    assert "写好的话" in answer.text
    many = [(io.BytesIO(PNG), f"{number}.png") for number in range(11)]
    assert post(at("member"), no, "x", files=many).status_code == 422
    with database.reading() as session:
        assert session.scalars(select(Attachment)).all() == []


def test_a_correction_shows_the_old_words_to_those_who_may(at: Browsers) -> None:
    no = opened(at("member"))
    mark = at("member").post(f"/threads/{no}/messages", data={"body": "三十吨"}, headers=JSON).get_json()["no"][1:]
    edit = f"/threads/{no}/messages/{mark}/edit"
    assert "三十吨" in at("member").get(edit).text
    assert at("manager").get(edit).status_code == 403
    assert at("member").post(edit, data={"body": ""}).status_code == 422
    assert at("member").post(edit, data={"body": "三十五吨"}).status_code == 303
    page = at("sales").get(f"/threads/{no}").text
    assert "三十五吨" in page
    assert "已编辑" in page
    assert "三十吨" in at("sales").get(f"/threads/{no}/messages/{mark}/history").text
    answer = at("sales").post(f"/threads/{no}/messages", data={"body": "价三千七"}, headers=JSON).get_json()["no"][1:]
    assert at("sales").post(f"/threads/{no}/messages/{answer}/edit", data={"body": "价三千八"}).status_code == 303
    assert "已编辑" in at("member").get(f"/threads/{no}/messages?only={answer}").text
    assert at("member").get(f"/threads/{no}/messages/{answer}/history").status_code == 404
    with time_machine.travel(now() + timedelta(minutes=6)):
        assert at("member").get(edit).status_code == 403
        assert at("member").post(edit, data={"body": "晚了"}).status_code == 403


def test_read_and_unread_are_seen_by_both(at: Browsers) -> None:
    no = opened(at("member"))
    mark = at("sales").post(f"/threads/{no}/messages", data={"body": "在的"}, headers=JSON).get_json()["no"][1:]
    assert "已送达" in at("sales").get(f"/threads/{no}").text
    page = at("member").get("/threads").text
    assert 'data-state="unread"' in page
    assert "<title>(1) " in page
    assert at("member").post(f"/threads/{no}/read", data={"to": mark}).status_code == 204
    assert "<title>(1) " not in at("member").get("/threads").text
    assert "已读 · 周采购" in at("sales").get(f"/threads/{no}").text
    at("sales").post(f"/threads/{no}/read", data={"to": mark})
    page = at("member").get(f"/threads/{no}").text
    assert "已读" in page
    state = at("member").get(f"/threads/{no}/state").get_json()
    assert state["readers"] == [{"name": "", "to": int(mark)}], (
        "which of the staff read it is not the company's business"
    )


def test_a_page_that_is_only_looked_at_writes_nothing(at: Browsers, count_queries: list[str]) -> None:
    no = opened(at("member"))
    for name in ("member", "sales"):
        for path in (f"/threads/{no}", "/threads", f"/threads/{no}/messages?after=0", f"/threads/{no}/state"):
            at(name).get(path)
            count_queries.clear()
            at(name).get(path)
            assert not [sql for sql in count_queries if not sql.startswith("SELECT")], path


def test_typing_is_seen_by_the_other_side_and_noting_by_colleagues_only(at: Browsers) -> None:
    no = opened(at("member"))
    for name in ("member", "sales", "colleague"):
        at(name).post(f"/threads/{no}/read", data={"to": 10**6})
    say = lambda name, state: at(name).post(f"/threads/{no}/presence", data={"state": state})  # noqa: E731
    assert say("sales", "typing").status_code == 204
    assert at("member").get(f"/threads/{no}/state").get_json()["typing"] == "客服正在输入…"
    assert "李业务" in at("colleague").get(f"/threads/{no}/state").get_json()["typing"]
    assert say("sales", "noting").status_code == 204
    assert at("member").get(f"/threads/{no}/state").get_json()["typing"] == ""
    assert "写备注" in at("colleague").get(f"/threads/{no}/state").get_json()["typing"]
    say("member", "typing")
    assert "周采购" in at("sales").get(f"/threads/{no}/state").get_json()["typing"]
    assert at("member").get(f"/threads/{no}/state").get_json()["viewing"] == ""
    assert "李业务" in at("colleague").get(f"/threads/{no}/state").get_json()["viewing"]
    assert say("member", "nonsense").status_code == 404


def test_a_supplier_is_brought_in_and_neither_side_learns_of_the_other(
    at: Browsers, database: Database, people: dict[str, User]
) -> None:
    no = opened(at("member"), subject="给苏州三厂的板")
    with database.reading() as session:
        from portal.organisations.models import Membership, Organisation

        org_no = session.scalars(
            select(Organisation.no).join(Membership).where(Membership.user_id == people["supplier"].id)
        ).one()
    form = at("sales").get(f"/threads/{no}/supplier").text
    assert "苏州三厂" not in form
    data = {"org_no": org_no, "kind": "inquiry", "subject": "304 有货吗", "body": "要 20 吨", "token": "supplier-1"}
    assert at("sales").post(f"/threads/{no}/supplier", data=data | {"org_no": ""}).status_code == 422
    answer = at("sales").post(f"/threads/{no}/supplier", data=data)
    assert answer.status_code == 303
    theirs = answer.headers["Location"].rsplit("/", 1)[-1]
    staff = at("sales").get(f"/threads/{theirs}").text
    assert "供应商可见，客户看不到" in staff
    assert f"/threads/{no}" in staff
    assert f"/threads/{theirs}" in at("sales").get(f"/threads/{no}").text
    assert "客户可见" in at("sales").get(f"/threads/{no}").text
    supplier = at("supplier").get(f"/threads/{theirs}").text
    assert "要 20 吨" in supplier
    for secret in (no, "苏州三厂", "周采购", "可见"):
        assert secret not in supplier
    assert theirs not in at("member").get(f"/threads/{no}").text
    assert at("supplier").get(f"/threads/{no}").status_code == 404
    assert at("member").get(f"/threads/{theirs}").status_code == 404
    assert post(at("supplier"), theirs, "有，3,600").status_code == 303


def test_the_desk_works_and_the_second_is_told(at: Browsers, database: Database) -> None:
    no = opened(at("member"))
    page = at("sales").get(f"/threads/{no}").text
    version = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert version
    data = {"status": "waiting_customer", "owner_id": "", "department": "transport", "priority": "high"}
    assert at("sales").post(f"/threads/{no}/work", data=data | {"version": version[1]}).status_code == 303
    stale = at("colleague").post(f"/threads/{no}/work", data=data | {"priority": "low", "version": version[1]})
    assert stale.status_code == 409
    assert '<option value="low" selected>' in stale.text, "what the second chose is kept"
    assert "待客户回复" in stale.text
    wrong = at("sales").post(f"/threads/{no}/work", data=data | {"owner_id": "x", "version": "99999"})
    assert wrong.status_code == 422
    assert 'id="work-owner_id-error"' in wrong.text
    assert at("member").post(f"/threads/{no}/work", data=data).status_code == 404
    assert "等您回复" in at("member").get(f"/threads/{no}").text
    assert "运输" not in at("member").get(f"/threads/{no}/side").text
    assert at("member").post(f"/threads/{no}/resolve").status_code == 303
    assert "已解决" in at("sales").get("/desk?view=resolved").text
    assert at("member").post(f"/threads/{no}/reopen").status_code == 303
    taken = at("sales").post("/desk/bulk", data={"do": "take", "no": [no], "back": "view=active"})
    assert taken.headers["Location"] == "/desk?view=active"
    again = at("colleague").post(
        "/desk/bulk", data={"do": "take", "no": [no], "back": "\r\nX: y"}, follow_redirects=True
    )
    assert "已被同事接手" in again.text
    with database.reading() as session:
        assert session.scalars(select(Thread.owner_id)).one() is not None


def test_a_wrong_listing_in_the_address_is_not_found(at: Browsers, database: Database) -> None:
    with database.writing() as session:
        draft = make_listing(session, status="draft", is_public=False, published_at=None)
    for query in (f"?listing={draft.no}", "?listing=SNOSUCH", "?warehouse=W1", "?freight=F1"):
        assert at("member").get(f"/threads/new{query}").status_code == 404
        data = {"kind": "inquiry", "subject": "x", "body": "x"}
        assert at("member").post(f"/threads/new{query}", data=data).status_code == 404


def test_pages_cost_a_fixed_number_of_statements(
    at: Browsers, database: Database, count_queries: list[str], people: dict[str, User]
) -> None:
    no = opened(at("member"))

    def cost(name: str, path: str) -> int:
        at(name).get(path)
        count_queries.clear()
        assert at(name).get(path).status_code == 200
        return len(count_queries)

    paths = [("member", f"/threads/{no}"), ("sales", f"/threads/{no}"), ("member", "/threads"), ("sales", "/desk")]
    few = [cost(*path) for path in paths]
    for number in range(25):
        sent = post(at("member" if number % 2 else "sales"), no, f"第 {number} 条", files=[(io.BytesIO(PNG), "a.png")])
        assert sent.status_code == 303
        opened(at("member"), subject=f"第 {number}")
    many = [cost(*path) for path in paths]
    assert all(after <= before + 1 for before, after in zip(few, many, strict=True)), (few, many)  # one more: the files
    assert max(many) <= 14


def test_long_talks_come_in_pages(at: Browsers, database: Database, people: dict[str, User]) -> None:
    no = opened(at("member"), body="第一条")
    with database.writing() as session:
        thread = session.scalars(select(Thread).where(Thread.no == no)).one()
        staff = session.get(User, people["sales"].id)
        assert staff
        for number in range(60):
            make_message(session, thread, staff, body=f"第{number:03}句")
        make_note(session, thread, staff, body="新近的备注")
    newest = at("sales").get(f"/threads/{no}").text
    assert "第059句" in newest
    assert "第000句" not in newest
    assert "新近的备注" in newest
    earlier = re.search(r'href="(/threads/\w+\?before=\d+)"', newest)
    assert earlier
    older = at("sales").get(earlier[1]).text
    assert "第000句" in older
    assert "第059句" not in older
    assert "新近的备注" not in older


# ---- Programs


@pytest.fixture
def token(database: Database, people: dict[str, User]) -> Callable[[str], dict[str, str]]:
    def header(name: str) -> dict[str, str]:
        with database.writing() as session:
            session.merge(ApiToken(user_id=people[name].id, token_hash=secret_hash(f"t-{name}"), label="t"))
        return {"Authorization": f"Bearer t-{name}"}

    return header


def test_programs_list_open_read_and_reply(
    client: FlaskClient, token: Callable[[str], dict[str, str]], at: Browsers
) -> None:
    mine = token("member")
    body = {"kind": "inquiry", "subject": "接口询价", "body": "请报价"}
    made = client.post("/api/v1/threads", json=body, headers=mine | {"Idempotency-Key": "open-12345"})
    again = client.post("/api/v1/threads", json=body, headers=mine | {"Idempotency-Key": "open-12345"})
    assert (made.status_code, again.get_json()) == (201, made.get_json())
    no = made.get_json()["no"]
    post(at("sales"), no, "底价", **{"as": "note"})
    post(at("sales"), no, "有货")
    reply = client.post(f"/api/v1/threads/{no}/messages", json={"body": "好", "key": "reply-1234"}, headers=mine)
    same = client.post(f"/api/v1/threads/{no}/messages", json={"body": "好", "key": "reply-1234"}, headers=mine)
    assert reply.get_json()["id"] == same.get_json()["id"]
    page = client.get(f"/api/v1/threads/{no}/messages?size=2", headers=mine).get_json()
    rest = client.get(f"/api/v1/threads/{no}/messages?size=2&cursor={page['next']}", headers=mine).get_json()
    assert [item["body"] for item in page["items"] + rest["items"]] == ["请报价", "有货", "好"]
    assert rest["next"] is None
    listed = client.get("/api/v1/threads", headers=mine).get_json()
    assert [item["no"] for item in listed["items"]] == [no]
    assert client.get(f"/api/v1/threads/{no}", headers=mine).get_json()["subject"] == "接口询价"


def test_programs_of_others_find_nothing(
    client: FlaskClient, token: Callable[[str], dict[str, str]], at: Browsers
) -> None:
    no = opened(at("member"))
    for name in ("stranger", "supplier"):
        theirs = token(name)
        assert client.get("/api/v1/threads", headers=theirs).get_json()["items"] == []
        assert client.get(f"/api/v1/threads/{no}", headers=theirs).status_code == 404
        assert client.get(f"/api/v1/threads/{no}/messages", headers=theirs).status_code == 404
        assert client.post(f"/api/v1/threads/{no}/messages", json={"body": "x"}, headers=theirs).status_code == 404
    viewer = token("viewer")
    assert client.get(f"/api/v1/threads/{no}", headers=viewer).status_code == 200
    assert client.post(f"/api/v1/threads/{no}/messages", json={"body": "x"}, headers=viewer).status_code == 403
    assert client.get(f"/api/v1/threads/{no}").status_code == 401
    assert at("member").get(f"/api/v1/threads/{no}").status_code == 401, "a cookie is no credential here"
    wrong = client.post("/api/v1/threads", json={"kind": "x", "subject": "", "body": "", "org_id": 1}, headers=viewer)
    assert {error["field"] for error in wrong.get_json()["errors"]} == {"kind", "subject", "body", "org_id"}
