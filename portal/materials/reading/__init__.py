"""Text → what it says in the trade's language: `read(text) -> Reading`, the one parser of queries, sheets, messages and demands.

Owns how words are weighed against each other; the words are in `lexicon`, grades and specs in packages of their own.
"""

from __future__ import annotations

from portal.materials.reading.model import Reading, Span
from portal.materials.reading.reader import LIMIT, read

__all__ = ["LIMIT", "Reading", "Span", "read"]
