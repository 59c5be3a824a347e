"""Standards by number and edition: how one is written, which edition is in force; owns no grade.

Only editions that are certain stand here; any other number is kept as typed in the canonical writing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from portal.materials.text import fold_characters


@dataclass(frozen=True, slots=True)
class Standard:
    """code: body and number as written here; edition: the year in force; older: years it replaced, newest first."""

    code: str
    edition: str
    name_zh: str
    older: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.code}-{self.edition}"


# fmt: off
STANDARDS: tuple[Standard, ...] = tuple(
    Standard(code, editions[0], name_zh, editions[1:])
    for code, editions, name_zh in (
        ("GB/T 1499.1", ("2024", "2017", "2008"), "热轧光圆钢筋"),
        ("GB/T 1499.2", ("2024", "2018", "2007"), "热轧带肋钢筋"),
        ("GB/T 13788", ("2017", "2008"), "冷轧带肋钢筋"),
        ("GB/T 701", ("2008",), "低碳钢热轧圆盘条"),
        ("GB/T 700", ("2006", "1988", "1979"), "碳素结构钢"),
        ("GB/T 1591", ("2018", "2008", "1994", "1988"), "低合金高强度结构钢"),
        ("GB/T 699", ("2015", "1999"), "优质碳素结构钢"),
        ("GB/T 3077", ("2015", "1999"), "合金结构钢"),
        ("GB/T 1222", ("2016", "2007"), "弹簧钢"),
        ("GB/T 1299", ("2014", "2000"), "工模具钢"),
        ("GB/T 18254", ("2016", "2002"), "高碳铬轴承钢"),
        ("GB/T 702", ("2017", "2008"), "热轧钢棒尺寸、外形、重量"),
        ("GB/T 706", ("2016", "2008"), "热轧型钢"),
        ("GB/T 11263", ("2024", "2017", "2010"), "热轧H型钢和剖分T型钢"),
        ("GB/T 709", ("2019", "2006"), "热轧钢板和钢带尺寸"),
        ("GB/T 708", ("2019", "2006"), "冷轧钢板和钢带尺寸"),
        ("GB/T 3274", ("2017", "2007"), "碳素结构钢和低合金钢热轧钢板"),
        ("GB/T 3524", ("2015", "2005"), "热轧窄钢带"),
        ("GB/T 5213", ("2019", "2008", "2001"), "冷轧低碳钢板及钢带"),
        ("GB/T 2518", ("2019", "2008"), "连续热镀锌钢板和钢带"),
        ("GB/T 12754", ("2019", "2006"), "彩色涂层钢板及钢带"),
        ("GB/T 33974", ("2017",), "热轧花纹钢板及钢带"),
        ("GB/T 713.2", ("2023",), "承压设备用钢板：规定温度性能"),
        ("GB/T 713.3", ("2023",), "承压设备用钢板：规定低温性能"),
        ("GB/T 714", ("2015", "2008"), "桥梁用结构钢"),
        ("GB/T 712", ("2022", "2011"), "船舶及海洋工程用结构钢"),
        ("GB/T 19879", ("2023", "2015", "2005"), "建筑结构用钢板"),
        ("GB/T 4171", ("2008",), "耐候结构钢"),
        ("GB/T 24186", ("2022", "2009"), "工程机械用高强度耐磨钢板"),
        ("GB/T 16270", ("2009",), "高强度结构用调质钢板"),
        ("GB/T 5313", ("2010",), "厚度方向性能钢板"),
        ("GB/T 3273", ("2015", "2005"), "汽车大梁用热轧钢板"),
        ("GB/T 2521.1", ("2016",), "无取向电工钢"),
        ("GB/T 2521.2", ("2016",), "取向电工钢"),
        ("GB/T 3280", ("2015", "2007"), "不锈钢冷轧钢板和钢带"),
        ("GB/T 4237", ("2015", "2007"), "不锈钢热轧钢板和钢带"),
        ("GB/T 8162", ("2018", "2008"), "结构用无缝钢管"),
        ("GB/T 8163", ("2018", "2008"), "输送流体用无缝钢管"),
        ("GB/T 5310", ("2023", "2017", "2008"), "高压锅炉用无缝钢管"),
        ("GB/T 3087", ("2022", "2008"), "低中压锅炉用无缝钢管"),
        ("GB/T 17395", ("2008",), "无缝钢管尺寸"),
        ("GB/T 9711", ("2023", "2017", "2011"), "管线输送系统用钢管"),
        ("GB/T 3091", ("2015", "2008"), "低压流体输送用焊接钢管"),
        ("GB/T 13793", ("2016", "2008"), "直缝电焊钢管"),
        ("GB/T 6728", ("2017", "2002"), "结构用冷弯空心型钢"),
        ("GB 175", ("2023", "2007", "1999"), "通用硅酸盐水泥"),
        ("GB/T 3183", ("2017", "2003"), "砌筑水泥"),
        ("GB/T 14902", ("2012", "2003"), "预拌混凝土"),
        ("GB/T 14684", ("2022", "2011"), "建设用砂"),
        ("GB/T 14685", ("2022", "2011"), "建设用卵石、碎石"),
        ("GB/T 5101", ("2017", "2003"), "烧结普通砖"),
        ("GB/T 11968", ("2020", "2006"), "蒸压加气混凝土砌块"),
        ("GB/T 467", ("2010", "1997"), "阴极铜"),
        ("GB/T 5231", ("2022", "2012"), "加工铜及铜合金牌号"),
        ("GB/T 2040", ("2017", "2008"), "铜及铜合金板材"),
        ("GB/T 4423", ("2020", "2007"), "铜及铜合金拉制棒"),
        ("GB/T 1196", ("2023", "2017", "2008"), "重熔用铝锭"),
        ("GB/T 3190", ("2020", "2008"), "变形铝及铝合金化学成分"),
        ("GB/T 3880.1", ("2023", "2012"), "一般工业用铝板、带材"),
        ("GB/T 470", ("2008", "1997"), "锌锭"),
        ("GB/T 6516", ("2010", "1997"), "电解镍"),
        ("GB/T 153", ("2019", "2009"), "针叶树锯材"),
        ("GB/T 17656", ("2018", "2008"), "混凝土模板用胶合板"),
        ("GB/T 209", ("2018", "2006"), "工业用氢氧化钠"),
        ("GB/T 5117", ("2012",), "非合金钢及细晶粒钢焊条"),
    )
)
# fmt: on
_BODY = r"gb/?t?|gjb|yb/?t?|ys/?t?|jc/?t?|jg/?t?|hg/?t?|jb/?t?|sy/?t?|tb/?t?|ly/?t?|jtg|db\d{2}/?t?|q/[a-z]{2,6}|astm|jis|en|din|api|bs|iso|asme"
_STANDARD = re.compile(
    rf"(?<![a-z0-9])(?P<body>{_BODY})\s{{0,2}}(?P<number>(?:[a-z]{{1,2}}\s?)?\d{{1,6}}[a-z]?(?:\.\d{{1,2}})?)"
    r"(?P<part>-[1-9](?!\d))?(?:\s?[-:]\s?(?P<year>(?:19|20)\d{2}|[89]\d))?(?![a-z0-9])"
)


@dataclass(frozen=True, slots=True)
class FoundStandard:
    """A standard with its place in a text; name is its canonical writing, the edition as typed."""

    start: int
    end: int
    name: str


@lru_cache(maxsize=1)
def _by_number() -> dict[str, Standard]:
    return {_number(standard.code): standard for standard in STANDARDS}


def _number(code: str) -> str:
    """GB/T 1499.2, GB1499.2 and GBT 1499.2 are one number: a standard changes between duty and recommendation."""
    return re.sub(r"^([a-z]+)/?t?(?=\d)", r"\1", re.sub(r"\s", "", code.lower()))


def _written(match: re.Match[str]) -> str:
    body, part = match["body"].upper(), match["part"] or ""
    code = f"{body} {match['number'].upper().replace(' ', '')}{part}"
    if body.endswith("T") and "/" not in body and body not in ("ST",) and len(body) == 3:
        code = f"{body[:2]}/T{code[3:]}"
    if body in ("JIS", "ASTM"):
        code = re.sub(r" ([A-Z])(\d)", r" \1 \2" if body == "JIS" else r" \1\2", code)
    known = _by_number().get(_number(code))
    year = match["year"] or ""
    year = f"19{year}" if len(year) == 2 else year
    code = known.code if known else code
    return f"{code}-{year}" if year else code


def read_standard(text: str) -> str | None:
    """The canonical writing of a standard (`gb1499.2—2018` → GB/T 1499.2-2018), None when the text is none."""
    match = _STANDARD.fullmatch(fold_characters(text[:80]).strip())
    return _written(match) if match else None


def find_standards(folded: str) -> list[FoundStandard]:
    """The standards in a text of folded characters, in order; only its first 4,000 characters are read."""
    return [FoundStandard(match.start(), match.end(), _written(match)) for match in _STANDARD.finditer(folded[:4000])]


def standard_of(text: str) -> Standard | None:
    """The standard with this number, whatever edition is written; None when it is not in the table."""
    name = read_standard(text)
    return _by_number().get(_number(re.sub(r"-\d{4}$", "", name))) if name else None


def in_force(text: str) -> str:
    """The edition in force of the standard named, or what was typed when the table does not know it."""
    known = standard_of(text)
    return known.name if known else text.strip()


def is_superseded(text: str) -> bool:
    """Whether an edition is written that a newer one replaced."""
    known, name = standard_of(text), read_standard(text)
    return bool(known and name and name.rpartition("-")[2] in known.older)
