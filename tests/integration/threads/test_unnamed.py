"""Whom the customer asked not to name is shown so in the reader's language, in lists too."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from portal.accounts.models import User
from portal.core.uow import Database
from portal.threads.models import ThreadGuest
from tests.factories.people import make_staff
from tests.factories.threads import make_thread


@pytest.mark.parametrize(("locale", "words"), [("zh-CN", "匿名客户"), ("en", "Anonymous customer")])
def test_an_unnamed_customer_is_called_so_in_the_readers_language(
    database: Database, sign_in: Callable[[User], FlaskClient], locale: str, words: str
) -> None:
    with database.writing() as session:
        thread = make_thread(session, kind="complaint", is_anonymous=True)
        guest = make_staff(session)
        guest.locale = locale
        session.add(ThreadGuest(thread_id=thread.id, user_id=guest.id, invited_by=guest.id))
        no = thread.no
    browser = sign_in(guest)
    for url in (f"/threads/{no}", "/desk?view=active", f"/threads/{no}/case"):
        page = browser.get(url).text
        assert words in page, url
        assert locale == "zh-CN" or "匿名客户" not in page, url
    assert browser.get(f"/threads/{no}/customer").status_code == 404, "their file would name them"
