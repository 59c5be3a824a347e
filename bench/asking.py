"""What our engine takes a question for, as a tree every engine can be asked: words of fields, numbers of columns, all and any.

So the rivals of `bench.search` find the same documents from the same tokens: what the language reads is theirs for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portal.search import schema
from portal.search.query import SearchQuery
from portal.search.terms import Term
from portal.search.wants import SLOTS, UNKNOWN, Fact, Grade, Size, Wants

FIELDS = (schema.WHOLE, schema.EXACT, schema.NEAR, schema.CHARACTER, schema.PINYIN, schema.FACT)
COLUMNS = tuple(f"{slot}_{end}" for slot in SLOTS for end in ("low", "high"))
PRICE = "price"


@dataclass(frozen=True, slots=True)
class Has:
    """The token is in the field."""

    field: str
    token: str


@dataclass(frozen=True, slots=True)
class Between:
    """The number in the column is; both ends included, None: open."""

    column: str
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    parts: tuple[Node, ...]


Node = Has | Between | All | Either


def asked(query: SearchQuery) -> All:
    """Everything a document must have. Not in it: the body where names bring nothing, codes half typed; no question here needs them."""
    wants = query.wants
    parts: list[Node] = [_term(term) for term in wants.terms]
    parts += [_fact(fact) for fact in wants.facts]
    if wants.grade:
        parts.append(_grade(wants.grade))
    if wants.sizes:
        parts.append(_sizes(wants))
    low, high = query.price_range
    if low is not None or high is not None:
        parts.append(Between(PRICE, 0 if low is None else low, high))
    return All(tuple(parts))


def words_only(node: Node) -> bool:
    return isinstance(node, Has) or (isinstance(node, All | Either) and all(words_only(part) for part in node.parts))


def _any(parts: Iterable[Node]) -> Node:
    found = tuple(dict.fromkeys(parts))
    return found[0] if len(found) == 1 else Either(found)


def _all(parts: Iterable[Node]) -> Node:
    found = tuple(dict.fromkeys(parts))
    return found[0] if len(found) == 1 else All(found)


def _term(term: Term) -> Node:
    return _any(_ways(term))


def _ways(term: Term) -> Iterator[Node]:
    for field in (schema.WHOLE, schema.EXACT, schema.NEAR):
        yield from (Has(field, text) for text in term.any_of)
    if term.pinyin:
        yield Has(schema.PINYIN, term.text)
    for place in ("", schema.ELSEWHERE) if term.characters else ():
        yield _all(Has(schema.CHARACTER, place + each) for each in term.characters)
    if term.together:
        yield _all(Either((Has(schema.NEAR, text), Has(schema.EXACT, text))) for text in term.together)


def _fact(fact: Fact) -> Node:
    ways: list[Node] = [Has(schema.FACT, f"{fact.name}={value}") for value in fact.values]
    if fact.terms:
        ways.append(_all([Has(schema.FACT, f"{fact.name}="), *(_term(term) for term in fact.terms)]))
    return _any(ways)


def _grade(grade: Grade) -> Node:
    ways: list[Node] = [Has(schema.FACT, f"grade={name}") for name in (*grade.exact, *grade.serves, *grade.near)]
    if grade.terms:
        ways.append(_all(_term(term) for term in grade.terms))
    return _any(ways)


def _sizes(wants: Wants) -> Node:
    stated = _any(Between(f"{size.slot}_low", 0, None) for size in wants.sizes)
    fits = _all([stated, *(_size(size) for size in wants.sizes)])
    if not wants.size_terms:
        return fits
    return _any([fits, _all(_term(term) for term in wants.size_terms)])


def _size(size: Size) -> Node:
    near = _all([Between(f"{size.slot}_low", 0, size.near_high), Between(f"{size.slot}_high", size.near_low, None)])
    return _any([near, Between(f"{size.slot}_low", UNKNOWN, UNKNOWN)])
