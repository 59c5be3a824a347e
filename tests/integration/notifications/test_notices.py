"""What people are told: once, in their language, in the app at once and by mail at the pace they chose."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email import policy
from email.parser import BytesParser

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.models import User
from portal.config import Settings
from portal.core.notices import tell
from portal.core.uow import Database
from portal.core.worker import Worker
from portal.notifications.models import Notice
from portal.notifications.telling import ask_for_digests
from tests.factories.mail import clear_mail, mails
from tests.factories.notices import SAYS, tell_one
from tests.factories.people import make_member, make_user

SignIn = Callable[[User], FlaskClient]
MONDAY_NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)  # 12:00 in Shanghai
LATER = datetime(2026, 11, 23, 4, 3, tzinfo=UTC)  # the while in which mail is gathered is over
TUESDAY = datetime(2026, 11, 24, 0, 32, tzinfo=UTC)  # 8:32
NEXT_MONDAY = datetime(2026, 11, 30, 0, 32, tzinfo=UTC)


@pytest.fixture(autouse=True)
def empty_folder(settings: Settings) -> None:
    clear_mail(settings)


@pytest.fixture
def people(database: Database) -> list[User]:
    with database.writing() as session:
        found = [make_member(session), make_user(session, locale="en")]
        session.expunge_all()
    return found


def unread(database: Database, person: User) -> int:
    with database.reading() as session:
        return session.scalars(select(User.unread_notices).where(User.id == person.id)).one()


def told(
    database: Database, worker: Worker, *people: User, keys: tuple[str, ...] = ("k1",), topic: str = "orders"
) -> None:
    with database.writing() as session:
        for key in keys:
            tell_one(session, *people, key=key, no=key, topic=topic)
    worker.drain()


def test_the_same_key_is_told_once_to_each(database: Database, worker: Worker, people: list[User]) -> None:
    told(database, worker, *people, keys=("a", "a", "b"))
    told(database, worker, people[0], keys=("a",))
    with database.reading() as session:
        rows = session.execute(select(Notice.user_id, Notice.key).order_by(Notice.user_id, Notice.key)).all()
    assert [tuple(row) for row in rows] == [(person.id, key) for person in people for key in ("a", "b")]
    assert [unread(database, person) for person in people] == [2, 2]


def test_nothing_is_told_of_what_is_rolled_back(database: Database, worker: Worker, people: list[User]) -> None:
    def fail() -> None:
        with database.writing() as session:
            tell_one(session, people[0])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    worker.drain()
    assert unread(database, people[0]) == 0


def test_a_notice_is_read_in_the_readers_language(
    database: Database, worker: Worker, people: list[User], sign_in: SignIn
) -> None:
    told(database, worker, *people)
    assert "会话 k1 有新消息" in sign_in(people[0]).get("/me/notifications").text
    page = sign_in(people[1]).get("/me/notifications").text
    assert "会话 k1" not in page
    assert "k1" in page


def test_the_header_counts_without_asking_more(
    database: Database, worker: Worker, people: list[User], sign_in: SignIn, count_queries: list[str]
) -> None:
    browser = sign_in(people[0])
    browser.get("/help")
    count_queries.clear()
    browser.get("/help")
    before = len(count_queries)
    told(database, worker, people[0])
    count_queries.clear()
    page = browser.get("/help").text
    assert len(count_queries) == before
    assert "通知，1 条未读" in page
    assert browser.get("/live/unread").get_json()["notices"] == 1


def test_opening_reads_it_and_goes_there(
    database: Database, worker: Worker, people: list[User], sign_in: SignIn
) -> None:
    told(database, worker, people[0], keys=("k1", "k2"))
    browser = sign_in(people[0])
    path = re.findall(r'action="(/me/notifications/\d+/open)"', browser.get("/me/notifications").text)[0]
    assert browser.get(path).status_code == 405  # what only looks changes nothing
    answer = browser.post(path)
    assert (answer.status_code, answer.location) == (303, "/threads/k2")
    assert unread(database, people[0]) == 1
    assert browser.post(path).status_code == 303
    assert unread(database, people[0]) == 1


def test_marking_all_leaves_what_came_since(
    database: Database, worker: Worker, people: list[User], sign_in: SignIn
) -> None:
    told(database, worker, people[0], keys=("k1", "k2"))
    browser = sign_in(people[0])
    up_to = re.search(r'name="up_to" value="(\d+)"', browser.get("/me/notifications").text)
    assert up_to
    told(database, worker, people[0], keys=("k3",))
    browser.post("/me/notifications/read", data={"up_to": up_to.group(1)})
    assert unread(database, people[0]) == 1
    browser.post("/me/notifications/read", data={"topic": "stock"})
    assert unread(database, people[0]) == 1
    browser.post("/me/notifications/read")
    assert unread(database, people[0]) == 0


def test_several_of_a_topic_go_as_one_mail(
    database: Database, worker: Worker, people: list[User], settings: Settings
) -> None:
    with time_machine.travel(MONDAY_NOON, tick=False):
        told(database, worker, people[0], keys=("k1", "k2", "k3"))
        assert mails(settings) == []
    with time_machine.travel(LATER, tick=False):
        worker.drain()
    (mail,) = mails(settings)
    assert mail.subject == "报价和订单：3 条新通知"
    for key in ("k1", "k2", "k3"):
        assert f"http://portal.test/threads/{key}" in mail.text
    with time_machine.travel(TUESDAY, tick=False):
        ask_for_digests(database)
        worker.drain()
    assert len(mails(settings)) == 1


def test_a_mail_of_one_says_it_in_its_subject_in_the_readers_language(
    database: Database, worker: Worker, people: list[User], settings: Settings
) -> None:
    with time_machine.travel(MONDAY_NOON, tick=False):
        told(database, worker, people[1])
    with time_machine.travel(LATER, tick=False):
        worker.drain()
    (mail,) = mails(settings)
    assert "k1" in mail.subject
    assert not re.search("[\u4e00-\u9fff]", mail.subject)


def test_what_was_read_in_time_is_not_mailed(
    database: Database, worker: Worker, people: list[User], settings: Settings, sign_in: SignIn
) -> None:
    with time_machine.travel(MONDAY_NOON, tick=False):
        told(database, worker, people[0])
        sign_in(people[0]).post("/me/notifications/read")
    with time_machine.travel(LATER, tick=False):
        worker.drain()
    assert mails(settings) == []


def test_no_mail_to_an_address_that_was_never_confirmed(database: Database, worker: Worker, settings: Settings) -> None:
    with time_machine.travel(MONDAY_NOON, tick=False):
        with database.writing() as session:
            stranger = make_user(session, email_confirmed_at=None)
            session.expunge_all()
        told(database, worker, stranger)
    with time_machine.travel(LATER, tick=False):
        worker.drain()
    assert mails(settings) == []
    assert unread(database, stranger) == 1


@pytest.mark.parametrize(("pace", "mailed_on"), [("daily", TUESDAY), ("weekly", NEXT_MONDAY), ("never", None)])
def test_the_pace_says_when_and_everything_comes_in_one(
    database: Database,
    worker: Worker,
    people: list[User],
    settings: Settings,
    sign_in: SignIn,
    pace: str,
    mailed_on: datetime | None,
) -> None:
    with time_machine.travel(MONDAY_NOON, tick=False):
        browser = sign_in(people[0])
        answer = browser.post("/me/notifications/settings", data={"pace-orders": pace, "pace-stock": pace})
        assert answer.status_code == 303
        told(database, worker, people[0], keys=("k1", "k2"))
        told(database, worker, people[0], keys=("k3",), topic="stock")
    seen = {}
    for moment in (LATER, TUESDAY, TUESDAY.replace(hour=1), NEXT_MONDAY, NEXT_MONDAY.replace(hour=1)):
        with time_machine.travel(moment, tick=False):
            ask_for_digests(database)
            worker.drain()
        seen[moment] = len(mails(settings))
    assert seen == {moment: int(mailed_on is not None and moment >= mailed_on) for moment in seen}
    if mailed_on:
        (mail,) = mails(settings)
        assert mail.subject == "3 条新通知"
        assert "【报价和订单】" in mail.text
    assert unread(database, people[0]) == 3


def test_what_is_told_in_a_pause_is_never_mailed(
    database: Database, worker: Worker, people: list[User], settings: Settings, sign_in: SignIn
) -> None:
    with time_machine.travel(MONDAY_NOON, tick=False):
        browser = sign_in(people[0])
        assert (
            browser.post("/me/notifications/settings/pause", data={"topic": "all", "until": "2026-11-24"}).status_code
            == 303
        )
        told(database, worker, people[0])
    with time_machine.travel(TUESDAY, tick=False):  # the pause ended at midnight
        ask_for_digests(database)
        worker.drain()
        assert mails(settings) == []
        told(database, worker, people[0], keys=("k2",))
    with time_machine.travel(TUESDAY.replace(minute=40), tick=False):
        worker.drain()
    (mail,) = mails(settings)
    assert "/threads/k2" in mail.text
    assert "/threads/k1" not in mail.text


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/me/notifications/settings", {"pace-orders": "hourly"}),
        ("/me/notifications/settings/pause", {"topic": "all", "until": "2020-01-01"}),
        ("/me/notifications/settings/pause", {"topic": "all", "until": "gestern"}),
        ("/me/notifications/settings/pause", {"topic": "weather"}),
        ("/me/notifications/settings/resume", {"topic": "weather"}),
    ],
)
def test_nonsense_in_the_settings_is_refused(
    people: list[User], sign_in: SignIn, path: str, data: dict[str, str]
) -> None:
    assert sign_in(people[0]).post(path, data=data).status_code == 422


def test_a_program_unsubscribes_with_one_post(
    database: Database, worker: Worker, people: list[User], settings: Settings, client: FlaskClient, app_with_csrf: None
) -> None:
    with time_machine.travel(MONDAY_NOON, tick=False):
        told(database, worker, people[0])
    with time_machine.travel(LATER, tick=False):
        worker.drain()
        (path,) = settings.mail_dir.glob("*.eml")
        message = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        link = str(message["List-Unsubscribe"]).strip("<>").removeprefix("http://portal.test")
        assert link.startswith("/unsubscribe/")
        whole = f"\r\nList-Unsubscribe: <http://portal.test{link}>\r\n"
        assert whole.encode() in path.read_bytes(), "mail programs follow it only where it stands on a line as it is"
        assert link in mails(settings)[0].text
        for _scanner in range(2):
            assert client.get(link).status_code == 200
        told(database, worker, people[0], keys=("k2",))
    with time_machine.travel(LATER.replace(minute=10), tick=False):
        worker.drain()
        assert len(mails(settings)) == 2  # to look is not to press
        assert client.post(link, data={"List-Unsubscribe": "One-Click"}).status_code == 200
        told(database, worker, people[0], keys=("k3",))
        told(database, worker, people[0], keys=("k4",), topic="stock")
    with time_machine.travel(LATER.replace(minute=20), tick=False):
        worker.drain()
    assert [mail.subject for mail in mails(settings)[2:]] == ["会话 k4 有新消息，您还没有看。"]
    assert unread(database, people[0]) == 4


@pytest.fixture
def app_with_csrf(client: FlaskClient) -> object:
    client.application.config["WTF_CSRF_ENABLED"] = True
    yield
    client.application.config["WTF_CSRF_ENABLED"] = False


@pytest.mark.parametrize(
    "wrong", [{"topic": "weather"}, {"values": {}}, {"link": "//evil.test"}, {"link": "https://evil.test"}, {"key": ""}]
)
def test_a_mistake_of_the_callers_is_told_at_once(
    database: Database, people: list[User], wrong: dict[str, object]
) -> None:
    said = {"topic": "orders", "key": "k", "says": SAYS, "values": {"no": "T1"}, "link": "/threads/T1"} | wrong
    with pytest.raises(ValueError, match=r"notice|topic"), database.writing() as session:
        tell(session, to=[people[0].id], **said)  # type: ignore[arg-type]
