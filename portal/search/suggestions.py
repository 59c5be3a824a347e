"""What somebody who types may mean: names of the trade, what is on offer, own past searches and common ones, from a sorted table.

The table is made in the background and shared by all requests of a process; a look-up is a bisection and touches no database.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from portal.materials.grades import GRADES, SURFACES
from portal.materials.text import fold, without_controls
from portal.search.sorted_names import Names, is_han, standard_names
from portal.search.sounds import sounds
from portal.search.suggestion_names import (
    NOTHING_ON_OFFER,
    Addition,
    Entry,
    OnOffer,
    Suggestion,
    own_entries,
    weights,
)

MOST = 8
MOST_OWN = 3
MOST_COMMON = 3
MOST_ALIKE = 3
"""Names of one thing in one list."""

LONGEST = 60
"""Of a text that is completed; a longer one is a sentence, and nobody looks for its end in a list."""


class Table:
    """All names under all keys, sorted. Never changes."""

    def __init__(
        self,
        offer: OnOffer = NOTHING_ON_OFFER,
        additions: Iterable[Addition] = (),
        common: Sequence[tuple[str, str]] = (),
    ) -> None:
        """common: (folded, as typed) of what several people searched, most frequent first."""
        self._offer = offer
        self._weights = weights(offer)
        self._common = [(folded, Suggestion(shown, "common")) for folded, shown in common]
        self._standard = standard_names()
        known, taught = self._standard.by_name, tuple(additions)
        words = {fold(word) for word, *_meaning in taught}
        own = own_entries(offer, taught)
        self._own_names = Names(
            keyed for keyed in own if (name := fold(keyed[0].shown.text)) in words or name not in known
        )
        self._longest = max(self._standard.longest, self._own_names.longest)
        self._complete = lru_cache(maxsize=2048)(self._completions)

    def _entry(self, name: str) -> Entry | None:
        return self._own_names.by_name.get(name) or self._standard.by_name.get(name)

    def suggest(self, text: str, past: Sequence[tuple[str, str]] = ()) -> list[Suggestion]:
        """At most MOST for what is typed so far. past: the reader's own searches, newest first: (folded, as typed)."""
        bounded = without_controls(text[: LONGEST * 4]).strip(" ")
        folded = fold(bounded)
        if len(folded) > LONGEST:
            return []
        ended = text[-1:].isspace()
        found: dict[str, Suggestion] = {}
        for key, suggestion in self._own(folded, past):
            found.setdefault(key, suggestion)
        completed, head, tail = self._complete(folded + " " if folded and ended else folded)
        typed = _as_typed(bounded, head, tail)
        for suggestion in completed:
            if typed != head and suggestion.text.startswith(f"{head} "):
                suggestion = Suggestion(typed + suggestion.text[len(head) :], suggestion.kind, suggestion.note)
            found.setdefault(fold(suggestion.text), suggestion)
        found.pop(folded, None)
        most = MOST_COMMON if folded else MOST - 2
        common = [pair for pair in self._common if pair[0] not in found and _begins(folded, pair[0])][:most]
        common = [pair for pair in common if pair[0] != folded]
        return [*list(found.values())[: MOST - len(common)], *(suggestion for _key, suggestion in common)]

    def _own(self, folded: str, past: Sequence[tuple[str, str]]) -> list[tuple[str, Suggestion]]:
        inside = len(folded) > 1 or not folded.isascii()
        fitting = [
            (key, Suggestion(shown, "past"))
            for key, shown in past
            if _begins(folded, key) or (inside and folded in key)
        ]
        return fitting[: MOST_OWN if folded else 5]

    def _completions(self, typed: str) -> tuple[Sequence[Suggestion], str, str]:
        """The whole text as the beginning of a name; else its last word, with what stands before it kept. With both parts."""
        if not typed:
            return (), "", ""
        found = self._named(typed.strip(), MOST * 4) if not typed.endswith(" ") else []
        whole = self._entry(typed)
        # Behind a product in full: what people say next.
        head, tail = ([typed], "") if whole and whole.code else self._parted(typed)
        before = " ".join(head)
        if head and len(found) < MOST:
            meant = [entry for name in head if (entry := self._entry(name))]
            following = self._named(tail, MOST * 4, inside=False) if tail else self._next(meant)
            for each in following:
                if self._goes_with(each, meant):
                    found.append(Suggestion(f"{before} {each.text}", each.kind, each.note))
        return _various(found), before, tail

    def _goes_with(self, each: Suggestion, meant: Sequence[Entry]) -> bool:
        """Nobody asks for two products, two places or another product's grade."""
        kinds = {entry.shown.kind for entry in meant}
        if each.kind in kinds:
            return False
        code = next((entry.code for entry in meant if entry.code), "")
        grades, specs = self._offer.own.get(code, ((), ()))
        if code and each.kind == "grade":
            return each.text in grades or each.text in GRADES.get(code, ()) or each.text in SURFACES.get(code, ())
        return not (code and each.kind == "spec") or each.text in specs

    def _parted(self, typed: str) -> tuple[list[str], str]:
        """What is said already, and the word that is being typed: 螺纹钢tianj → [螺纹钢], tianj."""
        head, _space, tail = typed.rpartition(" ")
        words = head.split()
        while tail:
            known = next((end for end in range(min(len(tail), self._longest), 1, -1) if self._leads(tail, end)), 0)
            if not known:
                break
            words.append(tail[:known])
            tail = tail[known:]
        return words, tail

    def _leads(self, tail: str, end: int) -> bool:
        """A known name stands at the beginning of the word, and something else behind it."""
        if end >= len(tail) or self._entry(tail[:end]) is None:
            return False
        return is_han(tail[end - 1]) or is_han(tail[end]) or not tail[end].isalnum()

    def _named(self, beginning: str, most: int, *, inside: bool = True) -> list[Suggestion]:
        if not beginning:
            return []
        inside = inside and not (len(beginning) == 1 and beginning.isascii())
        own = self._own_names.find(beginning, inside=inside)
        ours = {fold(entry.shown.text) for _rank, entry in own}
        standard = self._standard.find(beginning, inside=inside)
        found = own + [pair for pair in standard if fold(pair[1].shown.text) not in ours] if ours else standard

        def order(pair: tuple[int, Entry]) -> tuple[int, int, int, str]:
            rank, entry = pair
            text = entry.shown.text
            return (rank, -entry.weight - self._weights.get(entry.counted, 0), len(text), text)

        return [entry.shown for _rank, entry in heapq.nsmallest(most, found, key=order)]

    def _next(self, meant: Sequence[Entry]) -> Iterator[Suggestion]:
        """What people say behind a product that was named: its grades, its sizes, and where it lies."""
        code = next((entry.code for entry in meant if entry.code), "")
        if not code:
            return
        grades, specs = self._offer.own.get(code, ((), ()))
        for grade in [*grades, *(each for each in GRADES.get(code, ()) if each not in grades)][:3]:
            yield Suggestion(grade, "grade")
        yield from (Suggestion(spec, "spec") for spec in specs[:3])
        yield from (Suggestion(city, "city") for city in list(self._offer.cities)[:3])


def _as_typed(text: str, head: str, tail: str) -> str:
    """The head as the reader wrote it (HRB400E, 螺紋鋼), when it can be told from the rest."""
    written = text[: len(text) - len(tail)].strip()
    return written if fold(written).replace(" ", "") == head.replace(" ", "") else head


def _various(found: Iterable[Suggestion]) -> list[Suggestion]:
    """The first ones, but of many names of one thing only a few."""
    alike: dict[str, int] = {}
    chosen: list[Suggestion] = []
    for each in found:
        meant = each.note or each.text
        alike[meant] = alike.get(meant, 0) + 1
        if alike[meant] <= MOST_ALIKE and len(chosen) < MOST:
            chosen.append(each)
    return chosen


def _begins(folded: str, key: str) -> bool:
    if key.startswith(folded):
        return True
    return folded.isascii() and len(folded) > 1 and any(said.startswith(folded) for said in sounds(key))
