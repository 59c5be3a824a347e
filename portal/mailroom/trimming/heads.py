"""The lines over an answered mail, as mail programs write them: bars, heads of 发件人/发送时间, `On …, somebody wrote:`."""

from __future__ import annotations

import re

from portal.mailroom.trimming.lines import Lines
from portal.mailroom.trimming.words import (
    ADDRESS,
    ADDRESS_LAST,
    BAR,
    BAR_WORDS,
    CJK,
    CLOCK,
    DATE,
    DATE_SURE,
    GROUPWISE,
    IN_PROSE,
    LABEL,
    LABEL_LINE,
    LABEL_SPACED,
    OLD_GMAIL,
    ONE_LINE_HEAD,
    REPLY_ABOVE,
    RULE,
    SENDING,
    STARTS,
    VERBS,
    WROTE_AND_WORDS,
    YOU_WROTE,
)

ATTRIBUTION_LINES = 5
HEADER_LINES = 16
ENDS = (":", "：", "-", "—", "*", "=", "wrote", "写道", "寫道", "写到", "寫到", "写了", "のメッセージ", "écrit")
_COLON = re.compile(r"[:：|\t]")
MARKER = "请在此线以上填写回复"
"""Stands in our own mails: what comes below it in an answer is ours. Never translated, so that every answer has it."""


def kinds_of(lines: Lines) -> list[str]:
    """For each line which part of an answered mail's head it looks like: from, sent, to, cc, subject, other, or ""."""
    kinds = []
    for bare in lines.bare:
        if not bare or (len(bare) > 12 and not _COLON.search(bare, 0, 50)):
            kinds.append("")
            continue
        found = LABEL_LINE.match(bare)
        word = found[1] if found else bare if len(bare) <= 12 else ""
        kinds.append(LABEL.get(re.sub(r"[\s*_]+", "", word).lower(), ""))
    return kinds


def head(lines: Lines, kinds: list[str], at: int) -> int | None:
    """Where the words over an answered mail end that begin on this line; None when none begins."""
    bare = lines.bare[at]
    if not bare or lines.quoted[at]:
        return None
    if _is_marker(bare) or (bare[0] == ">" and GROUPWISE.match(bare)):
        return at + 1
    if _is_bar(lines, kinds, at):
        below = lines.next_word(at + 1)
        return (
            _header_block(lines, kinds, below) or (_attribution(lines, below) if below < len(lines) else None) or at + 1
        )
    return (
        _header_block(lines, kinds, at)
        or _attribution(lines, at)
        or _memo(lines, kinds, at)
        or _columns(lines, kinds, at)
        or _one_line_head(lines, at)
    )


def _is_marker(bare: str) -> bool:
    return MARKER in bare or REPLY_ABOVE.search(bare) is not None


def is_attribution(lines: Lines, kinds: list[str], at: int) -> bool:
    return not _is_marker(lines.bare[at]) and not _is_bar(lines, kinds, at) and _header_block(lines, kinds, at) is None


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
    if dashed and len(before) >= 3 and VERBS.search(words) and len(after) >= 3:
        return True  # ---- John Smith wrote ----
    if not dashed or len(before) < 4:
        return False
    return (headed and _header_block(lines, kinds, below) is not None) or _spaced_head(lines, below)


def _spaced_head(lines: Lines, at: int) -> bool:
    """eM Client's `From "Anna" <a@b.cn>`, `To …` without colons; sure only under a bar."""
    rows = [row for row in range(at, min(at + 4, len(lines))) if lines.bare[row]]
    found = [LABEL.get(label[1].lower(), "") for row in rows if (label := LABEL_SPACED.match(lines.bare[row]))]
    return found[:1] == ["from"] and len(set(found) - {""}) >= 3 and any("@" in lines.bare[row] for row in rows)


def _header_block(lines: Lines, kinds: list[str], at: int) -> int | None:
    """Where a block of 发件人/发送时间/收件人/主题 ends that begins on this line."""
    if at >= len(lines) or kinds[at] not in ("from", "sent", "subject", "to") or not lines.tries():
        return None
    found = {kinds[at]}
    first = _value(lines, kinds, at)
    has_address = "@" in lines.bare[at] or "@" in lines.bare[first]
    end, row, loose, blank = first + 1, first + 1, 0, 0
    while row < min(len(lines), at + HEADER_LINES):
        bare = lines.bare[row]
        if not bare or RULE.fullmatch(bare):
            blank += 1
            if blank > 2:
                break
        elif kinds[row]:
            found.add(kinds[row])
            row = _value(lines, kinds, row)
            has_address = has_address or "@" in bare or "@" in lines.bare[row]
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
    # Those of an offer in English may have a subject too (`From: Tianjin`, `Date: early December`), hardly an hour.
    timed = any(kinds[row] == "sent" and CLOCK.search(lines.bare[row]) for row in range(at, end))
    if timed and {"from", "sent", "to"} <= found:
        timed = "subject" in found or any(SENDING.match(lines.bare[row]) for row in range(at, end))
    else:
        timed = timed and "subject" in found
    if found == {"sent", "to"} and kinds[at] == "sent":
        named = timed = has_address and any(CLOCK.search(lines.bare[row]) for row in range(at, end))
    if found == {"from", "subject"}:
        named = False
    return end if named and (has_address or timed) else None


def _one_line_head(lines: Lines, at: int) -> int | None:
    bare = lines.bare[at]
    return at + 1 if ONE_LINE_HEAD.match(bare) and (CLOCK.search(bare) or ADDRESS.search(bare)) else None


def _value(lines: Lines, kinds: list[str], at: int) -> int:
    """The line with what a label says: its own, or the next where a table's cells became lines."""
    below = lines.next_word(at + 1)
    if not lines.bare[at].endswith(("：", ":")) and LABEL_LINE.match(lines.bare[at]):
        return at
    if (
        below >= len(lines)
        or below > at + 2
        or kinds[below]
        or kinds[at] in ("cc", "other", "subject")
        or lines.quoted[below]
    ):
        return at
    return below


def _memo(lines: Lines, kinds: list[str], at: int) -> int | None:
    """Lotus Notes: who, under it when, under it To, cc and Subject, each over what it says."""
    if not ADDRESS.search(lines.bare[at]) or not lines.tries():
        return None
    when = lines.next_word(at + 1)
    if when >= len(lines) or len(lines.bare[when]) > 40 or not DATE.search(lines.bare[when]):
        return None
    to = lines.next_word(when + 1)
    if to >= len(lines) or kinds[to] != "to":
        return None
    for row in range(to, min(to + HEADER_LINES, len(lines))):
        if kinds[row] == "subject":
            below = lines.next_word(row + 1)
            return row + 1 if LABEL_LINE.match(lines.bare[row]) else min(below + 1, len(lines))
    return None


def _columns(lines: Lines, kinds: list[str], at: int) -> int | None:
    """Lotus Notes, older: the sender's name and address at the left, To, cc and Subject each alone at the right, over what they say."""
    if kinds[at] or len(lines.bare[at]) > 100 or not (lines.raw[at][:1] == " " or "@" in lines.bare[at]):
        return None
    rows = [row for row in range(at, min(at + 8, len(lines))) if lines.bare[row]][:5]
    to = next((row for row in rows if kinds[row] == "to"), None)
    if to is None or LABEL_LINE.match(lines.bare[to]) or not lines.tries():
        return None
    if not any(ADDRESS.search(lines.bare[row]) for row in rows if row < to):
        return None
    below = range(to + 1, min(to + HEADER_LINES, len(lines)))
    subject = next((row for row in below if kinds[row] == "subject" and not LABEL_LINE.match(lines.bare[row])), None)
    if subject is None or not any(CLOCK.search(lines.bare[row]) for row in range(at, subject)):
        return None
    return min(lines.next_word(subject + 1) + 1, len(lines))


def _attribution(lines: Lines, at: int) -> int | None:
    """Where `On …, somebody wrote:` ends that begins on this line; it may be wrapped."""
    text, first = "", lines.bare[at]
    if not (first.endswith(ENDS) or "@" in first or "<" in first or STARTS.match(first)):
        return None
    if _wrote_and_words(first) or _told_by_gmail(lines, at):
        return at + 1
    if first.endswith(":") and YOU_WROTE.fullmatch(first) and _quote_follows(lines, at):
        return at + 1
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


def _wrote_and_words(bare: str) -> bool:
    """`On …, somebody <a@b.cn> wrote:   What about …`: a program that joins lines. Sure only with date and address."""
    found = WROTE_AND_WORDS.match(bare)
    return (
        found is not None and STARTS.match(bare) is not None and DATE.search(found[1]) is not None and "@" in found[1]
    )


def _told_by_gmail(lines: Lines, at: int) -> bool:
    """`2011/4/7 Nathan <a@b.cn>`, as Gmail told it for years: no verb, no colon, then marked lines."""
    if OLD_GMAIL.match(lines.bare[at]) is None:
        return False
    below = lines.next_word(at + 1)
    return below < len(lines) and (lines.quoted[below] or lines.bare[below].startswith("|"))


def _says_who(text: str, *, marked: bool) -> bool:
    if len(text) > 700:
        return False
    if text[-1] not in ":：-—*=" and not VERBS.search(text[-220:]):
        return False
    date, who = DATE.search(text), ADDRESS.search(text)
    if VERBS.search(text):
        western = STARTS.match(text) is not None and CJK.search(text) is None
        if not (marked or western) and IN_PROSE.search(text) and RULE.match(text) is None:
            return False
        if text.rstrip("-—*= ")[-1:] in ":：":
            return bool(who or (date and (marked or western or CLOCK.search(text))))
        return bool(date and (who or (text[0] in "-=" and CLOCK.search(text))))
    return bool(date and who and text[-1] in ":：") and bool(
        marked or (STARTS.match(text) and ADDRESS_LAST.search(text))
    )


def _begins_here(lines: Lines, at: int, row: int) -> bool:
    """Not when a line between begins it as well: the first lines are then the writer's own (`On the one hand …`)."""
    if row == at or (row == at + 1 and ADDRESS.search(lines.bare[at]) and lines.bare[at].endswith((">", "<", ")"))):
        return True
    return not any(
        STARTS.match(lines.bare[between])
        and _says_who(" ".join(lines.bare[between : row + 1]), marked=_quote_follows(lines, row))
        and DATE.search(lines.bare[between])
        for between in range(at + 1, row + 1)
    ) or bool(DATE_SURE.search(lines.bare[at]) and STARTS.match(lines.bare[at]) and row - at <= 2)


def _quote_follows(lines: Lines, row: int) -> bool:
    below = lines.next_word(row + 1)
    return below < len(lines) and lines.quoted[below]
