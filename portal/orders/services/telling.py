"""What every change says to others: the thread, both sides' notices, open pages, events. Part of the services."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from portal.accounts.queries import staff_in
from portal.core.audit import audit
from portal.core.clock import now
from portal.core.events import record
from portal.core.notices import tell
from portal.core.numbers import new_token
from portal.core.permissions import Actor
from portal.core.texts import N_
from portal.orders.events import OrderChanged
from portal.orders.models import Order, OrderStep
from portal.orders.terms import CANCELLED, COMPLETED, CONFIRMED, DELIVERED, LOADING, RECEIVED, SHIPPED
from portal.organisations.queries import writers_of
from portal.threads.models import CLOSED, Thread
from portal.threads.services import post_message, reopen
from portal.threads.services.telling import add_step, announce_thread
from portal.threads.words import prepare

SAYS = {
    CONFIRMED: N_("订单 %(no)s 已确认：%(title)s"),
    LOADING: N_("订单 %(no)s 开始装车"),
    SHIPPED: N_("订单 %(no)s 第 %(number)s 车已发运，车牌 %(vehicle)s"),
    COMPLETED: N_("订单 %(no)s 已全部发完"),
    DELIVERED: N_("订单 %(no)s 第 %(number)s 车已送达，请验收"),
    RECEIVED: N_("订单 %(no)s 第 %(number)s 车已验收"),
    CANCELLED: N_("订单 %(no)s 已取消"),
}
"""A step as notices and the thread say it."""


def tell_sides(
    session: Session,
    actor: Actor,
    *,
    org_id: int,
    staff: Iterable[int | None],
    key: str,
    says: str,
    values: Mapping[str, str | int],
    link: str,
) -> None:
    """Tell the customer's writers and whoever of the staff has it in hand; not the one who did it."""
    told = [*writers_of(session, org_id), *(user_id for user_id in staff if user_id is not None)]
    to = [user_id for user_id in dict.fromkeys(told) if user_id != actor.user_id]
    tell(session, to=to, topic="orders", key=key, says=says, values=values, link=link)


def say(session: Session, actor: Actor, thread: Thread, body: str, *, mail_batch_s: int) -> None:
    """A message of the actor's in the thread, opened again for it where it was closed."""
    if thread.status == CLOSED:
        reopen(session, actor, no=thread.no)
    post_message(session, actor, no=thread.no, words=prepare(body), key=new_token(), mail_batch_s=mail_batch_s)


def step(
    session: Session,
    actor: Actor,
    order: Order,
    thread: Thread,
    *,
    kind: str,
    number: int = 0,
    note: str = "",
    vehicle: str = "",
    tell_also: Iterable[int | None] = (),
) -> None:
    """Note a step of the order: its row, the event, a line in the thread, a notice to each side, one audit row."""
    session.add(
        OrderStep(
            order_id=order.id,
            kind=kind,
            number=number,
            at=now(),
            by_id=actor.user_id,
            by_name=actor.name[:60],
            by_staff=actor.is_staff,
            note=note[:300],
        )
    )
    values: dict[str, str | int] = {"no": order.no, "title": order.title, "number": number, "vehicle": vehicle or "—"}
    add_step(session, actor, thread_id=thread.id, kind="said", public=True, says=SAYS[kind], values=values)
    announce_thread(session, "changed", no=thread.no, org_id=thread.org_id)
    record(session, OrderChanged(order_id=order.id, step=kind, number=number))
    tell_sides(
        session,
        actor,
        org_id=order.org_id,
        staff=[*([thread.owner_id] if thread.owner_id else staff_in(session, thread.department)), *tell_also],
        key=f"order:{order.no}:{kind}:{number}",
        says=SAYS[kind],
        values=values,
        link=f"/orders/{order.no}",
    )
    audit(session, actor, f"order.{kind}", f"order:{order.id}", no=order.no, number=number)
