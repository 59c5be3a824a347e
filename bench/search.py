"""`python -m bench.search [--documents 10000]`: our engine beside SQLite FTS5 and LIKE, on the same documents and questions in one run.

Each answers with the first page, the exact total and two facets. FTS5 gets the words our analysers make: its own tokenisers
find nothing for Chinese words of two characters.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from portal.core.clock import now
from portal.core.documents import SearchDocument
from portal.materials.categories import CATEGORIES
from portal.materials.grades import grades_for
from portal.materials.mills import MILLS
from portal.search.encoding import encode
from portal.search.query import EVERYBODY, SearchQuery
from portal.search.store import Store
from portal.search.whoosh_engine import WhooshEngine

CITIES = "天津 上海 北京 佛山 无锡 唐山 成都 杭州 武汉 西安 沈阳 郑州 长沙 南昌 重庆 昆明 广州 济南 太原 石家庄".split()
QUERIES = (
    "螺纹钢", "螺紋鋼", "三级钢 天津", "HRB400E", "hrb400 25", "Φ25×12m", "热轧卷 Q235B", "304 冷轧", "不锈钢 304/2B", "镀锌 DX51D",
    "无缝管 20#", "H型钢 300*300", "角钢 50*50*5", "42.5水泥 散装", "PO42.5", "沙钢 螺纹", "首钢 中厚板 Q355B", "上海 槽钢", "luowengang", "lwg",
    "盘螺 8", "电解铜", "铝板 6061", "方矩管 100*50*3", "焊管 DN100", "硅钢 50WW800", "花纹板", "彩涂 海蓝", "唐山 带钢", "木方",
)  # fmt: skip


def documents(count: int) -> Iterator[SearchDocument]:
    """Invented supply of every category; the same for the same count."""
    chance, moment = random.Random(7), now()
    for number in range(1, count + 1):
        leaf = chance.choice(CATEGORIES)
        name = chance.choice((leaf.name_zh, *leaf.aliases))
        grade, mill, city = chance.choice(grades_for(leaf.code)), chance.choice(MILLS).short, chance.choice(CITIES)
        size = f"{chance.randrange(6, 60)}×{chance.randrange(50, 2200, 50)}"
        spec = leaf.spec_example if chance.random() < 0.4 else size
        yield SearchDocument(
            kind="supply", id=number, no=f"S{number:07}", title=f"{name} {grade} {spec}", product_name=name, category=leaf.code,
            grade=grade, spec=spec, mill=mill, city=city, price_fen=chance.randrange(300_000, 600_000, 1000), unit="t",
            available_milli=chance.randrange(1, 500) * 1000, confirmed_at=moment - timedelta(hours=chance.randrange(400)),
            body=f"{mill}{name}，{city}现货，质量保证，随货附质保书，可代办运输。",
        )  # fmt: skip


class Fts5:
    """The same words in SQLite's full-text index, and the plain texts for LIKE."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path)
        self.connection.executescript(
            "CREATE VIRTUAL TABLE words USING fts5(name, content='', tokenize=\"unicode61 tokenchars '#.*+/-×φ@'\");"
            "CREATE TABLE item (id INTEGER PRIMARY KEY, title TEXT, city TEXT, category TEXT)"
        )

    def load(self, found: list[SearchDocument]) -> None:
        for each in found:
            terms = encode(each)
            words = " ".join(dict.fromkeys([*terms["exact"], *terms["near"], *terms["char"], *terms["pinyin"]]))
            self.connection.execute("INSERT INTO words (rowid, name) VALUES (?, ?)", (each.id, words))
            text = f"{each.title} {each.mill} {each.city}"
            self.connection.execute("INSERT INTO item VALUES (?, ?, ?, ?)", (each.id, text, each.city, each.category))
        self.connection.commit()

    def words(self, text: str) -> int:
        parts = []
        for term in SearchQuery(text=text).terms:
            ways = [f'"{way}"' for way in term.any_of]
            if term.characters:
                ways.append("(" + " AND ".join(f'"{each}"' for each in term.characters) + ")")
            if term.together:
                ways.append("(" + " AND ".join(f'"{each}"' for each in term.together) + ")")
            parts.append("(" + " OR ".join(ways) + ")")
        match = " AND ".join(parts)
        ask = self.connection.execute
        ask("SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT 20", (match,)).fetchall()
        for facet in ("city", "category"):
            ask(
                f"SELECT {facet}, count(*) FROM words JOIN item ON item.id = words.rowid WHERE words MATCH ? GROUP BY 1",
                (match,),
            ).fetchall()
        total: int = ask("SELECT count(*) FROM words WHERE words MATCH ?", (match,)).fetchone()[0]
        return total

    def like(self, text: str) -> int:
        where = " AND ".join("title LIKE ?" for _part in text.split())
        wanted = [f"%{part}%" for part in text.split()]
        ask = self.connection.execute
        ask(f"SELECT id FROM item WHERE {where} ORDER BY id DESC LIMIT 20", wanted).fetchall()
        for facet in ("city", "category"):
            ask(f"SELECT {facet}, count(*) FROM item WHERE {where} GROUP BY 1", wanted).fetchall()
        total: int = ask(f"SELECT count(*) FROM item WHERE {where}", wanted).fetchone()[0]
        return total


def timed(ask: Callable[[str], int], rounds: int) -> tuple[float, float, int]:
    """p50 and p95 in ms over all queries, and the sum of totals."""
    times, totals = [], 0
    for number in range(rounds):
        for text in QUERIES:
            began = time.perf_counter()
            total = ask(text)
            times.append((time.perf_counter() - began) * 1000)
            totals += total if number == 0 else 0
    return statistics.median(times), sorted(times)[int(len(times) * 0.95)], totals


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-search-") as folder:
        found = list(documents(options.documents))
        store = Store(Path(folder) / "index")
        engine = WhooshEngine(store, poll_s=3600)
        began = time.perf_counter()
        with store.locked():
            generation = store.new_generation()
            generation.load(found)
            store.make_live(generation)
        bulk_s = time.perf_counter() - began
        engine.refresh()
        writes = []
        for each in found[:20]:
            began = time.perf_counter()
            generation.write({each.key: each})
            engine.refresh()
            writes.append((time.perf_counter() - began) * 1000)
        fts5 = Fts5(Path(folder) / "fts5.db")
        began = time.perf_counter()
        fts5.load(found)
        fts5_bulk_s = time.perf_counter() - began

        def ours(text: str) -> int:
            return engine.search(SearchQuery(text=text), EVERYBODY).total

        def cold(text: str) -> int:
            engine.view().cache.clear()
            return ours(text)

        print(f"{options.documents:,} documents, {len(QUERIES)} queries, {options.rounds} rounds\n")
        print(f"{'engine (page + total + facets)':<36}{'p50 ms':>8}{'p95 ms':>8}{'hits':>10}{'bulk/s':>8}")
        rows = [
            ("ours, all nine facets", timed(ours, options.rounds), len(found) / bulk_s),
            ("ours, no text remembered", timed(cold, options.rounds), None),
            ("SQLite FTS5, our words, two facets", timed(fts5.words, options.rounds), len(found) / fts5_bulk_s),
            ("SQLite LIKE, two facets", timed(fts5.like, options.rounds), None),
        ]
        for name, (p50, p95, totals), bulk in rows:
            print(f"{name:<36}{p50:>8.2f}{p95:>8.2f}{totals:>10,}{f'{bulk:>8.0f}' if bulk else '':>8}")
        print(
            f"\none document written and searchable: p50 {statistics.median(writes):.0f} ms, slowest {max(writes):.0f} ms"
        )
        print(json.dumps({"p95_ms": round(rows[0][1][1], 2), "fts5_p95_ms": round(rows[2][1][1], 2)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
