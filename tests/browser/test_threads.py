"""Two browsers talk, live: what one writes the other sees; nothing typed is lost and nothing is sent twice."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import func, select, update

from portal.accounts.models import UserSession
from portal.core.clock import now
from portal.core.uow import Database
from portal.threads.casefile import CannedReply
from portal.threads.models import Message, Thread
from tests.browser.market import Market
from tests.factories.people import make_member, make_organisation, make_staff
from tests.factories.threads import make_message, make_thread

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def streams_end(app: Flask) -> Iterator[None]:
    yield
    app.extensions["portal.live"].stop()


@pytest.fixture
def cast(database: Database) -> dict[str, Any]:
    with database.writing() as session:
        company = make_organisation(session, kind="buyer", name="苏州宏越")
        buyer = make_member(session, company, role="member", name="周采购")
        staff = make_staff(session, "sales", name="李业务")
        colleague = make_staff(session, "quality", name="赵质量")
        thread = make_thread(session, company, buyer, body="三级螺纹 25 有货吗？")
        return {"buyer": buyer, "staff": staff, "colleague": colleague, "no": thread.no}


def write(page: Any, words: str) -> None:
    page.locator("textarea[name=body]").fill(words)
    page.locator("form.composer button[type=submit]").click()


def until(page: Any, holds: Callable[[], bool], within_s: float = 8) -> None:
    """Looks again until it holds: how soon a page has done something is another matter than that it does."""
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline
        page.wait_for_timeout(50)


def stored(database: Database, body: str) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Message).where(Message.body == body)) or 0


def test_two_people_talk_without_reloading(
    page_of: Callable[..., Any], cast: dict[str, Any], database: Database
) -> None:
    address = f"/threads/{cast['no']}"
    buyer, staff = page_of(cast["buyer"], address), page_of(cast["staff"], address)
    colleague = page_of(cast["colleague"], address)
    staff.get_by_text("三级螺纹 25 有货吗？").first.wait_for()

    staff.locator("textarea[name=body]").press_sequentially("有")
    buyer.get_by_text("客服正在输入…").wait_for()
    colleague.locator("[data-typing]", has_text="李业务").wait_for()

    write(staff, "有货，3,700 元/吨")
    began = time.monotonic()
    buyer.locator(".message[data-side=theirs]", has_text="有货，3,700 元/吨").wait_for()
    assert time.monotonic() - began < 3
    staff.locator(".message[data-side=mine]", has_text="有货").locator(
        "[data-read]", has_text="已读 · 周采购"
    ).wait_for()

    staff.locator("label", has_text="内部备注").click()
    write(staff, "底价 3,650")
    colleague.locator(".message[data-side=note]", has_text="底价 3,650").wait_for()
    write(buyer, "好的，要 **30 吨**")
    staff.locator(".message[data-side=theirs] strong", has_text="30 吨").wait_for()
    assert "底价" not in buyer.content()
    expect(buyer.locator(".message[data-state]")).to_have_count(0)
    assert [stored(database, words) for words in ("有货，3,700 元/吨", "好的，要 **30 吨**")] == [1, 1]


@pytest.mark.parametrize("width", [1440, 390])
def test_the_last_line_is_in_sight_after_a_note(page_of: Callable[..., Any], cast: dict[str, Any], width: int) -> None:
    page = page_of(cast["staff"], f"/threads/{cast['no']}", width=width)
    page.locator("form.composer").wait_for()
    box = page.locator("form.composer").bounding_box()
    height = page.viewport_size["height"]
    assert height - 40 <= box["y"] + box["height"] <= height  # one message, and the box still stands at the foot
    for number in range(8):
        write(page, f"第 {number} 条\n第二行\n第三行")
        page.locator(".message[data-message]", has_text=f"第 {number} 条").wait_for()
    page.locator("label", has_text="内部备注").click()
    write(page, "底价\n再低就亏了\n别说出去")
    note = page.locator(".message[data-side=note][data-message]", has_text="别说出去")
    note.wait_for()

    def in_sight() -> bool:
        last, box = note.bounding_box(), page.locator("form.composer").bounding_box()
        return bool(last["y"] + last["height"] <= box["y"])

    until(page, in_sight)


def test_what_was_sent_without_a_network_arrives_once(
    page_of: Callable[..., Any], cast: dict[str, Any], database: Database
) -> None:
    page = page_of(cast["buyer"], f"/threads/{cast['no']}")
    page.context.set_offline(True)
    write(page, "断网时写的")
    page.locator(".message[data-state=sending]", has_text="断网时写的").wait_for()
    expect(page.locator("textarea[name=body]")).to_have_value("")
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.locator(".message[data-message][data-side=mine]", has_text="断网时写的").wait_for()
    assert stored(database, "断网时写的") == 1
    expect(page.locator(".message", has_text="断网时写的")).to_have_count(1)


def test_where_the_matter_stands_and_the_order_of_words_follow_without_reloading(
    page_of: Callable[..., Any], cast: dict[str, Any]
) -> None:
    address = f"/threads/{cast['no']}"
    buyer, staff = page_of(cast["buyer"], address), page_of(cast["staff"], address)
    staff.locator("[data-status]", has_text="待回复").wait_for()
    write(staff, "有货")
    buyer.locator("[data-status][data-tone=ok]", has_text="已回复").wait_for()
    staff.locator("[data-status]", has_text="已回复").wait_for()
    expect(staff.locator("[data-waited]")).to_have_count(0)
    expect(staff.locator(".talk-work [name=status]")).to_have_value("answered")  # else saving would open it again

    buyer.context.set_offline(True)
    write(buyer, "断网时买家写的")
    buyer.locator(".message[data-state=sending]").wait_for()
    write(staff, "断网时客服写的")
    staff.locator(".message[data-message][data-side=mine]", has_text="断网时客服写的").wait_for()
    buyer.context.set_offline(False)
    buyer.evaluate("dispatchEvent(new Event('online'))")
    staff.locator("[data-status]", has_text="待回复").wait_for()
    buyer.get_by_text("断网时客服写的").wait_for()
    bodies = buyer.locator("[data-items] .message-bubble").all_inner_texts()
    assert [one.strip() for one in bodies[-2:]] == ["断网时客服写的", "断网时买家写的"]


def test_the_desks_form_follows_who_is_in_charge_unless_somebody_is_choosing(
    page_of: Callable[..., Any], cast: dict[str, Any], database: Database
) -> None:
    page, other = (page_of(cast["staff"], f"/threads/{cast['no']}") for _ in range(2))
    other.locator(".talk-work [name=priority]").select_option("high")
    write(page, "有货，今天能发")
    page.locator(".talk-work [name=owner_id] option:checked", has_text="李业务").wait_for(state="attached")
    expect(page.locator(".talk-head form[action$='/take']")).to_have_count(0)
    page.locator(".talk-work [name=priority]").select_option("urgent")
    page.locator(".talk-work button").click()
    page.locator(".talk-work [name=priority] [selected][value=urgent]").wait_for(state="attached")
    with database.reading() as session:
        assert session.scalars(select(Thread.priority)).one() == "urgent"
    other.get_by_text("有货，今天能发").wait_for()
    expect(other.locator(".talk-work [name=owner_id]")).to_have_value("")
    other.locator(".talk-work button").click()
    other.get_by_text("请核对后再保存").wait_for()


def test_an_answer_lost_on_the_way_is_no_second_message(
    page_of: Callable[..., Any], cast: dict[str, Any], database: Database
) -> None:
    page = page_of(cast["buyer"], f"/threads/{cast['no']}")
    lost: list[str] = []

    def lose_the_first_answer(route: Any) -> None:
        if route.request.method != "POST" or lost:
            route.continue_()
            return
        lost.append(route.request.url)
        route.fetch()  # the server gets it and stores it; its answer never arrives
        route.abort()

    page.route(f"**/threads/{cast['no']}/messages", lose_the_first_answer)
    write(page, "只此一条")
    page.locator(".message[data-message^=m][data-side=mine]", has_text="只此一条").wait_for()
    page.locator(".message[data-state]").first.wait_for(state="detached")  # sent once more and answered
    page.wait_for_timeout(500)
    assert lost
    assert stored(database, "只此一条") == 1
    expect(page.locator(".message", has_text="只此一条")).to_have_count(1)


def test_what_was_typed_survives_a_reload(page_of: Callable[..., Any], cast: dict[str, Any]) -> None:
    page = page_of(cast["buyer"], f"/threads/{cast['no']}")
    page.locator("textarea[name=body]").press_sequentially("写了一半")
    page.wait_for_timeout(500)
    page.reload()
    page.wait_for_function("document.querySelector('textarea[name=body]').value === '写了一半'")


def test_a_refused_message_can_be_taken_back(
    page_of: Callable[..., Any], cast: dict[str, Any], database: Database
) -> None:
    page = page_of(cast["buyer"], f"/threads/{cast['no']}")
    with database.writing() as session:
        session.scalars(select(Thread)).one().status = "closed"
    write(page, "来晚了")
    failed = page.locator(".message[data-state=failed]")
    failed.get_by_text("会话已关闭").wait_for()
    failed.get_by_text("放回编辑框").click()
    expect(page.locator("textarea[name=body]")).to_have_value("来晚了")


def test_the_queue_and_the_badge_follow(page_of: Callable[..., Any], cast: dict[str, Any], database: Database) -> None:
    with database.writing() as session:
        session.scalars(select(Thread)).one().owner_id = cast["staff"].id
    desk = page_of(cast["staff"], "/desk")
    buyer = page_of(cast["buyer"], f"/threads/{cast['no']}")
    write(buyer, "急用，请回复")
    desk.locator(".talk-queue", has_text="急用，请回复").wait_for()
    desk.wait_for_function("document.title.startsWith('(1) ')")
    write(page_of(cast["staff"], f"/threads/{cast['no']}"), "马上")
    desk.get_by_text("都处理完了").wait_for()


def test_ready_answers_are_searched_beside_the_box(
    page_of: Callable[..., Any], cast: dict[str, Any], database: Database
) -> None:
    with database.writing() as session:
        for title, body in (("质保书", "质保书随货同行，{联系人}"), ("提货", "请带身份证")):
            session.add(CannedReply(title=title, body=body, folded=f"{title} {body}"))
    desk = page_of(cast["staff"], f"/threads/{cast['no']}")
    desk.locator("details.talk-answers summary").click()
    desk.get_by_text("请带身份证").wait_for()
    desk.locator("[data-answers-search] input").press_sequentially("质保")
    desk.get_by_text("请带身份证").wait_for(state="detached")
    desk.locator("[data-answers-found] .answer").click()
    expect(desk.locator("textarea[name=body]")).to_have_value("质保书随货同行，周采购")


def test_what_was_sent_while_signed_out_is_sent_after_signing_in(
    page_of: Callable[..., Any], cast: dict[str, Any], database: Database
) -> None:
    desk = page_of(cast["staff"], f"/threads/{cast['no']}")
    with database.writing() as session:
        session.execute(update(UserSession).values(ended_at=now()))
    write(desk, "退出后还在")
    desk.get_by_text("发送失败").wait_for()
    assert stored(database, "退出后还在") == 0
    with database.writing() as session:  # signed in again
        session.execute(update(UserSession).values(ended_at=None))
    desk.reload()
    with desk.expect_response(lambda answer: answer.url.endswith("/messages") and answer.status == 201):
        desk.get_by_role("button", name="重试").click()
    assert stored(database, "退出后还在") == 1


def test_beyond_the_cap_pages_poll_and_hear_all_the_same(
    page_of: Callable[..., Any], cast: dict[str, Any], app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.extensions["portal.live"], "cap", 0)
    address = f"/threads/{cast['no']}"
    buyer, staff = page_of(cast["buyer"], address), page_of(cast["staff"], address)
    write(staff, "轮询也收得到")
    buyer.locator(".message[data-side=theirs]", has_text="轮询也收得到").wait_for()


def test_tabs_share_one_stream(page_of: Callable[..., Any], cast: dict[str, Any], app: Flask) -> None:
    page = page_of(cast["buyer"], f"/threads/{cast['no']}")
    hub = app.extensions["portal.live"]
    until(page, lambda: len(hub) == 1)
    second = page.context.new_page()
    second.goto(page.url)
    second.wait_for_timeout(800)
    assert len(hub) <= 2, "the old connection of the first tab may still be closing"
    staff = page_of(cast["staff"], f"/threads/{cast['no']}")
    write(staff, "两个标签页都看到")
    for tab in (page, second):
        tab.locator(".message[data-side=theirs]", has_text="两个标签页都看到").wait_for()
    page.close()
    write(staff, "留下的也看到")
    second.locator(".message[data-side=theirs]", has_text="留下的也看到").wait_for()


def test_without_script_everything_is_a_form(
    page_of: Callable[..., Any], cast: dict[str, Any], database: Database
) -> None:
    page = page_of(cast["staff"], f"/threads/{cast['no']}", script=False)
    page.get_by_role("button", name="标为已读").click()
    write(page, "没有脚本也能发")
    page.locator(".message[data-side=mine]", has_text="没有脚本也能发").wait_for()
    assert stored(database, "没有脚本也能发") == 1


def test_a_reply_begun_before_a_colleagues_is_held_back_until_its_writer_insists(
    page_of: Callable[..., Any], cast: dict[str, Any], database: Database
) -> None:
    address = f"/threads/{cast['no']}"
    staff, colleague = page_of(cast["staff"], address), page_of(cast["colleague"], address)
    staff.locator("textarea[name=body]").press_sequentially("今天能送")
    write(colleague, "明早八点到")
    staff.locator(".message", has_text="明早八点到").wait_for()
    staff.locator("form.composer button[type=submit]").click()
    held = staff.locator(".message[data-state=failed]", has_text="今天能送")
    held.get_by_text("还没有发出：赵质量 刚刚也回复了").wait_for()
    assert stored(database, "今天能送") == 0
    held.get_by_role("button", name="仍然发送").click()
    staff.locator(".message:not([data-state])", has_text="今天能送").wait_for()
    assert stored(database, "今天能送") == 1

    write(staff, "运费 60")
    staff.locator(".message:not([data-state])", has_text="运费 60").wait_for()


def test_a_question_on_a_settled_matter_stands_below_its_day_and_the_head_follows(
    page_of: Callable[..., Any], cast: dict[str, Any], database: Database
) -> None:
    with database.writing() as session:
        thread = session.scalars(select(Thread).where(Thread.no == cast["no"])).one()
        before = now() - timedelta(days=2)
        session.execute(update(Message).where(Message.thread_id == thread.id).values(created_at=before))
        make_message(session, thread, cast["staff"], body="有货", created_at=before)
        thread.status = "resolved"
    buyer = page_of(cast["buyer"], f"/threads/{cast['no']}")
    buyer.get_by_role("link", name="评价这次服务").first.wait_for()
    write(buyer, "那今天什么价？")
    buyer.locator("[data-status]", has_text="等待回复").wait_for()
    buyer.locator(".message:not([data-state])", has_text="那今天什么价？").wait_for()
    expect(buyer.locator("[data-items] > :last-child")).to_contain_text("那今天什么价？")
    buyer.locator("[data-items] > :nth-last-child(2)[data-day]").wait_for()
    expect(buyer.locator("[data-settled-only]")).to_be_hidden()
    buyer.locator(".talk-head").get_by_role("button", name="已解决").click()
    buyer.locator("[data-status]", has_text="已解决").wait_for()


def test_what_may_answer_it_is_shown_while_typing_and_sending_waits_for_nothing(market: Market) -> None:
    with market.page("buyer") as page:
        page.goto(f"{market.url}/threads/new")
        page.locator("[data-look-button]").wait_for(state="hidden")
        page.locator("main textarea[name=body]").press_sequentially("有没有 HRB400E 25 的现货")
        page.locator(".offered a[href^='/listings/']").first.wait_for()
        page.locator("main textarea[name=body]").fill("你好在吗")
        page.locator(".offered").wait_for(state="detached")
        page.locator("main input[name=subject]").fill("螺纹钢")
        page.locator("main form:has(textarea[name=body]) button[type=submit]").click()
        page.wait_for_url("**/threads/T*")
        page.locator("[data-message=ack]").wait_for()


def test_each_matter_from_the_same_browser_is_a_thread_of_its_own(
    page_of: Callable[..., Any], cast: dict[str, Any], database: Database
) -> None:
    """What was sent is forgotten by the browser, and a form out of its history that is filled in anew is another matter."""
    page = page_of(cast["buyer"], "/threads/new")
    address, opened = page.url, []

    def send(words: str) -> None:
        page.locator("main input[name=subject]").fill(words)
        page.locator("main textarea[name=body]").fill(words)
        page.wait_for_timeout(300)  # the draft is kept meanwhile
        page.locator("main form:has(textarea[name=body]) [type=submit]").first.click()
        page.wait_for_url("**/threads/T*")
        page.locator(".message", has_text=words).wait_for()
        page.wait_for_selector("html[data-awake]", state="attached")
        opened.append(page.url)

    for words in ("第一件事", "第二件事"):
        page.goto(address)
        page.wait_for_selector("html[data-awake]", state="attached")
        expect(page.locator("main textarea[name=body]")).to_have_value("")
        send(words)
    page.go_back()
    page.wait_for_selector("html[data-awake]", state="attached")
    send("第三件事")
    assert len(set(opened)) == 3
    assert [stored(database, words) for words in ("第一件事", "第二件事", "第三件事")] == [1, 1, 1]
