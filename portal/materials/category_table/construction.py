"""The categories of construction steel."""

from __future__ import annotations

from portal.materials.category_table.shapes import Category

# fmt: off
CONSTRUCTION: tuple[Category, ...] = (
    Category(
        code="rebar", name_zh="螺纹钢", name_en="Rebar", group="construction",
        aliases=("螺纹", "带肋钢筋", "热轧带肋钢筋", "三级钢", "三级螺纹", "三级螺纹钢", "三级抗震螺纹钢", "二级钢",
                 "二级螺纹钢", "四级钢", "四级螺纹钢", "抗震螺纹钢", "钢筋"),
        units=("t", "bar", "piece"), dimensions=("diameter", "length"), spec_example="Φ25×12m",
        standards=("GB/T 1499.2-2024",),
    ),
    Category(
        code="rebar-coil", name_zh="盘螺", name_en="Rebar in coil", group="construction",
        aliases=("盘条螺纹", "螺纹盘条", "三级盘螺", "抗震盘螺", "盘螺钢"),
        units=("t", "coil"), dimensions=("diameter",), spec_example="Φ8", standards=("GB/T 1499.2-2024",),
    ),
    Category(
        code="wire-rod", name_zh="高线", name_en="Wire rod", group="construction",
        aliases=("线材", "盘圆", "盘条", "高速线材", "普线", "硬线", "一级钢", "拉丝材", "冷镦钢", "焊线"),
        units=("t", "coil"), dimensions=("diameter",), spec_example="Φ6.5",
        standards=("GB/T 1499.1-2024", "GB/T 701-2008"),
    ),
    Category(
        code="round-bar", name_zh="圆钢", name_en="Round bar", group="construction",
        aliases=("圆棒", "圆条", "元钢", "碳结圆钢", "合结圆钢", "热轧圆钢", "光圆"),
        units=("t", "bar", "piece"), dimensions=("diameter", "length"), spec_example="Φ50×6m",
        standards=("GB/T 702-2017", "GB/T 699-2015"),
    ),
)
# fmt: on
