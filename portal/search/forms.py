"""Forms about searching: the name of a saved search, a word of the vocabulary."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import InputRequired

from portal.search import vocabulary
from portal.search.saved import LONGEST_NAME
from portal.web.forms import BaseForm, at_most
from portal.web.i18n import _, _l

REQUIRED = InputRequired(_l("请填写"))


class SavedForm(BaseForm):
    """How a saved search is called."""

    name = StringField(_l("名称"), [REQUIRED, at_most(LONGEST_NAME)])


class WordForm(BaseForm):
    """A word staff teach the portal."""

    word = StringField(_l("词"), [REQUIRED, at_most(vocabulary.LONGEST_WORD)])
    field = SelectField(_l("是什么"), [REQUIRED], validate_choice=False)
    value = StringField(_l("指的是"), [REQUIRED, at_most(vocabulary.LONGEST_VALUE)])
    note = StringField(_l("备注"), [at_most(vocabulary.LONGEST_NOTE)])
    version = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field.choices = [(code, _(name)) for code, name in vocabulary.FIELDS.items()]

    def values(self) -> vocabulary.WordInput:
        return vocabulary.WordInput(
            word=self.word.data or "",
            field=self.field.data or "",
            value=self.value.data or "",
            note=self.note.data or "",
        )
