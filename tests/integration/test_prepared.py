"""Prepared queries answer what the same statement answers, with the same types, and only what they were asked."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import User
from portal.core.files import StoredFile
from portal.core.prepared import Prepared, PreparedInsert
from portal.core.uow import Database
from portal.logistics.models import FreightRate, Warehouse
from tests.factories.people import make_user

_PEOPLE = Prepared(
    select(User.id, User.name.label("called"), User.is_staff, User.created_at)
    .where(User.email == bindparam("email"), User.created_at <= bindparam("moment"), User.is_admin.is_(False))
    .order_by(User.id)
)
MOMENT = datetime(2026, 11, 21, 8, 30, 0, 123456, tzinfo=UTC)


def test_values_go_in_and_come_out_as_through_the_statement(database: Database) -> None:
    with database.writing() as session:
        user = make_user(session, email="a@example.com", name="张三", is_staff=True, created_at=MOMENT)
        (row,) = _PEOPLE.all(session, email="a@example.com", moment=MOMENT)
    assert (row.id, row.called, row.is_staff, row.created_at) == (user.id, "张三", True, MOMENT)
    assert type(row.is_staff) is bool


def test_amounts_come_out_as_decimals(database: Database) -> None:
    with database.writing() as session:
        rate = {"from_city": "天津", "to_city": "北京", "mode": "road", "valid_from": MOMENT, "valid_until": MOMENT}
        session.add(FreightRate(no="F1", price=Decimal("62.50"), **rate))
        prices = Prepared(select(FreightRate.price).where(FreightRate.price > bindparam("least")))
        assert prices.scalar(session, least=Decimal("62.49")) == Decimal("62.50")
        assert prices.scalar(session, least=Decimal("62.50")) is None


def test_what_was_added_in_the_transaction_is_seen(database: Database) -> None:
    with database.writing() as session:
        session.add(User(email="b@example.com", name="李四", created_at=MOMENT))
        assert _PEOPLE.first(session, email="b@example.com", moment=MOMENT).called == "李四"


def test_a_parameter_is_a_value_and_never_sql(database: Database) -> None:
    with database.reading() as session:
        assert _PEOPLE.all(session, email="' OR 1=1 --", moment=MOMENT) == []


def test_forgotten_and_unknown_parameters_are_refused(database: Database) -> None:
    with database.reading() as session:
        with pytest.raises(TypeError):
            _PEOPLE.all(session, email="a@example.com", moment=MOMENT, name="x")
        with pytest.raises((TypeError, KeyError)):
            _PEOPLE.all(session, email="a@example.com")


def test_a_list_of_constants_is_written_out(database: Database) -> None:
    with database.writing() as session:
        for name in ("张三", "李四", "王五"):
            make_user(session, name=name, created_at=MOMENT)
        times = (MOMENT, MOMENT.replace(year=2027))
        some = Prepared(
            select(User.name)
            .where(User.name.in_(("张三", "王五")), User.created_at.in_(times), User.is_staff == bindparam("staff"))
            .order_by(User.id)
        )
        assert [row.name for row in some.all(session, staff=False)] == ["张三", "王五"]


def test_a_list_of_changing_length_cannot_be_prepared(database: Database) -> None:
    by_ids = Prepared(select(StoredFile.id).where(StoredFile.id.in_(bindparam("ids", expanding=True))))
    with database.reading() as session, pytest.raises(ValueError, match="prepared"):
        by_ids.all(session, ids=[1, 2])


def test_a_row_read_again_unchanged_is_the_same_object_and_a_changed_one_is_not(database: Database) -> None:
    people = Prepared(select(User.id, User.name, User.created_at).order_by(User.id), keep=3)
    with database.writing() as session:
        for name in ("甲", "乙", "丙"):
            make_user(session, email=f"{len(name)}{ord(name)}@example.com", name=name, created_at=MOMENT)
    with database.reading() as session:
        first, again = people.all(session), people.all(session)
        assert [row.name for row in again] == ["甲", "乙", "丙"]
        assert [row.created_at for row in again] == [MOMENT] * 3
        assert again[2] is first[2]
    with database.writing() as session:
        session.execute(update(User).where(User.name == "丙").values(name="丁"))
    with database.reading() as session:
        assert [row.name for row in people.all(session)] == ["甲", "乙", "丁"]


def test_what_was_made_of_a_row_is_made_again_only_where_it_changed(database: Database) -> None:
    people = Prepared(select(User.id, User.name).order_by(User.id))
    memory: dict[int, tuple[int, str]] = {}
    made: list[str] = []

    def make(row: Any) -> str:
        made.append(row.name)
        return f"{row.name}先生"

    with database.writing() as session:
        ids = [make_user(session, email=f"{ord(name)}@example.com", name=name).id for name in ("甲", "乙")]
    with database.reading() as session:
        for _again in range(2):
            assert people.remembered(session, memory, make) == list(zip(ids, ("甲先生", "乙先生"), strict=True))
    with database.writing() as session:
        session.execute(update(User).where(User.name == "乙").values(name="丙"))
    with database.reading() as session:
        assert people.remembered(session, memory, make)[1] == (ids[1], "丙先生")
    assert made == ["甲", "乙", "丙"]


def test_many_rows_are_written_in_one_go_or_none(database: Database) -> None:
    note = PreparedInsert(StoredFile, "token", "name", "media_type", "size", "sha256", "created_at")
    values = {"name": "n", "media_type": "x/y", "size": 1, "sha256": "0" * 64, "created_at": MOMENT}

    def write(*tokens: str) -> None:
        with database.writing() as session:
            note.many(session, [{**values, "token": token} for token in tokens])

    write()
    write("a", "b")
    with pytest.raises(IntegrityError):
        write("c", "a")
    with database.reading() as session:
        found = session.execute(select(StoredFile.token, StoredFile.created_at).order_by(StoredFile.token)).all()
    assert [(row.token, row.created_at) for row in found] == [("a", MOMENT), ("b", MOMENT)]


def test_what_the_database_refuses_comes_as_sqlalchemys_error(database: Database) -> None:
    note = PreparedInsert(StoredFile, "token", "name", "media_type", "size", "sha256", "created_at")
    values = {"token": "t", "name": "n", "media_type": "x/y", "size": 1, "sha256": "0" * 64, "created_at": MOMENT}

    def twice() -> None:
        with database.writing() as session:
            note.run(session, **values)
            note.run(session, **values)

    with pytest.raises(IntegrityError):
        twice()
    with database.reading() as session:
        assert session.execute(select(StoredFile.id)).all() == []


def test_prepared_statements_and_the_session_share_one_transaction(database: Database) -> None:
    with database.writing() as session:
        make_user(session, email="c@example.com", name="王五", created_at=MOMENT)
    with database.reading() as session:
        assert _PEOPLE.first(session, email="c@example.com", moment=MOMENT) is not None
        with database.writing() as other:
            other.execute(update(User).values(name="赵六"))
        seen = session.execute(select(User.name).where(User.email == "c@example.com")).scalar_one()
        prepared = _PEOPLE.first(session, email="c@example.com", moment=MOMENT).called
        if database.is_sqlite:  # one consistent view; PostgreSQL's default shows what was committed meanwhile
            assert seen == prepared == "王五"
        assert seen == prepared


def test_rows_with_values_that_can_be_changed_in_place_are_not_kept(database: Database) -> None:
    with database.reading() as session, pytest.raises(ValueError, match="kept"):
        Prepared(select(Warehouse.id, Warehouse.fees), keep=10).all(session)
