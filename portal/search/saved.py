"""Searches people keep under a name, and their rules. An address comes in as `links` writes it; pages are in `me`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Invalid, NotFound
from portal.core.numbers import new_number
from portal.core.permissions import Actor
from portal.search.models import SavedSearch

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


def list_saved(session: Session, actor: Actor) -> list[SavedRow]:
    """The actor's own, newest first."""
    query = select(SavedSearch.no, SavedSearch.name, SavedSearch.address, SavedSearch.created_at)
    rows = session.execute(
        query.where(SavedSearch.user_id == actor.user_id).order_by(SavedSearch.id.desc()).limit(MOST)
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
    session.delete(row)


def saved_row(session: Session, actor: Actor, no: str) -> SavedRow:
    """One of the actor's own. Raises: NotFound."""
    row = _own(session, actor, no)
    return SavedRow(no=row.no, name=row.name, address=row.address, created_at=row.created_at)


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
