"""Markets, warehouses' quarters and ports that people name instead of the city they are in; city names in Latin letters.

Tables only. Official places are in `regions`.
"""

from __future__ import annotations

# Market → city. A district is here only when the trade uses its name for a market or a port.
MARKETS: dict[str, str] = {
    "乐从": "佛山", "澜石": "佛山", "张浦": "苏州", "张家港": "苏州", "昆山": "苏州", "太仓": "苏州", "常熟": "苏州",
    "江阴": "无锡", "宜兴": "无锡", "靖江": "泰州", "北仑": "宁波", "曹妃甸": "唐山", "京唐港": "唐山", "丰润": "唐山",
    "迁安": "唐山", "胜芳": "廊坊", "霸州": "廊坊", "大邱庄": "天津", "塘沽": "天津", "静海": "天津", "北辰": "天津",
    "宝山": "上海", "黄埔": "广州", "南沙": "广州", "鲅鱼圈": "营口", "博兴": "滨州", "巨野": "菏泽", "青白江": "成都",
    "义乌": "金华", "杨行": "上海", "洋山": "上海", "外高桥": "上海", "三水": "佛山", "顺德": "佛山", "南海": "佛山",
    "天津港": "天津", "滨海新区": "天津", "东丽": "天津", "武清": "天津", "津南": "天津",
    "浦东": "上海", "嘉定": "上海", "闵行": "上海", "松江": "上海", "罗泾": "上海", "吴淞": "上海", "奉贤": "上海",
    "番禺": "广州", "增城": "广州", "花都": "广州", "鱼珠": "广州", "新塘": "广州", "大沥": "佛山", "陈村": "佛山", "北滘": "佛山",
    "高明": "佛山", "虎门": "东莞", "麻涌": "东莞", "大朗": "东莞", "龙岗": "深圳", "宝安": "深圳", "盐田": "深圳", "蛇口": "深圳",
    "萧山": "杭州", "余杭": "杭州", "勾庄": "杭州", "镇海": "宁波", "鄞州": "宁波", "慈溪": "宁波", "余姚": "宁波",
    "玉祁": "无锡", "惠山": "无锡", "硕放": "无锡", "戴南": "泰州", "兴化戴南": "泰州", "浦口": "南京", "江宁": "南京", "六合": "南京",
    "黄岛": "青岛", "胶州": "青岛", "岚山": "日照", "岚山港": "日照", "日照港": "日照", "青岛港": "青岛", "博山": "淄博", "大王镇": "东营",
    "丰南": "唐山", "滦县": "唐山", "遵化": "唐山", "古冶": "唐山",
    "盐山": "沧州", "孟村": "沧州", "永年": "邯郸", "武安": "邯郸", "文安": "廊坊", "香河": "廊坊", "定州": "保定",
    "阳逻": "武汉", "白浒山": "武汉", "望城": "长沙",
    "双流": "成都", "新都": "成都", "大渡口": "重庆", "江津": "重庆", "涪陵": "重庆", "万州": "重庆",
    "曲江": "韶关", "南沙港": "广州", "黄埔港": "广州", "连云港港": "连云港", "锦州港": "锦州", "营口港": "营口", "大连港": "大连",
    "秦皇岛港": "秦皇岛", "京唐": "唐山", "黄骅港": "沧州", "防城": "防城港", "钦州港": "钦州", "湛江港": "湛江", "宁波港": "宁波",
    "上海港": "上海", "广州港": "广州", "厦门港": "厦门", "马尾": "福州", "福清": "福州", "晋江": "泉州", "石狮": "泉州",
}  # fmt: skip

# Full names of markets: what is written on a warehouse's gate → (city, the market's usual name).
PLACE_NAMES: dict[str, tuple[str, str]] = {
    "乐从钢铁世界": ("佛山", "乐从"), "乐从钢材市场": ("佛山", "乐从"), "乐从镇": ("佛山", "乐从"), "澜石不锈钢市场": ("佛山", "澜石"), "佛山乐从": ("佛山", "乐从"),
    "大邱庄镇": ("天津", "大邱庄"), "胜芳镇": ("廊坊", "胜芳"), "lecong": ("佛山", "乐从"), "le cong": ("佛山", "乐从"),
    "鱼珠市场": ("广州", "鱼珠"), "caofeidian": ("唐山", "曹妃甸"), "shunde": ("佛山", "顺德"), "zhangjiagang": ("苏州", "张家港"), "kunshan": ("苏州", "昆山"), "jiangyin": ("无锡", "江阴"),
    "daqiuzhuang": ("天津", "大邱庄"), "shengfang": ("廊坊", "胜芳"), "pudong": ("上海", "浦东"), "baoshan": ("上海", "宝山"), "tanggu": ("天津", "塘沽"), "bayuquan": ("营口", "鲅鱼圈"),
    "nansha": ("广州", "南沙"), "huangpu": ("广州", "黄埔"), "boxing": ("滨州", "博兴"), "yiwu": ("金华", "义乌"),
}  # fmt: skip

# Cities below a city whose short name the trade uses and that means nothing else (开平 is also cutting to length: not here).
COUNTY_CITIES = (
    "滦州 三河 涿州 任丘 黄骅 泊头 辛集 高碑店 启东 如皋 海安 丹阳 泰兴 溧阳 邳州 新沂 瑞安 乐清 海宁 平湖 桐乡 诸暨 东阳 温岭 临海 玉环 兰溪 南安 丰城 樟树 高安 贵溪 平度 莱西 滕州 "
    "龙口 莱阳 莱州 招远 青州 诸城 寿光 高密 邹城 新泰 肥城 荣成 禹城 临清 邹平 巩义 荥阳 新密 新郑 登封 林州 长葛 永城 大冶 宜都 枝江 枣阳 浏阳 宁乡 醴陵 耒阳 冷水江 涟源 四会 英德 普宁 廉江 "
    "陆丰 鹤山 台山 都江堰 彭州 崇州 简阳 广汉 什邡 绵竹 江油 西昌 清镇 仁怀 都匀 凯里 兴义 个旧 楚雄 景洪 瑞丽 韩城 神木 格尔木 灵武 库尔勒 昌吉 海城 瓦房店 庄河 凌源 公主岭 珲春 长兴 德清 "
    "海盐 嘉善 长乐 博罗 惠东 惠阳 从化 满洲里 二连浩特 绥芬河"
).split()

# Cities of Taiwan: the official table of regions stops at the province.
TAIWAN_CITIES = "台北 新北 桃园 台中 台南 高雄 基隆 新竹 嘉义 彰化 屏东 宜兰 花莲 台东 苗栗 云林 南投".split()

# Latin letters → city, for the cities the trade ships between; of two cities of one sound the larger.
LATIN_CITIES: dict[str, str] = {
    "beijing": "北京", "shanghai": "上海", "tianjin": "天津", "chongqing": "重庆", "guangzhou": "广州", "shenzhen": "深圳", "foshan": "佛山", "dongguan": "东莞",
    "zhuhai": "珠海", "zhongshan": "中山", "huizhou": "惠州", "jiangmen": "江门", "zhanjiang": "湛江", "maoming": "茂名", "zhaoqing": "肇庆", "shaoguan": "韶关",
    "jieyang": "揭阳", "shantou": "汕头", "qingyuan": "清远", "hangzhou": "杭州", "ningbo": "宁波", "wenzhou": "温州", "jiaxing": "嘉兴", "huzhou": "湖州", "shaoxing":
    "绍兴", "jinhua": "金华", "taizhou": "台州", "zhoushan": "舟山", "quzhou": "衢州", "lishui": "丽水", "nanjing": "南京", "suzhou": "苏州", "wuxi": "无锡", "changzhou":
    "常州", "nantong": "南通", "xuzhou": "徐州", "yangzhou": "扬州", "zhenjiang": "镇江", "yancheng": "盐城", "lianyungang": "连云港", "huaian": "淮安",
    "suqian": "宿迁", "hefei": "合肥", "wuhu": "芜湖", "maanshan": "马鞍山", "anqing": "安庆", "tongling": "铜陵", "bengbu": "蚌埠", "fuyang": "阜阳", "chuzhou": "滁州",
    "jinan": "济南", "qingdao": "青岛", "yantai": "烟台", "weifang": "潍坊", "linyi": "临沂", "zibo": "淄博", "jining": "济宁", "rizhao": "日照", "weihai": "威海",
    "dongying": "东营", "binzhou": "滨州", "liaocheng": "聊城", "dezhou": "德州", "heze": "菏泽", "taian": "泰安", "zaozhuang": "枣庄", "shijiazhuang": "石家庄",
    "tangshan": "唐山", "handan": "邯郸", "baoding": "保定", "cangzhou": "沧州", "qinhuangdao": "秦皇岛", "langfang": "廊坊", "xingtai": "邢台", "zhangjiakou": "张家口",
    "chengde": "承德", "hengshui": "衡水", "taiyuan": "太原", "datong": "大同", "zhangzhi": "长治", "linfen": "临汾", "yuncheng": "运城", "jincheng": "晋城", "zhengzhou":
    "郑州", "luoyang": "洛阳", "anyang": "安阳", "xinxiang": "新乡", "nanyang": "南阳", "xuchang": "许昌", "pingdingshan": "平顶山", "kaifeng": "开封", "shangqiu": "商丘",
    "wuhan": "武汉", "huangshi": "黄石", "yichang": "宜昌", "xiangyang": "襄阳", "ezhou": "鄂州", "jingzhou": "荆州", "changsha": "长沙", "zhuzhou": "株洲", "xiangtan":
    "湘潭", "hengyang": "衡阳", "yueyang": "岳阳", "changde": "常德", "loudi": "娄底", "chenzhou": "郴州", "nanchang": "南昌", "jiujiang": "九江", "xinyu": "新余",
    "pingxiang": "萍乡", "ganzhou": "赣州", "shangrao": "上饶", "fuzhou": "福州", "xiamen": "厦门", "quanzhou": "泉州", "zhangzhou": "漳州", "sanming": "三明", "longyan":
    "龙岩", "putian": "莆田", "ningde": "宁德", "nanning": "南宁", "liuzhou": "柳州", "guilin": "桂林", "fangchenggang": "防城港", "beihai": "北海", "qinzhou": "钦州",
    "guigang": "贵港", "wuzhou": "梧州", "haikou": "海口", "sanya": "三亚", "chengdu": "成都", "mianyang": "绵阳", "deyang": "德阳", "panzhihua": "攀枝花", "yibin": "宜宾",
    "luzhou": "泸州", "leshan": "乐山", "nanchong": "南充", "dazhou": "达州", "guiyang": "贵阳", "zunyi": "遵义", "kunming": "昆明", "qujing": "曲靖", "yuxi": "玉溪",
    "xian": "西安", "baoji": "宝鸡", "xianyang": "咸阳", "weinan": "渭南", "hanzhong": "汉中", "lanzhou": "兰州", "xining": "西宁", "yinchuan": "银川", "wulumuqi":
    "乌鲁木齐", "jiayuguan": "嘉峪关", "huhehaote": "呼和浩特", "baotou": "包头", "eerduosi": "鄂尔多斯", "chifeng": "赤峰", "shenyang": "沈阳", "dalian": "大连", "anshan":
    "鞍山", "benxi": "本溪", "fushun": "抚顺", "yingkou": "营口", "jinzhou": "锦州", "changchun": "长春", "jilin": "吉林", "tonghua": "通化", "haerbin": "哈尔滨",
    "qiqihaer": "齐齐哈尔", "daqing": "大庆", "jiamusi": "佳木斯", "mudanjiang": "牡丹江", "jiyuan": "济源", "liupanshui": "六盘水", "yingtan": "鹰潭", "jinchang": "金昌",
    "xi'an": "西安", "lanshi": "佛山", "harbin": "哈尔滨", "urumqi": "乌鲁木齐", "hohhot": "呼和浩特", "peking": "北京", "canton": "广州", "guang zhou": "广州", "tian jin":
    "天津", "shang hai": "上海", "bei jing": "北京", "fo shan": "佛山", "wu han": "武汉", "cheng du": "成都", "tang shan": "唐山", "hong kong": "香港", "hongkong": "香港", "taipei": "台北", "kaohsiung": "高雄", "taichung": "台中", "tainan": "台南",
}  # fmt: skip
