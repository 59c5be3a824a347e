"""A stock sheet comes in once, changes prices the next day, and is found."""

from __future__ import annotations

import csv
import io
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
from portal.listings.models import Listing, PriceChange
from portal.listings.services import close_listing, take_down
from portal.intake.services.importing import Report, import_sheet
from tests.factories.logistics import make_warehouse
from tests.factories.people import make_organisation

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
    report = run(database, SHEET, company)
    assert (report.added, len(report.faults)) == (3, 1)
    assert (report.faults[0].row, report.faults[0].column) == (5, "价格")
    rebar, wire, coil = listings(database)
    assert (rebar.price, rebar.category, rebar.city, rebar.is_public) == (Decimal(3650), "rebar", "广州", True)
    assert (wire.price, wire.remarks) == (None, "暂缺")
    assert (coil.price, coil.price_remark) == (Decimal(2320), "货少")
    assert rebar.remarks == "涨跌：+20"


def test_second_run_changes_nothing(database: Database, company: str) -> None:
    run(database, SHEET, company)
    before = [(row.no, row.version, row.updated_at, row.confirmed_at) for row in listings(database)]
    with database.reading() as session:
        events = session.execute(select(func.count()).select_from(AuditEvent)).scalar()
    report = run(database, SHEET, company)
    assert (report.added, report.changed, report.confirmed, report.unchanged) == (0, 0, 0, 3)
    assert [(row.no, row.version, row.updated_at, row.confirmed_at) for row in listings(database)] == before
    with database.reading() as session:
        assert session.execute(select(func.count()).select_from(AuditEvent)).scalar() == events


def test_next_day_changes_prices_and_confirms_the_rest(database: Database, company: str) -> None:
    run(database, SHEET, company)
    with time_machine.travel(now() + timedelta(days=1)):
        report = run(database, SHEET.replace("3650", "3680"), company)
        assert (report.changed, report.confirmed) == (1, 2)
        assert all(row.confirmed_at and row.confirmed_at > now() - timedelta(minutes=1) for row in listings(database))
    with database.reading() as session:
        change = session.scalars(select(PriceChange)).one()
        assert (change.old, change.new) == (Decimal(3650), Decimal(3680))


def test_what_was_closed_or_taken_down_stays_so(database: Database, company: str) -> None:
    run(database, SHEET, company)
    first, second, _third = listings(database)
    with database.writing() as session:
        close_listing(session, SYSTEM, no=first.no)
        take_down(session, SYSTEM, no=second.no, reason="价格不实")
    report = run(database, SHEET.replace("3650", "3680"), company)
    assert report.skipped == 2
    assert [row.status for row in listings(database)] == ["closed", "withdrawn", "published"]


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
    assert report.repeated == 1
    assert listings(database)[0].price == Decimal(3700)
    assert run(database, twice, company).unchanged == 3


def test_warehouse_gives_the_city_and_another_warehouse_is_another_listing(database: Database, company: str) -> None:
    with database.writing() as session:
        place = make_warehouse(session, city="佛山").no
    run(database, SHEET, company, place)
    assert {(row.warehouse_no, row.city) for row in listings(database)} == {(place, "佛山")}
    assert run(database, SHEET, company).added == 3


def test_unknown_company_or_warehouse_is_said(database: Database, company: str) -> None:
    for arguments, field in ((("CNOBODY", ""), "company"), ((company, "WNOWHERE"), "warehouse")):
        with pytest.raises(Invalid) as refused:
            run(database, SHEET, *arguments)
        assert refused.value.field == field
    assert listings(database) == []


def test_command_reports_and_counts(app: Flask, database: Database, company: str, tmp_path: Path) -> None:
    file = tmp_path / "sheet.csv"
    file.write_bytes(SHEET.encode("gb18030"))
    result = app.test_cli_runner().invoke(args=["import-sheet", str(file), "--company", company])
    assert result.exit_code == 0, result.output
    assert "第 5 行 价格" in result.output
    assert "4180/4100/4200" in result.output
    assert "新增 3" in result.output
    bad = app.test_cli_runner().invoke(args=["import-sheet", str(file), "--company", "CNOBODY"])
    assert bad.exit_code == 1
    assert "CNOBODY" in bad.output


def test_a_real_days_quotes_come_in_and_are_found(
    app: Flask, database: Database, company: str, worker: Worker, shared_data: Path
) -> None:
    with (shared_data / "trade" / "steel_quotes_2014-12.csv").open(encoding="utf-8-sig", newline="") as file:
        header, *quotes = csv.reader(file)
    last = max(row[0] for row in quotes)[:10]
    today = [row for row in quotes if row[0].startswith(last)]
    text = io.StringIO()
    csv.writer(text).writerows([header, *today])
    report = run(database, text.getvalue(), company)
    assert report.faults == []
    assert report.added + report.repeated == len(today)
    assert report.added > 100
    again = run(database, text.getvalue(), company)
    assert (again.added, again.changed, again.unchanged) == (0, 0, report.added)
    worker.drain(lane="search")
    hit = next(row for row in listings(database) if row.mill == "韶钢" and row.price is not None)
    words = f"{hit.mill} {hit.grade} {hit.product_name} {hit.spec}"
    page = app.test_client().get("/search", query_string={"q": words})
    assert page.status_code == 200
    assert f"/listings/{hit.no}" in page.text
