"""Finds what stands under somebody's words by habit: signatures, a phone's advertisement, a list's footer. In doubt it stays."""

from __future__ import annotations

import re

from portal.mailroom.trimming.advertisements import is_advertisement
from portal.mailroom.trimming.cards import card, pipes
from portal.mailroom.trimming.checks import ENDS, goods, names_alone, postscript, short
from portal.mailroom.trimming.lines import Lines
from portal.mailroom.trimming.words import (
    BANNER,
    CJK,
    COMPANY,
    CONTACT,
    DISCLAIMER,
    FORMULA,
    HEADING,
    MASTER,
    PICTURE,
    PS,
    REGARDS,
    RULE,
    SENT_EN,
)

LONGEST_AFTER_RFC = 40
_BOTH = re.compile(r"\s?[/|]\s?")
_LINK = re.compile(r"<?https?://\S{1,300}")
_NAME = re.compile(r"[-–—~]\s?[A-Z][\w.'’]{0,20}(?: [A-Z][\w.'’]{0,20}){0,2}")


def mark(lines: Lines) -> None:
    """Take the signature under each stretch of the writer's own words."""
    for at, signed in enumerate(lines.signed):
        if signed:
            lines.taken[at] = True
    _programs_own(lines)
    for start, end in stretches(lines):
        _under(lines, start, end)


def _programs_own(lines: Lines) -> None:
    """The banner of a company's server over the text, and the places of pictures."""
    said = [row for row in range(len(lines)) if lines.open(row)]
    own = [row for row in said if PICTURE.fullmatch(lines.bare[row])]
    if said and BANNER.match(lines.bare[said[0]]):
        own.append(said[0])
    if len(own) < len(said):
        for row in own:
            lines.taken[row] = True


def stretches(lines: Lines) -> list[tuple[int, int]]:
    """Runs of lines nobody has taken, without blank ends."""
    found, start = [], None
    for at in range(len(lines) + 1):
        is_open = at < len(lines) and not lines.taken[at]
        if is_open and start is None:
            start = at
        elif not is_open and start is not None:
            found.append((start, at))
            start = None
    return found


def _under(lines: Lines, start: int, end: int) -> None:
    """Look from the end of one stretch upwards, again and again: a phone's line may stand under a signature under a disclaimer."""
    for _round in range(6):
        rows = [row for row in range(max(start, end - 200), end) if lines.open(row)]
        if not rows:
            return
        _above_postscript(lines, rows)
        cut = _cut(lines, rows)
        if cut is None:
            return
        if cut == rows[0] and not _may_be_all(lines, cut) and not _said_elsewhere(lines, start, end):
            return
        for row in range(cut, end):
            lines.taken[row] = True
        end = cut


def _above_postscript(lines: Lines, rows: list[int]) -> None:
    """A signature under `--` ends where a postscript begins a paragraph of its own."""
    dashes = next((place for place, row in enumerate(rows) if lines.bare[row] == "--" and place), None)
    if dashes is None:
        return
    for place in range(dashes + 2, len(rows)):
        if lines.bare[rows[place] - 1] == "" and PS.match(lines.bare[rows[place]]):
            block = rows[dashes + 1 : place]
            if short(lines, block) and not goods(lines, block) and any(CONTACT.search(lines.bare[at]) for at in block):
                for row in range(rows[dashes], rows[place]):
                    lines.taken[row] = True
                del rows[dashes:place]
            return


def _may_be_all(lines: Lines, cut: int) -> bool:
    """A message of nothing but a signature is kept, unless a client wrote it without being asked."""
    bare = lines.bare[cut]
    return is_advertisement(bare) or bare in ("--", "—") or MASTER.search(bare) is not None


def _said_elsewhere(lines: Lines, start: int, end: int) -> bool:
    return any(lines.open(row) for row in range(len(lines)) if not start <= row < end)


def _cut(lines: Lines, rows: list[int]) -> int | None:
    """From which line on the stretch is no longer what the writer had to say."""
    last = rows[-1]
    if is_advertisement(lines.bare[last]):
        return last
    if len(rows) > 1 and _LINK.fullmatch(lines.bare[last]) and is_advertisement(lines.bare[rows[-2]]):
        return rows[-2]
    for find in (
        pipes,
        _disclaimer,
        _after_dashes,
        _after_rule,
        _regards,
        _formula,
        _advertisement_within,
        _name,
        card,
    ):
        cut = find(lines, rows)
        if cut is not None:
            return cut
    return None


def _disclaimer(lines: Lines, rows: list[int]) -> int | None:
    for place in range(max(0, len(rows) - 8), len(rows)):
        if place and DISCLAIMER.match(lines.bare[rows[place]]):
            drawn = place > 1 and RULE.fullmatch(lines.bare[rows[place - 1]]) is not None
            return rows[place - 1] if drawn else rows[place]
    return None


def _after_dashes(lines: Lines, rows: list[int]) -> int | None:
    """`-- ` on a line of its own. Without the space people also draw lines with it: then what follows must look like one."""
    for place in range(len(rows) - 1, -1, -1):
        row = rows[place]
        raw, below = lines.raw[row].rstrip("\r"), rows[place + 1 :]
        bare = lines.bare[row]
        if bare not in ("--", "—", "——", "–") and not (place == 0 and bare == "--"):
            continue
        if postscript(lines, below):
            return None
        if bare != "--":
            contact = any(CONTACT.search(lines.bare[at]) for at in below)
            drawn_for_it = place > 0 and names_alone(lines, below) and CJK.match(lines.bare[below[0]]) is not None
            return row if (contact and short(lines, below) and not goods(lines, below)) or drawn_for_it else None
        if raw.startswith(("-- ", "--\xa0")):
            return row if len(below) <= LONGEST_AFTER_RFC else None
        if any(lines.bare[at] == "--" for at in rows[:place]) and not any(
            CONTACT.search(lines.bare[at]) for at in below
        ):
            return None  # drawn between the parts of a text
        return row if short(lines, below) and not goods(lines, below) else None
    return None


def _after_rule(lines: Lines, rows: list[int]) -> int | None:
    """A drawn line, and under it few short lines with a way to reach somebody: Foxmail, QQ, mailing lists."""
    for place in range(len(rows) - 1, -1, -1):
        row = rows[place]
        if not RULE.fullmatch(lines.bare[row]) or lines.bare[row] in ("--", "—", "——", "–", "=="):
            continue
        below = [at for at in rows[place + 1 :] if not RULE.fullmatch(lines.bare[at])]
        if not below:
            # The line may close what another one opens; at the end of a text it says nothing.
            if place and any(RULE.fullmatch(lines.bare[at]) for at in rows[:place]) and place > 1:
                return _after_rule(lines, rows[:place]) or (row if lines.bare[row][0] == "_" else None)
            return row if lines.bare[row][0] == "_" else None
        if not short(lines, below) or postscript(lines, below) or goods(lines, below):
            return None
        if lines.bare[below[0]].endswith((":", "：")):
            return None  # `卖方：`: the next part of the text
        if place and rows[place - 1] == row - 1 and HEADING.match(lines.bare[row - 1]):
            return None
        if any(CONTACT.search(lines.bare[at]) or COMPANY.search(lines.bare[at]) for at in below):
            return row
        apart = (
            row > 0 and not lines.bare[row - 1] and not (place and lines.bare[rows[place - 1]].endswith((":", "：")))
        )
        return row if apart and names_alone(lines, below) else None
    return None


def _regards(lines: Lines, rows: list[int]) -> int | None:
    for place in range(len(rows) - 1, max(-1, len(rows) - 10), -1):
        if all(REGARDS.fullmatch(part) for part in _BOTH.split(lines.bare[rows[place]])):  # in two languages
            below = rows[place + 1 :]
            if postscript(lines, below) or not all(len(lines.bare[row]) <= 60 for row in below):
                return None
            if any(lines.bare[row].endswith(("?", "？", "。")) for row in below) or goods(lines, below):
                return None
            return rows[place]
    return None


def _formula(lines: Lines, rows: list[int]) -> int | None:
    """`顺祝商祺` and the name, company, telephone under it; alone it is a courtesy and stays."""
    for place in range(len(rows) - 1, max(-1, len(rows) - 10), -1):
        if FORMULA.fullmatch(lines.bare[rows[place]]):
            below = rows[place + 1 :]
            reach = [row for row in below if CONTACT.search(lines.bare[row]) or COMPANY.search(lines.bare[row])]
            if not reach or not short(lines, below) or goods(lines, below) or postscript(lines, below):
                return None
            if any(lines.bare[row].endswith(tuple(ENDS)) for row in below):
                return None
            first = rows[place]
            if place and FORMULA.fullmatch(lines.bare[rows[place - 1]]):
                first = rows[place - 1]
            return first if first != rows[0] else None
    return None


def _advertisement_within(lines: Lines, rows: list[int]) -> int | None:
    """A phone's line with the answered mail under it, unmarked: some Western clients write no head. Chinese ones always do."""
    for place, row in enumerate(rows):
        if place and SENT_EN.match(lines.bare[row]) and is_advertisement(lines.bare[row]):
            below = rows[place + 1 :]
            alone = row + 1 < len(lines) and not lines.bare[row + 1]
            if alone and not postscript(lines, below) and not any(CJK.search(lines.bare[at]) for at in below):
                return row
    return None


def _name(lines: Lines, rows: list[int]) -> int | None:
    """`-Abhishek Kona` at the end, apart from the text; not one point of a list."""
    last = rows[-1]
    if not _NAME.fullmatch(lines.bare[last]) or len(rows) < 2 or lines.bare[last - 1]:
        return None
    listed = sum(1 for row in rows if lines.bare[row][:1] in "-–—*•~" and not RULE.fullmatch(lines.bare[row]))
    return last if listed == 1 else None
