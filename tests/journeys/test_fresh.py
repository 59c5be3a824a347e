"""A supplier says each morning what is still there: on one page, or by the links of a mail, without signing in."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from portal.accounts.models import User
from portal.core.audit import AuditEvent
from portal.core.outbox import Job
from portal.core.permissions import VISITOR
from portal.core.uow import Database
from portal.listings.links import LASTS_S, FreshLinks, mark_of
from portal.listings.models import Listing
from portal.listings.morning import ask_all, ask_what_is_there
from portal.logistics.models import FreightRate, StockLot
from portal.notifications.paces import never_again, paces_of
from portal.notifications.rendering import render
from portal.organisations.actors import actor_of
from portal.organisations.models import Membership, Organisation
from tests.factories.listings import make_listing
from tests.factories.logistics import make_lot, make_rate
from tests.factories.people import make_member, make_organisation

MONDAY = datetime(2026, 10, 26, 1, 0, tzinfo=UTC)  # nine in Shanghai
OLD = MONDAY - timedelta(days=6)


@pytest.fixture(autouse=True)
def monday() -> Any:
    with time_machine.travel(MONDAY, tick=False) as moved:
        yield moved


@pytest.fixture
def org(database: Database) -> Organisation:
    with database.writing() as session:
        return make_organisation(session)


@pytest.fixture
def boss(database: Database, org: Organisation) -> User:
    with database.writing() as session:
        return make_member(session, org, role="manager")


@pytest.fixture
def things(database: Database, org: Organisation, boss: User) -> dict[str, str]:
    with database.writing() as session:
        listing = make_listing(session, org, confirmed_at=OLD)
        lot = make_lot(
            session, org_id=org.id, confirmed_at=OLD, pieces=40, unit_weight=Decimal("2.5"), listing_id=listing.id
        )
        rate = make_rate(session, org_id=org.id, confirmed_at=OLD)
        make_listing(session, org)  # fresh: nobody need look
        make_listing(session, confirmed_at=OLD)  # another company's
        return {"listing": listing.no, "lot": lot.no, "rate": rate.no}


def row(database: Database, model: Any, no: str) -> Any:
    with database.reading() as session:
        return session.scalars(select(model).where(model.no == no)).one()


def links(app: Flask) -> FreshLinks:
    found: FreshLinks = app.extensions["portal.fresh_links"]
    return found


def path(app: Flask, database: Database, user: User, kind: str, no: str, do: str) -> str:
    with database.reading() as session:
        person = actor_of(session, user.id)
        assert person is not None
        mark = mark_of(session, person)
    return links(app).path(person, kind, no, do, mark=mark)


def mails(database: Database) -> list[dict[str, Any]]:
    with database.reading() as session:
        jobs = session.scalars(select(Job).where(Job.name == "mail.send").order_by(Job.id)).all()
    return [job.payload for job in jobs if job.payload["template"] == "email/listings/still_there"]


def ask(app: Flask, database: Database) -> int:
    def paces(session: Any, people: Any) -> dict[int, str]:
        return paces_of(session, people, topic="stock")

    return ask_all(database, app.extensions["portal.freshness"], links(app), paces)


MODELS = {"listing": Listing, "lot": StockLot, "rate": FreightRate}


def test_everything_that_ages_is_on_one_page_and_done_with_one_tap(
    sign_in: Callable[[User], FlaskClient], database: Database, boss: User, things: dict[str, str]
) -> None:
    browser = sign_in(boss)
    page = browser.get("/me/fresh").text
    assert page.count('class="fresh-item"') == 3
    for kind, no in things.items():
        assert browser.post(f"/me/fresh/{kind}/{no}", data={"do": "confirm"}).status_code == 303
        assert row(database, MODELS[kind], no).confirmed_at == MONDAY
    assert 'class="fresh-item"' not in browser.get("/me/fresh").text
    with database.reading() as session:
        noted = session.execute(select(AuditEvent.action, AuditEvent.user_id)).all()
    assert sorted(one.action for one in noted if one.action.endswith(".confirmed")) == [
        "listing.confirmed", "lot.confirmed", "rate.confirmed",
    ]  # fmt: skip
    assert {one.user_id for one in noted if one.action.endswith(".confirmed")} == {boss.id}


def test_all_at_once_confirms_what_was_shown_and_nothing_of_others(
    sign_in: Callable[[User], FlaskClient], database: Database, boss: User, things: dict[str, str]
) -> None:
    with database.reading() as session:
        foreign = session.scalars(
            select(Listing.no).where(Listing.org_id != boss.id, Listing.confirmed_at == OLD)
        ).all()
    other = next(no for no in foreign if no != things["listing"])
    browser = sign_in(boss)
    assert browser.post("/me/fresh/all", data=things).status_code == 303
    assert all(row(database, MODELS[kind], no).confirmed_at == MONDAY for kind, no in things.items())
    assert browser.post("/me/fresh/all", data={"listing": other}).status_code == 404
    assert row(database, Listing, other).confirmed_at == OLD


def test_price_and_quantity_are_changed_in_place_and_what_is_wrong_is_said_beside_them(
    sign_in: Callable[[User], FlaskClient], database: Database, boss: User, things: dict[str, str]
) -> None:
    browser = sign_in(boss)
    home = f"/me/fresh/listing/{things['listing']}"
    wrong = browser.post(home, data={"do": "change", "version": "1", "price": "３6x", "quantity": "12"})
    assert wrong.status_code == 422
    assert 'value="３6x"' in wrong.text
    assert f'id="price-{things["listing"]}-error"' in wrong.text
    done = browser.post(home, data={"do": "change", "version": "1", "price": "3,700", "quantity": "62.5"})
    assert done.status_code == 303
    listing = row(database, Listing, things["listing"])
    assert (listing.price, listing.quantity, listing.confirmed_at) == (3700, Decimal("62.5"), MONDAY)
    stale = browser.post(home, data={"do": "change", "version": "1", "price": "1", "quantity": "1"})
    assert stale.status_code == 409
    lot_home = f"/me/fresh/lot/{things['lot']}"
    version = str(row(database, StockLot, things["lot"]).version)
    odd = browser.post(lot_home, data={"do": "change", "version": version, "quantity": "50", "pieces": "40"})
    assert odd.status_code == 422
    assert f'id="pieces-{things["lot"]}-error"' in odd.text
    browser.post(lot_home, data={"do": "change", "version": version, "quantity": "50", "pieces": "20"})
    lot = row(database, StockLot, things["lot"])
    assert (lot.on_hand, lot.pieces) == (50, 20)
    browser.post(f"/me/fresh/rate/{things['rate']}", data={"do": "change", "version": "1", "price": "92"})
    assert row(database, FreightRate, things["rate"]).price == 92


def test_what_is_gone_is_closed_from_the_page(
    sign_in: Callable[[User], FlaskClient], database: Database, boss: User, things: dict[str, str]
) -> None:
    browser = sign_in(boss)
    for kind, no in things.items():
        assert browser.post(f"/me/fresh/{kind}/{no}", data={"do": "close"}).status_code == 303
    assert row(database, Listing, things["listing"]).status == "closed"
    assert row(database, StockLot, things["lot"]).removed_at == MONDAY
    assert row(database, FreightRate, things["rate"]).status == "withdrawn"


def test_the_mornings_mail_goes_once_to_the_managers_and_its_links_do_what_they_say(
    app: Flask, client: FlaskClient, database: Database, org: Organisation, boss: User, things: dict[str, str]
) -> None:
    with database.writing() as session:
        make_member(session, org, role="member")  # not chosen
    assert ask(app, database) == 1
    assert ask(app, database) == 0
    (mail,) = mails(database)
    assert (mail["to"], mail["context"]["count"]) == (boss.email, 3)
    assert mail["leave"] == {"user_id": boss.id, "topics": ["stock"]}
    first = mail["context"]["groups"][0]["rows"][0]
    shown = client.get(first["confirm_url"])
    assert shown.status_code == 200
    assert row(database, Listing, things["listing"]).confirmed_at == OLD, "a GET changes nothing"
    assert client.post(first["confirm_url"]).status_code == 200
    assert row(database, Listing, things["listing"]).confirmed_at == MONDAY
    with database.reading() as session:
        noted = session.scalars(select(AuditEvent).where(AuditEvent.action == "listing.confirmed")).one()
    assert (noted.user_id, noted.org_id) == (boss.id, org.id)
    version = re.search(r'name="version"[^>]*value="(\d+)"', client.get(first["change_url"]).text)
    assert version is not None
    changed = {"version": version[1], "price": "3600", "quantity": "80"}
    assert client.post(first["change_url"], data=changed | {"price": "-1"}).status_code == 422
    assert client.post(first["change_url"], data=changed).status_code == 200
    assert client.post(first["change_url"], data=changed | {"price": "9"}).status_code == 409
    assert row(database, Listing, things["listing"]).price == 3600
    assert client.post(first["close_url"]).status_code == 200
    assert row(database, Listing, things["listing"]).status == "closed"
    page = client.get(mail["context"]["all_url"]).text
    assert things["lot"] in page
    assert (
        client.post(mail["context"]["all_url"], data={"lot": things["lot"], "rate": things["rate"]}).status_code == 200
    )
    assert row(database, StockLot, things["lot"]).confirmed_at == MONDAY


def test_the_mail_is_written_in_the_readers_language(
    app: Flask, database: Database, worker: Any, boss: User, things: dict[str, str]
) -> None:
    assert ask(app, database) == 1
    (mail,) = mails(database)
    for locale, word in (("zh-CN", "仍有效"), ("en", "Still valid"), ("zh-TW", "仍有效")):
        text = render(
            app, mail["template"], locale=locale, context=mail["context"] | {"leave_url": "/unsubscribe/x"}
        ).text
        assert word in text
        assert text.count("/still-there/") == 10


def test_nobody_is_asked_where_nothing_ages_nor_whom_it_was_taken_from(
    app: Flask, sign_in: Callable[[User], FlaskClient], database: Database, org: Organisation, boss: User
) -> None:
    assert ask(app, database) == 0
    with database.writing() as session:
        make_listing(session, org, confirmed_at=OLD)
        clerk = make_member(session, org, role="member")
    sign_in(clerk).post("/me/fresh/readers", data={"user": [str(clerk.id), "999"]})
    sign_in(boss).post("/me/notifications/settings", data={})
    assert ask(app, database) == 2
    assert {mail["to"] for mail in mails(database)} == {boss.email, clerk.email}


def test_a_manager_chooses_who_is_asked_and_a_pause_stops_it(
    app: Flask, sign_in: Callable[[User], FlaskClient], database: Database, org: Organisation, boss: User,
    things: dict[str, str],
) -> None:  # fmt: skip
    with database.writing() as session:
        clerk = make_member(session, org, role="member")
        stranger = make_member(session)
    sign_in(boss).post("/me/fresh/readers", data={"user": [str(clerk.id), str(stranger.id)]})
    with database.writing() as session:
        never_again(session, clerk.id, ("stock",), by=VISITOR)
    assert ask(app, database) == 0
    sign_in(boss).post("/me/fresh/readers", data={"user": [str(boss.id)]})
    assert ask(app, database) == 1
    assert [mail["to"] for mail in mails(database)] == [boss.email]


@pytest.mark.parametrize(
    ("hours", "sent"),
    [(0, 1), (-2, 0), (3, 0), (5 * 24, 0)],  # Monday nine, seven, noon; Saturday nine
)
def test_only_on_the_morning_of_a_working_day(
    app: Flask, database: Database, boss: User, things: dict[str, str], monday: Any, hours: int, sent: int
) -> None:
    monday.move_to(MONDAY + timedelta(hours=hours))
    ask_what_is_there(app.extensions["portal.freshness"], links(app), lambda _s, people: dict.fromkeys(people, "now"))(
        database
    )
    assert len(mails(database)) == sent


def ends_membership(session: Any, boss: User) -> None:
    session.execute(update(Membership).where(Membership.user_id == boss.id).values(ended_at=MONDAY))


def only_reads(session: Any, boss: User) -> None:
    session.execute(update(Membership).where(Membership.user_id == boss.id).values(role="viewer"))


def is_disabled(session: Any, boss: User) -> None:
    session.execute(update(User).where(User.id == boss.id).values(disabled_at=MONDAY))


def moves_away(session: Any, boss: User) -> None:
    session.execute(update(User).where(User.id == boss.id).values(email="else@example.com"))


def has_a_new_password(session: Any, boss: User) -> None:
    session.execute(update(User).where(User.id == boss.id).values(password_hash="another"))


@pytest.mark.parametrize("what", [ends_membership, only_reads, is_disabled, moves_away, has_a_new_password])
def test_a_link_dies_with_the_right_it_was_made_for(
    app: Flask, client: FlaskClient, database: Database, boss: User, things: dict[str, str], what: Any
) -> None:
    addresses = [
        path(app, database, boss, "listing", things["listing"], "confirm"), path(app, database, boss, "all", "", "confirm")
    ]  # fmt: skip
    with database.writing() as session:
        what(session, boss)
    for address in addresses:
        assert client.get(address).status_code == 404
        assert client.post(address, data={"listing": things["listing"]}).status_code == 404
    assert row(database, Listing, things["listing"]).confirmed_at == OLD


def test_a_forged_or_old_link_or_one_for_something_else_does_nothing(
    app: Flask, client: FlaskClient, database: Database, boss: User, things: dict[str, str], monday: Any
) -> None:
    good = path(app, database, boss, "listing", things["listing"], "confirm")
    other = app.extensions["portal.leaving"].path(boss.id, ["stock"]).removeprefix("/unsubscribe/")
    elsewhere = FreshLinks("another secret, long enough to sign with")
    with database.reading() as session:
        person = actor_of(session, boss.id)
        foreign = session.scalars(
            select(Listing.no).where(Listing.no != things["listing"], Listing.confirmed_at == OLD)
        ).one()
        assert person is not None
        mark = mark_of(session, person)
    forged = [
        good[:-2] + ("AA" if good[-2:] != "AA" else "BB"), f"/still-there/{other}", "/still-there/x", "/still-there/" + "A" * 5000,
        elsewhere.path(person, "listing", things["listing"], "close", mark=mark),
    ]  # fmt: skip
    for address in forged:
        assert client.get(address).status_code == 404, address
        assert client.post(address).status_code == 404, address
    stolen = links(app).path(person, "listing", foreign, "close", mark=mark)
    assert client.post(stolen).status_code == 404, "another company's listing"
    assert client.post(path(app, database, boss, "all", "", "confirm"), data={"listing": foreign}).status_code == 404
    monday.move_to(MONDAY + timedelta(seconds=LASTS_S + 60))
    assert client.post(good).status_code == 404
    assert row(database, Listing, things["listing"]).confirmed_at == OLD
    assert row(database, Listing, foreign).status == "published"


def test_the_button_of_a_mailed_link_needs_the_pages_own_token(
    app: Flask, client: FlaskClient, database: Database, boss: User, things: dict[str, str]
) -> None:
    address = path(app, database, boss, "listing", things["listing"], "confirm")
    app.config["WTF_CSRF_ENABLED"] = True
    assert client.post(address).status_code == 400
    assert row(database, Listing, things["listing"]).confirmed_at == OLD
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(address).text)
    assert token is not None
    assert client.post(address, data={"csrf_token": token[1]}).status_code == 200
    assert row(database, Listing, things["listing"]).confirmed_at == MONDAY
