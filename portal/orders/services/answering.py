"""What the customer does with a quotation: accept (an order with held stock), counter, decline; and what happens at its deadline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Conflict, Forbidden, Invalid, refuse
from portal.core.events import record
from portal.core.numbers import new_number
from portal.core.permissions import SYSTEM, Actor
from portal.core.texts import N_
from portal.orders.events import QuotationChanged
from portal.orders.models import Order, OrderLine, Quotation, QuotationLine, QuotationVersion
from portal.orders.policies import can_answer
from portal.orders.queries.quotations import status_at
from portal.orders.services.finding import locked_quotation, sent_version
from portal.orders.services.holding import hold, lock_listings
from portal.orders.services.telling import say, step, tell_sides
from portal.orders.terms import ACCEPTED, CONFIRMED, COUNTERED, DECLINED, GOODS, LAPSED, QUOTED, SENT
from portal.threads.models import Thread
from portal.threads.services.telling import add_step, announce_thread

MAX_WORDS = 2000
ANSWERS = {
    COUNTERED: N_("客户对报价单 %(no)s 第 %(number)s 版还价"),
    DECLINED: N_("客户没有接受报价单 %(no)s 第 %(number)s 版"),
}
LAPSED_SAYS = N_("报价单 %(no)s 第 %(number)s 版已过有效期")
"""As notices say it."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the customer would rather have of a line; None: as quoted."""

    price: Decimal | None = None
    quantity: Decimal | None = None


def accept(
    session: Session,
    actor: Actor,
    no: str,
    *,
    number: int,
    words: str = "",
    order_no: str = "",
    mail_batch_s: int = 120,
) -> str:
    """Accept the version: an order, with stock held for it, all at once or not at all. Returns the order's number, a new one unless given.

    Accepting again what this company accepted already gives the same order.
    Raises: NotFound, Forbidden (viewers), Conflict (another version, withdrawn, lapsed …), Invalid(`line-<position>`) where stock is
    lacking.
    """
    quotation, sent = _answerable(session, actor, no, number=number)
    if sent.status == ACCEPTED:
        return session.scalars(select(Order.no).where(Order.version_id == sent.id)).one()
    _still_open(sent)
    quoted = session.scalars(
        select(QuotationLine).where(QuotationLine.version_id == sent.id).order_by(QuotationLine.position)
    ).all()
    goods = [line for line in quoted if line.kind == GOODS]
    # Before any row that refers to them: on PostgreSQL a reference is a shared lock, and two of those cannot both become a whole one.
    thread = session.get_one(Thread, quotation.thread_id, with_for_update=True)
    lock_listings(session, goods)
    moment = now()
    order = Order(
        no=order_no or new_number("O"), version_id=sent.id, quotation_no=quotation.no, thread_id=quotation.thread_id,
        org_id=quotation.org_id, title=sent.title, total=sent.total, created_at=moment, created_by=actor.user_id,
        created_name=actor.name[:60],
    )  # fmt: skip
    session.add(order)
    session.flush()  # its id is the lines'
    lines = [_line(order, line) for line in goods]
    session.add_all(lines)
    session.flush()  # theirs are the holds'
    hold(session, actor, order_no=order.no, lines=lines)
    _answer(session, actor, quotation, sent, status=ACCEPTED, words=words)
    body = f"接受报价单 **{quotation.no}** 第 {sent.number} 版，订单 **{order.no}**。[查看订单](/orders/{order.no})"
    say(session, actor, thread, f"{body}\n\n{words}".strip(), mail_batch_s=mail_batch_s)
    audit(session, actor, "quotation.accepted", f"quotation:{quotation.id}", number=sent.number, order=order.no)
    step(session, actor, order, thread, kind=CONFIRMED, tell_also=[sent.sent_by])
    return order.no


def counter(
    session: Session,
    actor: Actor,
    no: str,
    *,
    number: int,
    wishes: Mapping[int, Wish],
    words: str,
    mail_batch_s: int = 120,
) -> None:
    """Say what the customer would rather have: prices, quantities, words. It becomes a message, and staff make the next version.

    Raises: NotFound, Forbidden, Conflict, Invalid("words", nothing was asked for), Invalid(`price-<position>`, `quantity-<position>`).
    """
    quotation, sent = _answerable(session, actor, no, number=number)
    _still_open(sent)
    lines = {
        line.position: line
        for line in session.scalars(select(QuotationLine).where(QuotationLine.version_id == sent.id))
    }
    kept, asked = _wishes(lines, wishes)
    if not kept and not words:
        raise Invalid("words", "请写下希望的价格、数量或其他要求")
    sent.wishes = kept
    _answer(session, actor, quotation, sent, status=COUNTERED, words=words)
    thread = session.get_one(Thread, quotation.thread_id)
    body = "\n".join([f"对报价单 **{quotation.no}** 第 {sent.number} 版还价：", *asked, "", words]).strip()
    say(session, actor, thread, f"{body}\n\n[查看报价单](/quotations/{quotation.no})", mail_batch_s=mail_batch_s)
    _tell_staff(session, actor, quotation, sent, thread)
    audit(session, actor, "quotation.countered", f"quotation:{quotation.id}", number=sent.number)


def decline(session: Session, actor: Actor, no: str, *, number: int, words: str, mail_batch_s: int = 120) -> None:
    """Say no. Raises: NotFound, Forbidden, Conflict."""
    quotation, sent = _answerable(session, actor, no, number=number)
    _still_open(sent)
    _answer(session, actor, quotation, sent, status=DECLINED, words=words)
    thread = session.get_one(Thread, quotation.thread_id)
    body = f"不接受报价单 **{quotation.no}** 第 {sent.number} 版。\n\n{words}".strip()
    say(session, actor, thread, body, mail_batch_s=mail_batch_s)
    _tell_staff(session, actor, quotation, sent, thread)
    audit(session, actor, "quotation.declined", f"quotation:{quotation.id}", number=sent.number)


def lapse(session: Session, payload: dict[str, Any]) -> None:
    """Job: end a version nobody answered, at its deadline. Runs again harmlessly."""
    version_id = payload["version_id"]
    quotation_id = session.scalar(select(QuotationVersion.quotation_id).where(QuotationVersion.id == version_id))
    if quotation_id is None:
        return
    quotation = session.get_one(
        Quotation, quotation_id, with_for_update=True
    )  # first, as everybody who changes a version
    sent = session.get_one(QuotationVersion, version_id, with_for_update=True)
    if sent.status != SENT or status_at(sent.status, sent.valid_until, now()) != LAPSED:
        return
    sent.status = LAPSED
    record(session, QuotationChanged(quotation_id=quotation.id, status=LAPSED))
    thread = session.get_one(Thread, quotation.thread_id)
    values: dict[str, str | int] = {"no": quotation.no, "number": sent.number}
    add_step(session, SYSTEM, thread_id=thread.id, kind="said", public=True, says=LAPSED_SAYS, values=values)
    announce_thread(session, "changed", no=thread.no, org_id=thread.org_id)
    tell_sides(
        session, SYSTEM, org_id=quotation.org_id, staff=[thread.owner_id or sent.sent_by],
        key=f"quotation:{quotation.no}:{sent.number}:{LAPSED}", says=LAPSED_SAYS, values=values,
        link=f"/quotations/{quotation.no}",
    )  # fmt: skip
    audit(session, SYSTEM, "quotation.lapsed", f"quotation:{quotation.id}", number=sent.number)


def _answerable(session: Session, actor: Actor, no: str, *, number: int) -> tuple[Quotation, QuotationVersion]:
    quotation = locked_quotation(session, actor, no)
    if not can_answer(actor, quotation.org_id):
        raise Forbidden("您在企业中的角色只能查看，请联系企业管理员")
    sent = sent_version(session, quotation)
    if sent is None or sent.number != number:
        raise Conflict("这份报价有了新版本，请看过再答复")
    return quotation, sent


def _still_open(sent: QuotationVersion) -> None:
    status = status_at(sent.status, sent.valid_until, now())
    if status == LAPSED:
        raise Conflict("报价已过有效期，请在会话里请业务员重新报价")
    if status != SENT:
        raise Conflict("这份报价现在是“%(status)s”，不能再答复", status=QUOTED[status])


def _answer(
    session: Session, actor: Actor, quotation: Quotation, sent: QuotationVersion, *, status: str, words: str
) -> None:
    if len(words) > MAX_WORDS:
        raise Invalid("words", "最多 %(max)d 个字", max=MAX_WORDS)
    sent.status, sent.answered_at, sent.answered_by = status, now(), actor.user_id
    sent.answered_name, sent.answer = actor.name[:60], words
    record(session, QuotationChanged(quotation_id=quotation.id, status=status))


def _line(order: Order, line: QuotationLine) -> OrderLine:
    return OrderLine(
        order_id=order.id, position=line.position, listing_id=line.listing_id, listing_no=line.listing_no, title=line.title,
        detail=line.detail, unit=line.unit, quantity=line.quantity, pieces=line.pieces, price=line.price, amount=line.amount,
        shipped=Decimal(0),
    )  # fmt: skip


def _wishes(
    lines: Mapping[int, QuotationLine], wishes: Mapping[int, Wish]
) -> tuple[dict[str, dict[str, str]], list[str]]:
    """What differs from what was quoted, as it is kept and as the message says it."""
    kept: dict[str, dict[str, str]] = {}
    asked, wrong = [], []
    for position, wish in sorted(wishes.items()):
        line = lines.get(position)
        if line is None:
            continue
        said: dict[str, str] = {}
        if wish.price is not None and wish.price != line.price:
            said["price"] = f"{wish.price:f}"
            asked.append(f"- {line.title}：单价 {_plain(line.price)} → {_plain(wish.price)}")
        if wish.quantity is not None and wish.quantity != line.quantity:
            if wish.quantity <= 0:
                wrong.append(Invalid(f"quantity-{position}", "请填写大于 0 的数量"))
            said["quantity"] = f"{wish.quantity:f}"
            asked.append(f"- {line.title}：数量 {_plain(line.quantity)} → {_plain(wish.quantity)}")
        if said:
            kept[str(position)] = said
    refuse(wrong)
    return kept, asked


def _tell_staff(session: Session, actor: Actor, quotation: Quotation, sent: QuotationVersion, thread: Thread) -> None:
    tell_sides(
        session, actor, org_id=quotation.org_id, staff=[thread.owner_id or sent.sent_by],
        key=f"quotation:{quotation.no}:{sent.number}:{sent.status}", says=ANSWERS[sent.status],
        values={"no": quotation.no, "number": sent.number}, link=f"/quotations/{quotation.no}",
    )  # fmt: skip


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"
