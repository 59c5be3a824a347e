"""Worked cases of landed prices. Each has its sums written out beside it, as a trader would do them on paper: a line is rounded to
the fen, the next goes on with the rounded figure, the last line is the total (or what it comes to at least).

The words: theory, scale = 理计, 过磅; one, two = 一票制, 两票制. Places: 12 天津, 120110 东丽区, 11 北京, 13 河北, 1301 石家庄, 130102 长安区,
44 广东, 4406 佛山, 440606 顺德区, 31 上海.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal as D
from typing import Any

from portal.landed.assumptions import Assumptions, Underweight
from portal.landed.parts import Goods, Landed, Origin, landed
from portal.logistics.fees import loading_fee
from portal.logistics.routes import Route

DAY = date(2026, 11, 20)
FEES = ({"item": "出库费", "unit": "元/吨", "price": "18", "note": "含行车吊装"},)
NO_LINES: tuple[dict[str, str], ...] = ()


def route(
    no: str, start: str, end: str, price: str, *, mode: str = "road", least: str = "", charge: str = "", **more: Any
) -> Route:
    """A rate that holds in November 2026."""
    dates = {"valid_from": date(2026, 11, 1), "valid_until": date(2026, 11, 30)}
    return Route(
        no=no, from_code=start, to_code=end, mode=mode, price=D(price), min_tonnes=D(least) if least else None,
        min_charge=D(charge) if charge else None, **dates | more,
    )  # fmt: skip


TJ_BJ = route("F1", "12", "11", "62")
TJ_BJ_30 = route("F2", "12", "11", "62", least="30")
TJ_SJZ = route("F3", "12", "1301", "78", least="30")
TJ_HEBEI = route("F4", "12", "13", "95")
TJ_CHANGAN = route("F5", "12", "130102", "88")
DONGLI_SJZ = route("F6", "120110", "1301", "74")
TJ_FS_SEA = route("F7", "12", "4406", "96", mode="water", least="1000", days_max=12)
TJ_FS_ROAD = route("F8", "12", "4406", "310", days_max=4)
TJ_FS_RAIL = route("F9", "12", "4406", "185", mode="rail", least="60", days_max=7)
TJ_SHUNDE = route("F10", "12", "440606", "325", days_max=4)
PARCEL = route("F11", "12", "11", "90", charge="1200")


@dataclass(frozen=True)
class Case:
    """parts: what goods, loading, freight (and invoice) come to, `?` unknown, `0 incl` included."""

    name: str
    parts: str
    total: str
    sums: tuple[str, ...]
    price: str | None = "3700"
    goods: dict[str, Any] = field(default_factory=dict)
    fees: tuple[dict[str, str], ...] = FEES
    routes: tuple[Route, ...] = (TJ_BJ,)
    origin: str = "12"
    place: str = "11"
    tonnes: str = "30"
    assumed: dict[str, Any] = field(default_factory=dict)
    reasons: str = ""

    def landed(self, *, routes: tuple[Route, ...] | None = None, tonnes: D | None = None) -> Landed:
        """The price as it is computed; other routes or tonnes for the properties."""
        goods = Goods(
            **{"category": "rebar", "price": D(self.price) if self.price else None, "weighing": "scale"} | self.goods
        )
        return landed(
            goods,
            Origin(self.origin, loading=loading_fee(self.fees)),
            self.routes if routes is None else routes,
            tonnes or D(self.tonnes),
            self.place,
            Assumptions(**{"day": DAY} | self.assumed),
        )


THEORY: dict[str, Any] = {"weighing": "theory"}
DELIVERED: dict[str, Any] = {"deliveries": ("delivered",), "basis": "one"}
PER_KG: dict[str, Any] = {"unit": "kg"}
NO_FEE = {"fees": NO_LINES}

CASES: list[Case] = [
    # What is weighed, and what is sold by theory
    Case("weighed goods are as they are listed", "3700 18 62", "3780", ("3700 + 18 + 62 = 3780",)),
    Case("rebar by theory weighs 3 % less", "3814.43 18 62", "3894.43",
         ("3700 ÷ (1 − 0.03) = 3814.43", "3814.43 + 18 + 62 = 3894.43"), goods=THEORY),
    Case("a mill's own underweight goes before the product's", "3834.20 18 62", "3914.20",
         ("3700 ÷ (1 − 0.035) = 3834.20", "3834.20 + 18 + 62 = 3914.20"), goods=THEORY | {"mill": "敬业钢铁"},
         assumed={"underweights": (Underweight("rebar", D("0.03")), Underweight("rebar", D("0.035"), "敬业"))}),
    Case("another mill's does not count", "3814.43 18 62", "3894.43",
         ("3700 ÷ (1 − 0.03) = 3814.43", "3814.43 + 18 + 62 = 3894.43"), goods=THEORY | {"mill": "沙钢"},
         assumed={"underweights": (Underweight("rebar", D("0.03")), Underweight("rebar", D("0.035"), "敬业"))}),
    Case("the reader's own share goes before both", "3775.51 18 62", "3855.51",
         ("3700 ÷ (1 − 0.02) = 3775.51", "3775.51 + 18 + 62 = 3855.51"), goods=THEORY | {"mill": "敬业"},
         assumed={"underweight": D("0.02")}),
    Case("wire rod is weighed, even said to be by theory", "3700 18 62", "3780", ("3700 + 18 + 62 = 3780",),
         goods=THEORY | {"category": "wire-rod"}),
    Case("welded tube weighs 5 % less", "4421.05 18 62", "4501.05",
         ("4200 ÷ (1 − 0.05) = 4421.05", "4421.05 + 18 + 62 = 4501.05"), price="4200",
         goods=THEORY | {"category": "welded-tube"}),
    Case("not stated how it is weighed: as weighed", "3700 18 62", "3780", ("3700 + 18 + 62 = 3780",), goods={"weighing": ""}),
    Case("not stated, and the reader takes it by theory", "3814.43 18 62", "3894.43",
         ("3700 ÷ (1 − 0.03) = 3814.43", "3814.43 + 18 + 62 = 3894.43"), goods={"weighing": ""},
         assumed={"unstated_weighing": "theory"}),
    Case("by theory, and nobody knows by how much it is light", "? 18 62", "", ("18 + 62 = 80",),
         goods=THEORY | {"category": "cement"}, reasons="underweight"),

    # Units
    Case("a price per kilogram", "3700 18 62", "3780", ("3.7 × 1000 = 3700", "3700 + 18 + 62 = 3780"), price="3.70", goods=PER_KG),
    Case("a price per jin", "3800 18 62", "3880", ("1.9 × 2000 = 3800", "3800 + 18 + 62 = 3880"), price="1.90", goods={"unit": "jin"}),
    Case("a bar of Φ25×12m has 46.2 kg by theory", "3839.88 18 62", "3919.88",
         ("172.08 ÷ 0.0462 = 3724.68", "3724.68 ÷ (1 − 0.03) = 3839.88", "3839.88 + 18 + 62 = 3919.88"), price="172.08",
         goods={"unit": "bar", "unit_tonnes": D("0.0462")}),
    Case("a sheet of 20×2200×10000 has 3.454 t", "3911.84 18 62", "3991.84",
         ("13241.25 ÷ 3.454 = 3833.60", "3833.60 ÷ (1 − 0.02) = 3911.84", "3911.84 + 18 + 62 = 3991.84"), price="13241.25",
         goods={"unit": "sheet", "category": "plate", "unit_tonnes": D("3.454")}),
    Case("a bundle of unknown weight", "? 18 62", "", ("18 + 62 = 80",), goods={"unit": "piece"}, reasons="unit"),
    Case("cubic metres are not tonnes", "? 18 62", "", ("18 + 62 = 80",), goods={"unit": "m3", "category": "concrete"}, reasons="unit"),

    # Tax
    Case("a price without tax", "4181 18 62", "4261", ("3700 × (1 + 0.13) = 4181", "4181 + 18 + 62 = 4261"), goods={"tax_included": False}),
    Case("without tax and by theory", "4310.31 18 62", "4390.31",
         ("3700 × (1 + 0.13) = 4181", "4181 ÷ (1 − 0.03) = 4310.31", "4310.31 + 18 + 62 = 4390.31"),
         goods=THEORY | {"tax_included": False}),
    Case("another rate of tax", "4033 18 62", "4113", ("3700 × (1 + 0.09) = 4033", "4033 + 18 + 62 = 4113"),
         goods={"tax_included": False}, assumed={"tax": D("0.09")}),

    # Cash and drafts
    Case("a cash price paid by draft", "3755.50 18 62", "3835.50", ("3700 × (1 + 0.015) = 3755.50", "3755.50 + 18 + 62 = 3835.50"),
         goods={"payments": ("cash",)}, assumed={"pay": "draft"}),
    Case("a draft price paid in cash", "3645.32 18 62", "3725.32", ("3700 ÷ (1 + 0.015) = 3645.32", "3645.32 + 18 + 62 = 3725.32"),
         goods={"payments": ("draft",)}),
    Case("a draft price paid by draft", "3700 18 62", "3780", ("3700 + 18 + 62 = 3780",), goods={"payments": ("draft",)},
         assumed={"pay": "draft"}),
    Case("cash or draft: the price is the one for cash", "3755.50 18 62", "3835.50",
         ("3700 × (1 + 0.015) = 3755.50", "3755.50 + 18 + 62 = 3835.50"), goods={"payments": ("cash", "draft")}, assumed={"pay": "draft"}),
    Case("nothing said of payment: the price is for cash", "3700 18 62", "3780", ("3700 + 18 + 62 = 3780",)),
    Case("another surcharge, by theory", "3890.72 18 62", "3970.72",
         ("3700 ÷ (1 − 0.03) = 3814.43", "3814.43 × (1 + 0.02) = 3890.72", "3890.72 + 18 + 62 = 3970.72"), goods=THEORY,
         assumed={"pay": "draft", "draft_surcharge": D("0.02")}),

    # Loading
    Case("no fees known", "3700 ? 62", "", ("3700 + 62 = 3762",), reasons="no_fees", **NO_FEE),
    Case("no fees known, and the reader reckons with 20", "3700 20 62", "3782", ("3700 + 20 + 62 = 3782",), assumed={"loading": D(20)}, **NO_FEE),
    Case("a known fee goes before the reader's", "3700 18 62", "3780", ("3700 + 18 + 62 = 3780",), assumed={"loading": D(20)}),
    Case("taking out and lifting are two fees", "3700 27 62", "3789", ("15 + 12 = 27", "3700 + 27 + 62 = 3789"),
         fees=({"item": "出库费", "unit": "元/吨", "price": "15", "note": ""}, {"item": "吊装费", "unit": "元/吨", "price": "12", "note": ""})),
    Case("lifting included is not counted again", "3700 18 62", "3780", ("3700 + 18 + 62 = 3780",),
         fees=(*FEES, {"item": "吊装费", "unit": "元/吨", "price": "12", "note": ""})),
    Case("a fee to be asked for is unknown, not nought", "3700 ? 62", "", ("3700 + 62 = 3762",), reasons="no_amount",
         fees=({"item": "出库费", "unit": "元/吨", "price": "", "note": "另询"},)),
    Case("a fee by the lorry is unknown", "3700 ? 62", "", ("3700 + 62 = 3762",), reasons="other_unit",
         fees=({"item": "装车费", "unit": "元/车", "price": "300", "note": ""},)),
    Case("loading free of charge is a known nought", "3700 0 62", "3762", ("3700 + 0 + 62 = 3762",),
         fees=({"item": "出库费", "unit": "元/吨", "price": "免费", "note": ""},)),
    Case("storage and weighing are no loading", "3700 18 62", "3780", ("3700 + 18 + 62 = 3780",),
         fees=(*FEES, {"item": "堆存费", "unit": "元/吨·天", "price": "0.4", "note": ""}, {"item": "过磅费", "unit": "元/车", "price": "30", "note": ""})),

    # Freight: minimums
    Case("above the minimum", "3700 18 62", "3780", ("62 × 40 ÷ 40 = 62", "3700 + 18 + 62 = 3780"), routes=(TJ_BJ_30,), tonnes="40"),
    Case("10 t are carried at the price of 30", "3700 18 186", "3904", ("62 × 30 ÷ 10 = 186", "3700 + 18 + 186 = 3904"),
         routes=(TJ_BJ_30,), tonnes="10"),
    Case("7 t: to the fen", "3700 18 265.71", "3983.71", ("62 × 30 ÷ 7 = 265.71", "3700 + 18 + 265.71 = 3983.71"),
         routes=(TJ_BJ_30,), tonnes="7"),
    Case("6 t are a fifth of 30, and still go", "3700 18 310", "4028", ("62 × 30 ÷ 6 = 310", "3700 + 18 + 310 = 4028"),
         routes=(TJ_BJ_30,), tonnes="6"),
    Case("5.9 t are too little for a rate from 30", "3700 18 ?", "", ("3700 + 18 = 3718",), routes=(TJ_BJ_30,), tonnes="5.9",
         reasons="too_little"),
    Case("a ship is no offer for a lorry's load", "3700 18 ?", "", ("3700 + 18 = 3718",), place="4406", routes=(TJ_FS_SEA,),
         reasons="too_little"),
    Case("never for less than the minimum charge", "3700 18 120", "3838", ("1200 ÷ 10 = 120", "3700 + 18 + 120 = 3838"),
         routes=(PARCEL,), tonnes="10"),
    Case("the minimum charge no longer counts", "3700 18 90", "3808", ("90 × 20 ÷ 20 = 90", "3700 + 18 + 90 = 3808"),
         routes=(PARCEL,), tonnes="20"),
    Case("for little the parcel carrier is cheaper", "3700 18 120", "3838", ("1200 ÷ 10 = 120", "3700 + 18 + 120 = 3838"),
         routes=(TJ_BJ_30, PARCEL), tonnes="10"),
    Case("for more the lorry is", "3700 18 62", "3780", ("62 × 30 ÷ 30 = 62", "3700 + 18 + 62 = 3780"), routes=(TJ_BJ_30, PARCEL)),

    # Freight: regions and modes
    Case("a city's rate goes before its province's", "3700 18 78", "3796", ("3700 + 18 + 78 = 3796",), place="1301",
         routes=(TJ_HEBEI, TJ_SJZ)),
    Case("a district's rate goes before its city's, though dearer", "3700 18 88", "3806", ("3700 + 18 + 88 = 3806",), place="130102",
         routes=(TJ_HEBEI, TJ_SJZ, TJ_CHANGAN)),
    Case("elsewhere in the province the province's holds", "3700 18 95", "3813", ("3700 + 18 + 95 = 3813",), place="1302",
         routes=(TJ_HEBEI, TJ_SJZ, TJ_CHANGAN)),
    Case("the exact quarter of loading goes first", "3700 18 74", "3792", ("3700 + 18 + 74 = 3792",), place="1301", origin="120110",
         routes=(TJ_SJZ, DONGLI_SJZ)),
    Case("from elsewhere in the city it does not hold", "3700 18 78", "3796", ("3700 + 18 + 78 = 3796",), place="1301", origin="120113",
         routes=(TJ_SJZ, DONGLI_SJZ)),
    Case("30 t to Foshan: by rail at the price of 60 is dearer than by road", "3700 18 310", "4028", ("3700 + 18 + 310 = 4028",),
         place="4406", routes=(TJ_FS_SEA, TJ_FS_ROAD, TJ_FS_RAIL)),
    Case("60 t: by rail", "3700 18 185", "3903", ("3700 + 18 + 185 = 3903",), place="4406", tonnes="60",
         routes=(TJ_FS_SEA, TJ_FS_ROAD, TJ_FS_RAIL)),
    Case("1000 t: by sea", "3700 18 96", "3814", ("3700 + 18 + 96 = 3814",), place="4406", tonnes="1000",
         routes=(TJ_FS_SEA, TJ_FS_ROAD, TJ_FS_RAIL)),
    Case("60 t, but by road", "3700 18 310", "4028", ("3700 + 18 + 310 = 4028",), place="4406", tonnes="60",
         routes=(TJ_FS_SEA, TJ_FS_ROAD, TJ_FS_RAIL), assumed={"mode": "road"}),
    Case("of road the exact district, of rail the city: the cheaper of both", "3700 18 185", "3903", ("3700 + 18 + 185 = 3903",),
         place="440606", tonnes="60", routes=(TJ_SHUNDE, TJ_FS_ROAD, TJ_FS_RAIL)),
    Case("no rate to the place", "3700 18 ?", "", ("3700 + 18 = 3718",), place="31", reasons="no_route"),
    Case("a rate to the city says nothing of the province", "3700 18 ?", "", ("3700 + 18 = 3718",), place="13", routes=(TJ_SJZ,),
         reasons="no_route"),
    Case("a rate within one quarter says nothing of the city", "3700 18 ?", "", ("3700 + 18 = 3718",), place="1301", routes=(DONGLI_SJZ,),
         reasons="no_route"),
    Case("no rate of the mode asked for", "3700 18 ?", "", ("3700 + 18 = 3718",), assumed={"mode": "rail"}, reasons="no_mode"),
    Case("nobody knows where it lies", "3700 18 ?", "", ("3700 + 18 = 3718",), origin="", reasons="no_origin"),
    Case("the rate has ended", "3700 18 ?", "", ("3700 + 18 = 3718",), reasons="expired",
         routes=(route("F20", "12", "11", "62", valid_until=date(2026, 11, 19)),)),
    Case("the rate has not begun", "3700 18 ?", "", ("3700 + 18 = 3718",), reasons="not_yet",
         routes=(route("F21", "12", "11", "62", valid_from=date(2026, 11, 21)),)),
    Case("its first and last day count", "3700 18 62", "3780", ("3700 + 18 + 62 = 3780",),
         routes=(route("F22", "12", "11", "62", valid_from=DAY, valid_until=DAY),)),
    Case("an ended cheap rate gives way to one that holds", "3700 18 70", "3788", ("3700 + 18 + 70 = 3788",),
         routes=(route("F23", "12", "11", "40", valid_until=date(2026, 11, 1)), route("F24", "12", "11", "70"))),

    # Brought to the door; one invoice or two
    Case("delivered on one invoice to this city", "3700 0incl 0incl", "3700", ("3700 + 0 + 0 = 3700",), goods=DELIVERED | {"delivered_to": "11"}),
    Case("delivered by theory", "3814.43 0incl 0incl", "3814.43", ("3700 ÷ (1 − 0.03) = 3814.43", "3814.43 + 0 + 0 = 3814.43"),
         goods=DELIVERED | THEORY | {"delivered_to": "11"}),
    Case("delivered, but nobody says where to", "3700 0incl ?", "", ("3700 + 0 = 3700",), goods=DELIVERED, reasons="delivered_where"),
    Case("delivered, but to another city", "3700 0incl ?", "", ("3700 + 0 = 3700",), goods=DELIVERED | {"delivered_to": "1301"},
         reasons="delivered_elsewhere"),
    Case("delivered to a quarter says nothing of the city", "3700 0incl ?", "", ("3700 + 0 = 3700",), place="1301",
         goods=DELIVERED | {"delivered_to": "130102"}, reasons="delivered_elsewhere"),
    Case("delivered on two invoices: freight comes on top", "3700 0incl 62", "3762", ("3700 + 0 + 62 = 3762",),
         goods={"deliveries": ("delivered",), "basis": "two"}),
    Case("pickup or delivered: the price is the one for pickup", "3700 18 62", "3780", ("3700 + 18 + 62 = 3780",),
         goods={"deliveries": ("pickup", "delivered"), "basis": "one", "delivered_to": "11"}),
    Case("compared on one invoice", "3700 18 62 2.28", "3782.28", ("62 × (1.13 ÷ 1.09 − 1) = 2.28", "3700 + 18 + 62 + 2.28 = 3782.28"),
         assumed={"invoices": "one"}),
    Case("on one invoice, delivered: freight has the goods' tax already", "3700 0incl 0incl 0incl", "3700", ("3700 + 0 + 0 + 0 = 3700",),
         goods=DELIVERED | {"delivered_to": "11"}, assumed={"invoices": "one"}),
    Case("on one invoice with freight unknown: so is the difference", "3700 18 ? ?", "", ("3700 + 18 = 3718",), place="31",
         assumed={"invoices": "one"}, reasons="no_route freight"),

    # No price to reckon with
    Case("price on request", "? 18 62", "", ("18 + 62 = 80",), price=None, goods={"price_state": "on_request"}, reasons="on_request"),
    Case("a price for members only", "? 18 62", "", ("18 + 62 = 80",), price=None, goods={"price_state": "members"}, reasons="members"),

    # Everything at once
    Case("10 t of Jingye by theory without tax, by draft, to Changan", "4397.63 15 88 3.23", "4503.86",
         ("3700 × (1 + 0.13) = 4181", "4181 ÷ (1 − 0.035) = 4332.64", "4332.64 × (1 + 0.015) = 4397.63", "88 × (1.13 ÷ 1.09 − 1) = 3.23",
          "4397.63 + 15 + 88 + 3.23 = 4503.86"), goods=THEORY | {"mill": "敬业", "tax_included": False}, place="130102", tonnes="10",
         fees=({"item": "出库费", "unit": "元/吨", "price": "15", "note": ""},), routes=(TJ_HEBEI, TJ_SJZ, TJ_CHANGAN),
         assumed={"pay": "draft", "invoices": "one", "underweights": (Underweight("rebar", D("0.035"), "敬业"),)}),
]  # fmt: skip
