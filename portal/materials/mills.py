"""Mills and works as the trade names them: short name, full name, city and other spellings.

Facts as published by the companies; a mill not in this table is kept as typed, never corrected.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from portal.materials.text import fold


@dataclass(frozen=True, slots=True)
class Mill:
    """short: what stands on a stock sheet; city: short name of where it works; makes: what kind of works it is."""

    short: str
    name: str
    city: str
    makes: str = "steel"
    aliases: tuple[str, ...] = ()


MILLS: tuple[Mill, ...] = (
    Mill("宝钢", "宝山钢铁股份有限公司", "上海", aliases=("宝钢股份", "宝山钢铁", "上海宝钢", "梅钢")),
    Mill("鞍钢", "鞍钢股份有限公司", "鞍山", aliases=("鞍山钢铁", "鞍钢股份")),
    Mill("首钢", "首钢集团有限公司", "北京", aliases=("首钢京唐", "首钢股份")),
    Mill("迁钢", "首钢股份公司迁安钢铁公司", "唐山", aliases=("首钢迁钢",)),
    Mill("长钢", "首钢长治钢铁有限公司", "长治", aliases=("首钢长钢", "长治钢铁")),
    Mill("水钢", "首钢水城钢铁（集团）有限责任公司", "六盘水", aliases=("首钢水钢", "水城钢铁")),
    Mill("河钢", "河钢集团有限公司", "石家庄", aliases=("河北钢铁", "河钢集团")),
    Mill("唐钢", "河钢股份有限公司唐山分公司", "唐山", aliases=("河钢唐钢",)),
    Mill("邯钢", "河钢股份有限公司邯郸分公司", "邯郸", aliases=("河钢邯钢", "邯郸钢铁")),
    Mill("承钢", "河钢股份有限公司承德分公司", "承德", aliases=("河钢承钢", "承德钢铁")),
    Mill("宣钢", "宣化钢铁集团有限责任公司", "张家口", aliases=("河钢宣钢",)),
    Mill("石钢", "河钢集团石家庄钢铁有限责任公司", "石家庄", aliases=("河钢石钢",)),
    Mill(
        "敬业", "敬业钢铁有限公司", "石家庄", aliases=("敬业钢铁", "河北敬业", "敬业钢厂", "敬业集团", "乌兰浩特敬业")
    ),
    Mill("沙钢", "江苏沙钢集团有限公司", "苏州", aliases=("沙钢集团", "张家港沙钢")),
    Mill("永钢", "江苏永钢集团有限公司", "苏州", aliases=("永钢集团", "联峰")),
    Mill("中天钢铁", "中天钢铁集团有限公司", "常州", aliases=("中天", "常州中天", "南通中天")),
    Mill("南钢", "南京钢铁股份有限公司", "南京", aliases=("南京钢铁",)),
    Mill("兴澄特钢", "江阴兴澄特种钢铁有限公司", "无锡", aliases=("兴澄", "江阴兴澄")),
    Mill("西城", "江阴西城钢铁有限公司", "无锡", aliases=("西城三联", "西城钢铁")),
    Mill("镔鑫", "江苏省镔鑫钢铁集团有限公司", "连云港", aliases=("镔鑫钢铁", "镔钢集团")),
    Mill("徐钢", "江苏徐钢钢铁集团有限公司", "徐州", aliases=("徐州钢铁",)),
    Mill("马钢", "马鞍山钢铁股份有限公司", "马鞍山", aliases=("马鞍山钢铁", "马钢股份")),
    Mill("长江钢铁", "安徽长江钢铁股份有限公司", "马鞍山", aliases=("马长江",)),
    Mill("芜湖新兴", "芜湖新兴铸管有限责任公司", "芜湖", aliases=("新兴铸管", "新兴")),
    Mill("武钢", "武汉钢铁有限公司", "武汉", aliases=("武汉钢铁",)),
    Mill("鄂钢", "宝武集团鄂城钢铁有限公司", "鄂州", aliases=("鄂城钢铁",)),
    Mill("新冶钢", "大冶特殊钢有限公司", "黄石", aliases=("大冶特钢", "冶钢")),
    Mill("湘钢", "湖南华菱湘潭钢铁有限公司", "湘潭", aliases=("湘潭钢铁", "华菱湘钢")),
    Mill("涟钢", "湖南华菱涟源钢铁有限公司", "娄底", aliases=("涟源钢铁", "华菱涟钢")),
    Mill("冷钢", "冷水江钢铁有限责任公司", "娄底", aliases=("冷水江钢铁",)),
    Mill("衡钢", "衡阳华菱钢管有限公司", "衡阳", "seamless", ("衡阳钢管",)),
    Mill("萍钢", "萍乡萍钢安源钢铁有限公司", "萍乡", aliases=("方大萍钢", "萍乡钢铁")),
    Mill("九江钢铁", "九江萍钢钢铁有限公司", "九江", aliases=("方大九钢", "九钢")),
    Mill("新钢", "新余钢铁股份有限公司", "新余", aliases=("新余钢铁",)),
    Mill("方大特钢", "方大特钢科技股份有限公司", "南昌", aliases=("南昌长力", "长力")),
    Mill("三钢闽光", "福建三钢闽光股份有限公司", "三明", aliases=("三钢", "闽光")),
    Mill("三宝", "福建三宝钢铁有限公司", "漳州", aliases=("三宝钢铁",)),
    Mill("韶钢", "广东韶钢松山股份有限公司", "韶关", aliases=("韶钢松山", "宝武韶钢", "粤韶")),
    Mill("广钢", "广州钢铁股份有限公司", "广州", aliases=("广州钢铁",)),
    Mill("珠海粤钢", "珠海粤裕丰钢铁有限公司", "珠海", aliases=("粤钢", "粤裕丰")),
    Mill("裕丰", "广东粤裕丰钢铁有限公司", "湛江", aliases=("裕丰钢铁",)),
    Mill("湛江钢铁", "宝钢湛江钢铁有限公司", "湛江", aliases=("宝钢湛江",)),
    Mill("泰都", "广东泰都钢铁实业股份有限公司", "揭阳", aliases=("泰都钢铁",)),
    Mill("柳钢", "柳州钢铁股份有限公司", "柳州", aliases=("柳州钢铁", "防城港柳钢")),
    Mill("桂鑫", "广西桂鑫钢铁集团有限公司", "贺州", aliases=("桂鑫钢铁",)),
    Mill("贵港钢铁", "广西贵港钢铁集团有限公司", "贵港", aliases=("贵钢",)),
    Mill("盛隆", "广西盛隆冶金有限公司", "防城港", aliases=("盛隆冶金",)),
    Mill("昆钢", "武钢集团昆明钢铁股份有限公司", "昆明", aliases=("昆明钢铁",)),
    Mill("攀钢", "攀钢集团有限公司", "攀枝花", aliases=("攀枝花钢铁", "攀成钢")),
    Mill("威钢", "四川省威远钢铁有限公司", "内江", aliases=("威远钢铁", "川威")),
    Mill("德胜", "四川德胜集团钒钛有限公司", "乐山", aliases=("德胜钒钛",)),
    Mill("达钢", "四川省达州钢铁集团有限责任公司", "达州", aliases=("达州钢铁",)),
    Mill("重钢", "重庆钢铁股份有限公司", "重庆", aliases=("重庆钢铁",)),
    Mill("酒钢", "酒泉钢铁（集团）有限责任公司", "嘉峪关", aliases=("酒泉钢铁", "榆中酒钢")),
    Mill("八一钢铁", "新疆八一钢铁股份有限公司", "乌鲁木齐", aliases=("八钢", "八一")),
    Mill("龙钢", "陕西龙门钢铁有限责任公司", "渭南", aliases=("龙门钢铁", "陕钢", "禹龙")),
    Mill("包钢", "内蒙古包钢钢联股份有限公司", "包头", aliases=("包头钢铁", "包钢股份")),
    Mill("太钢", "山西太钢不锈钢股份有限公司", "太原", aliases=("太钢不锈", "太原钢铁")),
    Mill("建邦", "山西建邦集团有限公司", "临汾", aliases=("建邦集团",)),
    Mill("晋钢", "山西晋钢智造科技实业有限公司", "晋城", aliases=("晋城钢铁", "晋城福盛")),
    Mill("立恒", "山西立恒焦化钢铁有限公司", "临汾", aliases=("立恒钢铁",)),
    Mill("日照钢铁", "日照钢铁控股集团有限公司", "日照", aliases=("日钢", "日照", "日照钢")),
    Mill("莱钢", "山东钢铁股份有限公司莱芜分公司", "济南", aliases=("莱芜钢铁", "山钢莱芜")),
    Mill("济钢", "济钢集团有限公司", "济南", aliases=("济南钢铁",)),
    Mill("山钢日照", "山东钢铁集团日照有限公司", "日照", aliases=("山钢", "日照精品")),
    Mill("石横", "石横特钢集团有限公司", "泰安", aliases=("石横特钢",)),
    Mill("西王", "西王特钢有限公司", "滨州", aliases=("西王特钢",)),
    Mill("安钢", "安阳钢铁股份有限公司", "安阳", aliases=("安阳钢铁",)),
    Mill("济源钢铁", "河南济源钢铁（集团）有限公司", "济源", aliases=("济源钢",)),
    Mill("本钢", "本钢板材股份有限公司", "本溪", aliases=("本溪钢铁", "本钢板材", "北营")),
    Mill("凌钢", "凌源钢铁股份有限公司", "朝阳", aliases=("凌源钢铁",)),
    Mill("抚新钢铁", "抚顺新钢铁有限责任公司", "抚顺", aliases=("新抚钢", "新抚", "抚顺新钢")),
    Mill("通钢", "吉林通钢集团股份有限公司", "通化", aliases=("通化钢铁",)),
    Mill("建龙", "建龙集团", "唐山", aliases=("唐山建龙", "建龙西林", "西林钢铁", "西林", "吉林建龙")),
    Mill("天钢", "天津钢铁集团有限公司", "天津", aliases=("天津钢铁",)),
    Mill("天铁", "天津天铁冶金集团有限公司", "邯郸", aliases=("天津铁厂",)),
    Mill("天津钢管", "天津钢管制造有限公司", "天津", "seamless", ("大无缝", "天津大无缝", "天管", "TPCO")),
    Mill("友发", "天津友发钢管集团股份有限公司", "天津", aliases=("友发钢管", "天津友发")),
    Mill("包钢无缝", "内蒙古包钢无缝钢管厂", "包头", "seamless", ("包钢钢管",)),
    Mill("津西", "河北津西钢铁集团股份有限公司", "唐山", aliases=("津西钢铁",)),
    Mill("国丰", "唐山国丰钢铁有限公司", "唐山", aliases=("唐山国丰",)),
    Mill("九江线材", "河北鑫达钢铁集团有限公司九江线材", "唐山", aliases=("迁安九江", "九江")),
    Mill("燕钢", "河北燕山钢铁集团有限公司", "唐山", aliases=("燕山钢铁",)),
    Mill("东海特钢", "河北东海特钢集团有限公司", "唐山", aliases=("唐山东海", "东海")),
    Mill("纵横", "河北纵横集团丰南钢铁有限公司", "唐山", aliases=("纵横钢铁", "丰南纵横")),
    Mill("杭钢", "杭州钢铁集团有限公司", "杭州", aliases=("杭州钢铁", "宁钢")),
    Mill("青山", "青山控股集团有限公司", "温州", "stainless", ("青山控股", "青拓")),
    Mill("甬金", "甬金科技集团股份有限公司", "金华", "stainless", ("浙江甬金",)),
    Mill("宏旺", "广东宏旺投资集团有限公司", "佛山", "stainless", ("佛山宏旺",)),
    Mill("张浦", "张家港浦项不锈钢有限公司", "苏州", "stainless", ("浦项", "张家港浦项")),
    Mill("北部湾新材料", "北港新材料有限公司", "北海", "stainless", ("北海诚德", "诚德")),
    Mill("德龙", "江苏德龙镍业有限公司", "盐城", "stainless", ("德龙镍业",)),
    Mill("海螺", "安徽海螺水泥股份有限公司", "芜湖", "cement", ("海螺水泥",)),
    Mill("华新", "华新水泥股份有限公司", "黄石", "cement", ("华新水泥",)),
    Mill("南方水泥", "南方水泥有限公司", "杭州", "cement", ("南方",)),
    Mill("冀东", "唐山冀东水泥股份有限公司", "唐山", "cement", ("冀东水泥", "盾石")),
    Mill("红狮", "红狮控股集团有限公司", "金华", "cement", ("红狮水泥",)),
    Mill("华润水泥", "华润水泥控股有限公司", "贵港", "cement", ("华润", "润丰")),
    Mill("天山", "天山材料股份有限公司", "乌鲁木齐", "cement", ("天山水泥",)),
    Mill("中联", "中国联合水泥集团有限公司", "北京", "cement", ("中联水泥",)),
    Mill("江铜", "江西铜业股份有限公司", "鹰潭", "nonferrous", ("江西铜业", "贵冶")),
    Mill("铜陵有色", "铜陵有色金属集团股份有限公司", "铜陵", "nonferrous", ("铜冠",)),
    Mill("云铜", "云南铜业股份有限公司", "昆明", "nonferrous", ("云南铜业", "铁峰")),
    Mill("中铝", "中国铝业股份有限公司", "北京", "nonferrous", ("中国铝业",)),
    Mill("云铝", "云南铝业股份有限公司", "昆明", "nonferrous", ("云南铝业",)),
    Mill("魏桥", "山东魏桥铝电有限公司", "滨州", "nonferrous", ("宏桥", "中国宏桥")),
    Mill("南山铝业", "山东南山铝业股份有限公司", "烟台", "nonferrous", ("南山",)),
    Mill("驰宏", "云南驰宏锌锗股份有限公司", "曲靖", "nonferrous", ("驰宏锌锗",)),
    Mill("株冶", "株洲冶炼集团股份有限公司", "株洲", "nonferrous", ("株洲冶炼", "火炬")),
    Mill("金川", "金川集团股份有限公司", "金昌", "nonferrous", ("金川集团",)),
    Mill("舞钢", "舞阳钢铁有限责任公司", "平顶山", aliases=("舞阳钢铁", "舞阳")),
    Mill("营钢", "五矿营口中板有限责任公司", "营口", aliases=("营口中板", "五矿营钢")),
    Mill("新天钢", "天津新天钢联合特钢有限公司", "天津", aliases=("联合特钢",)),
    Mill("鑫达", "河北鑫达钢铁集团有限公司", "唐山", aliases=("鑫达钢铁", "河北鑫达")),
    Mill("瑞丰", "唐山瑞丰钢铁（集团）有限公司", "唐山", aliases=("瑞丰钢铁", "唐山瑞丰")),
    Mill("港陆", "唐山港陆钢铁有限公司", "唐山", aliases=("港陆钢铁", "唐山港陆")),
    Mill("裕华", "武安市裕华钢铁有限公司", "邯郸", aliases=("裕华钢铁", "武安裕华")),
    Mill("普阳", "普阳钢铁有限公司", "邯郸", aliases=("普阳钢铁", "中普")),
    Mill("文丰", "邯郸市文丰钢铁集团有限公司", "邯郸", aliases=("文丰钢铁", "文安钢铁")),
    Mill("永洋", "永洋特钢集团有限公司", "邯郸", aliases=("永洋特钢",)),
    Mill("淮钢", "江苏沙钢集团淮钢特钢股份有限公司", "淮安", aliases=("淮钢特钢", "沙钢淮钢")),
    Mill("青钢", "青岛特殊钢铁有限公司", "青岛", aliases=("青岛特钢", "青特钢")),
    Mill("东北特钢", "东北特殊钢集团股份有限公司", "大连", aliases=("东特", "抚顺特钢")),
    Mill("西宁特钢", "西宁特殊钢股份有限公司", "西宁", aliases=("西钢",)),
    Mill("利达", "天津利达钢管集团有限公司", "天津", aliases=("利达钢管", "天津利达")),
    Mill("君诚", "天津君诚管道实业集团有限公司", "天津", aliases=("君诚钢管", "君诚管道", "天津君诚")),
    Mill("源泰德润", "天津源泰德润钢管制造集团有限公司", "天津", aliases=("源泰", "源泰德润钢管")),
    Mill("正大", "邯郸正大制管集团股份有限公司", "邯郸", aliases=("正大制管", "邯郸正大")),
    Mill("京华", "衡水京华制管有限公司", "衡水", aliases=("京华制管", "衡水京华")),
    Mill("华岐", "天津市华岐钢管集团有限公司", "天津", aliases=("华岐钢管", "天津华岐")),
    Mill("韶关新伟", "韶关新伟钢铁有限公司", "韶关", aliases=("新伟",)),
    Mill("中山宝华", "中山宝华钢铁有限公司", "中山", aliases=()),
    Mill("锦州锦兴", "锦州锦兴钢厂有限责任公司", "锦州", aliases=("锦兴",)),
    Mill("粤北钢铁", "粤北联合钢铁有限公司", "韶关", aliases=("粤北",)),
    Mill("宝新", "宁波宝新不锈钢有限公司", "宁波", "stainless", ("宁波宝新",)),
    Mill("联众", "鞍钢联众（广州）不锈钢有限公司", "广州", "stainless", ("鞍钢联众", "广州联众")),
    Mill("福欣", "福建福欣特殊钢有限公司", "漳州", "stainless", ("福欣特钢",)),
    Mill("鼎信", "福建鼎信科技有限公司", "宁德", "stainless", ("福建鼎信",)),
    Mill("山水", "山东山水水泥集团有限公司", "济南", "cement", ("山水水泥",)),
    Mill("金隅", "北京金隅集团股份有限公司", "北京", "cement", ("金隅水泥", "金隅冀东")),
    Mill("天瑞", "天瑞水泥集团有限公司", "平顶山", "cement", ("天瑞水泥",)),
    Mill("塔牌", "广东塔牌集团股份有限公司", "梅州", "cement", ("塔牌水泥",)),
    Mill("台泥", "台泥（英德）水泥有限公司", "清远", "cement", ("台泥水泥", "英德台泥")),
    Mill("祁连山", "甘肃祁连山水泥集团股份有限公司", "兰州", "cement", ("祁连山水泥",)),
    Mill("尧柏", "西部水泥尧柏特种水泥集团有限公司", "西安", "cement", ("尧柏水泥",)),
    Mill("洛铜", "中铝洛阳铜业有限公司", "洛阳", "nonferrous", ("洛阳铜业", "中铝洛铜")),
    Mill("南方有色", "广西南丹南方金属有限公司", "河池", "nonferrous", ("南丹南方", "南方金属")),
    Mill("大冶有色", "大冶有色金属集团控股有限公司", "黄石", "nonferrous", ()),
    Mill("祥光", "阳谷祥光铜业有限公司", "聊城", "nonferrous", ("祥光铜业",)),
    Mill("豫光", "河南豫光金铅股份有限公司", "济源", "nonferrous", ("豫光金铅",)),
    Mill("紫金", "紫金矿业集团股份有限公司", "龙岩", "nonferrous", ("紫金铜业", "紫金矿业")),
    Mill("信发", "信发集团有限公司", "聊城", "nonferrous", ("信发铝业", "信发铝")),
    Mill("神火", "河南神火煤电股份有限公司", "商丘", "nonferrous", ("神火铝业",)),
    Mill("明泰", "河南明泰铝业股份有限公司", "郑州", "nonferrous", ("明泰铝业",)),
)

# How the larger ones write themselves in Latin letters, and in pinyin as typed.
LATIN_NAMES: dict[str, tuple[str, ...]] = {
    "宝钢": ("baosteel", "baogang", "baoshan steel"), "鞍钢": ("ansteel", "angang", "anshan steel"), "首钢": ("shougang", "capital steel"), "河钢": ("hbis", "hegang", "hesteel"),
    "唐钢": ("tanggang", "tangsteel"), "邯钢": ("hangang", "hansteel"), "承钢": ("chenggang",), "敬业": ("jingye", "jingye steel"), "沙钢": ("shagang", "shagang group"), "永钢": ("yonggang",),
    "中天钢铁": ("zhongtian", "zenith steel", "zhongtian steel"), "南钢": ("nangang", "nanjing steel", "nisco"), "马钢": ("magang", "masteel", "ma steel"), "武钢": ("wugang", "wisco", "wuhan steel"), "湘钢": ("xianggang", "xiangtan steel"),
    "涟钢": ("liangang", "lianyuan steel"), "新钢": ("xingang", "xinyu steel"), "三钢闽光": ("sansteel", "minguang"), "韶钢": ("shaogang", "shaoguan steel"), "柳钢": ("liugang", "liuzhou steel"), "昆钢": ("kungang",), "攀钢": ("pangang", "panzhihua steel"),
    "重钢": ("chonggang", "chongqing steel"), "酒钢": ("jiugang", "jisco"), "包钢": ("baotou steel",), "太钢": ("taigang", "tisco"), "日照钢铁": ("rizhao steel", "rigang"), "莱钢": ("laigang", "laiwu steel"), "安钢": ("anyang steel",),
    "本钢": ("bengang", "benxi steel", "bx steel"), "津西": ("jinxi", "jinxi steel"), "建龙": ("jianlong", "jianlong steel"), "天钢": ("tiangang", "tianjin steel"), "天津钢管": ("tianjin pipe",), "友发": ("youfa", "youfa steel pipe"),
    "青山": ("tsingshan", "qingshan"), "海螺": ("conch", "conch cement"), "华新": ("huaxin", "huaxin cement"), "江铜": ("jiangxi copper", "jcc"), "中铝": ("chalco", "chinalco"), "金川": ("jinchuan",), "凌钢": ("linggang",), "山钢日照": ("shandong steel", "shangang"),
}  # fmt: skip


@lru_cache(maxsize=1)
def _by_name() -> dict[str, Mill]:
    names = {fold(mill.short): mill for mill in MILLS}
    for mill in MILLS:
        for name in (mill.name, *mill.aliases, *LATIN_NAMES.get(mill.short, ())):
            names.setdefault(fold(name), mill)
    return names


def find_mill(text: str) -> Mill | None:
    """The mill meant by a short name, full name or known other spelling; None when it is not in the table."""
    return _by_name().get(fold(text))


@lru_cache(maxsize=512)
def groups_of(mill: Mill) -> tuple[str, ...]:
    """Short names of other mills that one of this mill's names begins with: 迁钢 is also 首钢迁钢, so of 首钢."""
    names = tuple(fold(name) for name in (mill.short, *mill.aliases))
    return tuple(
        other.short
        for other in MILLS
        if other is not mill and any(name.startswith(fold(other.short)) for name in names)
    )
