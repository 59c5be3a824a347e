"""The exchange's warehouses go in once, however often the file is read."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.core.audit import AuditEvent
from portal.core.uow import Database
from portal.logistics.models import StockLot, StockMovement, Warehouse
from portal.logistics.queries import WarehouseFilter, list_warehouses
from portal.logistics.services.importing import import_stock
from portal.logistics.stock_report import read
from tests.beside import outside

HEADER = "date,品种,类型,地区,仓库,期货,增减,单位\n"


def counts(database: Database) -> list[int]:
    with database.reading() as session:
        tables = (Warehouse, StockLot, StockMovement, AuditEvent)
        return [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


OURS = """2026-03-02,螺纹钢,仓库,江苏,北辰南京,41200,-300,吨
2026-03-02,线材,仓库,江苏,北辰南京,1800,0,吨
2026-03-02,铜,仓库,上海,北辰外高桥,925.5,12,吨
2026-03-02,白银,仓库,上海,北辰外高桥,13751,0,千克
2026-03-02,热轧卷板,厂库,厂库提货地,北辰钢厂,0,0,吨
"""


@pytest.mark.parametrize(
    ("whose", "warehouses", "text", "tonnes"),
    [("ours", 3, "北辰南京", 43000), ("an exchange's", 34, "中储南京", 44852)],
)
def test_a_table_goes_in_and_a_second_time_changes_nothing(
    app: Flask, database: Database, tmp_path: Path, whose: str, warehouses: int, text: str, tonnes: int
) -> None:
    own = tmp_path / "stock.csv"
    own.write_text(HEADER + OURS, encoding="utf-8-sig")
    file = str(own if whose == "ours" else outside("trade/shfe_warehouse_stock_sample.csv"))
    first = app.test_cli_runner().invoke(args=["import-warehouses", file])
    assert first.exit_code == 0, first.output
    before = counts(database)
    assert before[0] == warehouses
    with database.reading() as session:
        found = list_warehouses(session, WarehouseFilter(text=text), size=50).page.items
        assert [(row.province, row.city, row.tonnes) for row in found] == [("江苏", "南京", Decimal(tonnes))]
        assert found[0].categories[0] == "rebar"
        assert found[0].freshness == "stale"
    second = app.test_cli_runner().invoke(args=["import-warehouses", file])
    assert "新增仓库 0 个，新增库存 0 批，更新 0 批" in second.output
    assert counts(database) == before


def test_a_newer_day_corrects_and_an_older_one_does_not(database: Database) -> None:
    def put(day: str, amount: int) -> None:
        rows, _ = read(f"{HEADER}{day},铜,仓库,上海,国储天威,{amount},0,吨\n".encode())
        with database.writing() as session:
            import_stock(session, rows)

    def lies_there() -> Decimal | None:
        with database.reading() as session:
            return session.scalar(select(StockLot.on_hand))

    put("2026-09-18", 100)
    put("2026-09-19", 0)
    assert lies_there() == 0
    put("2026-09-17", 50)
    assert lies_there() == 0


def test_rows_that_cannot_be_read_are_reported_and_the_rest_goes_in(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "stock.csv"
    file.write_text(HEADER + "2026-09-18,铜,仓库,东海,国储天威,1,0,吨\n2026-09-18,铜,仓库,上海,国储天威,1,0,吨\n")
    result = app.test_cli_runner().invoke(args=["import-warehouses", str(file)])
    assert result.exit_code == 0
    assert "第 2 行「地区」：应为 省、自治区或直辖市，实际为 “东海”" in result.stderr
    assert counts(database)[0] == 1
