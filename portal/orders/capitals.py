"""Amounts of money in Chinese capitals (大写金额), as papers with a stamp on them state them. Pure.

The rules are those of 《正确填写票据和结算凭证的基本规定》 (People's Bank of China): one 零 for any run of noughts within the
number, 整 after yuan or jiao, none after fen, 零 before fen where there is no jiao.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from portal.core.quantity import FEN

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("仟", "佰", "拾", "")
_GROUPS = ("", "万", "亿", "兆")
BOUND = Decimal(10) ** 16


def capitals(amount: Decimal) -> str:
    """`人民币壹拾万零伍拾元叁角整`. Raises: ValueError for less than nothing, and from 10¹⁶ yuan on."""
    amount = amount.quantize(FEN, ROUND_HALF_UP)
    if not 0 <= amount < BOUND:
        raise ValueError("amount out of bounds")
    yuan, cents = divmod(int(amount * 100), 100)
    jiao, fen = divmod(cents, 10)
    words = _whole(yuan) + "元" if yuan else ""
    if not cents:
        return f"人民币{words or '零元'}整"
    if jiao:
        words += _DIGITS[jiao] + "角"
    elif yuan:
        words += "零"
    return f"人民币{words}{_DIGITS[fen]}分" if fen else f"人民币{words}整"


def _whole(number: int) -> str:
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    words = ""
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if not group:
            continue
        if words and (group < 1000 or not groups[place + 1]):
            words += "零"
        words += _group(group) + _GROUPS[place]
    return words


def _group(number: int) -> str:
    words, gap = "", False
    for digit, place in zip(f"{number:04}", _PLACES, strict=True):
        if digit == "0":
            gap = bool(words)
            continue
        words += ("零" if gap else "") + _DIGITS[int(digit)] + place
        gap = False
    return words
