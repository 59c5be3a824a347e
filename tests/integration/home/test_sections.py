"""The member's page shows what is theirs, at a fixed cost."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from portal.accounts.models import User
from portal.core.uow import Database
from tests.factories.listings import make_listing
from tests.factories.people import make_member, make_organisation


def test_my_page_counts_my_listings_and_nobody_elses(
    sign_in: Callable[[User], FlaskClient], database: Database, count_queries: list[str]
) -> None:
    with database.writing() as session:
        org, other = make_organisation(session), make_organisation(session)
        mine, theirs = make_member(session, org), make_member(session, other)
        for _ in range(3):
            make_listing(session, org)
    browser = sign_in(mine)
    browser.get("/me")
    count_queries.clear()
    page = browser.get("/me").text
    assert len(count_queries) <= 6
    assert "最近的会话" in page
    assert '<span class="stat-value">3 <small>条</small></span>' in page
    assert ">3 <small>" not in sign_in(theirs).get("/me").text
