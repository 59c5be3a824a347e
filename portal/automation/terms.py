"""The words of rules: when they are looked at, what a condition may name. Owns no table."""

from __future__ import annotations

from portal.core.texts import N_
from portal.standards.terms import KINDS
from portal.threads.models import API, MAIL, PAGE, RESTRICTED_KINDS

OPENED, WRITTEN = "opened", "written"
TRIGGERS = {OPENED: N_("客户发起会话"), WRITTEN: N_("客户在会话中再次来信")}

CHANNELS = {PAGE: N_("网页"), MAIL: N_("邮件"), API: N_("接口")}
RULED_KINDS = {kind: words for kind, words in KINDS.items() if kind not in RESTRICTED_KINDS}
"""Complaints and suggestions are read by supervision alone: no rule looks at them, none acts on them."""
NOTHING = "none"
ABOUT = {"listing": N_("供求信息"), "warehouse": N_("仓库"), "freight": N_("运价"), NOTHING: N_("没有指明")}
NORMAL = "normal"
"""A customer of no particular tier."""
YES, NO = "yes", "no"
NEWCOMERS = {YES: N_("首次咨询的客户"), NO: N_("以前咨询过的客户")}
INSIDE, OUTSIDE = "in", "out"
HOURS = {INSIDE: N_("工作时间内"), OUTSIDE: N_("非工作时间")}
LANGUAGES = {"zh-CN": "简体中文", "zh-TW": "繁體中文", "en": "English"}
"""Each in its own words, whatever the reader's."""
DEPARTMENT_KEY, PERSON_KEY = "d:", "u:"
"""Whom a rule assigns to: `d:transport` or `u:17`."""
