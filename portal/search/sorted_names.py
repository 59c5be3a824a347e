"""Names under all their keys, sorted: as written, as said, by initials, and by what stands inside them. Never changes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache

from portal.materials.text import HAN, fold
from portal.search.codes import unify
from portal.search.sounds import sounds
from portal.search.suggestion_names import Entry, Keyed, standard_entries

# Each name is folded and said once: the caches are for what people type.
_fold, _sounds = fold.__wrapped__, sounds.__wrapped__

_SCAN = 4000
_TEXT, _PINYIN, _INITIALS, _INSIDE = range(4)  # how a key came to be; better ones first
_HAN_FIRST, _HAN_LAST = HAN[0], HAN[-1]


class Names:
    """by_name: each entry under its folded name."""

    def __init__(self, entries: Iterable[Keyed]) -> None:
        self.by_name: dict[str, Entry] = {}
        self._entries: list[Entry] = []
        self._keys: list[tuple[str, int, int]] = []
        for entry, other_keys in entries:
            self._add(entry, other_keys)
        self._keys.sort()
        self.longest = max((len(name) for name in self.by_name), default=0)

    def _add(self, entry: Entry, other_keys: Iterable[str]) -> None:
        place = len(self._entries)
        name = _fold(entry.shown.text)
        if not name or name in self.by_name:
            return
        self._entries.append(entry)
        self.by_name[name] = entry
        keys = {name: _TEXT, unify(name): _TEXT}
        for key in map(_fold, other_keys):
            keys.setdefault(key, _PINYIN if key.isascii() else _INSIDE)
        full, initials = _sounds(name)
        if len(initials) > 1:
            keys.setdefault(full, _PINYIN)
            keys.setdefault(initials, _INITIALS)
        if entry.shown.kind != "city":
            for start in range(1, len(name) - 1):
                if is_han(name[start]):
                    keys.setdefault(name[start:], _INSIDE)
        if entry.shown.kind == "spec" and name[0] in "φ∠□":
            keys.setdefault(name[1:], _TEXT)
        self._keys += [(key, rank, place) for key, rank in keys.items() if key]

    def find(self, beginning: str, *, inside: bool) -> list[tuple[int, Entry]]:
        """Entries with a key that begins so, each with its best rank (less is better). inside: names' inner parts count too."""
        best: dict[int, int] = {}
        start = bisect_left(self._keys, (beginning,))
        for key, rank, place in self._keys[start : start + _SCAN]:
            if not key.startswith(beginning):
                break
            if rank == _INSIDE and not inside:
                continue
            rank = _PINYIN if rank == _INITIALS else rank
            if len(key) == len(beginning):
                rank -= 1  # all of it
            if rank < best.get(place, 9):
                best[place] = rank
        return [(rank, self._entries[place]) for place, rank in best.items()]


@lru_cache(maxsize=1)
def standard_names() -> Names:
    """The trade's own."""
    return Names(standard_entries())


def is_han(character: str) -> bool:
    return _HAN_FIRST <= character <= _HAN_LAST
