"""The one parser of the trade's language, for queries, sheet cells, messages and demands: text in, `Reading` out.

Owns the order of the steps: what says itself what it is goes first, a plain number is judged last. Never raises on any text.
"""

from __future__ import annotations

import re
from decimal import Decimal

from portal.materials.categories import category_name
from portal.materials.lexicon import Lexicon, Meaning, Named, standard_lexicon
from portal.materials.lexicon_words import CAS, CONDITIONS
from portal.materials.reading.amounts import (
    Amounts,
    number,
    plain,
    plausible,
    take_noise,
    take_pieces,
    take_prices,
    take_quantity,
)
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
from portal.materials.reading.grades import STEEL, Candidate, candidates
from portal.materials.reading.measures import take_spec
from portal.materials.reading.model import Reading
from portal.materials.reading.places import Where, choose_places, unknown_mill
from portal.materials.reading.typed import Typed

LIMIT = 1000  # characters looked at; a longer text is a document, to be read line by line

_STANDARDS = re.compile(
    r"(?<![a-z0-9])(?:(?P<cn>gb|yb|jg|jc|hg|ys|sy|jb|cj|ly|gjb|tb|db)\s?(?P<t>/?t)?\s?(?P<no>\d{2,6}(?:\.\d{1,2})?)(?P<year>-(?:19|20)\d\d|-\d\d(?!\d))?"
    r"|(?P<other>astm\s?[a-g]\d{1,4}|en\s?10\d{3}(?:-\d)?|jis\s?g\s?\d{4}|api\s?5[lct]{1,2}|din\s?\d{3,5}|bs\s?\d{3,4}))(?![a-z0-9])"
)
_CAS = re.compile(r"(?:cas\s?(?:号|no\.?)?[:\s]{0,2})?(?<!\d)(?P<no>\d{2,7}-\d\d-\d)(?!\d)")
_BARE = re.compile(
    r"(?<![\d.a-z*×/#φ±∠□-])(?:¥)?(?P<n>\d{1,3}(?:,\d{3})+|\d{2,6}(?:\.\d{1,2})?)(?![\d.]|[*×/#%a-z米寸±级号-]|\s?[x×*]\s?\d)"
)
_PAIR = re.compile(r"(?<![\d.a-z*×#φ-])\d{4,5}(?:[/-]\d{4,5}){1,8}(?![\d.*×a-z])")
_ORDER = {value: place for place, value in enumerate(CONDITIONS)}
_MAKES = {"cement": "cement", "stainless": "stainless-flat"}


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
    take_noise(board)
    seen = [named for named in lexicon.scan(board.folded) if board.free(named.start, named.end)]
    product = _product(board, seen, cas)
    conditions = _take(board, seen, "condition")
    where = choose_places(board, [one for one in seen if _field(one) in _PLACES], product.category)
    found = _candidates(board, seen)
    if product.category is None:
        product = _implied(board, product, found, where, lexicon, seen)
    take_quantity(board, amounts)
    _hold_grades(board, found, product)
    take_prices(board, amounts, product.category)
    take_pieces(board)
    grade, product = _grade(board, found, product)
    intent = next(iter(_take(board, seen, "intent")), None)
    _take_bare_price(board, amounts, product.category)
    spec = take_spec(board, product.category)
    if product.category is None and product.name is None:
        product = _from_spec(board, spec, product)
    _label(board, seen)
    if where.mill is None and (product.category or product.name):
        full = bool(spec or grade) and amounts.price_max is not None
        where.mill = unknown_mill(board, text, sheet=full)
    return Reading(
        text=text, category=product.category, product_name=product.name, grade=grade, spec=spec, standard=standard,
        mill=where.mill, city=where.city or where.destination, market=where.market, province=where.province,
        destination=where.destination if where.city else None, quantity_t=amounts.quantity_t,
        price_min=amounts.price_min, price_max=amounts.price_max, intent=intent,
        conditions=tuple(sorted(conditions, key=lambda one: _ORDER.get(one, len(_ORDER)))),
        rest=board.rest(), spans=board.spans(), cut=cut,
    )  # fmt: skip


_PLACES = frozenset({"mill", "city", "market", "province"})


def _field(named: Named) -> str:
    return named.meanings[0].field


def _take_standard(board: Board) -> str | None:
    written = None
    for match in _STANDARDS.finditer(board.folded):
        if match["other"]:
            written = match["other"].upper()
        else:
            written = f"{match['cn'].upper()}{'/T' if match['t'] else ''} {match['no']}{match['year'] or ''}"
        board.claim(Claim(match.start(), match.end(), "standard", written))
    return written


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
        return Product("chemicals", cas, True)
    return product


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


def _candidates(board: Board, seen: list[Named]) -> list[Candidate]:
    found = list(candidates(board.folded))
    for named in seen:
        for meaning in named.meanings:
            if meaning.field == "grade":  # added by staff
                found.append(Candidate(named.start, named.end, meaning.value, known=True))
    return found


def _implied(
    board: Board, product: Product, found: list[Candidate], where: Where, lexicon: Lexicon, seen: list[Named]
) -> Product:
    """No product was named: what only one kind of goods has speaks for it."""
    if product.name is not None:
        return product
    classed = class_grade(board, None)
    if classed is not None:
        start, end = classed[1][0]
        board.claims.append(Claim(start, end, "category", "rebar", 0.8))
        return Product("rebar", category_name("rebar"))
    best, implies = choose_grade(board, found, None)
    if best is not None and implies:
        board.claims.append(Claim(best.start, best.end, "category", implies, 0.8))
        return Product(implies, category_name(implies))
    for named in seen:
        if _field(named) == "mill":
            code = products_in(lexicon, named.name)
            code = code or (_MAKES.get(where.makes, "") if where.makes == "cement" else "")
            if code:
                board.claims.append(Claim(named.start, named.end, "category", code, 0.7))
                return Product(code, category_name(code))
    return product


def _hold_grades(board: Board, found: list[Candidate], product: Product) -> None:
    """Nothing yet: grades are looked for before prices, so that 304 以下 or 6061 is not one. See `_grade`."""


def _grade(board: Board, found: list[Candidate], product: Product) -> tuple[str | None, Product]:
    category = product.category
    best, _implies = choose_grade(board, found, category)
    classed = class_grade(board, category) if category in STEEL or category is None else None
    if best is None and classed is not None:
        grade, stretches, sure = classed
        for start, end in stretches:
            board.claim(Claim(start, end, "grade", grade, sure))
        return grade, product
    if best is None:
        return None, product
    value = best.value
    if category == "cement" and value[0].isdigit():
        value = cement_grade(value, board.folded)
    beside: tuple[int, int] | None = None
    if category in STEEL:
        value, beside = quake_grade(board, value)
    sure = best.sure if best.known or value != best.value else min(best.sure, 0.7)
    board.claim(Claim(best.start, best.end, "grade", value, sure))
    if beside:
        board.claim(Claim(*beside, "grade", value, sure))
    if classed is not None:
        for start, end in classed[1]:
            if board.free(start, end):
                board.claim(Claim(start, end, "grade", value, sure))
    return value, product


def _take_bare_price(board: Board, amounts: Amounts, category: str | None) -> None:
    """A plain number of the size of a price: 3680 in a quote line. Two of them are none that can be told."""
    if amounts.price_min is not None or amounts.price_max is not None:
        return
    masked = board.masked()
    for match in _PAIR.finditer(masked):
        values = [Decimal(one) for one in re.split(r"[/-]", match.group())]
        if all(plausible(value, category, said=False) for value in values):
            amounts.price_min, amounts.price_max = min(values), max(values)
            board.claim(Claim(match.start(), match.end(), "price_min", plain(min(values)), 0.8))
            board.claim(Claim(match.start(), match.end(), "price_max", plain(max(values)), 0.8))
            return
    found = [match for match in _BARE.finditer(masked) if plausible(number(match["n"]), category, said=False)]
    if category is None or not found:
        found = [match for match in found if Decimal(1000) <= number(match["n"])] if category is None else found
    found = [match for match in found if not _measured(masked, match)]
    if len(found) != 1:
        return
    value = number(found[0]["n"])
    amounts.price_min = amounts.price_max = value
    for field in ("price_min", "price_max"):
        board.claim(Claim(found[0].start(), found[0].end(), field, plain(value), 0.8))


_BEFORE_MEASURE = re.compile(r"(?:厚|宽|长|高|直径|外径|壁厚|边长|度|定尺|[x×*/φ∠□#~-])\s?[:=]?\s?$")


def _measured(masked: str, match: re.Match[str]) -> bool:
    """A number that a sign or word makes a measure."""
    return _BEFORE_MEASURE.search(masked[max(0, match.start() - 6) : match.start()]) is not None


def _from_spec(board: Board, spec: str | None, product: Product) -> Product:
    """∠50×50×5 is an angle and H300×300×10×15 a beam, whoever says it."""
    code = {"∠": "angle", "H": "h-beam"}.get(spec[0], "") if spec else ""
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
