"""Loads what the buyer one can sign in as looked at lately: the desk sees it beside their conversations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from portal.demo.dice import Dice, insert_plain
from portal.demo.listings import Shown
from portal.demo.people import BUYER, Cast
from portal.listings.looks import ListingLook

_WANTED = ("rebar", "rebar", "rebar-coil", "plate", "h-beam", "cement")


def load_looks(session: Session, dice: Dice, cast: Cast, shown: Sequence[Shown]) -> None:
    """Six listings of others, the newest an hour ago."""
    company = cast.companies[BUYER]
    rows, seen = [], set()
    for number, category in enumerate(_WANTED):
        found = next(
            (
                one
                for one in shown
                if one.values["category"] == category and one.company.no != BUYER and one.id not in seen
            ),
            None,
        )
        if found is None:
            continue
        seen.add(found.id)
        at = dice.now - timedelta(hours=1 + number * 9, minutes=7 * number)
        rows.append(
            {
                "user_id": company.people[number % 2].id,
                "listing_id": found.id,
                "org_id": company.id,
                "times": 4 - number // 2,
                "at": at,
            }
        )
    insert_plain(session, ListingLook, rows)
