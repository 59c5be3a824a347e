"""What a price cell says: a price, several for as many sizes, a remark, or none and why. Pure.

No number is ever invented: a range, a change (涨20), "from" and "about" are remarks of a price on request.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from portal.core.texts import N_
from portal.listings.terms import PRICE_BOUND

NOT_A_PRICE = N_("看不出价格，请改成一个数字，或写 面议")
SEVERAL = N_("不止一个价格，请分开写，或按规格分成几行")
ZERO = N_("价格要大于 0；没有价格请留空")


@dataclass(frozen=True, slots=True)
class PriceCell:
    """values: none (on request), one, or one for each group of sizes; remark: what stood beside them, kept and shown."""

    values: tuple[Decimal, ...] = ()
    remark: str = ""

    @property
    def price(self) -> Decimal | None:
        """The price, where there is exactly one."""
        return self.values[0] if len(self.values) == 1 else None


class Unreadable(ValueError):
    """The cell has no reading, or more than one. reason: which of them."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


_NOTHING = frozenset(
    {"", "-", "--", "---", "/", "\\", "无", "暂无", "n/a", "na", "none", "null", "*", "…", "...", "——"}
)
_ON_REQUEST = frozenset({"面议", "议价", "价格面议", "可议", "negotiable", "poa"})
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,8}(?:\.\d{1,3})?)"
_UNIT = r"(?:元|块|rmb)?(?:[/每](?:吨|t|支|根|件|张|方|米|公斤|kg|块|袋|桶))?"
_ONE = re.compile(rf"(?:¥|rmb|cny)?\s?({_NUMBER})\s?{_UNIT}", re.IGNORECASE)
_SEVERAL = re.compile(rf"(?:¥\s?)?{_NUMBER}(?:\s?[/;|\\]\s?{_NUMBER}){{1,11}}\s?(?:元)?(?:/(?:吨|t))?", re.IGNORECASE)
_RANGE = re.compile(rf"¥?{_NUMBER}\s?[-~至到]\s?{_NUMBER}\s?{_UNIT}", re.IGNORECASE)
_CHANGE = re.compile(
    rf"(?:[涨跌升降加减]|上涨|下跌|上调|下调|[+-])\s?{_NUMBER}\s?(?:元|块)?(?:/吨)?(?:/?[+-]\s?{_NUMBER})*"
)
_LOOSE = re.compile(
    rf"(?:约|大约|大概|最低|低至)?\s?¥?{_NUMBER}\s?{_UNIT}\s?(?:起|以上|以下|以内|左右|上下|附近|多|封顶|\+)?",
    re.IGNORECASE,
)
_TAIL = re.compile(r"\s*(?:\(([^()]*)\)?|([^\d(]+))\Z")
_SPOKEN = re.compile(r"[一二三四五六七八九十百千万零两]+元?")
_HAN = re.compile(r"[\u4e00-\u9fff]")
# A word that makes the number something other than the price: a change, a limit, a count.
_OTHER = re.compile(r"[涨跌升降加减差上下起约左右吨件支车万千百昨]")


def read_price(text: str) -> PriceCell:
    """Read a price cell.

    `3030`, `¥3,030`, `2320(货少）`, `3030含税` are one price; `4420/4350/4420` three; `4550-4620`, `涨20`, `3200起` a remark.
    Raises: Unreadable (`3200 3300`, `2320(25mm:2400)`, `60吨`).
    """
    cell = folded(text)
    bare = cell.strip("() ")
    if cell.casefold() in _NOTHING or bare.casefold() in _NOTHING or bare.casefold() in _ON_REQUEST:
        return PriceCell()
    if not any(character.isdigit() for character in bare):
        if (_HAN.search(bare) or bare.isascii()) and not _SPOKEN.fullmatch(bare):
            return PriceCell((), bare)
        raise Unreadable(NOT_A_PRICE)
    if _RANGE.fullmatch(cell) or _CHANGE.fullmatch(cell):
        return PriceCell((), cell)
    listed = _SEVERAL.match(cell)
    if listed and (remark := _remark(cell[listed.end() :])) is not None:
        return PriceCell(tuple(_amount(one) for one in re.findall(_NUMBER, listed.group())), remark)
    if (found := _ONE.match(cell)) and (remark := _remark(cell[found.end() :])) is not None:
        return PriceCell((_amount(found[1]),), remark)
    if (leading := _leading(cell)) is not None:
        return leading
    if _LOOSE.fullmatch(cell):
        return PriceCell((), cell)
    for pattern in (_RANGE, _CHANGE):
        if (part := pattern.match(cell)) and _remark(cell[part.end() :]) is not None:
            return PriceCell((), cell)
    raise Unreadable(SEVERAL if len(re.findall(r"\d+(?:\.\d+)?", cell)) > 1 else NOT_A_PRICE)


def folded(text: str) -> str:
    """Full-width signs half-width, every dash a hyphen, single spaces."""
    plain = unicodedata.normalize("NFKC", text)  # ￥ becomes ¥, full-width brackets and commas half-width ones
    for dash in "—–−―":
        plain = plain.replace(dash, "-")
    return " ".join(plain.replace("、", "/").split())


def _leading(cell: str) -> PriceCell | None:
    """含税3650, 现款 3650, 挂牌价:3650: a harmless word before the one number."""
    found = re.fullmatch(rf"([^\d¥()]{{1,12}}?)[:\s]?({_NUMBER})\s?{_UNIT}", cell)
    if found is None or not _is_harmless(found[1].strip(" :")):
        return None
    return PriceCell((_amount(found[2]),), found[1].strip(" :"))


def _remark(rest: str) -> str | None:
    """What follows a number, when it leaves the number what it is: nothing, or words without a number of their own."""
    if not rest.strip():
        return ""
    found = _TAIL.match(rest)
    if found is None:
        return None
    remark = (found[1] if found[1] is not None else found[2]).strip(" ,;)")
    return remark if _is_harmless(remark) else None


def _is_harmless(remark: str) -> bool:
    """A remark without a number of its own and without a word that turns the price into something else."""
    return bool(_HAN.search(remark)) and not re.search(r"\d", remark) and not _OTHER.search(remark)


def _amount(digits: str) -> Decimal:
    amount = Decimal(digits.replace(",", ""))
    if amount <= 0:
        raise Unreadable(ZERO)
    if amount > PRICE_BOUND or amount != amount.quantize(Decimal("0.01")):
        raise Unreadable(NOT_A_PRICE)
    return amount
