"""Warehouses, stock lots and freight rates."""

from __future__ import annotations

import itertools
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.numbers import new_number
from portal.logistics.models import FreightPrice, FreightRate, StockLot, StockMovement, Warehouse
from portal.materials.places import code_of

_count = itertools.count(1)


def make_warehouse(session: Session, **values: Any) -> Warehouse:
    """An open warehouse in 天津."""
    number = next(_count)
    values = {
        "no": new_number("W"),
        "name": f"测试{number}号库",
        "province": "天津",
        "city": "天津",
        "district": "北辰",
        "address": f"测试路 {number} 号",
        "hours": "8:00–17:30",
        "confirmed_at": now(),
    } | values
    warehouse = Warehouse(**values)
    session.add(warehouse)
    session.flush()
    return warehouse


def make_lot(session: Session, warehouse: Warehouse | None = None, **values: Any) -> StockLot:
    """100 tonnes of HRB400E Φ25 in a warehouse (a new one unless given), belonging to no listing unless given."""
    warehouse = warehouse or make_warehouse(session)
    values = {
        "no": new_number("K"),
        "warehouse_id": warehouse.id,
        "category": "rebar",
        "product_name": "螺纹钢",
        "grade": "HRB400E",
        "spec": "Φ25×12m",
        "mill": "沙钢",
        "on_hand": Decimal(100),
        "reserved": Decimal(0),
        "pieces_reserved": 0,
        "confirmed_at": now(),
    } | values
    lot = StockLot(**values)
    session.add(lot)
    session.flush()
    session.add(
        StockMovement(
            lot_id=lot.id,
            kind="in",
            on_hand_change=lot.on_hand,
            reserved_change=lot.reserved,
            on_hand_after=lot.on_hand,
            reserved_after=lot.reserved,
            pieces_change=lot.pieces or 0,
            pieces_after=lot.pieces,
            reason="测试入库",
        )
    )
    return lot


def make_rate(session: Session, **values: Any) -> FreightRate:
    """A valid rate of the house by road, 天津 → 北京, 85 yuan a tonne."""
    values = {
        "no": new_number("F"),
        "from_region": "天津",
        "from_city": "天津",
        "to_region": "北京",
        "to_city": "北京",
        "mode": "road",
        "price": Decimal(85),
        "min_tonnes": Decimal(30),
        "days_min": 1,
        "days_max": 2,
        "carrier": "测试物流",
        "valid_from": now() - timedelta(days=1),
        "valid_until": now() + timedelta(days=30),
        "confirmed_at": now(),
    } | values
    for end in ("from", "to"):
        values.setdefault(f"{end}_code", code_of(values[f"{end}_region"], values[f"{end}_city"]))
    rate = FreightRate(**values)
    session.add(rate)
    session.flush()
    session.add(FreightPrice(rate_id=rate.id, price=rate.price, at=rate.confirmed_at))
    return rate
