"""Reads what the first search of a process would otherwise wait for: the dictionary, the names of the trade, their misspellings."""

from __future__ import annotations

from portal.materials.text import fold
from portal.search.sounds import sounds
from portal.search.spelling import corrections
from portal.search.understanding import understood


def warm() -> None:
    """About a second, 40 MB; nothing when it was done."""
    understood("三级螺纹钢25 天津")
    corrections("luowengamg")
    # Full of names that were only folded and sounded to fill the tables.
    fold.cache_clear()
    sounds.cache_clear()
