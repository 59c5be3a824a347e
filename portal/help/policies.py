"""The fixed words of help, and who may read and write it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, true

from portal.core.permissions import Actor
from portal.core.texts import N_
from portal.help.models import PUBLISHED, HelpArticle, Notice

CATEGORIES: dict[str, str] = {
    "start": N_("新手入门"),
    "trade": N_("供应与求购"),
    "storage": N_("仓储与运输"),
    "service": N_("服务与投诉"),
    "account": N_("账号与企业"),
}
LEVELS: dict[str, str] = {"info": N_("一般"), "warning": N_("注意"), "urgent": N_("紧急")}
STATES: dict[str, str] = {"draft": N_("草稿"), "published": N_("已发布")}
LANGUAGES: dict[str, str] = {"zh-TW": "繁體中文", "en": "English"}
"""Languages an article may have besides the source."""


def can_write(actor: Actor) -> bool:
    return actor.is_staff


def readable(actor: Actor) -> ColumnElement[bool]:
    """Published articles; staff read drafts too."""
    return true() if actor.is_staff else HelpArticle.state == PUBLISHED


def shown(moment: datetime) -> ColumnElement[bool]:
    """Notices to be shown at `moment`."""
    return and_(Notice.shown_from <= moment, Notice.shown_until > moment)
