"""More sample claims: a short weight put right that waits for the customer's word, one under investigation, one that is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.casework.models import Claim, ClaimProposal, ClaimStep, RecoveryCause
from portal.casework.moves import STATES
from portal.core.clock import SHANGHAI
from portal.demo.dice import Dice
from portal.demo.people import Cast, Company, Person
from portal.demo.recoveries import recover
from portal.standards.clock import Clock
from portal.threads.models import CLOSED, OPEN, Message, Thread, ThreadEvent, ThreadRead
from portal.threads.services.counting import recount
from portal.threads.words import prepare


@dataclass(frozen=True, slots=True)
class _Story:
    """hours_ago: when it was raised. steps: (move, state, by the customer, words, hours after)."""

    kind: str
    subject: str
    what: str
    answer: str
    amount: str
    hours_ago: int
    state: str
    steps: Sequence[tuple[str, str, bool, str, float]]
    weights: tuple[str, str] | None = None
    offer: tuple[str, str | None, str] | None = None
    is_over: bool = False
    righted: tuple[str, str, str] = ("", "", "")
    """Where it was upheld: the apology, what the customer is promised, and a note for ourselves."""


_STORIES = (
    _Story(
        "weight", "重量异议：盘螺 HRB400E 短重", "合同 34.62 吨，到货过磅 34.38 吨，少了 0.24 吨，磅单已拍照。", "收到，我们核对装车磅单，今天给您结果。",
        "0.24", 50, "remedied",
        (
            ("raise", "raised", True, "", 0), ("investigate", "investigating", False, "", 1),
            ("propose", "proposal", False, "装车磅单有误，按到货磅单结算，退差价。", 20), ("accept", "agreed", True, "", 22),
            ("remedy", "remedied", False, "差价已退到贵司账户。", 44),
        ),
        ("34.62", "34.38"), ("reduction", "856.80", "装车磅单有误，按到货磅单结算，退差价。"),
        righted=("装车磅单抄错，让您多付了货款，向您致歉。", "差价已退；今后每车随货附装车磅单原件照片。", "司磅员手抄磅单，少看一位。"),
    ),
    _Story(
        "quality", "质量异议：热轧板 Q355B 边部分层", "两块 14mm 板切割后边部有分层，板号已拍照，其余未动。", "收到，质量部正在联系钢厂，请先不要切割其余的板。",
        "5.65", 7, "investigating", (("raise", "raised", True, "", 0), ("investigate", "investigating", False, "", 2)),
    ),
    _Story(
        "quality", "质量异议：镀锌卷白锈", "一卷外圈有白锈，约 30 米。", "收到，请传照片。",
        "1.2", 220, "confirmed",
        (
            ("raise", "raised", True, "", 0), ("investigate", "investigating", False, "", 3),
            ("propose", "proposal", False, "外圈按次品折价。", 26), ("accept", "agreed", True, "", 28),
            ("remedy", "remedied", False, "折价款已退。", 60), ("confirm", "confirmed", True, "", 66),
        ),
        None, ("reduction", "540.00", "外圈按次品折价。"), is_over=True,
        righted=("外圈白锈装车前没有发现，向您致歉。", "折价款已退；镀锌卷今后加防潮纸，装车前拍照。", "雨天装车，篷布没有盖严。"),
    ),
)  # fmt: skip


def load_claims(session: Session, dice: Dice, cast: Cast) -> None:
    """One for the first buyer, the others for the next."""
    buyers = [
        cast.companies["C10001"],
        *(one for one in cast.companies.values() if one.kind == "buyer" and one.no != "C10001"),
    ]
    supervisor = cast.staff["supervision"][0]
    for story, company in zip(_STORIES, buyers[:2] + buyers[:1], strict=True):
        claim = _tell(session, dice, story, company, cast.staff["quality"][0])
        if claim.upheld:
            _right(session, dice, story, claim, supervisor)


def _tell(session: Session, dice: Dice, story: _Story, company: Company, ours: Person) -> Claim:
    buyer, begun = company.contact, dice.now - timedelta(hours=story.hours_ago)
    thread = Thread(
        no=dice.number("T"), kind="claim", subject=story.subject, org_id=company.id, opened_by=buyer.id, owner_id=ours.id,
        department="quality", priority="high", status=OPEN, created_at=begun, resolve_since=begun, first_answered_at=begun + timedelta(minutes=12),
    )  # fmt: skip
    session.add(thread)
    session.flush()  # everything below hangs on it
    newest = 0
    for by, text, minutes in ((buyer, story.what, 0), (ours, story.answer, 12)):
        words = prepare(text)
        message = Message(
            thread_id=thread.id, author_id=by.id, author_name=by.name, by_staff=by is ours, body=words.body, body_html=words.html,
            client_key=dice.key(), created_at=begun + timedelta(minutes=minutes),
        )  # fmt: skip
        session.add(message)
        session.flush()  # in the order they were said
        newest = message.id
    recount(session, thread.id, clock=Clock(resolve_since=begun, first_answered_at=thread.first_answered_at))
    if story.is_over:
        end = begun + timedelta(hours=story.steps[-1][4])
        session.refresh(thread)
        thread.status, thread.settled_at, thread.due_at, thread.resolve_due_at, thread.watch_at = (
            CLOSED,
            end,
            None,
            None,
            None,
        )
    claim = _claim(dice, story, thread, buyer)
    session.add(claim)
    session.flush()  # its steps name it
    for move, state, theirs, told, hours in story.steps:
        by, at = buyer if theirs else ours, begun + timedelta(hours=hours)
        session.add(
            ClaimStep(claim_id=claim.id, move=move, state=state, by_id=by.id, by_name=by.name, words=told, at=at)
        )
        facts = {"no": claim.no, "says": STATES[state]}
        session.add(
            ThreadEvent(
                thread_id=thread.id, kind="claim", by_id=by.id, by_name=by.name, public=True, facts=facts, created_at=at
            )
        )
    if story.offer:
        _offer(session, claim, story, buyer, ours)
    for by in (buyer, ours):
        session.add(ThreadRead(user_id=by.id, thread_id=thread.id, last_read_message_id=newest, at=begun))
    return claim


def _right(session: Session, dice: Dice, story: _Story, claim: Claim, supervisor: Person) -> None:
    """The recovery of a claim that was upheld: told to the customer, and closed where the claim is over."""
    hours = {move: after for move, _state, _theirs, _told, after in story.steps}
    opened_at = claim.raised_at + timedelta(hours=hours["accept"])
    cause = session.scalar(
        select(RecoveryCause.id).where(RecoveryCause.name == ("重量短缺" if story.weights else "货物质量"))
    )
    apology, promise, note = story.righted
    recover(
        session, dice, supervisor, thread_id=claim.thread_id, occasion="claim", ref=claim.no, opened_at=opened_at,
        told_at=opened_at + timedelta(hours=1), closed_at=dice.now - timedelta(hours=30) if story.is_over else None,
        follow_up_d=-2 if story.is_over else 2, cause_id=cause, apology=apology, promise=promise, note=note,
        remedy="compensation", cost=claim.cost, customer_said="折价收到，处理得干脆" if story.is_over else "",
    )  # fmt: skip


def _claim(dice: Dice, story: _Story, thread: Thread, buyer: Person) -> Claim:
    begun = thread.created_at
    delivered = (begun - timedelta(days=1)).astimezone(SHANGHAI).date()
    days = 5 if story.kind == "quality" else 1
    stated, weighed = (Decimal(weight) for weight in story.weights) if story.weights else (None, None)
    return Claim(
        no=dice.number("Y"), thread_id=thread.id, raised_by=buyer.id, raised_at=begun, kind=story.kind, state=story.state,
        delivered_on=delivered, amount=Decimal(story.amount), what=story.what, unused=True, identifiable=True, window_days=days,
        last_day=delivered + timedelta(days=days), days_late=0, stated=stated, weighed=weighed, version=len(story.steps),
        upheld=True if story.offer else None, remedy=story.offer[0] if story.offer else "",
        cost=Decimal(story.offer[1]) if story.offer and story.offer[1] else None,
        silence_until=dice.now + timedelta(days=6) if story.state == "remedied" else None,
    )  # fmt: skip


def _offer(session: Session, claim: Claim, story: _Story, buyer: Person, ours: Person) -> None:
    remedy, amount, words = story.offer or ("", None, "")
    hours = {move: after for move, _state, _theirs, _told, after in story.steps}
    session.add(
        ClaimProposal(
            claim_id=claim.id, number=1, by_id=ours.id, by_name=ours.name, by_staff=True, upheld=True, remedy=remedy,
            amount=Decimal(amount) if amount else None, words=words, at=claim.raised_at + timedelta(hours=hours["propose"]),
            accepted_at=claim.raised_at + timedelta(hours=hours["accept"]), accepted_name=buyer.name,
        )
    )  # fmt: skip
