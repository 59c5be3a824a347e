"""A row of cells → what is offered: one row, or several where sizes and prices stand in groups; or why it cannot be read. Pure.

Every cell is judged on its own, so that a row whose cells slipped by a column is refused and not read wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from portal.core.texts import N_
from portal.intake import cells as judge
from portal.intake.amounts import SOLD_OUT, Amount, NoAmount, disagree, in_unit, read_amount, shown
from portal.intake.cells import Doubt, Refusal
from portal.intake.groups import regrouped
from portal.intake.pasted import cells_of_line
from portal.intake.prices import PriceCell, Unreadable, read_price
from portal.listings.terms import QUANTITY_BOUND
from portal.listings.values import REMARKS_LENGTH, TEXTS
from portal.materials.categories import Category, category, category_name
from portal.materials.reading import Reading, read
from portal.materials.reading.amounts import plausible
from portal.materials.units import UNITS

_OF_SHEET = frozenset({"tax_included", "price_basis", "weighing_basis"})
"""Terms that a title may state for the whole sheet; where goods go and how they are paid is said of each."""

_FAR_OFF = (Decimal(2), Decimal("0.2"))
"""Half of the least usual price or five times the highest may still be meant; beyond, it is a change, a count or a slip."""

Cells = Mapping[str, str]
"""Field → what stands in its cell, as typed."""

CELLS = (
    "goods", "product", "grade", "spec", "thickness", "width", "length", "mill", "origin", "standard", "quantity", "pieces",
    "piece_weight", "unit", "price", "price_remark", "warehouse", "city", "remark",
)  # fmt: skip
"""The cells a row is read from, in the order they are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What stands around a row: headings and titles above it, units its columns name, words in the name of its price column.

    carried: fields that stand in a line above and were taken over.
    """

    heading: str = ""
    titles: tuple[str, ...] = ()
    price_unit: str = ""
    quantity_unit: str = ""
    weight_unit: str = ""
    price_title: str = ""
    price_stated: bool = True
    quantity_stated: bool = False
    carried: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRow:
    """One offer as understood. None and "" say that the sheet does not say. cells: what it was read from."""

    category: Category
    product: str
    grade: str = ""
    spec: str = ""
    mill: str = ""
    origin: str = ""
    standard: str = ""
    warehouse: str = ""
    city: str = ""
    unit: str = "t"
    quantity: Decimal | None = None
    price: Decimal | None = None
    price_remark: str = ""
    remarks: str = ""
    tax_included: bool | None = None
    price_basis: str = ""
    weighing_basis: str = ""
    payment_terms: str = ""
    delivery_terms: str = ""
    doubts: tuple[Doubt, ...] = ()
    cells: Cells


def read_cells(cells: Cells, context: Context = Context()) -> list[ReadRow | Refusal]:
    """The offers of a row: one, or one for each group of sizes with its own price; or one refusal."""
    found = _completed(cells, context)
    if isinstance(found, Refusal):
        return [found]
    kind, filled, doubts = found
    try:
        price = read_price(filled.get("price", ""))
    except Unreadable as error:
        return [Refusal("price", error.reason, cells=filled)]
    parts = regrouped(filled, kind.code, price)
    if isinstance(parts, Refusal):
        return [replace(parts, cells=filled)]
    return [_understood(kind, part, part_price, context, doubts) for part, part_price in parts]


def _completed(cells: Cells, context: Context) -> tuple[Category, dict[str, str], tuple[Doubt, ...]] | Refusal:
    """The category, and the cells with what one cell says of several taken apart (三级螺纹钢 HRB400E Φ25×12)."""
    filled = {name: text for name, text in cells.items() if text and not judge.is_empty(text)}
    doubts = [Doubt(name, N_("取自上面一行"), filled[name]) for name in context.carried if name in filled]
    together = " ".join(filled.pop(name) for name in ("goods",) if name in filled)
    product = filled.get("product", "")
    kind = judge.product_of(product) if product else None
    if together or (product and _says_more(product)):
        text = f"{together} {product}".strip()
        seen = _reading(text)
        kind = kind or category(seen.category or "")
        for name, value in cells_of_line(text).items():
            if name != "product":
                filled.setdefault(name, value)
        if kind and (not product or _says_more(product)):
            filled["product"] = seen.product_name or category_name(kind.code)
    if kind is None and product:
        return Refusal("product", N_("不认识这个品名；认得的如 螺纹钢、高线、热卷"), cells=filled)
    if kind is None:
        kind, doubt = _from_around(filled, context)
        if kind is None:
            return Refusal("product", N_("没有品名，从材质和规格也看不出是什么"), cells=filled)
        filled["product"] = doubt.value
        doubts.append(doubt)
    if composed := judge.composed_spec(filled):
        filled["spec"] = composed
    for name in ("thickness", "width", "length"):
        filled.pop(name, None)
    return kind, filled, tuple(doubts)


def _from_around(cells: Cells, context: Context) -> tuple[Category | None, Doubt]:
    """No product was named: the heading above, then what only one kind of goods has, then the title of the sheet."""
    heading = _reading(context.heading)
    own = _reading(" ".join(cells[name] for name in ("grade", "spec") if name in cells))
    for seen, reason in (
        (heading, N_("品名取自上面的标题行")),
        (own, N_("品名由材质和规格推断")),
        *((_reading(title), N_("品名取自表头上方的标题")) for title in context.titles),
    ):
        found = category(seen.category or "")
        if found is not None:
            return found, Doubt("product", reason, seen.product_name or category_name(found.code))
    return None, Doubt("product", "")


def _understood(
    kind: Category, cells: Cells, price: PriceCell, context: Context, doubts: Sequence[Doubt]
) -> ReadRow | Refusal:
    """One offer from cells that stand for one offer."""
    said = judge.Said(kind, cells, list(doubts))
    grade, spec, mill = said.grade(), said.spec(), said.mill()
    for refusal in (said.refusal, _too_long(cells, grade, spec, mill)):
        if refusal is not None:
            return replace(refusal, cells=cells)
    if judge.is_misplaced(price.remark):
        return Refusal("price", N_("价格栏里不是价格，可能错了一列"), cells=cells)
    unit = said.unit() or context.price_unit or kind.units[0]
    if UNITS[unit].dimension == "mass" and price.price is not None:
        per_tonne = price.price if unit == "t" else price.price * 1000 / UNITS[unit].factor
        if not plausible(per_tonne, kind.code, said=False):
            if not any(plausible(per_tonne * factor, kind.code, said=False) for factor in _FAR_OFF):
                return Refusal("price", N_("这个数不像每吨的价格"), cells=cells)
            said.doubt("price", N_("价格和通常的相差很多"))
    try:
        quantity, counted = _amounts(cells, context, unit, said)
    except NoAmount as error:
        return Refusal(error.field, error.reason, cells=cells)
    if quantity is not None and quantity > QUANTITY_BOUND:
        return Refusal("quantity", N_("数量太大"), cells=cells)
    if judge.says_otherwise(cells.get("remark", ""), spec, price.price):
        said.doubt("price", N_("备注里给这个规格写了另一个价格"))
    words = " ".join((cells.get("remark", ""), price.remark, context.price_title))
    around = {
        name: value for name, value in judge.conditions_in(" ".join(context.titles[:6])).items() if name in _OF_SHEET
    }
    return ReadRow(
        category=kind, product=cells["product"], grade=grade, spec=spec, mill=mill, origin=cells.get("origin", ""),
        standard=cells.get("standard", ""), warehouse=cells.get("warehouse", ""), city=cells.get("city", ""), unit=unit,
        quantity=quantity, price=price.price, price_remark=" ".join(filter(None, (price.remark, cells.get("price_remark", ""))))[: TEXTS["price_remark"]],
        remarks="\n".join((*([cells["remark"]] if "remark" in cells else []), *counted))[:REMARKS_LENGTH],
        doubts=tuple(said.doubts), cells=cells, **{**around, **judge.conditions_in(words)},
    )  # fmt: skip


def _amounts(cells: Cells, context: Context, unit: str, said: judge.Said) -> tuple[Decimal | None, list[str]]:
    """The quantity in the price's unit, and pieces as remarks. Raises: NoAmount."""
    stated = _amount(cells, "quantity", context.quantity_unit)
    pieces = _amount(cells, "pieces")
    each = _amount(cells, "piece_weight", context.weight_unit)
    remarks = []
    if stated is not None and stated.unit and UNITS[stated.unit].dimension.startswith("count") and unit == "t":
        pieces, stated = pieces or stated, None
    if pieces is not None:
        remarks.append(f"件数：{shown(pieces.value)}{UNITS[pieces.unit].name_zh if pieces.unit else ''}")
    if each is not None:
        remarks.append(f"件重：{shown(each.value)}{UNITS[each.unit].name_zh if each.unit else '吨'}")
    quantity = in_unit(stated, unit) if stated is not None else None
    weight = _piece_tonnes(each.value, each.unit) if each is not None and unit == "t" else None
    if pieces is not None and weight is not None:
        if quantity is None:
            quantity = (pieces.value * weight).quantize(Decimal("0.001"))
            said.doubt("quantity", N_("没有写总重，按 件数 × 件重 计算"))
        elif disagree(pieces.value, weight, quantity):
            said.doubt("quantity", N_("件数 × 件重 和总重对不上"))
    if stated is not None and quantity is None:
        remarks.append(f"数量：{cells['quantity']}")
        said.doubt("quantity", N_("数量和价格的单位不同，数量放进备注"))
    return quantity, remarks


def _amount(cells: Cells, name: str, unit: str = "") -> Amount | None:
    """A cell's amount, to the kilogram. Raises: NoAmount that names the cell."""
    try:
        found = read_amount(cells.get(name, ""), unit)
    except NoAmount as error:
        if name == "piece_weight" and error.reason == SOLD_OUT:
            return None
        raise NoAmount(error.reason, name) from error
    if found is None or found.value == round(found.value, 3):
        return found
    return Amount(round(found.value, 3), found.unit)


def _piece_tonnes(value: Decimal, unit: str) -> Decimal | None:
    """A piece's weight in tonnes; a bare number above 60 is kilograms, since no piece of sixty tonnes is sold."""
    if unit in ("", "t"):
        return value if value <= 60 else value / 1000
    return value * UNITS[unit].factor / 1000 if UNITS[unit].dimension == "mass" else None


def _too_long(cells: Cells, grade: str, spec: str, mill: str) -> Refusal | None:
    for name, text, bound in (
        ("product", cells["product"], "product_name"), ("grade", grade, "grade"), ("spec", spec, "spec"), ("mill", mill, "mill"),
        ("origin", cells.get("origin", ""), "origin"), ("standard", cells.get("standard", ""), "standard"),
        ("city", cells.get("city", ""), "city"),
    ):  # fmt: skip
        if len(text) > TEXTS[bound]:
            return Refusal(name, N_("内容太长，不像这一栏的"))
    return None


def _says_more(product: str) -> bool:
    """Whether a product's cell holds more than a name: digits, or several words."""
    return any(character.isdigit() for character in product) or (" " in product and not product.isascii())


@lru_cache(maxsize=2048)
def _reading(text: str) -> Reading:
    return read(text[:300])
