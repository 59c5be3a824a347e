"""The words of service standards: what is promised, tiers, units. Owns no table."""

from __future__ import annotations

from portal.core.texts import N_

FIRST, NEXT, RESOLVE = "first", "next", "resolve"
PROMISES = {FIRST: N_("首次响应"), NEXT: N_("后续回复"), RESOLVE: N_("问题解决")}
TIERS = {"": N_("普通客户"), "key": N_("重点客户"), "strategic": N_("战略客户")}
MINUTES, DAYS = "m", "d"
UNITS = {MINUTES: N_("工作分钟"), DAYS: N_("工作日")}
