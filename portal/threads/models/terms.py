"""The words of threads: sides, kinds, states, departments, priorities. Owns no table."""

from __future__ import annotations

from portal.core.texts import N_

CUSTOMER, SUPPLIER = "customer", "supplier"
"""`Thread.side`: whose company takes part. The other party is always the staff."""

KINDS = {
    "inquiry": N_("询价"),
    "order": N_("订单"),
    "storage": N_("仓储"),
    "transport": N_("运输"),
    "claim": N_("质量异议"),
    "complaint": N_("投诉"),
    "suggestion": N_("建议"),
}
ANONYMOUS = N_("匿名客户")
"""Who opened a complaint, as colleagues brought in read it when the customer asked so."""
RESTRICTED_KINDS = ("complaint", "suggestion")
"""What supervision reads and no other staff, unless brought in."""

OPEN, ANSWERED, WAITING, RESOLVED, CLOSED = "open", "answered", "waiting_customer", "resolved", "closed"
STATUSES = {
    OPEN: N_("待回复"),
    ANSWERED: N_("已回复"),
    WAITING: N_("待客户回复"),
    RESOLVED: N_("已解决"),
    CLOSED: N_("已关闭"),
}
ACTIVE = (OPEN, ANSWERED, WAITING)
DEPARTMENTS = {
    "sales": N_("业务"),
    "warehouse": N_("仓储"),
    "transport": N_("运输"),
    "quality": N_("质量"),
    "supervision": N_("监督"),
}
DEPARTMENT_OF = {
    "inquiry": "sales",
    "order": "sales",
    "storage": "warehouse",
    "transport": "transport",
    "claim": "quality",
    "complaint": "supervision",
    "suggestion": "supervision",
}
"""Which department a new thread of a kind goes to."""
PRIORITIES = {"low": N_("低"), "normal": N_("普通"), "high": N_("高"), "urgent": N_("紧急")}
