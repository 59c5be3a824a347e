"""Who may see and change quotations and orders. They are seen by whoever sees their thread; never by its supplier's side.

| who | quotation | order |
|---|---|---|
| the customer's writers | sent versions; accept, counter, decline | follow, take delivery |
| viewers | sent versions | follow |
| staff of sales | all; draft, send, withdraw | cancel, and as below |
| sales, warehouse, transport | see all | loading, shipments, delivery |
| other staff who see the thread | see all | follow |
| everybody else | nothing: it does not exist | nothing |
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_

from portal.core.permissions import Actor, Department
from portal.orders.models import Quotation
from portal.threads.models import CUSTOMER, Thread
from portal.threads.policies import visible_to

QUOTING = (Department.SALES,)
SHIPPING = (Department.SALES, Department.WAREHOUSE, Department.TRANSPORT)


def can_quote(actor: Actor) -> bool:
    """May draft, send and withdraw quotations, and cancel orders."""
    return actor.works_in(*QUOTING)


def can_ship(actor: Actor) -> bool:
    """May say that goods are loaded, on their way, delivered."""
    return actor.works_in(*SHIPPING)


def can_answer(actor: Actor, org_id: int) -> bool:
    """May accept, counter or decline, and take delivery: the company's writers."""
    return actor.can_write and actor.org_id == org_id


def visible_orders(actor: Actor) -> ColumnElement[bool]:
    """A clause on `Thread`, which the query joins."""
    return and_(Thread.side == CUSTOMER, visible_to(actor))


def visible_quotations(actor: Actor) -> ColumnElement[bool]:
    """A clause on `Quotation` and `Thread`: customers know only of what was sent."""
    seen = visible_orders(actor)
    return seen if actor.is_staff else and_(seen, Quotation.sent_number > 0)
