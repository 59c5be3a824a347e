"""Rows as suppliers really write them: each is read correctly or refused with the reason, none is read wrong."""

from __future__ import annotations

import csv
import re
from decimal import Decimal

import pytest

from portal.intake.picking import Raw, raw_rows
from portal.intake.rows import ReadRow, Refusal
from portal.intake.tables import read_sheets
from tests.beside import outside
from tests.factories.quotes import QUOTES

HEADER = "品名,规格,材质,钢厂,价格,涨跌,备注"
PRODUCTS = {
    "螺纹钢": "rebar",
    "螺纹": "rebar",
    "普线": "wire-rod",
    "高线": "wire-rod",
    "圆钢": "round-bar",
    "盘螺": "rebar-coil",
}

Offer = tuple[str, str, str, str, str, str]


def said(row: ReadRow) -> Offer:
    """What was understood: product, spec, grade, mill, price, remark of the price."""
    return (row.product, row.spec, row.grade, row.mill, "" if row.price is None else f"{row.price}", row.price_remark)


def expected(line: dict[str, str]) -> list[Offer] | None:
    """What a trader reads in a line, worked out from its text alone; None when it is no offer."""
    if line["品名"] not in PRODUCTS:
        return None
    spec = line["规格"].replace("Ф", "Φ").replace("－", "-")
    price = line["价格"].replace("－", "-")
    same = (line["材质"], line["钢厂"])
    remark = re.fullmatch(r"(\d*)[（(](.+)[）)]", price)
    if re.fullmatch(r"\d+(/\d+)+", price):
        sizes = spec.removeprefix("Φ").split("/")
        assert len(sizes) == len(price.split("/")), line
        return [(line["品名"], f"Φ{size}", *same, one, "") for size, one in zip(sizes, price.split("/"), strict=True)]
    if remark:
        return [(line["品名"], spec, *same, remark[1], remark[2])]
    if re.fullmatch(r"\d+", price):
        return [(line["品名"], spec, *same, price, "")]
    return [(line["品名"], spec, *same, "", "" if price == "-" else price)]


def test_every_row_of_the_messy_quotes_is_read_right_or_refused_with_the_reason() -> None:
    path = outside("trade/messy_quote_rows.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    raws = {raw.row: raw for raw in raw_rows(read_sheets(path.read_bytes()))}
    assert sorted(raws) == list(range(2, len(lines) + 2))
    refused = []
    for number, line in enumerate(lines, start=2):
        found = raws[number].read()
        wanted = expected(line)
        if wanted is None:
            (refusal,) = found
            assert isinstance(refusal, Refusal), line
            refused.append((number, refusal.field))
            continue
        assert all(isinstance(one, ReadRow) for one in found), line
        rows = [one for one in found if isinstance(one, ReadRow)]
        assert [said(one) for one in rows] == wanted
        assert {one.category.code for one in rows} == {PRODUCTS[line["品名"]]}
        for word in (
            line["涨跌"].replace("＋", "+").replace("－", "-"),
            line["备注"],
        ):  # remarks are kept, each beside what it is of
            if word.strip("-－"):
                kept = " ".join(one.remarks for one in rows).replace("＋", "+").replace("－", "-")
                assert all(part.strip() in kept for part in word.split("/")) or word in kept, line
    assert refused == [(38, "product")]


@pytest.mark.parametrize("whose", ["ours", "a published month"])
def test_every_quote_of_a_month_is_read(whose: str) -> None:
    """Of 5,918 published quotes none is refused, and each price that is a plain number is that number."""
    sheet = QUOTES.encode("utf-8-sig") if whose == "ours" else outside("trade/steel_quotes_2014-12.csv").read_bytes()
    wrong, raws = [], list(raw_rows(read_sheets(sheet)))
    assert len(raws) == (23 if whose == "ours" else 5918)
    for raw in raws:
        found = raw.read()
        plain = raw.cells.get("price", "")
        prices = [one.price for one in found if isinstance(one, ReadRow)]
        if len(prices) < len(found) or (plain.isdigit() and prices != [Decimal(plain)]):
            wrong.append((raw.row, dict(raw.cells), found))
    assert wrong == []


# Our own rows of the kinds that stand among the messy quotes.
READ: list[tuple[str, list[Offer]]] = [
    ("螺纹钢,Ф16/18-22/25,HRB400,马钢,4420/4350/4420,+20,货少",
     [("螺纹钢", "Φ16", "HRB400", "马钢", "4420", ""), ("螺纹钢", "Φ18-22", "HRB400", "马钢", "4350", ""), ("螺纹钢", "Φ25", "HRB400", "马钢", "4420", "")]),
    ("高线,Φ6.5/8-10,HPB300,韶钢,3510、3490,-,", [("高线", "Φ6.5", "HPB300", "韶钢", "3510", ""), ("高线", "Φ8-10", "HPB300", "韶钢", "3490", "")]),
    ("螺纹钢,Φ12/14*9,HRB400E,敬业,3780/3740,,", [("螺纹钢", "Φ12×9m", "HRB400E", "敬业", "3780", ""), ("螺纹钢", "Φ14×9m", "HRB400E", "敬业", "3740", "")]),
    ("盘螺,Φ8-10,HRB400E,沙钢,2320(货少）,,", [("盘螺", "Φ8-10", "HRB400E", "沙钢", "2320", "货少")]),
    ("圆钢,Φ18-25,Q235,湘钢,4550-4620,-10,挂牌参考价", [("圆钢", "Φ18-25", "Q235", "湘钢", "", "4550-4620")]),
    ("高线,8,HPB300,裕丰,面议,,", [("高线", "Φ8", "HPB300", "裕丰", "", "")]),
    ("高线,6.5,Q195,鞍钢,(断档),,", [("高线", "Φ6.5", "Q195", "鞍钢", "", "断档")]),
    ("螺纹钢,25,三级抗震,新兴铸管,涨20,,", [("螺纹钢", "Φ25", "HRB400E", "新兴铸管", "", "涨20")]),
    ("螺纹钢,Φ25,hrb400e,某某小厂,-,,更新中", [("螺纹钢", "Φ25", "HRB400E", "某某小厂", "", "")]),
    ("热轧卷板,5.75*1500*C,Q355B,本钢,3980,,", [("热轧卷板", "5.75×1500×C", "Q355B", "本钢", "3980", "")]),
    ("螺纹钢,Φ16/18-25,HRB400,韶钢,4350,,", [("螺纹钢", "Φ16/18-25", "HRB400", "韶钢", "4350", "")]),
    ("螺纹钢,Φ25,HRB400,沙钢,3650/3650,,", [("螺纹钢", "Φ25", "HRB400", "沙钢", "3650", "")]),
    ("工字钢,20a#,Q235B,唐钢,3900含税,,", [("工字钢", "20a#", "Q235B", "唐钢", "3900", "含税")]),
]  # fmt: skip

REFUSED: list[tuple[str, str]] = [
    ("友钢,80,20,0,40,60,140", "product"),
    ("今日停售,Φ25,HRB400,沙钢,3650,,", "product"),
    ("螺纹钢,Ф16/18-22/25,HRB400,马钢,4420/4350,,", "price"),
    ("螺纹钢,Φ25,HRB400,马钢,4420/4350,,", "price"),
    ("螺纹钢,Φ12/14*9/12,HRB400,马钢,4420/4350,,", "price"),
    ("螺纹钢,Φ25,HRB400,沙钢,3650(16mm：3700),,", "price"),
    ("螺纹钢,Φ25,HRB400,沙钢,3650 3700,,", "price"),
    ("螺纹钢,Φ25,HRB400,沙钢,60吨,,", "price"),
    ("螺纹钢,Φ25,HRB400,沙钢,40,60,140", "price"),
    ("螺纹钢,Φ25,HRB400,沙钢,0,,", "price"),
    ("螺纹钢,Φ25,HRB400,沙钢,365000,,", "price"),
    ("螺纹钢,HRB400E,沙钢,3650,+20,,", "grade"),
    ("螺纹钢,Φ25,沙钢,HRB400E,3650,,", "grade"),
    ("螺纹钢,Φ25,HRB400E,3650,沙钢,,", "mill"),
    ("螺纹钢,3650,HRB400E,沙钢,Φ25,,", "price"),
    ("螺纹钢,今日封盘,HRB400E,沙钢,3650,,", "spec"),
    ("螺纹钢,Φ25,3650,沙钢,-,,", "grade"),
    (",Φ25,,沙钢,3650,,", "product"),
    ("螺纹钢,Φ25,鑫某特钢,-,+20,,", "grade"),
    ("螺纹钢,Φ25,HRB335,断档,邯郸,,", "mill"),
    ("螺纹钢,Φ25,HRB335,以上价格仅供参考,3650,,", "mill"),
    ("高线,Φ6.5,HPB300,140,3650,,", "mill"),
]


def only(line: str) -> Raw:
    (raw,) = raw_rows(read_sheets(f"{HEADER}\n{line}\n".encode()))
    return raw


@pytest.mark.parametrize(("line", "offers"), READ, ids=[line for line, _offers in READ])
def test_row_is_read(line: str, offers: list[Offer]) -> None:
    found = only(line).read()
    assert [said(one) for one in found if isinstance(one, ReadRow)] == offers
    assert len(found) == len(offers)


@pytest.mark.parametrize(("line", "field"), REFUSED)
def test_row_is_refused_with_the_cell_that_is_wrong(line: str, field: str) -> None:
    (refusal,) = only(line).read()
    assert isinstance(refusal, Refusal)
    assert (refusal.field, bool(refusal.reason)) == (field, True)


def test_change_of_each_size_stays_with_its_size() -> None:
    found = only("高线,Φ6.5/8/10,Q235,韶钢,3880/3850/3880,+70/+80/+70,货少").read()
    assert [one.remarks for one in found if isinstance(one, ReadRow)] == [
        "货少\n涨跌：+70", "货少\n涨跌：+80", "货少\n涨跌：+70",
    ]  # fmt: skip


def test_price_that_a_remark_contradicts_is_doubtful() -> None:
    (first, second) = only("螺纹钢,Φ16/18-25,HRB400,韶钢,4350/4330,,25mm：4400（货少）").read()
    assert isinstance(first, ReadRow)
    assert isinstance(second, ReadRow)
    assert first.doubts == ()
    assert [doubt.field for doubt in second.doubts] == ["price"]
