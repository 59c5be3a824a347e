"""The lists of claims: a company's own, the desk's, what they count, what is due, and what nobody else sees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from portal.accounts.models import User
from portal.casework.models import Claim
from portal.casework.moves import MOVES, OVER, STATES, THEIRS
from portal.casework.queries import claim_lists
from portal.casework.queries.claim_lists import states_of
from portal.core.clock import now
from portal.core.uow import Database
from portal.threads.models import Thread
from tests.factories.people import actor
from tests.integration.threads.people import Cast, open_

SignIn = Callable[[User], FlaskClient]


def make_claim(session: Any, person: Any, *, state: str = "raised", due_h: int | None = 3, **values: Any) -> str:
    no = open_(session, person, kind="claim", subject=f"异议{state}")
    thread = session.scalars(select(Thread).where(Thread.no == no)).one()
    due = None if due_h is None else now() + timedelta(hours=due_h)
    session.execute(update(Thread).where(Thread.id == thread.id).values(due_at=due))
    claim = Claim(
        no=f"Y{thread.no[1:]}", thread_id=thread.id, raised_by=person.id, kind="quality", state=state, amount=Decimal(3), what="裂纹",
        delivered_on=date(2026, 11, 20), window_days=5, last_day=date(2026, 11, 25), days_late=0, **values,
    )  # fmt: skip
    session.add(claim)
    session.flush()
    return claim.no


@pytest.fixture
def some(database: Database, cast: Cast) -> dict[str, str]:
    with database.writing() as session:
        return {
            "raised": make_claim(session, cast.member),
            "late": make_claim(session, cast.member, state="investigating", due_h=-1),
            "proposal": make_claim(session, cast.member, state="proposal", due_h=None),
            "remedied": make_claim(
                session, cast.member, state="remedied", due_h=None, silence_until=now() + timedelta(days=2)
            ),
            "arbitration": make_claim(session, cast.member, state="arbitration", due_h=8),
            "confirmed": make_claim(session, cast.member, state="confirmed", due_h=None),
            "foreign": make_claim(session, cast.stranger),
        }


def test_whose_move_it_is_is_what_the_moves_say() -> None:
    for state in STATES:
        who = {
            move.who for move in MOVES if state in move.since and move.name not in ("withdraw", "arbitrate", "propose")
        }
        assert (state in THEIRS) == ("customer" in who or state == "evidence"), state
    shown = sorted(state for view in ("theirs", "ours", "arbitration", "over") for state in states_of(view))
    assert shown == sorted(STATES), "each state stands in one tab"


def numbers(database: Database, person: Any, view: str) -> list[str]:
    with database.reading() as session:
        return [row.no for row in claim_lists.list_claims(session, actor(session, person), view=view).items]


def test_a_company_sees_its_own_and_what_waits_for_it_first(
    database: Database, cast: Cast, some: dict[str, str]
) -> None:
    mine = numbers(database, cast.member, "all")
    assert set(mine) == set(some.values()) - {some["foreign"]}
    assert set(mine[:2]) == {some["proposal"], some["remedied"]}
    assert mine[2:] == [some["late"], some["raised"], some["arbitration"], some["confirmed"]], "then what is due first"
    assert set(numbers(database, cast.viewer, "all")) == set(mine)
    assert numbers(database, cast.stranger, "all") == [some["foreign"]]
    assert numbers(database, cast.supplier, "all") == []


@pytest.mark.parametrize(
    ("view", "found"),
    [
        ("ours", {"raised", "late", "foreign"}),
        ("theirs", {"proposal", "remedied"}),
        ("late", {"late"}),
        ("arbitration", {"arbitration"}),
        ("over", {"confirmed"}),
        ("open", {"raised", "late", "proposal", "remedied", "arbitration", "foreign"}),
        ("investigating", {"late"}),
    ],
)
def test_each_view_holds_what_its_number_says(
    database: Database, cast: Cast, some: dict[str, str], view: str, found: set[str]
) -> None:
    assert set(numbers(database, cast.quality, view)) == {some[name] for name in found}
    with database.reading() as session:
        counts = claim_lists.count_claims(session, actor(session, cast.quality))
        mine = claim_lists.count_claims(session, actor(session, cast.member))
    assert counts.of(view) == len(found)
    assert mine.of(view) == len(found - {"foreign"})


def test_what_is_about_somebody_is_not_in_their_list(database: Database, cast: Cast, some: dict[str, str]) -> None:
    with database.writing() as session:
        thread = select(Claim.thread_id).where(Claim.no == some["late"]).scalar_subquery()
        session.execute(update(Thread).where(Thread.id == thread).values(about=f"u:{cast.quality.id}"))
    assert some["late"] not in numbers(database, cast.quality, "all")
    with database.reading() as session:
        assert claim_lists.count_claims(session, actor(session, cast.quality)).late == 0
        assert claim_lists.count_claims(session, actor(session, cast.supervisor)).late == 1


def test_the_pages_say_whose_turn_it_is_and_what_is_due(sign_in: SignIn, cast: Cast, some: dict[str, str]) -> None:
    page = sign_in(cast.member).get("/claims").text
    assert some["proposal"] in page
    assert some["confirmed"] not in page
    assert some["foreign"] not in page
    for words in ("等您答复", "前确认", "前答复，已超时", "提出异议", 'href="/claims?state=theirs"'):
        assert words in page, words
    desk = sign_in(cast.quality)
    page = desk.get("/desk/claims").text
    for words in (
        cast.company.short_name or cast.company.name,
        "自动关闭",
        "等客户答复",
        'value="investigating"',
        some["foreign"],
        "调查中 (1)",
    ):
        assert words in page, words
    assert some["late"] in desk.get("/desk/claims?state=late").text
    assert some["raised"] not in desk.get("/desk/claims?state=late").text
    assert desk.get("/desk/claims?state=nonsense&page=zz").status_code == 200
    assert 'href="/desk/claims"' in desk.get("/desk").text, "reached from the desk"
    assert 'href="/claims"' in sign_in(cast.member).get("/me/orders").text, "reached from the member's room"


def test_for_others_there_is_no_such_page(client: FlaskClient, sign_in: SignIn, cast: Cast) -> None:
    assert client.get("/claims").status_code == 303
    assert sign_in(cast.member).get("/desk/claims").status_code == 404
    assert sign_in(cast.quality).get("/claims").status_code == 403
    viewer = sign_in(cast.viewer).get("/claims").text
    assert 'href="/claims/new"' not in viewer, "a viewer raises none"


def test_the_lists_ask_the_same_whatever_they_hold(
    database: Database, cast: Cast, sign_in: SignIn, count_queries: list[str]
) -> None:
    browsers = [(sign_in(cast.member), "/claims"), (sign_in(cast.quality), "/desk/claims")]

    def cost() -> list[int]:
        found = []
        for browser, path in browsers:
            browser.get(path)
            count_queries.clear()
            assert browser.get(path).status_code == 200
            found.append(len(count_queries))
        return found

    before = cost()
    with database.writing() as session:
        for _number in range(12):
            make_claim(session, cast.member, state="proposal")
    assert cost() == before
    assert max(before) <= 6


def test_the_states_of_an_end_are_over() -> None:
    assert set(states_of("over")) == set(OVER)
