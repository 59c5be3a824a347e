"""What was wrong with an input of the API, in the reader's language: marshmallow's own messages are English only."""

from __future__ import annotations

import re
from typing import Any

from portal.core.texts import N_
from portal.web.i18n import _

_SAYS = {
    "Missing data for required field.": N_("必填"),
    "Field may not be null.": N_("不能为空"),
    "Unknown field.": N_("没有这个字段"),
    "Given more than once.": N_("只能给出一次"),
    "Not a valid string.": N_("应为文字"),
    "Not a valid integer.": N_("应为整数"),
    "Not a valid number.": N_("请填写数字"),
    "Not a valid boolean.": N_("应为 true 或 false"),
    "Not a valid date.": N_("应为日期，例如 2026-11-21"),
    "Not a valid datetime.": N_("应为 ISO 8601 时间，例如 2026-11-21T08:30:00Z"),
    "Not a valid list.": N_("应为列表"),
    "Invalid input type.": N_("应为 JSON 对象"),
    "Invalid JSON body.": N_("不是有效的 JSON"),
    "Invalid value.": N_("格式不对"),
    "Invalid input.": N_("格式不对"),
    "Invalid type.": N_("类型不对"),
    "Not a valid utf-8 string.": N_("应为文字"),
    "Number too large.": N_("数字太大"),
    "Special numeric values (nan or infinity) are not permitted.": N_("请填写数字"),
    "Not a valid aware datetime.": N_("应为 ISO 8601 时间，例如 2026-11-21T08:30:00Z"),
    "Not a valid mapping type.": N_("应为 JSON 对象"),
    "String does not match expected pattern.": N_("格式不对"),
    "Field may not be empty.": N_("不能为空"),
}
_PATTERNS = (
    (re.compile(r"Shorter than minimum length (?P<min>\d+)\."), N_("至少 %(min)s 个字")),
    (re.compile(r"Longer than maximum length (?P<max>\d+)\."), N_("最多 %(max)s 个字")),
    (re.compile(r"Length must be between (?P<min>\d+) and (?P<max>\d+)\."), N_("应为 %(min)s–%(max)s 个字")),
    (
        re.compile(r"Must be greater than or equal to (?P<min>\S+) and less than or equal to (?P<max>\S+)\."),
        N_("应在 %(min)s 到 %(max)s 之间"),
    ),
    (re.compile(r"Must be between (?P<min>\S+) and (?P<max>\S+)\."), N_("应在 %(min)s 到 %(max)s 之间")),
    (re.compile(r"Must be greater than or equal to (?P<min>\S+)\."), N_("不能小于 %(min)s")),
    (re.compile(r"Must be less than or equal to (?P<max>\S+)\."), N_("不能大于 %(max)s")),
    (re.compile(r"At most (?P<places>\d+) decimals\."), N_("最多 %(places)s 位小数")),
    (re.compile(r"Must be one of: (?P<choices>.+)\."), N_("应为其中之一：%(choices)s")),
)


def translated(messages: Any) -> Any:
    """The same structure of messages, each said in the reader's language; one we do not know stays as it is."""
    if isinstance(messages, dict):
        return {key: translated(value) for key, value in messages.items()}
    if isinstance(messages, list):
        return [translated(value) for value in messages]
    text = str(messages)
    if text in _SAYS:
        return str(_(_SAYS[text]))
    for pattern, say in _PATTERNS:
        if match := pattern.fullmatch(text):
            return str(_(say, **match.groupdict()))
    return text
