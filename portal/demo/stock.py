"""The lots behind a supply listing: pieces, heat and bundle numbers, what is promised already. Writes no row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from portal.core.clock import SHANGHAI
from portal.demo.data.products import PRODUCTS
from portal.demo.dice import Dice
from portal.demo.people import Cast

_PIECE_KG = {(product.category, product.name): product.piece_kg for product in PRODUCTS}


def lots_of(dice: Dice, row: Mapping[str, Any], cast: Cast) -> list[dict[str, Any]]:
    """One to three lots for about half of what is sold by the tonne from a warehouse; what each holds is its pieces' weight."""
    piece_kg = _PIECE_KG.get((row["category"], row["product_name"]), 0)
    if row["unit"] != "t" or not row["warehouse_id"] or not piece_kg or not dice.chance(0.5):
        return []
    total_pieces = max(1, int(row["quantity"] * 1000 / piece_kg))
    count = min(dice.randint(1, 3), total_pieces)
    lots = []
    for position in range(count):
        pieces = max(1, total_pieces // count)
        weight = Decimal(dice.randint(int(piece_kg * 0.97), int(piece_kg * 1.03))) / 1000
        held = dice.randint(1, max(1, pieces // 3)) if dice.chance(0.3) and pieces > 1 else 0
        arrived = dice.ago(24 * 2, 24 * 45)
        confirmed = row["confirmed_at"]
        lots.append(
            {
                "no": dice.number("K"),
                "warehouse_id": row["warehouse_id"],
                "listing_no": row["no"],
                "org_id": row["org_id"],
                "category": row["category"],
                "product_name": row["product_name"],
                "grade": row["grade"],
                "spec": row["spec"],
                "mill": row["mill"],
                "heat_no": f"{dice.choice('2345678')}{dice.choice('ABCDEFH')}{dice.randint(10000, 99999)}",
                "bundle_no": f"K{dice.randint(10, 26)}-{dice.randint(1000, 9999)}{'ABC'[position]}",
                "pieces": pieces,
                "pieces_reserved": held,
                "unit_weight": weight,
                "on_hand": pieces * weight,
                "reserved": held * weight,
                "arrived_on": arrived.astimezone(SHANGHAI).date(),
                "confirmed_at": confirmed,
                "created_at": min(arrived, confirmed - timedelta(hours=1)),
            }
        )
    return lots
