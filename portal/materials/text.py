"""Folds what people type to one form: widths, scripts, case and the trade's signs; owns no vocabulary.

`Φ25×12m`, `ф25*12M` and `Ø25 x 12m` are one thing, and so are 螺紋鋼 and 螺纹钢.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import lru_cache
from importlib import resources

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_HAS_HAN = re.compile(f"[{HAN}]")
_CHARACTERS = str.maketrans(
    {
        # Diameter signs. Φ and φ arrive as φ after lower(); the empty set is what word processors insert.
        **dict.fromkeys("фøϕ∅⌀ɸ", "φ"),
        # Middle dots, as in P·O 42.5.
        **dict.fromkeys("·•・‧∙⋅･", "."),
        **dict.fromkeys("‐‑‒–—―−﹣", "-"),
        **dict.fromkeys("〜∼～", "~"),
        **dict.fromkeys("＊∗✱﹡╳✕✖⨯", "×"),
        "。": ".",
        "、": ",",
        "﹟": "#",
        "矽": "硅",  # silicon, as Taiwan says it
    }
)
# × x X * are one sign between digits, and before the C of a coil; anywhere else they stay as typed (DX51D+Z).
_BY = re.compile(r"(?:(?<=[0-9])|(?<=[0-9][abc])|(?<=[0-9abc]#))\s*[x×*]\s*(?=[0-9]|[cl](?![a-z0-9]))")
_BY_HAN = re.compile(r"(?<=[0-9])\s*[x×*]\s*(?=卷)")
_DIAMETER_SPACE = re.compile(r"φ\s+(?=[0-9])")
_RANGE = re.compile(r"(?<=[0-9])\s*(?:[~-]|至|到)\s*(?=[0-9])")
_METRES = re.compile(r"(?<=[0-9])\s*米(?!制)")
_SPACE = re.compile(r"\s+")


def _data(name: str) -> str:
    return resources.files("portal.materials").joinpath(f"data/{name}").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _simplified_characters() -> dict[int, int]:
    old, new = _data("simplified.txt").splitlines()
    return str.maketrans(old, new)


@lru_cache(maxsize=1)
def _traditional_names() -> dict[str, str]:
    return {row["simplified"]: row["traditional"] for row in csv.DictReader(_data("traditional.csv").splitlines())}


def simplified(text: str) -> str:
    """The text in simplified characters, one by one; text without Han characters comes back as it is."""
    return text.translate(_simplified_characters()) if _HAS_HAN.search(text) else text


def traditional(name: str) -> str:
    """A name of this package as written in Taiwan (phrases included); any other text comes back as it is."""
    return _traditional_names().get(name, name)


def without_controls(text: str) -> str:
    """Control and format characters (NUL, bidi marks, zero width) become a space or nothing."""
    if text.isprintable():
        return text
    kept = []
    for character in text:
        category = unicodedata.category(character)
        if category == "Cc":
            kept.append(" ")
        elif category not in ("Cf", "Cs", "Co"):
            kept.append(character)
    return "".join(kept)


def fold_characters(text: str) -> str:
    """Width, case, script and signs, one by one; spaces and by-signs stay where they are."""
    text = unicodedata.normalize("NFKC", without_controls(text)).lower()
    text = unicodedata.normalize("NFKC", text)  # lower() decomposes a few letters
    return simplified(text).translate(_CHARACTERS)


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """One form for everything that means the same; idempotent.

    Ranges keep a hyphen (`18~22` → `18-22`), by-signs an asterisk, lengths in 米 an `m`.
    """
    text = fold_characters(text)
    text = _BY.sub("*", text)
    text = _BY_HAN.sub("*", text)
    text = _DIAMETER_SPACE.sub("φ", text)
    text = _METRES.sub("m", text)
    text = _RANGE.sub("-", text)
    return _SPACE.sub(" ", text).strip()
