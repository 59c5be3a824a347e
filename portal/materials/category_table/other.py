"""The categories of timber and chemicals."""

from __future__ import annotations

from portal.materials.category_table.shapes import Category

# fmt: off
OTHER: tuple[Category, ...] = (
    Category(
        code="timber", name_zh="木材", name_en="Timber", group="other",
        aliases=("木方", "方木", "原木", "板材木", "建筑木方", "木跳板", "模板", "建筑模板", "胶合板", "多层板"),
        units=("m3", "sheet", "bar"), dimensions=("length", "width", "thickness"),
        spec_example="4m×90×40", standards=("GB/T 153-2019", "GB/T 17656-2018"),
    ),
    Category(
        code="chemicals", name_zh="化工原料", name_en="Chemicals", group="other",
        aliases=("化工", "烧碱", "纯碱", "片碱", "液碱", "聚乙烯", "聚丙烯", "PVC", "甲醇", "沥青", "石油沥青", "钛白粉",
                 "硫酸", "盐酸"),
        units=("t", "kg", "barrel", "bag"), dimensions=("purity", "piece_weight", "packing"), spec_example="99% 25kg/袋",
        standards=("GB/T 209-2018",),
    ),
)
# fmt: on
