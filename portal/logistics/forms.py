"""Forms of warehouses, stock lots and freight rates."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FileField,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portal.core.clock import SHANGHAI, now
from portal.logistics import services as verbs
from portal.logistics.terms import MODES, SERVICES
from portal.web.forms import AmountField, BaseForm, at_most
from portal.web.i18n import _, _l

REQUIRED = InputRequired(_l("请填写"))
SPARE_FEES = 3


def today() -> Any:
    return now().astimezone(SHANGHAI).date()


class FeeForm(BaseForm):
    """One line of a warehouse's fees."""

    class Meta(BaseForm.Meta):
        csrf = False

    item = StringField(_l("项目"))
    unit = StringField(_l("单位"))
    price = StringField(_l("价格"))
    note = StringField(_l("说明"))


class WarehouseForm(BaseForm):
    """A warehouse as the warehouse department keeps it."""

    name = StringField(_l("仓库名称"), [REQUIRED, at_most(80)])
    short_name = StringField(_l("简称"), [at_most(40)])
    province = StringField(_l("省份"), [at_most(20)])
    city = StringField(_l("城市"), [at_most(40)])
    district = StringField(_l("区县"), [at_most(40)])
    address = StringField(_l("地址"), [at_most(200)])
    hours = StringField(_l("作业时间"), [at_most(200)])
    contact_name = StringField(_l("联系人"), [at_most(60)])
    contact_phone = StringField(_l("电话"), [at_most(60)])
    capacity = AmountField(_l("仓容"), [Optional()])
    operator = StringField(_l("经营单位"), [at_most(120)])
    operator_no = StringField(_l("企业编号"), [at_most(20)])
    services = SelectMultipleField(
        _l("服务"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), validate_choice=True
    )
    fees = FieldList(FormField(FeeForm), _l("费用"), max_entries=verbs.MAX_FEES)
    remarks = TextAreaField(_l("说明"), [at_most(2000)])
    version = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.services.choices = [(code, _(name)) for code, name in SERVICES.items()]
        filled = [entry for entry in self.fees.entries if any(entry.data.values())]
        while len(self.fees.entries) < min(len(filled) + SPARE_FEES, verbs.MAX_FEES):
            self.fees.append_entry()

    def values(self) -> verbs.WarehouseInput:
        """What the service takes."""
        lines = [
            {key: entry.form[key].data or "" for key in ("item", "unit", "price", "note")}
            for entry in self.fees.entries
        ]
        names = (
            "name", "short_name", "operator", "operator_no", "province", "city", "district", "address", "hours",
            "contact_name", "contact_phone", "remarks",
        )  # fmt: skip
        return verbs.WarehouseInput(
            **{name: self[name].data or "" for name in names},
            services=tuple(self.services.data or ()),
            capacity=self.capacity.data,
            fees=tuple(line for line in lines if any(line.values())),
        )


class LotForm(BaseForm):
    """A stock lot as its keeper states it."""

    listing_no = SelectField(_l("供应信息"), validate_choice=False)
    warehouse_no = SelectField(_l("仓库"), [REQUIRED], validate_choice=False)
    on_hand = AmountField(_l("在库"), [REQUIRED])
    arrived_on = DateField(_l("入库日期"), [Optional()])
    pieces = IntegerField(_l("件数"), [Optional(), NumberRange(0, 1_000_000, _l("请填写 0 到 1000000 之间的整数"))])
    unit_weight = AmountField(_l("件重"), [Optional()])
    heat_no = StringField(_l("炉号"), [at_most(60)])
    bundle_no = StringField(_l("捆包号"), [at_most(60)])
    remarks = StringField(_l("备注"), [at_most(200)])
    certificate = FileField(_l("质保书"))
    reason = StringField(_l("更正原因"), [at_most(200)])
    sure = BooleanField(_l("件数与重量我核对过了，就按这个数"))
    version = HiddenField()


class MovementForm(BaseForm):
    """Stock in, out, carried elsewhere, reserved or released: tonnes, pieces, or both."""

    kind = SelectField(_l("变动"), validate_choice=True, id="move-kind")
    tonnes = AmountField(_l("吨数"), [Optional()], id="move-tonnes")
    pieces = IntegerField(
        _l("件数"), [Optional(), NumberRange(0, 1_000_000, _l("请填写 0 到 1000000 之间的整数"))], id="move-pieces"
    )
    to_warehouse_no = SelectField(_l("移到"), validate_choice=False, id="move-to")
    reason = StringField(_l("事由"), [REQUIRED, at_most(200)], id="move-reason")
    sure = BooleanField(_l("件数与重量我核对过了，就按这个数"), id="move-sure")


class RemovalForm(BaseForm):
    """Why a lot is taken off the books."""

    reason = StringField(_l("事由"), [REQUIRED, at_most(200)], id="removal-reason")


class RateSheetForm(BaseForm):
    """A table of freight rates: a file, or what was pasted."""

    file = FileField(_l("表格文件"))
    text = TextAreaField(_l("或粘贴表格"), [at_most(400_000)])
    until = DateField(_l("有效期至"), [Optional()])


class RateForm(BaseForm):
    """A freight rate as its owner states it."""

    from_city = StringField(_l("起运地"), [REQUIRED, at_most(40)])
    to_city = StringField(_l("目的地"), [REQUIRED, at_most(40)])
    mode = SelectField(_l("运输方式"), [REQUIRED], validate_choice=False)
    price = AmountField(_l("运价"), [REQUIRED], places=2, maximum="100000")
    min_tonnes = AmountField(_l("起运量"), [Optional()], maximum="1000000")
    min_charge = AmountField(_l("最低收费"), [Optional()], places=2, maximum="10000000")
    carrier = StringField(_l("承运方"), [at_most(80)])
    days_min = IntegerField(_l("最短天数"), [Optional(), NumberRange(0, 180, _l("请填写 0 到 180 之间的整数"))])
    days_max = IntegerField(_l("最长天数"), [Optional(), NumberRange(0, 180, _l("请填写 0 到 180 之间的整数"))])
    valid_from = DateField(_l("生效日期"), [REQUIRED], default=today)
    valid_until = DateField(_l("有效期至"), [REQUIRED], default=lambda: today() + timedelta(days=14))
    remarks = TextAreaField(_l("说明"), [at_most(1000)])
    version = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mode.choices = [(code, _(name)) for code, name in MODES.items()]

    def values(self) -> verbs.RateInput:
        """What the service takes."""
        names = (
            "from_city", "to_city", "mode", "price", "valid_from", "valid_until", "min_tonnes", "min_charge", "days_min", "days_max",
            "carrier", "remarks",
        )  # fmt: skip
        return verbs.RateInput(**{name: self[name].data for name in names})
