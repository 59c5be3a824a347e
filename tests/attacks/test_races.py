"""The same thing done by eight at once: it happens once, and the other seven get a clear answer, never a failure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from portal.accounts.models import ApiToken, User, secret_hash
from portal.core.audit import AuditEvent
from portal.core.clock import now
from portal.core.numbers import new_token
from portal.core.uow import Database
from portal.listings.models import Listing
from portal.logistics.models import StockLot, StockMovement
from portal.organisations.models import Invitation, Membership, Organisation, Registration
from portal.organisations.uscc import sample_uscc
from portal.organisations.views import OWN
from portal.threads.models import Message, Thread, ThreadEvent
from tests.attacks.verbs import LISTING
from tests.factories.listings import make_listing
from tests.factories.logistics import make_lot
from tests.factories.people import make_member, make_organisation, make_staff, make_user
from tests.factories.threads import make_thread

SignIn = Callable[[User], FlaskClient]
MANY = 8


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """The answers of all calls, begun at the same moment."""
    gate = Barrier(len(calls))

    def begin(call: Callable[[], Any]) -> Any:
        gate.wait(20)
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(begin, calls))


def post_all(browsers: Sequence[FlaskClient], paths: str | Sequence[str], data: Any = None, **given: Any) -> list[Any]:
    """All browsers post at once: each to its own path, and its own data when there is a list of them."""
    ways = [paths] * len(browsers) if isinstance(paths, str) else paths
    forms = data if isinstance(data, list) else [data] * len(browsers)
    return at_once(
        *(
            lambda browser=browser, path=path, form=form: browser.post(path, data=form, **given)  # type: ignore[misc]
            for browser, path, form in zip(browsers, ways, forms, strict=True)
        )
    )


def statuses(answers: Sequence[Any]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


def count(database: Database, *conditions: Any, table: Any = None) -> int:
    with database.reading() as session:
        query = select(func.count()).where(*conditions)
        return session.scalar(query if table is None else query.select_from(table)) or 0


def audited(database: Database, action: str) -> int:
    return count(database, AuditEvent.action == action)


@pytest.fixture
def firm(database: Database) -> tuple[Organisation, User]:
    with database.writing() as session:
        org = make_organisation(session)
        return org, make_member(session, org)


@pytest.fixture
def boss(sign_in: SignIn, firm: tuple[Organisation, User]) -> list[FlaskClient]:
    """The same manager in as many browsers."""
    return [sign_in(firm[1]) for _ in range(MANY)]


@pytest.mark.parametrize(
    ("verb", "status", "action"),
    [("publish", "draft", "listing.published"), ("close", "published", "listing.closed")],
)
def test_one_listing_published_or_closed(
    database: Database, firm: tuple[Organisation, User], boss: list[FlaskClient], verb: str, status: str, action: str
) -> None:
    with database.writing() as session:
        no = make_listing(session, firm[0], status=status).no
    answers = post_all(boss, f"/me/listings/{no}/{verb}", {"version": "1"})
    assert set(statuses(answers)) <= {303, 409}
    assert audited(database, action) == 1
    with database.reading() as session:
        assert session.scalar(select(Listing.status)) == {"publish": "published", "close": "closed"}[verb]


def test_one_listing_saved(database: Database, firm: tuple[Organisation, User], boss: list[FlaskClient]) -> None:
    with database.writing() as session:
        no = make_listing(session, firm[0]).no
    forms = [LISTING | {"product_name": f"第{number}人"} for number in range(MANY)]
    answers = post_all(boss, f"/me/listings/{no}/edit", forms)
    assert statuses(answers) == {303: 1, 409: MANY - 1}
    winner = next(number for number, answer in enumerate(answers) if answer.status_code == 303)
    with database.reading() as session:
        assert session.execute(select(Listing.product_name, Listing.version)).one() == (f"第{winner}人", 2)
    assert all(f"第{number}人" in answer.text for number, answer in enumerate(answers) if number != winner)


def test_one_form_of_a_new_listing(database: Database, boss: list[FlaskClient]) -> None:
    answers = post_all(boss, "/me/listings/new?kind=supply", LISTING | {"token": "one-form-of-many", "do": "publish"})
    assert statuses(answers) == {303: MANY}
    assert count(database, table=Listing) == 1


def registrations(database: Database, app: Flask, **same: str) -> tuple[list[FlaskClient], list[str]]:
    """Registrations whose mails were written, in the browsers that made them, and where each is confirmed."""
    browsers, paths = [], []
    for number in range(MANY):
        token = new_token()
        values = {"email": f"p{number}@example.com", "uscc": sample_uscc(100 + number)} | same
        with database.writing() as session:
            row = Registration(
                token_hash=secret_hash(token), password_hash="x", name="王", company=f"第{number}公司", kind="buyer",
                city="天津", created_at=now(), expires_at=now() + timedelta(days=1), **values,
            )  # fmt: skip
            session.add(row)
            session.flush()
        browser = app.test_client()
        with browser.session_transaction() as cookie:
            cookie[OWN] = row.id
        browsers.append(browser)
        paths.append(f"/confirm/{token}")
    return browsers, paths


def test_one_company_confirmed_under_many_addresses(app: Flask, client: FlaskClient, database: Database) -> None:
    answers = post_all(*registrations(database, app, uscc=sample_uscc(77)))
    assert Counter(answer.headers["Location"] for answer in answers) == {"/me": 1, "/login": MANY - 1}
    assert count(database, table=Organisation) == count(database, table=User) == count(database, table=Membership) == 1


def test_one_address_confirmed_for_many_companies(app: Flask, client: FlaskClient, database: Database) -> None:
    answers = post_all(*registrations(database, app, email="wang@example.com"))
    assert set(statuses(answers)) <= {303, 404}
    assert [answer.headers.get("Location") for answer in answers].count("/me") == 1
    assert count(database, table=Organisation) == count(database, table=User) == count(database, table=Membership) == 1


@pytest.mark.parametrize("people", [1, MANY])
def test_one_company_registered_by_people_who_have_an_account(database: Database, sign_in: SignIn, people: int) -> None:
    with database.writing() as session:
        users = [make_user(session) for _ in range(people)]
    browsers = [sign_in(users[number % people]) for number in range(MANY)]
    form = {"kind": "buyer", "company": "天津恒达", "uscc": sample_uscc(77), "city": "天津"}
    answers = post_all(browsers, "/me/organisation/new", form)
    assert set(statuses(answers)) <= {303, 409, 422}
    assert count(database, table=Organisation) == count(database, table=Membership) == 1


def test_one_code_claimed_by_many_companies(database: Database, sign_in: SignIn) -> None:
    with database.writing() as session:
        users = [make_member(session, make_organisation(session, verification="pending")) for _ in range(MANY)]
    form = {"kind": "both", "company": "天津恒达", "uscc": sample_uscc(77), "city": "天津", "version": "1"}
    answers = post_all([sign_in(user) for user in users], "/me/organisation/edit", form)
    assert statuses(answers) == {303: 1, 422: MANY - 1}
    assert count(database, Organisation.uscc == sample_uscc(77)) == 1


def test_one_invitation_accepted(database: Database, sign_in: SignIn, firm: tuple[Organisation, User]) -> None:
    raw = new_token()
    with database.writing() as session:
        guest = make_user(session)
        row = Invitation(
            token_hash=secret_hash(raw), org_id=firm[0].id, email=guest.email, role="member", invited_by=firm[1].id,
            created_at=now(), expires_at=now() + timedelta(days=1),
        )  # fmt: skip
        session.add(row)
    answers = post_all([sign_in(guest) for _ in range(MANY)], f"/invitations/{raw}")
    found = statuses(answers)
    assert found[303] == 1
    assert set(found) <= {303, 404, 409}
    assert count(database, Membership.user_id == guest.id) == audited(database, "member.joined") == 1


@pytest.mark.parametrize("managers", [2, MANY])
def test_managers_demoted_in_a_ring(database: Database, sign_in: SignIn, managers: int) -> None:
    with database.writing() as session:
        org = make_organisation(session)
        people = [make_member(session, org) for _ in range(managers)]
    paths = [f"/me/organisation/members/{other.id}/role" for other in [*people[1:], people[0]]]
    answers = post_all([sign_in(person) for person in people], paths, {"role": "viewer"})
    assert set(statuses(answers)) <= {303, 403, 409}
    left = count(database, Membership.role == "manager", Membership.ended_at.is_(None))
    assert 1 <= left < managers


def test_the_last_tonnes(database: Database, firm: tuple[Organisation, User], boss: list[FlaskClient]) -> None:
    with database.writing() as session:
        no = make_lot(session, org_id=firm[0].id, on_hand=Decimal(10)).no
    answers = post_all(boss, f"/me/stock/{no}/move", {"kind": "reserve", "tonnes": "3", "reason": "抢货"})
    assert statuses(answers) == {303: 3, 422: MANY - 3}
    with database.reading() as session:
        assert session.execute(select(StockLot.on_hand, StockLot.reserved)).one() == (10, 9)
    assert count(database, StockMovement.kind == "reserve") == 3


def test_one_message(database: Database, firm: tuple[Organisation, User], boss: list[FlaskClient]) -> None:
    with database.writing() as session:
        no = make_thread(session, firm[0], firm[1]).no
    form = {"body": "只此一条", "token": "only-once-please"}
    answers = post_all(boss, f"/threads/{no}/messages", form, headers={"Accept": "application/json"})
    assert statuses(answers) == {201: 1, 200: MANY - 1}
    assert len({answer.json["no"] for answer in answers}) == 1
    assert count(database, Message.body == "只此一条") == audited(database, "message.posted") == 1
    with database.reading() as session:
        assert session.scalar(select(Thread.message_count)) == 2


def test_one_form_of_a_new_thread(database: Database, boss: list[FlaskClient]) -> None:
    form = {"kind": "inquiry", "subject": "询价", "body": "请报价", "token": "only-once-please"}
    answers = post_all(boss, "/threads/new", form)
    assert statuses(answers) == {303: MANY}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert count(database, table=Thread) == count(database, table=Message) == audited(database, "thread.opened") == 1


@pytest.mark.parametrize(
    ("path", "body", "table"),
    [
        ("threads", {"kind": "inquiry", "subject": "询价", "body": "请报价"}, Thread),
        (
            "listings",
            {"kind": "supply", "product_name": "螺纹钢", "category": "rebar", "quantity": 9, "city": "天津"},
            Listing,
        ),
    ],
)
def test_one_idempotency_key(
    app: Flask,
    client: FlaskClient,
    database: Database,
    firm: tuple[Organisation, User],
    path: str,
    body: Any,
    table: Any,
) -> None:
    raw = new_token()
    with database.writing() as session:
        session.add(ApiToken(token_hash=secret_hash(raw), user_id=firm[1].id, label="程序", created_at=now()))
    headers = {"Authorization": f"Bearer {raw}", "Idempotency-Key": "once-and-for-all"}
    programs = [app.test_client() for _ in range(MANY)]
    answers = post_all(programs, f"/api/v1/{path}", headers=headers, json=body)
    assert statuses(answers) == {201: MANY}, answers[0].text
    assert len({answer.json["no"] for answer in answers}) == 1
    assert sum("Idempotent-Replay" in answer.headers for answer in answers) == MANY - 1
    assert count(database, table=table) == 1


@pytest.mark.parametrize("path", ["/threads/{no}/take", "/desk/bulk"])
def test_one_thread_taken(database: Database, sign_in: SignIn, path: str) -> None:
    with database.writing() as session:
        no = make_thread(session).no
        staff = [make_staff(session) for _ in range(MANY)]
    answers = post_all([sign_in(person) for person in staff], path.format(no=no), {"no": no, "do": "take"})
    assert statuses(answers) == {303: MANY}
    assert audited(database, "thread.taken") == count(database, ThreadEvent.kind == "taken") == 1
    with database.reading() as session:
        who = session.scalar(select(AuditEvent.user_id).where(AuditEvent.action == "thread.taken"))
        assert session.scalar(select(Thread.owner_id)) == who


def test_one_thread_worked_on(database: Database, sign_in: SignIn) -> None:
    with database.writing() as session:
        no = make_thread(session).no
        staff = [make_staff(session) for _ in range(MANY)]
        session.execute(update(Thread).values(version=1))
    forms = [
        {"status": "open", "owner_id": str(person.id), "department": "sales", "priority": "high", "version": "1"}
        for person in staff
    ]
    answers = post_all([sign_in(person) for person in staff], f"/threads/{no}/work", forms)
    assert statuses(answers)[303] == 1
    assert set(statuses(answers)) <= {303, 409}
    assert audited(database, "thread.changed") == 1
