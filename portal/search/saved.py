"""Searches people keep under a name, and their rules. An address comes in as `links` writes it; pages are in `me`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Invalid, NotFound
from portal.core.numbers import new_number
from portal.core.paces import NEVER, PACES
from portal.core.permissions import Actor
from portal.search.models import SavedSearch, SearchNews

MOST = 50
LONGEST_NAME = 60
LONGEST_ADDRESS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedRow:
    """One's own saved search in the list."""

    no: str
    name: str
    address: str
    created_at: datetime
    pace: str
    paused_at: datetime | None
    paused_until: datetime | None

    @property
    def paused(self) -> bool:
        return self.paused_at is not None and (self.paused_until is None or self.paused_until > now())


_COLUMNS = (
    SavedSearch.no, SavedSearch.name, SavedSearch.address, SavedSearch.created_at, SavedSearch.pace, SavedSearch.paused_at,
    SavedSearch.paused_until,
)  # fmt: skip


def list_saved(session: Session, actor: Actor) -> list[SavedRow]:
    """The actor's own, newest first."""
    rows = session.execute(
        select(*_COLUMNS).where(SavedSearch.user_id == actor.user_id).order_by(SavedSearch.id.desc()).limit(MOST)
    )
    return [SavedRow(**row._mapping) for row in rows]


def save_search(session: Session, actor: Actor, *, name: str, address: str) -> bool:
    """Keep a search. False when it was kept already: then nothing changes. Raises: Invalid("name", "address")."""
    name = _name(name)
    if not address.startswith("/search?") or len(address) > LONGEST_ADDRESS:
        raise Invalid("address", "先输入要搜的词，或选好条件，再保存")
    key = hashlib.sha256(address.encode()).hexdigest()
    own = SavedSearch.user_id == actor.user_id
    if session.scalar(select(SavedSearch.id).where(own, SavedSearch.key == key)):
        return False
    if (session.scalar(select(func.count()).select_from(SavedSearch).where(own)) or 0) >= MOST:
        raise Invalid("address", "最多保存 %(max)d 个搜索，请先删除不用的", max=MOST)
    row = SavedSearch(no=new_number("Q"), user_id=actor.user_id, name=name, address=address, key=key, created_at=now())
    session.add(row)
    session.flush()  # its number goes into the audit
    audit(session, actor, "search.saved", f"saved_search:{row.id}", name=name)
    return True


def rename_saved(session: Session, actor: Actor, no: str, *, name: str) -> None:
    """Raises: NotFound (absent, or somebody else's), Invalid("name")."""
    row = _own(session, actor, no)
    name = _name(name)
    if row.name != name:
        audit(session, actor, "search.renamed", f"saved_search:{row.id}", before=row.name, name=name)
        row.name = name


def delete_saved(session: Session, actor: Actor, no: str) -> None:
    """Raises: NotFound."""
    row = _own(session, actor, no)
    audit(session, actor, "search.deleted", f"saved_search:{row.id}", name=row.name)
    _drop_news(session, row)
    session.delete(row)


def saved_row(session: Session, actor: Actor, no: str) -> SavedRow:
    """One of the actor's own. Raises: NotFound."""
    row = _own(session, actor, no)
    return SavedRow(**{column.key: getattr(row, column.key) for column in _COLUMNS})


def set_pace(session: Session, actor: Actor, no: str, *, pace: str) -> None:
    """How often its keeper is told of what newly answers it. What waits waits on, but for never. Raises: NotFound, Invalid("pace")."""
    row = _own(session, actor, no)
    if pace not in PACES:
        raise Invalid("pace", "请选择")
    if row.pace != pace:
        audit(session, actor, "search.pace_set", f"saved_search:{row.id}", before=row.pace, pace=pace)
        row.pace, row.changes = pace, row.changes + 1
        if pace == NEVER:
            _drop_news(session, row)


def pause_saved(session: Session, actor: Actor, no: str, *, until: datetime | None) -> None:
    """Nothing is told for a while, and what comes meanwhile never. until: None for until resumed. Raises: NotFound."""
    row = _own(session, actor, no)
    row.paused_at, row.paused_until, row.changes = now(), until, row.changes + 1
    _drop_news(session, row)
    audit(session, actor, "search.paused", f"saved_search:{row.id}", until=until.isoformat() if until else "")


def resume_saved(session: Session, actor: Actor, no: str) -> None:
    """Raises: NotFound."""
    row = _own(session, actor, no)
    if row.paused_at is not None:
        row.paused_at = row.paused_until = None
        row.changes += 1
        audit(session, actor, "search.resumed", f"saved_search:{row.id}")


def _drop_news(session: Session, row: SavedSearch) -> None:
    session.execute(delete(SearchNews).where(SearchNews.search_id == row.id))


def _own(session: Session, actor: Actor, no: str) -> SavedSearch:
    query = select(SavedSearch).where(SavedSearch.no == no, SavedSearch.user_id == actor.user_id)
    row = session.scalars(query).first()
    if row is None:
        raise NotFound("没有这个搜索")
    return row


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise Invalid("name", "请填写")
    if len(name) > LONGEST_NAME:
        raise Invalid("name", "最多 %(max)d 个字", max=LONGEST_NAME)
    return name
