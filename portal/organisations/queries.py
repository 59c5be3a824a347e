"""What is read of companies: own, public, and as staff see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from portal.accounts.models import User, secret_hash
from portal.core.audit import AuditEvent
from portal.core.clock import now
from portal.core.errors import NotFound
from portal.core.files import PICTURES, StoredFile
from portal.core.paging import Page
from portal.core.permissions import Actor, OrgRole
from portal.organisations import policies
from portal.organisations.models import PENDING, Invitation, Membership, Organisation, Registration


@dataclass(frozen=True, slots=True)
class CompanyView:
    """A company with everything its own people and staff may see."""

    id: int
    no: str
    name: str
    short_name: str
    uscc: str
    kind: str
    city: str
    address: str
    phone: str
    intro: str
    verification: str
    verified_at: datetime | None
    refusal: str
    submitted_at: datetime
    created_at: datetime
    version: int
    licence_token: str | None
    licence_name: str | None
    licence_type: str | None
    licence_size: int | None
    tier: str

    @property
    def licence_is_picture(self) -> bool:
        return self.licence_type in PICTURES

    @property
    def uscc_masked(self) -> str:
        """The code for strangers: whose it is, not enough to copy."""
        return self.uscc[:12] + "******"


def _companies() -> Any:
    return select(
        Organisation.id, Organisation.no, Organisation.name, Organisation.short_name, Organisation.uscc, Organisation.kind,
        Organisation.city, Organisation.address, Organisation.phone, Organisation.intro, Organisation.verification,
        Organisation.verified_at, Organisation.refusal, Organisation.submitted_at, Organisation.created_at, Organisation.version,
        StoredFile.token, StoredFile.name.label("file_name"), StoredFile.media_type, StoredFile.size, Organisation.tier,
    ).outerjoin(StoredFile, StoredFile.id == Organisation.licence_file_id)  # fmt: skip


def own_company(session: Session, actor: Actor) -> CompanyView:
    """The actor's company. Raises: NotFound (has none)."""
    row = session.execute(_companies().where(Organisation.id == actor.org_id)).first()
    if row is None:
        raise NotFound("企业不存在")
    return CompanyView(*row)


def company_by_no(session: Session, actor: Actor, no: str) -> CompanyView:
    """A company the actor may see the page of. Raises: NotFound."""
    row = session.execute(_companies().where(Organisation.no == no)).first()
    if row is None or not policies.can_see_company(actor, org_id=row.id, verification=row.verification):
        raise NotFound("企业不存在")
    return CompanyView(*row)


@dataclass(frozen=True, slots=True)
class MemberView:
    """A colleague."""

    user_id: int
    name: str
    email: str
    phone: str
    role: str
    since: datetime
    last_seen_at: datetime | None


def list_members(session: Session, org_id: int) -> list[MemberView]:
    """The company's people, managers first."""
    order = case((Membership.role == "manager", 0), (Membership.role == "member", 1), else_=2)
    rows = session.execute(
        select(User.id, User.name, User.email, User.phone, Membership.role, Membership.created_at, User.last_seen_at)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.org_id == org_id, Membership.ended_at.is_(None), User.disabled_at.is_(None))
        .order_by(order, Membership.id)
        .limit(500)
    )
    return [MemberView(*row) for row in rows]


def managers_of(session: Session, org_id: int) -> list[int]:
    """Who manages a company, by id."""
    query = select(Membership.user_id).where(
        Membership.org_id == org_id, Membership.ended_at.is_(None), Membership.role == OrgRole.MANAGER.value
    )
    return list(session.scalars(query))


def writers_of(session: Session, org_id: int) -> list[int]:
    """Who acts for a company, by id: its managers and members, without those who only read."""
    query = (
        select(Membership.user_id)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.org_id == org_id,
            Membership.ended_at.is_(None),
            Membership.role != OrgRole.VIEWER.value,
            User.disabled_at.is_(None),
        )
        .order_by(Membership.id)
    )
    return list(session.scalars(query))


@dataclass(frozen=True, slots=True)
class InvitationView:
    """An invitation that waits."""

    id: int
    email: str
    role: str
    created_at: datetime
    expires_at: datetime


def list_invitations(session: Session, org_id: int) -> list[InvitationView]:
    """Invitations that can still be accepted, newest first."""
    rows = session.execute(
        select(Invitation.id, Invitation.email, Invitation.role, Invitation.created_at, Invitation.expires_at)
        .where(Invitation.org_id == org_id, *_waiting())
        .order_by(Invitation.id.desc())
    )
    return [InvitationView(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation as whoever holds its link sees it."""

    id: int
    org_id: int
    email: str
    role: str
    company: str
    has_account: bool


def find_invitation(session: Session, token: str) -> Invited:
    """The invitation behind a link. Raises: NotFound (unknown, accepted, withdrawn, expired)."""
    row = session.execute(
        select(
            Invitation.id, Invitation.org_id, Invitation.email, Invitation.role, Organisation.name, User.id.is_not(None)
        )
        .join(Organisation, Organisation.id == Invitation.org_id)
        .outerjoin(User, User.email == Invitation.email)
        .where(Invitation.token_hash == secret_hash(token), *_waiting())
    ).first()
    if row is None:
        raise NotFound("邀请无效或已过期")
    return Invited(*row)


def _waiting() -> tuple[Any, ...]:
    return (Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None), Invitation.expires_at > now())


@dataclass(frozen=True, slots=True)
class PendingRegistration:
    """A registration that can be confirmed."""

    id: int
    email: str
    password_hash: str
    name: str
    phone: str
    locale: str
    company: str
    uscc: str
    kind: str
    city: str
    next_path: str


def find_registration(session: Session, token: str) -> PendingRegistration:
    """The registration behind a link. Raises: NotFound (unknown, used, expired)."""
    row: Any = session.execute(
        select(
            Registration.id, Registration.email, Registration.password_hash, Registration.name, Registration.phone,
            Registration.locale, Registration.company, Registration.uscc, Registration.kind, Registration.city,
            Registration.next_path,
        ).where(Registration.token_hash == secret_hash(token), Registration.used_at.is_(None), Registration.expires_at > now())
    ).first()  # fmt: skip
    if row is None:
        raise NotFound("链接无效或已过期")
    return PendingRegistration(*row)


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """A company in a list of the desk."""

    no: str
    name: str
    uscc: str
    kind: str
    city: str
    verification: str
    submitted_at: datetime
    has_licence: bool
    url: str


def list_companies(session: Session, *, verification: str, number: int, size: int = 20) -> Page[CompanyRow]:
    """Companies in a state: those that wait longest first, others newest first."""
    total = session.scalar(select(func.count()).where(Organisation.verification == verification)) or 0
    order = Organisation.submitted_at if verification == PENDING else Organisation.id.desc()
    rows = session.execute(
        select(
            Organisation.no, Organisation.name, Organisation.uscc, Organisation.kind, Organisation.city,
            Organisation.verification, Organisation.submitted_at, Organisation.licence_file_id.is_not(None),
        )
        .where(Organisation.verification == verification)
        .order_by(order)
        .offset((number - 1) * size)
        .limit(size)
    )  # fmt: skip
    return Page([CompanyRow(*row, url=f"/desk/companies/{row.no}") for row in rows], number, size, total)


def count_by_state(session: Session) -> dict[str, int]:
    """How many companies are in each state."""
    rows = session.execute(
        select(Organisation.verification, func.count().label("n")).group_by(Organisation.verification)
    )
    return {row.verification: row.n for row in rows}


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """Something that happened to a company."""

    at: datetime
    actor: str
    action: str
    facts: dict[str, Any]


def history_of(session: Session, org_id: int) -> Sequence[HistoryRow]:
    """What the audit knows of a company, newest first."""
    rows = session.execute(
        select(AuditEvent.at, AuditEvent.actor, AuditEvent.action, AuditEvent.facts)
        .where(AuditEvent.subject == f"organisation:{org_id}")
        .order_by(AuditEvent.id.desc())
        .limit(100)
    )
    return [HistoryRow(*row) for row in rows]


def named_in(session: Session, text: str) -> list[str]:
    """Names of companies that a text names, whoever they are: to take them out of it."""
    words = literal(text)
    found = session.execute(
        select(Organisation.name, Organisation.short_name).where(
            or_(
                words.contains(Organisation.name),
                and_(Organisation.short_name != "", words.contains(Organisation.short_name)),
            )
        )
    )
    return [name for row in found for name in row if name and name in text]


def organisation_id(session: Session, no: str) -> int:
    """The id behind a company's code; for commands. Raises: NotFound."""
    found = session.scalar(select(Organisation.id).where(Organisation.no == no))
    if found is None:
        raise NotFound("企业不存在")
    return found
