"""A new company with its first person. Until the address is confirmed there is neither, only a Registration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.accounts.models import User, secret_hash
from portal.accounts.services.sessions import person
from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Conflict, Invalid, NotFound
from portal.core.mail import send_mail
from portal.core.numbers import new_number, new_token
from portal.core.outbox import enqueue
from portal.core.permissions import Actor, OrgRole
from portal.core.uow import Database
from portal.materials.regions import city_of
from portal.organisations import policies
from portal.organisations.models import PENDING, Membership, Organisation, Registration
from portal.organisations.queries import find_registration
from portal.organisations.uscc import check_uscc


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyData:
    """A company as typed into a form."""

    name: str
    uscc: str
    kind: str
    city: str


def check_company(session: Session, data: CompanyData) -> CompanyData:
    """The data in normal form. Says nothing about people, so its answers are the same for every address.

    Raises: Invalid("uscc").
    """
    code = check_uscc(data.uscc)
    if session.scalar(select(Organisation.id).where(Organisation.uscc == code)):
        raise Invalid("uscc", "这家企业已经注册，请联系贵公司的管理员邀请您加入")
    return CompanyData(name=data.name, uscc=code, kind=data.kind, city=short_city(data.city))


def short_city(text: str) -> str:
    """A city's short name; what no table of ours knows, a place abroad or a name in Latin letters, stays as typed."""
    return city_of(text) or " ".join(text.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonData:
    """Somebody as typed into a form; the password only as its hash."""

    email: str
    name: str
    phone: str
    password_hash: str
    locale: str


def register(session: Session, *, company: CompanyData, who: PersonData, next_path: str = "") -> int:
    """Keep what was typed and have the mail written. Whether the address is known is the worker's to find out.

    next_path: a path of ours where they go on once confirmed, or empty.

    Returns the registration's id, for the browser that made it.
    """
    row = Registration(
        email=who.email,
        password_hash=who.password_hash,
        name=who.name,
        phone=who.phone,
        locale=who.locale,
        company=company.name,
        uscc=company.uscc,
        kind=company.kind,
        city=company.city,
        next_path=next_path,
        created_at=now(),
        expires_at=now() + policies.REGISTRATION_LASTS,
    )
    session.add(row)
    session.flush()  # the job names its id
    enqueue(session, "organisations.register", {"id": row.id})
    return row.id


def resend(session: Session, *, email: str) -> None:
    """Ask for the mail once more; the same answer and work for every address."""
    enqueue(session, "organisations.resend", {"email": email})


def send_confirmation(session: Session, registration: Registration) -> None:
    """Mail the link; to somebody who has an account already, say so instead and forget the registration."""
    if session.scalar(select(User.id).where(User.email == registration.email)):
        send_mail(
            session,
            registration.email,
            "accounts/known",
            locale=registration.locale,
            url="/password/reset",
            login_url=_login(registration.next_path),
        )
        session.delete(registration)
        return
    token = new_token()
    registration.token_hash = secret_hash(token)
    # No name, no company: whoever typed them may not own this address.
    send_mail(
        session,
        registration.email,
        "organisations/confirm",
        locale=registration.locale,
        url=f"/confirm/{token}",
        hours=int(policies.REGISTRATION_LASTS.total_seconds() // 3600),
    )


def _login(next_path: str) -> str:
    return f"/login?{urlencode({'next': next_path})}" if next_path else "/login"


def confirm_registration(session: Session, *, token: str) -> User:
    """Make the person and the company out of a confirmed registration. The caller has checked who confirms.

    Raises: NotFound (unknown, used, expired), Conflict (address or company registered meanwhile).
    """
    pending = find_registration(session, token)
    # All of the address, always in the same order: two of them confirmed at once would wait for each other for ever.
    rows = select(Registration.id).where(Registration.email == pending.email).order_by(Registration.id)
    session.execute(rows.with_for_update())
    used: Any = session.execute(
        update(Registration)
        .where(Registration.id == pending.id, Registration.used_at.is_(None))
        .values(used_at=now(), password_hash="")
    )
    if used.rowcount != 1:
        raise NotFound("链接无效或已过期")
    user = User(
        email=pending.email,
        email_confirmed_at=now(),
        password_hash=pending.password_hash,
        name=pending.name,
        phone=pending.phone,
        locale=pending.locale,
        created_at=now(),
    )
    session.add(user)
    try:
        session.flush()  # the table says whether the address is still free
        data = CompanyData(name=pending.company, uscc=pending.uscc, kind=pending.kind, city=pending.city)
        found_company(session, person(user), data)
    except IntegrityError as error:
        raise Conflict("这个邮箱或企业刚刚已被注册，请直接登录，或联系贵公司的管理员") from error
    session.execute(delete(Registration).where(Registration.email == user.email, Registration.id != pending.id))
    return user


def found_company(session: Session, actor: Actor, data: CompanyData) -> Organisation:
    """Make a company with the actor as its manager; it waits to be verified. Raises: IntegrityError, Conflict."""
    if session.scalar(select(Membership.id).where(Membership.user_id == actor.user_id, Membership.ended_at.is_(None))):
        raise Conflict("您已经有所属企业")
    org = Organisation(
        no=new_number("C", 6),
        name=data.name,
        uscc=data.uscc,
        kind=data.kind,
        city=data.city,
        verification=PENDING,
        created_at=now(),
        submitted_at=now(),
    )
    session.add(org)
    session.flush()  # the membership needs its id, and the table says whether the code is free
    session.add(Membership(user_id=actor.user_id, org_id=org.id, role=OrgRole.MANAGER.value, created_at=now()))
    audit(session, actor, "organisation.registered", f"organisation:{org.id}", kind=data.kind)
    session.flush()
    return org


def forget_registrations(database: Database) -> None:
    """Periodic: remove registrations that can no longer be confirmed, with all they hold."""
    with database.writing() as session:
        session.execute(delete(Registration).where(Registration.expires_at < now()))
