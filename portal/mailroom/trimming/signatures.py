"""Finds what stands under somebody's words by habit: signatures, a phone's advertisement, a list's footer. In doubt it stays."""

from __future__ import annotations

import re

from portal.mailroom.trimming.lines import Lines
from portal.mailroom.trimming.words import (
    ADDRESS,
    CJK,
    COMPANY,
    CONTACT,
    DEVICE,
    DISCLAIMER,
    FORMULA,
    GOODS,
    MASTER,
    POSTSCRIPT,
    REGARDS,
    RULE,
    SENT_EN,
    SENT_JA,
    SENT_ZH,
)

LONGEST_SIGNATURE = 14
LONGEST_AFTER_RFC = 40
_RFC = re.compile(r"-- ?|--\xa0|—{1}|——|–")
_NAME = re.compile(r"[-–—~]\s?[A-Z][\w.'’]{0,20}(?: [A-Z][\w.'’]{0,20}){0,2}")
_END = "。？！?!；;"


def mark(lines: Lines) -> None:
    """Take the signature under each stretch of the writer's own words."""
    for at, signed in enumerate(lines.signed):
        if signed:
            lines.taken[at] = True
    for start, end in stretches(lines):
        _under(lines, start, end)


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
        cut = _cut(lines, rows)
        if cut is None:
            return
        if cut == rows[0] and not _may_be_all(lines, cut) and not _said_elsewhere(lines, start, end):
            return
        for row in range(cut, end):
            lines.taken[row] = True
        end = cut


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
    for find in (
        _master,
        _disclaimer,
        _after_dashes,
        _after_rule,
        _regards,
        _formula,
        _advertisement_within,
        _name,
        _own_address,
    ):
        cut = find(lines, rows)
        if cut is not None:
            return cut
    return None


def is_advertisement(bare: str) -> bool:
    """`发自我的 iPhone`, `Sent from my Galaxy`: a line of its own without a sentence in it."""
    text = re.sub(r"<[^>]{0,200}>|\(https?://[^)]{0,200}\)|https?://\S{1,200}", "", bare).strip(" -—_*[]|.")
    if not text or len(text) > 80 or any(char in text for char in ",，。；;？?！!"):
        return False
    zh = SENT_ZH.fullmatch(text)
    if zh:
        return DEVICE.search(zh[1]) is not None and GOODS.search(zh[1]) is None and _only_a_product(text, zh[1])
    if SENT_JA.fullmatch(text):
        return True
    if SENT_EN.match(text) is None:
        return False
    words = text.split()
    if DEVICE.search(text) or re.search(r"\bapp\b|\w+App\b", text):
        return len(words) <= 12
    first = re.match(r"sent from (?:my|a) (.+)", text, re.IGNORECASE)
    return first is not None and len(words) <= 8 and (words[2].lower() == "a" or len(words) <= 7) and first[1].islower()


def _only_a_product(text: str, rest: str) -> bool:
    if text[:2] in ("来自", "來自", "从我", "從我") and rest.removeprefix("我").startswith("的"):
        return len(rest) <= 16
    if text[:2] in ("发自", "發自", "寄自") or text.endswith(("传送", "傳送", "发送", "發送", "寄出", "定制")):
        return len(rest) <= 40
    # 来自/使用/通过 begin sentences as well: only with hardly a word beside the product's name.
    return len(rest) <= 24 and not re.search(
        r"的(?!\s?(?:iPhone|iPad|手机|手機))|了|把|给|發給|发给|联系|聯繫|请", rest
    )


def _short(lines: Lines, rows: list[int], limit: int = LONGEST_SIGNATURE) -> bool:
    return len(rows) <= limit and all(len(lines.bare[row]) <= 160 for row in rows)


def _postscript(lines: Lines, rows: list[int]) -> bool:
    return any(POSTSCRIPT.match(lines.bare[row]) for row in rows)


def _master(lines: Lines, rows: list[int]) -> int | None:
    """The table 网易邮箱大师 writes: lines between bars, then `签名由 网易邮箱大师 定制`."""
    last = rows[-1]
    # HTML-less answers have it as lines of pipes.
    if not MASTER.search(lines.bare[last]):
        if lines.bare[last].strip("| ") == "" and len(rows) > 1:
            return _master(lines, rows[:-1])
        return None
    cut = last
    for row in reversed(rows[:-1]):
        bare = lines.bare[row]
        if last - row > 24 or not (bare.startswith("|") or bare.endswith("|") or _between_pipes(lines, row)):
            break
        cut = row
    return cut


def _between_pipes(lines: Lines, row: int) -> bool:
    above = [lines.bare[at] for at in range(max(0, row - 6), row) if lines.bare[at]]
    return len(lines.bare[row]) <= 60 and any(bare.startswith("|") for bare in above[-4:])


def _disclaimer(lines: Lines, rows: list[int]) -> int | None:
    for place, row in enumerate(rows[-8:]):
        if DISCLAIMER.match(lines.bare[row]) and (place > 0 or len(rows) > 8):
            return row
    return None


def _after_dashes(lines: Lines, rows: list[int]) -> int | None:
    """`-- ` on a line of its own. Without the space people also draw lines with it: then what follows must look like one."""
    for place in range(len(rows) - 1, -1, -1):
        row = rows[place]
        raw, below = lines.raw[row].rstrip("\r"), rows[place + 1 :]
        bare = lines.bare[row]
        if bare not in ("--", "—", "——", "–") and not (place == 0 and bare == "--"):
            continue
        if _postscript(lines, below):
            return None
        if bare != "--":
            contact = any(CONTACT.search(lines.bare[at]) for at in below)
            return row if contact and _short(lines, below) and not _goods(lines, below) else None
        if raw.startswith(("-- ", "--\xa0")):
            return row if len(below) <= LONGEST_AFTER_RFC else None
        return row if _short(lines, below) and not _goods(lines, below) else None
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
        if not _short(lines, below) or _postscript(lines, below) or _goods(lines, below):
            return None
        if any(CONTACT.search(lines.bare[at]) or COMPANY.search(lines.bare[at]) for at in below):
            return row
        return None
    return None


def _goods(lines: Lines, rows: list[int]) -> bool:
    return any(GOODS.search(lines.bare[row]) for row in rows)


def _regards(lines: Lines, rows: list[int]) -> int | None:
    for place in range(len(rows) - 1, max(-1, len(rows) - 10), -1):
        if REGARDS.fullmatch(lines.bare[rows[place]]):
            below = rows[place + 1 :]
            if _postscript(lines, below) or not all(len(lines.bare[row]) <= 60 for row in below):
                return None
            if any(lines.bare[row].endswith(("?", "？", "。")) for row in below) or _goods(lines, below):
                return None
            return rows[place] if place else None
    return None


def _formula(lines: Lines, rows: list[int]) -> int | None:
    """`顺祝商祺` and the name, company, telephone under it; alone it is a courtesy and stays."""
    for place in range(len(rows) - 1, max(-1, len(rows) - 10), -1):
        if FORMULA.fullmatch(lines.bare[rows[place]]):
            below = rows[place + 1 :]
            reach = [row for row in below if CONTACT.search(lines.bare[row]) or COMPANY.search(lines.bare[row])]
            if not reach or not _short(lines, below) or _goods(lines, below) or _postscript(lines, below):
                return None
            if any(lines.bare[row].endswith(tuple(_END)) for row in below):
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
            if alone and not _postscript(lines, below) and not any(CJK.search(lines.bare[at]) for at in below):
                return row
    return None


def _name(lines: Lines, rows: list[int]) -> int | None:
    """`-Abhishek Kona` at the end, apart from the text; not one point of a list."""
    last = rows[-1]
    if not _NAME.fullmatch(lines.bare[last]) or len(rows) < 2 or lines.bare[last - 1]:
        return None
    listed = sum(1 for row in rows if lines.bare[row][:1] in "-–—*•~" and not RULE.fullmatch(lines.bare[row]))
    return last if listed == 1 else None


def _own_address(lines: Lines, rows: list[int]) -> int | None:
    """Foxmail puts the writer's address over the answered mail."""
    last = rows[-1]
    if (
        len(rows) < 2
        or not ADDRESS.fullmatch(lines.bare[last])
        or lines.bare[last - 1]
        or lines.bare[rows[-2]].endswith((":", "：", "是"))
    ):
        return None
    return last if any(lines.taken[last + 1 :]) else None
