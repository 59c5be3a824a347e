"""Help articles and stock that answer a question before it is sent. Few and only good ones. Part of the composition root.

An article fits when a word that says what the question is about stands in its title, or when two such words stand in its text that
hardly any other article has. Stock fits when the question names a product or a grade as the trade does, and the lot is that or serves for it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy.orm import Session

from portal.answers import words_of
from portal.core.permissions import Actor
from portal.listings.freshness import Freshness
from portal.materials.text import fold_characters
from portal.search.hits import Hit, hits
from portal.search.query import SearchQuery
from portal.search.services import Found, Search
from portal.search.understanding import Understood, understood
from portal.search.wants import SERVES
from portal.threads.offered import LONGEST, Asked, FindOffered, Offered
from portal.web.i18n import locale_tag

MOST_ARTICLES, MOST_STOCK, MOST_WORDS = 3, 3, 12
RARE = 2
"""A word of so few articles at most says something where it only stands in their text."""

# How customers put it → the word such articles have in their titles.
_TOPICS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), words)
    for pattern, words in (
        (
            r"(?:短|少|亏|缺|差|不够|不足).{0,6}(?:吨|磅|重|秤|件|公斤)|亏磅|短重|短斤|重量不对|过磅不|磅差.{0,4}(?:大|多|超|不)",
            ("重量对不上", "磅差", "重量"),
        ),
        (r"磅差", ("重量对不上", "磅差")),  # how it is reckoned is asked before buying too
        (r"short(?:age| weight)|underweight|weighs? less|missing \d+ ?(?:t|kg|ton)", ("weight", "重量")),
        (r"(?<!不)锈|开裂|裂纹|夹渣|弯曲|变形|破损|不合格|次品|质量(?:问题|异议|不)|退货|退换|索赔", ("质量异议",)),
        (r"\brust|\bcrack|defect|\bquality (?:claim|problem|issue)|\brefund|\breturn (?:the|them|it)", ("quality",)),
        (r"报价|询价|什么价|多少钱|价格|怎么卖|单价", ("询价", "价格")),
        (r"\bprice|\bquot", ("price", "quot")),
        (r"运费|运价|找车|派车|配车|货车|拖车|车皮|船运|物流|运输", ("运输",)),
        (r"freight|\btruck|\blorry|shipping", ("freight", "transport")),
        (r"送到|运到|到货价|到岸", ("到货价",)),
        (r"仓储|存放|存货费|保管费|出库费|入库|仓租", ("仓储",)),
        (r"storage fee|\bstore (?:our|my|some)|warehousing", ("storage",)),
        (r"上班|下班|营业时间|几点|周末|节假日|放假|多久.{0,4}回|什么时候.{0,4}回复", ("服务标准",)),
        (r"opening hours|office hours|how long .{0,20}(?:answer|reply)", ("service standards", "服务标准")),
        (r"投诉|举报|态度(?:差|不好|恶劣)", ("投诉",)),
        (r"complain", ("complain",)),
        (r"理计|过磅|磅计|检斤|检尺|理论重量|每米|一根.{0,4}重", ("理论重量", "理计")),
        (r"一票制|两票制|含税|不含税|开票", ("含税",)),
    )
)
_OF_KIND = {"claim": ("质量异议", "重量"), "complaint": ("投诉",), "transport": ("运输",), "storage": ("仓储",)}
"""Beside the words: what a kind is about by itself, once somebody has begun to write."""
_TROUBLE = frozenset({"重量", "质量异议", "quality", "投诉", "complain"})
"""Whoever has trouble with goods is offered none."""
_SAYS_NOTHING = frozenset(
    "怎么办 怎么样 有没有 能不能 可不可以 时候 今天 明天 昨天 现在 尽快 回复 马上 不能 不会 意思 信息 系统 自己 一个 一吨 货到 电话 急 联系 客服 老板 公司 我司 贵司 "
    "the and for you your our are can how what when where who why will with would could does have has this that from not any all out get "
    "need want please hello thanks thank there about know tell us we me is it in on of to do be at or if an as so hi".split()
)
_GOODS = frozenset({"category", "grade", "spec", "mill", "place", "delivery", "quantity", "price"})
_FOR_STOCK = frozenset({"", "inquiry", "order"})


def offered_finder(search: Search, freshness: Freshness) -> FindOffered:
    """What `/threads/new` shows before sending. Whoever asks finds only what they may see, at the price they may know."""

    def find(session: Session, actor: Actor, asked: Asked) -> Offered:
        text = " ".join(asked.text.split())[:LONGEST]
        if len(text) < 2:
            return Offered()
        search.learn()
        meant = understood(text[:200])
        topics = topics_of(asked.kind, text)
        buys = asked.kind in _FOR_STOCK and _TROUBLE.isdisjoint(topics)
        stock = _stock(search, session, actor, asked, meant, freshness) if buys else []
        return Offered(_articles(search, session, actor, topics, text, meant), stock)

    return find


def topics_of(kind: str, text: str) -> list[str]:
    """The words articles about such a question have in their titles."""
    found = [word for pattern, words in _TOPICS if pattern.search(text) for word in words]
    if found or len(text) >= 6:
        found += _OF_KIND.get(kind, ())
    return list(dict.fromkeys(found))


def _articles(
    search: Search, session: Session, actor: Actor, topics: Sequence[str], text: str, meant: Understood
) -> Sequence[tuple[str, str]]:
    rest = text
    for piece in meant.pieces:  # what names the goods is no question about the house
        if piece.part in _GOODS:
            rest = rest.replace(piece.typed, " ")
    said = [word for word in words_of(rest) if word not in _SAYS_NOTHING and len(word) > (2 if word.isascii() else 1)]
    scores: dict[str, float] = defaultdict(float)
    titles: dict[str, str] = {}
    in_title: set[str] = set()
    rare: dict[str, set[str]] = defaultdict(set)
    for word in list(dict.fromkeys([*topics, *said]))[:MOST_WORDS]:
        query = SearchQuery(text=word, kinds=("help",), raw=("all",), size=20)
        found = search.find(session, actor, query, facets=False)
        folded = fold_characters(word)
        for _kind, row in found.rows:
            shown = row.title_in(locale_tag())
            hit = folded in fold_characters(f"{row.title_in('zh-CN')} {row.title_in('en')} {shown}")
            titles[row.url] = shown
            scores[row.url] += (4.0 if hit else 1.0) * (2.0 if word in topics else 1.0) / (1 + found.result.total)
            if hit:
                in_title.add(row.url)
            if found.result.total <= RARE and word not in topics:
                rare[row.url].add(word)
    good = [url for url in scores if url in in_title or len(rare[url]) > 1]
    best = sorted(good, key=lambda url: -scores[url])[:MOST_ARTICLES]
    return [(url, titles[url]) for url in best if scores[url] * 2 >= scores[best[0]]]


def _stock(
    search: Search, session: Session, actor: Actor, asked: Asked, meant: Understood, freshness: Freshness
) -> list[Hit]:
    sure = [piece for piece in meant.pieces if piece.sure]
    if not any(piece.part in ("category", "grade") for piece in sure):
        return []
    goods = [piece for piece in sure if piece.part in ("category", "grade", "spec")]
    wishes = [piece for piece in sure if piece.part in ("mill", "place")]
    for wanted in ([*goods, *wishes], goods) if wishes else (goods,):
        text = " ".join(piece.typed for piece in wanted)
        query = SearchQuery(text=text, kinds=("supply",), size=MOST_STOCK + 5)
        rows = _fitting(search.find(session, actor, query, facets=False), asked, freshness)
        if rows:
            return rows[:MOST_STOCK]
    return []


def _fitting(found: Found, asked: Asked, freshness: Freshness) -> list[Hit]:
    if found.instead_of:
        return []
    fits = {
        row.url
        for (_kind, row), standing in zip(found.rows, found.standings, strict=True)
        if standing.tier <= SERVES and row.no != asked.listing_no and (row.amount is None or row.amount > 0)
    }
    return [hit for hit in hits(found, freshness) if hit.url in fits]
