"""Notes and the other side's words reach nobody they are not for: pages, lists, search, API, stream, mail, print."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.models import User
from portal.config import Settings
from portal.core.clock import now
from portal.core.uow import Database
from portal.core.worker import Worker
from tests.attacks.world import CLAIM, INNER, OFFER, PAPER, SECRET, World, browsers, build
from tests.factories.mail import clear_mail, mails

SignIn = Callable[[User], FlaskClient]
EVERYWHERE = (
    "/", "/me", "/threads", "/threads/rows", "/threads?state=open", "/threads?q=暗语", "/threads/recent", "/threads/recent?at={thread}",
    "/search?q=暗语", "/search?q=内部暗语", "/supply?q=暗语", "/help?q=暗语", "/me/listings", "/me/listings?state=draft", "/me/listings?state=closed",
    "/me/stock", "/me/freight", "/live/poll", "/live/poll?after=0", "/live/poll?after=0&thread={thread}", "/live/poll?after=0&thread={offer}",
    "/live/poll?after=0&thread={claim}", "/live/unread", "/threads/{thread}", "/threads/{thread}?print=1", "/threads/{thread}?before=99999",
    "/threads/{thread}/messages?after=0", "/threads/{thread}/messages?notes=0", "/threads/{thread}/messages?only={message}", "/threads/{thread}/state",
    "/threads/{thread}/side", "/threads/{thread}/messages/{message}/history", "/threads/{offer}", "/threads/{offer}/messages?after=0&notes=0",
    "/threads/{offer}/side", "/threads/{offer}/state", "/threads/{claim}", "/threads/{claim}/messages?after=0", "/threads/new", "/companies/{org}",
    "/threads/new?listing={draft}", "/listings/{draft}", "/listings/{ended}", "/listings/{shown}", "/desk", "/desk/rows", "/desk?q=暗语",
    "/desk?view=active&kind=complaint", "/desk/system/audit", "/companies/{supplier_org}", "/me/organisation",
)  # fmt: skip
PROGRAMS = (
    "threads", "threads?status=open", "threads/{thread}", "threads/{thread}/messages", "threads/{offer}", "threads/{offer}/messages",
    "threads/{claim}", "threads/{claim}/messages", "search?q=暗语", "search?q=甲方暗语", "listings?mine=true", "listings", "listings/{draft}",
)  # fmt: skip

NEVER = {
    "visitor": (SECRET, INNER, OFFER, CLAIM, PAPER),
    "b_manager": (SECRET, INNER, OFFER, CLAIM, PAPER),
    "b_viewer": (SECRET, INNER, OFFER, CLAIM, PAPER),
    "former": (SECRET, INNER, OFFER, CLAIM, PAPER),
    "disabled": (SECRET, INNER, OFFER, CLAIM, PAPER),
    "nobody": (SECRET, INNER, OFFER, CLAIM, PAPER),
    "supplier": (SECRET, INNER, CLAIM, PAPER),
    "a_manager": (INNER, OFFER),
    "a_member": (INNER, OFFER),
    "a_viewer": (INNER, OFFER, CLAIM),
    "sales": (CLAIM,),
    "warehouse": (CLAIM,),
}


@pytest.fixture
def world(app: Flask, database: Database) -> World:
    return build(app, database)


@pytest.mark.parametrize("who", NEVER)
def test_words_for_others_are_on_no_page(
    app: Flask, database: Database, sign_in: SignIn, world: World, worker: Worker, who: str
) -> None:
    people = browsers(app, database, world, sign_in)
    worker.drain()
    faults = []
    for path in EVERYWHERE:
        path = path.format(**world.objects)
        text = people[who].get(path).get_data(as_text=True)
        asked = path.rpartition("q=")[2] if "q=" in path else "\0"
        faults += [f"{path}: {word}" for word in NEVER[who] if word in text.replace(asked, "")]
    headers = {"Authorization": f"Bearer {world.keys[who]}"} if who in world.keys else {}
    for path in PROGRAMS if headers else ():
        answer = people["visitor"].get("/api/v1/" + path.format(**world.objects), headers=headers)
        faults += [f"{path}: {word}" for word in NEVER[who] if word in answer.get_data(as_text=True)]
        faults += [
            f"{path}: {word}" for word in NEVER[who] if word in (answer.get_data().decode("unicode_escape", "replace"))
        ]
    assert faults == []


def test_the_marked_words_are_there_for_whom_they_are_meant(
    app: Flask, database: Database, sign_in: SignIn, world: World
) -> None:
    people = browsers(app, database, world, sign_in)
    o = world.objects
    assert SECRET in people["a_viewer"].get(f"/threads/{o['thread']}").text
    assert INNER in people["sales"].get(f"/threads/{o['thread']}").text
    assert OFFER in people["supplier"].get(f"/threads/{o['offer']}").text
    assert CLAIM in people["supervision"].get(f"/threads/{o['claim']}").text
    assert INNER in people["sales"].get(f"/threads/{o['thread']}/messages?after=999&notes=0").text


def test_parents_and_children_that_do_not_belong_together(
    app: Flask, database: Database, sign_in: SignIn, world: World
) -> None:
    people = browsers(app, database, world, sign_in)
    o = world.objects
    pairs = [
        ("a_manager", f"/threads/{o['thread']}/messages?only={o['offered']}"),
        ("a_manager", f"/threads/{o['thread']}/messages/{o['offered']}/history"),
        ("a_manager", f"/threads/{o['thread']}/messages/{o['offered']}/edit"),
        ("a_manager", f"/threads/{o['thread']}/files/{o['offer_file']}/offer.pdf"),
        ("a_manager", f"/threads/{o['thread']}/files/{o['note_file']}/{o['note_file_name']}"),
        ("supplier", f"/threads/{o['offer']}/messages?only={o['message']}"),
        ("supplier", f"/threads/{o['offer']}/messages/{o['message']}/history"),
        ("supplier", f"/threads/{o['offer']}/files/{o['file']}/file.pdf"),
        ("sales", f"/threads/{o['offer']}/files/{o['file']}/file.pdf"),
        ("a_manager", f"/listings/{o['shown']}/files/{o['draft_picture']}"),
        ("b_manager", f"/listings/{o['shown']}/files/{o['draft_certificate']}"),
        ("visitor", f"/listings/{o['shown']}/files/{o['draft_picture']}"),
    ]
    for who, path in pairs:
        assert people[who].get(path).status_code == 404, path
    for who, thread, message in (("supplier", "offer", "message"), ("a_manager", "thread", "offered")):
        answer = people[who].post(f"/threads/{o[thread]}/messages/{o[message]}/edit", data={"body": "改"})
        assert answer.status_code == 404


def test_mails_hold_no_words_of_others(
    app: Flask, database: Database, sign_in: SignIn, world: World, worker: Worker, settings: Settings
) -> None:
    clear_mail(settings)
    people = browsers(app, database, world, sign_in)
    o = world.objects
    people["sales"].post(f"/threads/{o['thread']}/take")
    people["sales"].post(f"/threads/{o['offer']}/take")
    said = [
        ("a_manager", "thread", SECRET), ("supplier", "offer", OFFER), ("a_member", "claim", CLAIM),
        ("sales", "thread", SECRET), ("sales", "offer", OFFER), ("supervision", "claim", CLAIM),
    ]  # fmt: skip
    for who, no, words in said:
        assert people[who].post(f"/threads/{o[no]}/messages", data={"body": words}).status_code == 303
    assert (
        people["sales"].post(f"/threads/{o['thread']}/messages", data={"body": INNER, "as": "note"}).status_code == 303
    )
    with time_machine.travel(now() + timedelta(hours=1)):
        worker.drain()
    sent = mails(settings)
    assert len(sent) >= 3, "the customer, the supplier and who opened the complaint are told"
    by_name = {person.email: who for who, person in world.people.items()}
    for mail in sent:
        who = by_name[mail.to]
        assert who not in ("former", "disabled", "b_manager", "b_viewer", "nobody")
        if who in NEVER:
            assert not [word for word in NEVER[who] if word in mail.subject + mail.text], (who, mail.subject)


@pytest.mark.parametrize("who", ["a_manager", "supplier", "b_manager"])
def test_the_stream_tells_customers_nothing_of_notes(
    app: Flask, database: Database, sign_in: SignIn, world: World, who: str
) -> None:
    people = browsers(app, database, world, sign_in)
    o = world.objects
    begin = people[who].get("/live/poll").get_json()["last"]
    watched = {"a_manager": o["thread"], "supplier": o["offer"], "b_manager": None}[who]
    people["sales"].post(f"/threads/{o['thread']}/messages", data={"body": INNER, "as": "note"})
    people["sales"].post(f"/threads/{o['offer']}/messages", data={"body": INNER, "as": "note"})
    path = f"/live/poll?after={begin}" + (f"&thread={watched}" if watched else "")
    answer = people[who].get(path)
    assert answer.get_json()["events"] == []
    for foreign in {o["thread"], o["offer"], o["claim"]} - {watched}:
        if who == "a_manager" and foreign == o["claim"]:
            continue
        assert people[who].get(f"/live/poll?after=0&thread={foreign}").status_code == 404
        assert people[who].get(f"/live?thread={foreign}").status_code == 404
