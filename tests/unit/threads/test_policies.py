"""Who sees and writes what, as a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from portal.core.permissions import VISITOR, Actor
from portal.threads.policies import can_edit, can_see, can_settle, can_work, can_write, sees_revisions

COMPANY, OTHER = 1, 2


@dataclass(frozen=True)
class Facts:
    kind: str = "inquiry"
    org_id: int = COMPANY
    opened_by: int = 10
    owner_id: int | None = None
    status: str = "open"
    is_guest: bool = False
    about: str = ""


def of_company(role: str, *, user_id: int = 11, org_id: int = COMPANY) -> Actor:
    return Actor(user_id=user_id, org_id=org_id, org_role=role, org_kind="both")


def staff(*departments: str, user_id: int = 20, admin: bool = False) -> Actor:
    return Actor(user_id=user_id, is_staff=True, is_admin=admin, departments=frozenset(departments))


OPENER = of_company("member", user_id=10)
#                       who                            sees: inquiry complaint suggestion  writes  works
TABLE = [
    ("manager", of_company("manager"), (True, True, True), True, False),
    ("member", of_company("member"), (True, False, True), True, False),
    ("opener", OPENER, (True, True, True), True, False),
    ("viewer", of_company("viewer"), (True, False, True), False, False),
    ("manager of another company", of_company("manager", org_id=OTHER), (False, False, False), False, False),
    ("person without a company", Actor(user_id=12), (False, False, False), False, False),
    ("visitor", VISITOR, (False, False, False), False, False),
    ("sales", staff("sales"), (True, False, False), True, True),
    ("quality", staff("quality"), (True, False, False), True, True),
    ("supervision", staff("supervision"), (True, True, True), True, True),
    ("administrator", staff("sales", admin=True), (True, True, True), True, True),
]


@pytest.mark.parametrize(("name", "actor", "sees", "writes", "works"), TABLE, ids=[row[0] for row in TABLE])
def test_the_table_holds(name: str, actor: Actor, sees: tuple[bool, bool, bool], writes: bool, works: bool) -> None:
    assert tuple(can_see(actor, Facts(kind=kind)) for kind in ("inquiry", "complaint", "suggestion")) == sees
    assert can_write(actor, Facts()) is writes
    assert can_work(actor, Facts()) is works
    assert can_settle(actor, Facts()) is writes


def test_staff_brought_in_or_in_charge_see_a_complaint() -> None:
    assert can_see(staff("sales"), Facts(kind="complaint", is_guest=True))
    assert can_see(staff("sales", user_id=20), Facts(kind="complaint", owner_id=20))
    assert not can_see(staff("sales", user_id=21), Facts(kind="complaint", owner_id=20))


def test_being_brought_in_means_nothing_for_a_customer() -> None:
    assert not can_see(of_company("manager", org_id=OTHER), Facts(is_guest=True, owner_id=11))


def test_a_closed_thread_takes_words_of_staff_only_and_can_be_opened_again() -> None:
    closed = Facts(status="closed")
    assert not can_write(of_company("manager"), closed)
    assert can_settle(of_company("manager"), closed)
    assert not can_settle(of_company("viewer"), closed)
    assert can_write(staff("sales"), closed)


def test_only_the_author_corrects_and_only_for_five_minutes() -> None:
    written = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)

    def edits(actor: Actor, minutes: float, author: int = 10) -> bool:
        return can_edit(actor, author_id=author, written_at=written, now=written + timedelta(minutes=minutes))

    assert edits(OPENER, 4.9)
    assert not edits(OPENER, 5)
    assert not edits(of_company("manager"), 1)
    assert not edits(of_company("viewer", user_id=10), 1), "a role taken away ends it"
    assert edits(staff("sales", user_id=10), 1)


def test_the_company_reads_old_words_of_its_own_side_only() -> None:
    assert sees_revisions(staff("sales"), by_staff=False)
    assert sees_revisions(OPENER, by_staff=False)
    assert not sees_revisions(OPENER, by_staff=True)


ACCUSED = [
    ("the supervisor it is about", staff("supervision", user_id=7), "u:7", False),
    ("an administrator it is about", staff("sales", user_id=7, admin=True), "u:7", False),
    ("another supervisor", staff("supervision", user_id=8), "u:7", True),
    ("somebody with a longer number", staff("supervision", user_id=77), "u:7", True),
    ("supervision, of supervision", staff("supervision"), "d:supervision", False),
    ("an administrator in that department", staff("sales", admin=True), "d:sales", False),
    ("an administrator elsewhere", staff("quality", admin=True), "d:sales", True),
    ("in all departments", staff("sales", "warehouse", "transport", "quality", "supervision"), "d:supervision", False),
]


@pytest.mark.parametrize(("name", "actor", "about", "sees"), ACCUSED, ids=[row[0] for row in ACCUSED])
def test_whom_a_complaint_is_about_does_not_see_it(name: str, actor: Actor, about: str, sees: bool) -> None:
    for more in ({}, {"is_guest": True}, {"owner_id": actor.user_id}):
        facts = Facts(kind="complaint", about=about, **more)  # type: ignore[arg-type]
        assert can_see(actor, facts) is sees
        assert can_work(actor, facts) is sees
