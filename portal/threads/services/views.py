"""Ways of looking at the queue that somebody keeps under a name."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Forbidden, Invalid, NotFound
from portal.core.permissions import Actor, Department
from portal.threads.casefile import DeskView
from portal.threads.services.locking import lock_person

MOST = 30


def keep_view(session: Session, actor: Actor, *, name: str, query: str, shared: bool) -> int:
    """Keep the filters under a name; shared: for all colleagues. query: as `desk` writes it. Returns its id.

    Raises: Forbidden, Invalid("name").
    """
    if not actor.is_staff:
        raise Forbidden("只有客服可以保存视图")
    name = " ".join(name.split())
    if not name:
        raise Invalid("name", "请填写名称")
    if len(name) > 40:
        raise Invalid("name", "最多 %(max)s 个字", max=40)
    lock_person(session, actor.user_id)
    kept = select(DeskView.id).where(
        DeskView.user_id == actor.user_id, DeskView.name == name, DeskView.query == query[:400]
    )
    known = session.scalar(kept.where(DeskView.shared.is_(shared)).limit(1))
    if known is not None:
        return known
    own = session.scalar(select(func.count()).select_from(DeskView).where(DeskView.user_id == actor.user_id))
    if (own or 0) >= MOST:
        raise Invalid("name", "最多保存 %(max)s 个视图，请先删除不用的", max=MOST)
    view = DeskView(user_id=actor.user_id or 0, name=name, query=query[:400], shared=shared, created_at=now())
    session.add(view)
    session.flush()  # its id goes into the audit
    audit(session, actor, "desk.view_kept", f"view:{view.id}", shared=shared)
    return view.id


def drop_view(session: Session, actor: Actor, *, view_id: int) -> None:
    """Forget one's own view; supervision may tidy up shared ones. Raises: NotFound (also for a colleague's own)."""
    view = session.get(DeskView, view_id)
    own = view is not None and view.user_id == actor.user_id
    if view is None or not (own or (view.shared and actor.works_in(Department.SUPERVISION))):
        raise NotFound("视图不存在")
    session.delete(view)
    audit(session, actor, "desk.view_dropped", f"view:{view_id}")
