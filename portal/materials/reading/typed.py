"""A text folded for reading, each character with its place in the text as typed. Owns positions, no vocabulary.

Unlike `text.fold` it keeps the spaces, since they part words (天津 钢管 is not the mill 天津钢管), and every step is per
character, so that positions stay true.
"""

from __future__ import annotations

import re
from array import array
from functools import lru_cache

from portal.materials.text import HAN, fold_characters

# Signs only reading needs as one; the rest is in `text`. Ideographic comma and full-width semicolon come folded already.
_SIGNS = {"≦": "≤", "≧": "≥", "⩽": "≤", "⩾": "≥", "⁄": "/", "∕": "/", "→": "→", "➜": "→", "➡": "→", "⇒": "→", "￥": "¥", "＂": '"', "″": '"', "”": '"',
          "“": '"', "｜": " ", "|": " ", "\t": " ", "\n": "\n", "\r": " ", "〇": "0", "◎": "φ", "￠": "φ", "¢": "φ", "∮": "φ", "○": "φ", "Փ": "φ", "ⵁ": "φ",
          "└": "∠", "∟": "∠", "⌊": "∠", "▢": "□", "◻": "□", "⬜": "□", "口": "口"}  # fmt: skip
_SPACED = re.compile(rf"(?<![{HAN}])[{HAN}](?: [{HAN}]){{2,}}(?![{HAN}])")

_NUMBERED = re.compile(
    "(?<![一二三四五六七八九十百千第月])(?:(?P<tens>[一二三四五六七八九]?)十(?P<ones>[一二三四五六七八九]?)|(?P<one>[零一二三四五六七八九]))(?=号)"
)
_FIGURES = {character: str(value) for value, character in enumerate("零一二三四五六七八九")}


@lru_cache(maxsize=16384)
def _fold(character: str) -> str:
    if character in "\n\t\r":
        return "\n" if character == "\n" else " "
    sign = _SIGNS.get(character)
    if sign is not None:
        return sign
    return " " if character.isspace() else fold_characters(character)


def _with_figures(folded: str, source: array[int]) -> tuple[str, array[int]]:
    """Numbers in words before 号 as figures; a figure stands where the last word it came from stands."""
    pieces, places, at = [], array("L"), 0
    for match in _NUMBERED.finditer(folded):
        pieces.append(folded[at : match.start()])
        places.extend(source[at : match.start()])
        figures = (
            _FIGURES[match["one"]]
            if match["one"]
            else (_FIGURES[match["tens"]] if match["tens"] else "1")
            + (_FIGURES[match["ones"]] if match["ones"] else "0")
        )
        pieces.append(figures)
        places.extend([source[match.start()], source[match.end() - 1]][-len(figures) :])
        at = match.end()
    return "".join([*pieces, folded[at:]]), places + source[at:]


class Typed:
    """folded: what reading works on; the original place of folded[i] is source[i]."""

    __slots__ = ("folded", "source", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        pieces = [_fold(character) for character in text]
        folded = "".join(pieces)
        if len(folded) == len(text):
            source = array("L", range(len(text)))
        else:
            source = array("L", (i for i, piece in enumerate(pieces) for _ in piece))
        if " " in folded and _SPACED.search(folded):  # 螺 纹 钢, set apart to look nice
            kept = [True] * len(folded)
            for match in _SPACED.finditer(folded):
                for at in range(match.start() + 1, match.end(), 2):
                    kept[at] = False
            source = array("L", (place for place, keep in zip(source, kept, strict=True) if keep))
            folded = "".join(character for character, keep in zip(folded, kept, strict=True) if keep)
        if "号" in folded and _NUMBERED.search(folded):  # 十号槽钢, 四十五号圆钢
            folded, source = _with_figures(folded, source)
        self.folded = folded
        self.source = source

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the text as typed that folded[start:end] came from."""
        return self.source[start], self.source[end - 1] + 1
