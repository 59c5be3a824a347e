"""Prices over time as people meet them: the list, one product, narrowed, back a year, taken along as CSV; and series from elsewhere."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal as D
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.core.clock import now
from portal.core.remembered import forget
from portal.core.uow import Database
from portal.listings.models import Listing, PriceChange
from portal.prices.lives import local_day
from portal.prices.models import Quote, QuoteSource
from portal.prices.scopes import Goods, Key, keys
from portal.prices.services.days import refresh, save
from tests.beside import outside
from tests.factories.listings import make_listing
from tests.factories.people import make_member, make_organisation
from tests.factories.quotes import quotes_file

SignIn = Callable[[User], FlaskClient]
SERIES = "日期,品名,规格,材质,钢厂,城市,价格,备注\n"


def market(database: Database) -> None:
    """Three mills' rebar, one of them dearer since yesterday, and what it all cost a year ago."""
    with database.writing() as session:
        org = make_organisation(session)
        published = now() - timedelta(days=40)
        for price, mill, city, spec in (
            ("3600", "沙钢", "天津", "Φ25×12m"),
            ("3650", "敬业", "天津", "Φ25×12m"),
            ("3900", "沙钢", "无锡", "Φ12×9m"),
        ):
            listing = make_listing(
                session, org, price=D(price), mill=mill, city=city, spec=spec, published_at=published, version=2
            )
        session.add(PriceChange(listing_id=listing.id, old=D(3500), new=D(3900), at=now() - timedelta(days=1)))
        make_listing(session, org, category="hot-rolled", product_name="热卷", grade="Q235B", price=D(3300))
    refresh(database)
    with database.writing() as session:
        goods = Goods("rebar", "t", "HRB400E", "Φ25×12m", "沙钢", "天津")
        year = local_day(now()) - timedelta(days=366)
        save(session, year, {key: {3000_00: 1} for key in keys(goods)})
    forget()


def test_from_the_list_to_a_course_to_its_figures(client: FlaskClient, database: Database) -> None:
    market(database)
    html = client.get("/prices").text
    assert "螺纹钢" in html
    assert "热轧" in html
    assert "3,650" in html  # the middle of three
    assert "3,600–3,900" in html
    link = re.search(r'href="(/prices\?category=rebar)"', html)
    assert link
    page = client.get(link[1]).text
    assert "<svg" in page
    assert "↑ 50" in page  # against the day before yesterday's change: 3,600 → 3,650
    assert "↑ 650" in page  # against a year ago
    assert page.count('<tr><td class="p-day') == 30
    assert "较去年同日" in page


def test_narrowing_shows_only_what_was_chosen(client: FlaskClient, database: Database) -> None:
    market(database)
    page = client.get("/prices?category=rebar&mill=沙钢&city=天津").text
    assert "3,600" in page
    assert "3,900" not in page
    both = client.get("/prices?category=rebar&city=天津&city=无锡&days=30").text
    assert "3,600–3,900" in both
    nothing = client.get("/prices?category=rebar&mill=没有这家").text
    assert "没有符合条件的价格" in nothing
    assert "<svg viewBox" not in nothing.partition("</main>")[0].partition("price-chart")[2]


def test_each_filter_counts_what_it_would_find(client: FlaskClient, database: Database) -> None:
    market(database)
    page = client.get("/prices?category=rebar&city=天津").text
    options = dict(re.findall(r"<span>([^<]+)</span><span class=\"num\">(\d+)</span>", page))
    assert (options["沙钢"], options["敬业"], options["无锡"], options["Φ25×12m"]) == ("1", "1", "1", "2")
    assert "Φ12×9m" not in options


def test_taken_along_as_a_sheet(client: FlaskClient, database: Database) -> None:
    market(database)
    page = client.get("/prices?category=rebar&mill=沙钢&days=30").text
    link = re.search(r'href="(/prices/export\?[^"]+)"', page)
    assert link
    answer = client.get(unescape(link[1]))
    assert answer.content_type.startswith("text/csv")
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0][:5] == ["日期", "最低价", "中间价", "最高价", "条数"]
    assert len(rows) == 31
    assert rows[-1] == [local_day(now()).isoformat(), "3600.00", "3750.00", "3900.00", "2", "螺纹钢", "", "", "沙钢", "", "吨", "物资通挂牌价"]  # fmt: skip


def test_a_listing_leads_to_the_prices_of_its_like(client: FlaskClient, database: Database) -> None:
    market(database)
    with database.reading() as session:
        no = session.scalars(select(Listing.no).where(Listing.city == "无锡")).one()
    page = client.get(f"/listings/{no}").text
    link = re.search(r'href="(/prices\?category=rebar[^"]+)"', page)
    assert link
    assert "3,900" in client.get(unescape(link[1])).text


def test_an_empty_portal_says_so(client: FlaskClient) -> None:
    assert "还没有行情" in client.get("/prices").text
    assert "没有符合条件的价格" in client.get("/prices?category=rebar").text
    assert client.get("/prices?source=QNOTHERE").status_code == 404


@pytest.mark.parametrize(("language", "word"), [("en", "Listed prices"), ("zh-TW", "掛牌行情"), ("zh-CN", "挂牌行情")])
def test_in_three_languages(client: FlaskClient, database: Database, language: str, word: str) -> None:
    market(database)
    for url in ("/prices", "/prices?category=rebar"):
        page = client.get(url, headers={"Accept-Language": language})
        assert page.status_code == 200
    assert word in client.get("/prices", headers={"Accept-Language": language}).text


@pytest.mark.parametrize(
    "url",
    [
        "/prices",
        "/prices?category=rebar",
        "/prices?category=rebar&grade=HRB400E&city=天津",
        "/prices/export?category=rebar",
    ],
)
def test_a_fixed_number_of_statements(
    client: FlaskClient, database: Database, count_queries: list[str], url: str
) -> None:
    market(database)
    counts = []
    for more in (0, 30):
        with database.writing() as session:
            org = make_organisation(session)
            for number in range(more):
                make_listing(session, org, price=D(3700 + number), spec=f"Φ{number}", mill=f"厂{number}")
        refresh(database)
        forget()
        count_queries.clear()
        assert client.get(url).status_code == 200
        counts.append(len(count_queries))
    assert counts[0] == counts[1] <= 6


# ---- From elsewhere ------------------------------------------------------------------------------------------------


def bring(app: Flask, file: Path, *options: str) -> tuple[int, dict[str, object]]:
    result = app.test_cli_runner().invoke(args=["import-prices", str(file), "--json", *options])
    assert result.output.startswith("{"), result.output
    return result.exit_code, json.loads(result.output)


def source_link(client: FlaskClient) -> str:
    forget()
    link = re.search(r'href="(/prices\?source=\w+)"', client.get("/prices").text)
    assert link
    return link[1]


def test_a_series_is_read_shown_under_its_source_and_kept_apart(
    app: Flask, client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    market(database)
    before = client.get("/prices?category=rebar").text
    file = tmp_path / "series.csv"
    file.write_text(
        SERIES
        + "2013-01-04 12:35,螺纹钢,Ф12-14,HRB400,友钢,韶关,3990,\n"
        + "2013-01-04 12:35,螺纹钢,Ф12-14,HRB400,宝兴,韶关,4010,货少\n"
        + "2013-01-04 16:00,螺纹钢,Ф12-14,HRB400,友钢,韶关,4000,\n"
        + "2013-01-05,螺纹钢,Ф12-14,HRB400,友钢,韶关,-,无货\n"
        + "2013-01-06,螺纹钢,Ф12-14,HRB400,友钢,韶关,4100,\n",
        encoding="utf-8",
    )
    code, report = bring(app, file, "--source", "某市行情")
    assert code == 0
    assert report | {"problems": 0} == {
        "source": "某市行情", "rows_read": 5, "created": 5, "updated": 0, "unchanged": 0, "without_price": 1, "problems": 0,
    }  # fmt: skip
    page = client.get(source_link(client) + "&days=365").text
    assert "导入的行情" in page
    assert "某市行情" in page
    assert "4,100" in page
    assert "4,005" in page  # of the 4th: the later 4,000 of one mill, 4,010 of the other
    assert 'num">2013-01-05</td>' not in page  # no price was quoted
    assert 'num">2013-01-06</td>' in page
    assert "3,650" not in page
    forget()
    after = client.get("/prices?category=rebar").text
    assert "4,100" not in after
    assert re.findall(r'class="p-day.*?</tr>', after, re.S) == re.findall(r'class="p-day.*?</tr>', before, re.S)


def test_the_same_file_again_changes_nothing_and_a_corrected_one_corrects(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "series.csv"
    file.write_text(SERIES + "2013-01-04,螺纹钢,Φ12,HRB400,友钢,,3990,\n", encoding="utf-8")
    bring(app, file)
    with database.reading() as session:
        first = session.execute(select(QuoteSource.imported_at, QuoteSource.quotes)).one()
    _code, again = bring(app, file)
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 1)
    with database.reading() as session:
        assert session.execute(select(QuoteSource.imported_at, QuoteSource.quotes)).one() == first
    file.write_text(SERIES + "2013-01-04,螺纹钢,Φ12,HRB400,友钢,,3999,\n", encoding="utf-8")
    _code, corrected = bring(app, file)
    assert (corrected["created"], corrected["updated"], corrected["unchanged"]) == (0, 1, 0)
    with database.reading() as session:
        assert session.scalars(select(Quote.price)).one() == 3999


def test_rows_that_cannot_be_read_are_told_with_what_was_expected(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "series.csv"
    file.write_text(
        SERIES
        + "2013-13-04,螺纹钢,Φ12,HRB400,友钢,,3990,\n"
        + ",螺纹钢,Φ12,HRB400,友钢,,3990,\n"
        + "2013-01-04,螺纹钢,Φ12,HRB400,友钢,,3990 4010,\n"
        + "2013-01-04,天外飞物,Φ12,HRB400,友钢,,3990,\n"
        + "2013-01-04,螺纹钢,Φ12,HRB400,友钢,,39,\n"
        + "2999-01-04,螺纹钢,Φ12,HRB400,友钢,,3990,\n"
        + "2013-01-04,螺纹钢,Φ14,HRB400,友钢,,3990,\n"
        + "2013-01-04,螺纹钢,Φ14,HRB400,友钢,,4010,\n",
        encoding="utf-8",
    )
    _code, report = bring(app, file)
    problems = report["problems"]
    assert isinstance(problems, list)
    assert [(one["row"], one["column"], one["found"]) for one in problems] == [
        (2, "日期", "2013-13-04"), (3, "日期", ""), (4, "价格", "3990 4010"), (5, "品名", "天外飞物"), (6, "价格", "39"),
        (7, "日期", "2999-01-04"), (9, "价格", "4010"),
    ]  # fmt: skip
    assert all(one["expected"] and one["reason"] for one in problems)
    assert report["created"] == 1


def test_a_workbook_is_read_as_well(app: Flask, database: Database, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["韶关建筑钢材价格"])
    sheet.append(["日期", "品名", "规格", "材质", "钢厂", "价格"])
    sheet.append([date(2013, 1, 4), "高线", "Φ6.5", "HPB300", "韶钢", 3990])
    sheet.append([date(2013, 1, 5), "高线", "Φ8-10", "HPB300", "韶钢", 3970])
    book.save(tmp_path / "series.xlsx")
    _code, report = bring(app, tmp_path / "series.xlsx")
    assert (report["created"], report["problems"]) == (2, [])
    with database.reading() as session:
        assert session.execute(select(Quote.day, Quote.category, Quote.price).order_by(Quote.day)).first() == (
            date(2013, 1, 4), "wire-rod", D(3990),
        )  # fmt: skip


def test_a_sheet_without_dates_is_refused_in_one_sentence(app: Flask, database: Database, tmp_path: Path) -> None:
    file = tmp_path / "stock.csv"
    file.write_text("品名,规格,材质,钢厂,价格\n螺纹钢,Φ12,HRB400,友钢,3990\n", encoding="utf-8")
    result = app.test_cli_runner().invoke(args=["import-prices", str(file)])
    assert result.exit_code == 1
    assert "没有日期列" in result.output
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(QuoteSource)) == 0


@pytest.mark.parametrize(
    ("whose", "mill", "read", "priceless"), [("ours", "敬业", 23, 2), ("a published year", "友钢", 3421, 105)]
)
def test_a_series_as_published(
    app: Flask,
    client: FlaskClient,
    database: Database,
    tmp_path: Path,
    whose: str,
    mill: str,
    read: int,
    priceless: int,
) -> None:
    file = quotes_file(tmp_path) if whose == "ours" else outside("trade/steel_price_series_2013.csv")
    _code, report = bring(app, file)
    assert (report["rows_read"], report["created"], report["without_price"], report["problems"]) == (
        read,
        read,
        priceless,
        [],
    )
    _code, again = bring(app, file)
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, read)
    wanted = f"&days=365&grade=HRB400&spec=Φ12-14&mill={mill}"
    page = client.get(source_link(client) + wanted).text
    assert file.name in page
    # The last line of the file for the mill's Ф12-14: what the page shows for that day.
    with file.open(encoding="utf-8-sig") as lines:
        rows = [
            row
            for row in csv.DictReader(lines)
            if (row["钢厂"], row["规格"], row["材质"]) == (mill, "Ф12-14", "HRB400")
        ]
    priced = [row for row in rows if row["价格"] != "-"]
    assert f"{int(priced[-1]['价格']):,}" in page
    days = {row["snapshot_time"][:10] for row in priced}
    answer = client.get(source_link(client).replace("/prices?", "/prices/export?") + wanted)
    told = {row[0]: row[2] for row in list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))[1:]}
    assert set(told) == days
    for row in priced:  # ascending: of several on a day the last one stands
        told_of_day = D(told[row["snapshot_time"][:10]])
        last = [one for one in priced if one["snapshot_time"][:10] == row["snapshot_time"][:10]][-1]
        assert told_of_day == D(last["价格"])


def test_signed_in_people_see_the_same(sign_in: SignIn, client: FlaskClient, database: Database) -> None:
    market(database)
    with database.writing() as session:
        member = make_member(session)
    mine = sign_in(member).get("/prices?category=rebar").text
    other = client.get("/prices?category=rebar").text
    figures = re.compile(r'<div class="price-figures">.*?</figure>', re.S)
    assert figures.search(mine)[0] == figures.search(other)[0]  # type: ignore[index]  # both are there, or this fails


def test_keys_are_named_as_the_table_names_them() -> None:
    from portal.prices.models import PriceGroup

    assert set(Key._fields) <= set(PriceGroup.__table__.columns.keys())
