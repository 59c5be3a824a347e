"""The people most tests of threads need: a company's roles, another company, a supplier, staff of departments."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.core.permissions import Actor
from portal.organisations.models import Organisation
from portal.threads import services
from portal.threads.words import key_of, prepare
from tests.factories.people import actor, make_member, make_organisation, make_staff


@dataclass
class Cast:
    company: Organisation
    supplier_company: Organisation
    manager: User
    member: User
    viewer: User
    stranger: User
    supplier: User
    sales: User
    quality: User
    supervisor: User
    admin: User


def make_cast(session: Session) -> Cast:
    company, supplier = (
        make_organisation(session, kind="buyer", name="苏州宏越机械"),
        make_organisation(session, kind="supplier"),
    )
    return Cast(
        company=company,
        supplier_company=supplier,
        manager=make_member(session, company, role="manager", name="陈经理"),
        member=make_member(session, company, role="member", name="周采购"),
        viewer=make_member(session, company, role="viewer", name="吴看看"),
        stranger=make_member(session, name="外人"),
        supplier=make_member(session, supplier, name="王供应"),
        sales=make_staff(session, "sales", name="李业务"),
        quality=make_staff(session, "quality", name="赵质量"),
        supervisor=make_staff(session, "supervision", name="孙监督"),
        admin=make_staff(session, "sales", is_admin=True, name="管理员"),
    )


def open_(session: Session, person: User, *, kind: str = "inquiry", subject: str = "询价", body: str = "请报价") -> str:
    return services.open_thread(
        session, actor(session, person), kind=kind, subject=subject, words=prepare(body), key=key_of(None)
    )


def say(session: Session, person: User, no: str, body: str, *, key: str | None = None) -> services.Posted:
    return services.post_message(session, actor(session, person), no=no, words=prepare(body), key=key_of(key))


def note(session: Session, person: User, no: str, body: str) -> services.Posted:
    return services.post_note(session, actor(session, person), no=no, words=prepare(body), key=key_of(None))


def as_actor(session: Session, person: User) -> Actor:
    return actor(session, person)
