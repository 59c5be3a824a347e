"""Every name with its field and value, gathered from the tables of this package; wrong characters people really type included.

Owns what names are made of (plurals, hyphens, confused characters); the names themselves stand in their tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, product

from portal.materials.categories import CATEGORIES
from portal.materials.grade_table import GRADES
from portal.materials.lexicon_words import CONDITIONS, INTENTS, LABELS, OTHER_PRODUCTS, PRODUCTS, SPECIFIC
from portal.materials.markets import LATIN_CITIES, MARKETS, PLACE_NAMES, TAIWAN_CITIES
from portal.materials.mills import LATIN_NAMES, MILLS
from portal.materials.regions import cities, county_cities, provinces
from portal.materials.text import fold

Entry = tuple[str, str, str, float, str]

# Characters taken for another because they sound or look alike. What results is never sure: it may be what was meant.
CONFUSED: dict[str, str] = {
    "钢": "刚纲岗缸", "螺": "罗镙骡锣箩", "纹": "文蚊", "圆": "元园", "轧": "扎札", "镀": "渡度", "锈": "绣秀", "缝": "逢峰封", "铜": "桐同", "锭": "碇定", "铝": "吕", "泥": "尼", "涂": "图", "焊": "汗旱捍",
    "槽": "糟曹", "角": "脚", "硅": "归", "黄": "皇", "热": "熟", "冷": "泠", "卷": "券", "字": "子", "气": "汽", "板": "版扳", "砂": "沙", "碱": "硷减", "镍": "臬", "矩": "距钜", "管": "菅", "盘": "磐", "级": "及",
}  # fmt: skip
_CONFUSED_SURE = 0.9
_USUALLY_SURE = 0.6

# Names that say half of it: what else is named decides. 热轧 角钢 is angle, 镀锌 方管 a hollow section.
MODIFIERS = frozenset(
    fold(name)
    for name in (
        "热轧", "冷轧", "镀锌", "热镀锌", "电镀锌", "不锈钢", "不锈", "钢筋", "无缝", "彩涂", "钢板", "普卷", "开平", "开平板", "等边", "不等边", "花纹", "硅酸盐", "普硅", "三级钢", "二级钢",
        "四级钢", "一级钢", "卷板", "板卷", "钢卷", "薄板", "平板", "套管", "galvanised", "galvanized", "hot rolled", "cold rolled", "stainless", "stainless steel", "plate", "strip", "block", "seamless",
        "channel", "angle", "brick", "bulk cement", "zinc", "nickel", "sand", "plywood", "wood", "log", "hdg", "冷镦钢", "硬线", "光圆", "结构管", "船板", "铝合金", "aluminium", "aluminum", "copper", "铜", "铝", "锌", "镍", "铜板", "h型", "焊线", "流体管", "锅炉管",
        "合金管", "钢管", "型钢", "沥青", "减水剂", "熟料", "flat steel", "steel plate",
    )
)  # fmt: skip

# Said of several things; this is what is meant when nothing else is named.
USUALLY: tuple[tuple[str, str], ...] = (
    ("卷板", "hot-rolled"),
    ("板卷", "hot-rolled"),
    ("钢卷", "hot-rolled"),
    ("薄板", "cold-rolled"),
)


def entries() -> Iterator[Entry]:
    """`(name, field, value, sure, note)` of every name; the first meaning of a name is the most usual one."""
    yield from _products()
    yield from _mills()
    yield from _places()
    for species in GRADES["timber"]:  # 落叶松原木: else 松原 is seen in it
        yield species, "grade", species, 1.0, ""
    for value, words in CONDITIONS.items():
        yield from ((word, "condition", value, 1.0, "") for word in _spellings((value, *words)))
    for value, words in INTENTS.items():
        yield from ((word, "intent", value, 1.0, "") for word in words)
    for word in LABELS:
        yield word, "label", word, 1.0, ""


def _products() -> Iterator[Entry]:
    right: dict[str, Entry] = {}
    for code, names in SPECIFIC.items():
        for name, others in names.items():
            for word in _spellings((name, *others)):
                right.setdefault(fold(word), (word, "category", code, 1.0, name))
    for entry in CATEGORIES:
        for word in _spellings((entry.name_zh, entry.name_en, *entry.aliases, *PRODUCTS.get(entry.code, ()))):
            right.setdefault(fold(word), (word, "category", entry.code, 1.0, ""))
    for name in OTHER_PRODUCTS:
        right.setdefault(fold(name), (name, "product", name, 1.0, ""))
    for word, code in USUALLY:
        right.setdefault(fold(word), (word, "category", code, _USUALLY_SURE, ""))
    yield from right.values()
    for word, field, value, sure, note in list(right.values()):
        for wrong in confused(word):
            if wrong not in right:
                yield wrong, field, value, min(sure, _CONFUSED_SURE), note


def _mills() -> Iterator[Entry]:
    for mill in MILLS:
        for name in (mill.short, mill.name, *mill.aliases, *LATIN_NAMES.get(mill.short, ())):
            yield name, "mill", mill.short, 1.0, mill.makes
    known = {fold(name) for mill in MILLS for name in (mill.short, *mill.aliases)}
    for mill in MILLS:
        for name in (mill.short, *mill.aliases):
            for wrong in ("刚", "纲"):
                if "钢" in name and (other := name.replace("钢", wrong)) not in known:
                    yield other, "mill", mill.short, _CONFUSED_SURE, mill.makes


def _places() -> Iterator[Entry]:
    for city in cities():
        for name in dict.fromkeys((city.short, city.name)):
            yield name, "city", city.short, 1.0, ""
    for name in TAIWAN_CITIES:
        yield name, "city", name, 1.0, ""
        yield f"{name}市", "city", name, 1.0, ""
    for market, city_name in MARKETS.items():
        yield market, "market", city_name, 1.0, market
    for name, (city_name, market) in PLACE_NAMES.items():
        yield name, "market", city_name, 1.0, market
    for district, city_name in county_cities():
        yield district, "market", city_name, 1.0, district
    for latin, city_name in LATIN_CITIES.items():
        yield latin, "city", city_name, 1.0, ""
        yield f"{latin} city", "city", city_name, 1.0, ""
    for province in provinces():
        for name in dict.fromkeys((province.short, province.name)):
            yield name, "province", province.short, 1.0, ""


def _spellings(names: Iterable[str]) -> Iterator[str]:
    """Each name; a Latin one also in the plural, and with its spaces as hyphens or left out."""
    for name in names:
        yield name
        if name.isascii() and name[:1].isalpha() and len(name) > 2:
            words = name.replace("-", " ").lower()
            for form in (words, words.replace(" ", "-"), words.replace(" ", "")):
                yield form
                if form[-1].isalpha() and form[-1] != "s":
                    yield f"{form}s"


def confused(name: str) -> Iterator[str]:
    """A Chinese name with one or two of its characters mistaken."""
    if len(name) < 2:
        return
    places = [at for at, character in enumerate(name) if character in CONFUSED]
    for count in (1, 2):
        if count >= len(name):
            break
        for chosen in combinations(places, count):
            for wrong in product(*(CONFUSED[name[at]] for at in chosen)):
                characters = list(name)
                for at, character in zip(chosen, wrong, strict=True):
                    characters[at] = character
                yield "".join(characters)
