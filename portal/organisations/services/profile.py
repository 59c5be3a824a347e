"""What a company says of itself."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.accounts.addresses import check_phone
from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Conflict, Forbidden, Invalid
from portal.core.events import record
from portal.core.live import announce
from portal.core.permissions import Actor, OrgKind
from portal.organisations.events import OrganisationChanged
from portal.organisations.models import PENDING, VERIFIED, Organisation
from portal.organisations.queries import CompanyView
from portal.organisations.services.registration import short_city
from portal.organisations.uscc import check_uscc


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileData:
    """The form of the company's profile. Name and code of a verified company are not taken from it."""

    name: str
    uscc: str
    short_name: str
    kind: str
    city: str
    address: str
    phone: str
    intro: str


def needs_new_check(company: Organisation | CompanyView, kind: str) -> bool:
    """Whether changing the kind to this one costs the company its verification."""
    return company.verification == VERIFIED and company.kind == OrgKind.BUYER and kind != OrgKind.BUYER


def change_profile(session: Session, actor: Actor, *, version: int, data: ProfileData) -> None:
    """Save the profile as it was edited from `version`.

    A verified buyer that becomes a supplier waits for staff again: they looked at somebody who buys.
    Raises: Forbidden, Conflict (somebody else saved meanwhile), Invalid("uscc" | "phone").
    Records: OrganisationChanged.
    """
    if not actor.is_manager:
        raise Forbidden("此操作需要企业管理员权限")
    org = session.get_one(Organisation, actor.org_id, with_for_update=True)
    if org.version != version:
        raise Conflict("内容已被其他人修改，请核对后再保存")
    values = {
        "short_name": data.short_name,
        "kind": data.kind,
        "city": short_city(data.city),
        "address": data.address,
        "phone": check_phone(data.phone) if data.phone else "",
        "intro": data.intro,
    }
    if org.verification != VERIFIED:
        values |= {"name": data.name, "uscc": check_uscc(data.uscc)}
    changed = sorted(key for key, value in values.items() if getattr(org, key) != value)
    if not changed:
        return
    anew = needs_new_check(org, data.kind)
    for key in changed:
        setattr(org, key, values[key])
    try:
        session.flush()  # the table says whether the code is somebody else's
    except IntegrityError as error:
        raise Invalid("uscc", "这个统一社会信用代码已被其他企业注册，请联系我们") from error
    audit(session, actor, "organisation.changed", f"organisation:{org.id}", fields=changed)
    if anew:
        org.verification, org.verified_at, org.verified_by, org.submitted_at = PENDING, None, None, now()
        audit(session, actor, "organisation.submitted_again", f"organisation:{org.id}", why="kind")
        announce(session, "staff", "moderation")
    record(session, OrganisationChanged(org.id))
