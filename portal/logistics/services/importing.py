"""Puts the exchange's table of stock into warehouses and lots. Doing it twice changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.clock import SHANGHAI, now
from portal.core.errors import Invalid
from portal.core.events import record
from portal.core.numbers import new_number
from portal.core.permissions import SYSTEM
from portal.logistics import terms
from portal.logistics.events import WarehouseChanged
from portal.logistics.models import StockLot, Warehouse
from portal.logistics.services.booking import ZERO, move
from portal.logistics.stock_report import AT_THE_MILL, Fault, StockRow
from portal.materials.categories import find_category


@dataclass(slots=True)
class ImportReport:
    """What an import did."""

    warehouses: int = 0
    lots: int = 0
    changed: int = 0
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)


def import_stock(session: Session, rows: Iterable[StockRow]) -> ImportReport:
    """Create the warehouses that are missing and set what lies there, oldest day first; older days never undo newer ones."""
    report = ImportReport()
    known = _Known(session, report)
    for row in sorted(rows, key=lambda row: (row.day, row.row)):
        try:
            with session.begin_nested():  # a row that cannot be booked leaves nothing behind
                _book(session, report, known.warehouse_of(row), row)
        except Invalid as error:
            report.faults.append(Fault(row.row, "期货", error.message % error.params, f"{row.tonnes:f}"))
    return report


class _Known:
    """Warehouses found or made in this run."""

    def __init__(self, session: Session, report: ImportReport) -> None:
        self.session = session
        self.report = report
        self.by_name = {
            (province, name): warehouse_id
            for province, name, warehouse_id in session.execute(
                select(Warehouse.province, Warehouse.name, Warehouse.id).order_by(Warehouse.id.desc())
            )
        }

    def warehouse_of(self, row: StockRow) -> int:
        key = (row.province, row.warehouse)
        if key not in self.by_name:
            warehouse = Warehouse(
                no=new_number("W"),
                name=row.warehouse,
                province=row.province,
                city=row.city,
                address="" if row.province else AT_THE_MILL,
                services=terms.pack(["futures"]),
                confirmed_at=_end_of(row),
                created_at=now(),
                changed_at=now(),
            )
            self.session.add(warehouse)
            self.session.flush()  # its id is the lots'
            audit(self.session, SYSTEM, "warehouse.created", f"warehouse:{warehouse.id}", name=warehouse.name)
            record(self.session, WarehouseChanged(warehouse.id))
            self.by_name[key] = warehouse.id
            self.report.warehouses += 1
        return self.by_name[key]


def _book(session: Session, report: ImportReport, warehouse_id: int, row: StockRow) -> None:
    lot = session.scalars(
        select(StockLot)
        .where(
            StockLot.warehouse_id == warehouse_id,
            StockLot.source == terms.SHANGHAI_EXCHANGE,
            StockLot.product_name == row.product,
            StockLot.removed_at.is_(None),
        )
        .with_for_update()
    ).first()
    if lot is not None and (lot.confirmed_at > _end_of(row) or lot.on_hand == row.tonnes):
        if lot.confirmed_at < _end_of(row):
            lot.confirmed_at = _end_of(row)
            report.changed += 1
        else:
            report.unchanged += 1
        return
    if lot is None:
        if row.tonnes == 0:
            report.unchanged += 1
            return
        category = find_category(row.product)
        lot = StockLot(
            no=new_number("K"),
            warehouse_id=warehouse_id,
            category=category.code if category else "",
            product_name=row.product,
            on_hand=ZERO,
            reserved=ZERO,
            source=terms.SHANGHAI_EXCHANGE,
            created_at=now(),
        )
        session.add(lot)
        move(session, SYSTEM, lot, kind="in", on_hand=row.tonnes, reason=f"{row.day} 上期所")
        report.lots += 1
    else:
        move(session, SYSTEM, lot, kind="correct", on_hand=row.tonnes - lot.on_hand, reason=f"{row.day} 上期所")
        report.changed += 1
    lot.confirmed_at = _end_of(row)


def _end_of(row: StockRow) -> datetime:
    """When the exchange publishes: after trading, Shanghai time."""
    return datetime.combine(row.day, time(15), SHANGHAI)
