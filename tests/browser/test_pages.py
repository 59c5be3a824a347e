"""Every page there is, as the people who use it see it: nothing axe finds, nothing the policy stops, nothing wider than the screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask

from tests.browser.market import VISITOR, Market

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
CONTRAST = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
WIDER = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('body *')]
    .filter(el => el.getBoundingClientRect().right > innerWidth + 1 && el.checkVisibility()).slice(0, 5)
    .map(el => el.outerHTML.slice(0, 120))"""


@dataclass(frozen=True, slots=True)
class Page:
    """An address with `{names}` of the market, who looks at it, and what it answers."""

    path: str
    who: str = VISITOR
    status: int = 200


PAGES = (
    Page("/"), Page("/", "buyer"), Page("/nothing/here", status=404), Page("/desk", "buyer", 404),
    Page("/api/docs"), Page("/companies/{company}"), Page("/demo/mail"), Page("/demo/mail/{mail}"),
    Page("/me/orders", "buyer"), Page("/me/orders?state=quotations", "buyer"), Page("/quotations/{quote}", "buyer"),
    Page("/quotations/{quote}/print", "buyer"), Page("/quotations/{quote}", "sales"), Page("/quotations/{quote_draft}/edit", "sales"),
    Page("/orders/{order}", "buyer"), Page("/orders/{order}/print", "buyer"), Page("/orders/{order}", "sales"),
    Page("/orders/{order}/ship", "warehouse"), Page("/threads/{quoted}/quotations", "sales"), Page("/desk/orders", "sales"),
    Page("/desk/orders?state=quotations", "sales"),
    Page("/claims", "buyer"), Page("/claims?state=all", "buyer"), Page("/desk/claims", "sales"), Page("/desk/claims?state=over", "sales"),
    Page("/service-standards"), Page("/desk/settings/standards", "admin"), Page("/desk/settings/standards?kind=inquiry&tier=key&priority=", "admin"),
    Page("/desk/settings/calendar", "admin"), Page("/desk/settings/calendar?department=warehouse", "admin"),
    Page("/desk/settings/rules", "admin"), Page("/desk/settings/rules", "sales", 403), Page("/desk/settings/rules/new", "admin"),
    Page("/desk/settings/rules/{rule}", "admin"),
    Page("/supply"), Page("/supply?category=rebar&city=天津&sort=price", "buyer"), Page("/demand"), Page("/demand", "supplier"),
    Page("/listings/{supply}"), Page("/listings/{supply}", "buyer"), Page("/listings/{supply}", "supplier"),
    Page("/listings/{supply}", "sales"), Page("/listings/{demand}", "supplier"), Page("/listings/{draft}", "supplier"),
    Page("/listings/{supply}/history", "supplier"), Page("/listings/{supply}/history", "sales"),
    Page("/warehouses"), Page("/warehouses/{warehouse}"), Page("/warehouses/{warehouse}", "buyer"),
    Page("/freight"), Page("/freight/{rate}"), Page("/freight/{own_rate}", "supplier"),
    Page("/prices"), Page("/prices?category=rebar&grade=HRB400E&days=365", "buyer"), Page("/prices?source={source}"),
    Page("/prices?category=rebar&mill=没有这家"), Page("/help"), Page("/help/{article}"), Page("/notices/{notice}"),
    Page("/search"), Page("/search?q=螺纹钢"), Page("/search?q=三级螺纹25 天津&kind=supply", "buyer"), Page("/search?q=查无此物xyz"),
    Page("/login"), Page("/register"), Page("/register/sent"), Page("/register/terms"), Page("/confirm/{registration}"),
    Page("/confirm/dead", status=404), Page("/invitations/{invitation}"), Page("/invitations/dead", status=404),
    Page("/password/reset"), Page("/password/sent"), Page("/password/reset/{reset}"), Page("/confirm-email/{email_link}", "buyer"),
    Page("/me", "buyer"), Page("/me", "supplier"), Page("/me", "newcomer"),
    Page("/me/profile", "buyer"), Page("/me/email", "buyer"), Page("/me/password", "buyer"), Page("/me/tokens", "buyer"),
    Page("/me/organisation", "buyer"), Page("/me/organisation", "newcomer", 403), Page("/me/organisation/edit", "buyer"),
    Page("/me/organisation/new", "newcomer"),
    Page("/me/fresh", "supplier"), Page("/still-there/{fresh_link}"), Page("/still-there/dead", status=404),
    Page("/me/listings", "supplier"), Page("/me/listings", "buyer"), Page("/me/listings/new?kind=supply", "supplier"),
    Page("/me/listings/new?kind=demand", "buyer"), Page("/me/listings/{supply}/edit", "supplier"),
    Page("/me/listings/{draft}/preview", "supplier"), Page("/me/listings/grid?no={supply}&no={draft}", "supplier"),
    Page("/me/import", "supplier"), Page("/me/import/{preview}", "supplier"), Page("/me/import/{preview}?edit={preview_row}", "supplier"),
    Page("/me/import/{reading}", "supplier"), Page("/me/import/{published}", "supplier"), Page("/me/import/{unread}", "supplier"),
    Page("/me/stock", "supplier"), Page("/me/stock/{own_lot}", "supplier"), Page("/me/stock/new", "supplier"),
    Page("/me/freight", "supplier"), Page("/me/freight/{own_rate}", "supplier"), Page("/me/freight/new", "supplier"),
    Page("/me/freight/import", "supplier"), Page("/desk/freight/import", "transport"), Page("/me/places", "buyer"),
    Page("/me/places/new", "buyer"), Page("/me/places/{place}", "buyer"), Page("/supply?deliver_to=北京&sort=landed", "buyer"),
    Page("/search?q=螺纹钢&deliver_to=北京&pay=draft"), Page("/listings/{supply}?deliver_to=北京&quantity=x", "buyer"),
    Page("/me/matches", "buyer"), Page("/me/matches?kind=supply", "supplier"), Page("/listings/{supply}/matches", "supplier"),
    Page("/listings/{demand}/matches", "buyer"), Page("/listings/{demand}/matches?hidden=1", "sales"), Page("/desk/matches?hours=0", "sales"),
    Page("/desk/matches?state=dismissed", "sales"), Page("/desk/threads/new?listing={supply}&about={demand}", "sales"),
    Page("/threads", "buyer"), Page("/threads", "supplier"), Page("/threads/{thread}", "buyer"), Page("/threads/{thread}", "sales"),
    Page("/threads/new", "buyer"), Page("/threads/new?listing={supply}", "buyer"), Page("/threads/{thread}/supplier", "sales"),
    Page("/threads/{settled}/rating", "buyer"), Page("/threads/{settled}/rating", "sales"), Page("/rate/{rating_token}?score=4"), Page("/rate/dead", status=404),
    Page("/desk/mail", "sales"), Page("/desk/mail?state=handled", "sales"), Page("/desk/mail/{letter}", "sales"), Page("/desk/mail/{letter}?q=天津", "sales"),
    Page("/desk/insight", "admin"), Page("/desk/insight?days=90&department=sales", "admin"), Page("/desk/insight?from=x", "sales"), Page("/desk/insight", "buyer", 404),
    Page("/claims/new", "buyer"), Page("/claims/{claim}", "buyer"), Page("/claims/{claim}", "admin"), Page("/desk/recovery", "admin"), Page("/desk/recovery/{recovery}", "admin"), Page("/desk/recovery/causes", "admin"), Page("/desk/recovery", "sales", 403),
    Page("/threads/{thread}/messages/{message}/edit", "buyer"), Page("/threads/{thread}/messages/{message}/history", "buyer"),
    Page("/threads/{thread}/case", "sales"), Page("/threads/{thread}/customer", "sales"), Page("/threads/{thread}/answers", "sales"),
    Page("/threads/{thread}/pick", "sales"), Page("/desk?view=overdue&priority=high", "sales"), Page("/desk/replies", "sales"),
    Page("/desk/replies/new", "sales"), Page("/desk/replies/{reply}", "sales"), Page("/desk/duty", "sales"),
    Page("/desk", "sales"), Page("/desk", "admin"), Page("/desk/listings", "sales"), Page("/desk/listings/{supply}/withdraw", "sales"),
    Page("/desk/moderation", "sales"), Page("/desk/companies/{pending}", "sales"),
    Page("/desk/warehouses", "warehouse"), Page("/desk/warehouses/{warehouse}", "warehouse"), Page("/desk/warehouses/new", "warehouse"),
    Page("/desk/warehouses/{warehouse}/stock", "warehouse"), Page("/desk/stock", "warehouse"), Page("/desk/stock/{lot}", "warehouse"),
    Page("/desk/freight", "transport"), Page("/desk/freight/{rate}", "transport"), Page("/desk/freight/new", "transport"),
    Page("/desk/help", "sales"), Page("/desk/help/{article}", "sales"), Page("/desk/help/{article}/versions", "sales"),
    Page("/desk/help/new", "sales"), Page("/desk/notices", "sales"), Page("/desk/notices/{notice}", "sales"), Page("/desk/notices/new", "sales"),
    Page("/me/notifications", "buyer"), Page("/me/notifications", "newcomer"), Page("/me/notifications/settings", "buyer"),
    Page("/unsubscribe/{leave}"), Page("/unsubscribe/dead", status=404),
    Page("/me/searches", "buyer"), Page("/me/watches", "buyer"), Page("/me/searches/{saved}", "buyer"), Page("/me/saved-searches", "newcomer"),
    Page("/desk/search", "sales"), Page("/desk/search?show=often&try=三级抗震螺纹25 12米 天津 3700以下 怪词", "sales"),
    Page("/desk/search/words", "sales"), Page("/desk/search/words/new", "sales"), Page("/desk/search/words/{word}", "sales"),
    Page("/desk/staff", "admin"), Page("/desk/staff/{colleague}", "admin"), Page("/desk/system", "admin"), Page("/desk/system/audit", "admin"),
)  # fmt: skip

# What answers GET and is no page: for programs, for downloading, or a part that a page's script puts into a page above.
NO_PAGES = {
    "health.healthz", "health.readyz", "health.metrics", "api_docs.openapi", "live.stream", "live.poll", "live.unread",
    "freight_rates_api.list_rates", "freight_rates_api.read_rate", "listings_api.list_listings", "listings_api.read_listing",
    "search_api.search_everything", "search_suggest.suggest", "threads_api.list_threads", "threads_api.get_thread", "threads_api.list_messages",
    "warehouses_api.list_warehouses", "warehouses_api.read_warehouse", "listing_lots_api.list_lots",
    "orders_api.list_orders", "orders_api.read_order", "orders_api.list_quotations", "orders_api.read_quotation",
    "casework_desk.export", "casework.claim_file", "insight_desk.download_table", "insight_desk.download_workbook", "casework.of_thread", "prices.download", "listings.download", "threads.download", "organisations_company.licence", "organisations_desk.licence",
    "logistics_desk.paper", "stock.paper", "intake.blank", "intake.mine", "orders.download", "mailroom.original",
    "mailroom_desk.original", "mailroom_desk.file", "mailroom_desk.rows",
    "intake.progress", "threads.rows", "threads.recent", "threads.side", "threads.state", "threads.messages", "threads.merged", "threads_desk.queue_rows",
    "gallery.show",  # the components one by one: test_kit.py
}  # fmt: skip


def test_no_page_is_left_out(app: Flask) -> None:
    adapter = app.url_map.bind("localhost")
    seen = set()
    for page in PAGES:
        path = page.path.partition("?")[0].format_map(
            _Anything(colleague="1", reply="1", message="1", word="1", letter="1", rule="1")
        )
        if page.status == 200:
            seen.add(adapter.match(path)[0])
    there = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert there - seen - NO_PAGES == set()
    assert (seen | NO_PAGES) - there == set()


class _Anything(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "X"


def violations(page: Any, rules: dict[str, list[str]]) -> list[Any]:
    found = Axe().run(page, options=rules).response["violations"]
    return [(rule["id"], [node["html"][:160] for node in rule["nodes"]][:5]) for rule in found]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.who} {page.path}")
def test_page(market: Market, page: Page) -> None:
    with market.watched(page.who, page.path.format(**market.names), status=page.status) as seen:
        assert seen.evaluate(WIDER) == []
        assert violations(seen, RULES) == []
        seen.evaluate("document.documentElement.dataset.theme = 'dark'")
        assert violations(seen, CONTRAST) == []
        seen.set_viewport_size({"width": 820, "height": 1180})
        assert seen.evaluate(WIDER) == []
        seen.set_viewport_size({"width": 390, "height": 844})
        assert seen.evaluate(WIDER) == []
        assert violations(seen, RULES) == []


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if page.status == 200 and page.path != "/api/docs"],
    ids=lambda page: f"{page.who} {page.path}",
)
def test_page_in_english_fits_a_phone(market: Market, page: Page) -> None:
    with market.watched(page.who, page.path.format(**market.names), language="en-GB") as seen:
        seen.set_viewport_size({"width": 390, "height": 844})
        assert seen.evaluate(WIDER) == []


FORMS = (
    Page("/login"), Page("/register"), Page("/password/reset"), Page("/me/password", "buyer"), Page("/me/organisation/edit", "buyer"),
    Page("/me/listings/new?kind=demand", "buyer"), Page("/me/listings/new?kind=supply", "supplier"), Page("/me/freight/new", "supplier"),
    Page("/me/import", "supplier"), Page("/me/stock/new", "supplier"), Page("/threads/new", "buyer"), Page("/desk/warehouses/new", "warehouse"), Page("/me/places/new", "buyer"),
    Page("/desk/freight/new", "transport"), Page("/desk/help/new", "sales"), Page("/desk/notices/new", "sales"),
    Page("/desk/search/words/new", "sales"), Page("/desk/replies/new", "sales"),
)  # fmt: skip

UNSAID = """() => [...document.querySelectorAll('main [aria-invalid=true]')].filter(field =>
    !(field.getAttribute('aria-describedby') || '').split(' ').some(id => document.getElementById(id)?.innerText.trim()))
    .map(field => field.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("page", FORMS, ids=lambda page: f"{page.who} {page.path}")
def test_form_with_nothing_in_it(market: Market, page: Page) -> None:
    """Sent back with its faults said beside the fields, for ears as well."""
    with market.watched(page.who, page.path, then=422) as seen:
        with seen.expect_navigation():
            seen.evaluate(
                """() => { const form = document.querySelector('main form[method=post]');
                for (const field of form.querySelectorAll('input:not([type=hidden]):not([type=checkbox]):not([type=radio]), textarea'))
                    field.value = '';
                form.noValidate = true;
                form.requestSubmit(form.querySelector('[name=do][value=publish]')); }"""
            )
        assert seen.locator("main [aria-invalid=true]").count() > 0
        assert seen.evaluate(UNSAID) == []
        assert violations(seen, RULES) == []
