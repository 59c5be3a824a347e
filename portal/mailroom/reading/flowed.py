"""Paragraphs that a program broke for narrow screens (`format=flowed`, RFC 3676) as their writer typed them. Owns no other form."""

from __future__ import annotations

SEPARATOR = "-- "


def unflow(text: str, *, delsp: bool = False) -> str:
    """Lines that end in a space go on in the next, unless marks of quotation differ; the line over a signature never does.

    delsp: the space was put there by the program, for scripts without spaces between words.
    """
    found: list[str] = []
    pieces: list[str] = []
    depth = 0
    for line in text.replace("\r\n", "\n").split("\n"):
        if not pieces and line[:1] not in (">", " ") and line[-1:] != " ":
            found.append(line)  # most lines neither begin nor end anything
            depth = 0
            continue
        words = line.lstrip(">")
        level = len(line) - len(words)
        words = words.removeprefix(" ")
        if pieces and (level != depth or words == SEPARATOR):
            found.append(_marked(pieces, depth))
            pieces = []
        depth = level
        flows = words.endswith(" ") and words != SEPARATOR
        pieces.append(words[:-1] if flows and delsp else words)
        if not flows:
            found.append(_marked(pieces, depth))
            pieces = []
    if pieces:
        found.append(_marked(pieces, depth))
    return "\n".join(found)


def _marked(pieces: list[str], depth: int) -> str:
    words = "".join(pieces)
    return f"{'>' * depth} {words}" if depth else words
