"""Loads listings with their lives, former prices and former versions, and the lots behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from portal.core.clock import today
from portal.demo.dice import Dice, insert_all, insert_plain
from portal.demo.goods import Choice, choices, demand, supply
from portal.demo.people import NEW_SUPPLIER, Cast, Company
from portal.demo.places import Place
from portal.demo.stock import lots_of
from portal.listings.models import Listing, ListingRevision, PriceChange
from portal.listings.values import NAMES
from portal.logistics.models import StockLot, StockMovement

SUPPLIES, DEMANDS = 600, 150
LIVES = ("draft", "closed", "expired", "withdrawn")


@dataclass(frozen=True, slots=True)
class Shown:
    """A published listing, for the talk about it."""

    id: int
    no: str
    company: Company
    values: Mapping[str, Any]

    @property
    def title(self) -> str:
        return " ".join(
            part for part in (self.values["product_name"], self.values["grade"], self.values["spec"]) if part
        )


def load_listings(session: Session, dice: Dice, cast: Cast, places: list[Place]) -> list[Shown]:
    """Insert all of them; returns the supply everybody sees."""
    sellers = [company for company in cast.companies.values() if company.sells]
    buyers = [company for company in cast.companies.values() if company.buys]
    offers = [(company, supply(dice, company, choice, places)) for company, choice in _deal(dice, sellers, SUPPLIES)]
    wishes = [(company, demand(dice, company, choice)) for company, choice in _deal(dice, buyers, DEMANDS)]
    rows = [_lived(dice, company, values, "published") for company, values in offers + wishes]
    for company, choice in _deal(dice, sellers, 36):  # what is not on show: drafts and what ended
        rows.append(_lived(dice, company, supply(dice, company, choice, places), dice.choice(LIVES)))
    _publish_today(dice, rows[: SUPPLIES + DEMANDS])
    waiting = cast.companies[NEW_SUPPLIER]
    for _company, choice in _deal(dice, [waiting], 6):  # published, and waiting for the company to be verified
        rows.append(_lived(dice, waiting, supply(dice, waiting, choice, places), "published") | {"is_public": False})

    lots = [
        lots_of(dice, row, cast) if row["kind"] == "supply" and row["status"] == "published" else [] for row in rows
    ]
    for row, found in zip(rows, lots, strict=True):
        if found:
            row["quantity"] = sum((lot["on_hand"] for lot in found), Decimal(0))
            row["available"] = row["quantity"] - sum((lot["reserved"] for lot in found), Decimal(0))
            row["moq"] = None
    _revise(dice, rows)
    _reprice(dice, rows)
    ids = insert_all(session, Listing, [{key: row[key] for key in row if not key.startswith("_")} for row in rows])
    changes = [
        change | {"listing_id": number}
        for number, row in zip(ids, rows, strict=True)
        for change in row.get("_prices", ())
    ]
    insert_plain(session, PriceChange, changes)
    insert_plain(
        session,
        ListingRevision,
        [row["_before"] | {"listing_id": n} for n, row in zip(ids, rows, strict=True) if "_before" in row],
    )
    _load_lots(
        session, [lot | {"listing_id": number} for number, found in zip(ids, lots, strict=True) for lot in found]
    )
    owners = {company.id: company for company in cast.companies.values()}
    return [
        Shown(number, row["no"], owners[row["org_id"]], row)
        for number, row in zip(ids, rows, strict=True)
        if row["is_public"] and row["kind"] == "supply" and "_today" not in row
    ]


def _deal(dice: Dice, companies: list[Company], count: int) -> list[tuple[Company, Choice]]:
    """So many things, one after the other from each company that still has any."""
    hands = [(company, choices(dice, company)) for company in companies]
    dealt: list[tuple[Company, Choice]] = []
    while hands and len(dealt) < count:
        for hand in list(hands):
            choice = next(hand[1], None)
            if choice is None:
                hands.remove(hand)
            elif len(dealt) < count:
                dealt.append((hand[0], choice))
    return dealt


def _lived(dice: Dice, company: Company, values: dict[str, Any], status: str) -> dict[str, Any]:
    """The row with what happened to it. Most were confirmed today, some are ageing, a few stale; none rests yet."""
    confirmed = dice.choices((dice.ago(0.1, 20), dice.ago(25, 70), dice.ago(73, 240)), weights=(70, 20, 10))[0]
    published = confirmed - timedelta(hours=dice.uniform(0.5, 24 * 25))
    person = company.contact.id
    ended = dice.ago(2, 60)
    row = values | {
        "no": dice.number("S" if values["kind"] == "supply" else "D"),
        "org_id": company.id,
        "created_by": person,
        "status": status,
        "is_public": status == "published",
        "created_at": published - timedelta(minutes=dice.randint(2, 90)),
        "updated_at": confirmed,
        "published_at": published,
        "published_by": person,
        "confirmed_at": confirmed,
        "confirmed_by": person,
        "expired_at": None,
        "closed_at": None,
        "closed_by": None,
        "withdrawn_at": None,
        "withdrawn_by": None,
        "withdrawn_reason": "",
        "version": 1,
    }
    if status == "draft":
        row |= {"published_at": None, "published_by": None, "confirmed_at": None, "confirmed_by": None}
    elif status == "closed":
        row |= {"closed_at": ended, "closed_by": person, "updated_at": ended}
    elif status == "expired":
        row |= {"expired_at": ended, "valid_until": ended, "updated_at": ended}
    elif status == "withdrawn":
        row |= {"withdrawn_at": ended, "withdrawn_by": person, "updated_at": ended}
    return row


def _publish_today(dice: Dice, rows: list[dict[str, Any]]) -> None:
    """Every ninth came in this very day, as far as the day has got: the same ones every time, fewer in its first hours."""
    begins = today()
    passed = dice.now - begins
    chance = Random(len(rows))
    for place, row in enumerate(rows[::9]):
        row["_today"] = True
        at = begins + passed * chance.random()
        confirmed = at + (dice.now - at) * chance.random()
        if place % 6 and passed < timedelta(hours=24) * chance.random():
            continue
        row |= {
            "created_at": at - timedelta(minutes=5), "published_at": at, "confirmed_at": confirmed, "updated_at": confirmed
        }  # fmt: skip


def _revise(dice: Dice, rows: list[dict[str, Any]]) -> None:
    """Give some published rows an earlier version, as it was shown then."""
    for row in rows:
        if row["status"] != "published" or not dice.chance(0.15):
            continue
        shown = {name: _plain(row[name]) for name in NAMES}
        if row["quantity"]:
            shown["quantity"] = _plain(row["quantity"] + dice.randint(5, 60))
        shown["remarks"] = dice.choice(("量大从优", "周末可提", "本周到货"))
        at = row["published_at"] + (row["confirmed_at"] - row["published_at"]) * dice.uniform(0.2, 0.9)
        row["version"] = 2
        row["_before"] = {"version": 1, "at": at, "by": row["created_by"], "snapshot": shown}


def _reprice(dice: Dice, rows: list[dict[str, Any]]) -> None:
    """Give many published rows the prices they had before: a walk over the last weeks that ends where the price stands."""
    for row in rows:
        if row["price"] is None or row["status"] != "published" or not dice.chance(0.4):
            continue
        price: Decimal = row["price"]
        step = max(1, int(price) // 320)
        moments = sorted(dice.ago(3, 24 * 28) for _ in range(dice.randint(1, 7)))
        found, new = [], price
        for at in reversed(moments):
            old = new + dice.choice((-3, -2, -1, 1, 2, 3)) * (step if step < 10 else step // 10 * 10)
            if old <= 0:
                break
            found.append({"old": old, "new": new, "at": at, "by": row["created_by"]})
            new = old
        if "_today" in row:
            continue
        row["_prices"] = found[::-1]
        row["version"] += len(found)  # each new price was an edit


def _load_lots(session: Session, lots: list[dict[str, Any]]) -> None:
    ids = insert_all(session, StockLot, lots)
    moves = []
    for number, lot in zip(ids, lots, strict=True):
        base = {
            "lot_id": number,
            "user_id": None,
            "actor": "仓库",
            "on_hand_after": lot["on_hand"],
            "pieces_after": lot["pieces"],
        }
        moves.append(
            base | {"kind": "in", "on_hand_change": lot["on_hand"], "reserved_change": Decimal(0), "reserved_after": Decimal(0), "pieces_change": lot["pieces"], "pieces_reserved_change": 0, "pieces_reserved_after": 0, "reason": "到货入库", "at": lot["created_at"]}
        )  # fmt: skip
        if lot["reserved"]:
            moves.append(
                base | {"kind": "reserve", "on_hand_change": Decimal(0), "reserved_change": lot["reserved"], "reserved_after": lot["reserved"], "pieces_change": 0, "pieces_reserved_change": lot["pieces_reserved"], "pieces_reserved_after": lot["pieces_reserved"], "reason": "订单锁定", "at": lot["confirmed_at"]}
            )  # fmt: skip
    insert_plain(session, StockMovement, moves)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date | datetime) else value
