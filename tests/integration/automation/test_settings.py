"""The rules' pages: who may, what is refused and kept, what a trial says, and that it changes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from portal.accounts.models import User
from portal.automation.models import AutoRule
from portal.automation.queries import list_rules
from portal.automation.rules import Actions, Conditions, Rule
from portal.automation.services import keeping
from portal.automation.services.keeping import drop_rule, switch_rule
from portal.automation.services.trying import try_rule
from portal.automation.terms import OPENED, WRITTEN
from portal.core.audit import AuditEvent
from portal.core.clock import now
from portal.core.errors import Forbidden, Invalid
from portal.core.uow import Database
from portal.threads.models import Thread
from portal.threads.services.replies import keep_reply
from tests.factories.people import make_staff
from tests.integration.automation.steps import EVENING, WORKDAY, follow, keep, opened, said, thread, watch
from tests.integration.threads.people import Cast, as_actor, open_, say

SignIn = Callable[[User], FlaskClient]
RULES = "/desk/settings/rules"
FORM: dict[str, Any] = {
    "version": "0", "name": "夜间询价", "trigger": "opened", "active": "y", "kinds": ["inquiry", "order"], "groups": "construction",
    "words": "螺纹，盘螺、线材", "hours": "out", "at_least": "１００", "assign": "d:sales", "priority": "high", "tags": "夜间", "newcomer": "",
    "reply": "{联系人}您好", "days": "30",
}  # fmt: skip

TRY = FORM | {"do": "try"}


def rules(database: Database) -> list[AutoRule]:
    with database.reading() as session:
        return list(session.scalars(select(AutoRule).order_by(AutoRule.position)))


def test_a_rule_is_written_read_changed_moved_switched_and_thrown_away(
    database: Database, cast: Cast, sign_in: SignIn
) -> None:
    browser = sign_in(cast.supervisor)
    assert "还没有自动规则" in browser.get(RULES).text
    assert browser.post(f"{RULES}/new", data=FORM).status_code == 303
    (kept,) = rules(database)
    assert kept.conditions == {"kinds": ["inquiry", "order"], "groups": ["construction"], "words": ["螺纹", "盘螺", "线材"], "hours": "out", "at_least": "100"}  # fmt: skip
    assert kept.actions == {"assign": "d:sales", "priority": "high", "tags": ["夜间"], "reply": "{联系人}您好"}
    shown = browser.get(RULES).text
    for words in ("夜间询价", "“螺纹”、“盘螺”、“线材”", "非工作时间", "数量不少于 100 吨", "分给业务部门", "优先级设为高", "自动回复：{联系人}您好"):  # fmt: skip
        assert words in shown
    form = browser.get(f"{RULES}/{kept.id}").text
    for words in ('value="夜间询价"', 'value="螺纹、盘螺、线材"', 'value="100"', "{联系人}您好</textarea>"):
        assert words in form
    assert browser.post(f"{RULES}/new", data=FORM | {"name": "第二条"}).status_code == 303
    second = rules(database)[1]
    assert browser.post(f"{RULES}/{second.id}/move", data={"version": "1", "to": "up"}).status_code == 303
    assert [one.name for one in rules(database)] == ["第二条", "夜间询价"]
    assert browser.post(f"{RULES}/{second.id}/switch", data={"version": "2", "on": "0"}).status_code == 303
    assert [one.active for one in rules(database)] == [False, True]
    assert browser.post(f"{RULES}/{kept.id}", data=FORM | {"version": "1", "name": "改过"}).status_code == 303
    assert browser.post(f"{RULES}/{second.id}/delete", data={"version": "3"}).status_code == 303
    assert [one.name for one in rules(database)] == ["改过"]
    with database.reading() as session:
        done = session.scalars(select(AuditEvent.action).where(AuditEvent.action.startswith("rule.")).order_by(AuditEvent.id))  # fmt: skip
        assert list(done) == ["rule.kept", "rule.kept", "rule.moved", "rule.switched", "rule.kept", "rule.dropped"]
    assert "修改记录" in browser.get(RULES).text


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": " "}, "请填写名称"),
        ({"name": "长" * 61}, "最多 60 个字"),
        ({"trigger": "never"}, ""),
        ({"kinds": ["complaint"]}, ""),
        ({"at_least": "很多"}, "请填写数字"),
        ({"at_least": "0"}, "请填写 0 到 1,000,000 之间的数字"),
        ({"orgs": "C99999"}, "没有企业 C99999，请核对编号"),
        ({"words": "、".join(str(number) for number in range(31))}, "最多 30 个词"),
        ({"words": "长" * 31}, "每个词最多 30 个字"),
        ({"tags": "长" * 21}, "每个标签最多 20 个字"),
        ({"reply": "{价格}"}, "没有变量 {价格}"),
        ({"assign": "", "priority": "", "tags": "", "reply": ""}, "请至少选择一项要做的事"),
        ({"assign": "u:999999"}, ""),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    database: Database, cast: Cast, sign_in: SignIn, given: dict[str, Any], words: str
) -> None:
    browser = sign_in(cast.supervisor)
    for do in ("", "try"):
        answer = browser.post(f"{RULES}/new", data=FORM | {"reply": "<我打的字>", "do": do} | given)
        assert answer.status_code == 422
        assert f'class="field-error" id="{next(iter(given))}-error"' in answer.text, "beside the field itself"
        assert words in answer.text
        assert 'value="螺纹，盘螺、线材"' in answer.text or "words" in given
    assert rules(database) == []


def test_who_was_slower_sees_both_and_loses_nothing(database: Database, cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.supervisor)
    browser.post(f"{RULES}/new", data=FORM)
    (kept,) = rules(database)
    browser.post(f"{RULES}/{kept.id}", data=FORM | {"version": "1", "name": "同事改的"})
    late = browser.post(f"{RULES}/{kept.id}", data=FORM | {"version": "1", "name": "我改的"})
    assert late.status_code == 409
    assert "同事改的" in late.text
    assert 'value="我改的"' in late.text
    assert 'value="2"' in late.text
    assert rules(database)[0].name == "同事改的"
    assert browser.post(f"{RULES}/{kept.id}", data=FORM | {"version": "2", "name": "我改的"}).status_code == 303
    for verb, data in (("switch", {"on": "0"}), ("move", {"to": "up"}), ("delete", {})):
        assert browser.post(f"{RULES}/{kept.id}/{verb}", data=data | {"version": "1"}).status_code == 303
    assert rules(database)[0].active
    assert "同事刚刚改过这条规则" in browser.get(RULES).text


def test_what_was_written_for_a_rule_thrown_away_meanwhile_can_be_kept_as_a_new_one(
    database: Database, cast: Cast, sign_in: SignIn
) -> None:
    browser = sign_in(cast.supervisor)
    browser.post(f"{RULES}/new", data=FORM)
    (kept,) = rules(database)
    browser.post(f"{RULES}/{kept.id}/delete", data={"version": "1"})
    late = browser.post(f"{RULES}/{kept.id}", data=FORM | {"version": "1", "name": "改了半天<b>"})
    assert (late.status_code, "改了半天&lt;b&gt;" in late.text, f'action="{RULES}/new"' in late.text) == (
        404,
        True,
        True,
    )
    assert browser.get(f"{RULES}/{kept.id}").status_code == 404


def test_only_supervision_and_administrators_may(database: Database, cast: Cast, sign_in: SignIn) -> None:
    rule_id = keep(database, cast)
    for person, status in ((cast.member, 404), (cast.sales, 403), (cast.quality, 403)):
        browser = sign_in(person)
        for address in (RULES, f"{RULES}/new", f"{RULES}/{rule_id}"):
            assert browser.get(address).status_code == status
        for address in (f"{RULES}/new", f"{RULES}/{rule_id}", f"{RULES}/{rule_id}/delete"):  # fmt: skip
            assert browser.post(address, data=FORM | {"version": "1"}).status_code == status
    assert len(rules(database)) == 1
    rule = Rule(0, "x", OPENED, Conditions(), Actions(priority="urgent"))
    with database.reading() as session, pytest.raises(Forbidden):
        try_rule(session, as_actor(session, cast.sales), rule=rule, days=30)
    assert sign_in(cast.admin).get(f"{RULES}/{rule_id}").status_code == 200
    assert sign_in(cast.admin).get(f"{RULES}/999999").status_code == 404
    assert sign_in(cast.admin).post(f"{RULES}/999999", data=TRY).status_code == 404


def contents(database: Database) -> dict[str, list[Any]]:
    """Every row that a rule might touch."""
    tables = ("threads", "messages", "thread_events", "automation_runs", "automation_rules", "jobs", "audit_events", "notices", "live_events")  # fmt: skip
    with database.reading() as session:
        return {name: list(session.execute(text(f"SELECT * FROM {name} ORDER BY id"))) for name in tables}


def test_a_trial_says_what_would_have_been_and_changes_nothing(database: Database, cast: Cast, sign_in: SignIn) -> None:
    caught = opened(database, cast, when=EVENING, subject="<i>求购</i>", body="螺纹钢 HRB400E 200吨")
    opened(database, cast, when=WORKDAY, body="螺纹钢 HRB400E 200吨")
    opened(database, cast, when=EVENING, body="铝锭 200吨")
    opened(database, cast, when=EVENING, kind="complaint", body="螺纹钢 200吨 都是坏的")
    with time_machine.travel("2026-11-25T10:00+08:00", tick=False):
        browser = sign_in(cast.supervisor)
        before = contents(database)
        answer = browser.post(f"{RULES}/new", data=TRY)
        assert answer.status_code == 200
        assert "最近 30 天：看了 3 次来信，符合 1 次，涉及 1 个会话。" in answer.text
        assert f'href="/threads/{caught}"' in answer.text
        assert "&lt;i&gt;求购&lt;/i&gt;" in answer.text
        for words in ("分给业务部门", "优先级设为高", "标签：夜间", "自动回复：周采购您好", 'value="螺纹，盘螺、线材"'):
            assert words in answer.text
        assert contents(database) == before
        assert rules(database) == []
    with time_machine.travel("2027-01-20T10:00+08:00", tick=False):
        browser = sign_in(cast.supervisor)
        assert "看了 0 次来信，符合 0 次" in browser.post(f"{RULES}/new", data=TRY).text
        assert "看了 3 次来信，符合 1 次" in browser.post(f"{RULES}/new", data=TRY | {"days": "90"}).text


def test_a_trial_of_a_kept_rule_asks_it_as_it_stands_in_the_form_and_in_its_place(
    database: Database, cast: Cast, sign_in: SignIn
) -> None:
    opened(database, cast, when=WORKDAY, body="发票呢，螺纹钢")
    opened(database, cast, when=WORKDAY, body="螺纹钢")
    stopping = keep(database, cast, "先停", when={"words": ("发票",)}, then={"priority": "low"}, stops=True)
    second = keep(database, cast, "后看", when={"words": ("什么都没有",)}, then={"priority": "high"}, active=False)
    with time_machine.travel("2026-11-25T10:00+08:00", tick=False), database.reading() as session:
        boss = as_actor(session, cast.supervisor)
        rule = Rule(second, "后看", OPENED, Conditions(words=("螺纹",)), Actions(priority="high", tags=("新",)))
        trial = try_rule(session, boss, rule=rule, days=30)
        assert (trial.looked, trial.caught, trial.stopped) == (2, 1, 1)
        assert trial.shown[0].would == rule.actions
        assert not trial.shown[0].forestalled
    with database.writing() as session:
        session.get_one(AutoRule, stopping).stops = False
    with time_machine.travel("2026-11-25T10:00+08:00", tick=False), database.reading() as session:
        trial = try_rule(session, as_actor(session, cast.supervisor), rule=rule, days=30)
        assert (trial.caught, trial.stopped) == (2, 0)
        assert sorted((one.would.priority, one.forestalled) for one in trial.shown) == [("", True), ("high", False)]


def test_a_trial_of_later_messages_counts_messages(database: Database, cast: Cast) -> None:
    no = opened(database, cast, when=WORKDAY, body="加急，螺纹钢")
    with time_machine.travel("2026-11-24T11:00+08:00", tick=False), database.writing() as session:
        for body in ("请加急", "再说一次加急", "谢谢"):
            say(session, cast.member, no, body)
        say(session, cast.sales, no, "加急了")
    rule = Rule(0, "x", WRITTEN, Conditions(words=("加急",)), Actions(priority="urgent"))
    with time_machine.travel("2026-11-25T10:00+08:00", tick=False), database.reading() as session:
        trial = try_rule(session, as_actor(session, cast.supervisor), rule=rule, days=30)
    assert (trial.looked, trial.caught, trial.threads) == (3, 2, 1)


def test_a_trial_says_what_would_be_said(database: Database, cast: Cast, sign_in: SignIn) -> None:
    no = opened(database, cast, when=WORKDAY)
    reply = "{联系人}您好，{负责人}稍后回复，{我}"
    rule_id = keep(database, cast, trigger=WRITTEN, then={"reply": reply})
    with time_machine.travel("2026-11-24T11:00+08:00", tick=False):
        with database.writing() as session:
            say(session, cast.manager, no, "周采购休假，先问我")
        tried = TRY | {
            "trigger": WRITTEN,
            "reply": reply,
            "kinds": [],
            "groups": [],
            "words": "",
            "hours": "",
            "at_least": "",
        }
        page = sign_in(cast.supervisor).post(f"{RULES}/{rule_id}", data=tried).text
        watch(database)
    (*_before, (_name, _by_staff, body)) = said(database, no)
    assert body == "周采购您好，客服稍后回复，物资通客服"
    assert f"自动回复：{body}" in page


def test_who_was_new_then_is_new_in_a_trial(database: Database, cast: Cast) -> None:
    for _number in range(2):
        opened(database, cast, when=WORKDAY)
    rule = Rule(0, "x", OPENED, Conditions(newcomer="yes"), Actions(priority="high"))
    with time_machine.travel("2026-11-25T10:00+08:00", tick=False), database.reading() as session:
        assert try_rule(session, as_actor(session, cast.supervisor), rule=rule, days=30).caught == 1


def test_a_trial_shows_nothing_its_reader_may_not_see(database: Database, cast: Cast) -> None:
    """Complaints are in no trial, whoever they are about, not even for who may read them."""
    with database.writing() as session:
        other = make_staff(session, "supervision", name="另一监督")
        for kind in ("complaint", "suggestion", "inquiry"):
            open_(session, cast.member, kind=kind, body="螺纹钢")
        session.execute(text("UPDATE threads SET about = :about WHERE kind = 'inquiry'"), {"about": f"u:{other.id}"})
    rule = Rule(0, "x", OPENED, Conditions(), Actions(priority="urgent"))
    with database.reading() as session:
        assert try_rule(session, as_actor(session, cast.supervisor), rule=rule, days=30).caught == 1
        assert try_rule(session, as_actor(session, other), rule=rule, days=30).caught == 0


def test_a_trial_asks_a_fixed_number_of_statements(database: Database, cast: Cast, count_queries: list[str]) -> None:
    rule = Rule(0, "x", OPENED, Conditions(), Actions(priority="urgent"))
    numbers = []
    for _time in range(2):
        for _number in range(5):
            opened(database, cast, when=WORKDAY)
        with time_machine.travel("2026-11-25T10:00+08:00", tick=False), database.reading() as session:
            boss = as_actor(session, cast.supervisor)
            count_queries.clear()
            try_rule(session, boss, rule=rule, days=30)
            numbers.append(len(count_queries))
    assert numbers[0] == numbers[1] <= 5


def test_how_often_a_rule_held_stands_in_the_list(database: Database, cast: Cast, sign_in: SignIn) -> None:
    keep(database, cast, "常用", then={"tags": ("甲",)})
    keep(database, cast, "不用", when={"words": ("没有",)})
    for _number in range(2):
        with database.writing() as session:
            no = open_(session, cast.member)
        follow(database, no)
    page = sign_in(cast.supervisor).get(RULES).text
    assert "近 30 天命中 2 个会话" in page
    assert "近 30 天命中 0 个会话" in page
    with time_machine.travel(now() + timedelta(days=31)):
        assert "近 30 天命中 2 个会话" not in sign_in(cast.supervisor).get(RULES).text
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Thread)) == 2
    assert thread(database, no).tags == ",甲,"


def test_a_ready_answer_is_put_into_the_reply_and_nothing_else_changes(
    database: Database, cast: Cast, sign_in: SignIn
) -> None:
    with database.writing() as session:
        supervisor = as_actor(session, cast.supervisor)
        body = "{客户}您好，货到后 5 天内提出。\n请附照片。"
        keep_reply(session, supervisor, reply_id=None, department="quality", title="异议期限", body=body, version=0)
    browser = sign_in(cast.supervisor)
    page = browser.get(f"{RULES}/new").text
    ready = re.search(r'<option value="(\d+)">质量 · 异议期限</option>', page)
    assert ready
    typed = FORM | {"name": "先说期限", "reply": "已收到。", "do": "ready"}
    first = browser.post(f"{RULES}/new", data=typed | {"ready": ready[1]})
    assert first.status_code == 200
    assert reply_in(first.text) == f"已收到。\n\n{body}"
    assert 'value="先说期限"' in first.text
    again = browser.post(f"{RULES}/new", data=typed | {"ready": ready[1], "reply": reply_in(first.text)})
    assert reply_in(again.text) == f"已收到。\n\n{body}", "not twice"
    for wrong in ("", "999999", "x"):
        answer = browser.post(f"{RULES}/new", data=typed | {"ready": wrong})
        assert (answer.status_code, 'id="ready-error"' in answer.text) == (422, True), wrong
        assert reply_in(answer.text) == "已收到。"
    long = browser.post(f"{RULES}/new", data=typed | {"ready": ready[1], "reply": "长" * 1990})
    assert (long.status_code, "放不下" in long.text) == (422, True)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(AutoRule)) == 0


def reply_in(page: str) -> str:
    found = re.search(r'<textarea[^>]* name="reply"[^>]*>\s*(.*?)</textarea>', page, re.DOTALL)
    assert found
    return unescape(found[1]).replace("\r\n", "\n")


def test_a_new_rule_inherits_nothing_from_one_thrown_away(database: Database, cast: Cast, sign_in: SignIn) -> None:
    gone = keep(database, cast, "旧的", then={"reply": "旧的话"})
    with database.writing() as session:
        no = open_(session, cast.member)
    follow(database, no)
    with database.writing() as session:
        drop_rule(session, as_actor(session, cast.supervisor), rule_id=gone, version=1)
    keep(database, cast, "新的", trigger=WRITTEN, then={"reply": "新的话"})
    assert "近 30 天命中 0 个会话" in sign_in(cast.supervisor).get(RULES).text
    with database.writing() as session:
        say(session, cast.member, no, "还在吗")
    watch(database)
    assert [body for _name, by_staff, body in said(database, no) if by_staff] == ["旧的话", "新的话"]


def test_every_rule_that_held_is_counted_however_many_there_are(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        for number in range(100_001, 100_071):
            session.add(AutoRule(id=number, name="规则", trigger=OPENED, active=True, conditions={}, actions={}))
        no = open_(session, cast.member)
    follow(database, no)
    with database.reading() as session:
        assert [one.caught for one in list_rules(session)] == [1] * 70


def test_a_rule_switched_on_looks_at_nothing_from_before(database: Database, cast: Cast) -> None:
    rule_id = keep(database, cast, trigger=WRITTEN, active=False)
    keep(database, cast, "从前用过", trigger=WRITTEN)
    no = opened(database, cast)
    with database.writing() as session:
        session.scalars(select(AutoRule).where(AutoRule.id != rule_id)).one().active = False
        say(session, cast.member, no, "还有问题")
        switch_rule(session, as_actor(session, cast.supervisor), rule_id=rule_id, version=1, on=True)
    watch(database)
    assert thread(database, no).tags == ""


def test_nobody_is_given_threads_but_staff_who_are_here(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        session.get_one(User, cast.quality.id).disabled_at = now()
    for person in (cast.quality, cast.member):
        with pytest.raises(Invalid) as refused:
            keep(database, cast, then={"assign": f"u:{person.id}"})
        assert refused.value.field == "assign"
    assert keep(database, cast, then={"assign": f"u:{cast.sales.id}"})


def test_there_are_only_so_many_rules(database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST_RULES", 1)
    rule_id = keep(database, cast)
    with pytest.raises(Invalid):
        keep(database, cast)
    assert [one.id for one in rules(database)] == [rule_id]
