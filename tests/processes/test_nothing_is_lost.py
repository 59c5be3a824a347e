"""What was acknowledged stays: through kill -9 of web and worker, and with ten writers and fifty readers at once."""

from __future__ import annotations

import secrets
import threading
import time
from collections import Counter
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from portal import create_app
from portal.core.outbox import Job
from portal.core.uow import Database
from portal.listings.models import Listing
from portal.threads.models import Message, Thread
from tests.factories.listings import make_listing
from tests.factories.people import make_member, make_organisation, make_session, make_staff
from tests.factories.threads import make_thread
from tests.processes.browsers import Browser, signed_in_headers
from tests.processes.conftest import RunningPortal

# Sixty connections cut at will by the servers they talk to: how the client's sockets end is not what is tested here.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

WRITERS, READERS = 10, 50


class House:
    """A company with threads and drafts, and everybody's sign-in, in a running portal's database."""

    def __init__(self, portal: RunningPortal, *, drafts: int = 0) -> None:
        self.app: Flask = create_app(portal.settings)
        self.database: Database = self.app.extensions["portal.database"]
        with self.database.writing() as session:
            company = make_organisation(session)
            people = [make_member(session, company) for _ in range(WRITERS)]
            staff = make_staff(session)
            self.threads = [make_thread(session, company, person).no for person in people]
            self.drafts = [
                make_listing(session, company, status="draft", created_by=people[0].id).no for _ in range(drafts)
            ]
            self.listing = make_listing(session, company).no
            tokens = [make_session(session, person) for person in [*people, staff]]
        self.headers = [signed_in_headers(self.app, token) for token in tokens]

    def close(self) -> None:
        self.database.engine.dispose()

    def messages(self) -> Counter[str]:
        """How often each text was kept."""
        with self.database.reading() as session:
            return Counter(session.scalars(select(Message.body)))


@pytest.fixture
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    running = RunningPortal(tmp_path_factory.mktemp("portal"))
    running.start()
    yield running
    running.stop()


def test_kill_9_loses_nothing_acknowledged_and_repeats_nothing(fresh: RunningPortal) -> None:
    house = House(fresh, drafts=40)
    ending = threading.Event()
    acknowledged: list[str] = []
    published: list[str] = []

    def write(number: int) -> None:
        count = 0
        with Browser(fresh.port, house.headers[number]) as browser:
            while not ending.is_set():
                count += 1
                body, key = f"第 {number} 人第 {count} 条", secrets.token_hex(12)
                while not ending.is_set():  # as the page does: the same key until the server has answered
                    answer = browser.post(f"/threads/{house.threads[number]}/messages", {"body": body, "token": key})
                    if answer and answer[0] in (200, 201):
                        acknowledged.append(body)
                        break
                    time.sleep(0.1)

    def publish() -> None:
        with Browser(fresh.port, house.headers[0]) as browser:
            for no in house.drafts:
                while not ending.is_set():
                    answer = browser.post(f"/me/listings/{no}/publish", {}, as_script=False)
                    if answer and answer[0] in (302, 303):
                        published.append(no)
                        break
                    time.sleep(0.1)
                time.sleep(0.25)

    workers = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    workers.append(threading.Thread(target=publish))
    for each in workers:
        each.start()
    for word in ("flask --app wsgi worker", "gunicorn", "flask --app wsgi worker", "gunicorn"):
        time.sleep(2.5)
        fresh.kill(word)
    time.sleep(2)
    fresh.wait_ready()
    time.sleep(3)
    ending.set()
    for each in workers:
        each.join()

    kept = house.messages()
    assert len(acknowledged) > 50
    assert [body for body in acknowledged if kept[body] != 1] == []
    assert [body for body, times in kept.items() if times > 1 and body.startswith("第")] == []
    with house.database.reading() as session:
        counted = session.execute(select(Thread.no, Thread.message_count)).all()
        for no, count in counted:
            really = len(
                session.scalars(
                    select(Message.id).join(Thread, Thread.id == Message.thread_id).where(Thread.no == no)
                ).all()
            )
            assert count == really
        live = set(session.scalars(select(Listing.no).where(Listing.status == "published")))
    assert set(published) <= live
    assert len(published) > 3
    _index_agrees(house)
    house.close()


def _index_agrees(house: House) -> None:
    """After what is still under way has been done, index and database say the same."""
    feed = house.app.extensions["portal.search.feed"]
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with house.database.reading() as session:
            waiting = session.scalars(select(Job.id).where(Job.name == "search.feed")).all()
        if not waiting:
            break
        time.sleep(0.2)
    assert waiting == []
    contents = feed.writer.contents()
    assert contents is not None
    assert feed.compare(house.database, contents, thoroughly=True).count == 0


def test_ten_writers_and_fifty_readers_at_once(fresh: RunningPortal) -> None:
    house = House(fresh)
    ending = threading.Event()
    posted: list[str] = []
    refused: list[tuple[str, int, bytes]] = []
    read: Counter[int] = Counter()

    def write(number: int) -> None:
        browser = Browser(fresh.port, house.headers[number])
        for count in range(8):
            body = f"第 {number} 人第 {count} 条"
            answer = browser.post(
                f"/threads/{house.threads[number]}/messages", {"body": body, "token": secrets.token_hex(12)}
            )
            if answer and answer[0] in (200, 201):
                posted.append(body)
            else:
                refused.append((body, answer[0] if answer else 0, answer[1][:200] if answer else b""))

    def look(number: int) -> None:
        paths = ("/supply", f"/listings/{house.listing}", f"/threads/{house.threads[number % WRITERS]}", "/threads")
        with Browser(fresh.port, house.headers[number % len(house.headers)]) as browser:
            while not ending.is_set():
                for path in paths:
                    answer = browser.get(path)
                    read[answer[0] if answer else 0] += 1
                    if answer and answer[0] != 200:
                        refused.append((path, answer[0], answer[1][:200]))

    readers = [threading.Thread(target=look, args=(number,)) for number in range(READERS)]
    writers = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for each in readers + writers:
        each.start()
    for each in writers:
        each.join()
    ending.set()
    for each in readers:
        each.join()

    assert refused == []
    assert set(read) == {200}
    kept = house.messages()
    assert len(posted) == WRITERS * 8
    assert [body for body in posted if kept[body] != 1] == []
    house.close()
    assert b"database is locked" not in (fresh.folder / "serve.log").read_bytes()
