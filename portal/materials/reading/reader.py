"""The one parser of the trade's language, for queries, sheet cells, messages and demands: text in, `Reading` out.

Owns the order of the steps: what says itself what it is goes first, a plain number is judged last. Never raises on any text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from portal.materials.categories import category_name
from portal.materials.lexicon import Lexicon, Meaning, Named, standard_lexicon
from portal.materials.lexicon_words import CAS
from portal.materials.reading.amounts import Amounts, take_noise, take_pieces, take_prices, take_quantity
from portal.materials.reading.board import Board, Claim
from portal.materials.reading.choosing import (
    Product,
    cement_grade,
    choose_grade,
    choose_product,
    class_grade,
    products_in,
    quake_grade,
)
from portal.materials.reading.conditions import ordered, sent, take_conditions
from portal.materials.reading.grades import STEEL, Candidate, candidates, speaking, unknown_codes
from portal.materials.reading.measures import take_spec
from portal.materials.reading.model import Reading
from portal.materials.reading.numbers import take_bare_price
from portal.materials.reading.places import Where, choose_places, unknown_mill
from portal.materials.reading.typed import Typed
from portal.materials.standards import find_standards

LIMIT = 1000  # characters looked at; a longer text is a document, to be read line by line

_CAS = re.compile(r"(?:cas\s?(?:号|no\.?)?[:\s]{0,2})?(?<!\d)(?P<no>\d{2,7}-\d\d-\d)(?!\d)")
_COPPER = ("copper-sheet", "brass")
_MAKES = {"cement": "cement", "seamless": "seamless"}


def read(text: str, lexicon: Lexicon | None = None) -> Reading:
    """What a text says in the trade's language.

    Only the first LIMIT characters are looked at (`Reading.cut`). Absent means not said, or not certain enough to be said.
    """
    lexicon = lexicon or standard_lexicon()
    cut = len(text) > LIMIT
    board = Board(Typed(text[:LIMIT]))
    amounts = Amounts()
    if not board.folded.strip():
        return Reading(text=text, cut=cut)
    standard = _take_standard(board)
    cas = _take_cas(board)
    seen = [named for named in lexicon.scan(board.folded) if board.free(named.start, named.end)]
    take_noise(
        board, frozenset(at for named in seen if _field(named) in _NAMES for at in range(named.start, named.end))
    )
    seen = [named for named in seen if board.free(named.start, named.end)]
    product = _product(board, seen, cas)
    spoken = speaking(board.folded) if product.name is None or product.metal else None
    if spoken is not None and not (product.metal and spoken[2] not in _COPPER):
        product = _speaks(board, *spoken)
    conditions = take_conditions(board, seen)
    seen += list(_inside(board, seen, lexicon))
    where = choose_places(board, [one for one in seen if _field(one) in _PLACES], product.category)
    if "送到" not in conditions and sent(board):
        conditions.append("送到")
    if product.category is None:
        product = _implied(board, product, where, lexicon, seen)
    take_quantity(board, amounts)
    take_prices(board, amounts, product.category)
    take_pieces(board, product.category)
    grade = _grade(board, seen, product.category)
    intent = next(iter(_take(board, seen, "intent")), None)
    take_bare_price(board, amounts, product.category)
    spec = take_spec(board, product.category)
    if product.category is None and product.name is None:
        product = _from_spec(board, spec, product)
    _label(board, seen)
    if grade is None and product.category is not None:
        grade = _unknown_grade(board, text)
    if where.mill is None and (product.category or product.name):
        full = bool(spec or grade) and amounts.price_max is not None
        where.mill = unknown_mill(board, text, sheet=full)
    return Reading(
        text=text, category=product.category, product_name=product.name, grade=grade, spec=spec, standard=standard,
        mill=where.mill, city=where.city or where.destination, market=where.market, province=where.province,
        destination=where.destination if where.city else None, quantity_t=amounts.quantity_t,
        price_min=amounts.price_min, price_max=amounts.price_max, intent=intent,
        conditions=ordered(conditions),
        rest=board.rest(), spans=board.spans(), cut=cut,
    )  # fmt: skip


_PLACES = frozenset({"mill", "city", "market", "province"})
_NAMES = _PLACES | {"category", "product", "grade"}


def _field(named: Named) -> str:
    return named.meanings[0].field


def _take_standard(board: Board) -> str | None:
    """The standard named; of several the first in the alphabet, so that their order decides nothing."""
    found = find_standards(board.folded)
    for one in found:
        board.claim(Claim(one.start, one.end, "standard", one.name))
    return min((one.name for one in found), default=None)


def _take_cas(board: Board) -> str | None:
    for match in _CAS.finditer(board.folded):
        if match["no"] in CAS:
            board.claim(Claim(match.start(), match.end(), "cas", match["no"]))
            return CAS[match["no"]]
    return None


def _product(board: Board, seen: list[Named], cas: str | None) -> Product:
    products: list[tuple[Named, Meaning]] = []
    for named in seen:
        for meaning in named.meanings:
            if meaning.field in ("category", "product"):
                products.append((named, meaning))
                break
    product = choose_product(board, products)
    if cas and product.category in (None, "chemicals"):
        return Product("chemicals", cas)
    return product


def _speaks(board: Board, start: int, end: int, code: str, sure: float) -> Product:
    """A stretch that says what the goods are although its own field is another."""
    board.claims.append(Claim(start, end, "category", code, sure))
    return Product(code, category_name(code))


def _inside(board: Board, seen: list[Named], lexicon: Lexicon) -> Iterator[Named]:
    """Mills that a product's name begins with: 金川镍板, 韶钢螺纹."""
    for named in seen:
        if _field(named) not in ("category", "product") or not board.claims:
            continue
        for length in range(len(named.name) - 1, 1, -1):
            mills = tuple(one for one in lexicon.names.get(named.name[:length], ()) if one.field == "mill")
            if mills:
                yield Named(named.start, named.start + length, named.name[:length], mills)
                break


def _take(board: Board, seen: list[Named], field: str) -> list[str]:
    """Values of a field, each once, in order of place."""
    values: dict[str, None] = {}
    for named in seen:
        for meaning in named.meanings:
            if meaning.field == field and (board.free(named.start, named.end) or _field(named) != field):
                if not board.free(named.start, named.end):
                    continue
                board.claim(Claim(named.start, named.end, field, meaning.value, meaning.sure))
                values[meaning.value] = None
    return list(values)


def _implied(board: Board, product: Product, where: Where, lexicon: Lexicon, seen: list[Named]) -> Product:
    """No product was named: what only one kind of goods has speaks for it."""
    if product.name is not None:
        return product
    classed = class_grade(board, None)
    if classed is not None:
        start, end = classed[1][0]
        board.claims.append(Claim(start, end, "category", "rebar", 0.8))
        return Product("rebar", category_name("rebar"))
    best, implies = choose_grade(board, candidates(board.folded, None))
    if best is not None and implies:
        board.claims.append(Claim(best.start, best.end, "category", implies, 0.8))
        return Product(implies, category_name(implies))
    for named in seen:
        if _field(named) == "mill":
            code = products_in(lexicon, named.name)
            code = code or _MAKES.get(where.makes, "")
            if code:
                board.claims.append(Claim(named.start, named.end, "category", code, 0.7))
                return Product(code, category_name(code))
    return product


def _grade(board: Board, seen: list[Named], category: str | None) -> str | None:
    """The grade, with 抗震 or 三级 said anywhere in the text."""
    found = list(candidates(board.folded, category))
    for named in seen:  # grades staff have added
        found += [
            (Candidate(named.start, named.end, meaning.value), "")
            for meaning in named.meanings
            if meaning.field == "grade"
        ]
    classed = class_grade(board, category)
    coded = [pair for pair in found if not (classed and _within(pair[0], classed[1]))]
    best, _implies = choose_grade(board, coded if category is not None else [pair for pair in coded if pair[0].certain])
    if best is None:
        if classed is None:
            return None
        grade, stretches, sure = classed
        for start, end in stretches:
            board.claim(Claim(start, end, "grade", grade, sure))
        return grade
    value = cement_grade(best.value, board.folded) if category == "cement" and best.value[0].isdigit() else best.value
    sure = best.sure if best.known else min(best.sure, 0.8)
    if category in STEEL:
        value, beside = quake_grade(board, value)
        if beside and not best.start <= beside[0] < best.end:
            board.claim(Claim(*beside, "grade", value, sure))
    end = best.end + 1 if board.folded[best.end : best.end + 1] == "级" else best.end  # 42.5级
    board.claim(Claim(best.start, end, "grade", value, sure))
    for start, end in classed[1] if classed else ():
        if board.free(start, end):
            board.claim(Claim(start, end, "grade", value, sure))
    return value


def _within(one: Candidate, stretches: list[tuple[int, int]]) -> bool:
    return any(start < one.end and one.start < end for start, end in stretches)


def _unknown_grade(board: Board, text: str) -> str | None:
    """Of a known product a code nobody knows is its grade, as typed."""
    found = [one for one in unknown_codes(board.masked()) if board.free(one.start, one.end)]
    if len(found) != 1:
        return None
    start, end = board.typed.place(found[0].start, found[0].end)
    board.claim(Claim(found[0].start, found[0].end, "grade", text[start:end], found[0].sure))
    return text[start:end]


def _from_spec(board: Board, spec: str | None, product: Product) -> Product:
    """∠50×50×5 is an angle and H300×300×10×15 a beam, whoever says it."""
    code = {"∠": "angle", "H": "h-beam", "□": "hollow-section"}.get(spec[0], "") if spec else ""
    if code == "hollow-section" and (spec or "").count("×") < 2:
        code = ""
    if not code:
        return product
    claim = next(claim for claim in board.claims if claim.field == "spec")
    board.claims.append(Claim(claim.start, claim.end, "category", code, 0.8))
    return Product(code, category_name(code))


def _label(board: Board, seen: list[Named]) -> None:
    """Words that only lead to something are understood and leave nothing over."""
    for named in seen:
        if any(meaning.field == "label" for meaning in named.meanings) and board.free(named.start, named.end):
            board.claim(Claim(named.start, named.end, "label", named.name))
