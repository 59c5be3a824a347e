"""Prepared queries answer what the same statement answers, with the same types, and only what they were asked."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import bindparam, select

from portal.accounts.models import User
from portal.core.files import StoredFile
from portal.core.prepared import Prepared
from portal.core.uow import Database
from portal.logistics.models import FreightRate
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
