"""Colleagues: invited, joining, changing roles, leaving. A company always keeps a manager."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.accounts.addresses import check_email
from portal.accounts.models import User, secret_hash
from portal.accounts.services.sessions import person
from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.events import record
from portal.core.live import announce
from portal.core.mail import send_mail
from portal.core.numbers import new_token
from portal.core.permissions import Actor, OrgRole
from portal.organisations import policies
from portal.organisations.events import MemberLeft
from portal.organisations.models import Invitation, Membership, Organisation
from portal.organisations.queries import find_invitation


def invite(session: Session, actor: Actor, *, email: str, role: str) -> None:
    """Ask somebody to join; an earlier invitation of the same address is replaced.

    The answer is the same whether or not the address has an account. Raises: Forbidden, Invalid("email" | "role").
    """
    org = _own_company(session, actor)
    email = check_email(email)
    if role not in {entry.value for entry in OrgRole}:
        raise Invalid("role", "请选择角色")
    colleague = (
        select(Membership.id)
        .join(User, User.id == Membership.user_id)
        .where(Membership.org_id == org.id, Membership.ended_at.is_(None), User.email == email)
    )
    if session.scalar(colleague):
        raise Invalid("email", "此人已是贵公司的成员")
    session.execute(_open(org.id).where(Invitation.email == email).values(withdrawn_at=now()))
    waiting = select(func.count()).where(
        Invitation.org_id == org.id,
        Invitation.accepted_at.is_(None),
        Invitation.withdrawn_at.is_(None),
        Invitation.expires_at > now(),
    )
    if (session.scalar(waiting) or 0) >= policies.MAX_INVITATIONS:
        raise Invalid("email", "等待接受的邀请太多，请先撤回不需要的")
    token = new_token()
    row = Invitation(
        token_hash=secret_hash(token),
        org_id=org.id,
        email=email,
        role=role,
        invited_by=actor.user_id,
        created_at=now(),
        expires_at=now() + policies.INVITATION_LASTS,
    )
    session.add(row)
    session.flush()  # the audit names its id
    audit(session, actor, "invitation.sent", f"organisation:{org.id}", invitation=row.id, role=role)
    # The company's name is its own words until staff have verified it: not for a stranger's letter box.
    company = org.name if policies.is_public(org.verification) else ""
    send_mail(
        session,
        email,
        "organisations/invitation",
        locale=actor.locale,
        url=f"/invitations/{token}",
        company=company,
        days=policies.INVITATION_LASTS.days,
    )


def withdraw(session: Session, actor: Actor, *, invitation_id: int) -> None:
    """Take an invitation back. Raises: Forbidden, NotFound (another company's, accepted, withdrawn)."""
    org = _own_company(session, actor)
    done: Any = session.execute(_open(org.id).where(Invitation.id == invitation_id).values(withdrawn_at=now()))
    if done.rowcount != 1:
        raise NotFound("邀请不存在")
    audit(session, actor, "invitation.withdrawn", f"organisation:{org.id}", invitation=invitation_id)


def join_as_new(session: Session, *, token: str, name: str, phone: str, password_hash: str, locale: str) -> User:
    """Accept an invitation as somebody new; the link came by mail, so the address is confirmed. Raises: NotFound, Conflict."""
    invited = find_invitation(session, token)
    user = User(
        email=invited.email,
        email_confirmed_at=now(),
        password_hash=password_hash,
        name=name,
        phone=phone,
        locale=locale,
        created_at=now(),
    )
    session.add(user)
    try:
        session.flush()  # the table says whether the address is free
    except IntegrityError as error:
        raise Conflict("这个邮箱已经有账号，请登录后再接受邀请") from error
    _join(session, user, token)
    return user


def join(session: Session, actor: Actor, *, token: str) -> None:
    """Accept an invitation as somebody who has an account: only the one it was sent to, and only without a company.

    Raises: NotFound, Conflict.
    """
    invited = find_invitation(session, token)
    user = session.get_one(User, actor.user_id)
    if user.email != invited.email:
        raise Conflict("这份邀请是发给另一个邮箱的，请用收到邀请的账号登录")
    if user.is_staff or actor.org_id is not None:
        raise Conflict("您已经有所属企业，请先退出原来的企业")
    _join(session, user, token)


def _join(session: Session, user: User, token: str) -> None:
    invited = find_invitation(session, token)
    used: Any = session.execute(_open(invited.org_id).where(Invitation.id == invited.id).values(accepted_at=now()))
    if used.rowcount != 1:
        raise NotFound("邀请不存在")
    session.add(Membership(user_id=user.id, org_id=invited.org_id, role=invited.role, created_at=now()))
    try:
        session.flush()  # the table allows one current company a person
    except IntegrityError as error:
        raise Conflict("您已经有所属企业，请先退出原来的企业") from error
    audit(session, person(user), "member.joined", f"organisation:{invited.org_id}", user=user.id, role=invited.role)


def change_role(session: Session, actor: Actor, *, user_id: int, role: str) -> None:
    """Give a colleague another role. Raises: Forbidden, NotFound, Invalid("role"), Conflict (the last manager)."""
    org = _own_company(session, actor)
    if role not in {entry.value for entry in OrgRole}:
        raise Invalid("role", "请选择角色")
    row = _membership(session, org, user_id)
    if row.role == role:
        return
    if role != OrgRole.MANAGER:
        _keep_a_manager(session, org, row)
    audit(session, actor, "member.role_changed", f"organisation:{org.id}", user=user_id, was=row.role, now=role)
    row.role = role
    announce(session, f"user:{user_id}", "rights")


def remove(session: Session, actor: Actor, *, user_id: int) -> None:
    """End a colleague's membership; their rights end with it. Raises: Forbidden, NotFound, Conflict (the last manager)."""
    org = _own_company(session, actor)
    row = _membership(session, org, user_id)
    _keep_a_manager(session, org, row)
    row.ended_at = now()
    audit(session, actor, "member.removed", f"organisation:{org.id}", user=user_id)
    record(session, MemberLeft(user_id=user_id))
    announce(session, f"user:{user_id}", "rights")


def leave(session: Session, actor: Actor) -> None:
    """Leave the company. Raises: Forbidden, Conflict (the last manager)."""
    if not actor.is_customer or actor.user_id is None:
        raise Forbidden("此操作供企业成员使用")
    org = _lock(session, actor.org_id)
    row = _membership(session, org, actor.user_id)
    _keep_a_manager(session, org, row)
    row.ended_at = now()
    audit(session, actor, "member.left", f"organisation:{org.id}", user=actor.user_id)
    record(session, MemberLeft(user_id=actor.user_id))
    announce(session, f"user:{actor.user_id}", "rights")


def _own_company(session: Session, actor: Actor) -> Organisation:
    if not actor.is_manager:
        raise Forbidden("此操作需要企业管理员权限")
    return _lock(session, actor.org_id)


def _lock(session: Session, org_id: int | None) -> Organisation:
    # Two managers who remove each other at the same moment: one after the other, so that one remains.
    org = session.scalars(select(Organisation).where(Organisation.id == org_id).with_for_update()).one()
    return org


def _membership(session: Session, org: Organisation, user_id: int) -> Membership:
    row = session.scalars(
        select(Membership).where(
            Membership.org_id == org.id, Membership.user_id == user_id, Membership.ended_at.is_(None)
        )
    ).first()
    if row is None:
        raise NotFound("成员不存在")
    return row


def _keep_a_manager(session: Session, org: Organisation, row: Membership) -> None:
    others = (
        select(func.count())
        .select_from(Membership)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.org_id == org.id,
            Membership.role == OrgRole.MANAGER.value,
            Membership.ended_at.is_(None),
            Membership.id != row.id,
            User.disabled_at.is_(None),
        )
    )
    if row.role == OrgRole.MANAGER and not session.scalar(others):
        raise Conflict("企业至少要有一名管理员，请先把另一位成员设为管理员")


def _open(org_id: int) -> Any:
    return update(Invitation).where(
        Invitation.org_id == org_id, Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None)
    )
