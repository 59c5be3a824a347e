"""What staff do with quotations: draft, change, send, withdraw, and begin another version. A version that was sent is never changed."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Conflict, Forbidden, NotFound
from portal.core.events import record
from portal.core.numbers import new_number
from portal.core.outbox import enqueue
from portal.core.permissions import Actor
from portal.core.texts import N_
from portal.orders.amounts import line_amount
from portal.orders.events import QuotationChanged
from portal.orders.models import Quotation, QuotationLine, QuotationNote, QuotationVersion
from portal.orders.policies import visible_orders
from portal.orders.queries.quotations import status_at
from portal.orders.services.filling import VersionInput, check_version, fill_draft, sum_up
from portal.orders.services.finding import locked_draft, locked_quotation, may_quote, newest_version, sent_version
from portal.orders.services.telling import say, tell_sides
from portal.orders.terms import ACCEPTED, DRAFT, SENT, SUPERSEDED, WITHDRAWN
from portal.threads.models import RESTRICTED_KINDS, Thread

LAPSE = "orders.lapse"
"""The job that ends a version at its deadline."""

SENT_SAYS = N_("报价单 %(no)s 第 %(number)s 版：%(title)s，请在有效期内确认")
WITHDRAWN_SAYS = N_("报价单 %(no)s 第 %(number)s 版已撤回")
"""As notices say it."""


def draft_quotation(session: Session, actor: Actor, *, thread_no: str, no: str = "") -> str:
    """Begin an empty quotation in a customer's thread. Returns its number, a new one unless given. Raises: NotFound, Forbidden."""
    may_quote(actor)
    thread = session.scalars(
        select(Thread).where(Thread.no == thread_no[:20], visible_orders(actor)).with_for_update()
    ).first()
    if thread is None or thread.kind in RESTRICTED_KINDS:
        raise NotFound("会话不存在")
    if thread.merged_into_id is not None:
        raise Forbidden("本会话已并入另一个会话，请到那里继续")
    quotation = Quotation(
        no=no or new_number("Q"), thread_id=thread.id, org_id=thread.org_id, created_by=actor.user_id, created_at=now()
    )
    session.add(quotation)
    session.flush()  # its id is the version's
    session.add(
        QuotationVersion(quotation_id=quotation.id, number=1, created_by=actor.user_id, created_at=now(), wishes={})
    )
    audit(session, actor, "quotation.drafted", f"quotation:{quotation.id}", no=quotation.no)
    return quotation.no


def save_draft(session: Session, actor: Actor, no: str, *, version: int, values: VersionInput) -> None:
    """Keep the draft as the form says it.

    Raises: NotFound, Forbidden, Conflict (saved by somebody else since `version`, or sent meanwhile), Invalid as check_version,
    Invalid("lines-<n>-listing_no").
    """
    quotation, draft = locked_draft(session, actor, no, version=version)
    check_version(values, sending=False)
    fill_draft(session, actor, quotation, draft, values)
    audit(session, actor, "quotation.saved", f"quotation:{quotation.id}", number=draft.number)


def send_draft(
    session: Session, actor: Actor, no: str, *, version: int, values: VersionInput, mail_batch_s: int = 120
) -> None:
    """Keep the draft and send it: from now on it is frozen, and what was sent before is superseded.

    Raises: as save_draft.
    """
    quotation, draft = locked_draft(session, actor, no, version=version)
    check_version(values, sending=True)
    fill_draft(session, actor, quotation, draft, values)
    earlier = session.scalars(
        select(QuotationVersion)
        .where(QuotationVersion.quotation_id == quotation.id, QuotationVersion.id != draft.id)
        .with_for_update()
    )
    for one in earlier:
        if one.status == SENT:
            one.status = SUPERSEDED
    moment = now()
    draft.status, draft.sent_at, draft.sent_by, draft.sent_name = SENT, moment, actor.user_id, actor.name[:60]
    quotation.sent_number = draft.number
    session.flush()
    thread = session.get_one(Thread, quotation.thread_id)
    enqueue(session, LAPSE, {"version_id": draft.id}, run_after=draft.valid_until)
    record(session, QuotationChanged(quotation_id=quotation.id, status=SENT))
    body = (
        f"报价单 **{quotation.no}** 第 {draft.number} 版：{draft.title}，共 ¥{draft.total:,.2f}。"
        f"[查看报价单，确认或还价](/quotations/{quotation.no})"
    )
    say(session, actor, thread, body, mail_batch_s=mail_batch_s)
    tell_sides(
        session, actor, org_id=quotation.org_id, staff=[], key=f"quotation:{quotation.no}:{draft.number}:sent",
        says=SENT_SAYS, values={"no": quotation.no, "number": draft.number, "title": draft.title},
        link=f"/quotations/{quotation.no}",
    )  # fmt: skip
    audit(session, actor, "quotation.sent", f"quotation:{quotation.id}", number=draft.number, total=f"{draft.total:f}")


def revise(session: Session, actor: Actor, no: str) -> None:
    """Begin the next version as a copy of the newest, with what the customer asked for taken over; nothing if there is a draft.

    Raises: NotFound, Forbidden, Conflict (accepted: that is an order now).
    """
    may_quote(actor)
    quotation = locked_quotation(session, actor, no)
    last = newest_version(session, quotation)
    if last.status == DRAFT:
        return
    if last.status == ACCEPTED:
        raise Conflict("客户已接受这份报价，请在订单里处理")
    copied = {
        name: getattr(last, name)
        for name in (
            "title", "price_basis", "tax_included", "weighing_basis", "payment", "delivery", "place", "lead_time", "remarks",
            "goods_amount", "freight_amount", "tax_amount", "total",
        )
    }  # fmt: skip
    draft = QuotationVersion(
        quotation_id=quotation.id,
        number=last.number + 1,
        created_by=actor.user_id,
        created_at=now(),
        wishes={},
        **copied,
    )
    quotation.newest = draft.number
    session.add(draft)
    session.flush()  # its id is the lines'
    lines = session.scalars(
        select(QuotationLine).where(QuotationLine.version_id == last.id).order_by(QuotationLine.position)
    )
    kinds = []
    for line in lines:
        wish = last.wishes.get(str(line.position), {})
        price, quantity = Decimal(wish.get("price") or line.price), Decimal(wish.get("quantity") or line.quantity)
        amount = line_amount(quantity, price)
        kinds.append((line.kind, amount))
        session.add(
            QuotationLine(
                version_id=draft.id, position=line.position, kind=line.kind, listing_id=line.listing_id,
                listing_no=line.listing_no, title=line.title, detail=line.detail, unit=line.unit, quantity=quantity,
                pieces=line.pieces if quantity == line.quantity else None, price=price, amount=amount,
            )
        )  # fmt: skip
    sum_up(draft, kinds)
    note = session.get(QuotationNote, last.id)
    session.add(
        QuotationNote(version_id=draft.id, costs=dict(note.costs) if note else {}, text=note.text if note else "")
    )
    audit(session, actor, "quotation.revised", f"quotation:{quotation.id}", number=draft.number)


def withdraw(session: Session, actor: Actor, no: str, *, reason: str, mail_batch_s: int = 120) -> None:
    """Take back what was sent and not answered yet. Raises: NotFound, Forbidden, Conflict (answered, lapsed)."""
    may_quote(actor)
    quotation = locked_quotation(session, actor, no)
    sent = sent_version(session, quotation)
    if sent is None or status_at(sent.status, sent.valid_until, now()) != SENT:
        raise Conflict("这份报价已不在等待确认，请刷新页面")
    sent.status, sent.answered_at, sent.answered_by, sent.answered_name = (
        WITHDRAWN, now(), actor.user_id, actor.name[:60],
    )  # fmt: skip
    sent.answer = reason[:500]
    record(session, QuotationChanged(quotation_id=quotation.id, status=WITHDRAWN))
    thread = session.get_one(Thread, quotation.thread_id)
    because = f"：{reason}" if reason else ""
    say(
        session,
        actor,
        thread,
        f"报价单 **{quotation.no}** 第 {sent.number} 版已撤回{because}",
        mail_batch_s=mail_batch_s,
    )
    tell_sides(
        session, actor, org_id=quotation.org_id, staff=[], key=f"quotation:{quotation.no}:{sent.number}:withdrawn",
        says=WITHDRAWN_SAYS, values={"no": quotation.no, "number": sent.number}, link=f"/quotations/{quotation.no}",
    )  # fmt: skip
    audit(session, actor, "quotation.withdrawn", f"quotation:{quotation.id}", number=sent.number)
