"""`python -m bench.matching [--listings 100000 --demands 5000 --rate 50 --seconds 60]`: a market kept matched while it changes, beside
plain SQL that scores the same changes with one JOIN each and neither reads specs as people write them nor gives a reason."""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select, text, update

from portal import create_app, models
from portal.config import Settings
from portal.core.clock import now
from portal.core.events import record
from portal.core.uow import Database
from portal.core.worker import Worker
from portal.demo.data.products import PRODUCTS
from portal.listings.events import ListingChanged
from portal.listings.models import Listing
from portal.matching.models import MatchEntry, MatchPair
from portal.matching.services.keeping import Keeper
from portal.materials.specs import measures, read_spec
from tests.factories.people import make_organisation

CITIES = "天津 北京 唐山 石家庄 济南 上海 无锡 南京 杭州 广州 佛山 武汉 长沙 成都 西安 郑州 沈阳".split()
COMPANIES = 200

PLAIN = """
INSERT INTO plain_pairs
SELECT demand_id, supply_id, score FROM (
  SELECT d.id AS demand_id, s.id AS supply_id,
    950 - CASE WHEN d.mill = '' OR d.mill = s.mill THEN 0 ELSE 160 END
        - CASE WHEN s.available >= d.available THEN 0 ELSE 200 * (d.available - s.available) / d.available END
        - CASE WHEN s.price <= d.price THEN 0 ELSE MIN(400, 4000 * (s.price - d.price) / d.price) END
        - CASE WHEN s.city = d.city THEN 0 ELSE 170 END AS score
  FROM plain s JOIN plain d ON d.kind = 'demand' AND d.category = s.category AND d.grade = s.grade
    AND d.low <= s.high AND d.high >= s.low AND d.org <> s.org
  WHERE s.id = :id AND s.kind = 'supply')
WHERE score >= 450
"""


def goods(chance: random.Random, orgs: Sequence[int], kind: str, number: int) -> dict[str, Any]:
    """A listing as the sample goods are: everything a trader would write, sizes and grades by their frequency there."""
    product = chance.choices(PRODUCTS, weights=[len(one.specs) * len(one.grades) for one in PRODUCTS])[0]
    grade = chance.choice(list(product.grades))
    spec = chance.choice(list(product.specs))
    price = Decimal(product.grades[grade] + product.specs[spec] + chance.randint(-8, 8) * 10)
    amount = Decimal(chance.randint(10, 400))
    moment = now()
    return {
        "no": f"{'S' if kind == 'supply' else 'D'}{number:07d}", "kind": kind, "org_id": chance.choice(orgs), "category": product.category,
        "product_name": product.name, "grade": grade, "spec": spec, "mill": chance.choice(product.mills.split() or [""]) if kind == "supply" or
        chance.random() < 0.3 else "", "quantity": amount, "available": amount, "unit": product.unit, "price": max(Decimal(1), price),
        "weighing_basis": product.weighing, "city": chance.choice(CITIES), "status": "published", "is_public": True,
        "published_at": moment, "confirmed_at": moment, "valid_until": moment + timedelta(days=30),
    }  # fmt: skip


def build(database: Database, listings: int, demands: int) -> None:
    """The market, and the same for plain SQL with what it needs worked out beforehand."""
    chance = random.Random(1)
    with database.writing() as session:
        orgs = [make_organisation(session).id for _ in range(COMPANIES)]
        rows = [
            goods(chance, orgs, "supply" if number < listings else "demand", number)
            for number in range(listings + demands)
        ]
        for begin in range(0, len(rows), 5000):
            session.execute(insert(Listing), rows[begin : begin + 5000])
        session.execute(
            text(
                "CREATE TABLE plain (id INTEGER PRIMARY KEY, kind, category, grade, low, high, mill, city, org, price, available)"
            )
        )
        session.execute(
            text(
                "CREATE TABLE plain_pairs (demand_id, supply_id, score, PRIMARY KEY (demand_id, supply_id)) WITHOUT ROWID"
            )
        )
        session.execute(text("CREATE INDEX plain_supply ON plain_pairs (supply_id)"))
        session.execute(text("CREATE INDEX plain_find ON plain (kind, category, grade, low)"))
        plain = [_plain(row) for row in session.execute(select(Listing))]
        session.execute(
            text("INSERT INTO plain VALUES (:id, :kind, :category, :grade, :low, :high, :mill, :city, :org, :price, :available)"), plain
        )  # fmt: skip
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


def _plain(row: Any) -> dict[str, Any]:
    one = row[0]
    read = read_spec(one.spec, one.category)
    low, high = next(iter(measures(read).values()), (0, 0)) if read else (0, 0)
    return {
        "id": one.id, "kind": one.kind, "category": one.category, "grade": one.grade, "low": float(low), "high": float(high), "mill": one.mill,
        "city": one.city, "org": one.org_id, "price": int(one.price), "available": int(one.available),
    }  # fmt: skip


class Lags:
    """When each listing changed, and how long until its pairs were written."""

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper
        self.changed: dict[int, float] = {}
        self.found: list[float] = []
        self.cpu = 0.0
        self.batches: list[int] = []

    def run(self, database: Database, payloads: Sequence[Mapping[str, Any]]) -> None:
        stamps = [self.changed.get(int(payload["id"])) for payload in payloads]
        begun = time.thread_time()
        self.keeper.run(database, payloads)
        self.cpu += time.thread_time() - begun
        done = time.monotonic()
        self.found += [done - stamp for stamp in stamps if stamp]
        self.batches.append(len(payloads))


def change(database: Database, chance: random.Random, lags: Lags, ids: Sequence[int]) -> None:
    """Another price and another amount, as a supplier does it."""
    with database.writing() as session:
        for number in ids:
            factor = Decimal(chance.randint(97, 103)) / 100
            session.execute(
                update(Listing)
                .where(Listing.id == number)
                .values(price=Listing.price * factor, available=Decimal(chance.randint(5, 400)))
            )
            record(session, ListingChanged(listing_id=number, kind="supply"))
    moment = time.monotonic()
    lags.changed.update(dict.fromkeys(ids, moment))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listings", type=int, default=100_000)
    parser.add_argument("--demands", type=int, default=5_000)
    parser.add_argument("--rate", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=60)
    asked = parser.parse_args()
    chance = random.Random(2)
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(
            Settings(
                data_dir=Path(folder), index_dir=Path(folder) / "index", secret_key="bench", testing=True, base_url="http://127.0.0.1",
                database_url=f"sqlite:///{folder}/bench.db",
            )
        )  # fmt: skip
        database: Database = app.extensions["portal.database"]
        models.metadata.create_all(database.engine)
        build(database, asked.listings, asked.demands)
        keeper: Keeper = app.extensions["portal.matching"]
        begun = time.perf_counter()
        keeper.begin(database)
        whole = time.perf_counter() - begun
        with database.reading() as session:
            pairs = session.scalar(select(func.count()).select_from(MatchPair)) or 0
            most = session.scalar(select(func.max(MatchEntry.pairs))) or 0
            supplies, demands = (
                list(session.scalars(select(Listing.id).where(Listing.kind == kind))) for kind in ("supply", "demand")
            )
        print(
            f"{len(supplies):,} supplies, {len(demands):,} demands: {pairs:,} pairs kept, at most {most} a demand; all worked out in {whole:.0f} s"
        )
        lags, worker = _sustain(app, database, keeper, chance, asked, supplies, demands)
        ordered = sorted(lags.found)
        print(
            f"{asked.rate} changes a second for {asked.seconds} s: {len(ordered):,} matched; lag p50 {statistics.median(ordered):.2f} s, "
            f"p95 {ordered[int(len(ordered) * 0.95)]:.2f} s, most {ordered[-1]:.2f} s; "
            f"CPU {lags.cpu / asked.seconds * 100:.0f} % of a core, {lags.cpu / len(ordered) * 1000:.1f} ms a change"
        )
        plain = _plainly(database, chance, supplies)
        print(
            f"plain SQL, one JOIN a change: {plain * 1000:.1f} ms a change; ours {lags.cpu / len(ordered) / plain:.1f} ×"
        )
        worker.stop()
        database.engine.dispose()


def _sustain(
    app: Any,
    database: Database,
    keeper: Keeper,
    chance: random.Random,
    asked: Any,
    supplies: Sequence[int],
    demands: Sequence[int],
) -> tuple[Lags, Worker]:
    """Nineteen of twenty changes are of supplies, one of a demand."""
    lags, handlers = Lags(keeper), app.extensions["portal.handlers"]
    feed = handlers.by_name["matching.feed"]
    handlers.by_name["matching.feed"] = type(feed)(
        **{name: getattr(feed, name) for name in ("name", "mode", "lane", "batch_size", "max_attempts", "lease_s")},
        run=lags.run,
    )
    worker = Worker(database, handlers)
    lane = threading.Thread(target=worker._lane, args=("matching",), daemon=True)
    lane.start()
    begun, sent = time.monotonic(), 0
    while (passed := time.monotonic() - begun) < asked.seconds:
        due = int(passed * asked.rate) - sent
        if due > 0:
            change(
                database,
                chance,
                lags,
                [chance.choice(demands if chance.random() < 0.05 else supplies) for _ in range(due)],
            )
            sent += due
        time.sleep(0.05)
    until = time.monotonic() + 60
    while len(lags.found) < sent and time.monotonic() < until:
        time.sleep(0.1)
    return lags, worker


def _plainly(database: Database, chance: random.Random, supplies: Sequence[int], count: int = 500) -> float:
    """CPU seconds a change of a supply."""
    begun = time.thread_time()
    for begin in range(0, count, 10):
        with database.writing() as session:
            for number in chance.sample(supplies, 10):
                session.execute(text("UPDATE plain SET price = price + 1 WHERE id = :id"), {"id": number})
                session.execute(text("DELETE FROM plain_pairs WHERE supply_id = :id"), {"id": number})
                session.execute(text(PLAIN), {"id": number})
        assert begin >= 0
    return (time.thread_time() - begun) / count


if __name__ == "__main__":
    main()
