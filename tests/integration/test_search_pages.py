"""The results page and the API of search: what they show, to whom, and where they lead."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.core.uow import Database
from portal.help.models import HelpArticle
from portal.listings.models import Listing
from portal.search.feed import Feed
from tests.factories.listings import make_listing
from tests.factories.logistics import make_rate, make_warehouse
from tests.factories.people import make_member, make_organisation

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def stock(app: Flask, database: Database) -> dict[str, str]:
    """A few listings, a warehouse and a rate, all indexed: name → number."""
    with database.writing() as session:
        seller = make_organisation(session, name="天津恒达物资有限公司")
        listings = {
            "bar": make_listing(session, seller),
            "cheap": make_listing(session, seller, price=Decimal(3300), city="上海", mill="首钢", grade="HRB400"),
            "members": make_listing(session, seller, price=Decimal(3111), members_only_price=True, spec="Φ18×9m"),
            "coil": make_listing(
                session,
                seller,
                product_name="热轧卷板",
                grade="Q235B",
                category="hot-rolled",
                price=None,
                spec="3.0×1500×C",
            ),
            "wanted": make_listing(session, kind="demand", product_name="螺纹钢", price=Decimal(3600)),
        }
        warehouse = make_warehouse(session, name="螺纹钢北辰库")
        rate = make_rate(session, from_city="天津", to_city="广州")
        numbers = {name: listing.no for name, listing in listings.items()}
        numbers |= {"warehouse": warehouse.no, "rate": rate.no}
    feed: Feed = app.extensions["portal.search.feed"]
    feed.rebuild(database)
    return numbers


def shown(html: str) -> list[str]:
    """Numbers of the things the results lead to, in order."""
    return re.findall(r'class="cell-title" href="/[a-z]+/([A-Z0-9]+)"', html)


def text_of(html: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)))


def links(html: str, css_class: str) -> dict[str, str]:
    """Text → address of the links of a class."""
    found = re.findall(rf'<a class="{css_class}" href="([^"]+)"[^>]*>(.*?)</a>', html, re.S)
    return {text_of(text): unescape(url) for url, text in found}


def test_everything_of_a_name_is_on_one_page_with_its_kind(client: FlaskClient, stock: dict[str, str]) -> None:
    html = client.get("/search?q=螺紋鋼").text
    assert set(shown(html)) == {stock[name] for name in ("bar", "cheap", "members", "wanted", "warehouse")}
    assert "“螺紋鋼”共 5 条" in html
    tabs = re.search(r'<nav class="tabs".*?</nav>', html, re.S)
    assert tabs
    assert text_of(tabs[0]).strip() == "全部 5供应 3求购 1仓库 1运价 0帮助 0"


def test_hits_are_marked_and_nothing_typed_is_markup(client: FlaskClient, stock: dict[str, str]) -> None:
    assert "<mark>螺纹钢</mark>" in client.get("/search?q=螺纹钢&kind=supply").text
    html = client.get("/search", query_string={"q": "<script>alert(1)</script>\"'", "mill": "<b>x</b>"}).text
    assert "<script>alert" not in html
    assert "<b>x</b>" not in html


def test_filters_narrow_and_chips_take_them_away(client: FlaskClient, stock: dict[str, str]) -> None:
    html = client.get("/search?q=螺纹钢&kind=supply&city=上海&mill=首钢&price_max=3700&category=construction").text
    assert shown(html) == [stock["cheap"]]
    chips = links(html, "chip")
    assert set(chips) == {"螺纹钢", "上海", "首钢", "建筑钢材", "¥3,700 以下"}
    without_city = parse_qs(urlsplit(chips["上海"]).query)
    assert without_city == {
        "q": ["螺纹钢"], "kind": ["supply"], "mill": ["首钢"], "price_max": ["3700"], "category": ["construction"]
    }  # fmt: skip


def test_each_facet_leads_to_as_many_hits_as_it_says(client: FlaskClient, stock: dict[str, str]) -> None:
    html = client.get("/search?q=螺纹钢&kind=supply").text
    options = re.findall(
        r'<a class="facet-option" href="([^"]+)"[^>]*><span>(.*?)</span><span class="num">(\d+)</span>', html
    )
    assert len(options) >= 8
    for url, name, count in options:
        found = client.get(unescape(url)).text
        assert f"共 {count} 条" in found, name


def test_sort_and_page_stay_with_the_question(client: FlaskClient, app: Flask, database: Database) -> None:
    with database.writing() as session:
        seller = make_organisation(session)
        for number in range(45):
            make_listing(session, seller, price=Decimal(3000 + number))
    app.extensions["portal.search.feed"].rebuild(database)
    first = client.get("/search?q=螺纹钢&kind=supply&sort=price").text
    assert "第 1–20 条，共 45 条" in first
    assert "¥3,000" in first
    third = re.search(r'href="([^"]*page=3)"', first)
    assert third
    last = client.get(unescape(third[1])).text
    assert "第 41–45 条，共 45 条" in last
    assert "¥3,044" in last
    assert client.get("/search?q=螺纹钢&page=99999999").status_code == 200


def test_members_price_is_neither_shown_nor_sorted_by_for_visitors(
    client: FlaskClient, stock: dict[str, str], sign_in: SignIn, database: Database
) -> None:
    html = client.get("/search?q=螺纹钢&kind=supply&sort=price").text
    assert "3,111" not in html
    assert "登录看价" in html
    assert shown(html)[-1] == stock["members"]
    assert stock["members"] not in client.get("/search?q=螺纹钢&price_max=3200").text
    with database.writing() as session:
        person = make_member(session, make_organisation(session))
    inside = sign_in(person).get("/search?q=螺纹钢&kind=supply&sort=price").text
    assert "3,111" in inside
    assert shown(inside)[0] == stock["members"]


def test_nothing_found_says_what_to_drop_and_how_many_that_brings(client: FlaskClient, stock: dict[str, str]) -> None:
    html = client.get("/search?q=螺纹钢&kind=supply&city=上海&mill=沙钢").text
    assert "没有找到符合的结果" in html
    ways = re.findall(r'<li><a href="([^"]+)">([^<]+)</a> <span[^>]*>有 (\d+) 条', html)
    assert {name for _url, name, _count in ways} >= {"去掉“上海”", "去掉“沙钢”"}
    for url, name, count in ways:
        assert f"共 {count} 条" in client.get(unescape(url)).text, name
    assert "/me/listings/new?kind=demand" in html
    assert "/threads/new?kind=inquiry" in html


def test_misspelt_words_get_a_suggestion(client: FlaskClient, stock: dict[str, str]) -> None:
    html = client.get("/search?q=螺文钢").text
    assert "您是不是要找" in html
    suggested = links(html, "chip")["螺纹钢"]
    assert "“螺纹钢”共 5 条" in client.get(suggested).text


def test_what_just_ended_is_not_shown_though_still_indexed(
    client: FlaskClient, stock: dict[str, str], database: Database
) -> None:
    with database.writing() as session:
        session.query(Listing).filter(Listing.no == stock["bar"]).one().is_public = False
    assert stock["bar"] not in client.get("/search?q=螺纹钢").text


@pytest.mark.parametrize(
    "query",
    ["", "q=%00%ff", "q=" + "x" * 10_000, "q=(*)&kind=nonsense&page=-1&size=0", "price_min=abc&price_max=-5", "page=1e9",
     "category=%F0%9F%92%A9&city=" + "y" * 5000, "sort=id;drop", "q=%ED%A0%80", "q=a&q=b&price_max=NaN", "q=‮"],
)  # fmt: skip
def test_no_address_breaks_the_page(client: FlaskClient, stock: dict[str, str], query: str) -> None:
    assert client.get("/search?" + query).status_code == 200


def test_page_asks_the_database_once_for_each_kind(
    client: FlaskClient, stock: dict[str, str], count_queries: list[str]
) -> None:
    client.get("/search?q=螺纹钢&kind=supply")
    count_queries.clear()
    client.get("/search?q=螺纹钢&kind=supply")
    assert len(count_queries) == 1
    count_queries.clear()
    client.get("/search?q=螺纹钢")  # supply and demand, and warehouses with what lies there
    assert len(count_queries) <= 4


def test_page_speaks_the_readers_language(client: FlaskClient, stock: dict[str, str]) -> None:
    english = client.get("/search?q=螺纹钢&kind=supply", headers={"Accept-Language": "en"}).text
    assert "Rebar" in english
    assert not re.search(
        "[\u4e00-\u9fff]",
        re.sub(
            r"螺纹钢|沙钢|首钢|天津|上海|恒达|物资|有限公司|简体中文|繁體中文",
            "",
            text_of(english.replace(">通<", "><")),
        ),
    )
    taiwan = client.get("/search?q=螺纹钢&kind=supply", headers={"Accept-Language": "zh-TW"}).text
    assert "螺紋鋼" in taiwan


# ---- Programs ----------------------------------------------------------------------------------------------------------


def ask(client: FlaskClient, **arguments: Any) -> Any:
    answer = client.get("/api/v1/search", query_string=arguments)
    assert answer.status_code == 200, answer.text
    return answer.json


def test_api_answers_in_the_documented_shape(client: FlaskClient, stock: dict[str, str]) -> None:
    answer = ask(client, q="HRB400 上海", kind="supply", size=5)
    assert set(answer) == {"total", "items", "facets", "understood", "corrected"}
    assert answer["total"] == 1
    assert answer["items"] == [
        {
            "tier": "exact", "why": ["材质、规格与所求一致", "24 小时内确认", "企业已认证"],
            "no": stock["cheap"], "kind": "supply", "title": "螺纹钢 HRB400", "category": "rebar", "product_name": "螺纹钢",
            "grade": "HRB400", "spec": "Φ25×12m", "city": "上海", "mill": "首钢", "price": 3300, "unit": "t", "available": 100,
            "url": f"/listings/{stock['cheap']}", "landed": None,
        }
    ]  # fmt: skip
    assert answer["facets"]["city"] == [{"value": "上海", "count": 1}]


def test_api_has_the_same_keys_for_every_kind(client: FlaskClient, stock: dict[str, str]) -> None:
    items = ask(client, size=100)["items"]
    assert {item["kind"] for item in items} == {"supply", "demand", "warehouse", "freight"}
    assert len({tuple(sorted(item)) for item in items}) == 1
    assert len(items) == len(stock)


def test_api_hides_members_prices_from_strangers(client: FlaskClient, stock: dict[str, str]) -> None:
    (item,) = [item for item in ask(client, q="Φ18", kind="supply")["items"] if item["no"] == stock["members"]]
    assert item["price"] is None
    assert ask(client, q="Φ18", price_max=3200)["total"] == 0


def test_api_filters_by_several_values(client: FlaskClient, stock: dict[str, str]) -> None:
    answer = client.get("/api/v1/search?kind=supply&mill=首钢&mill=沙钢&category=construction")
    assert answer.json is not None
    assert answer.json["total"] == 3
    assert client.get("/api/v1/search?colour=red").status_code in (400, 422)
    assert client.get("/api/v1/search?size=1000").status_code in (400, 422)
    assert client.get("/api/v1/search?page=10000&size=100").status_code == 200


def test_help_articles_are_found_and_shown(client: FlaskClient, app: Flask, database: Database) -> None:
    with database.writing() as session:
        session.add(
            HelpArticle(
                slug="certificates",
                category="buying",
                title="怎样看质保书",
                body="## 先看什么\n\n" + "随货的纸要和钢材上的标牌对得上。" * 20 + "**炉号**在左上角。",
                state="published",
            )
        )
    app.extensions["portal.search.feed"].rebuild(database)
    html = client.get("/search?q=质保书").text
    assert "怎样看<mark>质保书</mark>" in html
    assert 'href="/help/certificates"' in html
    assert "先看什么 随货的纸" in html
    assert html.count('colspan="7"') == 1  # no empty cells for quantity, price and company
    found = client.get("/search?q=炉号&kind=help").text
    assert "“炉号”共 1 条" in found
    assert "对得上。<mark>炉号</mark>在左上角。" in found
    assert "<table" not in found
    assert 'class="filters' not in found
    assert 'class="filters' in html
    (item,) = ask(client, q="质保书")["items"]
    assert (item["no"], item["kind"], item["title"]) == ("certificates", "help", "怎样看质保书")


def test_several_words_too_many_are_dropped_at_once(client: FlaskClient, stock: dict[str, str]) -> None:
    html = client.get("/search?q=螺纹钢 北京 3000以下&kind=supply").text
    ways = links_of_ways(html)
    assert "只搜“螺纹钢”" in ways
    assert stock["bar"] in client.get(ways["只搜“螺纹钢”"]).text


def links_of_ways(html: str) -> dict[str, str]:
    return {name: unescape(url) for url, name in re.findall(r'<li><a href="([^"]+)">([^<]+)</a>', html)}


# ---- What was understood -----------------------------------------------------------------------------------------------


def test_what_was_understood_stands_above_and_can_be_taken_off(client: FlaskClient, stock: dict[str, str]) -> None:
    html = client.get("/search?q=三级抗震螺纹25 天津 3800以下&kind=supply").text
    chips = links(html, "chip")
    assert list(chips) == ["HRB400E", "螺纹钢", "Φ25", "天津", "¥3,800 以下"]
    assert shown(html)[0] == stock["bar"]
    without_place = parse_qs(urlsplit(chips["天津"]).query)
    assert without_place == {"q": ["三级抗震螺纹25 3800以下"], "kind": ["supply"]}
    assert stock["cheap"] not in shown(html)
    assert stock["cheap"] in shown(client.get(chips["天津"]).text)


def test_what_was_not_understood_is_said_too(client: FlaskClient, stock: dict[str, str]) -> None:
    said = unescape(client.get("/search?q=螺纹钢 99mm 阿毛").get_data(as_text=True))
    assert "其余按文字找：99mm 阿毛" in said
    assert "其余按文字找" not in client.get("/search?q=螺纹钢，25，天津").get_data(as_text=True)
    assert "其余按文字找" not in client.get("/search?q=阿毛").get_data(as_text=True)


def test_an_index_not_made_yet_is_not_taken_for_nothing_found(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    search = app.extensions["portal.search"]
    monkeypatch.setattr(search.engine, "ready", lambda: False)
    monkeypatch.setattr(app.extensions["portal.search.log"], "note", lambda *_args, **_named: pytest.fail("counted"))
    page = client.get("/search?q=螺纹钢").get_data(as_text=True)
    assert "搜索正在准备" in page
    assert "没有找到" not in page


def test_the_text_can_be_searched_as_it_was_typed(client: FlaskClient, stock: dict[str, str]) -> None:
    html = client.get("/search?q=螺纹钢 3800以下").text
    (plain,) = [unescape(url) for url in re.findall(r'href="([^"]*raw=all[^"]*)"', html)]
    found = client.get(plain).text
    assert "没有找到符合的结果" in found
    assert "按系统识别的条件搜索" in found
    assert 'class="understood"' in found


def test_a_hit_says_how_it_fits_and_why_it_stands_there(client: FlaskClient, stock: dict[str, str]) -> None:
    text = text_of(client.get("/search?q=HRB400 天津&kind=supply").text)
    assert "可代用：HRB400E 可作 HRB400" in text
    assert "为什么排在这里" in text
    assert "24 小时内确认" in text
    near = text_of(client.get("/search?q=螺纹28&kind=supply").text)
    assert "没有完全符合的，下面是可代用的和相近的。" in near
    assert "规格相近" in near


def test_a_members_price_cannot_be_guessed_from_a_cap_in_words(
    client: FlaskClient, stock: dict[str, str], sign_in: SignIn, database: Database
) -> None:
    for text in ("螺纹钢 3200以下", "3200以下", "螺纹钢 3100-3120", "Φ18 3112内"):
        for address in (f"/search?q={text}", f"/search?q={text}&sort=price"):
            html = client.get(address).text
            assert stock["members"] not in html, text
            assert "3,111" not in html
        answer = ask(client, q=text, size=100)
        assert stock["members"] not in {item["no"] for item in answer["items"]}
    with database.writing() as session:
        person = make_member(session, make_organisation(session))
    assert stock["members"] in sign_in(person).get("/search?q=螺纹钢 3200以下").text


def test_a_category_shows_its_measures_as_facets(client: FlaskClient, stock: dict[str, str]) -> None:
    html = client.get("/search?q=螺纹钢&kind=supply").text
    names = re.findall(r'class="facet-name">([^<]+)<', html)
    assert "直径（mm）" in names
    assert "长度" in names
    html = client.get("/search?q=天津&kind=supply").text
    assert "直径（mm）" not in html


def test_one_wrong_character_is_found_and_said(client: FlaskClient, stock: dict[str, str]) -> None:
    html = client.get("/search?q=三级抗震螺闻钢&kind=supply").text
    assert "没有找到“三级抗震螺闻钢”。" in html
    assert "您是不是要找：" in html
    assert stock["bar"] in shown(html)
    assert ask(client, q="luowengamg")["corrected"] == "luowengang"
    assert ask(client, q="景点")["total"] == 0


def test_nothing_found_leads_to_a_demand_already_written(
    client: FlaskClient, stock: dict[str, str], sign_in: SignIn, database: Database
) -> None:
    html = client.get("/search?q=三级抗震螺纹25 成都 100吨 2000以下").text
    (address,) = re.findall(r'href="(/me/listings/new\?kind=demand&[^"]*)"', html)
    assert parse_qs(urlsplit(unescape(address)).query) == {
        "kind": ["demand"], "category": ["rebar"], "product_name": ["螺纹钢"], "grade": ["HRB400E"], "spec": ["Φ25"], "city": ["成都"],
        "quantity": ["100"], "price": ["2000"],
    }  # fmt: skip
    with database.writing() as session:
        person = make_member(session, make_organisation(session))
    form = sign_in(person).get(unescape(address)).text
    for value in ("HRB400E", "Φ25", "成都", "100", "2000"):
        assert f'value="{value}"' in form
    hostile = {"quantity": "NaN", "price": "1e999", "spec": "x" * 3000, "grade": '"><script>', "remarks": "\x00" * 9000}
    answer = sign_in(person).get("/me/listings/new", query_string={"kind": "demand", **hostile})
    assert answer.status_code == 200
    assert "<script>" not in answer.text.replace("<script src", "")
    assert f'value="{"x" * 80}"' in answer.text


def test_api_says_what_it_understood_and_how_each_hit_fits(client: FlaskClient, stock: dict[str, str]) -> None:
    answer = ask(client, q="HRB400 25 天津 3800以下", kind="supply")
    assert [(piece["part"], piece["value"]) for piece in answer["understood"]] == [
        ("grade", "HRB400"), ("spec", "Φ25"), ("place", "天津"), ("price", "-3800"),
    ]  # fmt: skip
    (item,) = [item for item in answer["items"] if item["no"] == stock["bar"]]
    assert item["tier"] == "compatible"
    assert item["why"][0] == "可代用：HRB400E 可作 HRB400"
    plain = ask(client, q="天津", raw="place")
    assert plain["understood"] == []
    english = client.get("/api/v1/search?q=HRB400", headers={"Accept-Language": "en"}).json
    assert english is not None
    assert any("Serves" in reason for item in english["items"] for reason in item["why"])
