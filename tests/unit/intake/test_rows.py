"""Rows of stock sheets: weights, pieces, units, terms, places; and what each row is known by."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portal.intake.compare import keyed
from portal.intake.picking import Raw, raw_rows
from portal.intake.rows import ReadRow, Refusal
from portal.intake.tables import read_sheets
from portal.intake.values import Places, listing_values
from portal.listings.storage import WarehouseRef

HEADER = "品名,规格(mm),材质,钢厂/产地,仓库,件数,件重(吨),吨位,单价(元/吨),备注"


def raws(lines: str, header: str = HEADER) -> list[Raw]:
    return list(raw_rows(read_sheets(f"{header}\n{lines}\n".encode())))


def one(line: str, header: str = HEADER) -> ReadRow:
    (raw,) = raws(line, header)
    (row,) = raw.read()
    assert isinstance(row, ReadRow), row
    return row


def doubts(row: ReadRow) -> list[str]:
    return [doubt.field for doubt in row.doubts]


def test_weight_pieces_and_piece_weight() -> None:
    row = one("螺纹钢,Φ12*9,HRB400E,敬业,天津库,12,2.5,30,3680,")
    assert (row.quantity, row.unit, row.remarks, doubts(row)) == (Decimal(30), "t", "件数：12\n件重：2.5吨", [])
    row = one("螺纹钢,Φ12*9,HRB400E,敬业,天津库,2,2.5,9,3680,")
    assert (row.quantity, doubts(row)) == (Decimal(9), ["quantity"])
    row = one("螺纹钢,Φ12*9,HRB400E,敬业,天津库,2,2.5,,3680,")
    assert (row.quantity, doubts(row)) == (Decimal("5.000"), ["quantity"])
    assert one("螺纹钢,Φ12*9,HRB400E,敬业,天津库,12,,,3680,").quantity is None


def test_what_is_sold_out_is_not_offered() -> None:
    (refusal,) = raws("螺纹钢,Φ12*9,HRB400E,敬业,天津库,0,2.5,0,3680,")[0].read()
    assert isinstance(refusal, Refusal)
    assert refusal.field == "quantity"


def test_units_of_the_header_count() -> None:
    row = one("螺纹钢,25,HRB400E,2500,3.65", "品名,规格,材质,重量(kg),单价(元/kg)")
    assert (row.quantity, row.price, row.unit) == (Decimal(2500), Decimal("3.65"), "kg")
    row = one("螺纹钢,25,HRB400E,2500,3650", "品名,规格,材质,重量(kg),单价(元/吨)")
    assert (row.quantity, row.unit) == (Decimal("2.5"), "t")
    row = one("螺纹钢,25,HRB400E,110", "品名,规格,材质,单价(元/支)")
    assert (row.price, row.unit) == (Decimal(110), "bar")


def test_thickness_width_and_length_of_their_own_columns() -> None:
    row = one("热卷,Q235B,5.75,1500,C,3850", "品名,材质,厚度,宽度,长度,单价")
    assert row.spec == "5.75×1500×C"
    assert one("螺纹钢,25,12,HRB400E,3650", "品名,规格,长度,材质,单价").spec == "Φ25×12m"


def test_product_grade_and_spec_in_one_cell() -> None:
    row = one("三级抗震螺纹钢 Φ25*12 沙钢,3650", "品名规格,单价")
    assert (row.category.code, row.spec, row.grade, row.mill) == ("rebar", "Φ25×12m", "HRB400E", "沙钢")


@pytest.mark.parametrize(
    ("remark", "field", "value"),
    [
        ("不含税", "tax_included", False),
        ("过磅", "weighing_basis", "scale"),
        ("理计", "weighing_basis", "theory"),
        ("两票制", "price_basis", "two"),
        ("现款自提", "payment_terms", "cash"),
        ("现款自提", "delivery_terms", "pickup"),
        ("货少", "tax_included", None),
        ("理计和过磅都可以", "weighing_basis", ""),
    ],
)
def test_terms_said_in_remarks(remark: str, field: str, value: object) -> None:
    assert getattr(one(f"螺纹钢,25,HRB400E,敬业,,,,,3680,{remark}"), field) == value


def test_terms_of_the_title_count_for_the_sheet() -> None:
    (raw,) = raws("螺纹钢,25,3650", "某公司 不含税 理计报价,,\n品名,规格,单价")
    (row,) = raw.read()
    assert isinstance(row, ReadRow)
    assert (row.tax_included, row.weighing_basis) == (False, "theory")


PLACES = Places(
    (WarehouseRef(1, "W1", "天津一号库", "天津"), WarehouseRef(2, "W2", "乐从仓", "佛山")),
    WarehouseRef(2, "W2", "乐从仓", "佛山"),
    "广州",
)


@pytest.mark.parametrize(
    ("cell", "no", "city", "remark"),
    [
        ("天津一号库", "W1", "天津", ""),
        ("一号库", "W1", "天津", ""),
        ("w1", "W1", "天津", ""),
        ("上海宝山库", "", "上海", "仓库：上海宝山库"),
        ("不知哪里", "", "广州", "仓库：不知哪里"),
        ("", "W2", "佛山", ""),
    ],
)
def test_warehouse_by_number_or_name_else_kept_in_words(cell: str, no: str, city: str, remark: str) -> None:
    values = listing_values(one(f"螺纹钢,25,HRB400E,敬业,{cell},,,,3680,"), PLACES)
    assert (values.warehouse_no, values.city, values.remarks) == (no, city, remark)


def key(line: str, header: str = "品名,规格,材质,钢厂,价格") -> str:
    (raw,) = raws(line, header)
    (kept,), _repeated = keyed([(raw, row) for row in raw.read() if isinstance(row, ReadRow)], lambda _row: "")
    return kept.key


def test_same_goods_typed_otherwise_have_the_same_key() -> None:
    assert key("螺纹钢,Ф 25×12米,hrb400e,沙钢,3650") == key("螺纹钢,Φ25*12m,HRB400E,沙鋼,3700")
    assert key("螺纹钢,Φ25*12m,HRB400E,沙钢,3650") != key("螺纹钢,Φ22*12m,HRB400E,沙钢,3650")


def test_later_quote_of_the_same_goods_stands() -> None:
    lines = "2014-12-02 10:00,螺纹钢,25,3700\n2014-12-01 10:00,螺纹钢,25,3650\n2014-12-01 10:00,高线,8,3500"
    rows = [(raw, row) for raw in raws(lines, "时间,品名,规格,价格") for row in raw.read() if isinstance(row, ReadRow)]
    kept, repeated = keyed(rows, lambda _row: "")
    assert [one.row.price for one in kept] == [Decimal(3700), Decimal(3500)]
    assert [(twin.raw.row, twin.by, twin.later) for twin in repeated] == [(3, 2, True)]


def test_offer_in_a_single_cell_is_read_whole() -> None:
    row = one("螺纹钢 HRB400E Φ25*12 沙钢 3650 现货,,", "品名,规格,单价")
    assert (row.product, row.spec, row.grade, row.mill, row.price, row.remarks) == (
        "螺纹钢", "Φ25×12m", "HRB400E", "沙钢", Decimal(3650), "现货",
    )  # fmt: skip
    row = one("304不锈钢板,2.0*1219*2438,15200", "品名,规格,单价")
    assert (row.category.code, row.grade, row.price) == ("stainless-flat", "304", Decimal(15200))
