"""Loads what the ready accounts keep an eye on: saved searches, followed listings, and what they were told of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.core.quantity import fen
from portal.demo.dice import Dice, insert_plain
from portal.demo.listings import Shown
from portal.demo.people import BUYER, SUPPLIER, Cast
from portal.notifications.models import Notice
from portal.search.alerts import words
from portal.search.links import Links, query_of
from portal.search.models import SavedSearch, Watch

# Whose, name, address, how often told.
_SEARCHES = (
    (BUYER, "天津三级螺纹", "/search?q=三级螺纹 天津&kind=supply", "now"),
    (BUYER, "HRB400E Φ25", "/search?q=HRB400E Φ25&kind=supply", "daily"),
    (BUYER, "中厚板", "/search?kind=supply&category=plate", "weekly"),
    (SUPPLIER, "有人求购螺纹", "/search?kind=demand&category=rebar", "now"),
)


def load_alerts(session: Session, dice: Dice, cast: Cast, shown: Sequence[Shown]) -> None:
    """Insert them. What the buyer follows are supplies of others with a price everybody may know."""
    people = {no: cast.companies[no].contact.id for no in (BUYER, SUPPLIER)}
    saved = dice.now - timedelta(days=3)
    rows: list[dict[str, Any]] = []
    for number, (who, name, asked, pace) in enumerate(_SEARCHES, 1):
        address = Links(query_of(asked)).to()
        key = hashlib.sha256(address.encode()).hexdigest()
        rows.append({"no": f"Q1000000{number}", "user_id": people[who], "name": name, "address": address, "key": key, "pace": pace, "created_at": saved})  # fmt: skip
    insert_plain(session, SavedSearch, rows)
    followed = [each for each in shown if _may_be_followed(each)][:3]
    insert_plain(
        session,
        Watch,
        [
            {
                "no": f"G1000000{number}", "user_id": people[BUYER], "kind": "supply", "doc_id": each.id, "doc_no": each.no, "title": _line(each),
                "unit": each.values["unit"], "price_fen": fen(each.values["price"]), "members_only": False, "state": "there",
                "stale_since": each.values["confirmed_at"], "pace": "now", "created_at": saved,
            }
            for number, each in enumerate(followed, 1)
        ],
    )  # fmt: skip
    told: list[tuple[str, str, str, dict[str, str | int], str, int, bool]] = []
    counts: dict[str, str | int] = {"name": _SEARCHES[0][1], "new": 4, "cheaper": 2, "changed": 0}
    told.append(
        ("searches", "sample:1", words.several(new=4, cheaper=2, changed=0), counts, rows[0]["address"], 26, True)
    )
    for number, each in enumerate(followed[:2], 1):
        price = fen(each.values["price"]) or 0
        fell: dict[str, str | int] = {"what": _line(each), "old": words.money(price + 3000), "new": words.money(price)}
        told.append(
            ("watches", f"sample:{each.no}", words.CHEAPER, fell, f"/listings/{each.no}", 9 - 3 * number, False)
        )
    insert_plain(
        session,
        Notice,
        [
            {
                "user_id": people[BUYER], "topic": topic, "key": key, "says": says, "values": dict(values), "link": link, "to_mail": False,
                "created_at": dice.now - timedelta(hours=hours), "read_at": dice.now - timedelta(hours=20) if read else None,
            }
            for topic, key, says, values, link, hours, read in told
        ],
    )  # fmt: skip
    session.execute(update(User).where(User.id == people[BUYER]).values(unread_notices=len(followed[:2])))


def _may_be_followed(each: Shown) -> bool:
    values: Mapping[str, Any] = each.values
    return bool(
        values["kind"] == "supply" and values["price"] and not values["members_only_price"] and values["is_public"] and values["category"] == "rebar"
    )  # fmt: skip


def _line(each: Shown) -> str:
    return " · ".join(part for part in (each.title, each.values["mill"], each.values["city"]) if part)
