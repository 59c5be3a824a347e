"""A line as people write it in a chat, taken apart into the cells of a sheet by `materials.reading`. Pure.

`敬业 三级抗震 12*9 3680 现货60吨 天津库` → mill, product, grade, spec, price, quantity, city, remark.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from portal.materials.reading import read

EXAMPLE = "敬业 三级抗震 12*9 3680 现货60吨 天津库\n沙钢 HRB400E 25×12 3720  30件 含税过磅"
"""What people may write, shown where they write it."""

_PIECES = re.compile(r"(?<![\d.])(\d{1,6})\s?(件|支|根|捆|卷|张|扎|块|包|袋|桶)(?![\u4e00-\u9fff]*重)")
_NUMBERING = re.compile(r"^\s*(?:\(?\d{1,2}[)、]|[①-⑳●•·\-—*]+)\s*(?=\S)")
_PRICE_LIKE = re.compile(r"(?<![\d.*×xX-])\d{4}(?![\d.*×xX\-年])")
_PAIR = re.compile(
    r"(?<![\d.*×xX/-])[ΦФφø]?\d{1,2}(?:\.\d)?(?:[-/]\d{1,2}(?:\.\d)?){0,6}(?:[*×xX]\d{1,2})?(?:mm)?\s?[\s:：]\s?\d{4}(?![\d.*×xX/\-吨件支])"
)
_COLON = re.compile("[:：]")
_HELD = ("product", "grade", "mill", "city")


@dataclass(slots=True)
class Memory:
    """What a line without goods said for those below it: 【天津库】, 螺纹钢 敬业."""

    said: dict[str, str] = field(default_factory=dict)

    def heard(self, cells: Mapping[str, str], text: str) -> None:
        """A heading replaces what the headings above it said of the same; a new product ends the mill's."""
        if len(text) > 30 or not any(name in cells for name in _HELD):
            return
        if "product" in cells or "mill" in cells:
            self.said = {name: value for name, value in self.said.items() if name in ("city", "product")}
        self.said |= {name: cells[name] for name in _HELD if name in cells}
        if "remark" in cells:  # a mill nobody knows, perhaps: shown, never dropped
            self.said["remark"] = cells["remark"]

    def completed(self, cells: Mapping[str, str], text: str) -> tuple[dict[str, str], tuple[str, ...]]:
        """The cells with what the headings above say where the line itself does not, and which those are."""
        own = dict(cells)
        if "product" in self.said and "product" not in own:
            own = cells_of_line(f"{self.said['product']} {text}")
            own.pop("product", None)
        carried = tuple(name for name in _HELD if name in self.said and name not in own)
        own |= {name: self.said[name] for name in carried}
        if "remark" in self.said and not {"product", "mill"} & own.keys():
            own["remark"] = " ".join(filter(None, (self.said["remark"], own.get("remark", ""))))
        return own, carried


def apart(text: str) -> list[str]:
    """A line of several sizes with a price each (12 3650 14 3630) as a line for each; any other line as it is."""
    pairs = list(_PAIR.finditer(text))
    if len(pairs) == 1 and _COLON.search(pairs[0].group()):
        return [text[: pairs[0].start()] + _COLON.sub(" ", pairs[0].group()) + text[pairs[0].end() :]]
    if len(pairs) < 2 or any(text[one.end() : two.start()].strip(" ,;，；、") for one, two in pairwise(pairs)):
        return [text]
    before, after = text[: pairs[0].start()], text[pairs[-1].end() :]
    return [f"{before} {_COLON.sub(' ', pair.group())} {after}".strip() for pair in pairs]


def is_offer(cells: Mapping[str, str]) -> bool:
    """Whether a line offers something: it states a price, or a size and what it is."""
    return "price" in cells or ("spec" in cells and bool({"product", "grade", "mill"} & cells.keys()))


def cells_of_line(text: str) -> dict[str, str]:
    """The cells a line stands for, each as typed where it was typed."""
    line = _NUMBERING.sub("", text)
    seen = read(line)
    cells: dict[str, str] = {}
    typed: dict[str, list[str]] = {}
    for span in seen.spans:
        words = typed.setdefault(span.field, [])
        if span.text not in words:
            words.append(span.text)
    named = [span for span in seen.spans if span.field in ("category", "product")]
    if seen.product_name and named:
        cells["product"] = seen.product_name
    if seen.intent == "demand":
        return {name: value for name, value in cells.items() if name != "price"}
    for name, value in (
        ("grade", seen.grade),
        ("spec", seen.spec),
        ("mill", seen.mill),
        ("city", seen.city),
        ("standard", seen.standard),
    ):
        if value:
            cells[name] = value
    prices = typed.get("price_max") or typed.get("price_min") or []
    if prices:
        cells["price"] = prices[0].strip() if len(prices) == 1 else " ".join(prices)
    if seen.quantity_t is not None and len(typed.get("quantity_t", ())) == 1:
        cells["quantity"] = re.sub(r"^[^\d]*|(?<=[吨tT]).*$", "", typed["quantity_t"][0]) or str(seen.quantity_t)
    rest = seen.rest
    if (pieces := _PIECES.search(rest)) is not None:
        cells["pieces"] = pieces.group()
        rest = rest.replace(pieces.group(), " ", 1)
    if "price" not in cells:  # numbers that look like prices, several or not to be told: said, never chosen
        unread = _PRICE_LIKE.findall(rest)
        if unread:
            cells["price"] = " ".join(unread)
    rest = " ".join(word for word in re.split(r"[\s,，;；。:：【】\[\]()（）]+", rest) if word)
    remark = " ".join(dict.fromkeys([*typed.get("condition", ()), *([rest] if rest else [])]))
    if remark:
        cells["remark"] = remark
    return cells
