"""The header drawn once and shared must never show one reader what is another's."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask.testing import FlaskClient

from portal.accounts.models import User
from portal.core.uow import Database
from tests.factories.people import make_member, make_organisation


def header(page: str) -> str:
    found = re.search(r"<header.*?</header>", page, re.S)
    assert found
    return found[0]


def test_each_reader_gets_their_own_name_token_and_way_back(
    database: Database, sign_in: Callable[[User], FlaskClient]
) -> None:
    seen = []
    for name in ("甲公司", "乙公司"):
        with database.writing() as session:
            org = make_organisation(session, name=name)
            user = make_member(session, org, name=f"{name}的人")
        page = header(sign_in(user).get("/help?q=<x>&n=1").get_data(as_text=True))
        assert f"{name}的人" in page
        assert set(re.findall(r'name="next" value="([^"]*)"', page)) == {"/help?q=&lt;x&gt;&amp;n=1"}
        tokens = set(re.findall(r'name="csrf_token" value="([^"]+)"', page))
        assert len(tokens) == 1
        assert "\x02" not in page
        seen.append((page, tokens.pop()))
    assert "甲公司" not in seen[1][0]
    assert seen[0][1] != seen[1][1]


def test_a_visitor_has_no_token_and_a_path_is_only_a_path(client: FlaskClient) -> None:
    page = header(client.get("/supply?x=%02csrf%02%02next%02").get_data(as_text=True))
    assert "csrf_token" not in page
    assert page.count('name="next"') == 2
