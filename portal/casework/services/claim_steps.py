"""What every move of a claim leaves behind: a step of the claim, a line in its thread, news for open pages, a notice to the other side."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert
from sqlalchemy.orm import Session

from portal.accounts.queries import staff_in
from portal.casework.models import ClaimStep
from portal.casework.moves import (
    AGREED,
    ARBITRATION,
    CONFIRMED,
    COUNTER,
    EVIDENCE,
    INVESTIGATING,
    LAPSED,
    PROPOSAL,
    RAISED,
    REMEDIED,
    STATES,
    WITHDRAWN,
)
from portal.casework.queries.claims import ClaimView
from portal.core.clock import now
from portal.core.notices import tell
from portal.core.permissions import Actor, Department
from portal.core.texts import N_
from portal.threads.queries import ThreadView
from portal.threads.services.hearing import companys_people
from portal.threads.services.mentions import sees
from portal.threads.services.telling import add_step, announce_thread

SAYS = {
    RAISED: N_("客户提出异议 %(no)s"),
    EVIDENCE: N_("异议 %(no)s 需要补充证据"),
    INVESTIGATING: N_("异议 %(no)s 已开始调查"),
    PROPOSAL: N_("异议 %(no)s 有处理方案，请查看"),
    COUNTER: N_("客户对异议 %(no)s 另提了方案"),
    AGREED: N_("异议 %(no)s 已达成一致，等待补救"),
    ARBITRATION: N_("异议 %(no)s 转入仲裁"),
    REMEDIED: N_("异议 %(no)s 已补救，请确认"),
    CONFIRMED: N_("异议 %(no)s 已由客户确认"),
    LAPSED: N_("异议 %(no)s 到期未答复，已关闭"),
    WITHDRAWN: N_("客户撤回了异议 %(no)s"),
}


def note_step(
    session: Session, actor: Actor, thread: ThreadView, claim: ClaimView, *, move: str, state: str, words: str = ""
) -> None:
    """Note a move that was made."""
    result = session.execute(
        insert(ClaimStep).values(
            claim_id=claim.id,
            move=move,
            state=state,
            by_id=actor.user_id,
            by_name=actor.name[:60],
            words=words,
            at=now(),
        )
    )
    step_id: int = result.inserted_primary_key[0]  # type: ignore[attr-defined]
    add_step(session, actor, thread_id=thread.id, kind="claim", public=True, no=claim.no, says=STATES[state])
    announce_thread(session, "changed", no=thread.no, org_id=thread.org_id)
    if actor.is_system or actor.is_staff:
        to = companys_people(session, thread, (thread.opened_by, claim.raised_by))
    else:
        to = _in_charge(session, thread)
    if state == ARBITRATION:  # the award is theirs to enter
        to = [*to, *_of_them(session, thread, staff_in(session, Department.SUPERVISION))]
    elif move == "award":  # and the remedy that of who is in charge
        to = [*to, *_in_charge(session, thread)]
    others = [one for one in dict.fromkeys(to) if one != actor.user_id]
    tell(
        session, to=others, topic="service", key=f"claim:{claim.no}:{step_id}", says=SAYS[state], values={"no": claim.no},
        link=claim.url,
    )  # fmt: skip


def tell_of_evidence(session: Session, thread: ThreadView, claim: ClaimView) -> None:
    """The customer brought what was asked for: whoever asked hears of it, once each time it was asked."""
    tell(
        session, to=_in_charge(session, thread), topic="service", key=f"claim:{claim.no}:brought:{claim.version}",
        says=N_("客户为异议 %(no)s 补了证据"), values={"no": claim.no}, link=claim.url,
    )  # fmt: skip


def _in_charge(session: Session, thread: ThreadView) -> list[int]:
    return _of_them(session, thread, [thread.owner_id] if thread.owner_id else staff_in(session, thread.department))


def _of_them(session: Session, thread: ThreadView, staff: Sequence[int]) -> list[int]:
    return [one for one in staff if sees(session, one, thread)]
