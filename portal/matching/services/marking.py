"""What people do with matches: hide one for themselves, put a demand aside at the desk, talk about it."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Conflict, Invalid, NotFound
from portal.core.permissions import Actor
from portal.listings.models import Listing
from portal.listings.terms import DEMAND
from portal.matching.models import MatchEntry, MatchHidden, MatchPair
from portal.matching.policies import of_company
from portal.matching.services.pairs import insert_into

MOST_REASON = 200


def hide(session: Session, actor: Actor, *, no: str, other: str, hidden: bool) -> None:
    """Hide a match of the company's listing from this person, or show it again. Twice is once. Raises: NotFound."""
    demand, supply = _pair(session, actor, no, other)
    values = {"user_id": actor.user_id or 0, "demand_id": demand, "supply_id": supply}
    known = session.get(MatchHidden, values)
    if hidden and known is None:
        session.execute(insert_into(session, MatchHidden).values(**values, at=now()).on_conflict_do_nothing())
    elif not hidden and known is not None:
        session.delete(known)
    else:
        return
    audit(session, actor, "match.hidden" if hidden else "match.shown", f"listing:{demand}", supply=supply)


def _pair(session: Session, actor: Actor, no: str, other: str) -> tuple[int, int]:
    own = session.execute(select(Listing.id, Listing.kind).where(of_company(actor), Listing.no == no)).first()
    if own is None:
        raise NotFound("信息不存在")
    found = session.execute(select(Listing.id).where(Listing.no == other)).scalar()
    pair = (own.id, found) if own.kind == DEMAND else (found, own.id)
    known = select(MatchPair.score).where(MatchPair.demand_id == pair[0], MatchPair.supply_id == pair[1])
    if found is None or session.execute(known).first() is None:
        raise NotFound("信息不存在")
    return int(pair[0] or 0), int(pair[1] or 0)


def dismiss(session: Session, actor: Actor, *, no: str, reason: str) -> None:
    """Staff put a demand's matches aside, with the reason. Raises: NotFound, Invalid("reason"), Conflict (done already)."""
    reason = " ".join(reason.split())
    entry = _entry(session, actor, no)
    if not reason:
        raise Invalid("reason", "请写明原因")
    if len(reason) > MOST_REASON:
        raise Invalid("reason", "最多 %(max)d 个字", max=MOST_REASON)
    if entry.dismissed_at is not None:
        raise Conflict("同事已经处理了这条求购")
    entry.dismissed_at, entry.dismissed_by, entry.dismissed_reason = now(), actor.user_id, reason
    audit(session, actor, "match.dismissed", f"listing:{entry.listing_id}", no=no, reason=reason)


def restore(session: Session, actor: Actor, *, no: str) -> None:
    """Put it back among those that wait. Raises: NotFound."""
    entry = _entry(session, actor, no)
    if entry.dismissed_at is not None:
        entry.dismissed_at, entry.dismissed_by, entry.dismissed_reason = None, None, ""
        audit(session, actor, "match.restored", f"listing:{entry.listing_id}", no=no)


def _entry(session: Session, actor: Actor, no: str) -> MatchEntry:
    query = (
        select(MatchEntry)
        .join(Listing, Listing.id == MatchEntry.listing_id)
        .where(Listing.no == no, MatchEntry.kind == DEMAND)
        .with_for_update(of=MatchEntry)
    )
    entry = session.scalars(query).first() if actor.is_staff else None
    if entry is None:
        raise NotFound("信息不存在")
    return entry


def note_acted(session: Session, *, org_id: int, no: str) -> None:
    """A thread with this company is about this listing: a demand somebody spoke of, or a supply a buyer asked for."""
    listing = session.execute(select(Listing.id, Listing.kind, Listing.org_id).where(Listing.no == no)).first()
    if listing is None:
        return
    if listing.kind == DEMAND:
        wanted = MatchEntry.listing_id == listing.id
    else:
        fitting = select(MatchPair.demand_id).where(MatchPair.supply_id == listing.id)
        wanted = MatchEntry.listing_id.in_(fitting) & (MatchEntry.org_id == org_id)
    session.execute(update(MatchEntry).where(wanted, MatchEntry.acted_at.is_(None)).values(acted_at=now()))


def note_talked(session: Session, *, no: str) -> None:
    """Staff spoke to somebody about this demand."""
    number = select(Listing.id).where(Listing.no == no, Listing.kind == DEMAND).scalar_subquery()
    session.execute(
        update(MatchEntry)
        .where(MatchEntry.listing_id == number, MatchEntry.acted_at.is_(None))
        .values(acted_at=now())
        .execution_options(synchronize_session=False)
    )
