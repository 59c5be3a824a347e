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
    names = _names()
    if run in names:
        return
    looks = run.translate(_LOOK_ALIKES)
    if looks != run and looks in names:
        yield looks
    swapped = (run[:at] + run[at + 1] + run[at] + run[at + 2 :] for at in range(len(run) - 1))
    shorter = (run[:at] + run[at + 1 :] for at in range(len(run)))
    yield from (other for other in (*swapped, *shorter) if other in names)
    yield from (name for length in (len(run), len(run) + 1) for name in _alike(run, length))


def _characters(run: str) -> Iterator[str]:
    """The longest names first, wherever in the run they may stand."""
    for length in range(min(_LONGEST_NAME, len(run)), _LEAST_NAME - 1, -1):
        for start in range(len(run) - length + 1):
            word = run[start : start + length]
            if word not in _names():
                for name in _alike(word, length):
                    yield run[:start] + name + run[start + length :]


def _alike(word: str, length: int) -> list[str]:
    """Names of this length that differ from the word by one character: one of their halves is as typed."""
    half = length // 2
    candidates = (
        *_by_half().get(f"{length}<{word[:half]}", ()),
        *_by_half().get(f"{length}>{word[half - length :]}", ()),
    )
    return sorted({name for name in candidates if _one_off(word, name)})


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
def _by_half() -> dict[str, tuple[str, ...]]:
    """Every name under its length with its first half, and with its second."""
    found: dict[str, list[str]] = {}
    for name in _names():
        length, half = len(name), len(name) // 2
        found.setdefault(f"{length}<{name[:half]}", []).append(name)
        found.setdefault(f"{length}>{name[half:]}", []).append(name)
    return {key: tuple(names) for key, names in found.items()}


def _one_off(one: str, name: str) -> bool:
    """One character is another, or the name has one more."""
    if len(one) == len(name):
        return sum(left != right for left, right in zip(one, name, strict=True)) == 1
    return len(name) == len(one) + 1 and any(name[:at] + name[at + 1 :] == one for at in range(len(name)))
