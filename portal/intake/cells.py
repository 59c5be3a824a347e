"""What a single cell says and whether it belongs where it stands: product, grade, spec, mill, words of sale. Pure."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from portal.core.texts import N_
from portal.intake.prices import folded
from portal.materials.categories import Category, category, find_category
from portal.materials.grades import canonical_grade, read_grade
from portal.materials.lexicon import standard_lexicon
from portal.materials.mills import find_mill
from portal.materials.reading import read
from portal.materials.specs import read_spec, write_spec
from portal.materials.specs.forms import CATEGORY_FORMS
from portal.materials.text import fold
from portal.materials.units import find_unit

_EMPTY = frozenset({"", "-", "--", "---", "/", "\\", "无", "暂无", "n/a", "na", "#n/a", "null", "none", "*"})
_DIAMETERS = str.maketrans("Фф∅⌀øØφ", "ΦΦΦΦΦΦΦ")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?%?")
_CHANGE = re.compile(r"[+-]\s?\d+(?:/[+-]?\s?\d+)*|[涨跌]\s?\d+")
_DATE = re.compile(
    r"(?:19|20)\d\d-\d\d-\d\d(?: |$)|\d{1,2}月\d{1,2}日$|\d{1,2}-(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
    re.IGNORECASE,
)
_CODE = re.compile(r"[A-Za-z0-9]")
_NAMED_GRADES = frozenset({"building", "other"})
"""Groups whose grades may be names without a letter or a digit (樟子松, 优等品); those of metals never are."""
_PRICE = re.compile(r"\d{4,6}(?:\.\d{1,2})?(?:[/-]\d{4,6})*")
_NOTICE = re.compile(r"以上|停售|暂停|封盘|不报价|敬请|联系|电话|更新中|通知|为准|报价|涨跌|合计")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A cell read, but not for certain: its field, why, and what was taken."""

    field: str
    reason: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that cannot be read: which cell, why (a source text with its params), and the cells as they stood."""

    field: str
    reason: str
    params: Mapping[str, str] = dataclasses.field(default_factory=dict)
    cells: Mapping[str, str] = dataclasses.field(default_factory=dict)


def is_empty(cell: str) -> bool:
    """Whether a cell only says that nothing stands there."""
    return folded(cell).casefold() in _EMPTY


@lru_cache(maxsize=4096)
def product_of(cell: str) -> Category | None:
    """The category a product's cell names. A mill, a grade or a number is none."""
    if len(cell) > 60 or (found := find_category(cell)) is None:
        seen = read(cell) if len(cell) <= 60 else None
        named = seen is not None and any(span.field == "category" and span.sure >= 0.9 for span in seen.spans)
        return category(seen.category or "") if seen is not None and named else None
    return found


def spec_text(cell: str) -> str:
    """A spec's cell without what only introduces it."""
    return re.sub(r"^(?:规格|直径|尺寸)[:：]?", "", cell.strip())


def composed_spec(cells: Mapping[str, str]) -> str:
    """Thickness, width and length of columns of their own as one spec; a length is added to a spec that has none."""
    parts = [cells.get(name, "") for name in ("thickness", "width", "length")]
    spec = cells.get("spec", "")
    if not spec and parts[0]:
        return "*".join(part for part in parts if part)
    if spec and parts[2] and not parts[0] and not re.search(r"[*×xX]|[mM米]", spec):
        return f"{spec}*{parts[2]}"
    return ""


def is_misplaced(words: str) -> bool:
    """Whether words beside a price are a mill, a grade or a product that slipped a column."""
    return bool(words) and (find_mill(words) is not None or read_grade(words) is not None or _is_product(words))


_SIZE_AND_PRICE = re.compile(r"(\d{1,2}(?:\.\d)?)\s?(?:mm)?\s?[:：]\s?(\d{4,5})(?!\d)")


def says_otherwise(remark: str, spec: str, price: Decimal | None) -> bool:
    """Whether a remark gives one of these sizes another price (25mm：4400 beside Φ18-25 at 4330)."""
    found = read_spec(spec) if price is not None and remark and ("：" in remark or ":" in remark) else None
    if found is None:
        return False
    bounds = [size.bounds for measure in found.measures[:1] for size in measure.sizes]
    return any(
        Decimal(other) != price and any(low <= Decimal(size) <= high for low, high in bounds)
        for size, other in _SIZE_AND_PRICE.findall(remark)
    )


@dataclass(slots=True)
class Said:
    """Reads the cells of one offer and gathers what is doubtful, or the first thing that is wrong."""

    category: Category
    cells: Mapping[str, str]
    doubts: list[Doubt]
    refusal: Refusal | None = None

    def doubt(self, name: str, reason: str) -> None:
        self.doubts.append(Doubt(name, reason, self.cells.get(name, "")))

    def grade(self) -> str:
        """The grade in its canonical writing; a code nobody knows as typed, but no plain number and no name of a mill."""
        cell = self.cells.get("grade", "")
        if not cell:
            return ""
        code = self.category.code
        if read_grade(cell, code) is not None or canonical_grade(cell, code) != cell.strip():
            return canonical_grade(cell, code)
        seen = _reading(cell, code)
        if seen and not seen[1]:
            return seen[0]
        if _NUMBER.fullmatch(folded(cell)) or _PRICE.fullmatch(folded(cell)) or _CHANGE.fullmatch(folded(cell)):
            return self._wrong("grade", N_("材质栏里是数字，可能错了一列"))
        nameless = not _CODE.search(cell) and self.category.group not in _NAMED_GRADES and not seen
        if nameless or find_mill(cell) is not None or _is_product(cell) or _NOTICE.search(cell):
            return self._wrong("grade", N_("材质栏里不是材质，可能错了一列"))
        if not seen:
            self.doubt("grade", N_("不认识这个材质，按原样保留"))
        return cell.strip()

    def spec(self) -> str:
        """The spec in its canonical writing, or as typed where there is no reading; no price, grade or mill."""
        cell = spec_text(self.cells.get("spec", ""))
        if not cell:
            return ""
        if _DATE.match(folded(cell)):
            return self._wrong("spec", N_("规格被表格软件变成了日期（如 12-14），请改成文字"))
        code = self.category.code
        spec = read_spec(cell, code)
        written = write_spec(spec) if spec is not None else ""
        if written:
            return written
        plain = folded(cell)
        if _PRICE.fullmatch(plain) or _CHANGE.fullmatch(plain):
            return self._wrong("spec", N_("规格栏里的数字不像规格，可能错了一列"))
        if find_mill(cell) is not None or _is_product(cell) or _NOTICE.search(cell):
            return self._wrong("spec", N_("规格栏里不是规格，可能错了一列"))
        if CATEGORY_FORMS.get(code):
            if read_grade(cell, code) is not None:
                return self._wrong("spec", N_("规格栏里是材质，可能错了一列"))
            self.doubt("spec", N_("看不懂这个规格，按原样保留"))
        return " ".join(cell.translate(_DIAMETERS).split())

    def mill(self) -> str:
        """The mill as typed; no number, grade or product."""
        cell = self.cells.get("mill", "").strip()
        if not cell or find_mill(cell) is not None:
            return cell
        plain = folded(cell)
        if not re.search(r"[a-z\u4e00-\u9fff]", plain.casefold()) or read_grade(cell) is not None:
            return self._wrong("mill", N_("钢厂栏里不是厂名，可能错了一列"))
        if _is_state(cell) or (_is_product(cell) and len(cell) < 5) or _NOTICE.search(cell) or _PRICE.fullmatch(plain):
            return self._wrong("mill", N_("钢厂栏里不是厂名，可能错了一列"))
        return cell

    def unit(self) -> str:
        """The unit of quantity and price, where a cell states one."""
        found = find_unit(self.cells.get("unit", ""))
        return found.code if found else ""

    def _wrong(self, name: str, reason: str) -> str:
        self.refusal = self.refusal or Refusal(name, reason)
        return ""


@lru_cache(maxsize=4096)
def _reading(cell: str, code: str) -> tuple[str, bool] | None:
    """The grade read in a longer cell (三级抗震, HRB400 Ⅲ级), and whether something was left over."""
    seen = read(cell[:60])
    if seen.grade is None or not any(span.field == "grade" and span.sure > 0.5 for span in seen.spans):
        return None
    grade = read_grade(seen.grade, code)
    return (seen.grade, bool(seen.rest.strip(" .,/-()"))) if grade is not None else None


@lru_cache(maxsize=4096)
def _is_product(cell: str) -> bool:
    meanings = standard_lexicon().meanings(cell)
    return bool(meanings) and meanings[0].field in ("category", "product")


@lru_cache(maxsize=1024)
def _is_state(cell: str) -> bool:
    """Whether a word only says how the goods stand: 断档, 缺货, 现货."""
    meanings = standard_lexicon().meanings(cell)
    return bool(meanings) and meanings[0].field in ("condition", "intent")


_WORDS: dict[str, tuple[str, Any]] = {
    "含税": ("tax_included", True), "不含税": ("tax_included", False), "一票制": ("price_basis", "one"), "两票制": ("price_basis", "two"),
    "理计": ("weighing_basis", "theory"), "过磅": ("weighing_basis", "scale"),
}  # fmt: skip
_LISTS: dict[str, tuple[str, str]] = {
    "现款": ("payment_terms", "cash"), "承兑": ("payment_terms", "draft"), "账期": ("payment_terms", "credit"),
    "自提": ("delivery_terms", "pickup"), "送到": ("delivery_terms", "delivered"),
}  # fmt: skip


@lru_cache(maxsize=4096)
def conditions_in(words: str) -> dict[str, Any]:
    """Terms of sale said in a remark, as the fields of a listing. What is said both ways is said neither way."""
    said = read(fold(words)[:300]).conditions if words.strip() else ()
    found: dict[str, Any] = {}
    for word in said:
        name, value = _WORDS.get(word, ("", None))
        if name:
            found[name] = value if name not in found or found[name] == value else None
        if word in _LISTS:
            name, code = _LISTS[word]
            found[name] = f"{found[name]},{code}" if found.get(name) else code
    return {name: value for name, value in found.items() if value is not None}
