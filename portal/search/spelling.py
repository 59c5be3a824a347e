"""One wrong character or key in a longer word: what may have been meant, from the names of the trade. Asks no index.

Only what differs by its writing counts. That two words sound alike makes them no hits of each other (景点, 经典).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from functools import lru_cache

from portal.materials.grades import grade_table
from portal.materials.lexicon import standard_lexicon
from portal.materials.reading import read
from portal.materials.text import HAN, fold
from portal.search.sounds import names_of_the_trade, sounds

LEAST = 5
"""Characters or keys of a word in which one wrong one is looked for."""

_LEAST_NAME, _LONGEST_NAME = 3, 12  # Chinese names inside a longer run
_LEAST_KEYS, _MOST_KEYS = 5, 24
_LONGEST_RUN = 20
_MOST_RUNS = 4
_MOST, _MOST_TRIES = 4, 30
_RUN = re.compile(f"(?<![{HAN}])[{HAN}]{{{LEAST},{_LONGEST_RUN}}}(?![{HAN}])|[0-9a-z]{{{_LEAST_KEYS},{_MOST_KEYS}}}")
_LOOK_ALIKES = str.maketrans("oil", "011")  # hrb4oo


@lru_cache(maxsize=512)
def corrections(text: str) -> tuple[str, ...]:
    """The text with one word replaced by a name it differs from by one character, one more, one less, or two swapped."""
    folded = fold(text)[:200]
    found: dict[str, None] = {}
    for match in itertools.islice(_RUN.finditer(folded), _MOST_RUNS):
        run, before, after = match.group(), folded[: match.start()], folded[match.end() :]
        if run[0].isascii():
            found.update(dict.fromkeys(f"{before}{other}{after}" for other in _keys(run)))
        else:
            tries = itertools.islice(dict.fromkeys(_characters(run)), _MOST_TRIES)
            found.update(dict.fromkeys(f"{before}{other}{after}" for other in tries if not read(other).rest))
        if len(found) >= _MOST:
            break
    return tuple(found)[:_MOST]


def _keys(run: str) -> Iterator[str]:
    if run in _names():
        return
    looks = run.translate(_LOOK_ALIKES)
    if looks != run and looks in _names():
        yield looks
    yield from sorted(
        {name for variant in _variants(run) for name in _by_variant().get(variant, ()) if _one_off(run, name)}
    )


def _characters(run: str) -> Iterator[str]:
    """The longest names first, wherever in the run they may stand."""
    for length in range(min(_LONGEST_NAME, len(run)), _LEAST_NAME - 1, -1):
        for start in range(len(run) - length + 1):
            word = run[start : start + length]
            if word in _names():
                continue
            for name in sorted({name for variant in _variants(word) for name in _by_variant().get(variant, ())}):
                if len(name) == length and _one_off(word, name):
                    yield run[:start] + name + run[start + length :]


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    lexicon = standard_lexicon().names
    names = {name for name, meanings in lexicon.items() if meanings[0].sure == 1 and " " not in name}
    names |= {fold(grade.name).replace(" ", "") for grade in grade_table()}
    names |= {sound for name in names_of_the_trade() for sound in sounds(name)[:1]}
    return frozenset(
        name
        for name in names
        if len(name) >= (_LEAST_KEYS if name.isascii() else _LEAST_NAME) and len(name) <= _MOST_KEYS
    )


@lru_cache(maxsize=1)
def _by_variant() -> dict[str, tuple[str, ...]]:
    """Every name under itself and under what is left of it without one of its characters."""
    found: dict[str, list[str]] = {}
    for name in _names():
        for variant in _variants(name):
            found.setdefault(variant, []).append(name)
    return {variant: tuple(names) for variant, names in found.items()}


def _variants(word: str) -> set[str]:
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


def _one_off(one: str, other: str) -> bool:
    """They differ by one character, one more or less, or two neighbours swapped."""
    if len(one) == len(other):
        places = [place for place, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]]
        if len(places) == 2 and places[1] == places[0] + 1:
            return one[places[0]] == other[places[1]] and one[places[1]] == other[places[0]]
        return len(places) == 1
    shorter, longer = sorted((one, other), key=len)
    return len(longer) == len(shorter) + 1 and any(
        longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer))
    )
