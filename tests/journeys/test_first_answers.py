"""First answers through the pages: supervision sets a rule and tries it, customers write by page, program and mail, the worker answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.models import ApiToken, User, secret_hash
from portal.core.uow import Database
from portal.core.worker import Worker
from portal.mailroom.services.keeping import store
from portal.mailroom.services.sorting import Mailroom, sort_mail
from portal.threads.models import Thread
from tests.factories.people import make_member, make_organisation, make_staff

RULES = "/desk/settings/rules"
SUNDAY, MONDAY = "2026-11-22T10:00+08:00", "2026-11-23T09:00+08:00"
FORM: dict[str, Any] = {
    "version": "0", "name": "周末急单暗语", "trigger": "opened", "active": "y", "hours": "out", "words": "急", "priority": "urgent",
    "tags": "周末", "reply": "{联系人}您好，{单号}已记下。", "newcomer": "", "assign": "", "at_least": "", "days": "30",
}  # fmt: skip


@pytest.fixture
def people(database: Database) -> dict[str, User]:
    with database.writing() as session:
        company = make_organisation(session, kind="buyer")
        member = make_member(session, company, role="member", name="周采购")
        session.add(ApiToken(user_id=member.id, token_hash=secret_hash("t-first"), label="t"))
        return {
            "member": member,
            "sales": make_staff(session, "sales", name="李业务"),
            "boss": make_staff(session, "supervision", name="孙监督"),
        }


def by_page(app: Flask, database: Database, browser: FlaskClient, member: User, body: str) -> None:
    form = {"kind": "inquiry", "subject": "询价", "body": body, "token": "0123456789"}
    assert browser.post("/threads/new", data=form).status_code == 303


def by_program(app: Flask, database: Database, browser: FlaskClient, member: User, body: str) -> None:
    answer = app.test_client().post(
        "/api/v1/threads",
        json={"kind": "inquiry", "subject": "询价", "body": body},
        headers={"Authorization": "Bearer t-first", "Idempotency-Key": "first-12345"},
    )
    assert answer.status_code == 201


def by_mail(app: Flask, database: Database, browser: FlaskClient, member: User, body: str) -> None:
    room: Mailroom = app.extensions["portal.mailroom"]
    room = replace(room, settings=replace(room.settings, mail_in="desk@portal.test"))
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = (
        member.email,
        "desk@portal.test",
        "询价",
        "<first@x.cn>",
    )
    mail.set_content(body)
    mail_id, _fresh = store(database, room.files, mail.as_bytes())
    assert sort_mail(database, room, mail_id) == "opened"


@pytest.mark.parametrize(("write", "channel"), [(by_page, "page"), (by_program, "api"), (by_mail, "mail")])
def test_a_customer_is_answered_at_once_wherever_they_write_from(
    app: Flask,
    database: Database,
    worker: Worker,
    people: dict[str, User],
    sign_in: Callable[[User], FlaskClient],
    write: Callable[..., None],
    channel: str,
) -> None:
    with time_machine.travel(SUNDAY, tick=False):
        boss, browser = sign_in(people["boss"]), sign_in(people["member"])
        assert 'href="/desk/settings/rules"' in boss.get("/desk/settings/standards").text
        assert boss.post(f"{RULES}/new", data=FORM | {"channels": [channel]}).status_code == 303
        write(app, database, browser, people["member"], "螺纹钢 30 吨，急")
        worker.drain(lane="default")
        with database.reading() as session:
            found = session.scalars(select(Thread)).one()
        assert (found.channel, found.priority, found.tags, found.status) == (channel, "urgent", ",周末,", "open")
        page = browser.get(f"/threads/{found.no}").text
        assert f"周采购您好，{found.no}已记下。" in page
        assert "明天 08:30 恢复工作；由业务部门跟进，最迟明天 08:45 前回复。" in page
        for address in (f"/threads/{found.no}", f"/threads/{found.no}/side", "/threads", "/me/notifications"):
            assert "暗语" not in browser.get(address).text
        assert "周末急单暗语" in sign_in(people["sales"]).get(f"/threads/{found.no}").text
    with time_machine.travel(MONDAY, tick=False):
        boss = sign_in(people["boss"])
        trial = boss.post(
            f"{RULES}/new", data=FORM | {"do": "try", "channels": [channel], "name": "没保存的", "tags": "试"}
        ).text
        assert "看了 1 次来信，符合 1 次" in trial
        assert "标签：试" in trial
        assert "近 30 天命中 1 个会话" in boss.get(RULES).text
