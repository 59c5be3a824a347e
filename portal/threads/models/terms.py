"""The words of threads: sides, kinds, states, departments, priorities. Owns no table."""

from __future__ import annotations

from portal.core.texts import N_
from portal.standards.terms import DEPARTMENTS, KINDS, PRIORITIES

CUSTOMER, SUPPLIER = "customer", "supplier"
"""`Thread.side`: whose company takes part. The other party is always the staff."""

PAGE, MAIL, API = "page", "mail", "api"
"""Where a thread was opened (`Thread.channel`)."""
AUTOMATIC = N_("自动回复")
"""The author of what a rule of the house says; such a message has no `author_id`."""
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

__all__ = [
    "ACTIVE",
    "ANSWERED",
    "API",
    "AUTOMATIC",
    "CLOSED",
    "CUSTOMER",
    "DEPARTMENTS",
    "DEPARTMENT_OF",
    "KINDS",
    "MAIL",
    "OPEN",
    "PAGE",
    "PRIORITIES",
    "RESOLVED",
    "RESTRICTED_KINDS",
    "STATUSES",
    "SUPPLIER",
    "WAITING",
]
