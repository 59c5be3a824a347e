"""Answers kept for use again: per department or for everybody, with variables that are filled in where they are used."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound, refuse
from portal.core.permissions import Actor, Department
from portal.materials.text import fold_characters
from portal.threads.casefile import CannedReply
from portal.threads.models import DEPARTMENTS
from portal.threads.queries import ThreadView
from portal.threads.services.locking import lock_person

VARIABLES = ("客户", "联系人", "单号", "主题", "货物", "负责人", "我")
"""What may stand in braces. Part of what staff type, so the same in every language of the pages."""
MAX_TITLE, MAX_BODY = 60, 4000
_BRACES = re.compile(r"\{([^{}\n]{1,20})\}")


def fill(body: str, values: Mapping[str, str]) -> str:
    """The body with its variables filled in; what has no value stays in its braces, to be seen and written over."""
    return _BRACES.sub(lambda found: values.get(found[1]) or found[0], body)


def unknown_in(body: str) -> str:
    """The first variable in the body that there is none of; empty where all are known."""
    return next((name for name in _BRACES.findall(body) if name not in VARIABLES), "")


def values_of(thread: ThreadView, actor: Actor) -> dict[str, str]:
    """What the variables mean in a thread."""
    return values_from(
        company=thread.org_short_name or thread.org_name, contact=thread.opener_name, no=thread.no, subject=thread.subject,
        goods=thread.subject_title, owner=thread.owner_name or "", me=actor.name,
    )  # fmt: skip


def values_from(
    *, company: str, contact: str, no: str, subject: str, goods: str, owner: str, me: str = ""
) -> dict[str, str]:
    """The variables with what they mean."""
    return dict(zip(VARIABLES, (company, contact, no, subject, goods, owner, me), strict=True))


def check_reply(*, department: str, title: str, body: str) -> None:
    """Look at everything typed. Raises: Invalid("department", "title", "body"), with every complaint."""
    found = []
    if department and department not in DEPARTMENTS:
        found.append(Invalid("department", "请选择部门"))
    if not title.strip():
        found.append(Invalid("title", "请填写名称"))
    elif len(title.strip()) > MAX_TITLE:
        found.append(Invalid("title", "最多 %(max)s 个字", max=MAX_TITLE))
    if not body.strip():
        found.append(Invalid("body", "请填写内容"))
    elif len(body) > MAX_BODY:
        found.append(Invalid("body", "最多 %(max)s 个字", max=MAX_BODY))
    elif unknown := unknown_in(body):
        found.append(Invalid("body", "没有变量 {%(name)s}", name=unknown))
    refuse(found)


def keep_reply(
    session: Session, actor: Actor, *, reply_id: int | None, version: int, department: str, title: str, body: str
) -> int:
    """Write one, or change it. Returns its id. Raises: Forbidden (another department's), NotFound, Conflict, Invalid."""
    check_reply(department=department, title=title, body=body)
    _allow(actor, department)
    if reply_id is None:
        lock_person(session, actor.user_id)
        same = (
            CannedReply.department == department,
            CannedReply.title == " ".join(title.split()),
            CannedReply.body == body.strip(),
        )
        known = session.scalar(select(CannedReply.id).where(*same).limit(1))
        if known is not None:
            return known
        reply = CannedReply(version=0)
        session.add(reply)
    else:
        reply = _found(session, actor, reply_id)
        if reply.version != version:
            raise Conflict("同事刚刚改过这条快捷回复，请核对后再保存")
    reply.department, reply.title, reply.body = department, " ".join(title.split()), body.strip()
    reply.folded = fold_characters(f"{reply.title} {reply.body}")
    reply.changed_by, reply.changed_at, reply.version = actor.name[:60], now(), reply.version + 1
    session.flush()  # its id goes into the audit
    audit(session, actor, "reply.kept", f"reply:{reply.id}", department=department)
    return reply.id


def drop_reply(session: Session, actor: Actor, *, reply_id: int) -> None:
    """Throw one away. Raises: Forbidden, NotFound."""
    session.delete(_found(session, actor, reply_id))
    audit(session, actor, "reply.dropped", f"reply:{reply_id}")


def _found(session: Session, actor: Actor, reply_id: int) -> CannedReply:
    reply = session.scalars(select(CannedReply).where(CannedReply.id == reply_id).with_for_update()).first()
    if reply is None:
        raise NotFound("快捷回复不存在")
    _allow(actor, reply.department)
    return reply


def _allow(actor: Actor, department: str) -> None:
    """A department's set is its own people's to change; everybody's set is everybody's."""
    if not actor.is_staff or (department and not actor.works_in(department, Department.SUPERVISION)):
        raise Forbidden("只能修改自己部门或公用的快捷回复")
