"""Conditions of a deal: those said, said inside a product's name, or by sending to a place; not those denied. Owns no words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from portal.materials.lexicon import Named
from portal.materials.lexicon_words import CONDITIONS
from portal.materials.reading.board import Board, Claim
from portal.materials.reading.places import SENT

_ORDER = {value: place for place, value in enumerate(CONDITIONS)}
_PACKED = re.compile("散装|袋装|现货")
_DENIED = re.compile(r"(?:不要?|非|无需?|免|没|别|不是|不能|不可|not |no |without )\s?$")


def take_conditions(board: Board, seen: list[Named]) -> list[str]:
    """Conditions said, those inside a product's name too (散装水泥); not those denied or asked for (不收承兑, 有货没)."""
    values: dict[str, None] = {}
    for named in seen:
        for meaning in named.meanings:
            if meaning.field == "condition" and board.free(named.start, named.end):
                if _denied(board.folded, named):
                    board.leave(named.start, named.end)
                    continue
                board.claim(Claim(named.start, named.end, "condition", meaning.value, meaning.sure))
                values[meaning.value] = None
    for claim in list(board.claims):
        if claim.field == "category":
            for match in _PACKED.finditer(board.folded, claim.start, claim.end):
                board.claims.append(Claim(*match.span(), "condition", match.group()))
                values[match.group()] = None
    return list(values)


def _denied(folded: str, named: Named) -> bool:
    """不收承兑 is no acceptance; 有货没 asks whether there is any, as 有现货吗 does not."""
    asked = named.name in ("有货", "有货源") and folded[named.end : named.end + 1] in ("没", "吗", "么", "?")
    return asked or _DENIED.search(folded[max(0, named.start - 8) : named.start]) is not None


def sent(board: Board) -> bool:
    """Whether a word of sending, not part of another, stands right before a place."""
    for claim in board.claims:
        match = SENT.search(board.folded[: claim.start]) if claim.field in ("city", "destination") else None
        if match and board.free(match.start(), match.end()):
            board.claim(Claim(match.start(), match.end(), "condition", "送到"))
            return True
    return False


def ordered(conditions: Iterable[str]) -> tuple[str, ...]:
    """In the order of the table, whatever the order of the text."""
    return tuple(sorted(conditions, key=lambda one: _ORDER.get(one, len(_ORDER))))
