"""Forms of articles and notices."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from wtforms import BooleanField, DateTimeLocalField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional

from portal.core.clock import SHANGHAI, now
from portal.help import services
from portal.help.policies import CATEGORIES, LANGUAGES, LEVELS
from portal.web.forms import BaseForm, at_most
from portal.web.i18n import _, _l

REQUIRED = InputRequired(_l("请填写"))
LONGEST = 20_000


class _ArticleFacts(BaseForm):
    """What stands above the text of an article. Fields keep the order they are made in, which is the page's."""

    category = SelectField(_l("分类"), [REQUIRED], validate_choice=False)
    slug = StringField(_l("网址"), [REQUIRED, at_most(60)])
    position = IntegerField(
        _l("顺序"), [Optional(), NumberRange(0, 9999, _l("请填写 0 到 9999 之间的整数"))], default=0
    )


class _NoticeFacts(BaseForm):
    """What stands above the text of a notice."""

    level = SelectField(_l("级别"), [REQUIRED], validate_choice=False)
    shown_from = DateTimeLocalField(_l("开始显示"), [REQUIRED], format=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])
    shown_until = DateTimeLocalField(_l("显示到"), [REQUIRED], format=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])


class TextForm(BaseForm):
    """A text in Simplified Chinese with its translations, all Markdown-lite."""

    title = StringField(_l("标题"), [REQUIRED, at_most(120)])
    body = TextAreaField(_l("正文"), [REQUIRED, at_most(LONGEST)])
    title_tw = StringField(_l("标题（繁体）"), [at_most(120)])
    body_tw = TextAreaField(_l("正文（繁体）"), [at_most(LONGEST)])
    title_en = StringField(_l("标题（英文）"), [at_most(120)])
    body_en = TextAreaField(_l("正文（英文）"), [at_most(LONGEST)])
    version = HiddenField()

    def translations(self) -> dict[str, dict[str, str]]:
        return {
            language: {
                part: self[f"{part}_{language[-2:].lower()}"].data or "" for part in ("title", "body")
            }
            for language in LANGUAGES
        }  # fmt: skip


class ArticleForm(_ArticleFacts, TextForm):
    """A help article."""

    published = BooleanField(_l("发布"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.category.choices = [(code, _(name)) for code, name in CATEGORIES.items()]

    def values(self) -> services.ArticleInput:
        return services.ArticleInput(
            slug=self.slug.data or "",
            category=self.category.data or "",
            title=self.title.data or "",
            body=self.body.data or "",
            position=self.position.data or 0,
            translations=self.translations(),
            published=bool(self.published.data),
        )


class NoticeForm(_NoticeFacts, TextForm):
    """A notice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.level.choices = [(code, _(name)) for code, name in LEVELS.items()]
        if not self.is_submitted() and self.shown_from.data is None:
            start = now().astimezone(SHANGHAI).replace(tzinfo=None, second=0, microsecond=0)
            self.shown_from.data, self.shown_until.data = start, start + timedelta(days=7)

    def values(self) -> services.NoticeInput:
        return services.NoticeInput(
            title=self.title.data or "",
            body=self.body.data or "",
            level=self.level.data or "",
            shown_from=moment(self.shown_from.data),
            shown_until=moment(self.shown_until.data),
            translations=self.translations(),
        )


def moment(local: datetime | None) -> datetime:
    """What a form means by a time: Shanghai's."""
    return (local or datetime(1970, 1, 1)).replace(tzinfo=SHANGHAI)  # noqa: DTZ001  # the zone comes at once


def local(at: datetime) -> datetime:
    """A moment as the form shows it."""
    return at.astimezone(SHANGHAI).replace(tzinfo=None, second=0, microsecond=0)


def text_values(row: dict[str, Any]) -> dict[str, Any]:
    """A row's texts under the names of the form's fields."""
    values = {"title": row["title"], "body": row["body"], "version": str(row["version"])}
    for language in LANGUAGES:
        text = row["translations"].get(language, {})
        for part in ("title", "body"):
            values[f"{part}_{language[-2:].lower()}"] = text.get(part, "")
    return values
