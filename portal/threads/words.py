"""What somebody typed, checked and rendered before any transaction begins: body, safe HTML, excerpt, the sender's key."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.core.errors import Invalid
from portal.core.markup import plain, render
from portal.core.numbers import new_token
from portal.materials.text import fold_characters

MAX_BODY = 10_000
MAX_FILES = 10
MAX_SUBJECT = 100
_KEY = re.compile(r"[A-Za-z0-9_-]{8,40}\Z")


@dataclass(frozen=True, slots=True)
class Words:
    """A message or note ready to be stored. folded: the body as it is searched."""

    body: str
    html: str
    excerpt: str
    folded: str = ""


def prepare(body: str, *, file_names: tuple[str, ...] = (), field: str = "body") -> Words:
    """Check and render what was typed; files alone will do as well.

    Raises: Invalid(field): nothing at all, or more than 10,000 characters.
    """
    body = body.strip()
    if not body and not file_names:
        raise Invalid(field, "请填写内容")
    if len(body) > MAX_BODY:
        raise Invalid(field, "最多 %(max)s 个字，请分几条发送", max=f"{MAX_BODY:,}")
    if not body:
        return Words("", "", "、".join(file_names)[:120])
    return Words(body, render(body), plain(body[:1000])[:120], fold_characters(body))


def subject_of(text: str, *, field: str = "subject") -> str:
    """A subject in one line. Raises: Invalid(field)."""
    subject = " ".join(text.split())
    if not subject:
        raise Invalid(field, "请填写主题")
    if len(subject) > MAX_SUBJECT:
        raise Invalid(field, "主题最多 %(max)s 个字", max=MAX_SUBJECT)
    return subject


def key_of(raw: str | None) -> str:
    """The sender's key; a new one when none was given. Raises: Invalid("token")."""
    if not raw:
        return new_token()
    if not _KEY.match(raw):
        raise Invalid("token", "请求无法识别，请刷新页面后重试")
    return raw
