"""A made-up market of every kind of thing, the same at every run: what both engines index."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from portal.core.documents import SearchDocument
from portal.materials.categories import CATEGORIES
from portal.materials.grades import grades_for
from portal.materials.mills import MILLS

CITIES = "天津 上海 北京 乐从 佛山 无锡 唐山 成都 杭州市 广州 济南 长沙".split()
SPECS = "Φ25×12m Φ25 Φ18-22 Φ6/8/10 Φ22×9m 3.0×1500×C 20×2200×10000 H300×300×10×15 ∠50×50×5 Φ219×8 DN100×4.0 16# 2.0*1219*C".split()
BODIES = (
    "", "现货，可承兑，附质保书", "自提，过磅，含税", "另有螺纹钢、盘螺现货，配送到厂", "质量保证，随货附质保书，可代办运输", "散装水泥 P·O 42.5R 专线直达",
)  # fmt: skip
SUPPLIERS = ("无锡鑫恒达不锈钢有限公司", "天津物产集团", "上海宝闽钢铁集团", "", "佛山市乐从钢材贸易有限公司")


def market(count: int, moment: datetime) -> Iterator[SearchDocument]:
    """Mostly supply; about one in six is of another kind. Ages are odd half hours: no limit falls between two looks at the clock."""
    chance = random.Random(20261122)
    for number in range(1, count + 1):
        made = {5: _demand, 11: _warehouse, 17: _freight, 23: _help}.get(number % 24, _supply)
        document = made(chance, number)
        confirmed = moment - timedelta(
            hours=chance.choice((0, 1, 5, 23, 24, 40, 71, 73, 160, 200, 330, 340, 900)), minutes=30
        )
        yield replace(
            document,
            confirmed_at=confirmed if chance.random() < 0.97 else None,
            published_at=confirmed - timedelta(hours=chance.randrange(100)) if chance.random() < 0.9 else None,
            valid_until=moment + timedelta(days=chance.choice((-3, 2, 9))) if chance.random() < 0.2 else None,
            audience=chance.choices(("public", "member", "staff"), (90, 6, 4))[0],
            verified=chance.random() < 0.5,
            body=chance.choice(BODIES) + document.body,
            supplier=chance.choice(SUPPLIERS),
        )


def changed(documents: list[SearchDocument]) -> dict[str, SearchDocument | None]:
    """A day's changes: some are gone, some have other prices, grades and places, and new ones have come."""
    chance = random.Random(7)
    changes: dict[str, SearchDocument | None] = {}
    for document in chance.sample(documents, len(documents) // 5):
        changes[document.key] = chance.choice(
            (
                None,
                replace(document, price_fen=chance.randrange(300_000, 600_000, 1000)),
                replace(document, grade="Ｑ355B", city="重庆", spec="Φ20"),
            )
        )
    highest = max(document.id for document in documents)
    for number in range(highest + 1, highest + 40):
        document = _supply(chance, number)
        changes[document.key] = replace(
            document, confirmed_at=documents[0].confirmed_at, title=f"{document.title} 新到"
        )
    return changes


def _supply(chance: random.Random, number: int) -> SearchDocument:
    leaf = chance.choice(CATEGORIES[:12]) if chance.random() < 0.7 else chance.choice(CATEGORIES)
    name = chance.choice((leaf.name_zh, leaf.name_zh, *leaf.aliases))
    grade = chance.choice((*grades_for(leaf.code), "HRB400E", "q235b", "Q235B", "304/2B", ""))
    spec = chance.choice((leaf.spec_example, *SPECS, ""))
    warehouse = chance.choice(("", "", "北辰一库", "海纳库"))
    return SearchDocument(
        kind="supply", id=number, no=f"S{number:06}", title=f"{name} {grade} {spec}".strip(), product_name=name,
        category=leaf.code if chance.random() < 0.95 else "", grade=grade, spec=spec,
        mill=chance.choice((*(mill.short for mill in MILLS[:9]), "沙钢", "")), city=chance.choice((*CITIES, "")),
        warehouse=warehouse, warehouse_no={"": "", "北辰一库": "W00001", "海纳库": "W00002"}[warehouse],
        price_fen=None if chance.random() < 0.1 else chance.randrange(300_000, 600_000, 1000),
        member_price_only=chance.random() < 0.2, unit="t",
        available_milli=chance.choice((None, 0, *(chance.randrange(1, 500) * 1000 for _ in range(6)))),
    )  # fmt: skip


def _demand(chance: random.Random, number: int) -> SearchDocument:
    return replace(_supply(chance, number), kind="demand", no=f"D{number:06}", mill="", member_price_only=False)


def _warehouse(chance: random.Random, number: int) -> SearchDocument:
    city = chance.choice(CITIES)
    return SearchDocument(
        kind="warehouse", id=number, no=f"W{number:06}", title=f"{city}{chance.choice('一二三')}号钢材库", city=city,
        product_name=chance.choice(("螺纹钢 盘螺", "中板 卷板", "")), available_milli=chance.randrange(1, 9000) * 1000,
    )  # fmt: skip


def _freight(chance: random.Random, number: int) -> SearchDocument:
    begin, end = chance.sample(CITIES, 2)
    return SearchDocument(
        kind="freight", id=number, no=f"F{number:06}", title=f"{begin} → {end} 汽运", city=begin, to_city=end,
        price_fen=chance.randrange(3000, 30_000, 100), unit="t",
    )  # fmt: skip


def _help(chance: random.Random, number: int) -> SearchDocument:
    return SearchDocument(
        kind="help", id=number, no=f"help-{number}", title=chance.choice(("如何开具质保书", "过磅与理计的差别", "承兑汇票说明")),
        body="螺纹钢按理计，板材过磅；HRB400E 见标准。",
    )  # fmt: skip
