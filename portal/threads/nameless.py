"""What must not stand in a help article made of an answer: whose it was. Pure; knows the names it is given and how such things are written.

What is taken out leaves a mark in 【】 for the writer to reword. Goods, prices, places and conditions stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from portal.core.texts import N_

CUSTOMER, COLLEAGUE, COMPANY, PERSON = N_("客户"), N_("同事"), N_("企业"), N_("联系人")
PHONE, CONTACT, NUMBER, PLATE, ADDRESS = N_("电话"), N_("联系方式"), N_("编号"), N_("车牌"), N_("地址")
MARKS = (CUSTOMER, COLLEAGUE, COMPANY, PERSON, PHONE, CONTACT, NUMBER, PLATE, ADDRESS)

_D = "[0-9０-９]"
_GAP = r"[ \-－—·]?"
_PHONES = re.compile(
    rf"(?<![0-9A-Za-z０-９])(?:[+＋]?86{_GAP})?[1１][3-9３-９]{_D}{_GAP}{_D}{{4}}{_GAP}{_D}{{4}}(?!{_D})"
    rf"|(?<!{_D})[（(]?0{_D}{{2,3}}[）)]?{_GAP}{_D}{{3,4}}{_GAP}{_D}{{4}}(?:[ ]?[\-－转][ ]?{_D}{{1,5}})?(?!{_D})"
    rf"|(?<!{_D})[48]00{_GAP}{_D}{{3,4}}{_GAP}{_D}{{3,4}}(?!{_D})"
    rf"|(?<=电话)[：: 是]*{_D}{{3,4}}{_GAP}{_D}{{4}}(?!{_D})"
)
_MAILS = re.compile(r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,9}")
_CHATS = re.compile(r"((?:微信|QQ|V信|VX|WX|钉钉)号?[：: 是]*)[A-Za-z0-9_\-]{5,30}", re.IGNORECASE)
_PLATES = re.compile(
    r"[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新][A-HJ-NP-Z][ ·]?[A-HJ-NP-Z0-9]{5,6}(?![A-Z0-9])"
)
_NUMBERS = (
    re.compile(r"(?<![A-Za-z0-9])[A-Z][0-9A-HJKMNP-TV-Z]{8}(?![A-Za-z0-9])"),  # our own
    re.compile(r"(?<![A-Za-z0-9.])[0-9]{15,19}[0-9Xx]?(?![0-9])|(?<![A-Za-z0-9])[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}(?![A-Za-z0-9])"),
)  # fmt: skip
_NUMBERED = re.compile(
    r"((?:订单|合同|会话|报价|运单|提单|发票|询价|异议|工单|出库单|磅单|账|卡|客户)(?:单)?(?:编号|号码|号)?[：:# 为是]*)([A-Za-z0-9](?:[A-Za-z0-9\-]{4,30}))(?![A-Za-z0-9])"
)
_STREETS = re.compile(
    r"((?:[\u4e00-\u9fff]{0,12}[到在至是址为送])?)[\u4e00-\u9fff]{2,14}?(?:大道|路|街|巷|道)[ ]?[0-9０-９]{1,5}[ ]?(?:弄[ ]?[0-9０-９]{1,4}[ ]?)?号(?:院|楼|库)?"
)

_LEGAL = r"(?:有限责任公司|股份有限公司|集团有限公司|有限公司|股份公司|集团公司)"
_FIRMS = re.compile(rf"[\u4e00-\u9fffA-Za-z（）()]{{2,30}}?{_LEGAL}(?:[\u4e00-\u9fff]{{2,8}}?(?:分公司|项目部))?")
_BEFORE_A_FIRM = re.compile(
    r".*(?:[到给是由为向与找在跟从把请和的我您叫写]|单位|户名|抬头|名称|送货|发货|客户|供应商|厂家|需方|供方|买方|卖方|甲方|乙方)(?=.{4,})"
)

_WHOLE = ((_MAILS, CONTACT), (_PLATES, PLATE), (_NUMBERS[0], NUMBER), (_PHONES, PHONE), (_NUMBERS[1], NUMBER))

# Surnames that hardly ever end another word, and those that do: not after what makes a word of them.
_SURE = "王李张刘陈杨赵黄吴徐孙胡朱郭罗宋唐邓冯韩曹彭曾萧肖蔡潘董袁蒋杜叶魏吕沈姚卢崔汪廖贾韦邹熊孟秦阎薛侯邵龚郝钱汤尹黎乔贺赖庞樊兰殷翟倪牛俞聂岳葛耿霍邢裴柳"
_COMPOUND = "欧阳|司马|上官|诸葛|皇甫|尉迟|夏侯|令狐|东方"
_UNSURE: Mapping[str, str] = {
    "周": "一每上下本两几这", "何": "任如为", "谢": "谢多感", "余": "其剩多", "傅": "师", "钟": "分", "许": "不允或也", "范": "规示", "梁": "桥横吊主",
    "伍": "队", "苏": "江", "申": "重", "马": "立", "林": "园", "郑": "慎", "高": "提最较很偏更", "于": "由关对属归至位处等低大小优高限", "程": "工流过日课全",
    "任": "责主担信委", "金": "资基现奖合押定租五佣违冶", "石": "矿铁砂", "夏": "宁华", "江": "浙镇九长松黑内丽湛", "方": "我对双买卖甲乙供需客厂地各官多立平前货贵",
    "安": "西公保平治", "段": "标地路工阶", "史": "历", "田": "农油", "白": "空", "常": "正平日异", "万": "十百千几两三", "康": "健", "毛": "羊", "温": "高低常保",
    "丁": "布", "包": "打承外", "关": "海相有机无", "雷": "地", "戴": "佩", "章": "盖公印合", "卫": "环", "季": "四旺淡", "齐": "备配", "武": "文", "严": "从",
    "童": "儿", "颜": "红", "顾": "照", "易": "交贸", "施": "措实设", "孔": "钻打", "陆": "大", "陶": "黑", "姜": "生", "焦": "炼", "龙": "乌", "丘": "山",
}  # fmt: skip
_TITLES = "总经理|总监|副总|董事长|董|经理|师傅|老板|老师|主任|厂长|科长|部长|处长|站长|队长|主管|会计|工程师|先生|女士|小姐|太太|大哥|大姐|哥|姐"
_ENDS = r"(?=[，,。：:、；;！!？?～~\s）)]|您|你|好|说|那|这|已|在|$)"


_OTHERS = "|".join(f"(?<![{before}]){name}" for name, before in _UNSURE.items())
_SURNAME = f"(?:{_COMPOUND}|[{_SURE}]|{_OTHERS})"
_HAN = "[\u4e00-\u9fff]"
_CALLED = re.compile(
    rf"{_SURNAME}(?:{_TITLES})|{_SURNAME}(?:总|工|采购){_ENDS}|(?:{_COMPOUND}|[{_SURE}])总(?![计量数额价重部成长高宽共公体])"
)
_GIVEN_CALLED = re.compile(rf"(?<!{_HAN})(?:{_COMPOUND}|[{_SURE}])({_HAN}{{1,2}})(?:{_TITLES})")
_NOT_GIVEN = re.compile("排|客户|项目|业务|销售|采购|区域|生产|仓库|物流|司机|部门|级|务|货|钢|车")
_LABELLED = re.compile(
    r"((?:联系人|收货人|收件人|发货人|提货人|经办人|签收人|负责人|司机|驾驶员|姓名|采购员|业务员|法人|我叫|我是|他叫|她叫|叫做)[：:是为\s]*)"
    rf"{_SURNAME}{_HAN}{{1,2}}(?=[，,。；;、：:！!？?\s（()）0-9【]|$|电话|手机|您)"
)
_BEFORE_A_PHONE = re.compile(rf"{_SURNAME}{_HAN}{{1,2}}(?=[ ,，:：（(\u3000]{{0,3}}(?:电话|手机)?[：: ]?【{PHONE}】)")
_FAMILIAR = re.compile(
    rf"(?<![大老小])[小老](?:[{_SURE}]|[周何谢余傅钟许范梁伍苏申马林郑])(?!期|时|种|力|路|桥|钢|线|规)"
)
_SURNAMED = re.compile(rf"(?<=[我免贵本]姓)(?:{_COMPOUND}|{_HAN})")


def nameless(
    text: str, *, known: Mapping[str, Iterable[str]], places: Iterable[str] = (), marks: Mapping[str, str] | None = None
) -> str:
    """The text with whose it was marked out.

    known: what stands instead (`CUSTOMER`, `COLLEAGUE`, …) → the names it stands for; of one name in two the later counts.
    places: what companies' names begin with. marks: the marks in the writer's language.
    """
    names = {name.strip(): word for word, ones in known.items() for name in ones if len(name.strip()) > 1}
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, f"【{names[name]}】")
    for pattern, word in _WHOLE:
        text = pattern.sub(f"【{word}】", text)
    text = _CHATS.sub(rf"\g<1>【{CONTACT}】", text)
    text = _NUMBERED.sub(lambda found: f"{found[1]}【{NUMBER}】" if re.search(r"\d", found[2]) else found[0], text)
    text = _FIRMS.sub(lambda found: _firm(found[0], places), text)
    text = _STREETS.sub(rf"\g<1>【{ADDRESS}】", text)
    text = _LABELLED.sub(rf"\g<1>【{PERSON}】", text)
    text = _GIVEN_CALLED.sub(lambda found: found[0] if _NOT_GIVEN.search(found[1]) else f"【{PERSON}】", text)
    for pattern in (_CALLED, _BEFORE_A_PHONE, _FAMILIAR, _SURNAMED):
        text = pattern.sub(f"【{PERSON}】", text)
    for word, mark in (marks or {}).items():
        text = text.replace(f"【{word}】", f"【{mark}】")
    return text


def _firm(found: str, places: Iterable[str]) -> str:
    """A company's name begins with its place, or after the last word that cannot belong to it."""
    starts = [start for place in places if (start := found.find(place)) >= 0]
    before = None if starts else _BEFORE_A_FIRM.match(found)
    start = min(starts) if starts else before.end() if before else 0
    return f"{found[:start]}【{COMPANY}】"
