"""How a text is read now, for staff who wonder why a search found nothing: what was understood of it, piece by piece."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from portal.materials.reading import Span, read
from portal.search.lexicons import Lexicons
from portal.search.vocabulary import shown_value
from portal.web.i18n import _, locale_tag

LONGEST = 200
_SURE = 0.9


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the text that was understood. sure: nothing else can be meant."""

    text: str
    field: str
    value: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Tried:
    """A text as it was understood; rest: what was not."""

    pieces: tuple[Piece, ...]
    rest: str


def read_now(text: str, lexicons: Lexicons) -> Tried:
    """Read with the words in use at this moment."""
    found = read(text[:LONGEST], lexicons.lexicon())
    return Tried(tuple(_piece(span) for span in found.spans if span.field in field_names()), found.rest)


def _piece(span: Span) -> Piece:
    value = {"demand": _("求购"), "supply": _("供应")}.get(span.value, shown_value(span.field, span.value))
    if span.note and span.note != value:
        value = f"{value}（{span.note}）"
    return Piece(span.text, span.field, value, span.sure >= _SURE)


def field_names() -> dict[str, str]:
    """What the reader of the page calls the fields."""
    return _field_names(locale_tag())


@lru_cache(maxsize=8)
def _field_names(tag: str) -> dict[str, str]:
    return {
        "category": _("品类"),
        "product": _("品名"),
        "grade": _("材质"),
        "spec": _("规格"),
        "standard": _("标准"),
        "mill": _("钢厂"),
        "city": _("城市"),
        "market": _("市场"),
        "province": _("省份"),
        "destination": _("送到"),
        "quantity_t": _("数量（吨）"),
        "price_min": _("最低价"),
        "price_max": _("最高价"),
        "condition": _("条件"),
        "intent": _("意图"),
    }
