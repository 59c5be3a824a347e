"""Raising a claim: in a thread of its own, measured against the written windows; outside of them it is raised all the same and says so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from portal.casework import windows
from portal.casework.models import Claim
from portal.casework.moves import RAISED
from portal.casework.queries.claims import claim_no_of, find_claim
from portal.casework.rules import Rules
from portal.casework.services.claim_steps import note_step
from portal.core.audit import audit
from portal.core.clock import SHANGHAI, now
from portal.core.errors import Forbidden, Invalid, NotFound, refuse
from portal.core.numbers import new_number
from portal.core.permissions import Actor
from portal.listings.queries.detail import get_listing
from portal.orders.queries import delivery_of
from portal.threads.models import CUSTOMER
from portal.threads.queries import ThreadView, find_thread

MAX_WHAT = 2000
_BETWEEN = re.compile(rf"[\s{windows.BETWEEN}]+")


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """What the customer fills in. delivered_on: None where the order says it."""

    kind: str
    order_no: str
    delivered_on: date | None
    delivery_place: str
    listing_no: str
    heats: str
    bundles: str
    amount: Decimal | None
    stated: Decimal | None
    weighed: Decimal | None
    what: str
    unused: bool
    identifiable: bool


def numbers_of(text: str) -> str:
    """Heat or bundle numbers as they are kept: each once, in capitals, a comma between.

    >>> numbers_of(" 23a0715、23A0716 / 23a0715 ")
    '23A0715,23A0716'
    """
    found = dict.fromkeys(part.upper() for part in _BETWEEN.split(text.strip()) if part)
    return ",".join(found)


def facts_of_order(session: Session, actor: Actor, order_no: str) -> dict[str, Any]:
    """What the form need not ask: when and where the order was delivered, and what the scales said, where both are known of all of it."""
    found: dict[str, Any] = {"order_no": order_no}
    try:
        delivery = delivery_of(session, actor, order_no)
    except NotFound:
        return found
    if delivery.delivered_at is None:
        return found
    found |= {"delivered_on": delivery.delivered_at.astimezone(SHANGHAI).date(), "delivery_place": delivery.place}
    loaded = [one.net for one in delivery.shipments if one.net is not None]
    counted = [one.received for one in delivery.shipments if one.received is not None]
    if len(loaded) == len(delivery.shipments):
        found["stated"] = sum(loaded, Decimal(0))
        if len(counted) == len(loaded):
            found["weighed"] = sum(counted, Decimal(0))
    return found


def check_facts(session: Session, actor: Actor, facts: ClaimFacts, *, rules: Rules) -> tuple[date, str]:
    """When and where it was delivered, once everything is right. Raises: Invalid, with all that is wrong."""
    wrong: list[Invalid] = []
    if facts.kind not in windows.KINDS:
        wrong.append(Invalid("kind", "请从列表中选择"))
    delivered_on, place = facts.delivered_on, facts.delivery_place
    if facts.order_no:
        try:
            delivery = delivery_of(session, actor, facts.order_no)
        except NotFound:
            wrong.append(Invalid("order_no", "没有这个订单，请核对编号，或留空并填写到货日期"))
        else:
            if delivery.delivered_at is not None:
                delivered_on = delivery.delivered_at.astimezone(SHANGHAI).date()
            elif delivered_on is None:
                wrong.append(Invalid("delivered_on", "订单还没有送达记录，请填写到货日期"))
    if delivered_on is None and not wrong:
        wrong.append(Invalid("delivered_on", "请填写到货日期"))
    if delivered_on is not None and delivered_on > now().astimezone(SHANGHAI).date():
        wrong.append(Invalid("delivered_on", "到货日期不能晚于今天"))
    if not facts.amount:
        wrong.append(Invalid("amount", "请填写涉及的吨数"))
    if not facts.what.strip():
        wrong.append(Invalid("what", "请写明有什么问题"))
    for name in ("heats", "bundles"):
        if len(numbers_of(getattr(facts, name))) > 300:
            wrong.append(Invalid(name, "最多 %(max)s 个字", max=300))
    if facts.kind == windows.WEIGHT:
        wrong += _weighing(facts, rules)
    if facts.listing_no:
        try:
            get_listing(session, actor, facts.listing_no)
        except NotFound:
            wrong.append(Invalid("listing_no", "没有这条信息，请核对编号或留空"))
    refuse(wrong)
    return delivered_on or now().astimezone(SHANGHAI).date(), place


def _weighing(facts: ClaimFacts, rules: Rules) -> list[Invalid]:
    if not facts.stated or not facts.weighed:
        missing = "stated" if not facts.stated else "weighed"
        return [Invalid(missing, "请填写双方磅单的重量")]
    if not windows.is_claim(facts.stated, facts.weighed, rules):
        difference = windows.permille(facts.stated, facts.weighed)
        return [
            Invalid(
                "weighed",
                "相差 %(difference)s‰，在 ±%(tolerance)s‰ 以内，按磅差规则不构成重量异议",
                difference=f"{difference:+f}",
                tolerance=f"{rules.tolerance.normalize():f}",
            )
        ]
    return []


def raise_claim(session: Session, actor: Actor, *, thread_no: str, facts: ClaimFacts, rules: Rules) -> str:
    """Raise the claim of a claim's thread; a thread has one. Returns its number.

    Raises: NotFound, Forbidden (viewers, staff), Invalid(field).
    """
    thread = find_thread(session, actor, thread_no, for_update=True)
    if not actor.can_write:
        raise Forbidden("异议由客户企业中可以办理业务的成员提出")
    if thread.kind != "claim" or thread.side != CUSTOMER:
        raise NotFound("页面不存在")
    known = claim_no_of(session, thread)
    if known:
        return known
    delivered_on, place = check_facts(session, actor, facts, rules=rules)
    return _insert(session, actor, thread, facts, delivered_on=delivered_on, place=place, rules=rules)


def _insert(
    session: Session,
    actor: Actor,
    thread: ThreadView,
    facts: ClaimFacts,
    *,
    delivered_on: date,
    place: str,
    rules: Rules,
) -> str:
    moment = now()
    its = windows.window(
        facts.kind, delivered_on=delivered_on, raised_on=moment.astimezone(SHANGHAI).date(), rules=rules
    )
    no = new_number("Y")
    weights = {"stated": facts.stated, "weighed": facts.weighed} if facts.kind == windows.WEIGHT else {}
    session.execute(
        insert(Claim).values(
            no=no, thread_id=thread.id, raised_by=actor.user_id, raised_at=moment, kind=facts.kind, state=RAISED,
            order_no=facts.order_no, delivered_on=delivered_on, delivery_place=place[:200], listing_no=facts.listing_no,
            heats=numbers_of(facts.heats), bundles=numbers_of(facts.bundles), amount=facts.amount, what=facts.what.strip()[:MAX_WHAT],
            unused=facts.unused, identifiable=facts.identifiable, window_days=its.days, last_day=its.last_day,
            days_late=its.days_late, **weights,
        )
    )  # fmt: skip
    claim, _thread = find_claim(session, actor, no)
    note_step(session, actor, thread, claim, move="raise", state=RAISED)
    audit(session, actor, "claim.raised", f"thread:{thread.id}", claim=no, kind=facts.kind, late=its.days_late)
    return no


def thread_of_claim(session: Session, actor: Actor, no: str) -> ThreadView:
    """A thread a claim can be raised in. Raises: NotFound."""
    thread = find_thread(session, actor, no)
    if thread.kind != "claim" or thread.side != CUSTOMER:
        raise NotFound("页面不存在")
    return thread
