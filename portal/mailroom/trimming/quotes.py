"""Takes another's words: from the lines over an answered mail on, and what is marked. Knows no program's habits, no signature."""

from __future__ import annotations

from portal.mailroom.trimming.heads import MARKER as MARKER
from portal.mailroom.trimming.heads import head, is_attribution, kinds_of
from portal.mailroom.trimming.lines import Lines
from portal.mailroom.trimming.words import FORWARDED, RULE

LONG_RULE = 20
OVERHEAD = 8
"""How many blank lines some programs leave between the line they draw and the head."""


def mark(lines: Lines, *, forwarded: bool) -> int | None:
    """Take all that is quoted; returns where a forwarded mail begins that is the whole message, None otherwise."""
    kinds = kinds_of(lines)
    at = 0
    while at < len(lines):
        if lines.quoted[at]:
            _rule_above(lines, at)
            at = _past_quote(lines, at)
            continue
        end = head(lines, kinds, at)
        if end is None:
            at += 1
            continue
        start = _upwards(lines, at)
        after = lines.next_word(end)
        all_below = after >= len(lines) or not lines.quoted[after]
        if all_below and not _words_above(lines, start):
            if is_attribution(lines, kinds, at):
                # Nothing above and nothing marked below: the answer may stand below. When in doubt, keep.
                _take(lines, start, end)
                at = end
                continue
            if forwarded or any(FORWARDED.search(lines.bare[row]) for row in range(start, end)):
                return start
        _take(lines, start, len(lines) if all_below else end)
        if all_below:
            return None
        at = end
    return None


def _rule_above(lines: Lines, at: int) -> None:
    """A long line that a program drew over what it marks."""
    row = at - 1
    while row >= 0 and not lines.bare[row] and row > at - 4:
        row -= 1
    drawn = row > 0 and len(lines.bare[row]) >= LONG_RULE and RULE.fullmatch(lines.bare[row]) is not None
    if drawn and lines.bare[row] not in lines.bare[max(0, row - 40) : row]:
        lines.taken[row] = True


def _upwards(lines: Lines, at: int) -> int:
    """The first line of a head, with the bar over it."""
    start, row, blank = at, at - 1, 0
    while row >= 0 and blank <= OVERHEAD:
        bare = lines.bare[row]
        if not bare:
            blank += 1
        elif RULE.fullmatch(bare) and not lines.taken[row]:
            start = row
        else:
            break
        row -= 1
    return start


def _words_above(lines: Lines, start: int) -> bool:
    return any(lines.open(row) and not lines.signed[row] for row in range(start))


def _take(lines: Lines, start: int, end: int) -> None:
    for row in range(start, end):
        lines.taken[row] = True


def _past_quote(lines: Lines, at: int) -> int:
    """The end of a run of marked lines; a word that a narrow client broke off a long marked line belongs to it."""
    row = at
    broken = False
    while row < len(lines):
        if lines.quoted[row]:
            row += 1
        elif row > at and _is_broken_off(lines, row, sure=broken):
            lines.taken[row] = True
            broken = True
            row += 1
        else:
            break
    return row


def _is_broken_off(lines: Lines, row: int, *, sure: bool) -> bool:
    above, bare = lines.raw[row - 1].rstrip(), lines.bare[row]
    if not lines.quoted[row - 1] or row + 1 >= len(lines) or not lines.quoted[row + 1]:
        return False
    if len(above) < 60 or not bare or not bare[0].islower():
        return False
    return above[-1:].isalnum() or above[-1:] in ",;-" or (sure and above[-1:] == ".")
