"""A statement met again runs the short way and answers exactly as before."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.core import session as house
from portal.core.uow import Database
from portal.organisations.models import Membership, Organisation
from tests.factories.people import make_member, make_user

MOMENT = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)

JOINED = (
    select(User.id, User.name.label("called"), User.created_at, User.is_staff, Organisation.verification)
    .join(Membership, Membership.user_id == User.id)
    .join(Organisation, Organisation.id == Membership.org_id)
    .where(User.created_at <= bindparam("moment"), Membership.role.in_(("manager", "member")))
    .order_by(User.id)
)


def went_short(statement: Select) -> bool:  # type: ignore[type-arg]
    known = house._short.get(id(statement))
    return known is not None and known[1] is not None


def test_both_ways_give_the_same_rows(database: Database) -> None:
    with database.writing() as session:
        for _ in range(3):
            make_member(session, created_at=MOMENT)
    with database.reading() as session:
        long, short = (session.execute(JOINED, {"moment": MOMENT}).all() for _ in range(2))
    assert went_short(JOINED)
    assert long == short
    assert len(short) == 3
    row = short[0]
    assert (row.called, row.created_at, row.is_staff) == (row[1], MOMENT, False)
    assert type(row.is_staff) is bool
    assert row._mapping["verification"] == "verified"
    assert row._asdict() == long[0]._asdict()


def test_results_can_be_asked_in_every_way(database: Database) -> None:
    statement = select(User.name).where(User.is_staff.is_(False)).order_by(User.id)
    with database.writing() as session:
        make_user(session, name="甲")
        make_user(session, name="乙")
        for _ in range(2):
            assert session.execute(statement).first().name == "甲"  # type: ignore[union-attr]
            assert session.execute(statement).scalars().all() == ["甲", "乙"]
            assert [name for (name,) in session.execute(statement)] == ["甲", "乙"]
            assert session.execute(statement).mappings().all() == [{"name": "甲"}, {"name": "乙"}]
            assert session.scalar(statement) == "甲"
            assert session.scalars(statement).all() == ["甲", "乙"]
        with pytest.raises(Exception, match="Multiple rows"):
            session.execute(statement).one()


def test_what_the_session_holds_back_is_written_first(database: Database) -> None:
    statement = select(func.count().label("people")).select_from(User)
    with database.writing() as session:
        for expected in (1, 2, 3):
            session.add(User(email=f"{expected}@example.com", name="丙", created_at=MOMENT))
            assert session.execute(statement).scalar() == expected


def test_whole_objects_and_lists_of_changing_length_go_the_usual_way(database: Database) -> None:
    people = select(User).order_by(User.id)
    some = select(User.id).where(User.id.in_(bindparam("ids", expanding=True)))
    with database.writing() as session:
        user = make_user(session)
        for _ in range(3):
            assert session.execute(people).scalars().all() == [user]
            assert session.execute(some, {"ids": [user.id, 0]}).scalars().all() == [user.id]
    assert not went_short(people)
    assert not went_short(some)


def test_statements_of_one_request_are_forgotten(database: Database) -> None:
    before = len(house._short)
    with database.reading() as session:
        for number in range(2 * house.MOST_SEEN):
            session.execute(select(User.id).where(User.id == number))
    assert len(house._seen) <= house.MOST_SEEN
    assert len(house._short) == before


def test_sessions_of_the_house_are_used(database: Database) -> None:
    with database.reading() as reading, database.writing() as writing:
        assert isinstance(reading, house.HouseSession)
        assert isinstance(writing, house.HouseSession)
        assert isinstance(reading, Session)
