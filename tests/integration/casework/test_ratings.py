"""Ratings: once a settlement and person, by a link that mail scanners cannot spoil, never by staff."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from portal.accounts.models import User
from portal.casework import links, queries, services
from portal.casework.models import Rating, RatingAsk, Recovery
from portal.casework.rules import Rules
from portal.casework.services import Scores
from portal.config import Settings
from portal.core.clock import now
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.uow import Database
from portal.core.worker import Worker
from portal.organisations.models import Membership
from portal.threads import services as threads
from portal.threads.models import Thread
from portal.threads.services import Work
from portal.threads.words import key_of, prepare
from tests.factories.mail import clear_mail, mails
from tests.factories.people import actor
from tests.integration.threads.people import Cast, open_, say

SignIn = Callable[[User], FlaskClient]
GOOD = {"quality": "5", "speed": "5", "attitude": "4", "word": "很快"}


def settled(database: Database, cast: Cast, *, kind: str = "inquiry") -> str:
    with database.writing() as session:
        no = open_(session, cast.member, kind=kind)
        threads.take_thread(session, actor(session, cast.sales), no=no)
        say(session, cast.sales, no, "3700 现货")
        threads.resolve(session, actor(session, cast.sales), no=no)
    return no


def rate(
    database: Database, person: User, no: str, *scores: int, word: str = "", rules: Rules, closing: int | None = None
) -> None:
    with database.writing() as session:
        services.rate(
            session, actor(session, person), no=no, scores=Scores(*scores), word=word, rules=rules, closing_id=closing
        )


def ratings(database: Database) -> list[Rating]:
    with database.reading() as session:
        return list(session.scalars(select(Rating).order_by(Rating.id)))


def thread_id(database: Database, no: str) -> int:
    with database.reading() as session:
        return session.scalars(select(Thread.id).where(Thread.no == no)).one()


def token(app: Flask, database: Database, no: str, person: User) -> str:
    with database.reading() as session:
        closing = queries.closing_of(session, thread_id(database, no))
    assert closing
    return links.sign(app.config["SECRET_KEY"], links.RatingLink(thread_id(database, no), closing.id, person.id))


def test_a_settled_thread_is_rated_once_and_changed_by_its_author(database: Database, cast: Cast, rules: Rules) -> None:
    no = settled(database, cast)
    rate(database, cast.member, no, 5, 4, 5, word="很快", rules=rules)
    rate(database, cast.member, no, 5, 5, 5, word="很快", rules=rules)
    rate(database, cast.manager, no, 3, 3, 3, rules=rules)
    found = ratings(database)
    assert [(r.user_id, r.quality, r.speed, r.attitude, r.owner_id) for r in found] == [
        (cast.member.id, 5, 5, 5, cast.sales.id),
        (cast.manager.id, 3, 3, 3, cast.sales.id),
    ]
    assert found[0].changed_at is not None


def test_an_open_thread_is_not_rated(database: Database, cast: Cast, rules: Rules) -> None:
    with database.writing() as session:
        no = open_(session, cast.member)
    with pytest.raises(Conflict):
        rate(database, cast.member, no, 5, 5, 5, rules=rules)


@pytest.mark.parametrize("who", ["viewer", "sales", "supervisor", "admin"])
def test_viewers_and_staff_rate_nothing(database: Database, cast: Cast, rules: Rules, who: str) -> None:
    no = settled(database, cast)
    with pytest.raises(Forbidden):
        rate(database, getattr(cast, who), no, 5, 5, 5, rules=rules)


@pytest.mark.parametrize("who", ["stranger", "supplier"])
def test_for_others_there_is_nothing_to_rate(database: Database, cast: Cast, rules: Rules, who: str) -> None:
    no = settled(database, cast)
    with pytest.raises(NotFound):
        rate(database, getattr(cast, who), no, 5, 5, 5, rules=rules)


@pytest.mark.parametrize("scores", [(0, 5, 5), (5, 6, 5), (5, 5, -1)])
def test_scores_are_one_to_five(database: Database, cast: Cast, rules: Rules, scores: tuple[int, int, int]) -> None:
    no = settled(database, cast)
    with pytest.raises(Invalid):
        rate(database, cast.member, no, *scores, rules=rules)


def test_opened_and_settled_again_it_is_rated_anew(database: Database, cast: Cast, rules: Rules) -> None:
    no = settled(database, cast)
    rate(database, cast.member, no, 5, 5, 5, rules=rules)
    with database.writing() as session:
        threads.reopen(session, actor(session, cast.member), no=no)
        threads.resolve(session, actor(session, cast.member), no=no)
    rate(database, cast.member, no, 4, 4, 4, rules=rules)
    assert len({r.closing_id for r in ratings(database)}) == 2


def test_a_question_that_opened_it_again_makes_a_new_settlement(database: Database, cast: Cast, rules: Rules) -> None:
    no = settled(database, cast)
    rate(database, cast.member, no, 5, 5, 5, rules=rules)
    with database.writing() as session:
        say(session, cast.member, no, "还有，能开专票吗？什么时候开？")
        threads.resolve(session, actor(session, cast.sales), no=no)
    rate(database, cast.member, no, 4, 4, 4, rules=rules)
    assert len(ratings(database)) == 2


def test_closing_what_was_resolved_is_no_new_settlement(database: Database, cast: Cast, rules: Rules) -> None:
    no = settled(database, cast)
    rate(database, cast.member, no, 5, 5, 5, rules=rules)
    with database.writing() as session:
        version = session.scalars(select(Thread.version).where(Thread.no == no)).one()
        work = Work("closed", cast.sales.id, "sales", "normal")
        threads.change_work(session, actor(session, cast.sales), no=no, version=version, work=work)
    rate(database, cast.member, no, 4, 4, 4, rules=rules)
    assert len(ratings(database)) == 1


def test_after_some_days_it_is_not_changed(database: Database, cast: Cast, rules: Rules) -> None:
    no = settled(database, cast)
    rate(database, cast.member, no, 5, 5, 5, rules=rules)
    with time_machine.travel(now() + timedelta(days=rules.rating_change_d, minutes=1)), pytest.raises(Forbidden):
        rate(database, cast.member, no, 1, 1, 1, rules=rules)
    assert ratings(database)[0].quality == 5


@pytest.mark.parametrize(("scores", "opens"), [((2, 5, 5), 1), ((5, 1, 5), 1), ((5, 5, 2), 1), ((3, 3, 3), 0)])
def test_a_low_rating_opens_a_recovery_once(
    database: Database, cast: Cast, rules: Rules, scores: tuple[int, int, int], opens: int
) -> None:
    no = settled(database, cast)
    rate(database, cast.member, no, *scores, rules=rules)
    rate(database, cast.member, no, *scores, word="再说一句", rules=rules)
    with database.reading() as session:
        assert [r.occasion for r in session.scalars(select(Recovery))] == ["rating"] * opens


def test_who_opened_it_is_asked_once_by_mail(
    database: Database, worker: Worker, settings: Settings, cast: Cast
) -> None:
    worker.drain()
    clear_mail(settings)
    settled(database, cast)
    worker.drain()
    asked = [mail for mail in mails(settings) if "/rate/" in mail.text]
    assert [mail.to for mail in asked] == [cast.member.email]
    with database.reading() as session:
        assert len(session.scalars(select(RatingAsk)).all()) == 1


def test_who_wrote_in_it_is_asked_where_staff_opened_it_or_the_opener_left(
    database: Database, worker: Worker, settings: Settings, cast: Cast
) -> None:
    worker.drain()
    clear_mail(settings)
    with database.writing() as session:
        ours = threads.open_for_company(
            session, actor(session, cast.sales), org_no=cast.company.no, subject="有现货", words=prepare("还需要吗？"),
            key=key_of(None), matter=threads.Matter(),
        )  # fmt: skip
        silent = threads.open_for_company(
            session, actor(session, cast.sales), org_no=cast.company.no, subject="到货", words=prepare("已到货"),
            key=key_of(None), matter=threads.Matter(),
        )  # fmt: skip
        left = open_(session, cast.member)
        for no, person in ((ours, cast.member), (ours, cast.manager), (left, cast.manager)):
            say(session, person, no, "要的")
        session.execute(delete(Membership).where(Membership.user_id == cast.member.id))
        for no in (ours, silent, left):
            threads.resolve(session, actor(session, cast.sales), no=no)
    worker.drain()
    asked = [(mail.to, mail.subject) for mail in mails(settings) if "/rate/" in mail.text]
    assert [to for to, _subject in asked] == [cast.manager.email] * 2
    assert not any("到货" in subject for _to, subject in asked), "nobody of theirs ever wrote in it"


def test_nobody_is_asked_when_it_was_opened_again_before(
    database: Database, worker: Worker, settings: Settings, cast: Cast
) -> None:
    worker.drain()
    clear_mail(settings)
    no = settled(database, cast)
    with database.writing() as session:
        threads.reopen(session, actor(session, cast.member), no=no)
    worker.drain()
    assert [mail for mail in mails(settings) if "/rate/" in mail.text] == []


def test_looking_at_the_link_records_nothing_and_pressing_does(
    app: Flask, client: FlaskClient, database: Database, cast: Cast
) -> None:
    no = settled(database, cast)
    address = f"/rate/{token(app, database, no, cast.member)}"
    for _ in range(3):  # a mail scanner
        page = client.get(f"{address}?score=4")
        assert page.status_code == 200
        assert page.text.count("checked") == 3
    assert client.head(address).status_code == 200
    assert ratings(database) == []
    assert client.post(address, data=GOOD).status_code == 200
    assert client.post(address, data=GOOD).status_code == 200
    assert [(r.quality, r.speed, r.attitude, r.word) for r in ratings(database)] == [(5, 5, 4, "很快")]


def test_what_is_left_out_is_asked_for_beside_its_field(
    app: Flask, client: FlaskClient, database: Database, cast: Cast
) -> None:
    no = settled(database, cast)
    answer = client.post(f"/rate/{token(app, database, no, cast.member)}", data={"quality": "9", "word": "写好的话"})
    assert answer.status_code == 422
    assert "speed-error" in answer.text
    assert "写好的话" in answer.text


def test_the_link_dies_with_time_with_the_persons_rights_and_with_the_settlement(
    app: Flask, client: FlaskClient, database: Database, cast: Cast, rules: Rules
) -> None:
    no = settled(database, cast)
    address = f"/rate/{token(app, database, no, cast.member)}"
    assert client.get(address).status_code == 200
    with time_machine.travel(now() + timedelta(days=rules.rating_link_d, hours=1)):
        assert client.get(address).status_code == 404
        assert client.post(address, data=GOOD).status_code == 404
    with database.writing() as session:
        threads.reopen(session, actor(session, cast.member), no=no)
    assert client.post(address, data=GOOD).status_code == 409
    with database.writing() as session:
        threads.resolve(session, actor(session, cast.member), no=no)
    assert client.post(address, data=GOOD).status_code == 409  # another settlement: another link
    fresh = f"/rate/{token(app, database, no, cast.member)}"
    with database.writing() as session:
        session.scalars(select(Membership).where(Membership.user_id == cast.member.id)).one().ended_at = now()
    assert client.get(fresh).status_code == 404
    assert client.post(fresh, data=GOOD).status_code == 404
    assert ratings(database) == []


def test_a_made_up_or_bent_token_is_nothing(app: Flask, client: FlaskClient, database: Database, cast: Cast) -> None:
    no = settled(database, cast)
    right = token(app, database, no, cast.member)
    other = links.sign("another secret", links.RatingLink(1, 1, 1))
    for bad in ("x", right[:-2], right + "A", other, "a" * 3000, right.replace(".", "")):
        assert client.get(f"/rate/{bad}").status_code == 404
        assert client.post(f"/rate/{bad}", data=GOOD).status_code == 404


def test_a_link_of_a_stranger_opens_nothing(app: Flask, client: FlaskClient, database: Database, cast: Cast) -> None:
    no = settled(database, cast)
    for person in (cast.stranger, cast.supplier, cast.sales, cast.viewer):
        assert client.post(f"/rate/{token(app, database, no, person)}", data=GOOD).status_code == 404
    assert ratings(database) == []


def test_the_page_is_for_those_who_see_the_thread(database: Database, cast: Cast, sign_in: SignIn) -> None:
    no = settled(database, cast)
    path = f"/threads/{no}/rating"
    assert sign_in(cast.member).post(path, data=GOOD).status_code == 303
    for who, form in (("member", True), ("manager", True), ("viewer", False), ("sales", False)):
        page = sign_in(getattr(cast, who)).get(path)
        assert page.status_code == 200
        assert ('name="quality"' in page.text) is form
        assert "很快" in page.text
    for who in ("stranger", "supplier"):
        assert sign_in(getattr(cast, who)).get(path).status_code == 404
        assert sign_in(getattr(cast, who)).post(path, data=GOOD).status_code == 404
    assert sign_in(cast.sales).post(path, data=GOOD).status_code == 403
    assert sign_in(cast.viewer).post(path, data=GOOD).status_code == 403


def test_the_thread_says_what_was_given(database: Database, cast: Cast, sign_in: SignIn) -> None:
    no = settled(database, cast)
    sign_in(cast.member).post(f"/threads/{no}/rating", data=GOOD)
    for person in (cast.manager, cast.sales):
        page = sign_in(person).get(f"/threads/{no}")
        assert "质量 5，速度 5，态度 4" in page.text
        assert f"/threads/{no}/rating" in page.text


def test_a_persons_figures_are_theirs_and_the_supervisors(database: Database, cast: Cast, rules: Rules) -> None:
    no = settled(database, cast)
    rate(database, cast.member, no, 5, 4, 5, rules=rules)
    rate(database, cast.manager, no, 4, 4, 2, rules=rules)
    since = now() - timedelta(days=1)
    with database.reading() as session:
        for person in (cast.sales, cast.supervisor, cast.admin):
            found = queries.rating_figures(session, actor(session, person), since=since, user_id=cast.sales.id)
            assert (found.count, found.low, found.quality, found.attitude) == (2, 1, 4.5, 3.5)
        for person in (cast.quality, cast.member):
            with pytest.raises(Forbidden):
                queries.rating_figures(session, actor(session, person), since=since, user_id=cast.sales.id)
