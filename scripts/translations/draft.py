"""Drafts Traditional Chinese as read in Taiwan from the Simplified source; people correct what it gets wrong."""

from functools import cache
from typing import Protocol, cast

from scripts.translations.catalogues import FOLDER

GLOSSARY = FOLDER / "glossary_zh_Hant_TW.txt"
# Glossary words pass through the converter as characters it leaves alone: Unicode's private use area.
FIRST_STAND_IN = 0xE000


class Converter(Protocol):
    """What is used of OpenCC's converter, which has no types."""

    def convert(self, text: str) -> str:
        """Return `text` in the other script."""


def to_traditional(text: str) -> str:
    """Return the draft of `text`: the glossary's words first, the longest first, then OpenCC's `s2twp`."""
    words = glossary()
    stand_ins = {}
    for number, word in enumerate(sorted(words, key=len, reverse=True)):
        if word in text:
            stand_in = chr(FIRST_STAND_IN + number)
            text = text.replace(word, stand_in)
            stand_ins[stand_in] = words[word]
    text = converter().convert(text)
    for stand_in, word in stand_ins.items():
        text = text.replace(stand_in, word)
    return text


@cache
def glossary() -> dict[str, str]:
    """Return the words that OpenCC gets wrong, or says as no trader in Taiwan would, with the right ones."""
    words = {}
    for number, line in enumerate(GLOSSARY.read_text(encoding="utf-8").splitlines(), start=1):
        entry = line.partition("#")[0].strip()
        if not entry:
            continue
        source, separator, target = (part.strip() for part in entry.partition("="))
        if not (source and separator and target) or source in words:
            raise ValueError(f"{GLOSSARY.name}:{number}: expected one `简体 = 繁體` a line, each word once")
        words[source] = target
    return words


@cache
def converter() -> Converter:
    """Return OpenCC's converter from Simplified to Taiwan's Traditional, with Taiwan's phrases."""
    from opencc import OpenCC

    return cast(Converter, OpenCC("s2twp"))
