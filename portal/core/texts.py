"""Marks texts for translation where no reader is known yet; `web.i18n` translates them where they are shown."""

from __future__ import annotations


def N_(text: str) -> str:
    """Return `text` as it is; extraction finds it here. Show it with `_(label)`: `STATUS = {"draft": N_("草稿")}`."""
    return text
