"""Whether a company is what it says: staff look at its licence and decide; the company hears why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.events import record
from portal.core.files import TakenFile, keep
from portal.core.live import announce
from portal.core.mail import reply_of, send_mail
from portal.core.permissions import Actor
from portal.organisations import policies
from portal.organisations.actors import actor_of
from portal.organisations.events import OrganisationRefused, OrganisationVerified
from portal.organisations.models import PENDING, REFUSED, VERIFIED, Organisation
from portal.organisations.queries import managers_of


def verify(session: Session, actor: Actor, *, no: str, version: int) -> None:
    """Verify a company as it was seen. Raises: Forbidden, NotFound, Conflict (changed since, or verified already)."""
    org = _seen(session, actor, no, version)
    if org.verification == VERIFIED:
        raise Conflict("这家企业已经认证过了")
    org.verification, org.verified_at, org.verified_by, org.refusal = VERIFIED, now(), actor.user_id, ""
    audit(session, actor, "organisation.verified", f"organisation:{org.id}")
    record(session, OrganisationVerified(org.id))
    announce(session, f"org:{org.id}", "organisation")
    _tell_managers(session, org, "organisations/verified", url="/me/organisation")


def refuse(session: Session, actor: Actor, *, no: str, version: int, reasons: Iterable[str], note: str) -> None:
    """Refuse a company, or take its verification back, saying why. reasons: codes of REFUSAL_REASONS.

    Raises: Forbidden, NotFound, Conflict (changed since), Invalid("reasons").
    """
    org = _seen(session, actor, no, version)
    chosen = [policies.REFUSAL_REASONS[code] for code in reasons if code in policies.REFUSAL_REASONS]
    if not chosen and not note:
        raise Invalid("reasons", "请选择或填写原因，企业会看到")
    was = org.verification
    org.verification, org.verified_at, org.verified_by = REFUSED, None, None
    org.refusal = "\n".join([*chosen, *([note] if note else [])])
    audit(session, actor, "organisation.refused", f"organisation:{org.id}", was=was, reasons=chosen, note=note)
    record(session, OrganisationRefused(org.id))
    announce(session, f"org:{org.id}", "organisation")
    _tell_managers(session, org, "organisations/refused", url="/me/organisation", reasons=chosen, note=note)


def submit_again(session: Session, actor: Actor) -> None:
    """Ask to be looked at again after a refusal. Raises: Forbidden, Conflict, Invalid("licence")."""
    org = _own(session, actor)
    if org.verification != REFUSED:
        raise Conflict("现在不需要重新提交")
    if org.licence_file_id is None:
        raise Invalid("licence", "请先上传营业执照")
    org.verification, org.submitted_at = PENDING, now()
    audit(session, actor, "organisation.submitted_again", f"organisation:{org.id}")
    announce(session, "staff", "moderation")


def set_licence(session: Session, actor: Actor, *, taken: TakenFile) -> None:
    """Keep the picture or PDF of the business licence. Raises: Forbidden, Conflict (verified already)."""
    org = _own(session, actor)
    if org.verification == VERIFIED:
        raise Conflict("企业已认证，如需更换营业执照请联系我们")
    file = keep(session, actor, taken)
    org.licence_file_id = file.id
    audit(session, actor, "organisation.licence_set", f"organisation:{org.id}", file=file.id)
    announce(session, "staff", "moderation")


def _own(session: Session, actor: Actor) -> Organisation:
    if not actor.is_manager:
        raise Forbidden("此操作需要企业管理员权限")
    return session.get_one(Organisation, actor.org_id)


def _seen(session: Session, actor: Actor, no: str, version: int) -> Organisation:
    if not policies.can_verify(actor):
        raise Forbidden("企业审核由业务部和监督部负责")
    org = session.scalars(select(Organisation).where(Organisation.no == no)).first()
    if org is None:
        raise NotFound("企业不存在")
    if org.version != version:
        raise Conflict("企业资料刚刚有变化，请重新核对")
    return org


def _tell_managers(session: Session, org: Organisation, template: str, **context: Any) -> None:
    for user_id in managers_of(session, org.id):
        manager = actor_of(session, user_id)
        if manager is not None and manager.email_confirmed:
            send_mail(
                session,
                manager.email,
                template,
                locale=manager.locale,
                reply=reply_of(manager),
                company=org.name,
                **context,
            )
