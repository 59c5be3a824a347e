"""The categories themselves; how they are looked up is in `categories`.

Codes stand in databases and addresses: add new ones, never rename or reuse one.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dimension:
    """A measure a category has: what its spec is made of, in this order."""

    code: str
    name_zh: str
    name_en: str
    unit: str


@dataclass(frozen=True, slots=True)
class Group:
    """A branch of the tree; things are traded in its categories."""

    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A leaf of the tree.

    units: codes of `units`, the usual one first. spec_example: what a form shows as a hint.
    aliases: other names people type, most usual first; never a name of another category.
    """

    code: str
    name_zh: str
    name_en: str
    group: str
    aliases: tuple[str, ...] = ()
    units: tuple[str, ...] = ("t",)
    dimensions: tuple[str, ...] = ()
    spec_example: str = ""
    standards: tuple[str, ...] = ()


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

GROUPS: tuple[Group, ...] = (
    Group("construction", "建筑钢材", "Construction steel"),
    Group("flat", "板材", "Flat steel"),
    Group("stainless", "不锈钢", "Stainless steel"),
    Group("sections", "型钢", "Sections and bars"),
    Group("tubes", "管材", "Tubes and pipes"),
    Group("building", "水泥建材", "Cement and building materials"),
    Group("nonferrous", "有色金属", "Non-ferrous metals"),
    Group("other", "木材化工", "Timber and chemicals"),
)

_PIECES = ("t", "bar", "piece")
_COIL = ("t", "coil", "sheet")

# fmt: off
CATEGORIES: tuple[Category, ...] = (
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
    Category(
        code="stainless-flat", name_zh="不锈钢板卷", name_en="Stainless coil and sheet", group="stainless",
        aliases=("不锈钢", "不锈钢板", "不锈钢卷", "不锈", "不锈钢卷板", "不锈钢平板", "白钢板", "不锈钢冷轧板",
                 "不锈钢热轧板", "不锈钢中厚板"),
        units=("t", "coil", "sheet"), dimensions=("thickness", "width", "length", "surface"),
        spec_example="1.5×1219×C 2B", standards=("GB/T 3280-2015", "GB/T 4237-2015"),
    ),
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
