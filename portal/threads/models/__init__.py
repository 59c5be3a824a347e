"""Tables of threads and their words."""

from __future__ import annotations

from portal.threads.models.people import ThreadEvent, ThreadGuest, ThreadPresence, ThreadRead
from portal.threads.models.talk import Attachment, Message, MessageRevision, ThreadNote
from portal.threads.models.terms import (
    ACTIVE,
    ANONYMOUS,
    ANSWERED,
    API,
    AUTOMATIC,
    CLOSED,
    CUSTOMER,
    DEPARTMENT_OF,
    DEPARTMENTS,
    KINDS,
    MAIL,
    OPEN,
    PAGE,
    PRIORITIES,
    RESOLVED,
    RESTRICTED_KINDS,
    STATUSES,
    SUPPLIER,
    WAITING,
)
from portal.threads.models.thread import Outcome, Thread

__all__ = [
    "ACTIVE",
    "ANONYMOUS",
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
    "Attachment",
    "Message",
    "MessageRevision",
    "Outcome",
    "Thread",
    "ThreadEvent",
    "ThreadGuest",
    "ThreadNote",
    "ThreadPresence",
    "ThreadRead",
]
