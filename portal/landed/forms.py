"""Form of a delivery place."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import InputRequired

from portal.landed.services import PlaceInput
from portal.web.forms import BaseForm, at_most
from portal.web.i18n import _l

REQUIRED = InputRequired(_l("请填写"))


class PlaceForm(BaseForm):
    """Where goods are sent to."""

    name = StringField(_l("名称"), [REQUIRED, at_most(60)])
    region = StringField(_l("所在地区"), [REQUIRED, at_most(60)])
    address = StringField(_l("详细地址"), [at_most(200)])
    is_default = BooleanField(_l("设为常用"))
    version = HiddenField()

    def values(self) -> PlaceInput:
        """What the service takes."""
        return PlaceInput(
            name=self.name.data or "",
            region=self.region.data or "",
            address=self.address.data or "",
            is_default=bool(self.is_default.data),
        )
