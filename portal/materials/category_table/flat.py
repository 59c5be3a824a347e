"""The categories of flat steel."""

from __future__ import annotations

from portal.materials.category_table.shapes import Category

# fmt: off
FLAT: tuple[Category, ...] = (
    Category(
        code="hot-rolled", name_zh="热轧卷板", name_en="Hot-rolled coil", group="flat",
        aliases=("热卷", "热轧卷", "热轧板卷", "热轧", "热板", "热轧平板", "开平板", "普卷", "低合金卷", "热轧开平板"),
        units=("t", "coil", "sheet"), dimensions=("thickness", "width", "length"), spec_example="3.0×1500×C",
        standards=("GB/T 3274-2017", "GB/T 709-2019"),
    ),
    Category(
        code="cold-rolled", name_zh="冷轧板卷", name_en="Cold-rolled coil and sheet", group="flat",
        aliases=("冷轧", "冷卷", "冷轧卷", "冷轧卷板", "冷板", "冷轧板", "冷轧盒板", "轧硬卷"),
        units=("t", "coil", "sheet"), dimensions=("thickness", "width", "length", "surface"), spec_example="1.0×1250×C",
        standards=("GB/T 708-2019", "GB/T 5213-2019"),
    ),
    Category(
        code="plate", name_zh="中厚板", name_en="Medium and heavy plate", group="flat",
        aliases=("中板", "厚板", "普板", "普中板", "低合金板", "低合金中板", "锰板", "钢板", "容器板", "锅炉板", "船板",
                 "桥梁板", "高建板", "耐磨板", "特厚板", "宽厚板"),
        units=("t", "sheet"), dimensions=("thickness", "width", "length"), spec_example="20×2200×10000",
        standards=("GB/T 3274-2017", "GB/T 709-2019", "GB/T 713.2-2023"),
    ),
    Category(
        code="checkered", name_zh="花纹板", name_en="Checkered plate", group="flat",
        aliases=("花纹卷", "花纹钢板", "扁豆花纹板", "防滑板", "花纹卷板"),
        units=("t", "coil", "sheet"), dimensions=("thickness", "width", "length"), spec_example="4.5×1500×C",
        standards=("GB/T 33974-2017",),
    ),
    Category(
        code="galvanised", name_zh="镀锌板卷", name_en="Galvanised coil and sheet", group="flat",
        aliases=("镀锌", "镀锌卷", "镀锌板", "镀锌卷板", "热镀锌板", "热镀锌", "锌板卷", "白铁皮", "镀铝锌", "镀锌铝镁",
                 "电镀锌"),
        units=("t", "coil", "sheet"), dimensions=("thickness", "width", "length", "coating"),
        spec_example="0.8×1000×C Z80", standards=("GB/T 2518-2019",),
    ),
    Category(
        code="colour-coated", name_zh="彩涂板卷", name_en="Colour-coated coil and sheet", group="flat",
        aliases=("彩涂", "彩涂板", "彩涂卷", "彩钢板", "彩钢卷", "彩板", "彩卷", "彩涂卷板"),
        units=("t", "coil", "sheet"), dimensions=("thickness", "width", "length", "coating", "colour"),
        spec_example="0.5×1200×C 海蓝", standards=("GB/T 12754-2019",),
    ),
    Category(
        code="strip", name_zh="带钢", name_en="Strip", group="flat",
        aliases=("钢带", "窄带", "窄带钢", "中宽带", "热轧带钢", "热带", "冷轧带钢"),
        units=("t", "coil"), dimensions=("thickness", "width"), spec_example="2.75×232",
        standards=("GB/T 3524-2015",),
    ),
    Category(
        code="silicon", name_zh="硅钢", name_en="Electrical steel", group="flat",
        aliases=("电工钢", "硅钢片", "矽钢片", "无取向硅钢", "取向硅钢", "硅钢卷", "无取向", "冷轧硅钢"),
        units=("t", "coil"), dimensions=("thickness", "width", "length"), spec_example="0.5×1200×C",
        standards=("GB/T 2521.1-2016", "GB/T 2521.2-2016"),
    ),
)
# fmt: on
