"""Which chemical a name means and what that is a kind of: no chemical stands in for another as one bar does for the next.

Owns the kinds; the names themselves are in `lexicon_words`.
"""

from __future__ import annotations

from functools import lru_cache

from portal.materials.categories import category_name
from portal.materials.lexicon import standard_lexicon
from portal.materials.reading import read

CHEMICALS = "chemicals"
_KIND_OF = {
    "片碱": "烧碱",
    "液碱": "烧碱",
    "轻质纯碱": "纯碱",
    "重质纯碱": "纯碱",
    "石油沥青": "沥青",
    "改性沥青": "沥青",
    "纯苯": "苯",
}


@lru_cache(maxsize=8192)
def substance(text: str) -> str:
    """The chemical a product's name means (火碱 → 烧碱, PVC 树脂 → PVC); "" for chemicals at large and what nobody listed."""
    for meaning in standard_lexicon().meanings(text):
        if meaning.field == "category" and meaning.value == CHEMICALS:
            return meaning.note
    found = read(text)
    name = found.product_name if found.category == CHEMICALS else None
    return name if name and name != category_name(CHEMICALS) else ""


def offered_as(name: str) -> tuple[str, ...]:
    """Under which chemicals an offer of this one is found: itself, what it is a kind of, and its kinds where it leaves them open."""
    if not name:
        return ()
    kind_of = (_KIND_OF[name],) if name in _KIND_OF else ()
    return (name, *kind_of, *(kind for kind, general in _KIND_OF.items() if general == name))
