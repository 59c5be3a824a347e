"""Provinces that border on each other; across the sea where goods are shipped that way."""

from __future__ import annotations

_BORDERS = """
北京 天津 河北
天津 北京 河北 山东
河北 北京 天津 山东 河南 山西 内蒙古 辽宁
山西 河北 河南 陕西 内蒙古
内蒙古 河北 山西 陕西 宁夏 甘肃 辽宁 吉林 黑龙江
辽宁 河北 内蒙古 吉林 山东
吉林 辽宁 内蒙古 黑龙江
黑龙江 吉林 内蒙古
上海 江苏 浙江
江苏 上海 浙江 安徽 山东
浙江 上海 江苏 安徽 江西 福建
安徽 江苏 浙江 江西 湖北 河南 山东
福建 浙江 江西 广东 台湾
江西 浙江 安徽 福建 湖北 湖南 广东
山东 河北 天津 江苏 安徽 河南 辽宁
河南 河北 山西 山东 安徽 湖北 陕西
湖北 河南 安徽 江西 湖南 重庆 陕西
湖南 湖北 江西 广东 广西 贵州 重庆
广东 福建 江西 湖南 广西 海南 香港 澳门
广西 广东 湖南 贵州 云南 海南
海南 广东 广西
重庆 湖北 湖南 贵州 四川 陕西
四川 重庆 贵州 云南 西藏 青海 甘肃 陕西
贵州 湖南 广西 云南 四川 重庆
云南 广西 贵州 四川 西藏
西藏 四川 云南 青海 新疆
陕西 山西 内蒙古 宁夏 甘肃 四川 重庆 湖北 河南
甘肃 内蒙古 宁夏 陕西 四川 青海 新疆
青海 西藏 四川 甘肃 新疆
宁夏 内蒙古 陕西 甘肃
新疆 西藏 青海 甘肃
台湾 福建
香港 广东 澳门
澳门 广东 香港
"""
NEIGHBOURS: dict[str, frozenset[str]] = {
    names[0]: frozenset(names[1:]) for names in (line.split() for line in _BORDERS.strip().splitlines())
}
