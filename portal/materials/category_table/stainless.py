"""The categories of stainless steel."""

from __future__ import annotations

from portal.materials.category_table.shapes import Category

# fmt: off
STAINLESS: tuple[Category, ...] = (
    Category(
        code="stainless-flat", name_zh="不锈钢板卷", name_en="Stainless coil and sheet", group="stainless",
        aliases=("不锈钢", "不锈钢板", "不锈钢卷", "不锈", "不锈钢卷板", "不锈钢平板", "白钢板", "不锈钢冷轧板",
                 "不锈钢热轧板", "不锈钢中厚板"),
        units=("t", "coil", "sheet"), dimensions=("thickness", "width", "length", "surface"),
        spec_example="1.5×1219×C 2B", standards=("GB/T 3280-2015", "GB/T 4237-2015"),
    ),
)
# fmt: on
