"""The desk through its pages: what is typed is never lost, and the customer's pages show none of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.models import User
from portal.core.uow import Database
from portal.threads.casefile import CannedReply
from portal.threads.models import Message, Thread
from portal.threads.services import handing, take_thread
from tests.factories.people import actor, make_member, make_organisation, make_staff
from tests.factories.threads import make_message, make_thread

INNER = "内部暗语"
Browsers = Callable[[str], FlaskClient]


@pytest.fixture
def people(database: Database) -> dict[str, User]:
    with database.writing() as session:
        return {
            "member": make_member(session, make_organisation(session, kind="buyer"), name="周采购"),
            "sales": make_staff(session, "sales", name="李业务"),
            "transport": make_staff(session, "transport", name="王运输"),
        }


@pytest.fixture
def no(database: Database, people: dict[str, User]) -> str:
    with database.writing() as session:
        member = people["member"]
        company = make_organisation(session)
        member = make_member(session, company, name="陈采购")
        people["member"] = member
        return make_thread(session, company, member).no


@pytest.fixture
def at(people: dict[str, User], no: str, sign_in: Callable[[User], FlaskClient]) -> Browsers:
    known: dict[str, FlaskClient] = {}
    return lambda name: known.setdefault(name, sign_in(people[name]))


def test_a_crossing_reply_comes_back_with_what_was_typed(
    at: Browsers, database: Database, people: dict[str, User], no: str
) -> None:
    page = at("sales").get(f"/threads/{no}").text
    seen = page.split('name="seen" value="')[1].split('"')[0]
    with database.writing() as session:
        thread = session.scalars(select(Thread).where(Thread.no == no)).one()
        colleague = session.get(User, people["transport"].id)
        assert colleague
        make_message(session, thread, colleague, body="同事的回复")
    form = {"body": "我的 回复 <b>", "seen": seen, "token": "abcdefgh12345678"}
    held = at("sales").post(f"/threads/{no}/messages", data=form)
    assert held.status_code == 409
    assert "同事的回复" in held.text
    assert "我的 回复 &lt;b&gt;</textarea>" in held.text
    assert "仍然发送" in held.text
    assert (
        at("sales").post(f"/threads/{no}/messages", data=form, headers={"Accept": "application/json"}).status_code
        == 409
    )
    newer = held.text.split('name="seen" value="')[1].split('"')[0]
    assert at("sales").post(f"/threads/{no}/messages", data=form | {"seen": newer}).status_code == 303
    with database.reading() as session:
        assert len(session.scalars(select(Message.id).where(Message.body == "我的 回复 <b>")).all()) == 1


def test_a_draft_stands_in_the_box_again_without_script(at: Browsers, no: str) -> None:
    assert at("sales").post(f"/threads/{no}/draft", data={"body": INNER, "as": "note"}).status_code == 204
    page = at("sales").get(f"/threads/{no}").text
    assert f"{INNER}</textarea>" in page
    assert 'value="note" checked' in page
    assert INNER not in at("transport").get(f"/threads/{no}").text
    assert INNER not in at("member").get(f"/threads/{no}").text
    assert at("member").post(f"/threads/{no}/draft", data={"body": "客户草稿"}).status_code == 204
    assert "客户草稿</textarea>" in at("member").get(f"/threads/{no}").text
    assert "客户草稿" not in at("sales").get(f"/threads/{no}").text


def test_the_customer_reads_the_public_step_and_nothing_else(at: Browsers, database: Database, no: str) -> None:
    form = {
        "handoff-department": "transport",
        "handoff-reason": INNER,
        "handoff-asked": INNER,
        "handoff-said": "核实运费",
    }
    wrong = at("sales").post(f"/threads/{no}/handoffs", data=form | {"handoff-asked": ""})
    assert wrong.status_code == 422
    assert INNER in wrong.text
    assert at("sales").post(f"/threads/{no}/handoffs", data=form).status_code == 303
    task = {"task-title": INNER, "task-department": "transport", "task-assignee_id": ""}
    assert at("sales").post(f"/threads/{no}/tasks", data=task).status_code == 303
    for path, values in (("tags", {"tags": INNER}), ("watch", {"on": "1"}), ("snooze", {"for": "2h"})):
        assert at("sales").post(f"/threads/{no}/{path}", data=values).status_code == 303
    case = at("transport").get(f"/threads/{no}/case?part=1").text
    assert case.count(INNER) >= 4
    assert "接收" in case
    for path in ("", "/side", "/state", "/messages"):
        shown = at("member").get(f"/threads/{no}{path}").text
        assert INNER not in shown
        assert "接收时限" not in shown
        assert "部门时限" not in shown
    assert "已转运输部门：核实运费" in at("member").get(f"/threads/{no}").text
    assert no not in at("member").get(f"/threads/rows?q={INNER}").text
    for path in ("case", "customer", "answers", "pick"):
        assert at("member").get(f"/threads/{no}/{path}").status_code == 404


def test_the_customer_reads_one_name_while_departments_change(
    at: Browsers, database: Database, people: dict[str, User], no: str
) -> None:
    """Who is in charge stands on the customer's page though they wrote nothing yet, and stays when another department works on it."""

    def named() -> str:
        for path in ("", "/side"):
            page = at("member").get(f"/threads/{no}{path}").text
            names.add(page.split("<dt>负责人</dt><dd>")[1].split("</dd>")[0])
        return names.pop() if len(names) == 1 else str(names)

    names: set[str] = set()
    assert named() == "等待分配"
    with database.writing() as session:
        take_thread(session, actor(session, people["sales"]), no=no)
    assert named() == "李业务"
    with database.writing() as session:
        asked = {"department": "transport", "reason": "查车", "asked": "到站时间"}
        it = handing.hand_off(session, actor(session, people["sales"]), no=no, **asked)
        handing.accept(session, actor(session, people["transport"]), no=no, hand_off_id=it)
    assert named() == "李业务"


def test_answers_beside_a_conversation_lead_into_the_box(at: Browsers, database: Database, no: str) -> None:
    with database.writing() as session:
        reply = CannedReply(title="已收到", body="{联系人}您好，{单号}已收到", folded="已收到")
        session.add(reply)
        session.flush()
        reply_id = reply.id
    shown = at("sales").get(f"/threads/{no}/answers?part=1").text
    assert f"陈采购您好，{no}已收到" in shown
    assert "data-answers-search" in shown, "searched beside the box"
    assert "已收到" not in at("sales").get(f"/threads/{no}/answers?part=1&q=查无").text
    assert "已收到" in at("sales").get(f"/threads/{no}/answers?part=1&q=收到").text
    assert f"陈采购您好，{no}已收到</textarea>" in at("sales").get(f"/threads/{no}?reply={reply_id}").text
    assert "已收到" not in at("member").get(f"/threads/{no}?reply={reply_id}").text
    beside = at("sales").get(f"/threads/{no}/customer").text
    assert "陈采购" in beside


def test_messages_are_taken_out_into_a_thread_or_an_article(
    at: Browsers, database: Database, people: dict[str, User], no: str
) -> None:
    with database.writing() as session:
        thread = session.scalars(select(Thread).where(Thread.no == no)).one()
        sales = session.get(User, people["sales"].id)
        assert sales
        answer = make_message(session, thread, sales, body="陈采购，质保书随货走").id
    wrong = at("sales").post(f"/threads/{no}/pick", data={"do": "split", "kind": "order", "subject": "x"})
    assert wrong.status_code == 422
    article = at("sales").post(f"/threads/{no}/pick", data={"do": "article", "message": str(answer)})
    assert article.headers["Location"].startswith("/desk/help/answer-")
    draft = at("sales").get(article.headers["Location"]).text
    assert "【客户】，质保书随货走" in draft
    assert "陈采购" not in draft
    split = at("sales").post(
        f"/threads/{no}/pick", data={"do": "split", "kind": "order", "subject": "质保书", "message": str(answer)}
    )
    assert split.status_code == 303
    assert "质保书随货走" in at("member").get(split.headers["Location"]).text
    assert "质保书随货走" not in at("member").get(f"/threads/{no}/messages").text


def test_many_threads_and_views_from_the_queue(at: Browsers, no: str) -> None:
    done = at("sales").post(
        "/desk/bulk", data={"no": no, "do": "tag", "tag": "急单", "back": "view=active"}, follow_redirects=True
    )
    assert "已处理 1 个会话" in done.text
    assert "急单" in done.text
    assert (
        at("sales").post("/desk/views", data={"name": "急", "query": "tag=急单&x=//evil"}).headers["Location"]
        == "/desk?tag=%E6%80%A5%E5%8D%95"
    )
    assert no in at("sales").get("/desk?tag=急单").text
    assert at("member").get("/desk?tag=急单").status_code == 404


def test_an_article_from_an_answer_names_nobody(
    at: Browsers, database: Database, people: dict[str, User], no: str
) -> None:
    """The customer's people who said nothing here, another company, a colleague, and the subject are left out too."""
    with database.writing() as session:
        other = make_organisation(session, name="燕赵铸源金属材料有限公司", short_name="燕赵铸源")
        thread = session.scalars(select(Thread).where(Thread.no == no)).one()
        make_member(session, session.get_one(type(other), thread.org_id), name="佘赛花")
        make_staff(session, "quality", name="吴桐检")
        thread.subject = "佘赛花问质保书"
        sales = session.get_one(User, people["sales"].id)
        body = f"张总，佘赛花要的质保书由吴桐检寄出，燕赵铸源也有，会话 {no}，电话 13812345678。HRB400E 25 吨照发。"
        answer = make_message(session, thread, sales, body=body).id
    made = at("sales").post(f"/threads/{no}/pick", data={"do": "article", "message": str(answer)})
    draft = at("sales").get(made.headers["Location"]).text
    for name in ("张总", "佘赛花", "吴桐检", "燕赵铸源", no, "13812345678"):
        assert name not in draft, name
    assert "HRB400E 25 吨照发" in draft
