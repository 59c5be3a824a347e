"""A fixed, small number of queries a page, whatever the data."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from portal.accounts.models import User
from portal.core.uow import Database
from tests.factories.people import make_member, make_organisation, make_staff


def test_pages_of_people_and_companies_cost_few_queries(
    client: FlaskClient, sign_in: Callable[[User], FlaskClient], database: Database, count_queries: list[str]
) -> None:
    with database.writing() as session:
        org = make_organisation(session)
        boss = make_member(session, org)
        for number in range(30):
            make_member(session, org, role="member")
            make_organisation(session, verification="pending")
            make_staff(session, name=f"员工{number}")
        chief = make_staff(session, is_admin=True)
    mine, desk = sign_in(boss), sign_in(chief)
    budgets = [
        (client, "/login", 0), (client, "/register", 0), (client, f"/companies/{org.no}", 1), (mine, "/me/organisation", 5),
        (mine, "/me/profile", 4), (mine, "/me/tokens", 3), (desk, "/desk/moderation", 5), (desk, f"/desk/companies/{org.no}", 6),
        (desk, "/desk/staff", 3), (desk, "/desk/system", 5),
    ]  # fmt: skip
    for browser, path, budget in budgets:
        browser.get(path)
        count_queries.clear()
        assert browser.get(path).status_code == 200
        assert len(count_queries) <= budget, (path, count_queries)
