"""The categories of non-ferrous metals."""

from __future__ import annotations

from portal.materials.category_table.shapes import Category

# fmt: off
NONFERROUS: tuple[Category, ...] = (
    Category(
        code="copper-cathode", name_zh="电解铜", name_en="Copper cathode", group="nonferrous",
        aliases=("阴极铜", "1#铜", "1#电解铜", "升水铜", "平水铜", "湿法铜", "铜"),
        dimensions=("length", "width", "shape"), spec_example="板状", standards=("GB/T 467-2010",),
    ),
    Category(
        code="copper-sheet", name_zh="紫铜板", name_en="Copper sheet", group="nonferrous",
        aliases=("紫铜", "红铜板", "铜板", "紫铜带", "紫铜排", "铜排", "红铜"),
        units=("t", "kg", "sheet"), dimensions=("thickness", "width", "length"), spec_example="3×600×1500",
        standards=("GB/T 2040-2017",),
    ),
    Category(
        code="brass", name_zh="黄铜", name_en="Brass", group="nonferrous",
        aliases=("黄铜棒", "黄铜板", "黄铜带", "铜棒", "黄铜管"),
        units=("t", "kg"), dimensions=("diameter", "thickness", "width", "length"), spec_example="Φ20×2500",
        standards=("GB/T 4423-2020", "GB/T 2040-2017"),
    ),
    Category(
        code="aluminium-ingot", name_zh="铝锭", name_en="Aluminium ingot", group="nonferrous",
        aliases=("A00铝", "A00铝锭", "重熔铝锭", "铝水", "铝"),
        dimensions=("piece_weight", "shape"), spec_example="锭", standards=("GB/T 1196-2023",),
    ),
    Category(
        code="aluminium-sheet", name_zh="铝板", name_en="Aluminium sheet", group="nonferrous",
        aliases=("铝卷", "铝板卷", "合金铝板", "纯铝板", "花纹铝板", "铝卷板", "铝带"),
        units=("t", "kg", "sheet"), dimensions=("thickness", "width", "length", "temper"),
        spec_example="3×1220×2440", standards=("GB/T 3880.1-2023",),
    ),
    Category(
        code="zinc-ingot", name_zh="锌锭", name_en="Zinc ingot", group="nonferrous",
        aliases=("0#锌", "0#锌锭", "1#锌锭", "锌"),
        dimensions=("piece_weight", "shape"), spec_example="锭", standards=("GB/T 470-2008",),
    ),
    Category(
        code="nickel", name_zh="镍", name_en="Nickel", group="nonferrous",
        aliases=("电解镍", "镍板", "镍豆", "金川镍", "1#镍", "镍铁"),
        units=("t", "kg"), dimensions=("length", "width", "shape"), spec_example="板状", standards=("GB/T 6516-2010",),
    ),
)
# fmt: on
