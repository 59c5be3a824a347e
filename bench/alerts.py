"""`python -m bench.alerts`: how long it takes until 10,000 saved searches have heard of an import of 400 listings.

Beside it, in the same database, the same done by plain SQL: the conditions as columns of a table, joined with what changed. It knows
categories, grades, mills, cities and a price; no word, no size, no grade that serves for another, no member's price.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import time_machine
from flask import Flask
from sqlalchemy import delete, func, insert, select, update

from bench.market import _more_listings
from portal import create_app
from portal.accounts.models import User
from portal.config import Settings
from portal.core.clock import now
from portal.core.uow import Database
from portal.demo.dice import Dice
from portal.demo.load import SEED, load
from portal.listings.models import Listing
from portal.organisations.models import Membership, Organisation
from portal.search.alerts.hearing import Hearing
from portal.search.models import Announced, SavedSearch, SearchNews

SQL = """
INSERT INTO bench_hits SELECT s.id, l.id, l.price FROM bench_saved s JOIN listings l ON l.category = s.category
WHERE l.id IN (SELECT id FROM bench_changed) AND l.is_public = 1 AND l.kind = 'supply'
AND (s.grade = '' OR s.grade = l.grade) AND (s.mill = '' OR s.mill = l.mill) AND (s.city = '' OR s.city = l.city)
AND (s.price_max IS NULL OR l.price <= s.price_max)"""


@dataclass(frozen=True, slots=True)
class Saved:
    """A search as both understand it."""

    address: str
    category: str
    grade: str
    mill: str
    city: str
    price_max: int | None


def searches(rows: Sequence[Any], count: int, chance: random.Random) -> list[Saved]:
    """What people save: some by words, some by filters, half of them with a price they would pay."""
    found: dict[str, Saved] = {}
    while len(found) < count:
        row = chance.choice(rows)
        grade, mill, city = (value if chance.random() < share else "" for value, share in ((row.grade, 0.7), (row.mill, 0.4), (row.city, 0.6)))  # fmt: skip
        price = int(row.price * chance.randint(90, 110) / 1000) * 10 if row.price and chance.random() < 0.5 else None
        asked: dict[str, Any] = {"kind": "supply"}
        if chance.random() < 0.5:
            asked |= {"q": " ".join(part for part in (row.product_name, grade, mill, city) if part)}
        else:
            asked |= {name: value for name, value in (("category", row.category), ("grade", grade), ("mill", mill), ("city", city)) if value}  # fmt: skip
        asked |= {"price_max": str(price)} if price else {}
        address = "/search?" + urlencode(asked)
        found[address] = Saved(address, row.category, grade, mill, city, price * 100 if price else None)
        if len(found) % 17 == 0 and len(found) < count:  # one more, with a size
            sized = "/search?" + urlencode({"q": f"{row.product_name} {row.spec} {city}".strip(), "kind": "supply"})
            found.setdefault(sized, Saved(sized, row.category, "", "", city, None))
    return list(found.values())[:count]


def build(app: Flask, *, listings: int, saved: int) -> list[Saved]:
    """A database with the sample data grown, and people who keep 50 searches each."""
    database: Database = app.extensions["portal.database"]
    with app.app_context():
        app.extensions["alembic"].upgrade()
    load(database, app.extensions["portal.files"])
    chance = random.Random(7)
    with database.writing() as session:
        _more_listings(session, Dice(SEED + 1), listings)
        rows = session.execute(
            select(
                Listing.product_name, Listing.category, Listing.grade, Listing.spec, Listing.mill, Listing.city, Listing.price
            ).where(Listing.is_public.is_(True), Listing.kind == "supply")
        ).all()  # fmt: skip
        kept = searches(rows, saved, chance)
        org_id = session.scalars(select(Organisation.id).limit(1)).one()
        people = [
            {"email": f"saver{number}@example.com", "name": f"客户{number}", "email_confirmed_at": now()}
            for number in range(-(-saved // 50))
        ]
        ids = list(session.scalars(insert(User).returning(User.id), people))
        session.execute(insert(Membership), [{"user_id": each, "org_id": org_id, "role": "member"} for each in ids])
        session.execute(
            insert(SavedSearch),
            [
                {"no": f"Q{number:08}", "user_id": ids[number // 50], "name": f"搜索{number}", "address": each.address, "key": str(number)}
                for number, each in enumerate(kept)
            ],
        )  # fmt: skip
    return kept


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock and of this process."""
    clock, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - cpu


def prices_fall(database: Database, ids: Sequence[int]) -> None:
    with database.writing() as session:
        session.execute(update(Listing).where(Listing.id.in_(ids)).values(price=Listing.price - 10))


def measure(app: Flask, options: argparse.Namespace) -> None:
    kept = build(app, listings=options.listings, saved=options.saved)
    database: Database = app.extensions["portal.database"]
    hearing: Hearing = app.extensions["portal.search.hearing"]
    telling = next(
        each.run for each in app.extensions["portal.handlers"].by_name.values() if each.name == "search.tell"
    )
    with database.reading() as session:
        query = select(Listing.id).where(
            Listing.is_public.is_(True), Listing.kind == "supply", Listing.price.is_not(None)
        )
        ids = random.Random(3).sample(list(session.scalars(query)), options.changed)
    keys = [("supply", number) for number in ids]
    print(f"{options.saved} saved searches, {options.changed} of {options.listings} listings change")
    line("questions read, first import heard", *timed(lambda: hearing.hear(database, keys)))
    rounds = []
    for _round in range(options.rounds):
        _forget(database)
        prices_fall(database, ids)
        rounds.append(timed(lambda: hearing.hear(database, keys)))
    ours = tuple(statistics.median(each) for each in zip(*rounds, strict=True))
    line("an import of changed prices heard", *ours)
    with database.reading() as session:
        concerned = session.scalar(select(func.count()).select_from(SearchNews))
        items = sum(len(each) for each in session.scalars(select(SearchNews.items)))
    print(f"  it is news to {concerned} searches, {items} times in all")
    with time_machine.travel(now() + timedelta(minutes=2)):
        line("these told, one notice each", *timed(lambda: telling(database, {})))
    single = [_one(database, hearing, key) for key in keys[: options.singles]]
    line("one listing's price changed", *(statistics.median(each) for each in zip(*single, strict=True)))
    line("nothing of note changed in 400", *timed(lambda: hearing.hear(database, keys)))
    sql = tuple(statistics.median(each) for each in zip(*(_by_sql(database, kept, ids) for _round in range(options.rounds)), strict=True))  # fmt: skip
    line("plain SQL, conditions as columns", *sql)
    print(f"ratio to plain SQL, by CPU: {sql[1] / ours[1]:.2f}")


def _one(database: Database, hearing: Hearing, key: tuple[str, int]) -> tuple[float, float]:
    prices_fall(database, [key[1]])
    return timed(lambda: hearing.hear(database, [key]))


def _forget(database: Database) -> None:
    with database.writing() as session:
        session.execute(delete(SearchNews))
        session.execute(update(Announced).values(gone=False))


def _by_sql(database: Database, kept: Sequence[Saved], ids: Sequence[int]) -> tuple[float, float]:
    with database.engine.connect() as connection:
        run = connection.exec_driver_sql
        for name, columns in (("bench_saved", "id INTEGER PRIMARY KEY, category, grade, mill, city, price_max"), ("bench_changed", "id INTEGER PRIMARY KEY"), ("bench_hits", "search_id, listing_id, price")):  # fmt: skip
            run(f"CREATE TABLE IF NOT EXISTS {name} ({columns})")
            run(f"DELETE FROM {name}")
        rows = [(number, *(getattr(each, name) for name in ("category", "grade", "mill", "city", "price_max"))) for number, each in enumerate(kept)]  # fmt: skip
        run("INSERT INTO bench_saved VALUES (?, ?, ?, ?, ?, ?)", rows)
        run("CREATE INDEX IF NOT EXISTS bench_saved_category ON bench_saved (category, grade)")
        connection.commit()

        def by_sql() -> None:
            run("INSERT INTO bench_changed VALUES (?)", [(number,) for number in ids])
            run(SQL)
            connection.commit()

        return timed(by_sql)


def line(what: str, clock: float, cpu: float) -> None:
    print(f"{what:<40} {clock:8.3f} s   {cpu:8.3f} s CPU")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.alerts", description=__doc__)
    parser.add_argument("--saved", type=int, default=10_000)
    parser.add_argument("--changed", type=int, default=400)
    parser.add_argument("--listings", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--singles", type=int, default=50)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as name:
        folder = Path(name)
        settings = Settings(
            data_dir=folder, index_dir=folder / "search_index", database_url=f"sqlite:///{folder / 'portal.db'}", secret_key="bench",
            base_url="http://localhost",
        )  # fmt: skip
        measure(create_app(settings), options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
