"""Pieces of pages drawn once: the same macro for the same values gives the same HTML, so it is kept by them.

    {{ once(listing_row, item, kind) }}

Never stale, since everything a piece shows is in its key: the macro itself (there is one a language) and its arguments,
which are immutable. What belongs to one reader (tokens of forms, drafts) is not drawn this way.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from markupsafe import Markup

MOST = 8192


class Fragments:
    """A few thousand pieces; when full it forgets all and begins anew."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._drawn: dict[Any, Markup] = {}

    def once(self, macro: Callable[..., Markup], *values: Any) -> Markup:
        """What the macro draws for these values. What cannot be a key (a list, a dict) is drawn each time."""
        key = (macro, *values)
        try:
            drawn = self._drawn.get(key)
        except TypeError:
            return macro(*values)
        if drawn is None:
            drawn = macro(*values)
            if len(self._drawn) >= self.most:
                self._drawn = {}
            self._drawn[key] = drawn
        return drawn


def init_app(app: Flask) -> None:
    app.jinja_env.globals["once"] = Fragments().once
