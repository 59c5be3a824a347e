"""What has been understood so far: which characters are taken, and for what. Owns bookkeeping, no vocabulary."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.materials.reading.model import Span
from portal.materials.reading.typed import Typed

FREE, SEEN, LEFT = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Claim:
    """A stretch of the folded text and what it says."""

    start: int
    end: int
    field: str
    value: str
    sure: float = 1.0
    note: str = ""


class Board:
    """state[i]: FREE, SEEN (a field has it) or LEFT (seen through and left to the rest: a truckload, a date, 左右)."""

    __slots__ = ("claims", "folded", "state", "typed")

    def __init__(self, typed: Typed) -> None:
        self.typed = typed
        self.folded = typed.folded
        self.state = bytearray(len(typed.folded))
        self.claims: list[Claim] = []

    def free(self, start: int, end: int) -> bool:
        """Whether nobody has any of this stretch."""
        return not any(self.state[start:end])

    def claim(self, claim: Claim) -> None:
        """Record what a stretch says; it leaves the rest."""
        self.claims.append(claim)
        self.state[claim.start : claim.end] = bytes([SEEN]) * (claim.end - claim.start)

    def leave(self, start: int, end: int) -> None:
        """Keep a stretch for the rest: no later step may take it for something else."""
        self.state[start:end] = bytes([LEFT]) * (end - start)

    def masked(self) -> str:
        """The folded text with everything but free characters blotted out."""
        if not any(self.state):
            return self.folded
        return "".join("|" if state else character for character, state in zip(self.folded, self.state, strict=True))

    def spans(self) -> tuple[Span, ...]:
        """Every claim in positions of the text as typed, by place."""
        found = []
        for claim in self.claims:
            start, end = self.typed.place(claim.start, claim.end)
            found.append(Span(start, end, self.typed.text[start:end], claim.field, claim.value, claim.sure, claim.note))
        return tuple(sorted(found, key=lambda span: (span.start, -span.end, span.field)))

    def rest(self) -> str:
        """What no field has, as typed, pieces parted by a space; punctuation alone is nothing."""
        pieces: list[str] = []
        begin: int | None = None
        for at, state in enumerate((*self.state, SEEN)):
            if state == SEEN:
                if begin is not None:
                    start, end = self.typed.place(begin, at)
                    piece = self.typed.text[start:end].strip(_PUNCTUATION)
                    if piece and not _PARTICLES.fullmatch(piece):
                        pieces.append(" ".join(piece.split()))
                    begin = None
            elif begin is None:
                begin = at
        return " ".join(pieces)


_PARTICLES = re.compile("[的了吗呢吧啊呀哦有要是在和与及 ]+|[lt]")  # say nothing by themselves
_PUNCTUATION = " \t\r\n\u3000\u00a0,，.。;；:：、/|｜·-—–－~～!！?？()（）[]【】「」《》<>\"'“”‘’*×+=&@_…→^`"
