"""The base of all forms: messages in the reader's language, input cleaned once, service errors back beside their field."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import wtforms.i18n
from flask_wtf import FlaskForm
from wtforms import DecimalField, StringField, TextAreaField
from wtforms.validators import Length

from portal.core.errors import Invalid
from portal.web.i18n import _, _l, locale_tag, say
from portal.web.signed import csrf_token

YEARS = range(1970, 2200)
_WTFORMS_LOCALES = {"zh-CN": "zh", "zh-TW": "zh_TW", "en": "en"}


def clean(value: Any) -> Any:
    """Strip the ends and drop control, direction-override and NUL characters (line breaks and tabs stay)."""
    if not isinstance(value, str):
        return value
    normal = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(
        char for char in normal if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co")
    ).strip()


class _Csrf(FlaskForm.Meta.csrf_class):  # type: ignore[misc]  # Flask-WTF has no types
    def generate_csrf_token(self, csrf_token_field: Any) -> str:
        return csrf_token()  # the same token, signed once for many pages


class BaseForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Subclass for every form. `form.take(error)` puts a service's Invalid beside its field."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        csrf_class = _Csrf

        def get_translations(self, form: Any) -> Any:
            # Flask-WTF's own lookup gives Traditional readers Simplified messages.
            return wtforms.i18n.get_translations([_WTFORMS_LOCALES[locale_tag()]])

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            if issubclass(unbound_field.field_class, StringField | TextAreaField):
                options["filters"] = [clean, *unbound_field.kwargs.get("filters", ())]
                unbound_field.kwargs.pop("filters", None)
            return unbound_field.bind(form=form, **options)

    def validate(self, extra_validators: Any = None) -> bool:
        """With every day and moment within the years that clocks and databases can reckon with."""
        right = bool(super().validate(extra_validators))
        for field in self:
            if isinstance(field.data, date) and not field.errors and field.data.year not in YEARS:
                field.errors, right = [_("请填写 1970 到 2199 年之间的日期")], False
        return right

    def take(self, error: Invalid) -> None:
        """Show a service's complaints beside the fields they name, or above the form where they name none of ours."""
        for one in error.all:
            field = self._fields.get(one.field)
            if field is None:
                self.form_errors.append(say(one))
            else:
                field.errors = [*field.errors, say(one)]

    def is_right(self, *checks: Callable[[], Any]) -> bool:
        """Validate and run every check of the domain too, whatever failed before: all complaints are shown at once.

        A field that has a complaint already gets no second one: an empty address is missing, not malformed as well.
        """
        right = bool(self.validate())
        for check in checks:
            try:
                check()
            except Invalid as error:
                right = False
                failed = {name for name, field in self._fields.items() if field.errors}
                for one in error.all:
                    if one.field not in failed:
                        failed.add(one.field)
                        self.take(Invalid(one.field, one.message, **one.params))
        return right


class AmountField(DecimalField):  # type: ignore[misc]  # WTForms has no types
    """A decimal number as people type it: full-width digits and thousands separators are fine; what was typed is kept."""

    def __init__(
        self, label: Any = None, validators: Any = None, *, places: int = 3, maximum: str = "100000000", **kwargs: Any
    ):
        super().__init__(label, validators, places=None, **kwargs)
        self.decimals = places
        self.maximum = Decimal(maximum)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        text = unicodedata.normalize("NFKC", valuelist[0]).replace(",", "").replace("¥", "").strip()
        try:
            number = Decimal(text) if len(text) <= 30 else Decimal("NaN")
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise ValueError(_("请填写数字"))
        if number < 0 or number > self.maximum:
            raise ValueError(_("请填写 0 到 %(max)s 之间的数字", max=f"{self.maximum:,f}"))
        if -int(number.as_tuple().exponent) > self.decimals:
            raise ValueError(_("最多 %(places)s 位小数", places=self.decimals))
        self.data = number

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else format(self.data.normalize(), "f")


def whole(raw: str | None) -> int:
    """A number as a hidden field holds it (a version, an id): 0 for everything that none of ours can be."""
    return int(raw) if raw and raw.isdecimal() and len(raw) < 19 else 0


def at_most(length: int) -> Length:
    """Length validator with our wording."""
    return Length(max=length, message=_l("最多 %(max)d 个字"))


@dataclass(frozen=True, slots=True)
class Difference:
    """A field two people filled in differently: what is kept now, and what this reader typed."""

    label: str
    theirs: str
    yours: str


def changed_fields(form: BaseForm, stored: Mapping[str, Any]) -> list[Difference]:
    """Where a form that came too late differs from what is kept now; shown by components/conflict.html."""
    return [
        Difference(str(field.label.text), _shown(field, stored[name]), _shown(field, field.data))
        for name, field in form._fields.items()
        if name in stored and name != "version" and _plain(stored[name]) != _plain(field.data)
    ]


def _plain(value: Any) -> Any:
    """A value as it counts: blanks and nothing are the same, lines without content are not there."""
    if isinstance(value, list | tuple):
        kept = [_plain(item) for item in value]
        return [item for item in kept if item]
    if isinstance(value, dict):
        kept_items = {key: _plain(item) for key, item in value.items() if key != "csrf_token"}
        return {key: item for key, item in kept_items.items() if item}
    return "" if value is None else value


def _shown(field: Any, value: Any) -> str:
    choices = {str(choice[0]): str(choice[1]) for choice in getattr(field, "choices", None) or ()}
    plain = _plain(value)
    if isinstance(plain, list):
        return "；".join(_shown(field, item) for item in plain)
    if isinstance(plain, dict):
        return " ".join(str(item) for item in plain.values())
    if isinstance(plain, Decimal):
        return format(plain.normalize(), "f")
    return choices.get(str(plain), str(plain))
