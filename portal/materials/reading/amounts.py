"""Tonnes and prices that say what they are: a unit, a currency, a cap or floor word. Plain numbers are judged in `numbers`.

No amount is ever made up: truckloads, pieces, ranges of tonnes and "about" stay in the rest as typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from portal.materials.categories import category as category_of
from portal.materials.reading.board import SEEN, Board, Claim

_N = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d{1,9})(?:\.\d{1,4})?"
_START = r"(?<![\d.a-z#*×/])"
_AFTER_BY = rf"(?:{_START}|(?<=[m米][*×x]))"  # Φ25*9m*50t
_END = r"(?![\d.])"
# What is neither a measure nor an amount of ours: dates, times, telephones, changes of price, percentages of payment.
_NOISE = re.compile(
    r"(?<!\d)(?:20[0-4]\d[-/.年](?:0?[1-9]|1[0-2])(?:[-/.月](?:[0-2]?\d|3[01]))?[日号]?(?!\d|\.\d)|(?:0?[1-9]|1[0-2])月(?:[0-3]?\d[日号]?|底|初|中旬|上旬|下旬)?(?:交货|提货|发货)?"
    r"|(?:φ\s?)?\d{1,2}(?:mm)?:\d{4}(?!\d)|[0-2]?\d:[0-5]\d(?!\d)(?::[0-5]\d)?|1[3-9]\d{9}(?!\d)|0\d{2,3}-\d{7,8}(?!\d)|\d{1,3}\s?(?:个?工作日|天|小时|个?月|年|点(?![\d]))|\d{10,})"
    r"|(?:涨|跌|升|降|加价?|减|优惠|便宜|下调|上调|上涨|下跌)\s?\d{1,5}(?:元|块)?(?:/吨)?|(?<![\d\w)])[+-]\s?\d{1,4}(?![\d.*×#-])(?:元|块)?"
    r"|(?<![a-z])ral\s?\d{4}(?!\d)|(?:电话|手机|微信|联系方式|联系|tel|phone|qq|炉号|批号|捆号|合同号|单号)[:\s]{0,2}[\w-]{3,24}"
)
_MASS = r"万吨|公吨|吨|metric tons?(?![a-z])|metric tonnes?(?![a-z])|t(?![a-z0-9=])|tons?(?![a-z])|tonnes?(?![a-z])|mts?(?![a-z])|公斤|千克|kgs?(?![a-z])|市?斤"
_TONNES = {
    "万": Decimal(10000),
    "公斤": Decimal("0.001"),
    "千克": Decimal("0.001"),
    "k": Decimal("0.001"),
    "斤": Decimal("0.0005"),
    "市": Decimal("0.0005"),
}
_QUANTITY = re.compile(
    rf"{_AFTER_BY}(?:(?P<low>{_N})\s?(?:吨|t)?\s?[-~至到]\s?)?(?P<n>{_N})(?P<plus>\+)?\s?(?P<more>多|来|余|几)?\s?(?P<unit>{_MASS})(?P<per>\s?[/每一]\s?[卷件支根捆张块袋包桶车个天月年]|\s?/\s?(?:bag|drum|sack|barrel|coil|bundle)s?(?![a-z])|\s?per (?:bag|drum|sack|barrel)|[袋包桶])?"
)
_SMALL = frozenset({"kg", "kgs", "公斤", "千克"})
_PACK_BEFORE = re.compile(r"[袋桶包]装\s?$")  # 袋装 50kg says what is in a bag
_HAN_QUANTITY = re.compile(r"(?<![\d元块/一每])(?P<n>[一二两三四五六七八九十百千万半]{1,7})(?P<more>多|来|几)?吨")
_PIECES = re.compile(
    rf"{_AFTER_BY}(?:{_N}\s?[-~至到]\s?)?{_N}\s?(?:多|来|几)?\s?(?:件|支|根|张|卷|车|捆|扎|块|袋|包|桶|只|片|条|箱|柜|船|套|立方米?|方|平方米?|平米|米长|m3|m2|pcs|pieces?|bundles?|bags?|trucks?|truckloads?|coils?|sheets?|"
    r"drums?|containers?|cbm|套)(?![a-z0-9])|(?<![\d])[一二两三四五六七八九十几半]{1,3}(?:件|支|根|张|卷|车|捆|袋|包|桶|船|柜)(?!制)"
)
_PER = r"(?:元|块钱?|rmb|cny|yuan)?\s?(?:[/每一]\s?(?:吨|t(?![a-z])|方|m3|立方米?|件|块(?!石)|支|张|公斤|kg|桶|袋|平米?|千块|万块)|per (?:metric )?ton(?:ne)?|a ton(?:ne)?|/ton(?:ne)?|/mt)?"
_MONEY = rf"(?P<{{0}}>{_N})\s?(?:(?P<{{0}}s>万|千)(?P<{{0}}d>\d(?!\d))?)?\s?(?P<{{0}}c>{_PER})"


def _money(name: str) -> str:
    return _MONEY.replace("{0}", name)


_PRICE_WORD = r"(?:价格|单价|报价|现价|售价|目标价格?|心理价位?|预算|出厂价|挂牌价?|含税价|成交价|均价|价位|价|卖|price[ds]?|at|@|budget)"
_CAP_BEFORE = r"(?:预算(?:价格?)?|budget(?: of)?|不超过?|不高于|不大于|不要超过|别超过|低于|小于|少于|最高价?|最多|上限|封顶|控制在|<=|≤|<|under|below|less than|no more than|not over|not more than|up to|at most|max(?:imum|\.)?|within|cheaper than|not exceeding)"
_FLOOR_BEFORE = r"(?:不低于|不少于|不小于|高于|大于|超过|最低价?|至少|起价|下限|>=|≥|>|over|above|at least|more than|from|starting from|min(?:imum|\.)?|not less than|no less than)"
_CAP_AFTER = r"(?:以上的?不要|以下|以内|之内|之下|内(?!径|蒙|贸|江|丘)|封顶|为上限|往下|及以下|or less|or below|or under|or lower|max(?:imum)?(?![a-z])|以里|下(?![差料径]))"
_FLOOR_AFTER = r"(?:以上(?!的?不要)|之上|起(?![订批重动])|往上|及以上|or more|or above|or higher|and up|\+(?!\d))"
_AROUND = r"(?:左右|上下|附近|出头|前后|多(?!少))"
_PRICES = re.compile(
    rf"(?P<range>{_PRICE_WORD}?[:=]?\s?(?:在|between\s)?\s?{_START}¥?{_money('lo')}\s?(?:-|~|至|到|和|与|to |and )\s?¥?{_money('hi')}(?:之间|区间)?{_END})"
    rf"|(?P<around>(?:大概|大约|约|around|about|approx\.?|near)\s?{_START}¥?{_money('ab')}{_END}(?:\s?左右)?|(?:{_PRICE_WORD}[:=是]?\s?)?{_START}¥?{_money('aa')}{_END}\s?{_AROUND})"
    rf"|(?P<cap>{_PRICE_WORD}?[:=]?\s?{_CAP_BEFORE}[:\s]{{0,2}}(?:¥|rmb\s?|cny\s?)?{_money('cb')}{_END}(?!(?:元|块)?\s?{_AROUND})|{_PRICE_WORD}?[:=]?\s?{_START}¥?{_money('ca')}{_END}\s?{_CAP_AFTER}(?:\s?[/每一]\s?吨)?)"
    rf"|(?P<floor>{_PRICE_WORD}?[:=]?\s?{_FLOOR_BEFORE}[:\s]{{0,2}}(?:¥|rmb\s?|cny\s?)?{_money('fb')}{_END}|{_PRICE_WORD}?[:=]?\s?{_START}¥?{_money('fa')}{_END}\s?{_FLOOR_AFTER}(?:\s?[/每一]\s?吨)?)"
    rf"|(?P<said>(?:{_PRICE_WORD}[:=是]?\s?|¥\s?|rmb\s?|cny\s?)¥?(?<![\d.]){_money('sb')}{_END}|{_START}{_money('sa')}{_END})"
)  # fmt: skip
# Another currency is no price of ours.
_FOREIGN = re.compile(r"\s?(?:usd|us\$|\$|美元|美金|欧元|eur|港币|hkd|台币|twd)")
_FOREIGN_BEFORE = re.compile(r"(?:usd|us\$|\$|eur|€|美元|美金)\s?$")
_THREE = Decimal("1000")


@dataclass(slots=True)
class Amounts:
    """What was said of tonnes and of price; conflicting tonnes are none."""

    quantity_t: Decimal | None = None
    price_min: Decimal | None = None
    price_max: Decimal | None = None


# Yuan a unit between which a plain number is a price, by category or group of them.
_PLAUSIBLE: dict[str, tuple[int, int]] = {
    "construction": (1000, 20000), "flat": (1000, 30000), "stainless": (3000, 90000), "sections": (1000, 20000), "tubes": (1000, 30000),
    "cement": (120, 1500), "concrete": (150, 1500), "aggregate": (20, 400), "bricks": (100, 900), "copper-cathode": (20000, 150000), "copper-sheet": (20000, 150000),
    "brass": (15000, 120000), "aluminium-ingot": (9000, 60000), "aluminium-sheet": (9000, 80000), "zinc-ingot": (9000, 60000), "nickel": (50000, 400000),
    "timber": (400, 12000), "chemicals": (200, 90000),
}  # fmt: skip


def plausible(value: Decimal, category: str | None, *, said: bool) -> bool:
    """Whether a number can be a price of such goods; said: a word of price stands beside it."""
    found = category_of(category) if category else None
    low, high = _PLAUSIBLE.get(category or "", _PLAUSIBLE.get(found.group if found else "", (1000, 400000)))
    if said:
        low = 20 if found and found.group in ("building", "other") else 300
        high = 2_000_000
    return low <= value <= high


def take_noise(board: Board, names: frozenset[int]) -> None:
    """Dates, telephones and changes of price: left to the rest. names: places of names (the 天 of 25天津 is no day)."""
    for match in _NOISE.finditer(board.folded):
        if names.isdisjoint(range(match.start(), match.end())):
            board.leave(match.start(), match.end())


def take_quantity(board: Board, amounts: Amounts) -> None:
    """Tonnes, wherever one amount is stated."""
    found: list[tuple[int, int, Decimal, float]] = []
    for match in _QUANTITY.finditer(board.folded):
        if not board.free(match.start("n"), match.end("unit")):
            continue
        before = board.folded[max(0, match.start() - 2) : match.start()]
        if (
            match["low"]
            or match["per"]
            or before[-2:] in ("件重", "单重", "卷重", "每件", "每卷", "块重")
            or before[-1:] in ("±", "各")  # 各10吨 of how many sizes
            or (match["unit"] in _SMALL and _PACK_BEFORE.search(board.folded[: match.start()]))
        ):
            if not _packed(match):
                board.leave(match.start(), match.end())
            continue
        value = number(match["n"]) * _TONNES.get(
            match["unit"].rstrip("吨gs") or "", _TONNES.get(match["unit"], Decimal(1))
        )
        found.append((match.start(), match.end(), value, 0.8 if match["more"] or match["plus"] else 1.0))
    for match in _HAN_QUANTITY.finditer(board.folded):
        if board.free(match.start(), match.end()) and (spoken := han_number(match["n"])) is not None:
            found.append((match.start(), match.end(), spoken, 0.8 if match["more"] else 0.95))
    if len({value for _start, _end, value, _sure in found}) > 1:
        for start, end, _value, _sure in found:
            board.leave(start, end)
        return
    for start, end, value, sure in found:
        tail = re.compile(r"\s?(?:左右|上下|以上|以内|以下|内|起订|起批|起)").match(board.folded, end)
        head = re.compile(r"(?:约|大约|大概|≥|>|≤|<|about |around |approx )\s?$").search(board.folded[:start])
        if tail or head:
            sure = min(sure, 0.8)
        board.claim(
            Claim(head.start() if head else start, tail.end() if tail else end, "quantity_t", plain(value), sure)
        )
        amounts.quantity_t = value


def _packed(match: re.Match[str]) -> bool:
    """25kg/袋 is a measure of the goods (specs read it)."""
    return bool(match["per"]) and match["unit"][0] in "公千k" and not match["low"]


def take_pieces(board: Board, category: str | None) -> None:
    """Pieces and truckloads: nobody knows what they weigh. 40方 of a square tube is its side."""
    for match in _PIECES.finditer(board.folded):
        if category == "hollow-section" and match.group().endswith("方"):
            continue
        if board.free(match.start(), match.end()):
            board.leave(match.start(), match.end())


_SPOKEN = re.compile(
    rf"(?:(?P<cb>{_CAP_BEFORE})|(?P<fb>{_FLOOR_BEFORE}))?(?P<n>[一二两三四五六七八九][千万][一二两三四五六七八九零百千十]*)(?:元|块钱?)?(?:/吨|每吨|一吨)?(?:(?P<ca>{_CAP_AFTER})|(?P<fa>{_FLOOR_AFTER})|(?P<about>{_AROUND}))?"
)


def take_spoken_prices(board: Board, amounts: Amounts, category: str | None) -> None:
    """三千五以内: a price in words."""
    for match in _SPOKEN.finditer(board.folded):
        value = han_number(match["n"])
        if value is None or not plausible(value, category, said=True) or not board.free(match.start(), match.end()):
            continue
        if match["about"]:
            board.leave(match.start(), match.end())
        elif match["cb"] or match["ca"]:
            _set(board, amounts, match.span(), ("price_max",), value)
        elif match["fb"] or match["fa"]:
            _set(board, amounts, match.span(), ("price_min",), value)
        else:
            _set(board, amounts, match.span(), ("price_min", "price_max"), value)


def _set(board: Board, amounts: Amounts, place: tuple[int, int], fields: tuple[str, ...], value: Decimal) -> None:
    for field in fields:
        if getattr(amounts, field) is None:
            setattr(amounts, field, value)
            board.claim(Claim(*place, field, plain(value), 0.95))


def take_prices(board: Board, amounts: Amounts, category: str | None) -> None:
    """Prices with a word, a sign or a currency beside them."""
    take_spoken_prices(board, amounts, category)
    for match in _PRICES.finditer(board.folded):
        kind = (
            match.lastgroup if match.lastgroup in _KINDS else next(name for name in _KINDS if match[name] is not None)
        )
        values = [(name, _value(match, name)) for name in _NUMBERS[kind] if match[name] is not None]
        first = match.start(values[0][0])
        if any(state for state in board.state[first : match.end()]) and not board.free(first, match.end()):
            continue
        if _FOREIGN.match(board.folded, match.end()) or _FOREIGN_BEFORE.search(board.folded[:first]):
            board.leave(match.start(), match.end())
            continue
        coined = (
            any((match[f"{name}c"] or "").strip() for name, _value_ in values)
            or "¥" in match.group()
            or bool(match[f"{values[0][0]}s"])
        )
        said = coined or kind in ("cap", "floor", "around") or bool(re.match(_PRICE_WORD, match.group()))
        if match[f"{values[0][0]}c"].strip() in ("块",) and category == "bricks":
            continue
        if kind == "range" and not coined:
            said = bool(re.match(_PRICE_WORD, match.group()))
        if kind == "said" and not said:
            continue
        worth = all(plausible(value, category, said=said) or (coined and value > 0) for _name, value in values)
        if not worth:
            if kind in ("cap", "floor") and match["cb"] is None and match["fb"] is None:
                board.leave(match.start(), match.end())
            continue
        if kind == "around":
            board.leave(match.start(), match.end())
            continue
        _set_price(board, amounts, match, kind, [value for _name, value in values])


_KINDS = ("range", "around", "cap", "floor", "said")
_NUMBERS = {
    "range": ("lo", "hi"),
    "around": ("ab", "aa"),
    "cap": ("cb", "ca"),
    "floor": ("fb", "fa"),
    "said": ("sb", "sa"),
}


def _set_price(board: Board, amounts: Amounts, match: re.Match[str], kind: str, values: list[Decimal]) -> None:
    start, end = match.start(), match.end()
    while start < end and board.folded[start] == " ":
        start += 1
    if kind in ("range", "floor", "said") and amounts.price_min is None:
        amounts.price_min = min(values)
        board.claim(Claim(start, end, "price_min", plain(amounts.price_min)))
    if kind in ("range", "cap", "said") and amounts.price_max is None:
        amounts.price_max = max(values)
        board.claim(Claim(start, end, "price_max", plain(amounts.price_max)))


def _value(match: re.Match[str], name: str) -> Decimal:
    value = number(match[name])
    scale = match[f"{name}s"]
    if scale:
        factor = Decimal(10000) if scale == "万" else _THREE
        value *= factor
        if match[f"{name}d"]:  # 3千7, 7万3
            value += number(match[f"{name}d"]) * factor / 10
    return value


def number(text: str) -> Decimal:
    """A number as typed, thousands signs removed."""
    return Decimal(text.replace(",", ""))


def plain(value: Decimal) -> str:
    """A Decimal without an exponent and without needless zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10000}


def han_number(text: str) -> Decimal | None:
    """一百二十 → 120, 三千七 → 3700, 半 → 0.5; None when it is no number."""
    if text == "半":
        return Decimal("0.5")
    total, digit, last = 0, 0, 1
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _UNITS:
            unit = _UNITS[character]
            if unit == 10000:
                total = (total + digit) * unit
            else:
                total += (digit or 1) * unit
            digit, last = 0, unit
        else:
            return None
    return Decimal(total + digit * (last // 10 if last >= 100 else 1))


def covered(board: Board, start: int, end: int) -> bool:
    """Whether a field has all of this stretch."""
    return all(state == SEEN for state in board.state[start:end])
