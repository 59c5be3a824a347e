"""What API schemas are made of: strict schemas, cleaned strings, exact amounts, cursor pages. No resource stands here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from portal.core.paging import encode_cursor
from portal.web.forms import clean

MAX_PAGE = 100


class Schema(ma.Schema):
    """Base of all API schemas: a field it does not know is refused, never ignored."""

    class Meta:
        unknown = ma.RAISE


class Text(fields.String):
    """A string cleaned as form fields are (ends stripped, control characters dropped) and bounded."""

    def __init__(self, *, max: int = 200, min: int = 0, **kwargs: Any) -> None:
        checks = kwargs.pop("validate", None)
        own = [] if checks is None else [checks] if callable(checks) else list(checks)
        super().__init__(validate=[validate.Length(min=min, max=max), *own], **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return clean(super()._deserialize(value, attr, data, **kwargs))


class Amount(fields.Field[Decimal]):
    """A decimal as a JSON number (`3250`, `48.62`); a string is read too. Refused when it has more than `places` decimals."""

    default_error_messages = {
        "invalid": "Not a valid number.",
        "range": "Must be between 0 and {max}.",
        "places": "At most {places} decimals.",
    }

    def __init__(self, *, places: int = 3, maximum: int = 100_000_000, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.places = places
        self.maximum = Decimal(maximum)

    def _serialize(self, value: Decimal | None, attr: str | None, obj: Any, **kwargs: Any) -> int | float | None:
        if value is None:
            return None
        # Three decimals below 10^8 are exact to the reader: a double carries fifteen digits.
        return int(value) if value == value.to_integral_value() else float(value)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | float | str) or len(str(value)) > 30:
            raise self.make_error("invalid")
        try:
            number = Decimal(str(value))
        except InvalidOperation as error:
            raise self.make_error("invalid") from error
        if not number.is_finite():
            raise self.make_error("invalid")
        if not 0 <= number <= self.maximum:
            raise self.make_error("range", max=self.maximum)
        if -int(number.normalize().as_tuple().exponent) > self.places:
            raise self.make_error("places", places=self.places)
        return number


class CursorArgs(Schema):
    """`?cursor=&size=` of every list."""

    cursor = fields.String(
        load_default=None, validate=validate.Length(max=200), metadata={"description": "`next` of the page before"}
    )
    size = fields.Integer(load_default=20, validate=validate.Range(min=1, max=MAX_PAGE))


def page_of(item: type[ma.Schema]) -> type[ma.Schema]:
    """The schema of a page of items: `{"items": […], "next": cursor or null}`."""
    members: dict[str, Any] = {
        "items": fields.List(fields.Nested(item), required=True),
        "next": fields.String(required=True, allow_none=True, metadata={"description": "null on the last page"}),
    }
    return type(item.__name__.removesuffix("Out") + "Page", (Schema,), members)


def cursor_page(rows: Sequence[Any], size: int, *, key: Callable[[Any], int] = lambda row: row.id) -> dict[str, Any]:
    """The answer of a list. rows: up to `size + 1` rows, so that one is seen to follow; key: the id the list is ordered by."""
    items = list(rows[:size])
    return {"items": items, "next": encode_cursor(key(items[-1])) if len(rows) > size else None}
