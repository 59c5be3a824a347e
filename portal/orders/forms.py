"""Forms of quotations, answers to them, shipments and what was counted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from wtforms import (
    BooleanField,
    DateTimeLocalField,
    FieldList,
    FileField,
    FormField,
    HiddenField,
    IntegerField,
    MultipleFileField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import NumberRange, Optional

from portal.core.clock import SHANGHAI, now
from portal.core.errors import Invalid
from portal.core.files import TakenFile
from portal.listings.terms import DELIVERIES, PRICE_BASES, WEIGHINGS
from portal.materials.units import UNITS, unit_name
from portal.orders import services as verbs
from portal.orders.queries import OrderView, Pick, QuotationView, ShipmentView
from portal.orders.services.filling import MOST_QUANTITY
from portal.orders.terms import FREIGHT, GOODS
from portal.web.forms import AmountField, BaseForm, at_most
from portal.web.i18n import _, _l, locale_tag, say

MOST_LINES = 50
_LINE = re.compile(r"lines-(\d+)-(\w+)\Z")
_PIECES = NumberRange(0, 1_000_000, _l("请填写 0 到 1000000 之间的整数"))


class LineForm(BaseForm):
    """One line of a quotation."""

    class Meta(BaseForm.Meta):
        csrf = False

    kind = HiddenField(default=GOODS)
    listing_no = HiddenField()
    title = StringField(_l("品名、材质、规格"), [at_most(160)])
    detail = StringField(_l("产地、仓库、说明"), [at_most(200)])
    quantity = AmountField(_l("数量"), [Optional()], maximum=str(MOST_QUANTITY))
    unit = SelectField(_l("单位"), validate_choice=False, default="t")
    pieces = IntegerField(_l("件数"), [Optional(), _PIECES])
    price = AmountField(_l("单价"), [Optional()], places=2, maximum="10000000")
    cost = AmountField(_l("进价"), [Optional()], places=2, maximum="10000000")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit.choices = [(code, unit_name(code, locale_tag())) for code in UNITS]


class QuotationForm(BaseForm):
    """A quotation's draft as staff write it."""

    lines = FieldList(FormField(LineForm), _l("货物和运费"), max_entries=MOST_LINES + 1)
    price_basis = SelectField(_l("票制"), validate_choice=False)
    tax_included = BooleanField(_l("单价含 13% 增值税"))
    weighing_basis = SelectField(_l("计重方式"), validate_choice=False)
    payment = StringField(_l("付款方式"), [at_most(120)])
    delivery = SelectField(_l("交货方式"), validate_choice=False)
    place = StringField(_l("交货地点"), [at_most(200)])
    lead_time = StringField(_l("交货期"), [at_most(60)])
    valid_until = DateTimeLocalField(_l("有效期至"), [Optional()])
    remarks = TextAreaField(_l("备注"), [at_most(2000)])
    note = TextAreaField(_l("内部备注"), [at_most(2000)])
    find = StringField(_l("从供应信息里选"), [at_most(60)])
    version = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, table in (("price_basis", PRICE_BASES), ("weighing_basis", WEIGHINGS), ("delivery", DELIVERIES)):
            self[name].choices = [("", "—"), *((code, _(words)) for code, words in table.items())]

    def values(self) -> verbs.VersionInput:
        """What the service takes."""
        until = self.valid_until.data
        texts = ("price_basis", "weighing_basis", "payment", "delivery", "place", "lead_time", "remarks", "note")
        return verbs.VersionInput(
            **{name: self[name].data or "" for name in texts},
            lines=tuple(_line(entry.form) for entry in self.lines.entries),
            tax_included=bool(self.tax_included.data),
            valid_until=until.replace(tzinfo=SHANGHAI) if until else None,
        )

    def add_pick(self, pick: Pick) -> None:
        """A line from a listing; its conditions become the quotation's where none are chosen yet."""
        if len(self.lines.entries) >= MOST_LINES:
            return
        self.lines.append_entry(
            {
                "kind": GOODS, "listing_no": pick.no, "title": pick.title, "detail": pick.detail, "unit": pick.unit,
                "price": pick.price, "quantity": None, "pieces": None, "cost": None,
            }
        )  # fmt: skip
        for name in ("price_basis", "weighing_basis"):
            self[name].data = self[name].data or getattr(pick, name)

    def add_line(self, kind: str, **values: Any) -> None:
        """A line that is written out, or freight."""
        if len(self.lines.entries) < MOST_LINES:
            self.lines.append_entry({"kind": kind, "unit": "t", "listing_no": "", **values})

    def drop(self, index: int) -> None:
        """Without this line."""
        if 0 <= index < len(self.lines.entries):
            self.lines.entries.pop(index)

    def take(self, error: Invalid) -> None:
        """A complaint about a line stands beside its field."""
        for one in error.all:
            found = _LINE.match(one.field)
            entries = self.lines.entries
            if found and int(found[1]) < len(entries) and found[2] in entries[int(found[1])].form:
                field = entries[int(found[1])].form[found[2]]
                field.errors = [*field.errors, say(one)]
            else:
                super().take(Invalid(one.field, one.message, **one.params))

    @property
    def is_faulty(self) -> bool:
        return bool(self.errors) or any(entry.form.errors for entry in self.lines.entries)


def _line(form: Any) -> verbs.LineInput:
    kind = FREIGHT if form.kind.data == FREIGHT else GOODS
    return verbs.LineInput(
        kind=kind,
        listing_no=(form.listing_no.data or "") if kind == GOODS else "",
        title=form.title.data or "",
        detail=form.detail.data or "",
        unit=form.unit.data or "t",
        quantity=form.quantity.data,
        pieces=form.pieces.data,
        price=form.price.data,
        cost=form.cost.data,
    )


def quotation_data(view: QuotationView) -> dict[str, Any]:
    """What the form shows of a draft."""
    draft = view.shown
    names = ("price_basis", "weighing_basis", "payment", "delivery", "place", "lead_time", "remarks", "tax_included")
    until = draft.valid_until or default_deadline()
    return {name: getattr(draft, name) for name in names} | {
        "lines": [
            {
                "kind": line.kind, "listing_no": line.listing_no, "title": line.title, "detail": line.detail,
                "unit": line.unit, "quantity": line.quantity, "pieces": line.pieces, "price": line.price,
                "cost": view.costs.get(line.position),
            }
            for line in draft.lines
        ],
        "valid_until": until.astimezone(SHANGHAI).replace(tzinfo=None),
        "note": view.note,
        "version": str(draft.version),
    }  # fmt: skip


def default_deadline() -> datetime:
    """Tomorrow at six in the evening, Shanghai time."""
    tomorrow = now().astimezone(SHANGHAI) + timedelta(days=1)
    return tomorrow.replace(hour=18, minute=0, second=0, microsecond=0)


class AnswerForm(BaseForm):
    """Accepting or declining."""

    number = HiddenField()
    words = TextAreaField(_l("补充说明"), [at_most(2000)])


class CounterForm(BaseForm):
    """What the customer would rather have. Fields of lines are added for each quotation: `counter_form`."""

    number = HiddenField()
    words = TextAreaField(_l("其他要求"), [at_most(2000)])

    def wishes(self, view: QuotationView) -> dict[int, verbs.Wish]:
        """By position."""
        return {
            line.position: verbs.Wish(self[f"price-{line.position}"].data, self[f"quantity-{line.position}"].data)
            for line in view.shown.lines
        }


def counter_form(view: QuotationView, **kwargs: Any) -> CounterForm:
    """A form with two fields a line."""
    fields: dict[str, Any] = {}
    for line in view.shown.lines:
        fields[f"price-{line.position}"] = AmountField(_l("单价"), [Optional()], places=2, maximum="10000000")
        fields[f"quantity-{line.position}"] = AmountField(_l("数量"), [Optional()], maximum=str(MOST_QUANTITY))
    made: CounterForm = type("Counter", (CounterForm,), fields)(**kwargs)
    return made


class WithdrawForm(BaseForm):
    """Taking a quotation back, or cancelling an order."""

    reason = StringField(_l("原因"), [at_most(300)])
    version = HiddenField()


class ShipmentForm(BaseForm):
    """A vehicle. Fields of lines are added for each order: `shipment_form`."""

    vehicle = StringField(_l("车牌或船号"), [at_most(40)])
    carrier = StringField(_l("承运方"), [at_most(80)])
    driver = StringField(_l("司机"), [at_most(40)])
    driver_phone = StringField(_l("司机电话"), [at_most(30)])
    gross = AmountField(_l("毛重"), [Optional()], maximum="100000")
    tare = AmountField(_l("皮重"), [Optional()], maximum="100000")
    net = AmountField(_l("净重"), [Optional()], maximum="100000")
    ticket_pieces = IntegerField(_l("磅单件数"), [Optional(), _PIECES])
    ticket = FileField(_l("磅单照片"))
    papers = MultipleFileField(_l("随车单据"))
    remarks = StringField(_l("备注"), [at_most(300)])
    last = BooleanField(_l("这是最后一车，发完后解除剩余锁定"))
    loads = HiddenField()
    version = HiddenField()

    def values(self, order: OrderView, *, ticket: TakenFile | None, papers: Sequence[TakenFile]) -> verbs.ShipmentInput:
        """What the service takes."""
        return verbs.ShipmentInput(
            vehicle=self.vehicle.data or "",
            carrier=self.carrier.data or "",
            driver=self.driver.data or "",
            driver_phone=self.driver_phone.data or "",
            remarks=self.remarks.data or "",
            gross=self.gross.data,
            tare=self.tare.data,
            net=self.net.data,
            ticket_pieces=self.ticket_pieces.data,
            loads={
                line.id: (self[f"load-{line.id}"].data or Decimal(0), self[f"pieces-{line.id}"].data)
                for line in order.lines
            },
            last=bool(self.last.data),
            ticket=ticket,
            papers=papers,
        )


def shipment_form(order: OrderView, **kwargs: Any) -> ShipmentForm:
    """A form with two fields a line, filled with what is left."""
    fields: dict[str, Any] = {}
    for line in order.lines:
        label = f"{line.title}"
        fields[f"load-{line.id}"] = AmountField(label, [Optional()], default=line.left or None)
        pieces = line.pieces if not line.shipped else None
        fields[f"pieces-{line.id}"] = IntegerField(_l("件数"), [Optional(), _PIECES], default=pieces)
    made: ShipmentForm = type("Shipping", (ShipmentForm,), fields)(**kwargs)
    return made


class DeliveredForm(BaseForm):
    """The vehicle arrived."""

    at = DateTimeLocalField(_l("送达时间"), [Optional()])
    version = HiddenField()

    def moment(self) -> datetime | None:
        """In Shanghai's time; None for just now."""
        at = self.at.data
        return at.replace(tzinfo=SHANGHAI) if at else None


class ReceiptForm(BaseForm):
    """What the customer counted. Fields of lines are added for each vehicle: `receipt_form`."""

    words = StringField(_l("说明"), [at_most(500)])


def receipt_form(shipment: ShipmentView, **kwargs: Any) -> ReceiptForm:
    """A form with a field a line, filled with what was shipped."""
    fields: dict[str, Any] = {
        f"counted-{load.line_id}": AmountField(load.title, [Optional()], default=load.quantity)
        for load in shipment.loads
    }
    made: ReceiptForm = type("Receipt", (ReceiptForm,), fields)(prefix="", **kwargs)
    return made
