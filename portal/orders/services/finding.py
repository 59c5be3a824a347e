"""Finding quotations to change them: under locks, for those who may. Part of the services."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.errors import Conflict, Forbidden, NotFound
from portal.core.permissions import Actor
from portal.orders.models import Quotation, QuotationVersion
from portal.orders.policies import can_quote, visible_orders
from portal.orders.terms import DRAFT
from portal.threads.models import Thread


def locked_quotation(session: Session, actor: Actor, no: str) -> Quotation:
    """The quotation under a row lock: whoever changes one of its versions holds it first. Raises: NotFound."""
    seen = visible_orders(actor) if actor.is_staff else visible_orders(actor) & (Quotation.sent_number > 0)
    quotation = session.scalars(
        select(Quotation)
        .join(Thread, Thread.id == Quotation.thread_id)
        .where(Quotation.no == no[:20], seen)
        .with_for_update(of=Quotation)
        .execution_options(populate_existing=True)
    ).first()
    if quotation is None:
        raise NotFound("报价单不存在")
    return quotation


def sent_version(session: Session, quotation: Quotation) -> QuotationVersion | None:
    """The version the customer was sent last, under a lock."""
    return session.scalars(
        select(QuotationVersion)
        .where(QuotationVersion.quotation_id == quotation.id, QuotationVersion.number == quotation.sent_number)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()


def locked_draft(session: Session, actor: Actor, no: str, *, version: int) -> tuple[Quotation, QuotationVersion]:
    """The quotation and its draft, as they are now. Raises: NotFound, Forbidden, Conflict."""
    may_quote(actor)
    quotation = locked_quotation(session, actor, no)
    draft = newest_version(session, quotation)
    if draft.status != DRAFT:
        raise Conflict("这一版已经发出，不能再改；请新建一版")
    if draft.version != version:
        raise Conflict("同事刚刚改过这份报价，请对照后再保存")
    return quotation, draft


def may_quote(actor: Actor) -> None:
    if not actor.is_staff:
        raise NotFound("页面不存在")
    if not can_quote(actor):
        raise Forbidden("报价由业务部门负责")


def newest_version(session: Session, quotation: Quotation) -> QuotationVersion:
    return session.scalars(
        select(QuotationVersion)
        .where(QuotationVersion.quotation_id == quotation.id)
        .order_by(QuotationVersion.number.desc())
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
