"""What the rules for signatures ask of a few lines: short, about goods, a person's name. Takes nothing away."""

from __future__ import annotations

import re

from portal.mailroom.trimming.lines import Lines
from portal.mailroom.trimming.words import CJK, GOODS, NAME_WEST, NAME_ZH, POSTSCRIPT

_FIRST = re.compile(r"[\s/|｜,，（(]")
LONGEST_SIGNATURE = 14
ENDS = "。？！?!；;"


def short(lines: Lines, rows: list[int], limit: int = LONGEST_SIGNATURE) -> bool:
    return len(rows) <= limit and all(len(lines.bare[row]) <= 160 for row in rows)


def postscript(lines: Lines, rows: list[int]) -> bool:
    return any(POSTSCRIPT.match(lines.bare[row]) for row in rows)


def goods(lines: Lines, rows: list[int]) -> bool:
    return any(GOODS.search(lines.bare[row]) for row in rows)


def is_name(bare: str) -> bool:
    """`李志强 采购经理`, `Linda Wu (Ms.)`: begins with what is hardly anything but a person's name."""
    return NAME_ZH.fullmatch(bare) is not None or NAME_WEST.fullmatch(bare) is not None


def is_writers(writer: str, bare: str) -> bool:
    """Whether a line begins with the name in From: `张伟`, or `采购-张伟`, over `张伟 采购部`."""
    if len(writer) < 2:
        return False
    said = _FIRST.split(bare, maxsplit=1)[0]
    return bare.casefold().startswith(writer.casefold()) or (len(said) >= 2 and is_name(said) and said in writer)


def is_anothers(writer: str, bare: str) -> bool:
    """Whether a line names somebody else than From does, as far as both are names of persons in one script."""
    if not is_name(writer) or bool(CJK.match(writer)) != bool(CJK.match(bare)):
        return False
    if CJK.match(writer):
        return bare[:1] != writer[:1]
    return not set(writer.casefold().split()) & set(bare.casefold().split())


def names_alone(lines: Lines, rows: list[int]) -> bool:
    """A name and at most a few words beside it, no sentence: what stands under a line drawn for it without a telephone."""
    return (
        0 < len(rows) <= 4
        and all(
            len(lines.bare[row]) <= 24 and not lines.bare[row].endswith((*ENDS, "：", ":", "，", ",")) for row in rows
        )
        and is_name(lines.bare[rows[0]])
        and not goods(lines, rows)
    )
