"""People and companies."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.models import User, UserSession, secret_hash
from portal.core.clock import now
from portal.core.numbers import new_number, new_token
from portal.core.permissions import Actor
from portal.organisations.actors import actor_of
from portal.organisations.models import VERIFIED, Membership, Organisation

_count = itertools.count(1)


def make_user(session: Session, **values: Any) -> User:
    """A person with a confirmed address and no password."""
    number = next(_count)
    values = {"email": f"person{number}@example.com", "name": f"测试{number}", "email_confirmed_at": now()} | values
    user = User(**values)
    session.add(user)
    session.flush()
    return user


def make_staff(session: Session, *departments: str, **values: Any) -> User:
    """A member of staff in the given departments (default: sales)."""
    return make_user(session, is_staff=True, departments=",".join(departments or ("sales",)), **values)


def make_organisation(session: Session, **values: Any) -> Organisation:
    """A verified company; kind `both` unless given."""
    number = next(_count)
    values = {
        "no": new_number("C", 6),
        "name": f"测试物资{number}有限公司",
        "short_name": f"测试{number}",
        "uscc": f"TEST{number:014d}",
        "kind": "both",
        "city": "天津",
        "verification": VERIFIED,
    } | values
    org = Organisation(**values)
    session.add(org)
    session.flush()
    return org


def make_member(
    session: Session, organisation: Organisation | None = None, *, role: str = "manager", **values: Any
) -> User:
    """A person who acts for a company (a new one unless given)."""
    organisation = organisation or make_organisation(session)
    user = make_user(session, **values)
    session.add(Membership(user_id=user.id, org_id=organisation.id, role=role))
    session.flush()
    return user


def actor(session: Session, user: User) -> Actor:
    """The actor a person is now."""
    session.flush()
    found = actor_of(session, user.id)
    assert found is not None
    return found


def make_session(session: Session, user: User) -> str:
    """A browser session for the person. Returns its token."""
    token = new_token()
    session.add(UserSession(token_hash=secret_hash(token), user_id=user.id, expires_at=now() + timedelta(days=1)))
    session.flush()
    return token
