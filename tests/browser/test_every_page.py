"""Every page there is, as those who use it: nothing axe finds, nothing wider than the screen, no policy broken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask

from portal.core.clock import now
from portal.core.uow import Database
from portal.help.models import PUBLISHED, HelpArticle, Notice
from tests.browser.conftest import OpenPage
from tests.factories.listings import make_listing
from tests.factories.logistics import make_lot, make_rate, make_warehouse
from tests.factories.people import make_member, make_organisation, make_staff
from tests.factories.threads import make_message, make_note, make_thread

# A browser that closes a page drops connections the server is still writing to.
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
SIZES = [(1440, "light", "zh-CN"), (820, "light", "en-GB"), (390, "dark", "zh-TW")]

PAGES = {
    "visitor": """/ /supply /demand /listings/{listing} /warehouses /warehouses/{warehouse} /freight /freight/{rate}
        /search?q=HRB400E /search?q=nothing-like-it /help /help/{article} /notices/{notice} /companies/{company}
        /login /register /password/reset /api/docs""",
    "buyer": """/me /me/listings /me/listings/new?kind=demand /me/organisation /me/organisation/edit /me/profile
        /me/password /me/tokens /threads /threads/new /threads/{thread} /listings/{listing}""",
    "supplier": """/me /me/listings /me/listings/new?kind=supply /me/listings/{listing}/edit /me/stock /me/freight
        /threads""",
    "admin": """/desk /desk/moderation /desk/companies/{waiting} /desk/listings /desk/warehouses /desk/freight
        /desk/help /desk/help/new /desk/staff /desk/system /threads/{thread} /demo/mail""",
}


@pytest.fixture(autouse=True)
def streams_end(app: Flask) -> Iterator[None]:
    yield
    app.extensions["portal.live"].stop()


@pytest.fixture
def market(database: Database) -> dict[str, Any]:
    """One of each thing there is, and one person of each role."""
    with database.writing() as session:
        seller = make_organisation(session, kind="supplier", name="天津津沽盛源钢铁贸易有限公司")
        waiting = make_organisation(session, kind="supplier", verification="pending", submitted_at=now())
        buyers = make_organisation(session, kind="buyer", name="苏州建工物资有限公司")
        buyer = make_member(session, buyers, role="manager", name="周采购")
        supplier = make_member(session, seller, role="manager", name="王经理")
        admin = make_staff(session, "sales", name="赵敏", is_admin=True)
        warehouse = make_warehouse(session)
        listing = make_listing(session, seller, warehouse_id=warehouse.id, remarks="可开平")
        make_listing(session, seller, price=None, members_only_price=True)
        make_listing(session, buyers, kind="demand", delivery_place="苏州工业园区")
        make_lot(session, warehouse, listing_id=listing.id, org_id=seller.id)
        rate = make_rate(session, price=Decimal("85"))
        thread = make_thread(session, buyers, buyer, body="三级螺纹 25 有货吗？", owner_id=admin.id)
        make_message(session, thread, admin, body="有，200 吨，3,650 过磅。")
        make_note(session, thread, admin, body="可让 20。")
        words = {"title": "怎么搜得准", "body": "## 两个字就能搜\n\n像发微信一样输入。", "translations": {}}
        article = HelpArticle(slug="search", category="start", state=PUBLISHED, **words)
        notice = Notice(no="N1", level="warning", shown_from=now(), shown_until=now() + timedelta(days=3), **words)
        session.add_all([article, notice])
        session.flush()
        people = {"buyer": buyer, "supplier": supplier, "admin": admin}
        names = {
            "listing": listing.no, "warehouse": warehouse.no, "rate": rate.no, "thread": thread.no, "article": article.slug,
            "notice": notice.no, "company": seller.no, "waiting": waiting.no,
        }  # fmt: skip
        return people | names


@pytest.mark.parametrize(("width", "theme", "language"), SIZES)
@pytest.mark.parametrize("who", list(PAGES))
def test_every_page_can_be_read_by_everybody(
    open_page: OpenPage, page_of: Callable[..., Any], site: str, market: dict[str, Any], who: str, width: int, theme: str, language: str
) -> None:  # fmt: skip
    paths = PAGES[who].format(**market).split()
    options = {"width": width, "language": language, "color_scheme": theme}
    page = page_of(market[who], paths[0], **options) if who in market else open_page(paths[0], **options)
    faults: list[str] = []
    for path in paths:
        answer = page.goto(site + path)
        if not answer.ok:
            faults.append(f"{path} answered {answer.status}")
            continue
        if page.evaluate("document.documentElement.scrollWidth") > width:
            faults.append(f"{path} is wider than {width}")
        for rule in Axe().run(page, options=RULES).response["violations"]:
            faults += [f"{path}: {rule['id']}: {node['html'][:120]}" for node in rule["nodes"][:3]]
    assert faults == []
