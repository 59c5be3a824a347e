"""What a price cell says: a price, a price with a remark, or none and why. What has more than one reading is not read. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from portal.core.texts import N_
from portal.listings.terms import PRICE_BOUND

EXPECTED = N_("一个价格，或 面议、缺货、-")


@dataclass(frozen=True, slots=True)
class PriceCell:
    """price None: on request. remark: what stood beside it, kept and shown."""

    price: Decimal | None
    remark: str = ""


class Unreadable(ValueError):
    """The cell has no reading, or more than one."""


_NOTHING = frozenset({"", "-", "--", "/", "无", "暂无", "n/a"})
_ON_REQUEST = frozenset({"面议", "电议", "议价", "价格面议", "请询价", "询价", "来电", "电询"})
# Said of the goods, not of a number: kept as the remark of a price on request.
_STATES = frozenset(
    {
        "缺货", "断档", "暂缺", "无货", "停售", "封盘", "未报", "未开价", "暂停报价", "停报", "挂牌价", "货少", "售完", "少货", "更新中", "待定", "缺规格",
    }
)  # fmt: skip
_NUMBER = r"(\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,8}(?:\.\d{1,2})?)"
_PRICE = rf"¥?\s?{_NUMBER}(?:元)?(?:/(?:吨|t))?"
_PLAIN = re.compile(rf"{_PRICE}\Z", re.IGNORECASE)
_BRACKETED = re.compile(rf"{_PRICE}\s*\(([^()]*)\)\Z", re.IGNORECASE)
_TRAILED = re.compile(rf"{_PRICE}\s*([\u4e00-\u9fff]+)\Z", re.IGNORECASE)
_HAN = re.compile(r"[\u4e00-\u9fff]")
# A word that makes the number something other than the price: a change, a limit, a count.
_OTHER = re.compile(r"[涨跌升降加减差上下起约左右吨件支车]")


def read_price(text: str) -> PriceCell:
    """Read a price cell.

    `3030`, `¥3,030`, `2320(货少）`, `3030含税` have one reading; `4420/4350/4420`, `4550-4620`, `涨20`, `2320(25mm:2400)` do not.
    Raises: Unreadable.
    """
    cell = _folded(text)
    bare = cell.strip("()")
    if cell.casefold() in _NOTHING or bare in _ON_REQUEST:
        return PriceCell(None)
    if bare in _STATES:
        return PriceCell(None, bare)
    if found := _PLAIN.match(cell):
        return PriceCell(_amount(found[1]))
    if (found := _BRACKETED.match(cell)) or (found := _TRAILED.match(cell)):
        remark = found[2].strip()
        if _is_harmless(remark):
            return PriceCell(_amount(found[1]), remark)
    raise Unreadable(text)


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text)  # ￥ becomes ¥, full-width brackets and commas half-width ones
    for dash in "—–−―":
        folded = folded.replace(dash, "-")
    return " ".join(folded.split())


def _is_harmless(remark: str) -> bool:
    """A remark without a number of its own and without a word that turns the price into something else."""
    return bool(_HAN.search(remark)) and not re.search(r"\d", remark) and not _OTHER.search(remark)


def _amount(digits: str) -> Decimal:
    amount = Decimal(digits.replace(",", ""))
    if not 0 < amount <= PRICE_BOUND:
        raise Unreadable(digits)
    return amount
