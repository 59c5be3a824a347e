"""Signed out while writing, or the page expired: what was typed comes back after signing in, and is sent only when pressed."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select

from portal.accounts.models import UserSession
from portal.accounts.passwords import hash_password
from portal.core.uow import Database
from portal.threads.models import Attachment, Message
from tests.factories.people import make_member, make_organisation, make_staff
from tests.factories.threads import make_thread

PASSWORD = "gp-72 rivers"
WORDS = "三级螺纹 25 要 60 吨\n送到西青工地 <b>急</b>"
OURS = {"Origin": "http://localhost"}


@pytest.fixture(autouse=True)
def csrf(app: Flask, client: FlaskClient) -> Any:
    app.config["WTF_CSRF_ENABLED"] = True  # `client` switched it off
    yield
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture
def people(database: Database) -> dict[str, Any]:
    with database.writing() as session:
        company, secret = make_organisation(session), hash_password(PASSWORD)
        member = make_member(session, company, name="周采购", password_hash=secret)
        sales = make_staff(session, "sales", name="李业务", password_hash=secret)
        thread = make_thread(session, company, member)
        return {"member": member.email, "sales": sales.email, "no": thread.no}


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)
    assert found, f"no {name}"
    return unescape(found[1])


def sign_in(client: FlaskClient, email: str, **more: str) -> Any:
    page = client.get("/login").text
    return client.post(
        "/login", data={"csrf_token": hidden(page, "csrf_token"), "email": email, "password": PASSWORD, **more}
    )


def fields_of(page: str) -> dict[str, str]:
    form = page[page.index('<form class="form"') :]
    inputs = {
        unescape(name): unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    }
    areas = {
        name: unescape(value)
        for name, value in re.findall(
            r'<textarea class="input" name="([^"]+)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL
        )
    }
    return inputs | areas


def messages(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(Message.body).order_by(Message.id)))


def end_sessions(database: Database) -> None:
    with database.writing() as session:
        session.execute(delete(UserSession))


def test_a_reply_of_somebody_signed_out_meanwhile(
    client: FlaskClient, database: Database, people: dict[str, Any]
) -> None:
    sign_in(client, people["sales"])
    address = f"/threads/{people['no']}/messages"
    page = client.get(f"/threads/{people['no']}").text
    typed = {"csrf_token": hidden(page, "csrf_token"), "token": "key-of-this-reply-01", "as": "reply", "body": WORDS}
    end_sessions(database)
    before = messages(database)
    asked = client.post(address, data=typed, headers=OURS)
    assert asked.status_code == 401
    assert "您刚才填写的内容还在" in asked.text
    kept = hidden(asked.text, "kept")
    again = client.post(
        "/login",
        data={
            "csrf_token": hidden(asked.text, "csrf_token"),
            "email": people["sales"],
            "password": "wrong",
            "kept": kept,
        },
    )
    assert again.status_code == 422
    assert hidden(again.text, "kept") == kept, "a wrong password loses nothing"
    shown = client.post(
        "/login",
        data={
            "csrf_token": hidden(again.text, "csrf_token"),
            "email": people["sales"],
            "password": PASSWORD,
            "kept": kept,
        },
    )
    assert shown.status_code == 200
    assert "三级螺纹 25 要 60 吨" in shown.text
    assert "<b>急" not in shown.text
    assert messages(database) == before, "nothing is sent by itself"
    assert f'action="{address}"' in shown.text
    sent = client.post(address, data=fields_of(shown.text), headers=OURS)
    assert (sent.status_code, messages(database)) == (303, [*before, WORDS])
    assert client.post(address, data=fields_of(shown.text), headers=OURS).status_code == 303
    assert messages(database) == [*before, WORDS], "sent twice it is one message"


def test_signed_out_in_another_tab_a_new_inquiry_comes_back(
    client: FlaskClient, database: Database, people: dict[str, Any]
) -> None:
    sign_in(client, people["member"])
    page = client.get("/threads/new?kind=storage").text
    typed = {
        "csrf_token": hidden(page, "csrf_token"),
        "token": "key-of-this-thread-1",
        "kind": "storage",
        "subject": "存多久",
        "body": WORDS,
    }
    client.post("/logout", data={"csrf_token": hidden(page, "csrf_token")})
    asked = client.post("/threads/new?kind=storage", data=typed, headers={"Sec-Fetch-Site": "same-origin"})
    assert asked.status_code == 401
    shown = sign_in(client, people["member"], kept=hidden(asked.text, "kept"))
    assert "存多久" in shown.text
    assert 'href="/threads/new?kind=storage"' in shown.text
    sent = client.post("/threads/new?kind=storage", data=fields_of(shown.text), headers=OURS)
    assert sent.status_code == 303
    assert messages(database)[-1] == WORDS


def test_an_expired_page_shows_it_at_once(client: FlaskClient, database: Database, people: dict[str, Any]) -> None:
    sign_in(client, people["sales"])
    address = f"/threads/{people['no']}/messages"
    shown = client.post(
        address, data={"csrf_token": "old", "token": "key-of-this-reply-02", "body": WORDS}, headers=OURS
    )
    assert shown.status_code == 400
    assert f'href="/threads/{people["no"]}"' in shown.text
    assert client.post(address, data=fields_of(shown.text), headers=OURS).status_code == 303
    assert messages(database)[-1] == WORDS


CASE_FORMS = (
    ("handoffs", {"handoff-department": "transport", "handoff-reason": WORDS, "handoff-asked": "今天 能到 吗"}),
    ("tasks", {"task-title": "核对 运费 表", "task-department": "transport"}),
    ("handoffs/1/back", {"outcome": WORDS}),
    ("tasks/1/done", {"outcome": WORDS}),
    ("supplier", {"subject": "问库存", "body": WORDS}),
)


@pytest.mark.parametrize(("form", "typed"), CASE_FORMS, ids=[form for form, _typed in CASE_FORMS])
def test_the_work_on_a_case_comes_back(
    client: FlaskClient, database: Database, people: dict[str, Any], form: str, typed: dict[str, str]
) -> None:
    sign_in(client, people["sales"])
    end_sessions(database)
    address = f"/threads/{people['no']}/{form}"
    asked = client.post(address, data=typed, headers=OURS)
    assert asked.status_code == 401
    shown = sign_in(client, people["sales"], kept=hidden(asked.text, "kept"))
    assert f'action="{address}"' in shown.text
    assert {name: fields_of(shown.text).get(name) for name in typed} == typed


@pytest.mark.parametrize(
    ("address", "back"),
    [("/desk/recovery/R1", "/desk/recovery/R1"), ("/desk/recovery/R1/close", "/desk/recovery/R1"),
     ("/claims/Y1/tests", "/claims/Y1"), ("/claims/Y1/tests/3", "/claims/Y1"), ("/claims/Y1/notes", "/claims/Y1"),
     ("/claims/Y1/move/propose", "/claims/Y1"), ("/threads/T1/rating", "/threads/T1")],
)  # fmt: skip
def test_what_was_written_of_a_claim_or_a_recovery_comes_back(
    client: FlaskClient, people: dict[str, Any], address: str, back: str
) -> None:
    asked = client.post(address, data={"words": WORDS}, headers=OURS)
    assert asked.status_code in (400, 401)
    shown = sign_in(client, people["sales"], kept=hidden(asked.text, "kept"))
    assert fields_of(shown.text)["words"] == WORDS
    assert f'href="{back}"' in shown.text


def test_files_are_asked_for_again_where_they_are_chosen(
    client: FlaskClient, database: Database, people: dict[str, Any]
) -> None:
    sign_in(client, people["member"])
    end_sessions(database)
    address = f"/threads/{people['no']}/messages"
    files = [(io.BytesIO(b"%PDF-1.4 one"), "质保书.pdf"), (io.BytesIO(b"%PDF-1.4 two"), "磅单.pdf")]
    typed = {"token": "key-of-this-reply-04", "body": WORDS}
    asked = client.post(address, data=typed | {"files": files}, headers=OURS)
    shown = sign_in(client, people["member"], kept=hidden(asked.text, "kept"))
    field = re.search(r'<input [^>]*type="file"[^>]* name="files"[^>]* aria-describedby="([^"]+)"', shown.text)
    assert field, "the field stands on the page"
    said = re.search(rf'id="{field[1]}">([^<]*)<', shown.text)
    assert said
    assert said[1] == "浏览器不会保留文件，请重新选择：质保书.pdf、磅单.pdf"
    again = fields_of(shown.text) | {"files": [(io.BytesIO(b"%PDF-1.4 one"), "质保书.pdf")]}
    assert 'enctype="multipart/form-data"' in shown.text
    assert client.post(address, data=again, headers=OURS).status_code == 303
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Attachment)) == 1


def test_no_other_page_puts_words_into_somebodys_mouth(
    client: FlaskClient, database: Database, people: dict[str, Any]
) -> None:
    typed = {"body": WORDS, "token": "key-of-this-reply-03"}
    address = f"/threads/{people['no']}/messages"
    foreign: list[dict[str, str]] = [
        {}, {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-site"},
    ]  # fmt: skip
    for headers in foreign:
        answer = client.post(address, data=typed, headers=headers)
        assert answer.status_code in (303, 400), headers
        assert "kept" not in answer.text
    for forged in ("x", "W10", hidden(client.post(address, data=typed, headers=OURS).text, "kept")[:-2] + "zz"):
        assert sign_in(client, people["sales"], kept=forged).status_code == 303, "a made-up one is nothing"
        client.post("/logout", data={"csrf_token": hidden(client.get("/me/profile").text, "csrf_token")})
    assert len(messages(database)) == count(database)


def test_other_forms_and_programs_are_answered_as_before(client: FlaskClient, people: dict[str, Any]) -> None:
    answer = client.post("/me/password", data={"password": "x y z"}, headers=OURS)
    assert answer.status_code in (303, 400)
    assert "kept" not in answer.text
    program = client.post(
        f"/threads/{people['no']}/messages", data={"body": WORDS}, headers=OURS | {"Accept": "application/json"}
    )
    assert program.mimetype == "application/problem+json"
    assert program.status_code == 401
    assert "登录已失效" in program.json["detail"], "the page's own script says so beside what it kept"
    huge = client.post(f"/threads/{people['no']}/messages", data={"body": "长" * 70_000}, headers=OURS)
    assert "kept" not in huge.text


def count(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Message)) or 0
