"""Prices under attack: members' prices in no figure, hostile words in addresses, files and sources, formulas in what is taken along."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from decimal import Decimal as D
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from portal.accounts.models import User
from portal.core.remembered import forget
from portal.core.uow import Database
from portal.prices.export import harmless, table
from portal.prices.services.days import refresh
from tests.factories.listings import make_listing
from tests.factories.people import make_member, make_organisation, make_staff

SignIn = Callable[[User], FlaskClient]
ADDRESSES = (
    "/prices", "/prices?category=construction", "/prices?category=rebar", "/prices?category=rebar&grade=HRB400E", "/prices?category=rebar&mill=暗厂",
    "/prices?category=rebar&spec=Φ25×12m&mill=暗厂&city=天津", "/prices/export?category=rebar", "/prices/export?category=rebar&mill=暗厂",
)  # fmt: skip
HOSTILE = (
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' OR 1=1 --", "%", "_", "\x00", "\u202e倒", "{{7*7}}", "%(name)s", "a" * 10_000,
    "=cmd|' /C calc'!A0", "+1+1", "-1", "@SUM(1)", "\t=1", "\r=1", "999999999999999999999999", "null", "../../etc/passwd", "😀",
)  # fmt: skip


def test_a_members_only_price_is_in_no_figure_for_anybody(
    client: FlaskClient, sign_in: SignIn, database: Database
) -> None:
    with database.writing() as session:
        org = make_organisation(session)
        make_listing(session, org, price=D(3650), mill="沙钢")
        make_listing(session, org, price=D("1234.56"), mill="暗厂", members_only_price=True)
        people = [make_member(session, org), make_member(session), make_staff(session)]
    refresh(database)
    for browser in (client, *map(sign_in, people)):
        for address in ADDRESSES:
            forget()
            page = browser.get(address).text
            assert "1,234" not in page, address
            assert "1234.56" not in page, address
            assert "2,442" not in page, address  # the middle of the two
    with database.reading() as session:
        kept = session.execute(text("SELECT prices FROM price_days")).scalars().all()
    assert kept
    assert not any("123456" in one for one in kept)


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_in_an_address(client: FlaskClient, database: Database, value: str) -> None:
    with database.writing() as session:
        make_listing(session)
    refresh(database)
    for name in ("grade", "spec", "mill", "city", "category", "unit", "days", "page", "source"):
        for path in ("/prices", "/prices/export"):
            answer = client.get(f"{path}?category=rebar&{name}={quote(value)}")
            assert answer.status_code in (200, 404), (path, name)
            assert "<script>alert" not in answer.text or path.endswith("export")
            assert "<img src=x" not in answer.text or path.endswith("export")


def test_hostile_strings_from_the_list(client: FlaskClient, database: Database, naughty: Sequence[str]) -> None:
    with database.writing() as session:
        make_listing(session)
    refresh(database)
    for begin in range(0, len(naughty), 20):
        pairs = "&".join(f"grade={quote(one[:200])}" for one in naughty[begin : begin + 20])
        assert client.get(f"/prices?category=rebar&{pairs}").status_code == 200


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", " =1", "＝1", "　=1"])
def test_a_cell_that_would_run_is_text(cell: str) -> None:
    assert harmless(cell).startswith("'")
    rows = list(csv.reader(io.StringIO(table(["日期"], [cell], []).decode("utf-8-sig"), newline="")))
    assert rows == [["日期"]]


def test_no_exported_cell_runs(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        make_listing(session, grade="=HYPERLINK(1)", mill="+cmd", city="@市", spec="-2+3")
    refresh(database)
    query = "&".join(
        f"{name}={quote(value)}"
        for name, value in (("grade", "=HYPERLINK(1)"), ("mill", "+cmd"), ("city", "@市"), ("spec", "-2+3"))
    )
    rows = list(csv.reader(io.StringIO(client.get(f"/prices/export?category=rebar&{query}").data.decode("utf-8-sig"))))
    assert len(rows) == 2
    assert "'=HYPERLINK(1)" in rows[1]
    assert not [cell for row in rows for cell in row if cell[:1] in "=+-@\t\r" and cell]


def test_hostile_words_in_a_series(app: Flask, client: FlaskClient, database: Database, tmp_path: Path) -> None:
    file = tmp_path / "series.csv"
    file.write_text(
        "日期,品名,规格,材质,钢厂,价格,备注\n2013-01-04,螺纹钢,Φ12,HRB400,<script>alert(1)</script>,3990,=1+1\n",
        encoding="utf-8",
    )
    result = app.test_cli_runner().invoke(
        args=["import-prices", str(file), "--source", "<script>alert(1)</script>%(name)s{{7*7}}"]
    )
    assert result.exit_code in (0, 1)
    forget()
    page = client.get("/prices").text
    assert "<script>alert" not in page
    for link in {part.partition('"')[0] for part in page.split('href="/prices?source=')[1:]}:
        shown = client.get(f"/prices?source={link}&days=365").text
        assert "<script>alert" not in shown
        assert "{{7*7}}" in shown  # shown as it is, never evaluated


@pytest.mark.parametrize("name", ["", " ", "\u202e", "x" * 121])
def test_a_source_needs_a_name(app: Flask, database: Database, tmp_path: Path, name: str) -> None:
    file = tmp_path / "series.csv"
    file.write_text("日期,品名,规格,材质,价格\n2013-01-04,螺纹钢,Φ12,HRB400,3990\n", encoding="utf-8")
    result = app.test_cli_runner().invoke(args=["import-prices", str(file), "--source", name])
    assert (result.exit_code == 0) is (name == "")  # without one it is the file's


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken", b"%PDF-1.7", b"<html>", b"\x00" * 100, "没有表".encode()])
def test_what_is_no_table_is_refused_in_one_sentence(
    app: Flask, database: Database, tmp_path: Path, data: bytes
) -> None:
    file = tmp_path / "series.csv"
    file.write_bytes(data)
    result = app.test_cli_runner().invoke(args=["import-prices", str(file)])
    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert "Traceback" not in result.output


def test_nothing_is_written_by_looking(client: FlaskClient, database: Database, count_queries: list[str]) -> None:
    with database.writing() as session:
        make_listing(session)
    refresh(database)
    count_queries.clear()
    client.get("/prices?category=rebar")
    client.get("/prices")
    assert not [one for one in count_queries if not one.lstrip().upper().startswith(("SELECT", "WITH"))]
