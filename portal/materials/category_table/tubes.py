"""The categories of tubes and pipes."""

from __future__ import annotations

from portal.materials.category_table.shapes import Category

# fmt: off
TUBES: tuple[Category, ...] = (
    Category(
        code="seamless", name_zh="无缝管", name_en="Seamless tube", group="tubes",
        aliases=("无缝钢管", "无缝", "流体管", "结构管", "锅炉管", "高压锅炉管", "管线管"),
        units=("t", "bar", "piece"), dimensions=("outer_diameter", "nominal_diameter", "wall", "length"), spec_example="Φ219×8",
        standards=("GB/T 8163-2018", "GB/T 8162-2018"),
    ),
    Category(
        code="welded-tube", name_zh="焊管", name_en="Welded tube", group="tubes",
        aliases=("焊接钢管", "直缝焊管", "高频焊管", "黑管", "螺旋管", "螺旋焊管", "架子管", "脚手架管"),
        units=("t", "bar", "piece"), dimensions=("nominal_diameter", "outer_diameter", "wall", "length"),
        spec_example="DN100×4.0", standards=("GB/T 3091-2015",),
    ),
    Category(
        code="galvanised-tube", name_zh="镀锌管", name_en="Galvanised tube", group="tubes",
        aliases=("镀锌钢管", "热镀锌管", "热镀锌钢管", "镀锌焊管", "大棚管"),
        units=("t", "bar", "piece"), dimensions=("nominal_diameter", "outer_diameter", "wall", "length"),
        spec_example="DN50×3.5", standards=("GB/T 3091-2015",),
    ),
    Category(
        code="hollow-section", name_zh="方矩管", name_en="Square and rectangular tube", group="tubes",
        aliases=("方管", "矩形管", "方通", "矩管", "方形管", "镀锌方管", "方矩形管"),
        units=("t", "bar", "piece"), dimensions=("height", "width", "wall", "length"), spec_example="□100×50×3",
        standards=("GB/T 6728-2017",),
    ),
)
# fmt: on
