"""What stands beside a conversation for the desk: all there is with this customer, and nothing of another; what may answer it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.models import User
from portal.core.uow import Database
from portal.help.models import HelpArticle
from portal.threads.models import Thread
from tests.factories.listings import make_listing
from tests.factories.orders import line_of, make_order
from tests.factories.people import make_organisation
from tests.factories.threads import make_thread
from tests.integration.threads.people import Cast, open_

SignIn = Callable[[User], FlaskClient]


def test_the_file_their_threads_listings_orders_and_what_they_looked_at(
    app: Flask, database: Database, cast: Cast, sign_in: SignIn
) -> None:
    with database.writing() as session:
        no = open_(session, cast.member, subject="这一个")
        open_(session, cast.manager, subject="另一件事")
        complaint = open_(session, cast.manager, subject="投诉的事", kind="complaint")
        make_listing(session, cast.company, product_name="自家的盘螺")
        seen = make_listing(session, cast.supplier_company, product_name="看过的螺纹钢")
        make_listing(session, cast.supplier_company, product_name="没看过的角钢")
        thread = session.scalars(select(Thread).where(Thread.no == no)).one()
        order = make_order(session, cast.sales, cast.manager, thread, line_of(None, "5"))
        stranger = make_organisation(session, kind="buyer", name="外边的公司")
        other = make_thread(session, stranger, subject="外边的事")
        make_order(session, cast.sales, session.get_one(User, other.opened_by), other, line_of(None, "7"))
    for _time in range(2):
        assert sign_in(cast.member).get(f"/listings/{seen.no}").status_code == 200
    app.extensions["portal.looks"].flush()
    for path in (f"/threads/{no}/customer", f"/threads/{no}/customer?part=1"):
        beside = sign_in(cast.sales).get(path).text
        for words in (
            cast.company.name,
            cast.company.no,
            "陈经理",
            "周采购",
            "另一件事",
            "自家的盘螺",
            order,
            "看过的螺纹钢",
            "2 次",
        ):
            assert words in beside, (path, words)
        for words in ("没看过的角钢", "外边的公司", "外边的事", "投诉的事", complaint):
            assert words not in beside, (path, words)
    assert "投诉的事" in sign_in(cast.supervisor).get(f"/threads/{no}/customer").text


def test_articles_that_may_answer_it_are_found_by_their_text(
    app: Flask, database: Database, cast: Cast, sign_in: SignIn
) -> None:
    with database.writing() as session:
        for slug, state, title, body in (
            ("papers", "published", "随货的纸怎么看", "质保书上的炉号要和标牌对得上。"),
            ("pickup", "published", "提货要带什么", "身份证和提货单。"),
            ("draft", "draft", "没写完的质保书", "质保书"),
        ):
            session.add(HelpArticle(slug=slug, category="buying", title=title, body=body, state=state))
        no = open_(session, cast.member, subject="求助", body="质保书上的炉号对不上")
    app.extensions["portal.search.feed"].rebuild(database)
    for path in (f"/threads/{no}/answers", f"/threads/{no}/answers?part=1"):
        beside = sign_in(cast.sales).get(path).text
        assert "随货的纸怎么看" in beside
        assert 'href="/help/papers"' in beside
        for words in ("提货要带什么", "没写完的质保书"):
            assert words not in beside
