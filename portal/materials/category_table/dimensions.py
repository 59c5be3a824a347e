"""The measures that specs are made of."""

from __future__ import annotations

from portal.materials.category_table.shapes import Dimension

DIMENSIONS: dict[str, Dimension] = {
    dimension.code: dimension
    for dimension in (
        Dimension("diameter", "直径", "Diameter", "mm"),
        Dimension("outer_diameter", "外径", "Outer diameter", "mm"),
        Dimension("nominal_diameter", "公称直径", "Nominal diameter", ""),
        Dimension("thickness", "厚度", "Thickness", "mm"),
        Dimension("wall", "壁厚", "Wall thickness", "mm"),
        Dimension("width", "宽度", "Width", "mm"),
        Dimension("height", "高度", "Height", "mm"),
        Dimension("length", "长度", "Length", "mm"),
        Dimension("leg", "边宽", "Leg width", "mm"),
        Dimension("other_leg", "另一边宽", "Other leg", "mm"),
        Dimension("side", "边长", "Side", "mm"),
        Dimension("web", "腹板厚", "Web thickness", "mm"),
        Dimension("flange", "翼缘厚", "Flange thickness", "mm"),
        Dimension("model", "型号", "Model", ""),
        Dimension("series", "系列", "Series", ""),
        Dimension("coating", "镀层", "Coating", "g/m²"),
        Dimension("surface", "表面", "Surface", ""),
        Dimension("colour", "颜色", "Colour", ""),
        Dimension("packing", "包装", "Packing", ""),
        Dimension("piece_weight", "单重", "Unit weight", "kg"),
        Dimension("shape", "形状", "Shape", ""),
        Dimension("particle", "粒径", "Particle size", "mm"),
        Dimension("treatment", "处理", "Treatment", ""),
        Dimension("placing", "浇筑方式", "Placing", ""),
        Dimension("slump", "坍落度", "Slump", "mm"),
        Dimension("purity", "含量", "Purity", "%"),
        Dimension("temper", "状态", "Temper", ""),
    )
}
