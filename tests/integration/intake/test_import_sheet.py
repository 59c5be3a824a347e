"""A stock sheet comes in once, changes prices the next day, and is found."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from portal.core.audit import AuditEvent
from portal.core.clock import now
from portal.core.errors import Invalid
from portal.core.permissions import SYSTEM
from portal.core.uow import Database
from portal.core.worker import Worker
from portal.intake.services.importing import Report, import_sheet
from portal.listings.models import Listing, PriceChange
from portal.listings.services import close_listing, take_down
from tests.beside import outside
from tests.factories.logistics import make_warehouse
from tests.factories.people import make_organisation
from tests.factories.quotes import QUOTES

SHEET = """品名,规格,材质,钢厂,价格,涨跌,备注
螺纹钢,Φ25,HRB400E,沙钢,3650,+20,
高线,Φ8,HPB300,韶钢,-,,暂缺
盘螺,Φ8-10,HRB400E,韶钢,2320(货少）,,
螺纹钢,Ф16/18-22/25,HRB400,马钢,4180/4100/4200,,
"""


@pytest.fixture
def company(database: Database) -> str:
    with database.writing() as session:
        return make_organisation(session, city="广州").no


def run(database: Database, text: str, company: str, warehouse: str = "") -> Report:
    return import_sheet(database, SYSTEM, text.encode(), company_no=company, warehouse_no=warehouse)


def listings(database: Database) -> list[Listing]:
    with database.reading() as session:
        return list(session.scalars(select(Listing).order_by(Listing.id)))


def test_readable_rows_come_in_and_the_other_is_named(database: Database, company: str) -> None:
    report = run(database, SHEET + "友钢,80,20,0,40,60,140\n", company)
    assert (report.rows_read, report.created, len(report.skipped)) == (5, 6, 1)
    assert (report.skipped[0].row, report.skipped[0].column, report.skipped[0].value) == (6, "品名", "友钢")
    rebar, wire, coil, *groups = listings(database)
    assert [(row.spec, row.price) for row in groups] == [
        ("Φ16", Decimal(4180)), ("Φ18-22", Decimal(4100)), ("Φ25", Decimal(4200)),
    ]  # fmt: skip
    assert (rebar.price, rebar.category, rebar.city, rebar.is_public) == (Decimal(3650), "rebar", "广州", True)
    assert (wire.price, wire.price_remark, wire.remarks) == (None, "", "暂缺")
    assert (coil.price, coil.price_remark) == (Decimal(2320), "货少")
    assert rebar.remarks == "涨跌：+20"


def test_second_run_changes_nothing(database: Database, company: str) -> None:
    run(database, SHEET, company)
    before = [(row.no, row.version, row.updated_at, row.confirmed_at) for row in listings(database)]
    with database.reading() as session:
        events = session.execute(select(func.count()).select_from(AuditEvent)).scalar()
    report = run(database, SHEET, company)
    assert (report.created, report.updated, report.unchanged, report.skipped) == (0, 0, 6, [])
    assert [(row.no, row.version, row.updated_at, row.confirmed_at) for row in listings(database)] == before
    with database.reading() as session:
        assert session.execute(select(func.count()).select_from(AuditEvent)).scalar() == events


def test_next_day_changes_prices_and_confirms_the_rest(database: Database, company: str) -> None:
    run(database, SHEET, company)
    with time_machine.travel(now() + timedelta(days=1)):
        report = run(database, SHEET.replace("3650", "3680"), company)
        assert (report.created, report.updated, report.unchanged) == (0, 1, 5)
        assert all(row.confirmed_at and row.confirmed_at > now() - timedelta(minutes=1) for row in listings(database))
    with database.reading() as session:
        change = session.scalars(select(PriceChange)).one()
        assert (change.old, change.new) == (Decimal(3650), Decimal(3680))


def test_what_was_closed_or_taken_down_stays_so(database: Database, company: str) -> None:
    run(database, SHEET, company)
    first, second, *_others = listings(database)
    with database.writing() as session:
        close_listing(session, SYSTEM, no=first.no)
        take_down(session, SYSTEM, no=second.no, reason="价格不实")
    report = run(database, SHEET.replace("3650", "3680"), company)
    assert [(one.row, "关闭" in one.reason) for one in report.skipped] == [(2, True), (3, True)]
    assert [row.status for row in listings(database)][:3] == ["closed", "withdrawn", "published"]


def test_what_a_person_added_stays(database: Database, company: str) -> None:
    run(database, SHEET, company)
    with database.writing() as session:
        row = session.scalars(select(Listing).where(Listing.price == Decimal(3650))).one()
        row.quantity, row.standard = Decimal(120), "GB/T 1499.2-2024"
    run(database, SHEET.replace("3650", "3690"), company)
    row = listings(database)[0]
    assert (row.price, row.quantity, row.standard) == (Decimal(3690), Decimal(120), "GB/T 1499.2-2024")


def test_last_of_two_rows_wins(database: Database, company: str) -> None:
    twice = SHEET + "螺纹钢,Ф25,HRB400E,沙钢,3700,,\n"
    report = run(database, twice, company)
    assert [(one.row, one.params) for one in report.skipped] == [(2, {"row": 6})]
    assert listings(database)[0].price == Decimal(3700)
    assert run(database, twice, company).unchanged == 6


def test_same_goods_with_two_weights_are_two_lots(database: Database, company: str) -> None:
    text = "品名,规格,材质,钢厂,吨位,单价\n螺纹钢,25,HRB400E,沙钢,30,3650\n螺纹钢,25,HRB400E,沙钢,12.5,3650\n螺纹钢,25,HRB400E,沙钢,30,3650\n"
    report = run(database, text, company)
    assert (report.created, [one.row for one in report.skipped]) == (2, [4])
    assert [row.quantity for row in listings(database)] == [Decimal(30), Decimal("12.5")]
    again = run(database, text, company)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)


def test_trial_changes_nothing_and_tells_what_would_be(database: Database, company: str) -> None:
    tried = import_sheet(database, SYSTEM, SHEET.encode(), company_no=company, dry_run=True)
    assert (tried.created, len(tried.listings)) == (6, 6)
    assert listings(database) == []
    run(database, SHEET, company)
    tried = import_sheet(database, SYSTEM, SHEET.replace("3650", "3680").encode(), company_no=company, dry_run=True)
    assert (tried.updated, tried.unchanged) == (1, 5)
    assert listings(database)[0].price == Decimal(3650)


def test_warehouse_gives_the_city_and_another_warehouse_is_another_listing(database: Database, company: str) -> None:
    with database.writing() as session:
        place = make_warehouse(session, city="佛山").no
    run(database, SHEET, company, place)
    assert {(row.warehouse_no, row.city) for row in listings(database)} == {(place, "佛山")}
    assert run(database, SHEET, company).created == 6


def test_unknown_company_or_warehouse_is_said(database: Database, company: str) -> None:
    for arguments, field in ((("CNOBODY", ""), "company"), ((company, "WNOWHERE"), "warehouse")):
        with pytest.raises(Invalid) as refused:
            run(database, SHEET, *arguments)
        assert refused.value.field == field
    assert listings(database) == []


def test_command_reports_and_counts(app: Flask, database: Database, company: str, tmp_path: Path) -> None:
    file = tmp_path / "sheet.csv"
    file.write_bytes((SHEET + "友钢,80,20,0,40,60,140\n").encode("gb18030"))
    assert (
        "第 6 行 品名"
        in app.test_cli_runner().invoke(args=["import-sheet", str(file), "--company", company, "--dry-run"]).output
    )
    result = app.test_cli_runner().invoke(args=["import-sheet", str(file), "--company", company])
    assert result.exit_code == 0, result.output
    assert "新增 6" in result.output
    bad = app.test_cli_runner().invoke(args=["import-sheet", str(file), "--company", "CNOBODY"])
    assert bad.exit_code == 1
    assert "CNOBODY" in bad.output


def test_command_prints_json_as_the_api_has_it(app: Flask, company: str, tmp_path: Path) -> None:
    file = tmp_path / "sheet.csv"
    file.write_text(SHEET + "友钢,80,20,0,40,60,140\n", encoding="utf-8")
    result = app.test_cli_runner().invoke(args=["import-sheet", str(file), "--company", company, "--json"])
    found = json.loads(result.output)
    assert list(found) == ["rows_read", "created", "updated", "unchanged", "skipped", "listings"]
    assert (found["rows_read"], found["created"], found["updated"], found["unchanged"]) == (5, 6, 0, 0)
    (skipped,) = found["skipped"]
    assert list(skipped) == ["row", "column", "value", "reason"]
    assert (skipped["row"], skipped["column"], skipped["value"]) == (6, "品名", "友钢")
    api = app.test_client().get(f"/api/v1/listings/{found['listings'][0]['no']}").get_json()
    assert found["listings"][0] == api


@pytest.mark.parametrize(("whose", "at_least"), [("ours", 10), ("a published day", 101)])
def test_a_days_quotes_come_in_and_are_found(
    app: Flask, database: Database, company: str, worker: Worker, whose: str, at_least: int
) -> None:
    sheet = QUOTES if whose == "ours" else outside("trade/steel_quotes_2014-12.csv").read_text(encoding="utf-8-sig")
    header, *quotes = csv.reader(io.StringIO(sheet, newline=""))
    last = max(row[0] for row in quotes)[:10]
    today = [row for row in quotes if row[0].startswith(last)]
    text = io.StringIO()
    csv.writer(text).writerows([header, *today])
    report = run(database, text.getvalue(), company)
    assert report.rows_read == len(today)
    assert all("行" in one.reason for one in report.skipped)  # only rows that other rows stand for
    assert report.created >= at_least
    again = run(database, text.getvalue(), company)
    assert (again.created, again.updated, again.unchanged) == (0, 0, report.created)
    worker.drain(lane="search")
    hit = next(row for row in listings(database) if row.mill == "韶钢" and row.price is not None)
    words = f"{hit.mill} {hit.grade} {hit.product_name} {hit.spec}"
    page = app.test_client().get("/search", query_string={"q": words})
    assert page.status_code == 200
    assert f"/listings/{hit.no}" in page.text
