"""`python -m bench.search [--documents 100000]`: our engine beside tantivy and SQLite FTS5, on the same tokens and questions in one run.

First page, exact total and facets of 30 mixed questions; then the portal as it is served: how soon what is published is found while
ten readers search, and a rebuild meanwhile; then, with --postgres, our other engine beside SQL written by hand.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from bench import serving
from bench.asking import All, asked
from bench.rivals import Fts5, HandSql, Rival, Tantivy, encoded
from portal.core.clock import now
from portal.core.documents import SearchDocument
from portal.materials.categories import CATEGORIES, Category
from portal.materials.grades import grades_for
from portal.materials.mills import MILLS
from portal.search import understanding
from portal.search.query import EVERYBODY, SearchQuery
from portal.search.store import Store
from portal.search.terms import parse
from portal.search.whoosh_engine import WhooshEngine

CITIES = "天津 上海 北京 佛山 无锡 唐山 成都 杭州 武汉 西安 沈阳 郑州 长沙 南昌 重庆 昆明 广州 济南 太原 石家庄".split()
QUERIES = (
    "螺纹钢", "三级抗震螺纹25 12米 天津 5000以下", "三级钢 天津", "HRB400E", "hrb400 25", "Φ25×12m", "热轧卷 Q235B 3.0", "304 冷轧", "不锈钢 304/2B",
    "镀锌 DX51D", "无缝管 20# 219*8", "H型钢 300*300", "角钢 50*50*5", "42.5水泥 散装", "PO42.5", "沙钢 螺纹 20 100吨", "首钢 中厚板 Q355B 20",
    "上海 槽钢", "luowengang", "lwg", "盘螺 8 4500以内", "电解铜 现货", "铝板 6061", "方矩管 100*50*3", "焊管 DN100", "硅钢 50WW800", "花紋板 天津",
    "彩涂 海蓝", "唐山 带钢", "木方",
)  # fmt: skip

WORDS = (
    "螺纹钢", "螺紋鋼", "三级钢 天津", "HRB400E", "hrb400 天津", "Φ25×12m", "热轧卷 Q235B", "304 不锈钢", "不锈钢 304/2B", "镀锌 DX51D",
    "无缝管 20#", "H型钢 Q355B", "角钢 上海", "42.5水泥 散装", "PO42.5", "沙钢 螺纹", "首钢 中厚板 Q355B", "上海 槽钢", "luowengang", "lwg",
    "盘螺 武汉", "电解铜", "铝板 6061", "方矩管 天津", "焊管 DN100", "硅钢 50WW800", "花纹板", "彩涂 海蓝", "唐山 带钢", "木方",
)  # fmt: skip

Ask = Callable[[str], int]
Raw = tuple[str, ...]
WAYS: dict[str, tuple[Raw, tuple[str, ...]]] = {"what questions mean": ((), QUERIES), "words alone": (("all",), WORDS)}
OURS_ON_POSTGRES = "ours on PostgreSQL"
STEPS = ("6 8 10 12 14 16 18 20 22 25 28 32".split(), "40 50 63 75 100 125 150 200 219 273 300".split())


def documents(count: int) -> Iterator[SearchDocument]:
    """Invented supply of every category, the sizes of each as it is made; the same for the same count."""
    chance, moment = random.Random(7), now()
    for number in range(1, count + 1):
        leaf = chance.choice(CATEGORIES)
        name = chance.choice((leaf.name_zh, *leaf.aliases))
        grade, mill, city = chance.choice(grades_for(leaf.code)), chance.choice(MILLS).short, chance.choice(CITIES)
        spec = _spec(chance, leaf)
        yield SearchDocument(
            kind="supply", id=number, no=f"S{number:07}", title=f"{name} {grade} {spec}", product_name=name, category=leaf.code,
            grade=grade, spec=spec, mill=mill, city=city, price_fen=chance.randrange(300_000, 600_000, 1000), unit="t",
            available_milli=chance.randrange(1, 500) * 1000, confirmed_at=moment - timedelta(hours=chance.randrange(400)),
            body=f"{mill}{name}，{city}现货，质量保证，随货附质保书，可代办运输。",
        )  # fmt: skip


def _spec(chance: random.Random, leaf: Category) -> str:
    """The category's example, or in the same form with other sizes."""
    if chance.random() < 0.2:
        return leaf.spec_example
    small, large = (chance.choice(row) for row in STEPS)
    made = {
        "construction": f"Φ{small}×{chance.choice((9, 12))}m", "flat": f"{small}×{chance.choice((1250, 1500, 2000))}×C",
        "stainless": f"{int(small) / 10}×1219×C 2B", "tubes": f"Φ{large}×{int(small) / 4:g}", "sections": f"{large}×{large}×{small}",
        "nonferrous": f"{small}×{chance.choice((600, 1000))}×2000", "building": leaf.spec_example, "other": f"4m×{large}×{small}",
    }  # fmt: skip
    return made[leaf.group]


@dataclass(frozen=True, slots=True)
class Row:
    """An engine to measure. asking: how to ask it, so read, for a question's total; bulk: documents a second at loading."""

    title: str
    asking: Callable[[Raw], Ask]
    bulk: float = 0


def ours(engine: Any, raw: Raw) -> Ask:
    """A question asked as if for the first time: neither its reading nor its documents are remembered."""

    def ask(text: str) -> int:
        understanding._understood.cache_clear()
        parse.cache_clear()
        if isinstance(engine, WhooshEngine):
            engine.view().cache.clear()
        else:
            engine._kept.clear()
        return engine.search(SearchQuery(text=text, raw=raw), EVERYBODY).total

    return ask


def asking(rival: Rival, raw: Raw) -> Ask:
    trees: dict[str, All] = {}

    def ask(text: str) -> int:
        if text not in trees:  # in the first round, which is not counted
            trees[text] = asked(SearchQuery(text=text, raw=raw))
        return rival.ask(trees[text])

    return ask


def rivals(folder: Path) -> Iterator[Rival]:
    try:
        yield Tantivy(folder / "tantivy")
    except ImportError:
        print(
            "tantivy is not installed (no wheel for this Python?): pip install tantivy; without it there is no ratio to it\n"
        )
    yield Fts5(folder / "fts5.db")


def embedded(folder: Path, found: Sequence[SearchDocument]) -> WhooshEngine:
    """Our engine with these documents in its index."""
    store = Store(folder / "index")
    engine = WhooshEngine(store, poll_s=3600)
    with store.locked():
        generation = store.new_generation()
        generation.load(found)
        store.make_live(generation)
    engine.refresh()
    return engine


def compare(options: argparse.Namespace) -> dict[str, dict[str, float]]:
    """Our engine and the rivals in turn, as read and as words alone: p95 by title, by way of asking."""
    with tempfile.TemporaryDirectory(prefix="bench-search-") as name, ExitStack() as stack:
        folder = Path(name)
        found = list(documents(options.documents))
        began = time.perf_counter()
        engine = embedded(folder, found)
        bulk_s = time.perf_counter() - began
        rows = [Row("ours", partial(ours, engine), len(found) / bulk_s)]
        tokens = [encoded(each) for each in found]
        for rival in rivals(folder):
            began = time.perf_counter()
            rival.load(tokens)
            rows.append(Row(rival.name, partial(asking, rival), len(found) / (time.perf_counter() - began)))
        if options.postgres:
            from bench import postgres

            on_postgres, by_hand = stack.enter_context(postgres.both(found, tokens))
            rows += [
                Row(OURS_ON_POSTGRES, partial(ours, on_postgres[0]), on_postgres[1]),
                Row(by_hand[0].name, partial(asking, by_hand[0]), by_hand[1]),
            ]
        print(
            f"{options.documents:,} documents, {len(QUERIES)} questions, {options.rounds} rounds: first page, total, facets"
        )
        print(
            "ours reads every question anew and gives all facets; the rivals are told what it says and give two (city, category)"
        )
        return {how: _measure(how, *way, rows, options.rounds) for how, way in WAYS.items()}


def _measure(how: str, raw: Raw, questions: Sequence[str], rows: Sequence[Row], rounds: int) -> dict[str, float]:
    """The engines take turns, round by round: what else the machine does falls on all. A first round is not counted."""
    ways = [row.asking(raw) for row in rows]
    totals = [[ask(text) for text in questions] for ask in ways]
    times: list[list[float]] = [[] for _ in rows]
    for _ in range(rounds):
        for ask, mine in zip(ways, times, strict=True):
            for text in questions:
                began = time.perf_counter()
                ask(text)
                mine.append((time.perf_counter() - began) * 1000)
    print(f"\n{how:<28}{'p50 ms':>8}{'p95 ms':>8}{'hits':>12}{'bulk/s':>8}")
    figures: dict[str, float] = {}
    for row, mine, found in zip(rows, times, totals, strict=True):
        high = figures[row.title] = serving.p95(sorted(mine))
        bulk = f"{row.bulk:>8,.0f}" if row.bulk else ""
        print(f"{row.title:<28}{statistics.median(mine):>8.2f}{high:>8.2f}{sum(found):>12,}{bulk:>8}")
        for text, ours_found, its in zip(questions, totals[0], found, strict=True):
            if ours_found != its:
                print(f"    {text}: {its:,} found, by ours {ours_found:,}")
    return figures


def ratios(found: dict[str, dict[str, float]]) -> dict[str, float]:
    """Of the p95, the worse of both ways of asking."""
    figures = {"p95_ms": max(each["ours"] for each in found.values())}
    for mine, its, name, allowed in (
        ("ours", Tantivy.name, "of_tantivy", 3),
        ("ours", Fts5.name, "of_fts5", 1),
        (OURS_ON_POSTGRES, HandSql.name, "of_sql", 2),
    ):
        both = {how: each[mine] / each[its] for how, each in found.items() if its in each}
        if both:
            figures[name] = max(both.values())
            said = ", ".join(f"{ratio:.2f} ({how})" for how, ratio in both.items())
            print(f"p95 of {mine} / {its}: {said}; {allowed} allowed")
    return figures


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument(
        "--publish",
        type=int,
        default=20,
        help="how many are published while readers search (0: leave the serving part out)",
    )
    parser.add_argument("--readers", type=int, default=10)
    parser.add_argument("--postgres", action="store_true", help="measure the engine on PostgreSQL as well")
    options = parser.parse_args()
    found = compare(options)
    print()
    figures = ratios(found)
    if options.publish:
        figures |= serving.measure(options, QUERIES)
    print(json.dumps({name: round(figure, 3) for name, figure in figures.items()}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
