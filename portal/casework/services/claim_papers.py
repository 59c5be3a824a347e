"""What is brought to a claim: ticks and files of the checklist by either side, tests, and the staff's notes."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from portal.casework.models import ClaimEvidence, ClaimFile, ClaimNote, ClaimTest
from portal.casework.moves import EVIDENCE, OVER
from portal.casework.queries.claims import ClaimView, TestView, find_claim, list_tests
from portal.casework.services.claim_moves import MAX_WORDS, side_of
from portal.casework.services.claim_steps import tell_of_evidence
from portal.casework.windows import CHECKLIST, PARTIES, VERDICTS, payer
from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound, refuse
from portal.core.files import TakenFile, keep
from portal.core.permissions import Actor
from portal.threads.policies import can_work
from portal.threads.queries import ThreadView
from portal.threads.services.locking import A_DOUBLE_CLICK
from portal.threads.services.reading import insert_once
from portal.threads.services.telling import announce_thread


def bring_evidence(
    session: Session, actor: Actor, *, no: str, item: str, ticked: bool, files: Sequence[TakenFile] = ()
) -> None:
    """Tick a line of the checklist off for one's own side, or take the tick back; with files it is ticked.

    Raises: NotFound, Forbidden (viewers), Conflict (the claim is over), Invalid("item").
    """
    claim, thread = _open(session, actor, no)
    if not side_of(actor, thread):
        raise Forbidden("您在企业中的角色只能查看，请联系企业管理员")
    if item not in CHECKLIST[claim.kind]:
        raise Invalid("item", "请从列表中选择")
    insert_once(session, ClaimEvidence, {"claim_id": claim.id, "item": item, "customer_name": "", "staff_name": ""})
    side = "staff" if actor.is_staff else "customer"
    done = ticked or bool(files)
    values: dict[str, Any] = {f"{side}_at": now() if done else None, f"{side}_name": actor.name[:60] if done else ""}
    where = (ClaimEvidence.claim_id == claim.id, ClaimEvidence.item == item)
    session.execute(update(ClaimEvidence).where(*where).values(**values))
    for taken in files:
        stored = keep(session, actor, taken)
        session.execute(
            insert(ClaimFile).values(
                claim_id=claim.id, item=item, file_id=stored.id, by_id=actor.user_id, by_name=actor.name[:60],
                by_staff=actor.is_staff, at=now(),
            )
        )  # fmt: skip
    if done and not actor.is_staff and claim.state == EVIDENCE:
        tell_of_evidence(session, thread, claim)
    _done(session, actor, thread, claim, "claim.evidence", item=item, ticked=done, files=len(files))


def record_test(
    session: Session, actor: Actor, *, no: str, test_id: int | None, ordered_by: str, lab: str, result: str, verdict: str,
    cost: Decimal | None,
) -> None:  # fmt: skip
    """Note a test, or (with its id) what came of it. Its cost is borne by whoever was wrong.

    Raises: NotFound, Conflict (over), Invalid("ordered_by" | "lab" | "verdict" | "result").
    """
    claim, thread = _open(session, actor, no)
    if not can_work(actor, thread):
        raise NotFound("页面不存在")
    wrong = []
    if ordered_by not in PARTIES:
        wrong.append(Invalid("ordered_by", "请从列表中选择"))
    if not lab.strip():
        wrong.append(Invalid("lab", "请填写检验机构"))
    if verdict and verdict not in VERDICTS:
        wrong.append(Invalid("verdict", "请从列表中选择"))
    if verdict and not result.strip():
        wrong.append(Invalid("result", "请填写检验结果"))
    if len(result) > MAX_WORDS:
        wrong.append(Invalid("result", "最多 %(max)s 个字", max=MAX_WORDS))
    refuse(wrong)
    values = {
        "ordered_by": ordered_by, "lab": lab.strip()[:80], "result": result.strip(), "verdict": verdict, "cost": cost,
        "borne_by": payer(verdict, ordered_by), "by_name": actor.name[:60],
    }  # fmt: skip
    if test_id is None and any(_is_same(test, values) for test in list_tests(session, claim)):
        return  # the form was sent twice
    if test_id is None:
        session.execute(insert(ClaimTest).values(claim_id=claim.id, at=now(), **values))
    elif test_id not in {test.id for test in list_tests(session, claim)}:
        raise NotFound("页面不存在")
    else:
        session.execute(update(ClaimTest).where(ClaimTest.id == test_id).values(**values))
    _done(session, actor, thread, claim, "claim.test", lab=values["lab"], verdict=verdict, borne_by=values["borne_by"])


def _is_same(test: TestView, values: dict[str, Any]) -> bool:
    return test.at > now() - A_DOUBLE_CLICK and all(getattr(test, name) == value for name, value in values.items())


def note_claim(session: Session, actor: Actor, *, no: str, words: str) -> None:
    """Add a note of the investigation, for the staff alone. Raises: NotFound, Invalid("words")."""
    claim, thread = find_claim(session, actor, no, for_update=True)
    if not can_work(actor, thread):
        raise NotFound("页面不存在")
    words = words.strip()
    if not words:
        raise Invalid("words", "请填写内容")
    if len(words) > MAX_WORDS:
        raise Invalid("words", "最多 %(max)s 个字", max=MAX_WORDS)
    said = (ClaimNote.claim_id == claim.id, ClaimNote.by_id == actor.user_id, ClaimNote.words == words)
    if session.scalar(select(ClaimNote.id).where(*said, ClaimNote.at > now() - A_DOUBLE_CLICK).limit(1)):
        return  # the form was sent twice
    session.execute(
        insert(ClaimNote).values(claim_id=claim.id, by_id=actor.user_id, by_name=actor.name[:60], words=words, at=now())
    )
    audit(session, actor, "claim.noted", f"thread:{thread.id}", claim=no)


def _open(session: Session, actor: Actor, no: str) -> tuple[ClaimView, ThreadView]:
    claim, thread = find_claim(session, actor, no, for_update=True)
    if claim.state in OVER:
        raise Conflict("异议已经结束，不能再补充")
    return claim, thread


def _done(session: Session, actor: Actor, thread: ThreadView, claim: ClaimView, action: str, **facts: Any) -> None:
    audit(session, actor, action, f"thread:{thread.id}", claim=claim.no, **facts)
    announce_thread(session, "changed", no=thread.no, org_id=thread.org_id, lists=False)
