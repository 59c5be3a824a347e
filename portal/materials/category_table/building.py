"""The categories of cement and building materials."""

from __future__ import annotations

from portal.materials.category_table.shapes import Category

# fmt: off
BUILDING: tuple[Category, ...] = (
    Category(
        code="cement", name_zh="水泥", name_en="Cement", group="building",
        aliases=("普通硅酸盐水泥", "普硅水泥", "硅酸盐水泥", "复合水泥", "复合硅酸盐水泥", "矿渣水泥", "散装水泥",
                 "袋装水泥", "熟料"),
        units=("t", "bag"), dimensions=("packing", "piece_weight"), spec_example="散装", standards=("GB 175-2023",),
    ),
    Category(
        code="concrete", name_zh="商品混凝土", name_en="Ready-mixed concrete", group="building",
        aliases=("混凝土", "商混", "商砼", "砼", "预拌混凝土", "泵送混凝土"),
        units=("m3",), dimensions=("placing", "slump"), spec_example="泵送 180±20", standards=("GB/T 14902-2012",),
    ),
    Category(
        code="aggregate", name_zh="砂石", name_en="Sand and gravel", group="building",
        aliases=("砂", "沙子", "河砂", "机制砂", "中砂", "碎石", "石子", "骨料", "瓜子片", "卵石", "砂子"),
        units=("t", "m3"), dimensions=("particle", "treatment"), spec_example="5-25mm",
        standards=("GB/T 14684-2022", "GB/T 14685-2022"),
    ),
    Category(
        code="bricks", name_zh="砖瓦砌块", name_en="Bricks, tiles and blocks", group="building",
        aliases=("砖", "砌块", "红砖", "标砖", "加气块", "加气砖", "蒸压加气混凝土砌块", "空心砖", "页岩砖", "瓦"),
        units=("block", "m3"), dimensions=("length", "width", "height"), spec_example="390×190×190",
        standards=("GB/T 11968-2020", "GB/T 5101-2017"),
    ),
)
# fmt: on
