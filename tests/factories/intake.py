"""Imports in every state, with a row of each kind."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.numbers import new_number
from portal.intake.models import Import, ImportRow


def make_import(session: Session, *, org_id: int, user_id: int, listing_no: str = "", **values: Any) -> Import:
    """A preview with a new, a changed, a doubtful, a refused, a repeated and a gone row, unless `values` say another state."""
    values = {
        "state": "ready", "rows_read": 6, "done": 6, "total": 6, "columns": [["品名", "product", "螺纹钢", True], ["规格", "spec", "25", True]],
        "signature": "s", "name": "11月22日库存报价.xlsx",
    } | values  # fmt: skip
    found = Import(no=new_number("I"), org_id=org_id, created_by=user_id, created_at=now(), **values)
    session.add(found)
    session.flush()
    if values["state"] in ("ready", "done", "undone"):
        for position, row in enumerate(_rows(listing_no), start=1):
            session.add(ImportRow(import_id=found.id, position=position, sheet="库存", row=position + 1, **row))
    session.flush()
    return found


def _rows(listing_no: str) -> list[dict[str, Any]]:
    cells = {
        "product": "螺纹钢",
        "grade": "HRB400E",
        "spec": "25",
        "mill": "沙钢",
        "quantity": "30",
        "price": "3650",
        "remark": "货少",
    }
    shown = {
        "product_name": "螺纹钢", "grade": "HRB400E", "spec": "Φ25", "mill": "沙钢", "unit": "t", "quantity": "30", "price": "3650",
        "price_remark": "", "place": "天津", "remarks": "货少\n件数：12",
    }  # fmt: skip
    good = {"cells": cells, "shown": shown, "is_chosen": True}
    return [
        {**good, "fate": "new", "key": "a"},
        {**good, "fate": "changed", "key": "b", "listing_no": listing_no, "changes": [["price", "3680", "3650"], ["quantity", "", "30"], ["remarks", "", "货少"]]},
        {**good, "fate": "unchanged", "key": "c", "listing_no": listing_no},
        {**good, "fate": "new", "key": "d", "is_doubtful": True, "doubts": [["quantity", "件数 × 件重 和总重对不上"], ["product", "取自上面一行"]]},
        {"cells": {**cells, "price": "40"}, "status": "refused", "field": "price", "reason": "这个数不像每吨的价格"},
        {"cells": cells, "shown": shown, "status": "repeated", "reason": "和第 %(row)s 行完全一样", "params": {"row": 2}},
        {"shown": shown, "fate": "gone", "listing_no": listing_no},
    ]  # fmt: skip
