"""Plain numbers: 3680 in a quote line is a price when nothing else it could be. Judged last, when what says itself is taken."""

from __future__ import annotations

import re
from decimal import Decimal

from portal.materials.reading.amounts import Amounts, number, plain, plausible
from portal.materials.reading.board import Board, Claim
from portal.materials.reading.rewriting import chained, may_be_measure

_BARE = re.compile(
    r"(?<![\d.a-z*×#φ±∠□-])(?<!\d/)(?:¥)?(?P<n>\d{1,3}(?:,\d{3})+|\d{2,6}(?:\.\d{1,2})?)(?![\d.]|[*×/#%a-z米寸±级号-]|\s?[x×*]\s?\d)"
)
_PAIR = re.compile(r"(?<![\d.a-z*×#φ-])\d{4,5}(?:[/-]\d{4,5}){1,8}(?![\d.*×a-z])")
_BEFORE_MEASURE = re.compile(r"(?:厚|宽|长|高|直径|外径|壁厚|边长|度|定尺|[x×*φ∠□#~-]|\d/)\s?[:=]?\s?$")


def take_bare_price(board: Board, amounts: Amounts, category: str | None) -> None:
    """A plain number of the size of a price: 3680 in a quote line. Two of them are none that can be told."""
    if amounts.price_min is not None or amounts.price_max is not None:
        return
    masked = chained(board.masked(), category)
    for match in _PAIR.finditer(masked):
        values = [Decimal(one) for one in re.split(r"[/-]", match.group())]
        if all(plausible(value, category, said=False) for value in values):
            amounts.price_min, amounts.price_max = min(values), max(values)
            board.claim(Claim(match.start(), match.end(), "price_min", plain(min(values)), 0.8))
            board.claim(Claim(match.start(), match.end(), "price_max", plain(max(values)), 0.8))
            return
    if category is None and all(claim.field != "product" for claim in board.claims):
        return
    found = [
        match
        for match in _BARE.finditer(masked)
        if plausible(number(match["n"]), category, said=False)
        and not _measured(masked, match)
        and (category is not None or board.free(match.start(), match.end() + 1))  # 6061铝棒 names an alloy
        and not may_be_measure(number(match["n"]), category)
    ]
    if len(found) != 1:
        return
    value = number(found[0]["n"])
    amounts.price_min = amounts.price_max = value
    for field in ("price_min", "price_max"):
        board.claim(Claim(found[0].start(), found[0].end(), field, plain(value), 0.8))


def _measured(masked: str, match: re.Match[str]) -> bool:
    """A number that a sign or word makes a measure."""
    return _BEFORE_MEASURE.search(masked[max(0, match.start() - 6) : match.start()]) is not None
