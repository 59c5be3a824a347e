"""The form a listing is written in. What is right is `values`' business; here is what is asked and how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    MultipleFileField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portal.core.clock import SHANGHAI, now
from portal.listings import terms
from portal.listings.values import REMARKS_LENGTH, TEXTS, ListingValues, end_of_day, last_day
from portal.materials.categories import GROUPS, categories_in, category, category_name
from portal.materials.text import without_controls
from portal.materials.units import UNITS, unit_name
from portal.web.forms import AmountField, BaseForm, at_most
from portal.web.i18n import _, _l

VALID_FOR = timedelta(days=30)


class WholeField(IntegerField):  # type: ignore[misc]  # WTForms has no types
    """A whole number; nonsense is said in our words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("请填写整数")) from error


class DayField(DateField):  # type: ignore[misc]  # as above
    """A day; nonsense is said in our words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("请按 2026-01-31 的样子填写日期")) from error


class TicksField(SelectMultipleField):  # type: ignore[misc]  # as above
    """Several of a few, as ticks."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ListingForm(BaseForm):
    """Everything a company writes into a listing. `version` is what it read; `token` tells a repeated submission."""

    version = HiddenField()
    token = HiddenField()

    category = SelectField(_l("品类"))
    product_name = StringField(_l("品名"), [at_most(TEXTS["product_name"])])
    grade = StringField(_l("材质（牌号）"), [at_most(TEXTS["grade"])])
    spec = StringField(_l("规格"), [at_most(TEXTS["spec"])])
    mill = StringField(_l("钢厂 / 生产厂家"), [at_most(TEXTS["mill"])])
    standard = StringField(_l("执行标准"), [at_most(TEXTS["standard"])])
    origin = StringField(_l("产地"), [at_most(TEXTS["origin"])])

    quantity = AmountField(_l("数量"))
    unit = SelectField(_l("单位"), default="t")
    moq = AmountField(_l("最小起订量"))
    price = AmountField(_l("单价"), places=2, maximum=str(terms.PRICE_BOUND))
    price_remark = StringField(_l("价格说明"), [at_most(TEXTS["price_remark"])])
    price_basis = SelectField(_l("票制"), default="")
    weighing_basis = SelectField(_l("计重方式"), default="")
    payment_terms = TicksField(_l("付款方式"))
    tax_included = BooleanField(_l("含税（13%）"))
    members_only_price = BooleanField(_l("价格只给登录的企业成员看"))

    warehouse_no = SelectField(_l("仓库"), default="")
    city = StringField(_l("城市"), [at_most(TEXTS["city"])])
    delivery_place = StringField(_l("交货地点"), [at_most(TEXTS["delivery_place"])])
    wanted_by = DayField(_l("期望到货日期"), [Optional()])
    delivery_terms = TicksField(_l("交货方式"))
    lead_time = StringField(_l("交货期"), [at_most(TEXTS["lead_time"])])
    lead_days = WholeField(_l("几天内可发货"), [Optional()])
    valid_until = DayField(_l("有效期至"), [Optional()])
    remarks = TextAreaField(_l("备注"), [at_most(REMARKS_LENGTH)])

    pictures = MultipleFileField(_l("图片"))
    certificates = MultipleFileField(_l("质保书"))

    contact_name = StringField(_l("联系人"), [at_most(TEXTS["contact_name"])])
    contact_phone = StringField(_l("电话"), [at_most(TEXTS["contact_phone"])])
    contact_visible = SelectField(_l("谁能看到电话"), default="portal")

    def offer(self, *, kind: str, language: str, warehouses: list[tuple[str, str]]) -> None:
        """Fill the lists to choose from and mark what must be filled in. warehouses: (number, name)."""
        for name in ("category", "product_name", *(("quantity", "city") if kind == terms.DEMAND else ())):
            self[name].flags.required = True
        self.category.choices = {
            category_name(group.code, language): [
                (entry.code, category_name(entry.code, language)) for entry in categories_in(group.code)
            ]
            for group in GROUPS
        }
        self.category.choices = {"": [("", _("请选择"))]} | self.category.choices
        self.unit.choices = [(code, unit_name(code, language)) for code in UNITS]
        self.price_basis.choices = [("", _("不限")), *_named(terms.PRICE_BASES)]
        self.weighing_basis.choices = [("", _("不限")), *_named(terms.WEIGHINGS)]
        self.payment_terms.choices = _named(terms.PAYMENTS)
        self.delivery_terms.choices = _named(terms.DELIVERIES)
        self.contact_visible.choices = _named(terms.CONTACTS)
        self.warehouse_no.choices = [("", _("不在列表里的仓库，或无仓库")), *warehouses]

    def put(self, values: ListingValues) -> None:
        """Show values in the form (before anything was typed)."""
        for field in fields(values):
            if field.name in ("payment_terms", "delivery_terms", "valid_until"):
                continue
            self[field.name].data = getattr(values, field.name)
        self.payment_terms.data = list(terms.codes(values.payment_terms))
        self.delivery_terms.data = list(terms.codes(values.delivery_terms))
        self.valid_until.data = last_day(values.valid_until) if values.valid_until else None

    def values(self) -> ListingValues:
        """What was typed."""
        plain: dict[str, Any] = {
            field.name: self[field.name].data
            for field in fields(ListingValues)
            if field.name not in ("payment_terms", "delivery_terms", "valid_until")
        }
        texts = {name: value or "" for name, value in plain.items() if name in (*TEXTS, "remarks", "warehouse_no")}
        valid: date | None = self.valid_until.data
        return ListingValues(
            **(plain | texts),
            payment_terms=terms.joined(self.payment_terms.data, terms.PAYMENTS),
            delivery_terms=terms.joined(self.delivery_terms.data, terms.DELIVERIES),
            valid_until=end_of_day(valid) if valid else None,
        )


def usual_values(kind: str, code: str, *, contact: str, phone: str) -> ListingValues:
    """What a new form begins with: the usual unit, name and standard of the category, 30 days, and who writes it."""
    found = category(code)
    until = last_day(now() + VALID_FOR)
    return ListingValues(
        category=code if found else "",
        product_name=found.name_zh if found else "",
        standard=found.standards[0] if found and found.standards and kind == terms.SUPPLY else "",
        unit=found.units[0] if found else "t",
        price_basis="two" if kind == terms.SUPPLY else "",
        payment_terms="cash",
        delivery_terms="pickup" if kind == terms.SUPPLY else "delivered",
        valid_until=end_of_day(until),
        contact_name=contact,
        contact_phone=phone,
    )


def begun_with(values: ListingValues, given: Mapping[str, str]) -> ListingValues:
    """The values with what an address brings along (a search that found nothing); what cannot be read is left out."""
    texts: dict[str, Any] = {
        name: without_controls(given[name])[: TEXTS.get(name, REMARKS_LENGTH)]
        for name in ("product_name", "grade", "spec", "mill", "city", "remarks")
        if given.get(name)
    }
    amounts: dict[str, Any] = {name: _amount(given[name]) for name in ("quantity", "price") if given.get(name)}
    return replace(values, **texts, **amounts)


def _amount(text: str) -> Decimal | None:
    try:
        number = Decimal(text[:24])
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 < number < terms.PRICE_BOUND else None


def today() -> date:
    """The day it is in Shanghai, the earliest a date field offers."""
    return now().astimezone(SHANGHAI).date()


def _named(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(code, _(text)) for code, text in table.items()]
