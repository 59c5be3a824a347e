"""What both engines are asked: texts, conditions, wishes, orders and pages, as visitors, members and staff."""

from __future__ import annotations

from typing import Any

from portal.search.query import EVERYBODY, Audience, SearchQuery
from portal.search.terms import parse
from portal.search.wants import Fact, Grade, Size, Wants

AUDIENCES = {
    "visitor": EVERYBODY,
    "unconfirmed": Audience(level=1),
    "member": Audience(level=1, sees_member_prices=True),
    "staff": Audience(level=2, sees_member_prices=True),
}

TEXTS = (
    "", "螺纹钢", "螺紋鋼", "三级钢 天津", "HRB400E", "ＨＲＢ４００Ｅ", "hrb400 25", "Φ25×12m", "热轧卷 Q235B", "304/2B", "304 2b 不锈钢", "镀锌 DX51D",
    "无缝管 20#", "H型钢 300*300", "角钢 50*50*5", "42.5水泥 散装", "PO42.5", "沙钢 螺纹", "上海 槽钢", "佛山", "乐从 现货", "钢", "铁", "一", "库",
    "luowengang", "lwg", "tianjin", "hrb40", "Φ2", "s0000", "q2", "w00001", "现货", "承兑 质保书", "质保书", "理计 板材", "另有螺纹钢", "有限公司", "鑫恒达",
    "天津 佛山 汽运", "汽运", "不存在的东西", "景点", "25", "12m", "3.0×1500", "2.0*1219*c", "Φ18-22", "的", "×", "三级抗震螺纹25 12米 天津 3700以下",
    "螺纹 3800以内 现货", "100吨 热卷 天津", "S000001", "新到", "重庆 Q355B", "HRB400E Φ25 沙钢 天津 现货 承兑",
)  # fmt: skip

REBAR = Fact("category", ("rebar",), parse("螺纹"))
TIANJIN = Fact("place", ("天津",), parse("天津"))
SHAGANG = Fact("mill", ("沙钢",), parse("沙钢"))
NO_SUCH_MILL = Fact("mill", ("无此厂",), parse("钢"))
HRB400 = Grade(exact=("hrb400",), serves=("hrb400e",), near=("hrb500", "hrb500e"), terms=parse("HRB400"))
Q235 = Grade(exact=("q235b",), near=("q355b",))
D25 = Size("diameter", 25_000, 25_000, 22_000, 28_000)
D26 = Size("diameter", 26_500, 26_500, 26_400, 26_600)  # nothing has it, but much is of about that size
D18_22 = Size("diameter", 18_000, 22_000, 16_000, 25_000)
L12 = Size("length", 12_000_000, 12_000_000, 9_000_000, 12_000_000)
COIL = Size("length", 0, 0, 0, 0)
T3 = Size("thickness", 3_000, 3_000, 2_500, 3_500)

WISHES: tuple[Wants, ...] = (
    Wants(facts=(REBAR,)),
    Wants(facts=(TIANJIN,)),
    Wants(facts=(SHAGANG, REBAR)),
    Wants(facts=(NO_SUCH_MILL,)),
    Wants(facts=(Fact("mill", ("shagang",), parse("shagang"), everywhere=True),)),
    Wants(facts=(Fact("category", ("rebar",), parse("盘螺")),), terms=parse("天津")),
    Wants(
        facts=(
            Fact("place", ("广东",), parse("广东"), kind="freight"),
            Fact("category", ("rebar-coil",), kind="supply"),
        )
    ),
    Wants(grade=HRB400),
    Wants(grade=Q235, facts=(TIANJIN,)),
    Wants(sizes=(D25,), size_terms=parse("Φ25")),
    Wants(sizes=(D25, L12), size_terms=parse("Φ25×12m")),
    Wants(sizes=(D18_22,)),
    Wants(sizes=(T3, COIL), size_terms=parse("3.0×1500×C")),
    Wants(sizes=(D25,), size_terms=parse("质保书")),
    Wants(facts=(REBAR, TIANJIN), grade=HRB400, sizes=(D25, L12), size_terms=parse("25 12米"), price_max=450_000),
    Wants(terms=parse("现货"), facts=(REBAR,), deliver_to="北京"),
    Wants(facts=(REBAR,), sizes=(D26,), size_terms=parse("质保书")),
    Wants(terms=parse("质保书"), sizes=(D25,), size_terms=parse("25")),
    Wants(terms=parse("hrb40"), facts=(TIANJIN,), quantity_milli=100_000),
    Wants(facts=(REBAR,), conditions=(parse("现货"), parse("承兑 自提")), deliver_to="佛山"),
    Wants(conditions=(parse("现货"), parse("天津"))),
    Wants(price_max=400_000),
    Wants(price_min=350_000, price_max=400_000, quantity_milli=50_000),
    Wants(quantity_milli=300_000, conditions=(parse("含税"),)),
)

CONDITIONS: tuple[dict[str, Any], ...] = (
    {"kind": "supply"},
    {"kind": "warehouse", "text": "钢"},
    {"kinds": ("demand", "warehouse"), "text": "螺纹"},
    {"filters": {"category": ("construction",)}},
    {"filters": {"category": ("rebar", "plate"), "city": ("天津", "佛山")}},
    {"filters": {"grade": ("q235b",)}},
    {"filters": {"grade": ("HRB400E", "没有")}, "text": "钢"},
    {"filters": {"mill": ("沙钢",), "region": ("广东",)}},
    {"filters": {"warehouse": ("W00001",)}},
    {"filters": {"product": ("螺纹钢",), "fresh": ("3d",)}},
    {"filters": {"fresh": ("24h", "7d")}, "text": "现货"},
    {"filters": {"spec": ("Φ25×12m", "φ25")}},
    {"filters": {"category": ("rebar",), "diameter": ("18-20", "25-28")}},
    {"filters": {"category": ("hot-rolled",), "thickness": ("2-3",)}, "text": "卷"},
    {"price_min": 350_000, "price_max": 450_000},
    {"price_max": 400_000, "text": "螺纹钢"},
    {"price_min": 1, "sort": "price"},
    {"price_min": 0, "filters": {"category": ("rebar",)}, "sort": "-price"},
    {"text": "螺纹 25 300吨 现货", "deliver_to": "石家庄"},
    {"text": "热卷 3.0 送到无锡", "raw": ("spec",)},
    {"text": "HRB400E 沙钢", "raw": ("grade",), "deliver_to": "广州", "sort": "price"},
)

SORTS = ("relevance", "newest", "price", "-price", "fresh")


def questions() -> dict[str, SearchQuery]:
    """By a short name."""
    found: dict[str, SearchQuery] = {f"text {text}": SearchQuery(text=text) for text in TEXTS}
    found |= {f"words {text}": SearchQuery(text=text, raw=("all",)) for text in TEXTS}
    found |= {f"wish {number}": SearchQuery(given=wish) for number, wish in enumerate(WISHES)}
    found |= {f"conditions {number}": SearchQuery(**asked) for number, asked in enumerate(CONDITIONS)}
    for text in ("", "螺纹钢", "q2", "现货 天津"):
        for sort in SORTS:
            found[f"{text} by {sort}"] = SearchQuery(text=text, sort=sort, size=50)
        for page in (2, 3, 9):
            found[f"{text} page {page}"] = SearchQuery(text=text, page=page, size=7)
    return found
