"""The words of the trade beside names of products, mills and places: other languages, conditions, intents and labels. Tables only."""

from __future__ import annotations

# Other writings of a category, beside the names and aliases in `category_table`. Lower case; a Latin name also stands for its
# plural, and for itself with hyphens or without spaces.
PRODUCTS: dict[str, tuple[str, ...]] = {
    "rebar": ("螺纹钢筋", "抗震螺纹钢筋", "三级螺纹钢筋", "三级抗震螺纹钢筋", "三级抗震钢筋", "三级钢筋", "螺纹钢条", "抗震钢筋", "竹节钢筋", "竹节钢", "钢筋混凝土用钢", "螺纹铁", "抗震螺纹", "三级螺", "四级螺", "二级螺", "二级螺纹", "四级螺纹", "直条螺纹", "直螺纹", "rebar", "re-bar",
              "deformed bar", "deformed steel bar", "ribbed bar", "reinforcing bar", "reinforcing steel", "reinforcement bar", "reinforcement steel",
              "luowengang", "luo wen gang", "luowen", "steel rebar", "straight rebar"),
    "rebar-coil": ("盘螺纹", "螺纹盘圆", "盘卷螺纹钢", "盘圆螺纹", "盘螺线", "线螺", "coiled rebar", "rebar coil", "rebar in coils", "coil rebar", "deformed wire rod",
                   "panluo"),
    "wire-rod": ("高速线", "高线盘圆", "普通线材", "盘圆钢", "盘元", "线材盘元", "盘条线材", "圆盘条", "建筑线材", "wire rod", "wirerod", "steel wire rod", "wire rod coil", "gaoxian",
                 "xiancai", "panyuan", "wire rods in coil"),
    "round-bar": ("圆钢棒", "圆铁", "元铁", "热轧圆棒", "圆钢条", "round bar", "round steel", "steel round bar", "steel round", "round steel bar", "rounds", "yuangang"),
    "hot-rolled": ("热轧钢卷", "热轧钢板", "热轧板", "热卷板", "热轧薄板", "热轧卷材", "热轧带卷", "热轧普卷", "低合金热卷", "锰卷", "开平", "热轧开平", "hot rolled coil", "hot-rolled coil",
                   "hot rolled steel coil", "hot rolled steel", "hot rolled sheet", "hot rolled steel sheet", "hot rolled", "hr coil", "hrc", "hr sheet", "hot coil", "rejuan",
                   "rezhajuanban", "rezha", "rezhajuan", "hot rolled plate"),
    "cold-rolled": ("冷轧钢卷", "冷轧钢板", "冷轧卷材", "冷轧薄板", "冷轧开平板", "冷轧平板", "冷轧板材", "轧硬", "冷硬卷", "盒板", "cold rolled coil", "cold-rolled coil", "cold rolled steel coil",
                    "cold rolled steel", "cold rolled sheet", "cold rolled steel sheet", "cold rolled", "crc", "cr coil", "cr sheet", "cold coil", "lengzha", "lengjuan",
                    "lengzhabanjuan", "lengzhajuanban", "cold rolled coil and sheet"),
    "plate": ("厚钢板", "中厚钢板", "中板卷", "普碳板", "普碳中板", "低合金中厚板", "低合金钢板", "船用板", "造船板", "压力容器板", "耐候板", "高强板", "模具板", "steel plate", "plate",
              "heavy plate", "medium plate", "medium and heavy plate", "medium thick plate", "ship plate", "carbon steel plate", "mild steel plate", "ms plate",
              "zhonghouban", "zhongban", "wear plate", "hot rolled steel plate", "shipbuilding plate", "boiler plate", "pressure vessel plate"),
    "checkered": ("花纹", "热轧花纹板", "热轧花纹卷", "花纹板卷", "网纹板", "格纹板", "菱形板", "花纹钢卷", "checkered plate", "chequered plate", "checker plate", "chequer plate", "checkered steel plate",
                  "checkered sheet", "checkered coil", "tread plate", "diamond plate", "huawenban"),
    "galvanised": ("镀锌钢板", "镀锌钢卷", "镀锌板材", "镀锌铁皮", "热镀锌卷", "热镀锌卷板", "热镀锌板卷", "镀锌带", "镀锌带钢", "冷镀锌板", "电镀锌板", "电镀锌卷", "镀铝锌板", "镀铝锌卷", "镀铝锌板卷", "锌铝镁", "锌铝镁板",
                   "镀锌铝镁板", "镀锌铝镁卷", "有花镀锌", "无花镀锌", "无花镀锌板", "有花镀锌板", "白铁", "galvanised coil", "galvanized coil", "galvanised steel coil", "galvanized steel coil",
                   "galvanised steel sheet", "galvanized steel sheet", "galvanised sheet", "galvanized sheet", "galvanised steel", "galvanized steel", "galvanised", "galvanized", "gi coil",
                   "gi sheet", "hdg", "hdg coil", "hdgi", "hot dip galvanized", "hot dip galvanised", "hot dip galvanized coil", "hot dipped galvanized coil", "galvalume",
                   "galvalume coil", "gl coil", "duxin", "duxinban", "duxinjuan", "duxinbanjuan", "galvanized coil and sheet"),
    "colour-coated": ("彩涂钢板", "彩色钢板", "彩色板", "彩色钢卷", "彩涂钢卷", "彩钢", "彩钢瓦", "彩涂铝板卷", "彩色涂层钢板", "预涂板", "烤漆板", "烤漆钢板", "烤漆钢卷", "ppgi", "ppgl", "ppgi coil", "prepainted", "prepainted coil",
                      "pre painted coil", "prepainted galvanized coil", "prepainted steel", "colour coated", "color coated", "colour coated coil", "color coated coil", "color coated steel",
                      "color coated sheet", "colour coated sheet", "color coated steel coil", "caitu", "caitujuan", "caituban", "caigangban", "caitubanjuan", "color coated coil and sheet"),
    "strip": ("热轧窄带", "热轧钢带", "冷轧钢带", "中宽带钢", "精密带钢", "steel strip", "strip", "strip steel", "hot rolled strip", "narrow strip", "hot rolled steel strip", "cold rolled strip",
              "daigang"),
    "silicon": ("冷轧无取向硅钢", "冷轧取向硅钢", "取向硅钢片", "无取向硅钢片", "硅钢板", "硅钢带", "电工钢卷", "取向电工钢", "无取向电工钢", "高牌号硅钢", "electrical steel", "silicon steel", "silicon sheet",
                "silicon steel coil", "silicon steel sheet", "crngo", "crgo", "non oriented silicon steel", "grain oriented silicon steel", "non grain oriented electrical steel",
                "non oriented electrical steel", "grain oriented electrical steel", "guigang"),
    "stainless-flat": ("不锈钢板卷", "不锈板", "不锈卷", "不锈钢冷轧卷", "不锈钢热轧卷", "不锈钢冷轧卷板", "不锈钢热轧卷板", "不锈钢带", "冷轧不锈钢", "热轧不锈钢", "冷轧不锈", "热轧不锈", "冷轧不锈钢板", "热轧不锈钢板", "冷轧不锈钢卷", "不锈铁",
                       "不锈钢薄板", "不锈钢开平板", "不锈钢镜面板", "不锈钢拉丝板", "白钢", "白铁板", "stainless", "stainless steel", "stainless coil", "stainless steel coil", "stainless sheet",
                       "stainless steel sheet", "stainless plate", "stainless steel plate", "inox", "ss coil", "ss sheet", "ss plate", "buxiugang", "buxiugangban", "stainless steel strip",
                       "buxiu", "stainless steel coil and sheet", "cold rolled stainless steel", "cold rolled stainless steel coil"),
    "h-beam": ("h型", "h型材", "h 型钢", "h形钢", "h 钢", "h型铁", "宽翼缘h钢", "hw型钢", "hm型钢", "hn型钢", "焊接h型钢", "高频焊接h型钢", "型钢h型", "h beam", "h section", "h steel", "wide flange beam",
               "wide flange", "h-shaped steel", "h shaped steel", "steel h beam", "hxinggang", "h xing gang", "universal beam"),
    "i-beam": ("工字铁", "i型钢", "工形钢", "i 型钢", "i字钢", "i字铁", "工字型钢", "i beam", "i section", "i-shaped steel", "steel i beam", "joist", "gongzigang", "gong zi gang"),
    "channel": ("u型钢", "槽型钢", "槽形钢", "u型铁", "国标槽钢", "channel", "u channel", "c channel", "channel steel", "steel channel", "channel bar", "upn", "u channel steel", "caogang"),
    "angle": ("三角钢", "角钢铁", "等边角铁", "不等边角铁", "等边", "不等边", "l型角钢", "国标角钢", "angle", "angle bar", "angle steel", "steel angle", "equal angle", "unequal angle", "angle iron", "l angle",
              "equal angle bar", "equal angle steel", "unequal angle bar", "jiaogang"),
    "square-bar": ("实心方钢", "方钢条", "方圆钢", "热轧方棒", "冷拉方钢", "方坯条", "square bar", "square steel", "steel square bar", "square steel bar", "solid square bar", "fanggang"),
    "flat-bar": ("冷拉扁钢", "扁钢条", "镀锌扁钢", "镀锌扁铁", "flat bar", "flat steel", "steel flat bar", "flat steel bar", "flats", "flat iron", "biangang"),
    "seamless": ("无缝钢", "无缝铁管", "热轧无缝管", "热轧无缝钢管", "冷拔无缝管", "冷拔管", "厚壁无缝管", "合金管", "合金无缝管", "石油套管", "套管", "结构用无缝管", "流体无缝管", "seamless", "seamless pipe",
                 "seamless tube", "seamless steel pipe", "seamless steel tube", "smls pipe", "smls", "wufengguan", "wufenggangguan", "wufeng"),
    "welded-tube": ("焊接管", "焊接圆管", "直缝管", "直缝钢管", "直缝焊接钢管", "高频焊接管", "螺旋钢管", "螺旋焊接钢管", "黑铁管", "脚手架钢管", "架管", "排栅管", "welded pipe", "welded tube", "welded steel pipe",
                    "welded steel tube", "erw", "erw pipe", "erw steel pipe", "black pipe", "spiral pipe", "spiral welded pipe", "ssaw", "ssaw pipe", "lsaw", "lsaw pipe", "hanguan",
                    "scaffolding pipe", "scaffolding tube", "scaffold tube"),
    "galvanised-tube": ("热镀锌焊管", "镀锌圆管", "镀锌水管", "镀锌铁管", "冷镀锌管", "镀锌带管", "白铁管", "热镀管", "galvanised pipe", "galvanized pipe", "galvanised tube", "galvanized tube",
                        "galvanised steel pipe", "galvanized steel pipe", "galvanised steel tube", "galvanized steel tube", "gi pipe", "gi tube", "hot dip galvanized pipe",
                        "hot dip galvanized steel pipe", "duxinguan"),
    "hollow-section": ("方矩钢管", "方钢管", "矩形钢管", "矩形方管", "镀锌方矩管", "镀锌矩形管", "镀锌方通", "热镀锌方管", "方型管", "矩型管", "正方管", "长方管", "扁方管", "方铁管", "hollow section", "square tube",
                       "square pipe", "rectangular tube", "rectangular pipe", "rhs", "shs", "square hollow section", "rectangular hollow section", "structural hollow section", "box section",
                       "square steel tube", "rectangular steel tube", "square and rectangular tube", "square steel pipe", "rectangular steel pipe", "fangguan", "fangjuguan", "juxingguan", "steel hollow section"),
    "cement": ("普通水泥", "普硅", "硅酸盐", "袋装普硅水泥", "水泥熟料", "砌筑水泥", "白水泥", "道路水泥", "矿渣硅酸盐水泥", "红水泥", "cement", "portland cement", "opc", "opc cement", "ordinary portland cement", "clinker",
               "bulk cement", "bagged cement", "shuini"),
    "concrete": ("商品砼", "预拌砼", "泵送砼", "细石混凝土", "细石砼", "抗渗混凝土", "抗渗砼", "自密实混凝土", "商品混泥土", "混泥土", "商品砼c", "concrete", "ready mix", "ready mixed concrete", "ready mix concrete",
                 "ready-mixed concrete", "rmc", "hunningtu", "shangtong", "shangpinhunningtu", "shanghun"),
    "bricks": ("砖头", "砖块", "粘土砖", "多孔砖", "烧结砖", "烧结多孔砖", "水泥砖", "混凝土砌块", "混凝土实心砖", "灰砂砖", "青砖", "耐火砖", "透水砖", "瓦片", "轻质砖", "泡沫砖", "加气混凝土砌块", "加气混凝土", "蒸压加气块", "蒸压加气砖",
               "陶粒砌块", "粉煤灰砖", "brick", "block", "red brick", "aac block", "concrete block", "hollow block", "hollow brick", "clay brick", "roof tile", "bricks and blocks", "zhuankuai",
               "qikuai", "autoclaved aerated concrete block"),
    "aggregate": ("砂子石子", "粗砂", "细砂", "石粉", "山砂", "海砂", "水洗砂", "石砂", "机砂", "人工砂", "河沙", "机制沙", "中沙", "粗沙", "细沙", "黄沙", "黄砂", "沙石", "沙", "砂料", "碎石子", "连续级配碎石", "级配碎石", "米石", "石料", "块石", "片石", "毛石",
                  "道砟", "石屑", "青石子", "aggregate", "sand and gravel", "gravel", "sand", "river sand", "crushed stone", "manufactured sand", "crushed aggregate", "macadam", "shashi", "hesha",
                  "suishi", "jizhisha"),
    "copper-cathode": ("电解铜板", "1号铜", "1号电解铜", "阴极铜板", "标准铜", "copper", "电铜", "高纯阴极铜", "copper cathode", "cathode copper", "electrolytic copper", "cathodes", "dianjietong", "yinjitong", "copper cathodes"),
    "copper-sheet": ("紫铜卷", "紫铜棒", "紫铜管", "紫铜箔", "纯铜板", "红铜排", "红铜带", "铜带", "铜卷", "铜板带", "copper sheet", "copper plate", "copper strip", "copper busbar", "copper bar", "red copper sheet",
                     "zitongban", "zitong", "copper coil"),
    "brass": ("黄铜条", "黄铜丝", "黄铜排", "黄铜箔", "黄铜卷", "黄铜锭", "铅黄铜", "铅黄铜棒", "锡黄铜", "brass", "brass sheet", "brass rod", "brass plate", "brass bar", "brass strip",
              "brass tube", "huangtong", "huangtongban", "huangtongbang"),
    "aluminium-ingot": ("电解铝", "电解铝锭", "原铝", "铝锭a00", "铝合金锭", "合金铝锭", "aluminium ingot", "aluminum ingot", "aluminium ingots", "primary aluminium", "primary aluminum", "lvding", "luding",
                        "a00 aluminium ingot", "a00 aluminum ingot"),
    "aluminium-sheet": ("铝镁锰板", "铝镁锰卷", "铝镁锰", "铝合金板", "铝合金", "铝板材", "aluminium", "aluminum", "铝卷材", "铝平板", "铝花纹板", "压花铝板", "五条筋铝板", "超宽铝板", "中厚铝板", "铝薄板", "保温铝皮", "铝皮", "防锈铝板", "彩涂铝板", "彩涂铝卷", "aluminium sheet", "aluminum sheet",
                        "aluminium plate", "aluminum plate", "aluminium coil", "aluminum coil", "aluminium alloy sheet", "aluminum alloy sheet", "aluminum alloy plate", "lvban", "luban",
                        "aluminium alloy plate", "aluminum sheet and plate"),
    "zinc-ingot": ("电解锌", "0号锌", "1号锌", "0号锌锭", "1号锌锭", "锌块", "高纯锌锭", "锌合金锭", "zinc ingot", "zinc ingots", "zinc", "shg zinc", "xinding"),
    "nickel": ("电解镍板", "金川电解镍", "镍块", "镍珠", "高镍铁", "镍板镍", "俄镍", "nickel", "nickel plate", "nickel cathode", "electrolytic nickel", "nickel briquette", "dianjienie", "nieban", "ferronickel",
               "nickel cathodes"),
    "timber": ("方料", "木料", "板方材", "松木", "松木方", "杉木方", "锯材", "防腐木", "樟子松木方", "樟子松板材", "白松木方", "辐射松木方", "铁杉木方", "花旗松木方", "落叶松木方", "原木方", "口料", "木板", "胶合模板", "竹胶板", "清水模板", "timber", "lumber",
               "log", "plywood", "sawn timber", "wood", "formwork plywood", "mucai", "mufang", "pine timber", "sawn lumber"),
    "chemicals": ("化学品", "化工品", "chemicals", "chemical raw materials", "huagong", "huagongyuanliao"),
}  # fmt: skip

# Names inside a category that stand for something of its own: the product's name is then this, not the category's.
SPECIFIC: dict[str, dict[str, tuple[str, ...]]] = {
    "chemicals": {
        "烧碱": ("caustic soda", "氢氧化钠", "naoh", "火碱", "工业烧碱", "苛性钠", "shaojian"), "片碱": ("caustic soda flakes", "片状烧碱", "pianjian"), "液碱": ("liquid caustic soda",),
        "纯碱": ("soda ash", "碳酸钠", "苏打", "na2co3", "chunjian"), "轻质纯碱": ("轻碱", "light soda ash"), "重质纯碱": ("重碱", "dense soda ash"), "小苏打": ("碳酸氢钠", "baking soda"),
        "聚乙烯": ("pe料", "pe粒子", "hdpe", "ldpe", "lldpe", "polyethylene"), "聚丙烯": ("pp料", "pp粒子", "pp", "polypropylene"), "PVC": ("聚氯乙烯", "pvc树脂", "pvc粉", "pvc resin", "pvc料"),
        "甲醇": ("methanol", "jiachun"), "乙醇": ("酒精", "ethanol", "无水乙醇"), "乙二醇": ("ethylene glycol", "meg"), "沥青": ("bitumen", "asphalt", "道路沥青", "liqing"), "石油沥青": ("重交沥青",),
        "改性沥青": ("sbs改性沥青",), "钛白粉": ("二氧化钛", "titanium dioxide", "tio2", "taibaifen"), "硫酸": ("sulfuric acid", "sulphuric acid", "浓硫酸", "工业硫酸", "liusuan"), "盐酸": ("工业盐酸", "hydrochloric acid", "yansuan"),
        "硝酸": ("nitric acid",), "醋酸": ("冰醋酸", "乙酸", "acetic acid"), "磷酸": ("phosphoric acid",), "尿素": ("urea",), "液氨": ("合成氨", "ammonia"), "氨水": (), "双氧水": ("过氧化氢", "hydrogen peroxide"), "甲苯": ("toluene",), "二甲苯": ("xylene",),
        "苯": (), "纯苯": ("benzene",), "苯乙烯": ("styrene",), "丙酮": ("acetone",), "工业盐": ("氯化钠", "industrial salt"), "氯化钙": ("calcium chloride",), "电石": ("碳化钙", "calcium carbide"), "环氧树脂": ("epoxy resin",),
        "聚苯乙烯": ("polystyrene",), "abs树脂": ("abs料",), "石蜡": ("paraffin wax",), "硫磺": ("sulphur", "sulfur"), "元明粉": ("硫酸钠", "sodium sulphate"), "氧化铁红": ("铁红",), "聚合氯化铝": ("pac",), "水玻璃": ("硅酸钠",), "减水剂": ("聚羧酸减水剂",), "硫酸铵": (),
        "氯化铵": (), "异丙醇": ("isopropanol",), "醋酸乙酯": ("乙酸乙酯",), "二氯甲烷": (), "dop": (), "炭黑": ("carbon black",), "活性炭": (),
    },
    "aggregate": {"河砂": (), "机制砂": (), "碎石": (), "石子": (), "中砂": (), "粗砂": (), "细砂": (), "卵石": (), "瓜子片": (), "石粉": (), "海砂": (), "水洗砂": ()},
    "bricks": {"红砖": (), "标砖": (), "加气块": ("蒸压加气块",), "空心砖": (), "页岩砖": (), "水泥砖": (), "灰砂砖": (), "多孔砖": (), "加气砖": ()},
    "timber": {"木方": (), "原木": (), "模板": (), "胶合板": (), "建筑模板": (), "多层板": (), "方木": (), "竹胶板": (), "防腐木": ()},
}  # fmt: skip

# The number by which a chemical is registered (CAS), and what it is.
CAS: dict[str, str] = {
    "1310-73-2": "烧碱", "497-19-8": "纯碱", "67-56-1": "甲醇", "64-17-5": "乙醇", "107-21-1": "乙二醇", "7664-93-9": "硫酸", "7647-01-0": "盐酸", "7697-37-2": "硝酸", "64-19-7": "醋酸",
    "7664-38-2": "磷酸", "57-13-6": "尿素", "7664-41-7": "液氨", "7722-84-1": "双氧水", "108-88-3": "甲苯", "1330-20-7": "二甲苯", "71-43-2": "纯苯", "100-42-5": "苯乙烯", "67-64-1": "丙酮",
    "9002-86-2": "PVC", "9002-88-4": "聚乙烯", "9003-07-0": "聚丙烯", "13463-67-7": "钛白粉", "144-55-8": "小苏打", "10043-52-4": "氯化钙", "75-20-7": "电石", "8052-42-4": "沥青", "7704-34-9": "硫磺", "7757-82-6": "元明粉", "1327-41-9": "聚合氯化铝", "67-63-0": "异丙醇",
}  # fmt: skip

# Traded, but in none of our categories: the product is named and the category stays open.
OTHER_PRODUCTS = (
    "钢绞线 钢丝绳 钢丝 铁丝 钢坯 方坯 板坯 废钢 生铁 铁矿石 铁矿 铁精粉 球团矿 焦炭 焦煤 动力煤 煤炭 钢板桩 钢轨 轻轨 重轨 道轨 T型钢 铸铁管 球墨铸铁管 波纹管 排水管 钢格板 钢筋网片 钢筋网 网片 焊丝 焊条 铝型材 铝棒 铝杆 铝管 "
    "铜杆 铜管 铜线 铜米 废铜 废铝 锡锭 铅锭 铅 锡 锑锭 镁锭 锰铁 硅铁 硅锰 铬铁 钼铁 不锈钢管 不锈钢圆钢 不锈钢棒 不锈钢焊管 不锈钢型材 不锈钢角钢 不锈钢方管 钢管 型钢 圆管 玻璃 石膏板 石膏 岩棉 保温板 防水卷材 矿粉 粉煤灰 水渣 石灰石 石灰 "
    "轴承钢 弹簧钢 工具钢 模具钢 高速钢 马口铁 镀锡板 C型钢 Z型钢 光伏支架 PE管 PVC管 电缆 瓷砖 钢模板 铝模板 扣件 螺栓 法兰 弯头 阀门 丝杆 冷拔丝 冷轧带肋 锚杆 精轧螺纹钢 精轧螺纹"
).split()

# Conditions of a deal: canonical word, then other ways of saying it.
CONDITIONS: dict[str, tuple[str, ...]] = {
    "现货": ("有现货", "有货", "现有", "在库", "库存现货", "现貨供应", "现货供应", "现货资源", "spot", "in stock", "ex stock", "ready stock", "available now", "xianhuo"),
    "期货": ("期货资源", "期单", "订货", "futures order", "forward"),
    "自提": ("上门自提", "客户自提", "自己提", "自己拉", "自己提货", "上门提货", "来车自提", "可自提", "需自提", "自提价", "pick up", "self pickup", "self pick up", "ex works", "exw", "ex warehouse", "pickup", "self collection", "ziti"),
    "送到": ("送货", "送货上门", "包送", "包送到", "包运费", "包运", "配送", "配送到", "送货到", "运到", "发到", "发往", "送往", "到货价", "到厂价", "到厂", "到工地", "送工地", "送到工地", "到工地价", "落地价", "含运费", "含运", "运费含", "可送货", "可送到", "可配送", "需送货", "要送到", "送", "送至", "运至", "发至", "送达",
           "delivered", "delivered to", "delivery to", "deliver to", "delivery", "door delivery", "songdao", "shipped to", "ship to"),
    "含税": ("带票", "含税价", "含票", "开票", "含增值税", "含13税", "含税13", "带税", "可开票", "要票", "税票", "含专票", "专票", "含13%税", "含税13%", "13%税", "13个点", "13点", "含13个点", "带13个点票", "13税票", "13%专票", "tax included", "tax incl", "incl tax", "incl. tax", "including tax",
           "including vat", "incl vat", "incl. vat", "vat included", "with vat", "with tax", "with invoice", "tax inclusive", "vat inclusive", "hanshui"),
    "不含税": ("不带票", "不含税价", "未税", "未含税", "不开票", "不要票", "无票", "免税价", "税前", "没税", "不含票", "不带税", "裸价", "tax excluded", "excluding tax", "excl tax", "excl. tax", "without tax", "without vat", "excl vat", "excl. vat", "excluding vat", "ex vat", "ex tax", "vat excluded", "no tax", "tax exclusive", "without invoice",
             "no invoice"),
    "过磅": ("磅计", "过磅价", "磅重", "过磅计重", "过磅计", "实重", "按磅", "磅算", "过地磅", "检斤", "过磅结算", "按过磅", "actual weight", "weighed", "by scale", "by actual weight", "weighbridge", "scale weight", "on actual weight", "guobang"),
    "理计": ("理重", "理算", "理论重量", "理论计重", "理计价", "按理计", "理论", "按理重", "理计重量", "理论重", "theoretical weight", "by theory", "theoretical", "by theoretical weight", "on theoretical weight", "theory weight", "liji"),
    "承兑": ("可承兑", "收承兑", "承兑汇票", "银承", "接承兑", "承兑可", "可收承兑", "付承兑", "电承", "商承", "银行承兑", "银票", "承兑价", "可用承兑", "acceptance", "bank acceptance", "acceptance draft", "acceptance bill", "bill of acceptance", "by acceptance", "chengdui"),
    "不收承兑": ("不要承兑", "不接承兑", "承兑勿扰", "非承兑", "拒收承兑", "no acceptance"), "现款": ("现金", "现汇", "款到发货", "现金价", "现款价", "全款", "带款提货", "先款后货", "cash", "cash price", "t/t", "tt"),
    "账期": ("月结", "赊账", "可赊", "垫资", "帐期", "赊销", "货到付款", "on credit", "credit terms"),
    "散装": ("散水泥", "罐装", "散装车", "bulk", "in bulk", "loose", "sanzhuang"),
    "袋装": ("包装水泥", "袋装水泥料", "50kg袋装", "袋水泥", "bagged", "in bags", "bags", "daizhuang"),
    "质保书": ("带质保书", "质保", "带质保", "材质书", "材质单", "质保单", "带材质书", "有质保书", "原厂质保书", "原厂质保", "原厂质保单", "要质保书", "附质保书", "提供质保书", "含质保书", "质量证明书", "带材质单", "材质证明", "mill certificate", "with certificate", "mtc", "with mtc", "mill test certificate", "test certificate", "with mill certificate", "certificate"),
    "一票制": ("一票", "一票价", "一票到位"), "两票制": ("两票", "二票制", "两票价"),
    "国标": ("国标料", "正国标", "足国标", "national standard"), "非标": ("非国标", "非标料"), "定尺": ("定尺寸", "定尺料", "fixed length"), "非定尺": ("不定尺", "乱尺", "范围尺"),
    "正公差": ("足厚", "上差"), "负公差": ("下差", "负差"), "原厂": ("厂家直发", "厂家直销", "钢厂直发", "原厂货", "原厂正品"), "厂提": ("厂里提", "厂提价", "厂内自提", "出厂价", "出厂"), "库提": ("仓库自提", "库提价", "仓提"), "面议": ("电议", "价格面议", "电话议价", "议价", "价格电议", "可谈", "一单一议", "一单一谈", "price on request", "negotiable"),
    "缺货": ("断货", "无货", "暂缺", "断档", "没货", "out of stock", "无资源", "缺"), "货少": ("少量", "少货", "货不多", "量少", "资源少"), "泵送": ("可泵送", "pumped"), "非泵送": ("非泵", "自卸", "unpumped"),
    "整车": ("整车发", "full truck"), "零售": ("零卖", "散卖"), "可切割": ("可零切", "可切", "零切", "可加工", "切割", "可剪切"), "可开平": ("开平加工",), "可分条": ("分条", "纵剪"),
    "急": ("急求", "急需", "急用", "急购", "加急", "急要", "紧急", "urgent", "urgently"), "长期": ("长期要", "长期需要", "长期供应", "长期有效", "长期采购", "常年", "long term"),
}  # fmt: skip

INTENTS: dict[str, tuple[str, ...]] = {
    "demand": ("求购", "采购", "需要", "求", "要", "想要", "我要", "我想要", "想买", "需求", "求货", "收购", "购买", "买", "急购", "诚购", "询价", "询", "求采", "购", "需", "寻", "找", "寻货", "谁有", "哪里有", "有没有", "有没", "有无", "有吗", "有吗", "能否报价", "请报价", "报个价", "想采购", "要买", "我司需要", "现需", "工地要", "工地需要", "项目需要", "buy",
               "wanted", "want", "need", "needed", "looking for", "inquiry", "enquiry", "rfq", "purchase", "require", "required", "we need", "i need", "want to buy", "wtb", "qiugou", "caigou", "please quote", "pls quote", "quote for"),
    "supply": ("供应", "出售", "销售", "出", "卖", "甩卖", "处理", "低价出", "特价", "优惠", "报价", "优势报价", "批发", "直销", "供", "抛售", "特价出", "有售", "for sale", "sell", "selling", "offer", "supply", "available", "gongying"),
}  # fmt: skip

# Words that name a column or carry no demand of their own. They are understood, and leave nothing in the rest.
LABELS = (
    "品名 品种 名称 产品 产品名称 货物 货名 规格 规格型号 型号 尺寸 材质 牌号 钢号 材质牌号 钢级 等级 级别 强度 强度等级 钢厂 厂家 生产厂家 产地 品牌 钢厂产地 厂商 价格 单价 报价 现价 售价 目标价 目标价格 心理价 预算 价 价位 数量 重量 总重 吨位 需求量 采购量 可供量 库存 库存量 存放地 交货地 交货地点 提货地 提货地点 收货地 仓库 仓 库 备注 说明 资源 货 的 货源 "
    "和 与 及 在 到 了 吗 呢 吧 是 我 我们 您好 你好 老板 请问 麻烦 谢谢 多谢 有 直径 厚度 厚 宽度 宽 长度 长 壁厚 外径 高度 边长 内径 口径 粒径 等 各 一批 一些 大概 左右 大约 约 目前 市场 市 省 区 本地 当地 附近 地区 一带 发货 提货 交货 装货 送货地 钢材 建材 材料 每吨 一吨 米长 标准 执行标准 长短 或 或者 也 可 可以 都 都行 均可 "
    "总量 交货期 共 总共 合计 总计 共计 要求 需求 fob cif 今天 今日 明天 这周 本周 近期 最近 马上 尽快 多少钱 多少 什么价 啥价 什么价格 价格多少 怎么卖 行情 最新 号 级 纯度 含量 表面 锌层 颜色 包装 树种 in at from for of and or with the a an price target size grade spec qty quantity mill city please pls steel per ton tonne tons mt rmb cny yuan dia diameter length thick thickness width wall budget made by origin "
    "warehouse ex stock to is any some hi hello thanks thank you i we can location brand product standard each no.  ton tonnes metric kg piece pieces pcs cas mm max min near around about asap"
).split()
