"""Following a single listing: the list of one's own, begun, ended, paused, at another pace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.clock import now
from portal.core.documents import SearchDocument
from portal.core.errors import Invalid, NotFound
from portal.core.numbers import new_number
from portal.core.paces import NOW, PACES
from portal.core.permissions import Actor
from portal.search.alerts.telling import GONE, state_of
from portal.search.alerts.words import what
from portal.search.models import Watch

MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchRow:
    """A listing the reader follows, as they were told of it last."""

    no: str
    doc_no: str
    title: str
    state: str
    pace: str
    paused_at: datetime | None
    paused_until: datetime | None
    created_at: datetime

    @property
    def url(self) -> str:
        return f"/listings/{self.doc_no}"

    @property
    def paused(self) -> bool:
        return self.paused_at is not None and (self.paused_until is None or self.paused_until > now())

    @property
    def gone(self) -> bool:
        return self.state == GONE


_COLUMNS = (
    Watch.no, Watch.doc_no, Watch.title, Watch.state, Watch.pace, Watch.paused_at, Watch.paused_until, Watch.created_at,
)  # fmt: skip


def list_watches(session: Session, actor: Actor) -> list[WatchRow]:
    """The actor's own, newest first."""
    rows = session.execute(
        select(*_COLUMNS).where(Watch.user_id == actor.user_id).order_by(Watch.id.desc()).limit(MOST)
    )
    return [WatchRow(**row._mapping) for row in rows]


def follow(session: Session, actor: Actor, document: SearchDocument, *, stale: bool) -> bool:
    """Follow a listing from now on. stale: the follower sees that it is. False when the actor does already. Raises: Invalid("no") when they follow too many."""
    own = Watch.user_id == actor.user_id
    here = (own, Watch.kind == document.kind, Watch.doc_id == document.id)
    if session.scalar(select(Watch.id).where(*here)):
        return False
    if (session.scalar(select(func.count()).select_from(Watch).where(own)) or 0) >= MOST:
        raise Invalid("no", "最多关注 %(max)d 条，请先取消不用的", max=MOST)
    row = Watch(
        no=new_number("G"),
        user_id=actor.user_id,
        kind=document.kind,
        doc_id=document.id,
        doc_no=document.no,
        title=what(document)[:240],
        unit=document.unit,
        price_fen=document.price_fen,
        members_only=document.member_price_only,
        state=state_of(document),
        stale_since=document.confirmed_at if stale else None,
        pace=NOW,
        created_at=now(),
    )
    session.add(row)
    session.flush()  # its number goes into the audit
    audit(session, actor, "watch.begun", f"watch:{row.id}", listing=document.no)
    return True


def unfollow(session: Session, actor: Actor, no: str) -> None:
    """Raises: NotFound."""
    row = _own(session, actor, no)
    audit(session, actor, "watch.ended", f"watch:{row.id}", listing=row.doc_no)
    session.delete(row)


def set_pace(session: Session, actor: Actor, no: str, *, pace: str) -> None:
    """Raises: NotFound, Invalid("pace")."""
    row = _own(session, actor, no)
    if pace not in PACES:
        raise Invalid("pace", "请选择")
    if row.pace != pace:
        audit(session, actor, "watch.pace_set", f"watch:{row.id}", before=row.pace, pace=pace)
        row.pace = pace


def pause_watch(session: Session, actor: Actor, no: str, *, until: datetime | None) -> None:
    """Nothing is told for a while, and what changes meanwhile never. until: None for until resumed. Raises: NotFound."""
    row = _own(session, actor, no)
    row.paused_at, row.paused_until = now(), until
    audit(session, actor, "watch.paused", f"watch:{row.id}", until=until.isoformat() if until else "")


def resume_watch(session: Session, actor: Actor, no: str) -> None:
    """Raises: NotFound."""
    row = _own(session, actor, no)
    if row.paused_at is not None:
        row.paused_at = row.paused_until = None
        audit(session, actor, "watch.resumed", f"watch:{row.id}")


def _own(session: Session, actor: Actor, no: str) -> Watch:
    row = session.scalars(select(Watch).where(Watch.no == no, Watch.user_id == actor.user_id)).first()
    if row is None:
        raise NotFound("没有关注这一条")
    return row
