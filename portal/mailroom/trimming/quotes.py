"""Finds where another's words begin and how far they reach: the lines over an answered mail, bars, marked lines. Signatures not."""

from __future__ import annotations

import re

from portal.mailroom.trimming.lines import Lines
from portal.mailroom.trimming.words import (
    ADDRESS,
    ADDRESS_LAST,
    BAR,
    BAR_WORDS,
    DATE,
    FORWARDED,
    LABEL,
    LABEL_LINE,
    RULE,
    STARTS,
    VERBS,
)

ATTRIBUTION_LINES = 5
HEADER_LINES = 16
ENDS = (":", "：", "-", "—", "*", "wrote", "写道", "寫道", "写到", "寫到", "写了", "のメッセージ", "écrit")
MARKER = "请在此线以上填写回复"
"""Stands in our own mails: what comes below it in an answer is ours. Never translated, so that every answer has it."""


def kinds_of(lines: Lines) -> list[str]:
    """For each line which part of an answered mail's head it looks like: from, sent, to, cc, subject, other, or ""."""
    kinds = []
    for bare in lines.bare:
        found = LABEL_LINE.match(bare)
        kinds.append(LABEL.get(re.sub(r"[\s*_]+", "", found[1]).lower(), "") if found else "")
    return kinds


def mark(lines: Lines, *, forwarded: bool) -> int | None:
    """Take all that is quoted; returns where a forwarded mail begins that is the whole message, None otherwise."""
    kinds = kinds_of(lines)
    at = 0
    while at < len(lines):
        if lines.quoted[at]:
            at = _past_quote(lines, at)
            continue
        end = _head(lines, kinds, at)
        if end is None:
            at += 1
            continue
        start = _upwards(lines, at)
        after = lines.next_word(end)
        all_below = after >= len(lines) or not lines.quoted[after]
        if all_below and not _words_above(lines, start):
            if _is_attribution(lines, kinds, at):
                # Nothing above and nothing marked below: the answer may stand below. When in doubt, keep.
                _take(lines, start, end)
                return None
            if forwarded or any(FORWARDED.search(lines.bare[row]) for row in range(start, end)):
                return start
        _take(lines, start, len(lines) if all_below else end)
        if all_below:
            return None
        at = end
    return None


def _head(lines: Lines, kinds: list[str], at: int) -> int | None:
    """Where the words over an answered mail end that begin on this line; None when none begins."""
    bare = lines.bare[at]
    if not bare or lines.quoted[at]:
        return None
    if MARKER in bare:
        return at + 1
    if _is_bar(lines, kinds, at):
        return _header_block(lines, kinds, lines.next_word(at + 1)) or at + 1
    return _header_block(lines, kinds, at) or _attribution(lines, at)


def _is_attribution(lines: Lines, kinds: list[str], at: int) -> bool:
    return MARKER not in lines.bare[at] and not _is_bar(lines, kinds, at) and _header_block(lines, kinds, at) is None


def _is_bar(lines: Lines, kinds: list[str], at: int) -> bool:
    found = BAR.fullmatch(lines.bare[at])
    if found is None:
        return False
    before, words, after = found.groups()
    dashed = len(before) >= 2 and len(after) >= 1
    known = BAR_WORDS.fullmatch(words.strip()) is not None
    below = lines.next_word(at + 1)
    headed = below < len(lines) and bool(kinds[below])
    if known:
        return dashed or (headed and _header_block(lines, kinds, below) is not None)
    return dashed and headed and len(before) >= 4 and kinds[below] in ("from", "sent")


def _header_block(lines: Lines, kinds: list[str], at: int) -> int | None:
    """Where a block of 发件人/发送时间/收件人/主题 ends that begins on this line."""
    if at >= len(lines) or kinds[at] not in ("from", "sent", "subject", "to") or not lines.tries():
        return None
    found = {kinds[at]}
    has_address = "@" in lines.bare[at]
    end, row, loose, blank = at + 1, at + 1, 0, 0
    while row < min(len(lines), at + HEADER_LINES):
        bare = lines.bare[row]
        if not bare or RULE.fullmatch(bare):
            blank += 1
            if blank > 2:
                break
        elif kinds[row]:
            found.add(kinds[row])
            has_address = has_address or "@" in bare
            end, loose, blank = row + 1, 0, 0
        elif blank or loose >= 2 or not (bare[0] in "<;,(|" or "@" in bare or bare.endswith((";", ">", "|"))):
            break  # neither a part of the head nor what is left of an address too long for its line
        else:
            has_address = has_address or "@" in bare
            loose += 1
            end = row + 1
        row += 1
    named = "from" in found and ("subject" in found or "sent" in found or "to" in found)
    # 发货人/收货人 lists of a freight inquiry look alike: only a mail's head has a subject or an address.
    if named and (has_address or {"from", "sent", "subject"} <= found or {"from", "to", "subject"} <= found):
        return end
    return None


def _attribution(lines: Lines, at: int) -> int | None:
    """Where `On …, somebody wrote:` ends that begins on this line; it may be wrapped."""
    text = ""
    for row in range(at, min(at + ATTRIBUTION_LINES, len(lines))):
        bare = lines.bare[row]
        if not bare or lines.quoted[row]:
            return None
        text = f"{text} {bare}" if text else bare
        if bare.endswith(ENDS) and lines.tries() and _says_who(text, marked=_quote_follows(lines, row)):
            return row + 1 if _begins_here(lines, at, row) else None
        if row == at and not (STARTS.match(bare) or "@" in bare or "<" in bare):
            return None
    return None


def _says_who(text: str, *, marked: bool) -> bool:
    if len(text) > 700:
        return False
    if text[-1] not in ":：-—*" and not VERBS.search(text[-220:]):
        return False
    date, who = DATE.search(text), ADDRESS.search(text)
    if VERBS.search(text):
        if text.rstrip("-—* ")[-1:] in ":：":
            return bool(date or who)
        return bool(date and who)
    return bool(date and ADDRESS_LAST.search(text)) and bool(STARTS.match(text) or marked)


def _begins_here(lines: Lines, at: int, row: int) -> bool:
    """Not when a line between begins it as well: the first lines are then the writer's own (`On the one hand …`)."""
    if row == at or (row == at + 1 and ADDRESS.search(lines.bare[at]) and lines.bare[at].endswith((">", "<", ")"))):
        return True
    return not any(
        STARTS.match(lines.bare[between])
        and _says_who(" ".join(lines.bare[between : row + 1]), marked=_quote_follows(lines, row))
        and DATE.search(lines.bare[between])
        for between in range(at + 1, row + 1)
    ) or bool(DATE.search(lines.bare[at]) and STARTS.match(lines.bare[at]) and row - at <= 2)


def _quote_follows(lines: Lines, row: int) -> bool:
    below = lines.next_word(row + 1)
    return below < len(lines) and lines.quoted[below]


def _upwards(lines: Lines, at: int) -> int:
    """The first line of a head, with the bar over it."""
    start, row, blank = at, at - 1, 0
    while row >= 0 and blank <= 3:
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
