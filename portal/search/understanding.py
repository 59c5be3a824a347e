"""A text as typed to what is wanted of the index (`wants`), and to the pieces a page shows as understood.

Reading itself is `materials.reading`'s; here is decided what of a reading is a condition, what only weighs, and what stays plain words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from portal.materials.grades import grade_key
from portal.materials.lexicon import Addition, Lexicon, standard_lexicon
from portal.materials.lexicon_table import CONFUSED
from portal.materials.reading import Reading, Span, read
from portal.materials.text import HAN, fold_characters
from portal.search.terms import parse
from portal.search.wants import Fact, Wants
from portal.search.wishes import (
    category_fact,
    deliver_place,
    grade_wish,
    mill_fact,
    place_fact,
    size_wishes,
    spec_words,
)

SURE = 0.75
"""Below this a piece stays plain words."""

CERTAIN = 0.9
"""From here on a piece needs no other way to be read beside it."""

_PART_OF = {
    "category": "category", "product": "category", "grade": "grade", "spec": "spec", "mill": "mill", "city": "place", "market": "place",
    "province": "place", "destination": "delivery", "price_min": "price", "price_max": "price", "quantity_t": "quantity",
    "condition": "condition", "intent": "intent", "label": "label",
}  # fmt: skip
_MOST_FACTS = 8
_MOST_PIECES = 12
_MOST_YUAN = Decimal(10) ** 12
_MOST_TONNES = Decimal(10) ** 9
_TOWARDS = ("送到", "送至", "送货到", "送往", "发到", "发往", "发至", "运到", "运至", "运往", "配送到", "送")
_BETWEEN_ENDS = "到至去往→-—~发运"
_COMPANY = re.compile(f"[{HAN}]{{0,12}}(?:公司|物资|贸易|商贸|集团|实业|供应链|经营部)")
_ABOUT_GOODS = frozenset({"category", "grade", "spec", "mill", "price", "quantity"})


@dataclass(frozen=True, slots=True)
class Piece:
    """Something understood. part: category, grade, spec, mill, place, delivery, price, quantity, condition.

    value: canonical (a category's code, `HRB400E`, `Φ25×12m`, a city, tonnes). typed: the words. without: the text without it.
    sure: whether it could hardly mean anything else. corrected: how it should have been written, where it was mistyped.
    """

    part: str
    value: str
    typed: str
    without: str
    sure: bool = True
    corrected: str = ""


@dataclass(frozen=True, slots=True)
class Understood:
    """wants: what the engine compares; pieces: what the page shows, in the order of the text; reading: where they are from."""

    wants: Wants
    pieces: tuple[Piece, ...] = ()
    reading: Reading | None = None
    words: str = ""
    """What beside the pieces is looked for as words, as typed."""

    @property
    def corrected(self) -> tuple[Piece, ...]:
        return tuple(piece for piece in self.pieces if piece.corrected)


class _Known:
    """The lexicon of this process: the trade's own with what staff added."""

    stamp: int = 0
    lexicon: Lexicon | None = None


def learn(stamp: int, additions: Sequence[Addition]) -> None:
    """From now on read with these words of staff; cheap when nothing changed."""
    if stamp != _Known.stamp:
        _Known.lexicon = standard_lexicon().extended(additions) if additions else None
        _Known.stamp = stamp


def known_stamp() -> int:
    """Differs when the words have changed."""
    return _Known.stamp


def understood(text: str, raw: tuple[str, ...] = ()) -> Understood:
    """What the text asks for. raw: see `SearchQuery`."""
    return _understood(text, raw, _Known.stamp)


@lru_cache(maxsize=4096)
def _understood(text: str, raw: tuple[str, ...], _stamp: int) -> Understood:
    if not text or "all" in raw:
        return Understood(Wants(terms=parse(text)))
    lexicon = _Known.lexicon or standard_lexicon()
    reading = read(text, lexicon)
    spans = _taken(reading, raw)
    if not spans:
        return Understood(Wants(terms=parse(text)), reading=reading)
    rest = _blanked(text, [span for each in spans.values() for span in each])
    if "delivery" in spans:
        rest = " ".join(word for word in rest.split() if word not in _BETWEEN_ENDS)
    words = " ".join(rest.split())
    return Understood(
        _wants(reading, spans, rest), _pieces(text, spans, lexicon), reading, words if parse(words) else ""
    )


# ---- What is taken out of the words ------------------------------------------------------------------------------------


def _taken(reading: Reading, raw: tuple[str, ...]) -> dict[str, list[Span]]:
    """The spans that become conditions or weights, by part; all others stay words."""
    text = reading.text
    spans: dict[str, list[Span]] = {}
    for span in reading.spans:
        part = _PART_OF.get(span.field, "")
        if not part or part in raw or span.sure < SURE or (part == "place" and _in_a_name(text, span)):
            continue
        if part == "place" and text[: span.start].rstrip().endswith(_TOWARDS):
            part = "delivery"
        spans.setdefault(part, []).append(span)
    if "delivery" in spans:  # 送到北京 is one thing
        ends = [span.start for span in spans["delivery"]]
        conditions = spans.pop("condition", [])
        going = [
            span for span in conditions if any(text[span.end : end].strip() == "" for end in ends if end >= span.end)
        ]
        spans["delivery"] += [span for span in going if text[span.start : span.end] in _TOWARDS]
        if others := [span for span in conditions if span not in spans["delivery"]]:
            spans["condition"] = others
    if not spans.keys() & _ABOUT_GOODS:
        # 质保书, 如何开票: nothing is said about goods, so these are what is looked for.
        spans.pop("condition", None)
    if spans.keys() <= {"intent", "label"}:
        return {}
    return spans


def _in_a_name(text: str, span: Span) -> bool:
    """天津 in 天津恒达物资 is part of a company's name."""
    following = _COMPANY.match(text, span.end)
    return following is not None


def _blanked(text: str, spans: Sequence[Span]) -> str:
    """The text with these stretches made spaces."""
    characters = list(text)
    for span in spans:
        characters[span.start : span.end] = " " * (span.end - span.start)
    return "".join(characters)


# ---- What it becomes ---------------------------------------------------------------------------------------------------


def _wants(reading: Reading, spans: dict[str, list[Span]], rest: str) -> Wants:
    def words(part: str) -> str:
        return " ".join(span.text for span in spans.get(part, ()))

    facts: list[Fact] = []
    named = _named_category(spans)
    if named and reading.category:
        facts.append(category_fact(reading.category, words("category"), reading.product_name or ""))
    if "mill" in spans:
        facts.append(mill_fact(spans["mill"][0].value, words("mill")))
    places = {span.value: span for span in spans.get("place", ())}
    facts += [place_fact(value, span.text) for value, span in places.items()]
    delivery = spans.get("delivery", ())[:1]
    facts += [replace(place_fact(span.value, span.text), name="to", kind="freight") for span in delivery]
    if delivery:
        facts += [replace(place_fact(value, span.text), name="from", kind="freight") for value, span in places.items()]
    sizes = size_wishes(reading.spec, reading.category) if "spec" in spans and reading.spec else ()
    said = spec_words(reading.spec, reading.category) if "spec" in spans and reading.spec else ()
    if "spec" in spans and not sizes and not said:
        rest = f"{rest} {words('spec')}"
    weighing = [parse(text) for text in said]
    for span in spans.get("condition", ()):  # as a word only: the characters of 含税 are all in 不含税
        weighing.append(tuple(replace(term, characters=()) for term in parse(span.value)))
    low, high = (_fen(reading.price_min), _fen(reading.price_max)) if "price" in spans else (None, None)
    return Wants(
        terms=parse(rest) if rest.strip() else (),
        facts=tuple(facts[:_MOST_FACTS]),
        grade=grade_wish(reading.grade, reading.category, words("grade"))
        if "grade" in spans and reading.grade
        else None,
        sizes=sizes,
        size_terms=parse(words("spec")) if sizes else (),
        conditions=tuple(dict.fromkeys(weighing))[:_MOST_FACTS],
        quantity_milli=_milli(reading.quantity_t) if "quantity" in spans else None,
        # A price stated outright (螺纹 3700) is as much as somebody would pay.
        price_min=None if low == high else low,
        price_max=high,
        deliver_to=deliver_place(delivery[0].value) if delivery else "",
    )


def _named_category(spans: dict[str, list[Span]]) -> bool:
    """Whether the product itself was named; what only a grade, a mill or a sign implies is no condition."""
    others = {(span.start, span.end) for part, each in spans.items() if part != "category" for span in each}
    return any((span.start, span.end) not in others for span in spans.get("category", ()))


def _fen(yuan: Decimal | None) -> int | None:
    return int(min(yuan, _MOST_YUAN) * 100) if yuan is not None and yuan >= 0 else None


def _milli(tonnes: Decimal | None) -> int | None:
    return int(min(tonnes, _MOST_TONNES) * 1000) if tonnes is not None and tonnes > 0 else None


# ---- What is shown of it -----------------------------------------------------------------------------------------------


def _pieces(text: str, spans: dict[str, list[Span]], lexicon: Lexicon) -> tuple[Piece, ...]:
    pieces: list[tuple[int, Piece]] = []
    if not _named_category(spans):
        spans = {part: each for part, each in spans.items() if part != "category"}
    everywhere = [(part, span) for part, each in spans.items() for span in each]
    for part, each in spans.items():
        if part in ("intent", "label"):
            continue
        for group in (
            [each] if part in ("category", "grade", "spec", "mill", "price", "delivery") else [[span] for span in each]
        ):
            others = [span for name, span in everywhere if name != part]
            value = _price_text(group) if part == "price" else group[0].value
            typed = " ".join(dict.fromkeys(span.text for span in sorted(group, key=lambda span: span.start)))
            pieces.append(
                (
                    group[0].start,
                    Piece(
                        part=part,
                        value=value,
                        typed=typed,
                        without=_without(text, group, others),
                        sure=all(span.sure >= CERTAIN for span in group),
                        corrected=_corrected(part, group[0], lexicon),
                    ),
                )
            )
    return tuple(piece for _start, piece in sorted(pieces, key=lambda one: one[0])[:_MOST_PIECES])


def _price_text(group: Sequence[Span]) -> str:
    low = next((span.value for span in group if span.field == "price_min"), "")
    high = next((span.value for span in group if span.field == "price_max"), "")
    return f"-{high}" if low == high else f"{low}-{high}"


def _without(text: str, group: Sequence[Span], others: Sequence[Span]) -> str:
    """The text without a piece, but with what else was said in the same characters (三级 of 三级螺纹)."""
    kept = {place for span in others for place in range(span.start, span.end)}
    gone = {place for span in group for place in range(span.start, span.end)} - kept
    return " ".join("".join(" " if place in gone else text[place] for place in range(len(text))).split())


def _corrected(part: str, span: Span, lexicon: Lexicon) -> str:
    """How a mistyped name is written; "" for what is known as it stands."""
    if part == "grade" and span.sure <= CERTAIN and grade_key(span.text) != grade_key(span.value):
        return span.value
    if part not in ("category", "mill") or all(meaning.sure > CERTAIN for meaning in lexicon.meanings(span.text)):
        return ""
    folded = fold_characters(span.text)
    for place, character in enumerate(folded):
        right = folded[:place] + _RIGHT.get(character, character) + folded[place + 1 :]
        if right != folded and any(meaning.sure > CERTAIN for meaning in lexicon.meanings(right)):
            return right
    return ""


_RIGHT = {wrong: right for right, several in CONFUSED.items() for wrong in several}
