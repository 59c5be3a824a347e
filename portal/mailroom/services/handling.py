"""Staff say that they saw to a mail."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.errors import Forbidden, NotFound
from portal.core.permissions import Actor
from portal.mailroom.models import HANDLED, REFUSED, WAITING, Mail


def handle(session: Session, actor: Actor, *, mail_id: int) -> None:
    """Raises: Forbidden, NotFound (no such mail, or none that waits)."""
    if not actor.is_staff:
        raise Forbidden("此操作供物资通员工使用")
    mail = session.get(Mail, mail_id, with_for_update=True)
    if mail is not None and mail.recipient.startswith("reply+") and not actor.works_in("supervision"):
        mail = None
    if mail is None or mail.outcome not in (WAITING, REFUSED):
        raise NotFound("邮件不存在")
    mail.outcome, mail.handled_by = HANDLED, actor.user_id
    audit(session, actor, "mail.handled", f"mail:{mail.id}")
