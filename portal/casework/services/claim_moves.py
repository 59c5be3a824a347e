"""Moving a claim on, by the table of `moves`: evidence, investigation, proposals of either side, remedy, the customer's word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from portal.casework.models import Claim, ClaimProposal, RecoveryCause
from portal.casework.models.recovery import CLAIM
from portal.casework.moves import (
    AGREED,
    CUSTOMER,
    HOUSE,
    LAPSED,
    OVER,
    REMEDIED,
    STAFF,
    STATES,
    SUPERVISION,
    destination,
)
from portal.casework.queries.claims import ClaimView, ProposalView, find_claim, list_proposals
from portal.casework.rules import REMEDIES, Rules
from portal.casework.services.claim_steps import note_step
from portal.casework.services.recovering import carry_claim, open_recovery
from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Conflict, Forbidden, Invalid, refuse
from portal.core.permissions import SYSTEM, Actor
from portal.core.texts import N_
from portal.core.uow import Database
from portal.threads.models import CLOSED
from portal.threads.policies import can_work, supervises
from portal.threads.queries import ThreadView
from portal.threads.services import resolve
from portal.threads.services.posting import add_message
from portal.threads.services.working import take_by_answering
from portal.threads.words import prepare

MAX_WORDS = 1000


@dataclass(frozen=True, slots=True)
class Terms:
    """What comes with a move: words both sides read, and where it proposes or settles something, what.

    upheld: whether there is a claim (staff's proposals and awards); cause_id: why, for the staff alone.
    """

    words: str = ""
    upheld: bool = True
    remedy: str = ""
    amount: Decimal | None = None
    cause_id: int | None = None


def side_of(actor: Actor, thread: ThreadView) -> str:
    """As whom somebody who sees the thread moves its claim; empty for readers."""
    if actor.is_staff:
        return (SUPERVISION if supervises(actor) else STAFF) if can_work(actor, thread) else ""
    return CUSTOMER if actor.can_write else ""


def move_claim(session: Session, actor: Actor, *, no: str, move: str, version: int, terms: Terms, rules: Rules) -> str:
    """Make a move. Returns the state it led to.

    Raises: NotFound, Forbidden, Conflict (not possible any more, or somebody was faster), Invalid("words" | "remedy" | "amount" | "cause_id").
    """
    claim, thread = find_claim(session, actor, no, for_update=True)
    side = side_of(actor, thread)
    if not side:
        raise Forbidden("您在企业中的角色只能查看，请联系企业管理员")
    newest = next(iter(list_proposals(session, claim)), None)
    if move == "accept" and newest is not None and not newest.upheld:
        move = "concede"
    elif move == "concede" and newest is not None and newest.upheld:
        move = "accept"
    state = destination(claim.state, move, side)
    if state is None:
        if any(destination(claim.state, move, other) for other in (CUSTOMER, STAFF, SUPERVISION)):
            raise Forbidden("这一步要由对方来做")
        raise Conflict("异议现在是“%(state)s”，不能再做这一步，请刷新后查看", state=STATES[claim.state])
    if claim.version != version:
        raise Conflict("异议刚刚有了变化，请核对后再提交")
    _check(session, move, terms)
    values = _values(claim, move, terms, newest, rules)
    _proposals(session, actor, claim, move, terms, newest)
    session.execute(update(Claim).where(Claim.id == claim.id).values(state=state, version=claim.version + 1, **values))
    _say(session, actor, thread, claim, terms.words.strip())
    note_step(session, actor, thread, claim, move=move, state=state, words=terms.words.strip())
    audit(session, actor, "claim.moved", f"thread:{thread.id}", claim=no, move=move, state=state)
    if state == AGREED and values.get("upheld", claim.upheld):
        open_recovery(session, thread_id=thread.id, cause_kind=CLAIM, ref=claim.no)
    known = {name: values.get(name, getattr(claim, name)) for name in ("cause_id", "remedy", "cost")}
    carry_claim(session, thread_id=thread.id, ref=claim.no, **known)
    if state in OVER:
        resolve(session, actor, no=thread.no)
    return state


def _say(session: Session, actor: Actor, thread: ThreadView, claim: ClaimView, words: str) -> None:
    """What either side says with a move is a message too: it answers or asks, and the promises go by it. The notice is its mail."""
    if actor.is_staff:
        take_by_answering(session, actor, thread)
    if words and thread.status != CLOSED:
        said = prepare(f"【{claim.no}】{words}")
        add_message(session, actor, thread, words=said, key=f"claim-{claim.no}-{claim.version}", files=())


_NEED_WORDS = {
    "ask": N_("请写明还需要哪些证据"),
    "propose": N_("请写明方案和理由"),
    "counter": N_("请写明您的方案和理由"),
    "arbitrate": N_("请写明转仲裁的原因"),
    "award": N_("请写明仲裁结果"),
    "remedy": N_("请写明怎样补救的"),
    "dispute": N_("请写明哪里没有补救到位"),
}


def _check(session: Session, move: str, terms: Terms) -> None:
    wrong = []
    if move in _NEED_WORDS and not terms.words.strip():
        wrong.append(Invalid("words", _NEED_WORDS[move]))
    if len(terms.words) > MAX_WORDS:
        wrong.append(Invalid("words", "最多 %(max)s 个字", max=MAX_WORDS))
    proposing = move in ("propose", "counter", "award")
    if ((proposing and terms.upheld) or move == "remedy") and terms.remedy not in REMEDIES:
        wrong.append(Invalid("remedy", "请选择补救方式"))
    if move == "remedy" and terms.amount is None:
        wrong.append(Invalid("amount", "请填写补救的成本，没有就填 0"))
    if terms.cause_id is not None:
        cause = session.get(RecoveryCause, terms.cause_id)
        if cause is None or cause.retired_at is not None:
            wrong.append(Invalid("cause_id", "请从列表中选择"))
    refuse(wrong)


def _values(claim: ClaimView, move: str, terms: Terms, newest: ProposalView | None, rules: Rules) -> dict[str, Any]:
    """The claim's columns that a move changes beside its state."""
    values: dict[str, Any] = {"silence_until": None}
    if move == "propose":
        values |= {"cause_id": terms.cause_id or claim.cause_id}
    elif move == "award":
        values |= {
            "upheld": terms.upheld,
            "remedy": terms.remedy if terms.upheld else "",
            "cause_id": terms.cause_id or claim.cause_id,
        }
    elif move in ("accept", "concede", "take") and newest is not None:
        values |= {"upheld": newest.upheld, "remedy": newest.remedy}
    elif move == "remedy":
        values |= {
            "remedy": terms.remedy,
            "cost": terms.amount,
            "cause_id": terms.cause_id or claim.cause_id,
            "silence_until": now() + timedelta(days=rules.silence_d),
        }
    return values


def _proposals(
    session: Session, actor: Actor, claim: ClaimView, move: str, terms: Terms, newest: ProposalView | None
) -> None:
    if move in ("propose", "counter"):
        upheld = terms.upheld or move == "counter"
        session.execute(
            insert(ClaimProposal).values(
                claim_id=claim.id, number=(newest.number if newest else 0) + 1, by_id=actor.user_id, by_name=actor.name[:60],
                by_staff=actor.is_staff, upheld=upheld, remedy=terms.remedy if upheld else "",
                amount=terms.amount if upheld else None, words=terms.words.strip(), at=now(),
            )
        )  # fmt: skip
    elif move in ("accept", "concede", "take") and newest is not None:
        session.execute(
            update(ClaimProposal)
            .where(ClaimProposal.claim_id == claim.id, ClaimProposal.number == newest.number)
            .values(accepted_at=now(), accepted_name=actor.name[:60])
        )


def close_silent(database: Database) -> None:
    """Periodic: a remedy nobody confirmed or disputed in the time that was stated counts as accepted."""
    with database.reading() as session:
        due = session.execute(
            select(Claim.no).where(Claim.state == REMEDIED, Claim.silence_until <= now()).limit(200)
        ).scalars().all()  # fmt: skip
    for no in due:
        with database.writing() as session:
            claim, thread = find_claim(session, SYSTEM, no, for_update=True)
            if claim.silence_until is None or claim.silence_until > now():
                continue
            state = destination(claim.state, "lapse", HOUSE)
            if state is None:
                continue
            session.execute(
                update(Claim)
                .where(Claim.id == claim.id)
                .values(state=state, silence_until=None, version=claim.version + 1)
            )
            note_step(session, SYSTEM, thread, claim, move="lapse", state=LAPSED)
            resolve(session, SYSTEM, no=thread.no)
            audit(session, SYSTEM, "claim.moved", f"thread:{thread.id}", claim=no, move="lapse", state=state)
