"""Paragraphs that a program broke for narrow screens (`format=flowed`, RFC 3676) as their writer typed them. Owns no other form."""

from __future__ import annotations

SEPARATOR = "-- "


def unflow(text: str, *, delsp: bool = False) -> str:
    """Lines that end in a space go on in the next, unless marks of quotation differ; the line over a signature never does.

    delsp: the space was put there by the program, for scripts without spaces between words.
    """
    found: list[str] = []
    piece, depth = "", -1
    for line in text.replace("\r\n", "\n").split("\n"):
        words = line.lstrip(">")
        level = len(line) - len(words)
        words = words.removeprefix(" ")
        if depth >= 0 and (level != depth or words == SEPARATOR):
            found.append(_marked(piece, depth))
            piece, depth = "", -1
        flows = words.endswith(" ") and words != SEPARATOR
        parts = words[:-1] if flows and delsp else words
        piece, depth = (piece + parts, level) if depth >= 0 else (parts, level)
        if not flows:
            found.append(_marked(piece, depth))
            piece, depth = "", -1
    if depth >= 0:
        found.append(_marked(piece, depth))
    return "\n".join(found)


def _marked(words: str, depth: int) -> str:
    return f"{'>' * depth} {words}" if depth else words
