"""The sample data: there is enough of it, it is the same every time, and it keeps the rules the portal keeps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from portal import models
from portal.accounts.models import User
from portal.accounts.passwords import check_password, verify_password
from portal.accounts.queries import staff_in
from portal.casework.models import Claim, Recovery
from portal.casework.queries import affected, claims
from portal.config import ROOT
from portal.core.clock import now, today
from portal.core.db import make_engine
from portal.core.errors import Conflict
from portal.core.files import FileStore, StoredFile
from portal.core.uow import Database
from portal.demo.load import ACCOUNTS, is_loaded, load
from portal.demo.people import PASSWORD
from portal.help.models import HelpArticle, Notice
from portal.home.queries import EXAMPLES
from portal.listings.looks import looked_at
from portal.listings.models import Listing, ListingRevision, PriceChange
from portal.listings.values import check, values_of
from portal.logistics.models import FreightRate, StockLot, StockMovement, Warehouse
from portal.logistics.services.counting import differ
from portal.organisations.actors import actor_of
from portal.organisations.models import Organisation
from portal.organisations.uscc import check_uscc
from portal.search.feed import Feed
from portal.search.query import Audience, SearchQuery
from portal.search.store import Store
from portal.search.whoosh_engine import WhooshEngine
from portal.search.whoosh_writer import WhooshWriter
from portal.standards.terms import FIRST, NEXT, RESOLVE
from portal.threads.models import ACTIVE, ANSWERED, DEPARTMENTS, OPEN, Message, Thread, ThreadNote
from portal.threads.queries.achieved import achieved
from portal.wiring import searchable


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database of this module's own with the sample data in it."""
    folder = tmp_path_factory.mktemp("market")
    with time_machine.travel(MOMENT, tick=False):
        database = filled(folder)
    yield database
    database.engine.dispose()


MOMENT = now()
"""Some of what was said keeps working hours and some does not, so which of two came first depends on when it is loaded."""


def filled(folder: Path) -> Database:
    database = Database(make_engine(f"sqlite:///{folder / 'market.db'}"))
    models.metadata.create_all(database.engine)
    load(database, FileStore(folder / "files"))
    return database


def test_there_is_enough_of_everything(market: Database) -> None:
    with market.reading() as session:

        def count(model: type, *where: object) -> int:
            return session.scalar(select(func.count()).select_from(model).where(*where)) or 0  # type: ignore[arg-type]

        public = Listing.is_public.is_(True)
        assert count(Organisation) >= 40
        assert count(Listing, public, Listing.kind == "supply") == 600
        assert count(Listing, public, Listing.kind == "demand") == 150
        assert session.scalar(select(func.count(func.distinct(Listing.category))).where(public)) >= 12  # type: ignore[operator]
        assert count(Warehouse) == 25
        assert count(FreightRate) >= 80
        assert count(Thread) >= 60
        assert count(ThreadNote) >= 5
        assert count(Thread, Thread.side == "supplier") >= 5
        assert count(HelpArticle) >= 20
        assert count(Notice) >= 3
        assert count(PriceChange) > 300
        assert count(ListingRevision) > 50
        assert count(StoredFile) >= 10


def test_it_is_the_same_every_time(market: Database, tmp_path: Path) -> None:
    with time_machine.travel(MOMENT, tick=False):
        again = filled(tmp_path)

    def fingerprint(database: Database) -> list[tuple[object, ...]]:
        with database.reading() as session:
            listings = session.execute(
                select(Listing.no, Listing.spec, Listing.price, Listing.available).order_by(Listing.id)
            ).all()
            said = session.execute(
                select(Thread.no, Message.body).join(Thread, Thread.id == Message.thread_id).order_by(Message.id)
            ).all()
        return [tuple(row) for row in (*listings, *said)]

    assert fingerprint(market) == fingerprint(again)
    again.engine.dispose()


def test_listings_keep_the_rules_of_the_form(market: Database) -> None:
    with market.reading() as session:
        for listing in session.scalars(select(Listing).where(Listing.status == "published")):
            values = values_of(listing)
            assert check(values, kind=listing.kind, publishing=True) == values, listing.no


def test_what_is_available_is_what_lies_in_lots(market: Database) -> None:
    with market.reading() as session:
        lying: dict[int, Decimal] = {}
        for lot in session.scalars(select(StockLot)):
            assert lot.listing_id is not None
            lying[lot.listing_id] = lying.get(lot.listing_id, Decimal(0)) + lot.on_hand - lot.reserved
        stated = session.execute(select(Listing.id, Listing.available).where(Listing.id.in_(lying))).all()
        assert len(stated) > 200
        assert [number for number, available in stated if available != lying[number]] == []
        weighed = set(session.scalars(select(StockMovement.lot_id).where(StockMovement.kind == "out")))
        for lot in session.scalars(select(StockLot)):
            assert lot.unit_weight is not None
            counted = (lot.pieces or 0) * lot.unit_weight
            if lot.id in weighed:  # what leaves over the weighbridge is not a whole number of pieces
                assert not differ(counted, lot.on_hand)
            else:
                assert lot.on_hand == counted
            assert 0 <= lot.reserved <= lot.on_hand


def test_company_codes_are_valid_and_differ(market: Database) -> None:
    with market.reading() as session:
        codes = list(session.scalars(select(Organisation.uscc)))
    assert [check_uscc(code) for code in codes] == codes
    assert len(set(codes)) == len(codes)


def test_nothing_happened_in_the_future(market: Database) -> None:
    moment = now()
    with market.reading() as session:
        for column in (
            Message.created_at,
            ThreadNote.created_at,
            Listing.confirmed_at,
            Listing.published_at,
            StockLot.created_at,
        ):
            assert session.scalar(select(func.max(column))) <= moment, column  # type: ignore[operator]


def test_some_came_in_today_whatever_the_hour(tmp_path: Path) -> None:
    def of_today(database: Database) -> dict[str, int]:
        with database.reading() as session:
            query = select(Listing.kind, func.count()).where(
                Listing.published_at >= today(), Listing.is_public.is_(True)
            )
            return {row[0]: row[1] for row in session.execute(query.group_by(Listing.kind))}

    early = today() + timedelta(days=1, minutes=3)
    with time_machine.travel(early, tick=False):
        counts = of_today(filled(tmp_path))
    assert counts["supply"] >= 5
    assert counts["demand"] >= 2
    late = today() + timedelta(days=1, hours=23)
    folder = tmp_path / "late"
    folder.mkdir()
    with time_machine.travel(late, tick=False):
        assert of_today(filled(folder))["supply"] > counts["supply"] * 2


def test_new_work_is_given_to_who_does_it_and_never_to_the_administrator(market: Database) -> None:
    with market.reading() as session:
        admin = session.scalars(select(User.id).where(User.is_admin)).one()
        for department in DEPARTMENTS:
            people = staff_in(session, department)
            assert people
            assert (admin in people) is (department == "supervision"), department


def test_every_complaint_is_being_put_right_as_the_portal_would(market: Database) -> None:
    with market.reading() as session:
        complaints = set(session.scalars(select(Thread.id).where(Thread.kind == "complaint")))
        found = session.scalars(select(Recovery).where(Recovery.occasion == "complaint")).all()
    assert {one.thread_id for one in found} == complaints
    assert {one.state for one in found} == {"open", "promised", "closed"}
    assert len({one.cause_id for one in found} - {None}) == len(found), "their causes are counted"


def test_threads_agree_with_their_messages(market: Database) -> None:
    with market.reading() as session:
        for thread in session.scalars(select(Thread)):
            said = session.scalars(select(Message).where(Message.thread_id == thread.id).order_by(Message.id)).all()
            assert thread.message_count == len(said)
            assert thread.last_message_at == said[-1].created_at == max(message.created_at for message in said)
            assert thread.last_message_by_staff is said[-1].by_staff
            assert thread.last_staff_message_id == max((m.id for m in said if m.by_staff), default=0)
            assert thread.last_customer_message_id == max((m.id for m in said if not m.by_staff), default=0)
            assert (thread.waiting_since is not None) is (thread.status == OPEN)
            if thread.status in ACTIVE and thread.status in (OPEN, ANSWERED):
                assert (thread.status == ANSWERED) is said[-1].by_staff


def test_no_placeholder_is_left_in_what_people_said(market: Database) -> None:
    with market.reading() as session:
        texts = [
            *session.scalars(select(Message.body)),
            *session.scalars(select(Thread.subject)),
            *session.scalars(select(ThreadNote.body)),
        ]
    assert [text for text in texts if "{" in text or "}" in text or "[pdf]" in text or not text.strip()] == []


def test_articles_are_there_in_three_languages(market: Database) -> None:
    with market.reading() as session:
        for article in session.scalars(select(HelpArticle)):
            assert set(article.translations) == {"en", "zh-TW"}
            texts = [article.body, *(text["body"] for text in article.translations.values())]
            assert len(set(texts)) == 3
            assert all(len(text) > 60 for text in texts), article.slug


def test_each_role_has_an_account_that_can_sign_in(market: Database) -> None:
    check_password(PASSWORD, field="password")
    with market.reading() as session:
        actors = {}
        for account in ACCOUNTS:
            user = session.scalars(select(User).where(User.email == account.email)).one()
            actors[account.email] = actor_of(session, user.id)
        assert user.password_hash
        assert verify_password(user.password_hash, PASSWORD)
    assert all(actor is not None and actor.email_confirmed for actor in actors.values())
    roles = {
        email: (actor.org_role, actor.is_supplier, actor.org_verified)
        for email, actor in actors.items()
        if actor and actor.is_customer
    }
    assert roles["buyer@example.com"] == ("manager", False, True)
    assert roles["buyer.viewer@example.com"] == ("viewer", False, True)
    assert roles["supplier@example.com"] == ("manager", True, True)
    assert roles["supplier.new@example.com"] == ("manager", True, False)
    assert {d for actor in actors.values() if actor and not actor.is_admin for d in actor.departments} == {
        "sales", "warehouse", "transport", "quality", "supervision"
    }  # fmt: skip


def test_accounts_stand_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text()
    assert PASSWORD in text
    assert [account.email for account in ACCOUNTS if account.email not in text] == []


def test_only_an_empty_database_is_filled(market: Database, tmp_path: Path) -> None:
    assert is_loaded(market)
    with pytest.raises(Conflict):
        load(market, FileStore(tmp_path))


def test_the_command_fills_and_indexes(app: Flask, database: Database) -> None:
    runner = app.test_cli_runner()
    first = runner.invoke(args=["demo"])
    assert first.exit_code == 0, first.output
    assert "buyer@example.com" in first.output
    answer = app.test_client().get("/api/v1/warehouses?size=1")
    assert answer.get_json()["items"]
    assert runner.invoke(args=["demo"]).exit_code != 0


def test_every_example_on_the_home_page_finds_stock(market: Database, tmp_path: Path) -> None:
    engine = WhooshEngine(Store(tmp_path))
    Feed(WhooshWriter(engine), searchable()).rebuild(market)
    engine.refresh()
    found = {words: engine.search(SearchQuery(text=words, kind="supply"), Audience()).total for words in EXAMPLES}
    assert [words for words, total in found.items() if not total] == []


def test_a_claim_shows_which_stock_it_is_about_and_who_else_bought_of_it(market: Database) -> None:
    with market.reading() as session:
        quality = actor_of(session, session.scalars(select(User.id).where(User.email == "quality@example.com")).one())
        assert quality
        found: dict[str, tuple[int, int]] = {}
        for claim_no in session.scalars(select(Claim.no).where(Claim.heats != "")):
            claim, thread = claims.find_claim(session, quality, claim_no)
            lots = affected.affected_lots(session, claim)
            found[claim.state] = (len(lots), len(affected.other_buyers(session, quality, thread, lots)))
    assert len(found) == 2
    assert all(lots >= 1 and buyers >= 1 for lots, buyers in found.values()), found


def test_the_figures_tell_of_work_that_took_time_and_was_sometimes_late(market: Database) -> None:
    with market.reading() as session:
        for what, at_least in ((FIRST, 8), (NEXT, 8), (RESOLVE, 90)):
            month, quarter = (achieved(session, days)["", what] for days in (30, 90))
            assert quarter.promised > month.promised + 20
            assert (month.median_s or 0) >= at_least * 60
            assert month.median_s != quarter.median_s
            assert 85 <= (month.share or 0) < 100
            assert 85 <= (quarter.share or 0) < 100


def test_the_buyer_to_try_looked_at_something(market: Database) -> None:
    with market.reading() as session:
        buyer = actor_of(session, session.scalars(select(User.id).where(User.email == "buyer@example.com")).one())
        assert buyer
        assert len(looked_at(session, buyer.org_id or 0)) >= 5
