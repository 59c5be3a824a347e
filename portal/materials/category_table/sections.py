"""The categories of sections and bars."""

from __future__ import annotations

from portal.materials.category_table.shapes import Category

# fmt: off
SECTIONS: tuple[Category, ...] = (
    Category(
        code="h-beam", name_zh="H型钢", name_en="H-beam", group="sections",
        aliases=("H钢", "热轧H型钢", "型钢H", "宽翼缘H型钢", "窄翼缘H型钢", "高频焊H型钢"),
        units=("t", "bar", "piece"), dimensions=("height", "width", "web", "flange", "length", "series"),
        spec_example="H300×300×10×15", standards=("GB/T 11263-2024",),
    ),
    Category(
        code="i-beam", name_zh="工字钢", name_en="I-beam", group="sections",
        aliases=("工钢", "工型钢", "热轧工字钢", "矿工钢"),
        units=("t", "bar", "piece"), dimensions=("model", "height", "width", "web", "length"), spec_example="20a#×9m",
        standards=("GB/T 706-2016",),
    ),
    Category(
        code="channel", name_zh="槽钢", name_en="Channel", group="sections",
        aliases=("槽铁", "热轧槽钢", "U型槽钢"),
        units=("t", "bar", "piece"), dimensions=("model", "height", "width", "web", "length"), spec_example="16#×9m",
        standards=("GB/T 706-2016",),
    ),
    Category(
        code="angle", name_zh="角钢", name_en="Angle", group="sections",
        aliases=("角铁", "等边角钢", "不等边角钢", "三角铁", "热轧角钢", "L型钢"),
        units=("t", "bar", "piece"), dimensions=("leg", "other_leg", "thickness", "length"), spec_example="∠50×50×5",
        standards=("GB/T 706-2016",),
    ),
    Category(
        code="square-bar", name_zh="方钢", name_en="Square bar", group="sections",
        aliases=("方条", "方铁", "热轧方钢", "方棒"),
        units=("t", "bar", "piece"), dimensions=("side", "length"), spec_example="□40×6m",
        standards=("GB/T 702-2017",),
    ),
    Category(
        code="flat-bar", name_zh="扁钢", name_en="Flat bar", group="sections",
        aliases=("扁铁", "扁条", "热轧扁钢", "扁通"),
        units=("t", "bar", "piece"), dimensions=("width", "thickness", "length"), spec_example="50×5×6m",
        standards=("GB/T 702-2017",),
    ),
)
# fmt: on
