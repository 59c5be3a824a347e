"""What reading a text gives: the fields understood, where each was seen, and the rest. Owns no vocabulary."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Span:
    """Where something was seen, in positions of the text as typed.

    sure: 1 when it can mean nothing else, below 1 when context or a typing mistake was allowed for. note: what the value does
    not say, such as the market (乐从) by which a city was named.
    """

    start: int
    end: int
    text: str
    field: str
    value: str
    sure: float = 1.0
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A text as understood; None where nothing was said or nothing certain enough.

    price_min and price_max are per unit in yuan: both are set, and equal, when a price was stated outright. quantity_t is in
    tonnes; pieces and truckloads have no known weight and stay in `rest`. city is where the goods lie or are wanted;
    destination only where both ends of a way are named. rest: what no span covers, as typed.
    cut: the text was longer than LIMIT and only its beginning was read.
    """

    text: str
    category: str | None = None
    product_name: str | None = None
    grade: str | None = None
    spec: str | None = None
    standard: str | None = None
    mill: str | None = None
    city: str | None = None
    market: str | None = None
    province: str | None = None
    destination: str | None = None
    quantity_t: Decimal | None = None
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    intent: str | None = None
    conditions: tuple[str, ...] = ()
    rest: str = ""
    spans: tuple[Span, ...] = ()
    cut: bool = False

    def as_json(self) -> dict[str, object]:
        """Plain values in the documented order; numbers are exact as far as JSON numbers are."""
        return {
            "text": self.text,
            "category": self.category,
            "product_name": self.product_name,
            "grade": self.grade,
            "spec": self.spec,
            "standard": self.standard,
            "mill": self.mill,
            "city": self.city,
            "quantity_t": _number(self.quantity_t),
            "price_min": _number(self.price_min),
            "price_max": _number(self.price_max),
            "conditions": list(self.conditions),
            "rest": self.rest,
            "spans": [
                {
                    "start": span.start,
                    "end": span.end,
                    "text": span.text,
                    "field": span.field,
                    "value": span.value,
                    "sure": span.sure,
                    **({"note": span.note} if span.note else {}),
                }
                for span in self.spans
            ],
            **({"cut": True} if self.cut else {}),
        }


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
