"""Finds a visiting card at the end of a text that no line announces: name, company, telephone, the table some programs draw."""

from __future__ import annotations

import re

from portal.mailroom.trimming.checks import ENDS, goods, is_anothers, is_name, is_writers, postscript
from portal.mailroom.trimming.lines import Lines
from portal.mailroom.trimming.words import (
    ACCOUNT,
    ASKED_FOR,
    CARD_LINE,
    COMPANY,
    CONTACT,
    COURTESY,
    LOOK_BELOW,
    MASTER,
    OWN_ADDRESS,
    OWN_PLACE,
    TITLE,
)

LONGEST_CARD = 12
LONGEST_TABLE = 24


def pipes(lines: Lines, rows: list[int]) -> int | None:
    """The table 网易邮箱大师 writes: lines between bars, then `签名由 网易邮箱大师 定制`, or nothing more."""
    last = rows[-1]
    drawn = _drawn(lines, rows)
    if drawn is not None:
        return drawn
    # HTML-less answers have it as lines of pipes.
    if not MASTER.search(lines.bare[last]):
        if lines.bare[last].strip("| ") == "" and len(rows) > 1:
            return pipes(lines, rows[:-1])
        return None
    cut = last
    for row in reversed(rows[:-1]):
        bare = lines.bare[row]
        if last - row > LONGEST_TABLE or not (bare.startswith("|") or bare.endswith("|") or _between_pipes(lines, row)):
            break
        cut = row
    return cut


def _between_pipes(lines: Lines, row: int) -> bool:
    above = [lines.bare[at] for at in range(max(0, row - 6), row) if lines.bare[at]]
    return len(lines.bare[row]) <= 60 and any(bare.startswith("|") for bare in above[-4:])


def _drawn(lines: Lines, rows: list[int]) -> int | None:
    """From `| |` to `|`, each alone on its line; a table of goods has its words between bars."""
    if lines.bare[rows[-1]].strip("| ") or not any(lines.taken[rows[-1] + 1 :]):
        return None
    for place in range(len(rows) - 2, max(-1, len(rows) - LONGEST_TABLE), -1):
        bare = lines.bare[rows[place]]
        if bare.startswith("|") and bare.endswith("|") and bare.strip("| "):
            return None
        if bare == "| |":
            return rows[place] if not goods(lines, rows[place:]) else None
    return None


def card(lines: Lines, rows: list[int]) -> int | None:
    """The last paragraph, when every line of it belongs on a visiting card and nothing above asks to look at it."""
    own = _writers_own(lines, rows)
    if own is not None:
        return own
    block = _last_paragraph(lines, rows)
    if not block or len(block) == len(rows) or len(block) > LONGEST_CARD:
        return None
    above = lines.bare[rows[len(rows) - len(block) - 1]]
    if above.endswith((":", "：", "是", "为")) or goods(lines, block) or postscript(lines, block):
        return None
    # Foxmail, QQ and 139 put the writer's address over the answered mail, alone or under the name.
    over_it = any(lines.taken[block[-1] + 1 :]) and OWN_ADDRESS.fullmatch(lines.bare[block[-1]]) is not None
    if over_it and all(is_name(lines.bare[row]) for row in block[:-1]):
        return block[0]
    if _on_one_line(lines.bare[block[0]]) and len(block) == 1 and not ASKED_FOR.search(above):
        return block[0]
    first = lines.bare[block[0]]
    named = is_name(first) and not (first.isascii() and COMPANY.search(first))
    company = any(COMPANY.search(lines.bare[row]) for row in block)
    if named and not any(lines.taken[block[-1] + 1 :]) and is_anothers(lines.writer, first):
        return None
    told = rows[max(0, len(rows) - len(block) - 3) : len(rows) - len(block)]
    closed = COURTESY.fullmatch(above) is not None
    if closed and any(_asks(lines.bare[row]) for row in told):
        return None
    closed = closed and (named or any(_names_somebody(lines.bare[row]) for row in block))
    addressed = company and (named or closed)
    if ASKED_FOR.search(above) or not all(_belongs(lines.bare[row], addressed=addressed) for row in block):
        return None
    reach = sum(1 for row in block if CONTACT.search(lines.bare[row]))
    if reach and ((named and _over_answered(lines, block)) or (closed and (named or company))):
        return block[0]
    return block[0] if (reach and named and company) or (reach >= 2 and (named or company)) else None


def _writers_own(lines: Lines, rows: list[int]) -> int | None:
    """From the line with the name that stands in From on, where nothing but a card follows, in whatever paragraphs."""
    for place in range(len(rows) - 1, max(0, len(rows) - LONGEST_CARD), -1):
        bare = lines.bare[rows[place]]
        if not is_writers(lines.writer, bare):
            continue
        block, above = rows[place:], lines.bare[rows[place - 1]]
        if (
            above.endswith((":", "："))
            or LOOK_BELOW.search(above)
            or _accounts(lines, block)
            or goods(lines, block)
            or postscript(lines, block)
        ):
            return None
        others = block[1:] if is_name(bare) else block
        strange = [row for row in others if not _belongs(lines.bare[row], addressed=True)]
        if len(strange) > 2 or len(bare) > 80:
            return None
        if any(len(lines.bare[row]) > 40 or lines.bare[row].endswith((*ENDS, ":", "：")) for row in strange):
            return None  # a town, a motto; not a sentence
        told = any(CONTACT.search(lines.bare[row]) or COMPANY.search(lines.bare[row]) for row in block)
        return rows[place] if told else None
    return None


def _accounts(lines: Lines, block: list[int]) -> bool:
    return any(ACCOUNT.search(lines.bare[row]) for row in block)


def _asks(bare: str) -> bool:
    return ASKED_FOR.search(bare) is not None or bare.endswith((":", "："))


def _names_somebody(bare: str) -> bool:
    """`合肥某某公司  采购部  李雯`: one piece of the line is a name."""
    pieces = re.split(r"\s{2,}|\s?[|/｜]\s?|\t", bare[:160])
    return any(is_name(piece) and not COMPANY.search(piece) for piece in pieces[:6])


def _on_one_line(bare: str) -> bool:
    """`李响 / 宝钢德盛采购 / 13705910000`; a driver has a number plate where others have a company or a post."""
    pieces = [piece.strip() for piece in re.split(r"[/|｜]", bare)]
    if not 3 <= len(pieces) <= 7 or not is_name(pieces[0]) or len(bare) > 160:
        return False
    reached = [piece for piece in pieces[1:] if CONTACT.search(piece)]
    posts = [piece for piece in pieces[1:] if COMPANY.search(piece) or TITLE.search(piece)]
    return bool(reached) and bool(posts)


def _last_paragraph(lines: Lines, rows: list[int]) -> list[int]:
    block = [rows[-1]]
    for row in reversed(rows[:-1]):
        if block[0] != row + 1:
            break
        block.insert(0, row)
    return block


def _over_answered(lines: Lines, block: list[int]) -> bool:
    """Programs leave room above a signature, and put it over the answered mail."""
    first, last = block[0], block[-1]
    apart = first >= 2 and not lines.bare[first - 1] and not lines.bare[first - 2]
    return apart and any(lines.taken[last + 1 :])


def _belongs(bare: str, *, addressed: bool) -> bool:
    """addressed: below a name and a company an address is the writer's own, not where something is to go."""
    if (
        len(bare) > 80
        or bare.endswith(tuple(ENDS))
        or (ASKED_FOR.match(bare) and not (addressed and OWN_PLACE.match(bare)))
    ):
        return False
    return bool(
        CARD_LINE.match(bare) or CONTACT.search(bare) or COMPANY.search(bare) or TITLE.search(bare) or is_name(bare)
    )
