"""An answer to a settled matter is never sent away: thanks rest, a question goes on where it belongs."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.core.uow import Database
from portal.threads.casefile import ThreadLink
from portal.threads.models import Thread, ThreadEvent
from tests.factories.people import make_member
from tests.factories.threads import make_thread
from tests.integration.mailroom.test_mail_in import House

QUESTION = "上次那批还有 30 吨吗？"
THANKS = "好的，谢谢！"


@pytest.fixture
def house(app: Flask, database: Database) -> House:
    return House(app, database)


def settle(house: House, status: str, **values: Any) -> None:
    with house.database.writing() as session:
        thread = session.get_one(Thread, house.thread_id)
        thread.status = status
        for name, value in values.items():
            setattr(thread, name, value)


def answered(house: House, text: str, **headers: str) -> str:
    return house.bring(house.mail(house.customer.email, house.address(house.customer), text, **headers))


def threads(house: House) -> list[Thread]:
    with house.database.reading() as session:
        return list(session.scalars(select(Thread).where(Thread.org_id == house.org.id).order_by(Thread.id)))


def test_a_question_to_a_closed_matter_goes_on_in_a_new_one(house: House, sign_in: Any) -> None:
    settle(house, "closed", kind="storage", subject="超期怎么算", subject_title="天津一库")
    before = house.bodies()
    assert answered(house, QUESTION) == "opened"
    old, new = threads(house)
    assert (old.status, house.bodies()) == ("closed", before)
    assert (new.kind, new.subject, new.subject_title, new.status) == ("storage", "超期怎么算", "天津一库", "open")
    assert house.bodies(new.no) == [QUESTION]
    assert new.due_at is not None, "a promise of its own"
    with house.database.reading() as session:
        link = session.scalars(select(ThreadLink)).one()
    assert (link.thread_id, link.other_id) == (old.id, new.id)
    assert not house.jobs("email/mailroom/refused")
    reader: FlaskClient = sign_in(house.customer)
    assert f"在会话 {new.no} 继续" in reader.get(f"/threads/{old.no}").text
    assert f"接着已关闭的会话 {old.no}" in reader.get(f"/threads/{new.no}").text


def test_what_was_opened_again_by_hand_takes_its_own_answers(house: House) -> None:
    settle(house, "closed")
    assert answered(house, QUESTION) == "opened"
    settle(house, "open")
    assert answered(house, "还是在这里说。") == "posted"
    old, new = threads(house)
    assert house.bodies(old.no)[-1] == "还是在这里说。"
    assert house.bodies(new.no) == [QUESTION]


def test_what_comes_after_it_goes_there_too(house: House) -> None:
    settle(house, "closed")
    assert answered(house, QUESTION) == "opened"
    assert answered(house, "再加 5 吨。") == "posted"
    with house.database.writing() as session:
        colleague = make_member(session, session.merge(house.org))
    assert house.bring(house.mail(colleague.email, house.address(colleague), "抬头别写错。")) == "posted"
    _old, new = threads(house)
    assert house.bodies(new.no) == [QUESTION, "再加 5 吨。", "抬头别写错。"]
    with house.database.writing() as session:
        session.get_one(Thread, new.id).status = "closed"
    assert answered(house, "下个月还要。") == "opened", "closed again it goes on once more"
    assert len(threads(house)) == 3


def test_thanks_to_a_closed_matter_rest(house: House) -> None:
    settle(house, "closed")
    before = house.bodies()
    assert answered(house, THANKS) == "ignored"
    assert house.reasons() == ["对已关闭会话的道谢"]
    assert (len(threads(house)), house.bodies(), threads(house)[0].status) == (1, before, "closed")
    assert not house.jobs("email/mailroom/refused")


@pytest.mark.parametrize(("text", "status"), [(THANKS, "resolved"), (QUESTION, "open")])
def test_a_resolved_matter_takes_both_and_a_question_opens_it(house: House, text: str, status: str) -> None:
    settle(house, "resolved")
    assert answered(house, text) == "posted"
    assert house.bodies()[-1] == text
    assert [one.status for one in threads(house)] == [status]


@pytest.mark.parametrize("kind", ["complaint", "suggestion", "claim"])
def test_what_has_readers_or_a_course_of_its_own_is_opened_again(house: House, kind: str) -> None:
    settle(house, "closed", kind=kind, department="supervision")
    assert answered(house, QUESTION) == "posted"
    (thread,) = threads(house)
    assert (thread.status, house.bodies()[-1]) == ("open", QUESTION)
    with house.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ThreadEvent).where(ThreadEvent.kind == "reopened")) == 1


def test_a_suppliers_side_is_opened_again(house: House) -> None:
    with house.database.writing() as session:
        parent = make_thread(session)
    settle(house, "closed", side="supplier", parent_id=parent.id)
    assert answered(house, QUESTION) == "posted"
    assert [one.status for one in threads(house)] == ["open"]


def test_merged_into_a_closed_matter_it_goes_on_from_there(house: House) -> None:
    with house.database.writing() as session:
        kept = make_thread(session, session.merge(house.org), session.merge(house.customer))
        kept.status = "closed"
    settle(house, "closed", merged_into_id=kept.id)
    assert answered(house, QUESTION) == "opened"
    with house.database.reading() as session:
        assert session.scalars(select(ThreadLink.thread_id)).all() == [kept.id]


def test_who_may_only_read_opens_nothing(house: House) -> None:
    settle(house, "closed")
    with house.database.writing() as session:
        viewer = make_member(session, session.merge(house.org), role="viewer")
    assert house.bring(house.mail(viewer.email, house.address(viewer), QUESTION)) == "refused"
    assert len(threads(house)) == 1
