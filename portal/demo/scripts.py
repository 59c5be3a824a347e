"""Reads the sample talk: one short script a thread, in the order it was said. Knows no table.

A script begins with `== kind | company | category[/grade] | status | h=hours since the last word` and its subject (`? …`); then a line each:
`C:` the customer, `S:` whoever is in charge, `S-quality:` staff of that department, `N:` an internal note,
`>> company | subject` … `<<` the supplier's side of it (`P:` the supplier). `[pdf]` or `[png]` at the end is a file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import resources


@dataclass(slots=True)
class Line:
    """One thing said. who: C, S, S-<department>, N or P."""

    who: str
    text: str
    file: str = ""


@dataclass(slots=True)
class Script:
    """One thread as written down. `after`: how many of the parent's lines had been said when the supplier's side began."""

    kind: str
    company: str
    about: str = ""
    status: str = "open"
    hours: float = 1
    subject: str = ""
    lines: list[Line] = field(default_factory=list)
    sides: list[Script] = field(default_factory=list)
    after: int = 0


def read_scripts() -> list[Script]:
    """All scripts, in the order of their files."""
    folder = resources.files("portal.demo").joinpath("data/talk")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".txt"))
    return [script for name in names for script in _scripts(folder.joinpath(name).read_text(encoding="utf-8"))]


def _scripts(text: str) -> list[Script]:
    found: list[Script] = []
    side: Script | None = None
    for raw in text.splitlines():
        if raw.startswith("== "):
            kind, company, about, status, hours = (part.strip() for part in raw[3:].split("|"))
            found.append(Script(kind, company, about, status, float(hours.removeprefix("h="))))
            side = None
        elif raw.startswith("? "):
            found[-1].subject = raw[2:].strip()
        elif raw.startswith(">> "):
            company, subject = (part.strip() for part in raw[3:].split("|"))
            parent = found[-1]
            side = Script(parent.kind, company, subject=subject, hours=parent.hours, after=len(parent.lines))
            parent.sides.append(side)
        elif raw.startswith("<<"):
            side = None
        elif raw.strip():
            who, _, words = raw.partition(":")
            (side or found[-1]).lines.append(_line(who.strip(), words.strip()))
    return found


def _line(who: str, words: str) -> Line:
    for kind in ("pdf", "png"):
        if words.endswith(f"[{kind}]"):
            return Line(who, words.removesuffix(f"[{kind}]").strip(), kind)
    return Line(who, words)
