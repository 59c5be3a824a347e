"""Forms of claims: raising one, a move with its terms, a test."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Optional

from portal.casework import windows
from portal.casework.rules import REMEDIES
from portal.casework.services.claim_moves import MAX_WORDS, Terms
from portal.casework.services.claiming import MAX_WHAT, ClaimFacts
from portal.web.forms import AmountField, BaseForm, at_most, whole
from portal.web.i18n import _, _l


class ClaimForm(BaseForm):
    """A new claim."""

    kind = RadioField(_l("异议类型"), [DataRequired(_l("请从列表中选择"))])
    order_no = StringField(_l("订单编号"), [at_most(20)])
    delivered_on = DateField(_l("到货日期"), [Optional()])
    delivery_place = StringField(_l("到货地点"), [at_most(200)])
    listing_no = StringField(_l("信息编号"), [at_most(20)])
    heats = StringField(_l("炉号"), [at_most(400)])
    bundles = StringField(_l("捆包号"), [at_most(400)])
    amount = AmountField(_l("涉及重量"), [Optional()])
    stated = AmountField(_l("发货磅单"), [Optional()])
    weighed = AmountField(_l("到货磅单"), [Optional()])
    what = TextAreaField(_l("有什么问题"), [at_most(MAX_WHAT)])
    unused = BooleanField(_l("货物还没有使用"))
    identifiable = BooleanField(_l("货物还能辨认（标牌在，没有和别的货混放）"))
    token = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(key, _(words)) for key, words in windows.KINDS.items()]

    def facts(self) -> ClaimFacts:
        """What was filled in."""
        return ClaimFacts(
            kind=self.kind.data or "",
            order_no=(self.order_no.data or "").upper(),
            delivered_on=self.delivered_on.data,
            delivery_place=self.delivery_place.data or "",
            listing_no=(self.listing_no.data or "").upper(),
            heats=self.heats.data or "",
            bundles=self.bundles.data or "",
            amount=self.amount.data,
            stated=self.stated.data,
            weighed=self.weighed.data,
            what=self.what.data or "",
            unused=bool(self.unused.data),
            identifiable=bool(self.identifiable.data),
        )


class MoveForm(BaseForm):
    """The terms of a move; which of the fields are shown depends on it."""

    version = HiddenField()
    upheld = RadioField(_l("是否成立"), default="yes")
    remedy = SelectField(_l("补救方式"), default="")
    amount = AmountField(_l("金额"), [Optional()], places=2)
    cause_id = SelectField(_l("原因（仅内部）"), default="")
    words = TextAreaField(_l("说明"), [at_most(MAX_WORDS)])

    def __init__(self, *args: Any, causes: Sequence[tuple[int, str, bool]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.upheld.choices = [("yes", _("成立")), ("no", _("不成立"))]
        self.remedy.choices = [("", _("请选择")), *((key, _(words)) for key, words in REMEDIES.items())]
        self.cause_id.choices = [("", _("待认定")), *((str(cause), name) for cause, name, _gone in causes)]

    def terms(self) -> Terms:
        """What was filled in."""
        return Terms(
            words=self.words.data or "",
            upheld=self.upheld.data != "no",
            remedy=self.remedy.data or "",
            amount=self.amount.data,
            cause_id=whole(self.cause_id.data) or None,
        )


class TestForm(BaseForm):
    """A test, or what came of it."""

    __test__ = False  # no test of ours
    ordered_by = SelectField(_l("谁提出"))
    lab = StringField(_l("检验机构"), [at_most(80)])
    cost = AmountField(_l("费用"), [Optional()], places=2)
    verdict = SelectField(_l("结论"), default="")
    result = TextAreaField(_l("结果"), [at_most(MAX_WORDS)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ordered_by.choices = [(key, _(words)) for key, words in windows.PARTIES.items()]
        self.verdict.choices = [("", _("还没有结果")), *((key, _(words)) for key, words in windows.VERDICTS.items())]
