"""Which stretches of a title to highlight for a query: plain text pieces, so that the template escapes them as any other text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from portal.materials.text import fold_characters
from portal.search.query import Term

_LETTER_OR_DIGIT = re.compile(r"[0-9a-z]")
_SIGN_OF_MULTIPLICATION = str.maketrans({"×": "*", "x": "*"})


def marked(text: str, terms: Sequence[Term]) -> list[tuple[str, bool]]:
    """The text in pieces, in order: (piece, whether it is a hit). Joined they are the text, unchanged."""
    if not terms or not text:
        return [(text, False)]
    hit = bytearray(len(text))
    folded, origin = _folded(text)
    signs = folded.translate(_SIGN_OF_MULTIPLICATION)
    for term in terms:
        found = False
        for wanted in (*term.any_of, *term.together):
            for start, end in _places(folded, signs, wanted):
                found = True
                for place in range(start, end):
                    hit[origin[place]] = 1
        if not found and all(character in folded for character in term.characters):  # found by its characters
            for character in term.characters:
                for start, _end in _places(folded, signs, character):
                    hit[origin[start]] = 1
    return _pieces(text, hit)


@lru_cache(maxsize=4096)
def _folded(text: str) -> tuple[str, tuple[int, ...]]:
    """The folded text, and for each of its characters the place in the original it came from."""
    whole = fold_characters(text)
    if len(whole) == len(text):
        return whole, tuple(range(len(text)))
    folded, origin = [], []
    for place, character in enumerate(text):
        piece = fold_characters(character)
        folded.append(piece)
        origin += [place] * len(piece)
    return "".join(folded), tuple(origin)


def _places(folded: str, signs: str, wanted: str) -> list[tuple[int, int]]:
    """Where it stands; a code not inside a longer one (25 is not in 12500), though it may begin one (hrb400 in hrb400e)."""
    haystack = signs if "*" in wanted else folded
    needle = wanted.translate(_SIGN_OF_MULTIPLICATION) if "*" in wanted else wanted
    code = _LETTER_OR_DIGIT.match(needle) is not None
    found, start = [], haystack.find(needle)
    while start >= 0:
        end = start + len(needle)
        before = haystack[start - 1] if start else " "
        after = haystack[end] if end < len(haystack) else " "
        inside = code and (_same_kind(before, needle[0]) or (after.isdigit() and needle[-1].isdigit()))
        if not inside:
            found.append((start, end))
        start = haystack.find(needle, end)
    return found


def _same_kind(one: str, other: str) -> bool:
    """Both digits (or a decimal point before one), or both letters."""
    if other.isdigit():
        return one.isdigit() or one == "."
    return "a" <= one <= "z" and "a" <= other <= "z"


def _pieces(text: str, hit: bytearray) -> list[tuple[str, bool]]:
    pieces: list[tuple[str, bool]] = []
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or hit[place] != hit[start]:
            pieces.append((text[start:place], bool(hit[start])))
            start = place
    return pieces
