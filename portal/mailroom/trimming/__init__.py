"""What somebody newly wrote in a mail: without the mail they answer, signatures, advertisements. Pure: text in, text out.

In doubt a line stays: words lost are worse than words too many, and the whole mail is kept beside it anyway.
"""

from __future__ import annotations

from portal.mailroom.trimming import quotes, signatures
from portal.mailroom.trimming.lines import QUOTED as QUOTED
from portal.mailroom.trimming.lines import SIGNED as SIGNED
from portal.mailroom.trimming.lines import Lines, split
from portal.mailroom.trimming.quotes import MARKER as MARKER
from portal.mailroom.trimming.words import RULE

CONTEXT_LINES = 4


def trim(text: str, *, forwarded: bool = False, context: bool = False, writer: str = "") -> str:
    """The new words alone.

    forwarded: the subject says so; a forwarded mail without a word above it is then what the writer had to say.
    writer: the name in From, where there is one: what stands under it at the end is a signature, another's card may be news.
    context: keep the last marked lines above an answer that stands between them; without them it may say nothing.
    """
    lines = split(text)
    lines.writer = writer.strip().strip("\"'")
    forward = quotes.mark(lines, forwarded=forwarded)
    if forward is None:
        signatures.mark(lines)
    kept = _with_context(lines) if context and _is_between(lines) else _kept(lines)
    return "\n".join(_without_blank_runs(kept)).strip("\n").rstrip()


def _kept(lines: Lines) -> list[str]:
    found: list[str] = []
    gap = False
    for at, raw in enumerate(lines.raw):
        if lines.taken[at]:
            gap = True
        elif raw.strip() or not gap:
            if gap and found and found[-1]:
                found.append("")  # what stood above and below what was taken stays apart
            gap = gap and not raw.strip()
            found.append(raw.rstrip())
    while found and (not found[-1].strip() or _leftover(found[-1], found)):
        found.pop()
    return found


def _leftover(line: str, found: list[str]) -> bool:
    """A drawn line that closed nothing but what was taken; not under a table or a heading."""
    return RULE.fullmatch(line) is not None and line.strip()[0] == "_" and len(found) > 1


def _is_between(lines: Lines) -> bool:
    """Whether the writer answered between marked lines: own words below some of them, more of them or words above."""
    seen = False
    for at in range(len(lines)):
        if lines.quoted[at] and lines.bare[at]:
            seen = True
        elif seen and lines.open(at):
            return True
    return False


def _with_context(lines: Lines) -> list[str]:
    found: list[str] = []
    waiting: list[str] = []
    for at, raw in enumerate(lines.raw):
        if lines.quoted[at]:
            if lines.bare[at]:
                waiting.append(f"> {lines.bare[at]}")
            continue
        if lines.open(at):
            if waiting:
                found += ["", *waiting[-CONTEXT_LINES:], ""]
                waiting = []
            found.append(raw.rstrip())
        elif not lines.taken[at]:
            found.append("")
    return found


def _without_blank_runs(kept: list[str]) -> list[str]:
    """At most two blank lines together: what stands between was taken, or a client's spacing."""
    found: list[str] = []
    for line in kept:
        if line.strip() or found[-2:] != ["", ""]:
            found.append(line if line.strip() else "")
    return found
