"""A claim with everything both sides may know of it; apart from it the notes, which staff alone know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.casework.models import (
    Claim,
    ClaimEvidence,
    ClaimFile,
    ClaimNote,
    ClaimProposal,
    ClaimStep,
    ClaimTest,
)
from portal.casework.windows import CHECKLIST
from portal.core.errors import NotFound
from portal.core.files import PICTURES, StoredFile
from portal.core.permissions import Actor
from portal.threads.models import Thread
from portal.threads.queries import ThreadView, find_thread


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim."""

    id: int
    no: str
    thread_id: int
    raised_by: int
    raised_at: datetime
    kind: str
    state: str
    order_no: str
    delivered_on: date
    delivery_place: str
    listing_no: str
    heats: str
    bundles: str
    amount: Decimal
    stated: Decimal | None
    weighed: Decimal | None
    what: str
    unused: bool
    identifiable: bool
    window_days: int
    last_day: date
    days_late: int
    upheld: bool | None
    cause_id: int | None
    remedy: str
    cost: Decimal | None
    silence_until: datetime | None
    version: int

    @property
    def url(self) -> str:
        return f"/claims/{self.no}"


@dataclass(frozen=True, slots=True)
class FileOfClaim:
    id: int
    item: str
    by_name: str
    by_staff: bool
    name: str
    media_type: str
    token: str

    @property
    def is_picture(self) -> bool:
        return self.media_type in PICTURES


@dataclass(frozen=True, slots=True)
class Ticked:
    """A line of the checklist. A moment is None where that side has not ticked it off."""

    item: str
    customer_at: datetime | None = None
    customer_name: str = ""
    staff_at: datetime | None = None
    staff_name: str = ""


@dataclass(frozen=True, slots=True)
class ProposalView:
    number: int
    by_name: str
    by_staff: bool
    upheld: bool
    remedy: str
    amount: Decimal | None
    words: str
    at: datetime
    accepted_at: datetime | None
    accepted_name: str


@dataclass(frozen=True, slots=True)
class TestView:
    id: int
    ordered_by: str
    lab: str
    result: str
    verdict: str
    cost: Decimal | None
    borne_by: str
    at: datetime
    by_name: str


@dataclass(frozen=True, slots=True)
class StepOfClaim:
    move: str
    state: str
    by_name: str
    words: str
    at: datetime


_NAMES = tuple(ClaimView.__slots__)
_ONE: Any = select(*(getattr(Claim, name) for name in _NAMES))


def find_claim(session: Session, actor: Actor, no: str, *, for_update: bool = False) -> tuple[ClaimView, ThreadView]:
    """A claim and its thread, there for who sees the thread. for_update: locks the thread first. Raises: NotFound."""
    thread_no = session.scalar(select(Thread.no).join(Claim, Claim.thread_id == Thread.id).where(Claim.no == no[:20]))
    try:
        thread = find_thread(session, actor, thread_no or "", for_update=for_update)
    except NotFound as error:
        raise NotFound("异议单不存在") from error
    return ClaimView(*session.execute(_ONE.where(Claim.no == no[:20])).one()), thread


def claim_no_of(session: Session, thread: ThreadView) -> str | None:
    """The number of a thread's claim, if one was raised. The caller has found the thread."""
    return session.scalar(select(Claim.no).where(Claim.thread_id == thread.id))


def list_claim_steps(session: Session, claim: ClaimView) -> Sequence[StepOfClaim]:
    """The moves made, oldest first."""
    rows = session.execute(
        select(ClaimStep.move, ClaimStep.state, ClaimStep.by_name, ClaimStep.words, ClaimStep.at)
        .where(ClaimStep.claim_id == claim.id)
        .order_by(ClaimStep.id)
        .limit(200)
    )
    return [StepOfClaim(*row) for row in rows]


def list_evidence(session: Session, claim: ClaimView) -> Sequence[Ticked]:
    """The checklist of the claim's kind with what was ticked off."""
    rows = session.execute(
        select(
            ClaimEvidence.item, ClaimEvidence.customer_at, ClaimEvidence.customer_name, ClaimEvidence.staff_at,
            ClaimEvidence.staff_name,
        ).where(ClaimEvidence.claim_id == claim.id)
    )  # fmt: skip
    known = {row.item: Ticked(*row) for row in rows}
    return [known.get(item, Ticked(item)) for item in CHECKLIST[claim.kind]]


_FILES: Any = select(
    ClaimFile.id, ClaimFile.item, ClaimFile.by_name, ClaimFile.by_staff, StoredFile.name, StoredFile.media_type, StoredFile.token
).join(StoredFile, StoredFile.id == ClaimFile.file_id)  # fmt: skip


def list_claim_files(session: Session, claim: ClaimView) -> Sequence[FileOfClaim]:
    """All files of a claim."""
    rows = session.execute(_FILES.where(ClaimFile.claim_id == claim.id).order_by(ClaimFile.id).limit(200))
    return [FileOfClaim(*row) for row in rows]


def find_claim_file(session: Session, claim: ClaimView, file_id: int) -> FileOfClaim:
    """A file of this very claim. Raises: NotFound."""
    row = session.execute(_FILES.where(ClaimFile.claim_id == claim.id, ClaimFile.id == file_id)).first()
    if row is None:
        raise NotFound("文件不存在")
    return FileOfClaim(*row)


def list_proposals(session: Session, claim: ClaimView) -> Sequence[ProposalView]:
    """All versions, newest first."""
    names = ProposalView.__slots__
    rows = session.execute(
        select(*(getattr(ClaimProposal, name) for name in names))
        .where(ClaimProposal.claim_id == claim.id)
        .order_by(ClaimProposal.number.desc())
    )
    return [ProposalView(*row) for row in rows]


def list_tests(session: Session, claim: ClaimView) -> Sequence[TestView]:
    """Tests, oldest first."""
    names = TestView.__slots__
    rows = session.execute(
        select(*(getattr(ClaimTest, name) for name in names))
        .where(ClaimTest.claim_id == claim.id)
        .order_by(ClaimTest.id)
    )
    return [TestView(*row) for row in rows]


def list_claim_notes(session: Session, claim: ClaimView) -> Sequence[tuple[str, str, datetime]]:
    """The staff's notes: (name, words, moment). For the staff's page only."""
    rows = session.execute(
        select(ClaimNote.by_name, ClaimNote.words, ClaimNote.at)
        .where(ClaimNote.claim_id == claim.id)
        .order_by(ClaimNote.id)
    )
    return [(row.by_name, row.words, row.at) for row in rows]
