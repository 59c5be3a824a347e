"""What matching takes of a listing, as one frozen value. Pure; knows no table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.landed.parts import Goods, PriceState
from portal.landed.queries.prices import unit_tonnes
from portal.materials.units import UNITS, convert


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A demand or a supply. amount: what is wanted or available, in `unit`; price: a demand's is the most it pays.

    price is None where there is none or the reader must not see it; price_state says which.
    """

    id: int
    org_id: int
    category: str
    product_name: str = ""
    grade: str = ""
    spec: str = ""
    mill: str = ""
    amount: Decimal | None = None
    unit: str = "t"
    moq: Decimal | None = None
    price: Decimal | None = None
    price_state: PriceState = "shown"
    weighing: str = ""
    tax_included: bool = True
    basis: str = ""
    payments: tuple[str, ...] = ()
    deliveries: tuple[str, ...] = ()
    city: str = ""
    lead_days: int | None = None
    wanted_by: date | None = None

    def in_unit(self, amount: Decimal, unit: str) -> Decimal | None:
        """An amount of this item in another unit; None where nobody knows what one weighs."""
        if unit == self.unit:
            return amount
        if self.unit in UNITS and unit in UNITS and UNITS[unit].dimension == UNITS[self.unit].dimension:
            return convert(amount, source=self.unit, target=unit)
        tonnes, other = self.tonnes_of(self.unit), self.tonnes_of(unit)
        return None if not tonnes or not other else amount * tonnes / other

    def tonnes_of(self, unit: str) -> Decimal | None:
        """Tonnes of one unit of this item: exact for masses, by theory for bars, sheets and metres, else not known."""
        if unit in UNITS and UNITS[unit].dimension == "mass":
            return convert(Decimal(1), source=unit, target="t")
        return unit_tonnes(unit, self.category, self.spec, self.grade)

    def goods(self) -> Goods:
        """What the calculation of comparable prices takes of it."""
        return Goods(
            category=self.category,
            price=self.price,
            unit=self.unit,
            price_state=self.price_state,
            weighing=self.weighing,
            tax_included=self.tax_included,
            basis=self.basis,
            payments=self.payments,
            deliveries=self.deliveries,
            mill=self.mill,
            unit_tonnes=unit_tonnes(self.unit, self.category, self.spec, self.grade),
        )
