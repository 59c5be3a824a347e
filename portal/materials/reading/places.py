"""Mills and places: which a name means that is both, which end of a way is which. Owns no names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from portal.materials.lexicon import Meaning, Named
from portal.materials.reading.board import Board, Claim
from portal.materials.text import HAN

_AFTER_CITY = re.compile(
    r"\s?(?:市|库|仓|港|地区|本地|现货|发货|发|提货|提|自提|市场|交货|到货|到|送到|落地|周边|附近|区|warehouse|stock|port)"
)
_BEFORE_CITY = re.compile(
    r"(?:送到|送货到|运到|发到|发往|送至|送往|送|到|在|存|库|仓库|in|at|to|from|delivered|交货地|地点|城市|提货地|发至|运至|配送|到货|地区|[:→])[:\s]{0,2}$"
)
_AFTER_MILL = re.compile(r"\s?(?:产|厂|钢厂|资源|材|牌|的货|生产|出品|线材|钢)")
_BEFORE_MILL = re.compile(r"(?:钢厂|产地|厂家|品牌|mill|brand|by|made by|生产厂家)[:\s]{0,2}$")
_TO = re.compile(
    r"(?:送货到|配送到|包送到|送到|运到|发到|发往|送往|送至|运至|发至|送达|配送|送货|包送|送|到货|到|至|往|delivered to|deliver to|delivery to|delivery|delivered|shipped to|to|→|->|>|-)\s?$"
)
SENT = re.compile(r"(?:送货到|配送到|包送到|送到|运到|发到|发往|送往|送至|运至|发至|送达|配送|包送|送)\s?$")
_CITY_TAIL = re.compile(r"市?(?:仓库|库里|库(?!存)|仓(?!储)|(?:地区|本地|当地|市场|周边|附近)(?![\u4e00-\u9fff]))")
_UNKNOWN_MILL = re.compile(
    rf"(?<![{HAN}])(?P<name>[{HAN}]{{1,5}}(?:特钢|钢铁|钢厂|钢管|轧钢|集团|铝业|铜业|水泥|不锈|制管|冶金|金属|新材|铸管|钢))(?![{HAN}])"
)
_ALONE = re.compile(rf"(?<![{HAN}a-z0-9])(?P<name>[{HAN}]{{2,4}})(?![{HAN}a-z0-9])")
_AFTER_LABEL = re.compile(rf"(?:钢厂|产地|厂家|品牌|生产厂家|钢厂产地)\s?[:：]\s?(?P<name>[{HAN}a-z]{{2,12}})")


@dataclass(slots=True)
class Where:
    """Who made it, where it lies or is wanted, and where it goes when both ends were named."""

    mill: str | None = None
    makes: str = ""
    city: str | None = None
    market: str | None = None
    province: str | None = None
    destination: str | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    named: Named
    city: str
    market: str
    sure: float

    def to(self, folded: str) -> bool:
        """Whether a word of going there stands before it."""
        return _TO.search(folded[: self.named.start]) is not None


def choose_places(board: Board, seen: Sequence[Named], category: str | None) -> Where:
    """Mill, city and the other end of the way."""
    where = Where()
    mills: list[tuple[Named, Meaning, float]] = []
    places: list[_Place] = []
    both: list[Named] = []
    for named in seen:
        fields = {meaning.field for meaning in named.meanings}
        if "mill" in fields and fields & {"city", "market"}:
            both.append(named)
        elif "mill" in fields:
            mills.append((named, _meaning(named, "mill"), _meaning(named, "mill").sure))
        elif fields & {"city", "market"}:
            places.append(_place(named, 1.0))
        elif "province" in fields:
            where.province = _meaning(named, "province").value
            board.claim(Claim(named.start, named.end, "province", where.province))
    for named in both:
        as_mill, sure = _is_mill(board.folded, named, mills=bool(mills), places=bool(places), category=category)
        if as_mill:
            mills.append((named, _meaning(named, "mill"), sure))
        else:
            places.append(_place(named, sure))
    _take_mills(board, where, mills, category)
    _take_places(board, where, places)
    for claim in list(board.claims):
        if claim.field in ("city", "destination") and (tail := _CITY_TAIL.match(board.folded, claim.end)):
            board.claim(Claim(*tail.span(), "label", tail.group()))
    return where


def _meaning(named: Named, *fields: str) -> Meaning:
    return next(meaning for meaning in named.meanings if meaning.field in fields)


def _place(named: Named, sure: float) -> _Place:
    meaning = _meaning(named, "city", "market")
    return _Place(named, meaning.value, meaning.note if meaning.field == "market" else "", min(sure, meaning.sure))


def _is_mill(folded: str, named: Named, *, mills: bool, places: bool, category: str | None) -> tuple[bool, float]:
    """九江, 日照, 张浦: what stands beside the name decides, then what else was named; else it is the place."""
    if _BEFORE_MILL.search(folded[: named.start]) or _AFTER_MILL.match(folded, named.end):
        return True, 0.9
    if _AFTER_CITY.match(folded, named.end) or _BEFORE_CITY.search(folded[: named.start]):
        return False, 0.95
    if mills:
        return False, 0.9
    if places:
        return True, 0.85
    if _meaning(named, "mill").note == "stainless" and category == "stainless-flat":
        return True, 0.8
    return False, 0.6


def _take_mills(
    board: Board, where: Where, mills: Sequence[tuple[Named, Meaning, float]], category: str | None
) -> None:
    if category != "stainless-flat":  # 武钢青山 is a works in a district, not two mills
        mills = [one for one in mills if one[1].note != "stainless"] or mills
    values = {meaning.value for _named, meaning, _sure in mills}
    if len(values) > 1:  # 首钢 长钢: the longer name, then the first of the alphabet; said not to be sure
        best = max(mills, key=lambda one: (len(one[0].name), one[1].value))
        mills = [(named, meaning, 0.5) for named, meaning, _sure in mills if meaning.value == best[1].value]
    for named, meaning, sure in mills:
        where.mill, where.makes = meaning.value, meaning.note
        board.claim(Claim(named.start, named.end, "mill", meaning.value, sure))


def _take_places(board: Board, where: Where, places: Sequence[_Place]) -> None:
    cities = dict.fromkeys(place.city for place in places)
    if len(cities) <= 1:
        for place in places:
            where.city, where.market = place.city, place.market or where.market
            board.claim(Claim(place.named.start, place.named.end, "city", place.city, place.sure, place.market))
        return
    going = [place for place in places if place.to(board.folded)]
    lying = [place for place in places if place not in going]
    if going and lying:
        _one(board, where, going, destination=True)
        _one(board, where, lying, destination=False)
        return
    _one(board, where, places, destination=False)


def _one(board: Board, where: Where, places: Sequence[_Place], *, destination: bool) -> None:
    """The only city of these; of several none is more meant than another, so the rest keeps all but a market's city."""
    cities = {place.city for place in places}
    if len(cities) > 1:
        return
    for place in places:
        if destination:
            where.destination = place.city
        else:
            where.city, where.market = place.city, place.market or where.market
        field = "destination" if destination else "city"
        board.claim(Claim(place.named.start, place.named.end, field, place.city, place.sure, place.market))


def unknown_mill(board: Board, text: str, *, sheet: bool) -> str | None:
    """A mill the tables do not know, kept as typed: after its label, by its ending, or alone in a full quote line."""
    masked = board.masked()
    for pattern, sure in ((_AFTER_LABEL, 0.8), (_UNKNOWN_MILL, 0.6)):
        for match in pattern.finditer(board.folded if pattern is _AFTER_LABEL else masked):
            if board.free(match.start("name"), match.end("name")):
                return _keep(board, text, match, sure)
    if sheet:
        alone = [
            match
            for match in _ALONE.finditer(masked)
            if match["name"] not in _NOT_MILLS
            and not _WORDS.search(match["name"])
            and not board.folded[: match.start()][-1:].isdigit()
        ]
        if len(alone) == 1:
            return _keep(board, text, alone[0], 0.5)
    return None


def _keep(board: Board, text: str, match: re.Match[str], sure: float) -> str:
    start, end = board.typed.place(match.start("name"), match.end("name"))
    board.claim(Claim(match.start("name"), match.end("name"), "mill", text[start:end], sure))
    return text[start:end]


_WORDS = re.compile("[的了吗个是有没要不可请给发价货钱多少几]")
_NOT_MILLS = frozenset(
    "华东 华南 华北 华中 东北 西北 西南 江浙 珠三角 长三角 京津冀 板材 型材 管材 建材 老板 急用 便宜 优质 全新 二手 库存 处理 特价 批量 大量 小量 新货 旧货 好货 一手 二级 正品 优惠 价优 量大 加工 定做 定制 可议 直发 直供 全国 各地 不限 均可 支持 谢谢 联系 电话 微信 快速 尽快 最低 最好 "
    "重质 轻质 普通 优等 合格 齐全 齐货 混装 配货 单价 总价 运费 到付 首选 推荐 热销 工程 项目 工地 建筑 工业 民用 出口 进口 国产 日本 韩国 俄罗斯 长期 短期 随时 随机 来电 咨询 品质 质量 保证 放心 实惠 低价 高价 正常 不要 只要 只有 还有 其他 其它 指标 "
    "直条 弯曲 表面 光亮 无锈 生锈 除锈 抛丸 喷漆 喷塑 覆膜 打包 散货 整包 拆包 原包 标准 通用 高强 低碳 高碳 中碳 合金 碳钢 碳结 合结 普碳 优碳 厚壁 薄壁 大口径 小口径 超厚 超薄 超宽 热处理 调质 正火 退火 淬火 黑皮 酸洗 涂油 钝化 拉丝 镜面 磨砂".split()
)
