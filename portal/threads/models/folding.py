"""The default of columns people search in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from portal.materials.text import fold_characters


def folded_from(*names: str) -> Callable[[Any], str]:
    """The default of a column people search in: what other columns of the row say, in the one form of `materials.text`."""

    def fold(context: Any) -> str:
        given = context.get_current_parameters()
        return fold_characters(" ".join(given.get(name) or "" for name in names))

    return fold
