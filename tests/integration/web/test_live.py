"""The stream: who hears what, that rights end at once, that nothing is missed, and that there is a cap."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from portal.accounts.models import User, UserSession, secret_hash
from portal.core.clock import now
from portal.core.live import announce, latest_id
from portal.core.uow import Database
from portal.organisations.actors import load_actor
from portal.organisations.models import Membership
from portal.threads import queries
from portal.web import streams
from portal.web.streams import Hub, Overfull, Rights, listen
from tests.factories.people import make_member, make_session, make_staff
from tests.factories.threads import make_thread

STAFF = frozenset({"staff"})


class Reader:
    """A browser's end of a stream, read in steps."""

    def __init__(self, hub: Hub, rights: Rights, *, after: int | None = None, ping_s: float = 0.4) -> None:
        self.hub = hub
        self.stream = hub.open(rights.audiences())
        self.text = listen(hub, self.stream, rights, after=after, ping_s=ping_s)
        assert "event: hello" in next(self.text)

    def until(self, what: str, *, tries: int = 30) -> list[str]:
        """What came up to and with the first text that holds `what`."""
        got = []
        for text in self.text:
            got.append(text)
            if what in text:
                return got
            if len(got) >= tries:
                break
        raise AssertionError(f"{what!r} never came: {got}")

    def rest(self) -> list[str]:
        return list(self.text)


@pytest.fixture
def hub(database: Database) -> Iterator[Hub]:
    hub = Hub(database, cap=3, poll_s=0.02)
    yield hub
    hub.stop()
    deadline = time.monotonic() + 2
    for stream in list(hub._streams):
        hub.close(stream)
    while hub._thread is not None and time.monotonic() < deadline:
        time.sleep(0.01)


@pytest.fixture(autouse=True)
def asks_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "RECHECK_S", 0.0)


@pytest.fixture
def scene(database: Database) -> dict[str, Any]:
    with database.writing() as session:
        member = make_member(session, role="member")
        other = make_member(session)
        staff = make_staff(session)
        thread = make_thread(session, opened_by=member, organisation=_org(session, member))
        tokens = {
            "member": make_session(session, member),
            "other": make_session(session, other),
            "staff": make_session(session, staff),
        }
        return {"no": thread.no, "tokens": tokens, "member": member, "other": other, "org": thread.org_id}


def _org(session: Any, member: User) -> Any:
    from sqlalchemy import select

    from portal.organisations.models import Organisation

    return session.scalars(
        select(Organisation)
        .join(Membership, Membership.org_id == Organisation.id)
        .where(Membership.user_id == member.id)
    ).one()


def rights(database: Database, token: str, *watched: str) -> Rights:
    return Rights(database, token=token, watched=watched, load_actor=load_actor, watch=queries.watch)


def tell(database: Database, audience: str, kind: str, **ids: Any) -> None:
    with database.writing() as session:
        announce(session, audience, kind, **ids)


def test_each_hears_what_is_theirs(database: Database, hub: Hub, scene: dict[str, Any]) -> None:
    no = scene["no"]
    member = Reader(hub, rights(database, scene["tokens"]["member"], no))
    staff = Reader(hub, rights(database, scene["tokens"]["staff"], no))
    tell(database, f"thread:{no}", "message", thread=no, id=1)
    tell(database, f"desk:{no}", "note", thread=no)
    tell(database, "staff", "threads")
    tell(database, f"org:{scene['org']}", "threads")
    tell(database, "org:999999", "threads")
    tell(database, f"user:{scene['member'].id}", "end")
    tell(database, "staff", "end")
    heard = "".join(member.until("event: end"))
    assert "event: message" in heard
    assert heard.count("event: threads") == 1
    assert "note" not in heard
    heard = "".join(staff.until("event: end"))
    assert "event: note" in heard
    assert heard.count("event: threads") == 1


def test_a_stranger_gets_no_stream_of_a_thread(database: Database, scene: dict[str, Any]) -> None:
    assert rights(database, scene["tokens"]["other"], scene["no"]).audiences() == frozenset()
    assert rights(database, scene["tokens"]["other"]).audiences() != frozenset()
    assert rights(database, "no such token").audiences() == frozenset()


def test_the_stream_ends_with_the_session(database: Database, hub: Hub, scene: dict[str, Any]) -> None:
    no = scene["no"]
    reader = Reader(hub, rights(database, scene["tokens"]["member"], no))
    with database.writing() as session:
        ended = update(UserSession).where(UserSession.token_hash == secret_hash(scene["tokens"]["member"]))
        session.execute(ended.values(ended_at=now()))
        announce(session, f"thread:{no}", "message", thread=no, id=2)
    assert not any("event: message" in text for text in reader.rest())
    assert len(hub) == 0


def test_the_stream_ends_when_somebody_leaves_the_company(database: Database, hub: Hub, scene: dict[str, Any]) -> None:
    reader = Reader(hub, rights(database, scene["tokens"]["member"], scene["no"]))
    with database.writing() as session:
        left = update(Membership).where(Membership.user_id == scene["member"].id)
        session.execute(left.values(ended_at=now()))
        announce(session, f"thread:{scene['no']}", "message", thread=scene["no"], id=2)
    assert not any("event: message" in text for text in reader.rest())


def test_rights_end_in_silence_too(database: Database, hub: Hub, scene: dict[str, Any]) -> None:
    reader = Reader(hub, rights(database, scene["tokens"]["member"]), ping_s=0.05)
    assert next(reader.text) == ": ping\n\n"
    with database.writing() as session:
        session.execute(update(UserSession).values(ended_at=now()))
    assert all(text == ": ping\n\n" for text in reader.rest())


def test_a_stream_resumes_where_it_was_and_says_nothing_twice(
    database: Database, hub: Hub, scene: dict[str, Any]
) -> None:
    no = scene["no"]
    tell(database, f"thread:{no}", "message", thread=no, id=1)
    with database.reading() as session:
        after = latest_id(session)
    for number in (2, 3):
        tell(database, f"thread:{no}", "message", thread=no, id=number)
    reader = Reader(hub, rights(database, scene["tokens"]["member"], no), after=after)
    tell(database, f"thread:{no}", "message", thread=no, id=4)
    tell(database, f"thread:{no}", "end", thread=no)
    heard = [json.loads(text.split("data: ")[1])["id"] for text in reader.until("event: end") if "message" in text]
    assert heard == [2, 3, 4]


def test_events_reach_every_stream_in_order_soon(database: Database, hub: Hub, scene: dict[str, Any]) -> None:
    readers = [Reader(hub, rights(database, scene["tokens"]["member"], scene["no"])) for _ in range(3)]
    began = time.monotonic()
    for number in range(5):
        tell(database, f"thread:{scene['no']}", "message", id=number)
    for reader in readers:
        heard = reader.until('"id":4')
        assert [text for text in heard if "message" in text] == sorted(
            heard, key=lambda text: int(text[4:].split("\n")[0])
        )
    assert time.monotonic() - began < 3, "a second is usual; the machine may be busy"


def test_there_is_a_cap_and_places_become_free(database: Database, hub: Hub, scene: dict[str, Any]) -> None:
    opened = [hub.open(STAFF) for _ in range(3)]
    with pytest.raises(Overfull):
        hub.open(STAFF)
    hub.close(opened[0])
    hub.close(opened[0])
    assert len(hub) == 2
    hub.close(hub.open(STAFF))


def test_a_stopping_process_ends_its_streams_at_once(database: Database, hub: Hub, scene: dict[str, Any]) -> None:
    reader = Reader(hub, rights(database, scene["tokens"]["member"]), ping_s=10)
    hub.alive = lambda: False
    began = time.monotonic()
    assert reader.rest() == []
    assert time.monotonic() - began < 1
    with pytest.raises(Overfull):
        hub.open(STAFF)


def test_who_does_not_keep_up_loses_the_stream(hub: Hub) -> None:
    stream = hub.open(STAFF)
    for number in range(streams.BACKLOG + 1):
        stream.put(streams.Live(number, "staff", "x", {}))
    assert stream.events.get_nowait() is None


def test_nobody_is_woken_for_what_others_hear(database: Database, hub: Hub, scene: dict[str, Any]) -> None:
    idle = hub.open(frozenset({"user:0"}))
    reader = Reader(hub, rights(database, scene["tokens"]["staff"]))
    for number in range(streams.BACKLOG + 1):  # more than would end a stream that had to take them all
        tell(database, "org:999999", "threads", id=number)
    tell(database, "staff", "end")
    assert len(reader.until("event: end")) == 1
    assert idle.events.empty()


def test_a_right_that_is_gained_is_heard_from_the_next_ping(
    database: Database, hub: Hub, scene: dict[str, Any]
) -> None:
    reader = Reader(hub, rights(database, scene["tokens"]["other"]), ping_s=0.05)
    with database.writing() as session:
        session.execute(update(User).where(User.id == scene["other"].id).values(is_staff=True))
    assert next(reader.text) == ": ping\n\n"
    tell(database, "staff", "threads")
    reader.until("event: threads")


def test_no_session_is_held_while_waiting(database: Database, hub: Hub, scene: dict[str, Any]) -> None:
    reader = Reader(hub, rights(database, scene["tokens"]["member"], scene["no"]), ping_s=0.05)
    next(reader.text)
    time.sleep(0.05)
    hub.stop()
    reader.rest()
    time.sleep(0.1)
    assert database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


# ---- By its addresses


SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def browser(scene: dict[str, Any], sign_in: SignIn) -> FlaskClient:
    return sign_in(scene["member"])


def test_the_address_answers_with_a_stream(app: Flask, browser: FlaskClient, scene: dict[str, Any]) -> None:
    response = browser.get(f"/live?thread={scene['no']}")
    assert response.status_code == 200
    assert response.mimetype == "text/event-stream"
    assert response.headers["X-Accel-Buffering"] == "no"
    assert response.headers["Cache-Control"] == "no-store"
    assert b"event: hello" in next(response.iter_encoded())
    response.close()
    assert len(app.extensions["portal.live"]) == 0, "a reader that left frees its place"


def test_strangers_threads_and_visitors_get_none(
    client: FlaskClient, browser: FlaskClient, scene: dict[str, Any], database: Database
) -> None:
    with database.writing() as session:
        foreign = make_thread(session).no
    for path in ("/live", "/live/poll"):
        assert browser.get(f"{path}?thread={foreign}").status_code == 404
        assert browser.get(f"{path}?thread={foreign}").data == browser.get(f"{path}?thread=TNOSUCH").data
        assert client.get(path, headers={"Accept": "application/json"}).status_code == 401


def test_beyond_the_cap_it_says_when_to_come_back(
    app: Flask, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.extensions["portal.live"], "cap", 0)
    response = browser.get("/live")
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0


def test_polling_hears_the_same(browser: FlaskClient, database: Database, scene: dict[str, Any]) -> None:
    no = scene["no"]
    begin = browser.get(f"/live/poll?thread={no}").get_json()["last"]
    tell(database, f"thread:{no}", "message", thread=no, id=1)
    tell(database, f"desk:{no}", "note", thread=no)
    answer = browser.get(f"/live/poll?thread={no}&after={begin}").get_json()
    assert [event["kind"] for event in answer["events"]] == ["message"]
    later = browser.get(f"/live/poll?thread={no}&after={max(answer['last'], answer['events'][-1]['id'])}").get_json()
    assert later["events"] == []
    for nonsense in ("x", "-1", "9" * 40, ""):
        assert browser.get(f"/live/poll?after={nonsense}").status_code == 200


def test_the_badge_counts(browser: FlaskClient, database: Database) -> None:
    assert browser.get("/live/unread").get_json() == {"unread": 0, "notices": 0}
