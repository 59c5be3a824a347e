"""Codes and measures to tokens: `HRB400E`, `DX51D+Z80`, `Φ25×12m`, `P·O 42.5R`, `304/2B`; text comes in folded.

What a code is found under when it is indexed, and what a typed code asks for. Chinese words are in `words`.
"""

from __future__ import annotations

import re
from functools import lru_cache

CODE_RUN = re.compile(r"[0-9a-zφ∠□][0-9a-zφ.*×#+/\-%']*")
CEMENT = re.compile(
    r"(?<![0-9a-z])p\.?\s?(o|c|f|p|i{1,2}|s(?:\.?[ab])?)\.?\s?(\d\d\.\d)(r?)(?![0-9a-z])"  # P·O 42.5R, po42.5, P.S.A 32.5
)
_PART = re.compile(r"[a-z]+|\d+(?:\.\d+)?")
_STEM = re.compile(r"[a-z]+\d+(?:\.\d+)?(?=[a-z+])")  # hrb400e → hrb400, dx51d+z → dx51
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_METRES = re.compile(r"(\d+(?:\.\d+)?)m")
_RANGE = re.compile(r"(φ?)(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)")
_LONGEST_METRES = 30  # 12m is a length of 12000; 100m is none of a bar


def unify(folded: str) -> str:
    """Bring grades that are written with and without spaces or dots to one code: `p.o 42.5 r` → `po42.5r`."""
    return CEMENT.sub(lambda match: f"p{match[1].replace('.', '')}{match[2]}{match[3]}", folded)


def code_runs(folded: str) -> list[str]:
    """The codes in a folded text, without punctuation at their ends."""
    return [run for match in CODE_RUN.finditer(folded) if (run := match.group().rstrip(".*×-/+'"))]


def _short_number(number: str) -> str:
    """3.0 → 3, 12.50 → 12.5."""
    return number.rstrip("0").rstrip(".") if "." in number else number


def measures(run: str) -> str:
    """One form for measures: no sign or letters before the first, no needless zeros, lengths in mm.

    φ25*12m → 25*12000, h300*300*10*15 → 300*300*10*15, 3.0*1500*c → 3*1500*c.
    """
    parts = run.lstrip("φ∠□abcdefghijklmnopqrstuvwxyz").split("*")
    for place, part in enumerate(parts):
        if _NUMBER.fullmatch(part):
            parts[place] = _short_number(part)
        elif place and (length := _METRES.fullmatch(part)) and float(length[1]) <= _LONGEST_METRES:
            parts[place] = _short_number(f"{float(length[1]) * 1000:.1f}")
    return "*".join(parts)


@lru_cache(maxsize=32768)
def index_codes(run: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A code as (what it is, what it contains): the second finds it too, ranked below."""
    whole = [run]
    parts: list[str] = []
    if "*" in run:
        plain = measures(run)
        whole.append(plain)
        sizes = plain.split("*")
        parts += ["*".join(sizes[:count]) for count in range(2, len(sizes))]
        parts += sizes
        bare = run.lstrip("φ∠□")
        whole.append(bare)
        parts.append(bare.split("*")[0])
        if run[0] == "φ":
            parts.append("φ" + sizes[0])
    elif run[0] in "φ∠□":
        whole.append(run[1:])
    if ends := _RANGE.fullmatch(run):
        for number in ends.groups()[1:]:
            parts += [number, "φ" + number] if ends[1] else [number]
    if stem := _STEM.match(run):
        parts.append(stem.group())
    pieces = [piece for piece in re.split(r"[\-/+*]", run) if piece]
    if len(pieces) > 1:
        parts += pieces
        for piece in pieces:
            if stem := _STEM.match(piece):
                parts.append(stem.group())
    if re.search(r"[.\-/+]", run) and "*" not in run and not _NUMBER.fullmatch(run):
        parts.append(re.sub(r"[.\-/+]", "", run))
    parts += [piece[:-1] for piece in pieces if piece.endswith("#")]
    parts += _PART.findall(run)
    parts += [_short_number(part) for part in parts if "." in part and _NUMBER.fullmatch(part)]
    seen = dict.fromkeys(whole)
    return tuple(seen), tuple(part for part in dict.fromkeys(parts) if part and part not in seen)


@lru_cache(maxsize=4096)
def query_codes(run: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a typed code asks for: (any of these will do, or all of these together).

    304/2b is found as one code and as 304 next to 2B; measures only in their order.
    """
    alternatives = [run]
    together: list[str] = []
    if "*" in run:
        alternatives.append(measures(run))
        alternatives.append(run.lstrip("φ∠□"))
    elif len(pieces := [piece for piece in re.split(r"[\-/+]", run) if piece]) > 1:
        alternatives.append("".join(pieces))
        if not _RANGE.fullmatch(run):
            together = pieces
    elif "." in run and not _NUMBER.fullmatch(run):
        alternatives.append(run.replace(".", ""))
    elif run[0] == "φ" and "." in run:
        alternatives.append("φ" + _short_number(run[1:]))
    return tuple(dict.fromkeys(alternatives)), tuple(together)
