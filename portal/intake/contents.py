"""What a single cell looks like: a product, a grade, a mill, a place, a size, a price. Pure; judges columns, not rows."""

from __future__ import annotations

import re

from portal.materials.categories import find_category
from portal.materials.grades import read_grade
from portal.materials.mills import find_mill
from portal.materials.regions import find_region
from portal.materials.text import fold


def is_product(cell: str) -> bool:
    """Whether a cell is nothing but the name of a product."""
    return len(cell) <= 12 and not any(character.isdigit() for character in cell) and find_category(cell) is not None


def is_grade(cell: str) -> bool:
    """Whether a cell is a grade that can be nothing else."""
    return read_grade(cell) is not None


def is_mill(cell: str) -> bool:
    """Whether a cell names a mill."""
    return find_mill(cell) is not None


def is_place(cell: str) -> bool:
    """Whether a cell names a place, and no mill."""
    return find_mill(cell) is None and find_region(cell.removesuffix("库")) is not None


_SPEC = re.compile(r"[φ∠□h]?\d{1,4}(?:\.\d{1,3})?(?:[-/,*×x]\d{1,5}(?:\.\d{1,3})?){0,6}(?:\*?[cm#]|mm)?")
_PRICE = re.compile(r"\d{4,5}(?:\.\d{1,2})?(?:[/-]\d{4,5}){0,6}")


def is_spec(cell: str) -> bool:
    """Whether a cell is written like a size, and not like a price."""
    return _SPEC.fullmatch(fold(cell)) is not None and not is_price(cell)


def is_price(cell: str) -> bool:
    """Whether a cell is a number, or several, as long as a price of a tonne."""
    return _PRICE.fullmatch(fold(cell)) is not None and 1000 <= float(re.split(r"[/-]", fold(cell))[0]) < 100_000


TESTS = (
    ("product", is_product), ("grade", is_grade), ("mill", is_mill), ("city", is_place), ("price", is_price), ("spec", is_spec)
)  # fmt: skip

"""What contents may tell of a column, the surest first."""
