"""Quotations: what is frozen, what a new version does, who may answer and when; what staff know stays with them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.core.audit import AuditEvent
from portal.core.clock import now
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.outbox import Job
from portal.core.uow import Database
from portal.core.worker import Worker
from portal.orders import queries, services
from portal.orders.models import Order, Quotation
from portal.orders.queries import QuotationView
from portal.orders.services import Wish
from portal.threads.models import Message
from tests.factories.orders import draft_version, line_of, make_draft, make_quotation, send, version_of
from tests.factories.people import actor
from tests.factories.threads import make_thread
from tests.integration.orders.conftest import Market


def seen(database: Database, who: User, no: str, *, number: int = 0) -> QuotationView:
    with database.writing() as session:
        return queries.find_quotation(session, actor(session, who), no, number=number)


def sent(database: Database, market: Market, *lines: object, **values: object) -> str:
    with database.writing() as session:
        return make_quotation(session, market.sales, market.thread, *(lines or (line_of(market.listing),)), **values)  # type: ignore[arg-type]


def test_a_customer_sees_what_was_sent_and_nothing_before(database: Database, market: Market) -> None:
    with database.writing() as session:
        no = make_draft(session, market.sales, market.thread)
    with pytest.raises(NotFound):
        seen(database, market.buyer, no)
    with database.writing() as session:
        send(session, market.sales, no, line_of(market.listing, cost=Decimal(3500)))
    view = seen(database, market.viewer, no)
    assert (view.shown.status, view.shown.total) == ("sent", Decimal(219000))
    assert (view.costs, view.note) == ({}, "")
    staff = seen(database, market.warehouse, no)
    assert (dict(staff.costs), staff.note) == ({1: Decimal(3500)}, "毛利暗语")
    for stranger in (market.rival, market.supplier):
        with pytest.raises(NotFound):
            seen(database, stranger, no)
    with database.reading() as session:
        said = session.scalars(select(Message.body).where(Message.thread_id == market.thread.id)).all()
    assert f"/quotations/{no}" in said[-1]
    assert "3500" not in said[-1]


def test_what_was_sent_is_frozen_and_a_new_version_supersedes_it(database: Database, market: Market) -> None:
    no = sent(database, market)
    with pytest.raises(Conflict), database.writing() as session:
        services.save_draft(
            session, actor(session, market.sales), no, version=draft_version(session, no), values=version_of(line_of())
        )
    with database.writing() as session:
        services.revise(session, actor(session, market.sales), no)
    assert seen(database, market.buyer, no).shown.number == 1, "a draft is nobody's business"
    with pytest.raises(NotFound):
        seen(database, market.buyer, no, number=2)
    with database.writing() as session:
        send(session, market.sales, no, line_of(market.listing, price=Decimal(3600)))
    view = seen(database, market.buyer, no)
    assert [(one.number, one.status) for one in view.versions] == [(2, "sent"), (1, "superseded")]
    first = seen(database, market.buyer, no, number=1).shown
    assert (first.lines[0].price, first.total) == (Decimal(3650), Decimal(219000))
    with pytest.raises(Conflict), database.writing() as session:
        services.accept(session, actor(session, market.buyer), no, number=1)


def test_two_who_write_one_draft_do_not_overwrite_each_other(database: Database, market: Market) -> None:
    with database.writing() as session:
        no = make_draft(session, market.sales, market.thread)
        version = draft_version(session, no)
    with database.writing() as session:
        services.save_draft(session, actor(session, market.sales), no, version=version, values=version_of(line_of()))
    with pytest.raises(Conflict), database.writing() as session:
        services.save_draft(session, actor(session, market.sales), no, version=version, values=version_of(line_of()))
    with database.writing() as session:  # lines alone change, and the sums do not
        version = draft_version(session, no)
        values = version_of(line_of(detail="新说明"))
        services.save_draft(session, actor(session, market.sales), no, version=version, values=values)
        assert draft_version(session, no) > version


def test_countering_becomes_a_message_and_the_next_version_takes_it_over(database: Database, market: Market) -> None:
    no = sent(database, market)
    with database.writing() as session:
        services.counter(
            session, actor(session, market.member), no, number=1, words="周五前要货",
            wishes={1: Wish(price=Decimal(3600), quantity=Decimal(60))},
        )  # fmt: skip
        said = session.scalars(select(Message.body).order_by(Message.id.desc()).limit(1)).one()
    assert "3650 → 3600" in said
    assert "周五前要货" in said
    view = seen(database, market.sales, no)
    assert (view.shown.status, view.shown.lines[0].wished_price, view.shown.lines[0].wished_quantity) == (
        "countered", Decimal(3600), None,
    )  # fmt: skip
    with pytest.raises(Conflict), database.writing() as session:
        services.accept(session, actor(session, market.buyer), no, number=1)
    with database.writing() as session:
        services.revise(session, actor(session, market.sales), no)
    draft = seen(database, market.sales, no).shown
    assert (draft.lines[0].price, draft.total) == (Decimal(3600), Decimal(216000))


@pytest.mark.parametrize("who", ["viewer", "rival", "supplier", "sales"])
def test_only_the_customers_writers_answer(database: Database, market: Market, who: str) -> None:
    no = sent(database, market)
    person = getattr(market, who)
    for verb in (
        lambda session, one: services.accept(session, one, no, number=1),
        lambda session, one: services.counter(session, one, no, number=1, wishes={}, words="便宜点"),
        lambda session, one: services.decline(session, one, no, number=1, words=""),
    ):
        with pytest.raises((NotFound, Forbidden)), database.writing() as session:
            verb(session, actor(session, person))
    assert seen(database, market.buyer, no).shown.status == "sent"


def test_a_lapsed_quotation_is_lapsed_before_and_after_the_job(
    database: Database, market: Market, worker: Worker
) -> None:
    no = sent(database, market)
    with time_machine.travel(now() + timedelta(days=1, minutes=1)):
        assert seen(database, market.buyer, no).shown.status == "lapsed"
        with pytest.raises(Conflict), database.writing() as session:
            services.accept(session, actor(session, market.buyer), no, number=1)
        worker.drain()
        assert seen(database, market.buyer, no).shown.status == "lapsed"
    with database.reading() as session:
        assert session.scalar(select(func.count()).where(AuditEvent.action == "quotation.lapsed")) == 1
        assert session.scalar(select(func.count(Order.id))) == 0


def test_a_deadline_that_has_passed_cannot_be_sent(database: Database, market: Market) -> None:
    with pytest.raises(Invalid) as refused:
        sent(database, market, valid_until=now() - timedelta(minutes=1))
    assert refused.value.field == "valid_until"


def test_withdrawn_is_withdrawn(database: Database, market: Market) -> None:
    no = sent(database, market)
    with database.writing() as session:
        services.withdraw(session, actor(session, market.sales), no, reason="价格写错")
    with pytest.raises(Conflict), database.writing() as session:
        services.accept(session, actor(session, market.buyer), no, number=1)
    assert seen(database, market.buyer, no).shown.answer == "价格写错"


def test_lines_name_listings_that_can_be_quoted(database: Database, market: Market) -> None:
    for line, field in (
        (line_of(listing_no="S00000000"), "lines-0-title"),
        (line_of(market.listing, unit="piece"), "lines-0-unit"),
        (line_of(quantity="0"), "lines-0-quantity"),
        (line_of(price=None), "lines-0-price"),
    ):
        with pytest.raises(Invalid) as refused:
            sent(database, market, line)
        assert refused.value.field == field
    with database.reading() as session:
        assert session.scalar(select(func.count(Quotation.id))) == 0


def test_complaints_and_suppliers_threads_take_no_quotation(database: Database, market: Market) -> None:
    with database.writing() as session:
        complaint = make_thread(session, market.buyer_org, market.buyer, kind="complaint", owner_id=market.sales.id)
        side = make_thread(session, market.supplier_org, market.sales, side="supplier", parent_id=market.thread.id)
    for thread in (complaint, side):
        with pytest.raises(NotFound), database.writing() as session:
            make_draft(session, market.sales, thread)
    with pytest.raises(Forbidden), database.writing() as session:
        make_draft(session, market.warehouse, market.thread)


def test_the_company_is_told_once_and_a_viewer_is_not(database: Database, market: Market) -> None:
    sent(database, market)
    with database.reading() as session:
        jobs = session.scalars(select(Job.payload).where(Job.name == "notices.tell")).all()
    told = [job for job in jobs if job["key"].startswith("quotation:")]
    assert [sorted(job["to"]) for job in told] == [sorted([market.buyer.id, market.member.id])]


def test_what_a_customer_asks_about_is_offered_to_who_quotes_and_to_nobody_else(
    database: Database, market: Market
) -> None:
    with database.writing() as session:
        asked = make_thread(
            session, market.buyer_org, market.buyer, subject_kind="listing", subject_no=market.listing.no
        )
        other = make_thread(session, market.buyer_org, market.buyer, subject_kind="warehouse", subject_no="W1")
    with database.reading() as session:
        sales, buyer = actor(session, market.sales), actor(session, market.buyer)
        assert queries.asked_listing(session, sales, thread_no=asked.no) == market.listing.no
        assert queries.asked_listing(session, sales, thread_no=other.no) == ""
        assert queries.asked_listing(session, buyer, thread_no=asked.no) == ""
