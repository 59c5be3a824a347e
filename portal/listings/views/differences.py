"""What two people wrote into the same listing, field by field, in words."""

from __future__ import annotations

from portal.listings import terms
from portal.listings.forms import ListingForm
from portal.listings.values import NAMES, ListingValues, last_day
from portal.listings.views.words import locale
from portal.materials.categories import category_name
from portal.materials.units import unit_name
from portal.web.filters import money, qty
from portal.web.i18n import _


def differences(form: ListingForm, theirs: ListingValues, mine: ListingValues) -> list[tuple[str, str, str]]:
    """(label, what is saved now, what was typed) for every field that differs."""
    return [
        (form[name].label.text, _said(theirs, name), _said(mine, name))
        for name in NAMES
        if getattr(theirs, name) != getattr(mine, name)
    ]


def _said(values: ListingValues, name: str) -> str:
    value = getattr(values, name)
    tables: dict[str, dict[str, str]] = {
        "price_basis": terms.PRICE_BASES, "weighing_basis": terms.WEIGHINGS, "contact_visible": terms.CONTACTS,
    }  # fmt: skip
    if name == "category":
        return category_name(value, locale())
    if name == "unit":
        return unit_name(value, locale())
    if name in tables:
        return str(_(tables[name][value])) if value else ""
    if name in ("payment_terms", "delivery_terms"):
        table = terms.PAYMENTS if name == "payment_terms" else terms.DELIVERIES
        return "、".join(_(table[code]) for code in terms.codes(value))
    if name == "price":
        return money(value) or _("面议")
    if name in ("quantity", "moq"):
        return qty(value)
    if name == "valid_until":
        return last_day(value).isoformat() if value else ""
    if isinstance(value, bool):
        return str(_("是") if value else _("否"))
    return "" if value is None else str(value)
