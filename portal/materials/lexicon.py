"""Everything that names something, folded, with the field it fills and the value it stands for. Owns the look-up, not the tables.

The longest name wins, and a name inside a longer name is not seen: in 天津钢管 there is no 天津. Staff's additions make a new
lexicon (`standard_lexicon().extended(additions)`); a lexicon never changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from portal.materials.lexicon_table import entries
from portal.materials.text import fold_characters

MAX_NAME = 40
FIELDS = frozenset(
    {"category", "product", "grade", "mill", "city", "market", "province", "condition", "intent", "label"}
)
_HAN_FIRST, _HAN_LAST = "\u3400", "\u9fff"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name stands for. sure below 1: a wrong character, or a word that usually but not always means this."""

    field: str
    value: str
    sure: float = 1.0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A name seen at start:end of a folded text."""

    start: int
    end: int
    name: str
    meanings: tuple[Meaning, ...]


Addition = tuple[str, str, str, str]


def key(name: str) -> str:
    """The form under which a name is kept: folded, single spaces."""
    return " ".join(fold_characters(name).split())


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """names: key → meanings, most usual first; lengths: first character → lengths of names that begin with it, longest first."""

    names: Mapping[str, tuple[Meaning, ...]]
    lengths: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(
        cls, found: Iterable[tuple[str, Meaning]], *, base: Mapping[str, tuple[Meaning, ...]] | None = None
    ) -> Lexicon:
        """A lexicon of names with their meanings; a second meaning of a name is kept beside the first."""
        names: dict[str, tuple[Meaning, ...]] = dict(base or {})
        for name, meaning in found:
            folded = key(name)
            if not folded or len(folded) > MAX_NAME:
                continue
            known = names.get(folded, ())
            if all((other.field, other.value) != (meaning.field, meaning.value) for other in known):
                names[folded] = (*known, meaning)
        lengths: dict[str, set[int]] = {}
        for name in names:
            lengths.setdefault(name[0], set()).add(len(name))
        by_first = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}
        return cls(MappingProxyType(names), MappingProxyType(by_first))

    def extended(self, additions: Iterable[Addition]) -> Lexicon:
        """A lexicon that also knows `(word, field, value, note)`; an addition goes before what the word meant so far.

        Raises: ValueError for a field that is not in FIELDS.
        """
        new: dict[str, tuple[Meaning, ...]] = {}
        for word, field, value, note in additions:
            if field not in FIELDS:
                raise ValueError(f"unknown field: {field}")
            folded, meaning = key(word), Meaning(field, value, 1.0, note)
            if 0 < len(folded) <= MAX_NAME:
                new[folded] = (*new.get(folded, ()), meaning)
        base = dict(self.names)
        for word, meanings in new.items():
            said = {(meaning.field, meaning.value) for meaning in meanings}
            base[word] = (*meanings, *(old for old in base.get(word, ()) if (old.field, old.value) not in said))
        return Lexicon.of((), base=base)

    def meanings(self, word: str) -> tuple[Meaning, ...]:
        """What a whole word stands for; empty when it is not known."""
        return self.names.get(key(word), ())

    def scan(self, text: str) -> Iterator[Named]:
        """The names in a folded text from left to right, longest first, none inside another."""
        names, lengths, size = self.names, self.lengths, len(text)
        at = 0
        while at < size:
            for length in lengths.get(text[at], ()):
                name = text[at : at + length]
                meanings = names.get(name)
                if meanings is not None and len(name) == length and _stands_alone(text, at, at + length):
                    yield Named(at, at + length, name, meanings)
                    at += length
                    break
            else:
                at += 1


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Latin names do not run into letters or digits; single characters (铜, 砖) not into other Chinese characters."""
    first, last = text[start], text[end - 1]
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    if first.isascii() and before.isascii() and before.isalnum() and (first.isalpha() or before.isdigit()):
        return False
    if last.isascii() and after.isascii() and after.isalnum():
        # A code that ends in a letter may have a size typed right behind it (HRB400E25); words may not.
        coded = last.isalpha() and after.isdigit() and any(character.isdigit() for character in text[start:end])
        if not coded:
            return False
    if last.isdigit() and after == "." and text[end + 1 : end + 2].isdigit():
        return False
    if end - start == 1 and not first.isascii():
        return not (_is_han(before) or _is_han(after))
    return True


def _is_han(character: str) -> bool:
    return _HAN_FIRST <= character <= _HAN_LAST


@lru_cache(maxsize=1)
def standard_lexicon() -> Lexicon:
    """The trade's own names, as the tables of this package have them."""
    return Lexicon.of((name, Meaning(field, value, sure, note)) for name, field, value, sure, note in entries())
