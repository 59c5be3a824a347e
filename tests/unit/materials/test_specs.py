"""Specs as people type them, in every category, and how they are written then."""

from __future__ import annotations

import pytest

from portal.demo.data.products import PRODUCTS
from portal.materials.specs import find_specs, read_spec, write_spec
from portal.materials.text import fold, fold_characters

TYPED = [
    # Bars: signs, spaces, metres without a unit, either order.
    ("rebar", "Ф 25 X 12 米", "Φ25×12m"),
    ("rebar", "12米 ø25", "Φ25×12m"),
    ("rebar", "25*12", "Φ25×12m"),
    ("rebar", "φ25-12m", "Φ25×12m"),
    ("rebar", "D25×12000", "Φ25×12000"),
    ("rebar", "直径25 长12米", "Φ25×12m"),
    ("rebar", "２５＊９ｍ", "Φ25×9m"),
    ("rebar", "25mm", "Φ25"),
    ("rebar", "Ф16/18-22/25", "Φ16/18-22/25"),
    ("rebar", "φ6、8、10", "Φ6/8/10"),
    ("rebar", "Φ18～Φ22", "Φ18-22"),
    ("rebar", "18至22", "Φ18-22"),
    ("rebar", "Φ25×9/12m", "Φ25×9/12m"),
    ("rebar", "12m", "12m"),
    ("rebar-coil", "Φ8-10", "Φ8-10"),
    ("wire-rod", "Φ 6.5", "Φ6.5"),
    ("wire-rod", "5.5", "Φ5.5"),
    ("round-bar", "Φ50*6米", "Φ50×6m"),
    ("rebar", "25 十二米", "Φ25×12m"),
    ("rebar", "dia 25mm x 12m", "Φ25×12m"),
    ("round-bar", "圆50", "Φ50"),
    # Flat: thickness, width, length or coil.
    ("hot-rolled", "3.0*1500*C", "3.0×1500×C"),
    ("hot-rolled", "3.0X1500x卷", "3.0×1500×C"),
    ("hot-rolled", "3.0*C", "3.0×C"),
    ("hot-rolled", "5.75*1500*L", "5.75×1500×L"),
    ("cold-rolled", "1.0×1250×2500 FB", "1.0×1250×2500 FB"),
    ("plate", "20＊2200＊10000", "20×2200×10000"),
    ("plate", "20*2200*10米", "20×2200×10m"),
    ("plate", "10000*2200*20", "20×2200×10000"),
    ("plate", "20mm", "20mm"),
    ("plate", "δ20", "20mm"),
    ("plate", "厚20宽2200长10000", "20×2200×10000"),
    ("plate", "16/18/20*2200*10000", "16/18/20×2200×10000"),
    ("plate", "14-25mm", "14-25mm"),
    ("plate", "宽2200", "宽2200"),
    ("plate", "20厚2200宽", "20×2200"),
    ("plate", "20厚 2.2米宽 10米长", "20×2.2m×10m"),
    ("plate", "20*2.2*10", "20×2.2m×10m"),
    ("plate", "20个厚", "20mm"),
    ("hot-rolled", "3.0*1.5*C", "3.0×1.5m×C"),
    ("galvanised", "50丝*1000*C", "50丝×1000×C"),
    ("stainless-flat", "1.0*4*8", "1.0×4尺×8尺"),
    ("stainless-flat", "1.0*4尺*C", "1.0×4尺×C"),
    ("checkered", "4.5*1500*c", "4.5×1500×C"),
    ("galvanised", "0.8*1000*C z80", "0.8×1000×C Z80"),
    ("galvanised", "Z275克 1.2*1250*c", "1.2×1250×C Z275"),
    ("colour-coated", "0.476*1200*C 海蓝色", "0.476×1200×C 海蓝"),
    ("strip", "2.5*235", "2.5×235"),
    ("strip", "232*2.75", "2.75×232"),
    ("silicon", "0.5*1200*C", "0.5×1200×C"),
    ("stainless-flat", "1.5*1219*C 2b", "1.5×1219×C 2B"),
    ("stainless-flat", "NO.1 6.0*1500*6000", "6.0×1500×6000 No.1"),
    ("stainless-flat", "1.0*1219*2438 拉丝", "1.0×1219×2438 HL"),
    # Sections.
    ("h-beam", "H 300*300*10*15", "H300×300×10×15"),
    ("h-beam", "300x300x10x15", "H300×300×10×15"),
    ("h-beam", "H300*300*10/15", "H300×300×10×15"),
    ("h-beam", "hw300*300", "HW300×300"),
    ("h-beam", "HN400*200*12米", "HN400×200×12m"),
    ("i-beam", "20a", "20a#"),
    ("i-beam", "I20a*9米", "20a#×9m"),
    ("i-beam", "工20a#", "20a#"),
    ("channel", "16号", "16#"),
    ("channel", "[16#a×9m", "16a#×9m"),
    ("channel", "8#/10#/12#", "8#/10#/12#"),
    ("channel", "8-12#", "8-12#"),
    ("angle", "∠50*5", "∠50×50×5"),
    ("angle", "L50×50×5", "∠50×50×5"),
    ("angle", "50*5*6m", "∠50×50×5×6m"),
    ("angle", "∠100×63×8", "∠100×63×8"),
    ("angle", "5#", "∠50"),
    ("angle", "6.3#*6", "∠63×63×6"),
    ("square-bar", "□20", "□20"),
    ("square-bar", "20×20", "□20"),
    ("square-bar", "20*20*6m", "□20×6m"),
    ("flat-bar", "-50*5", "50×5"),
    ("flat-bar", "5×50×6米", "50×5×6m"),
    # Tubes.
    ("seamless", "Ф219*8", "Φ219×8"),
    ("seamless", "219*8*12米", "Φ219×8×12m"),
    ("seamless", "外径219 壁厚8", "Φ219×8"),
    ("welded-tube", "dn100*4.0", "DN100×4.0"),
    ("welded-tube", "4寸", "4寸"),
    ("welded-tube", "4″×3.75", "4寸×3.75"),
    ("welded-tube", "1-1/2寸*3.5", "1-1/2寸×3.5"),
    ("welded-tube", "1/2吋", "1/2寸"),
    ("welded-tube", "四寸", "4寸"),
    ("welded-tube", "一寸半", "1.5寸"),
    ("welded-tube", "寸半", "1.5寸"),
    ("welded-tube", "DN50(2寸)", "DN50"),
    ("welded-tube", "4 inch x 4.0", "4寸×4.0"),
    ("seamless", "OD219*8", "Φ219×8"),
    ("welded-tube", "Φ48*3.25*6米", "Φ48×3.25×6m"),
    ("galvanised-tube", "6分*2.5", "6分×2.5"),
    ("galvanised-tube", "DN15/20/25", "DN15/20/25"),
    ("hollow-section", "口100*50*3", "□100×50×3"),
    ("hollow-section", "50*3", "□50×50×3"),
    ("hollow-section", "40", "□40×40"),
    ("hollow-section", "□40×40×2×6m", "□40×40×2×6m"),
    # The rest.
    ("cement", "袋装 50公斤", "50kg/袋"),
    ("cement", "散装", "散装"),
    ("concrete", "泵送 180±20mm", "泵送 180±20"),
    ("aggregate", "5—25mm", "5-25mm"),
    ("aggregate", "16-31.5", "16-31.5mm"),
    ("aggregate", "1-2公分", "1-2cm"),
    ("bricks", "390*190*190", "390×190×190"),
    ("bricks", "600×240×200mm", "600×240×200"),
    ("copper-cathode", "板状 1000*1000", "1000×1000 板状"),
    ("copper-sheet", "3*600*1500", "3×600×1500"),
    ("copper-sheet", "40*4", "40×4"),
    ("brass", "Φ20*2500", "Φ20×2500"),
    ("brass", "Φ20*2", "Φ20×2"),
    ("aluminium-sheet", "1220*2440*3", "3×1220×2440"),
    ("aluminium-sheet", "3×1220×2440 h24", "3×1220×2440 H24"),
    ("aluminium-ingot", "20kg/锭", "20kg 锭"),
    ("zinc-ingot", "25kg 锭", "25kg 锭"),
    ("nickel", "剪切 4*4", "4×4 剪切"),
    ("timber", "4米*90*40", "4m×90×40"),
    ("timber", "4000×100×50", "4000×100×50"),
    ("timber", "915*1830*13", "915×1830×13"),
    ("timber", "4米 100*50", "4m×100×50"),
    ("timber", "100*50", "100×50"),
    ("chemicals", "≥99% 25kg/包", "≥99% 25kg/袋"),
    ("chemicals", "吨包", "吨袋"),
    # Where nobody says what thing it is: only what signs and proportions tell.
    (None, "Φ25*12米", "Φ25×12m"),
    (None, "Φ219*8", "Φ219×8"),
    (None, "3.0*1500*C", "3.0×1500×C"),
    (None, "20*2200*10000", "20×2200×10000"),
    (None, "300*300*10*15", "H300×300×10×15"),
    (None, "L50*5", "∠50×50×5"),
    (None, "口100*50*3", "□100×50×3"),
    (None, "DN100", "DN100"),
    (None, "4寸", "4寸"),
    (None, "厚20", "厚20"),
    (None, "390*190*190", "390×190×190"),
]


@pytest.mark.parametrize(("category", "typed", "written"), TYPED)
def test_spec_is_read_as_typed_and_written_in_one_way(category: str | None, typed: str, written: str) -> None:
    spec = read_spec(typed, category)
    assert spec is not None
    assert write_spec(spec) == written
    assert read_spec(written, category) == spec
    assert read_spec(fold(typed), category) == spec


@pytest.mark.parametrize(
    ("category", "text"),
    [
        (None, ""),
        (None, "25"),
        (None, "20#"),
        (None, "苹果"),
        ("rebar", "HRB400"),
        ("rebar", "3700"),
        ("rebar", "100吨"),
        ("rebar", "Φ25×12m 现货"),
        ("rebar", "Φ0"),
        ("rebar", "Φ25×12m×9m"),
        ("plate", "20×2200×10000×5"),
        ("seamless", "Φ20×10"),
        ("channel", "99#"),
        ("concrete", "C30"),
        ("round-bar", "45#"),
        ("nowhere", "Φ25"),
        ("rebar", "1234567"),
        ("plate", "20*2.2"),
        ("galvanised-tube", "三分之一"),
    ],
)
def test_what_is_no_spec_is_not_read(category: str | None, text: str) -> None:
    assert read_spec(text, category) is None


def test_decimals_stay_as_typed_and_compare_by_value() -> None:
    typed, plain = read_spec("3.0×1500×C", "hot-rolled"), read_spec("3×1500×C", "hot-rolled")
    assert typed == plain
    assert typed is not None
    assert plain is not None
    assert (write_spec(typed), write_spec(plain)) == ("3.0×1500×C", "3×1500×C")


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: f"{product.category}-{product.name}")
def test_measures_of_the_sample_goods_are_read(product) -> None:  # type: ignore[no-untyped-def]
    unread = [spec for spec in product.specs if read_spec(spec, product.category) is None]
    assert set(unread) <= {"升水铜", "平水铜"}  # a brand's premium, no measure


@pytest.mark.parametrize(
    ("text", "category", "found"),
    [
        ("三级抗震螺纹25 12米 天津 3700以下", "rebar", [("25 12米", "Φ25×12m", True)]),
        ("螺纹25 100吨", "rebar", [("25", "Φ25", False)]),
        ("25mm 3500-3600", "rebar", [("25mm", "Φ25", True)]),
        ("16#槽钢 20吨", "channel", [("16#", "16#", True)]),
        ("45#圆钢Φ50HRB400", "round-bar", [("φ50", "Φ50", True)]),
        ("热卷3.0*1500*CQ235B 100吨", "hot-rolled", [("3.0*1500*c", "3.0×1500×C", True)]),
        ("304/2B 1.0*1219*C", "stainless-flat", [("2b 1.0*1219*c", "1.0×1219×C 2B", True)]),
        ("HRB400E 16、18、20 各30吨", "rebar", [("16,18,20", "Φ16/18/20", False)]),
        ("要Φ25和Φ28的", "rebar", [("φ25", "Φ25", True), ("φ28", "Φ28", True)]),
        ("AH36 20*2200*10000 5张", None, [("20*2200*10000", "20×2200×10000", True)]),
        ("六分镀锌管 20支", "galvanised-tube", [("六分", "6分", True)]),
        ("三分之一 二级螺纹25", "rebar", [("25", "Φ25", False)]),
        ("4000元/吨 50支 3车 12%", "rebar", []),
        ("电话13800001000", "rebar", []),
    ],
)
def test_specs_are_found_inside_running_text(
    text: str, category: str | None, found: list[tuple[str, str, bool]]
) -> None:
    folded = fold_characters(text)
    seen = [(folded[one.start : one.end], write_spec(one.spec), one.certain) for one in find_specs(folded, category)]
    assert seen == found
