"""The company's own people: engaged, moved between departments, disabled. Administrators only."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.accounts import policies
from portal.accounts.addresses import check_email
from portal.accounts.models import User
from portal.accounts.services.links import end_links, make_link
from portal.accounts.services.sessions import end_sessions
from portal.accounts.services.tokens import revoke_all_tokens
from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.mail import send_mail
from portal.core.permissions import Actor, Department


def create_staff(
    session: Session, actor: Actor, *, email: str, name: str, departments: Iterable[str], is_admin: bool
) -> int:
    """Engage somebody: they get a mail with a link to set their password. Returns their id.

    Raises: Forbidden, Invalid("email" | "departments").
    """
    _require_admin(actor)
    user = User(
        email=check_email(email),
        name=name,
        is_staff=True,
        is_admin=is_admin,
        departments=department_codes(departments, is_admin=is_admin),
        created_at=now(),
    )
    session.add(user)
    try:
        session.flush()  # the table says whether the address is free; the link needs the id
    except IntegrityError as error:
        raise Invalid("email", "这个邮箱已经有账号了") from error
    audit(session, actor, "staff.created", f"user:{user.id}", departments=user.departments, is_admin=is_admin)
    _welcome(session, user)
    return user.id


def invite_again(session: Session, actor: Actor, *, user_id: int) -> None:
    """Mail the link to set a password once more; the earlier one dies. Raises: Forbidden, NotFound, Conflict."""
    user = _staff(session, actor, user_id)
    if user.password_hash or user.disabled_at:
        raise Conflict("此员工已设置密码或已停用")
    audit(session, actor, "staff.invited_again", f"user:{user.id}")
    _welcome(session, user)


def change_staff(
    session: Session, actor: Actor, *, user_id: int, version: int, name: str, departments: Iterable[str], is_admin: bool
) -> None:
    """Change what somebody works on. Raises: Forbidden, NotFound, Conflict (stale), Invalid("departments" | "is_admin")."""
    user = _staff(session, actor, user_id)
    if user.version != version:
        raise Conflict("内容已被其他人修改，请刷新后再试")
    if user.is_admin and not is_admin and _is_last_admin(session, user):
        raise Invalid("is_admin", "至少要保留一名管理员")
    user.name, user.is_admin = name, is_admin
    user.departments = department_codes(departments, is_admin=is_admin)
    audit(session, actor, "staff.changed", f"user:{user.id}", departments=user.departments, is_admin=is_admin)


def disable_staff(session: Session, actor: Actor, *, user_id: int) -> None:
    """Somebody leaves: sessions, links and keys end at once. Raises: Forbidden, NotFound, Conflict."""
    user = _staff(session, actor, user_id)
    if user.id == actor.user_id or _is_last_admin(session, user):
        raise Conflict("不能停用自己或最后一名管理员")
    if user.disabled_at is None:
        user.disabled_at = now()
        end_sessions(session, user.id)
        end_links(session, user.id)
        revoke_all_tokens(session, user.id)
        audit(session, actor, "staff.disabled", f"user:{user.id}")


def enable_staff(session: Session, actor: Actor, *, user_id: int) -> None:
    """Somebody comes back. Raises: Forbidden, NotFound."""
    user = _staff(session, actor, user_id)
    if user.disabled_at is not None:
        user.disabled_at = None
        audit(session, actor, "staff.enabled", f"user:{user.id}")


def _welcome(session: Session, user: User) -> None:
    token = make_link(session, user_id=user.id, purpose="welcome", email=user.email, lasts=policies.WELCOME_LASTS)
    send_mail(
        session,
        user.email,
        "accounts/welcome_staff",
        locale=user.locale,
        url=f"/password/reset/{token}",
        days=policies.WELCOME_LASTS.days,
    )


def _staff(session: Session, actor: Actor, user_id: int) -> User:
    _require_admin(actor)
    user = session.get(User, user_id)
    if user is None or not user.is_staff:
        raise NotFound("员工不存在")
    return user


def _require_admin(actor: Actor) -> None:
    if not actor.is_admin:
        raise Forbidden("此操作需要管理员权限")


def _is_last_admin(session: Session, user: User) -> bool:
    if not user.is_admin or user.disabled_at is not None:
        return False
    others = select(func.count()).where(
        User.is_staff, User.is_admin, User.disabled_at.is_(None), User.password_hash.is_not(None), User.id != user.id
    )
    return not session.scalar(others)


def department_codes(departments: Iterable[str], *, is_admin: bool) -> str:
    """The chosen departments as they are kept. Raises: Invalid("departments")."""
    known = [code.value for code in Department]
    chosen = set(departments)
    if chosen - set(known):
        raise Invalid("departments", "没有这个部门")
    if not chosen and not is_admin:
        raise Invalid("departments", "请至少选择一个部门")
    return ",".join(code for code in known if code in chosen)
