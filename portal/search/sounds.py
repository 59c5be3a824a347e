"""How names are said: pinyin in full and its initials, from a small table; for suggesting, not for indexing (see `words`).

The table is written by `scripts.search_sounds`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from portal.materials.categories import CATEGORIES, GROUPS
from portal.materials.mills import MILLS
from portal.materials.regions import MARKETS, cities, provinces
from portal.materials.text import HAN, fold

DATA = Path(__file__).parent / "data" / "pinyin.txt"
_RUN = re.compile(f"[{HAN}]+")


def names_of_the_trade() -> set[str]:
    """Runs of characters in the names the portal knows, folded."""
    names = [name for each in CATEGORIES for name in (each.name_zh, *each.aliases)]
    names += [group.name_zh for group in GROUPS]
    names += [name for mill in MILLS for name in (mill.short, mill.name, *mill.aliases)]
    names += [place.short for place in (*cities(), *provinces())] + [*MARKETS]
    return {run for name in names for run in _RUN.findall(fold(name))}


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    characters: dict[str, str] = {}
    names: dict[str, tuple[str, ...]] = {}
    for line in DATA.read_text(encoding="utf-8").splitlines():
        first, _space, rest = line.partition(" ")
        if first.isascii():
            characters.update(dict.fromkeys(rest, first))
        else:
            names[first] = tuple(rest.split(" "))
    return characters, names


@lru_cache(maxsize=4096)
def sounds(folded: str) -> tuple[str, str]:
    """A folded name as (pinyin, initials): 重庆钢铁 → chongqinggangtie, cqgt; H型钢 → hxinggang, hxg. Both empty without Chinese."""
    full, initials, said_any, end = [], [], False, 0
    for run in _RUN.finditer(folded):
        between = folded[end : run.start()].replace(" ", "")
        syllables = _syllables(run.group())
        full += [between, *syllables]
        initials += [between, *(syllable[:1] for syllable in syllables)]
        said_any, end = True, run.end()
    if not said_any:
        return "", ""
    rest = folded[end:].replace(" ", "")
    return "".join(full) + rest, "".join(initials) + rest


def _syllables(run: str) -> list[str]:
    characters, names = _table()
    found: list[str] = []
    place = 0
    while place < len(run):
        for length in range(min(12, len(run) - place), 1, -1):
            if said := names.get(run[place : place + length]):
                found += said
                place += length
                break
        else:
            found.append(characters.get(run[place], ""))
            place += 1
    return found
