"""The lines of a mail's text and what is known of each before any rule is asked; owns the marks HTML leaves, no rule."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from portal.mailroom.trimming.words import ADDRESS_LAST, FLATTENED, GROUPWISE, OLD_GMAIL, TOLD_AMID, VERBS

SIGNED = "\ue0f1"
"""Begins a line that stood in an element HTML clients write signatures into."""
QUOTED = "\ue0f2"
"""Begins a line that stood in an element HTML clients write the answered mail into."""

LONGEST = 400
"""No rule looks further into a line: what a client writes of its own accord is short."""
MAX_CHARS = 1_000_000
MAX_LINES = 60_000
PATIENCE = 5_000
"""How often the dearer rules may look in vain: no letter has more lines that could begin an answered mail."""

_QUOTE = re.compile(r"\s{0,3}[>＞](?!\s?(?:wrote|写道|寫道)?\s?[:：]\s*$)")  # the end of a wrapped address is none
_MARKS = re.compile(r"^[\s>＞]{0,200}")
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u202a\u202c\ufeff"))
_NUMBER = re.compile(
    r"\s{0,3}[>＞]\s?[=＝]?\s?\d{1,9}(?!\d)(?!\s?[、)）]|\s?[.．]\s?(?!\d))"
)  # not the points of a list


@dataclass(slots=True)
class Lines:
    """raw: as written; bare: without marks and space at the ends, bounded; quoted: the client marked it as another's words."""

    raw: list[str]
    bare: list[str]
    quoted: list[bool]
    signed: list[bool]
    taken: list[bool] = field(default_factory=list)
    """Not the writer's new words, by what the rules have found so far."""
    patience: int = PATIENCE
    writer: str = ""

    def tries(self) -> bool:
        self.patience -= 1
        return self.patience > 0

    def __len__(self) -> int:
        return len(self.raw)

    def next_word(self, at: int) -> int:
        """The next line from here that says anything; the number of lines where there is none."""
        while at < len(self.raw) and not self.bare[at]:
            at += 1
        return at

    def open(self, at: int) -> bool:
        """Whether the line says something and is still the writer's own."""
        return bool(self.bare[at]) and not self.taken[at]


def split(text: str) -> Lines:
    text = text[:MAX_CHARS].replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\x00", "")
    text = FLATTENED.sub(r"\n\1\n", text)
    text = TOLD_AMID.sub(lambda found: f"\n{found[1] or found[2]}", text)
    raw, bare, quoted, signed = [], [], [], []
    for line in text.split("\n")[:MAX_LINES]:
        mark, begins = line[:1], line[:6]
        plain = line if line.isascii() else line.replace(SIGNED, "").replace(QUOTED, "")
        is_quote = mark == QUOTED
        if not is_quote and (">" in begins or "＞" in begins):  # nearly no line needs the rule
            is_quote = _QUOTE.match(plain) is not None and not plain[-6:].rstrip().endswith("<<")
            is_quote = is_quote and GROUPWISE.match(plain[:LONGEST]) is None
        raw.append(plain)
        quoted.append(is_quote)
        signed.append(mark == SIGNED)
        head = plain[:LONGEST]
        if not head.isascii():
            head = head.replace("\xa0", " ").translate(_UNSEEN)
        bare.append(_MARKS.sub("", head).strip() if is_quote else head.strip())
    _own_comparisons(raw, bare, quoted)
    return Lines(raw, bare, quoted, signed, [*quoted])


def _own_comparisons(raw: list[str], bare: list[str], quoted: list[bool]) -> None:
    """`>30吨` is what the writer wants, as long as every line that begins so is about a number and nobody is said to have written it."""
    marked = [at for at, is_quote in enumerate(quoted) if is_quote]
    if marked and all(_NUMBER.match(raw[at]) for at in marked):
        above = next((bare[at] for at in range(marked[0] - 1, -1, -1) if bare[at]), "")
        told = VERBS.search(above[-220:]) is not None and above.rstrip("-—*= ").endswith((":", "："))
        if told or ADDRESS_LAST.search(above) or OLD_GMAIL.match(above):
            return
        for at in marked:
            quoted[at] = False
