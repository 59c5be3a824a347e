"""The words of service standards: kinds of threads, departments, priorities, what is promised, tiers, units. Owns no table."""

from __future__ import annotations

from portal.core.texts import N_
from portal.organisations.policies import TIER_NAMES

FIRST, NEXT, RESOLVE = "first", "next", "resolve"
PROMISES = {FIRST: N_("首次响应"), NEXT: N_("后续回复"), RESOLVE: N_("问题解决")}
TIERS = TIER_NAMES
MINUTES, DAYS = "m", "d"
UNITS = {MINUTES: N_("工作分钟"), DAYS: N_("工作日")}

KINDS = {
    "inquiry": N_("询价"),
    "order": N_("订单"),
    "storage": N_("仓储"),
    "transport": N_("运输"),
    "claim": N_("质量异议"),
    "complaint": N_("投诉"),
    "suggestion": N_("建议"),
}
DEPARTMENTS = {
    "sales": N_("业务"),
    "warehouse": N_("仓储"),
    "transport": N_("运输"),
    "quality": N_("质量"),
    "supervision": N_("监督"),
}
PRIORITIES = {"low": N_("低"), "normal": N_("普通"), "high": N_("高"), "urgent": N_("紧急")}
