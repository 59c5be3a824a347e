"""Goods as they stand on stock sheets: grades with a price level, sizes with what they cost more or less, mills."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One line of goods. grades: grade → yuan a unit; specs: size → surcharge; piece_kg: mass of a bundle or coil, 0 where not counted."""

    category: str
    name: str
    grades: dict[str, int]
    specs: dict[str, int]
    mills: str
    standard: str = ""
    unit: str = "t"
    amounts: tuple[int, int] = (20, 400)
    weighing: str = "scale"
    piece_kg: int = 0
    remarks: tuple[str, ...] = ("",)


# fmt: off
PRODUCTS: tuple[Product, ...] = (
    Product(
        category="rebar", name="螺纹钢", grades={"HRB400E": 3180, "HRB400": 3150, "HRB500E": 3430},
        specs={"Φ10×9m": 170, "Φ12×9m": 110, "Φ12×12m": 110, "Φ14×9m": 60, "Φ16×9m": 20, "Φ16×12m": 20, "Φ18×9m": 0, "Φ18×12m": 0, "Φ20×9m": 0,
               "Φ20×12m": 0, "Φ22×9m": 0, "Φ22×12m": 0, "Φ25×9m": 0, "Φ25×12m": 0, "Φ28×12m": 70, "Φ32×12m": 80, "Φ36×12m": 180},
        mills="天钢 河钢 敬业 沙钢 永钢 中天钢铁 马钢 鄂钢 龙钢 德胜 达钢 三钢闽光 昆钢 湘钢 涟钢 首钢 鞍钢 石横",
        standard="GB/T 1499.2-2024", amounts=(30, 600), weighing="theory", piece_kg=2770,
        remarks=("", "", "9 米、12 米都有", "现款现货，承兑加 30", "可零星配货", "带质保书，可开 13% 专票")),
    Product(
        category="rebar-coil", name="盘螺", grades={"HRB400E": 3360, "HRB400": 3330}, specs={"Φ6": 190, "Φ8": 0, "Φ10": 0},
        mills="天钢 敬业 沙钢 中天钢铁 湘钢 三钢闽光 达钢 德胜 九江线材", standard="GB/T 1499.2-2024", amounts=(20, 260), piece_kg=2150,
        remarks=("", "过磅", "可调直")),
    Product(
        category="wire-rod", name="高线", grades={"HPB300": 3390, "Q195": 3360, "SWRH82B": 3780, "SWRCH35K": 3990},
        specs={"Φ6.5": 30, "Φ8": 0, "Φ10": 0, "Φ12": 20}, mills="天钢 沙钢 永钢 龙钢 三宝 九江线材 湘钢", standard="GB/T 1499.1-2024",
        amounts=(20, 200), piece_kg=2050, remarks=("", "过磅，打包整齐")),
    Product(
        category="round-bar", name="圆钢", grades={"45#": 3480, "20#": 3520, "40Cr": 3720, "20CrMnTi": 3890, "42CrMo": 4180, "Q355B": 3610},
        specs={"Φ20×6m": 80, "Φ30×6m": 20, "Φ40×6m": 0, "Φ50×6m": 0, "Φ60×6m": 0, "Φ80×6m": 30, "Φ100×6m": 60, "Φ130×6m": 120},
        mills="兴澄特钢 南钢 石钢 莱钢 济源钢铁 西王 新冶钢", standard="GB/T 702-2017", amounts=(8, 120), piece_kg=2600,
        remarks=("", "可锯切，刀工另计", "附炉号质保书")),
    Product(
        category="hot-rolled", name="热轧卷板", grades={"Q235B": 3300, "SPHC": 3340, "Q355B": 3480, "QSTE420TM": 3820},
        specs={"1.8×1250×C": 140, "2.0×1250×C": 110, "2.5×1250×C": 60, "2.75×1500×C": 30, "3.0×1500×C": 0, "3.75×1500×C": 0, "4.75×1500×C": 0,
               "5.75×1500×C": 0, "7.75×1500×C": 0, "9.75×1500×C": 0, "11.75×1800×C": 20},
        mills="宝钢 鞍钢 本钢 唐钢 迁钢 马钢 日照钢铁 安钢 沙钢 纵横", standard="GB/T 3274-2017", amounts=(20, 500), piece_kg=24000,
        remarks=("", "可开平", "卷重 20–28 吨")),
    Product(
        category="cold-rolled", name="冷轧板卷", grades={"SPCC": 3760, "DC01": 3780, "DC03": 3900, "DC04": 4010},
        specs={"0.5×1000×C": 190, "0.7×1250×C": 80, "0.8×1250×C": 40, "1.0×1250×C": 0, "1.2×1250×C": 0, "1.5×1250×C": 0, "2.0×1250×C": 10},
        mills="宝钢 鞍钢 本钢 首钢 马钢 邯钢", standard="GB/T 5213-2019", amounts=(10, 180), piece_kg=11500, remarks=("", "FB 表面", "可分条、开平")),
    Product(
        category="plate", name="中厚板", grades={"Q235B": 3380, "Q355B": 3510, "Q345R": 3690, "AH36": 3730, "NM400": 4980},
        specs={"8×1800×8000": 190, "10×2000×10000": 130, "12×2200×10000": 80, "14×2200×10000": 10, "16×2200×10000": 0, "20×2200×10000": 0,
               "25×2200×10000": 0, "30×2200×10000": 20, "40×2200×10000": 70, "60×2200×8000": 170},
        mills="鞍钢 邯钢 湘钢 安钢 济钢 新钢 南钢 鄂钢 首钢", standard="GB/T 3274-2017", amounts=(15, 320), piece_kg=3450,
        weighing="theory", remarks=("", "可切割下料", "正火、探伤可订", "附原厂质保书")),
    Product(
        category="checkered", name="花纹板", grades={"HQ235B": 3380, "Q235B": 3360}, specs={"2.75×1250×C": 60, "3.75×1500×C": 20, "4.75×1500×C": 0, "5.75×1500×C": 0},
        mills="日照钢铁 鞍钢 唐钢", standard="GB/T 33974-2017", amounts=(10, 160), piece_kg=21000),
    Product(
        category="galvanised", name="镀锌板卷", grades={"DX51D+Z": 4080, "SGCC": 4110, "S350GD+Z": 4390},
        specs={"0.5×1000×C Z80": 260, "0.6×1250×C Z80": 170, "0.8×1250×C Z80": 70, "1.0×1250×C Z80": 0, "1.2×1250×C Z120": 60, "1.5×1250×C Z120": 50,
               "2.0×1250×C Z275": 190},
        mills="宝钢 鞍钢 马钢 首钢 本钢 唐钢", standard="GB/T 2518-2019", amounts=(8, 160), piece_kg=8200, remarks=("", "无花、钝化涂油", "可分条")),
    Product(
        category="colour-coated", name="彩涂板卷", grades={"TDC51D+Z": 5680, "TDX51D+Z": 5590},
        specs={"0.4×1200×C 白灰": 180, "0.476×1200×C 海蓝": 0, "0.5×1200×C 白灰": -30, "0.6×1200×C 瓷白": -110, "0.8×1200×C 银灰": -180},
        mills="宝钢 首钢 马钢 唐钢", standard="GB/T 12754-2019", amounts=(5, 90), piece_kg=5200, remarks=("", "聚酯漆，颜色可订", "覆膜")),
    Product(
        category="strip", name="带钢", grades={"Q195": 3220, "Q235B": 3260, "Q355B": 3420}, specs={"2.5×232": 0, "2.75×355": 0, "3.0×355": 0, "3.5×510": 10, "5.5×685": 20},
        mills="津西 国丰 燕钢 东海特钢", standard="GB/T 3524-2015", amounts=(30, 400), piece_kg=4200, remarks=("", "出厂价，含税")),
    Product(
        category="silicon", name="硅钢", grades={"50WW800": 4720, "50WW600": 5010, "35WW300": 6350}, specs={"0.5×1200×C": 0, "0.5×1000×C": 30, "0.35×1200×C": 60},
        mills="武钢 宝钢 首钢 太钢", standard="GB/T 2521.1-2016", amounts=(5, 70), piece_kg=6500),
    Product(
        category="stainless-flat", name="不锈钢卷板", grades={"304": 13150, "316L": 24300, "201": 7650, "430": 7350, "304L": 13650},
        specs={"0.5×1219×C 2B": 620, "0.8×1219×C 2B": 210, "1.0×1219×C 2B": 0, "1.2×1219×C 2B": -60, "1.5×1219×C 2B": -110, "2.0×1219×C 2B": -150,
               "1.0×1219×2438 BA": 780, "0.8×1219×2438 No.4": 640, "4.0×1500×C No.1": -480, "6.0×1500×6000 No.1": -420},
        mills="太钢 青山 宏旺 甬金 张浦 酒钢 北部湾新材料 德龙", standard="GB/T 3280-2015", amounts=(3, 90), piece_kg=9800,
        remarks=("", "毛边", "切边，可开平贴膜", "正公差", "-8 公差")),
    Product(
        category="h-beam", name="H型钢", grades={"Q235B": 3330, "Q355B": 3480},
        specs={"H150×150×7×10": 60, "H200×200×8×12": 30, "H250×250×9×14": 20, "H300×300×10×15": 0, "H350×350×12×19": 30, "H400×200×8×13": 10,
               "H500×200×10×16": 40, "H600×200×11×17": 90},
        mills="津西 马钢 莱钢 包钢 鞍钢", standard="GB/T 11263-2024", amounts=(20, 260), weighing="theory", piece_kg=1120, remarks=("", "12 米定尺", "代钻孔、切割")),
    Product(
        category="i-beam", name="工字钢", grades={"Q235B": 3420, "Q355B": 3570}, specs={"16#×9m": 20, "20a#×9m": 0, "25a#×12m": 10, "32a#×12m": 30, "40b#×12m": 60},
        mills="津西 唐钢 莱钢", standard="GB/T 706-2016", amounts=(10, 140), weighing="theory", piece_kg=2400),
    Product(
        category="channel", name="槽钢", grades={"Q235B": 3380, "Q355B": 3530}, specs={"8#×6m": 60, "10#×6m": 20, "12.6#×9m": 10, "16a#×9m": 0, "20a#×9m": 0, "28a#×12m": 40},
        mills="唐钢 津西 马钢 龙钢", standard="GB/T 706-2016", amounts=(10, 180), weighing="theory", piece_kg=2300),
    Product(
        category="angle", name="角钢", grades={"Q235B": 3400, "Q355B": 3550, "Q420B": 3790},
        specs={"∠40×40×4": 60, "∠50×50×5": 20, "∠63×63×6": 0, "∠75×75×7": 0, "∠100×100×10": 10, "∠125×125×12": 50},
        mills="马钢 莱钢 唐钢 安钢", standard="GB/T 706-2016", amounts=(10, 160), weighing="theory", piece_kg=2200),
    Product(
        category="flat-bar", name="扁钢", grades={"Q235B": 3470, "Q355B": 3620}, specs={"40×4×6m": 40, "50×5×6m": 10, "60×6×6m": 0, "100×10×6m": 20},
        mills="西城 莱钢 永钢", standard="GB/T 702-2017", amounts=(6, 80), piece_kg=1900),
    Product(
        category="seamless", name="无缝管", grades={"20#": 3980, "45#": 4070, "Q355B": 4130, "20G": 4420, "27SiMn": 4780},
        specs={"Φ57×4": 160, "Φ76×5": 90, "Φ108×5": 40, "Φ133×6": 20, "Φ159×6": 10, "Φ219×8": 0, "Φ273×10": 40, "Φ325×12": 110},
        mills="衡钢 包钢无缝 天津钢管 新冶钢", standard="GB/T 8163-2018", amounts=(6, 120), piece_kg=2700, remarks=("", "可零切", "可打坡口", "附探伤报告")),
    Product(
        category="welded-tube", name="焊管", grades={"Q235B": 3560, "Q195": 3520, "Q355B": 3720},
        specs={"DN25×3.25": 40, "DN40×3.5": 20, "DN50×3.5": 10, "DN80×4.0": 0, "DN100×4.0": 0, "DN150×4.5": 20, "DN200×6.0": 60},
        mills="友发", standard="GB/T 3091-2015", amounts=(10, 160), weighing="theory", piece_kg=1850),
    Product(
        category="galvanised-tube", name="镀锌管", grades={"Q235B": 4180, "Q195": 4150},
        specs={"DN15×2.75": 140, "DN20×2.75": 110, "DN25×3.25": 70, "DN50×3.5": 10, "DN80×4.0": 0, "DN100×4.0": 0},
        mills="友发", standard="GB/T 3091-2015", amounts=(8, 120), weighing="theory", piece_kg=1700, remarks=("", "锌层 300 g/m²", "可车丝、压槽")),
    Product(
        category="hollow-section", name="方矩管", grades={"Q235B": 3580, "Q355B": 3740, "Q195": 3560},
        specs={"□40×40×2": 110, "□50×50×3": 60, "□80×40×3": 40, "□100×50×3": 20, "□100×100×4": 0, "□150×150×6": 10, "□200×200×8": 60},
        mills="友发", standard="GB/T 6728-2017", amounts=(8, 140), weighing="theory", piece_kg=1650),
    Product(
        category="cement", name="水泥", grades={"P·O 42.5": 325, "P·O 42.5R": 335, "P·O 52.5": 372, "P·C 42.5": 302, "M32.5": 278}, specs={"散装": 0, "袋装 50kg": 24},
        mills="海螺 华新 南方水泥 红狮 华润水泥 冀东", standard="GB 175-2023", amounts=(300, 4000), remarks=("", "散装罐车，50 吨起", "附出厂检验报告")),
    Product(
        category="concrete", name="商品混凝土", grades={"C25": 378, "C30": 392, "C35": 408, "C40": 426, "C30P6": 412}, specs={"泵送 180±20": 0, "非泵送": -12},
        mills="", standard="GB/T 14902-2012", unit="m3", amounts=(200, 3000), remarks=("25 公里内送到", "泵车费另计")),
    Product(
        category="aggregate", name="砂石", grades={"机制砂": 88, "中砂": 108, "5-25mm": 79, "10-20mm": 82}, specs={"水洗": 0, "干料": -6},
        mills="", standard="GB/T 14685-2022", amounts=(500, 8000)),
    Product(
        category="bricks", name="加气块", grades={"A3.5 B06": 242, "A5.0 B06": 258}, specs={"600×240×200": 0, "600×240×100": 8}, mills="",
        standard="GB/T 11968-2020", unit="m3", amounts=(100, 1200), remarks=("含卸车", "")),
    Product(
        category="copper-cathode", name="电解铜", grades={"1#": 78650, "A级": 78780}, specs={"板状 1000×1000": 0, "升水铜": 120, "平水铜": 0}, mills="江铜 铜陵有色 云铜 金川",
        standard="GB/T 467-2010", amounts=(10, 200), piece_kg=2480, remarks=("点价，升贴水可议", "仓单现货", "")),
    Product(
        category="copper-sheet", name="紫铜板", grades={"T2": 85200, "TP2": 85600, "TU1": 87900}, specs={"1×600×1500": 400, "3×600×1500": 0, "6×1000×2000": -200, "10×1000×2000": -200},
        mills="江铜 铜陵有色", standard="GB/T 2040-2017", amounts=(2, 25)),
    Product(
        category="brass", name="黄铜棒", grades={"H62": 60900, "H59": 58200, "HPb59-1": 57600}, specs={"Φ10×2500": 500, "Φ20×2500": 0, "Φ40×2500": -200}, mills="",
        standard="GB/T 4423-2020", amounts=(2, 30)),
    Product(
        category="aluminium-ingot", name="铝锭", grades={"A00": 20680, "AL99.85": 20850, "ADC12": 21050}, specs={"20kg 锭": 0, "重熔": 0}, mills="中铝 云铝 魏桥",
        standard="GB/T 1196-2023", amounts=(20, 300), piece_kg=1000),
    Product(
        category="aluminium-sheet", name="铝板", grades={"1060-H24": 23200, "3003-H24": 23900, "5052-H32": 25600, "5083-H112": 28900, "6061-T6": 28200},
        specs={"1.0×1220×2440": 400, "2.0×1220×2440": 100, "3.0×1220×2440": 0, "5.0×1250×2500": 0, "8.0×1500×3000": 200, "20×1500×3000": 900},
        mills="南山铝业 中铝 魏桥", standard="GB/T 3880.1-2023", amounts=(2, 60), piece_kg=1500, remarks=("", "可覆膜", "可剪切")),
    Product(
        category="zinc-ingot", name="锌锭", grades={"0#": 22850, "1#": 22780}, specs={"25kg 锭": 0, "合金锭": 600}, mills="驰宏 株冶", standard="GB/T 470-2008", amounts=(20, 160),
        piece_kg=1000),
    Product(
        category="nickel", name="电解镍", grades={"Ni9996": 122800, "1#": 122300}, specs={"板状": 0, "剪切 4×4": 900, "镍豆": -400}, mills="金川", standard="GB/T 6516-2010",
        amounts=(2, 30), piece_kg=1500),
    Product(
        category="timber", name="木方", grades={"樟子松": 1480, "辐射松": 1390, "铁杉": 1560, "花旗松": 1690}, specs={"4m×90×40": 0, "3m×90×40": -20, "4m×100×50": 30, "2m×80×35": -60},
        mills="", standard="GB/T 153-2019", unit="m3", amounts=(60, 900), remarks=("烘干、防霉", "实尺足方", "")),
    Product(
        category="timber", name="建筑模板", grades={"桉木芯": 46, "杨木芯": 39, "松木芯": 52}, specs={"915×1830×13": -4, "915×1830×15": 0, "1220×2440×15": 34}, mills="",
        standard="GB/T 17656-2018", unit="sheet", amounts=(1000, 20000), remarks=("覆膜，周转 8–10 次", "酚醛胶")),
    Product(
        category="chemicals", name="片碱", grades={"99%": 3150, "96%": 3010}, specs={"25kg/袋": 0, "吨袋": -20}, mills="", standard="GB/T 209-2018", amounts=(20, 300),
        remarks=("危化品，购买须提供备案证明", "")),
    Product(
        category="chemicals", name="PVC 树脂", grades={"SG-5": 5050, "SG-3": 5230}, specs={"25kg/袋": 0}, mills="", standard="GB/T 5761-2018", amounts=(30, 400)),
    Product(
        category="chemicals", name="石油沥青", grades={"70#A级": 3680, "90#A级": 3700}, specs={"散装": 0, "桶装": 420}, mills="", standard="GB/T 15180-2010", amounts=(30, 600)),
    Product(
        category="chemicals", name="液碱", grades={"32%": 920, "50%": 1430}, specs={"槽车": 0}, mills="", standard="GB/T 209-2018", amounts=(30, 500),
        remarks=("槽车送到，危货运输资质",)),
)
# fmt: on

CITY_LEVEL = {
    "天津": 0, "唐山": -40, "石家庄": -20, "济南": 10, "上海": 40, "杭州": 50, "无锡": 30, "合肥": 40, "武汉": 60, "长沙": 110, "郑州": 20, "佛山": 120,
    "广州": 130, "泉州": 110, "成都": 90, "西安": 40, "昆明": 120, "沈阳": -30, "重庆": 90,
}  # fmt: skip
"""Yuan a tonne by which a city's steel market stands above Tianjin's."""
