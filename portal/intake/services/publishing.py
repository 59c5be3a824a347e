"""Publishes the ticked rows of a preview, and takes a whole import back within a day; both by job, in short transactions."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Conflict, Invalid, PortalError
from portal.core.outbox import enqueue
from portal.core.permissions import Actor
from portal.core.uow import Database
from portal.intake.compare import CHANGED, GONE, KEPT, NEW, UNCHANGED, Keyed
from portal.intake.models import DONE, OK, PUBLISHING, UNDOING, UNDONE, Import, ImportRow
from portal.intake.plan import Entry, entry
from portal.intake.policies import must_supply
from portal.intake.rows import ReadRow
from portal.intake.services.bringing import bring_in, known_by
from portal.intake.services.correcting import in_preview
from portal.intake.services.judging import raw_of
from portal.intake.services.reading import places_of
from portal.intake.services.starting import own_import, tell
from portal.intake.values import Places
from portal.listings import services
from portal.listings.models import Listing
from portal.listings.terms import EXPIRED, PUBLISHED
from portal.listings.values import ListingValues, values_of
from portal.organisations.actors import actor_of

BATCH = 50
UNDO_FOR = timedelta(days=1)
RESULTS = {NEW: "created", CHANGED: "updated", UNCHANGED: "confirmed"}


def publish_import(session: Session, actor: Actor, *, no: str) -> Import:
    """Have the ticked rows published. Raises: NotFound, Forbidden, Conflict, Invalid (nothing is ticked)."""
    found = in_preview(session, actor, no)
    ticked = select(ImportRow.id).where(ImportRow.import_id == found.id, ImportRow.is_chosen.is_(True))
    count = len(session.execute(ticked).all())
    if not count:
        raise Invalid("", "没有勾选任何一行")
    found.state, found.done, found.total = PUBLISHING, 0, count
    found.published_by, found.published_at = actor.user_id, now()
    enqueue(session, "intake.publish", {"import_id": found.id})
    audit(session, actor, "import.published", f"import:{found.id}", no=no, rows=count)
    return found


def can_undo(state: str, published_at: datetime | None) -> bool:
    """Whether it was published and the day is not over yet."""
    return state == DONE and published_at is not None and now() - published_at < UNDO_FOR


def undo_import(session: Session, actor: Actor, *, no: str) -> Import:
    """Have the whole import taken back. Raises: NotFound, Forbidden, Conflict (too late, or not published)."""
    must_supply(actor)
    found = own_import(session, actor, no, lock=True)
    if found.state in (UNDOING, UNDONE):
        return found
    if not can_undo(found.state, found.published_at):
        raise Conflict("只有发布后一天内的导入可以撤销")
    found.state, found.done = UNDOING, 0
    enqueue(session, "intake.undo", {"import_id": found.id, "user_id": actor.user_id})
    audit(session, actor, "import.undone", f"import:{found.id}", no=no)
    return found


def publish_rows(database: Database, import_id: int) -> None:
    """Job: bring the ticked rows in, as whoever pressed the button; harmless when it runs twice."""
    while True:
        with database.writing() as session:
            found = session.get(Import, import_id, with_for_update=True)
            if found is None or found.state != PUBLISHING:
                return
            rows = _next(session, found, ImportRow.is_chosen.is_(True), ImportRow.result == "")
            if not rows:
                _finish(session, found, DONE)
                return
            actor = actor_of(session, found.published_by or 0)
            if actor is None or actor.org_id != found.org_id or not actor.can_write:
                for row in rows:  # they left the company meanwhile
                    row.result = "failed"
                continue
            places = places_of(session, found)
            known = known_by(session, found.org_id, [row.key for row in rows if row.key], lock=True)
            for row in rows:
                _publish(session, actor, row, known.get(row.key), places)
            found.done += len(rows)
            tell(session, found)


def _publish(session: Session, actor: Actor, row: ImportRow, known: Any, places: Places) -> None:
    try:
        with session.begin_nested():  # a row that the listings refuse leaves the others as they are
            if row.fate == GONE:
                listing = session.scalars(
                    select(Listing).where(Listing.no == row.listing_no, Listing.org_id == actor.org_id)
                ).one()
                row.before = {"status": listing.status}
                services.close_listing(session, actor, no=row.listing_no)
                row.result = "closed"
                return
            keyed = _keyed(row)
            found = entry(keyed, known, places) if keyed is not None else Invalid("", "读不出来")
            if not isinstance(found, Entry) or found.fate == KEPT:
                row.result = "failed"
                return
            if known is not None:
                row.before = {"status": known.status, "values": _plain(known.values), "after": _plain(found.after)}
            numbers = bring_in(session, actor, org_id=actor.org_id or 0, entries=[found])
            row.listing_no, row.result = numbers[row.key], RESULTS[found.fate]
    except PortalError:
        row.result = "failed"


def _keyed(row: ImportRow) -> Keyed | None:
    raw = raw_of(row)
    if row.listing:
        return Keyed(row.key, raw, None)
    read = raw.read()
    return Keyed(row.key, raw, read[0]) if len(read) == 1 and isinstance(read[0], ReadRow) else None


def undo_rows(database: Database, import_id: int, user_id: int) -> None:
    """Job: new listings are taken back, changed ones get back what they held, closed ones are opened; what people changed
    since stays as they changed it. Harmless when it runs twice."""
    while True:
        with database.writing() as session:
            found = session.get(Import, import_id, with_for_update=True)
            if found is None or found.state != UNDOING:
                return
            rows = _next(session, found, ImportRow.result.in_(("created", "updated", "confirmed", "closed")))
            actor = actor_of(session, user_id)
            if not rows:
                _finish(session, found, UNDONE)
                return
            if actor is None or actor.org_id != found.org_id or not actor.can_write:
                _finish(
                    session, found, DONE
                )  # they left the company meanwhile: what is still there a colleague can take back
                return
            for row in rows:
                try:
                    with session.begin_nested():
                        row.result = _undo(session, actor, row)
                except PortalError:
                    row.result = "kept"
            found.done += len(rows)
            tell(session, found)


def _undo(session: Session, actor: Actor, row: ImportRow) -> str:
    listing = session.scalars(
        select(Listing).where(Listing.no == row.listing_no, Listing.org_id == actor.org_id).with_for_update()
    ).first()
    if listing is None:
        return "kept"
    if row.result == "created":
        services.withdraw_listing(session, actor, no=listing.no)
        listing.source_key = None  # so that the same sheet can bring it in anew
        return "restored"
    if row.result == "closed":
        services.reopen_listing(session, actor, no=listing.no)
        return "restored"
    if row.result == "updated":
        before, after, held = _values(row.before["values"]), _values(row.before["after"]), values_of(listing)
        back = {
            one.name: getattr(before, one.name)
            for one in fields(ListingValues)
            if getattr(before, one.name) != getattr(after, one.name)
            and getattr(held, one.name) == getattr(after, one.name)
        }
        if back:
            services.edit_listing(session, actor, no=listing.no, version=listing.version, values=replace(held, **back))
        if row.before["status"] == EXPIRED and listing.status == PUBLISHED:
            services.close_listing(session, actor, no=listing.no)
        return "restored" if back else "kept"
    return "kept"


def _next(session: Session, found: Import, *clauses: Any) -> list[ImportRow]:
    query = select(ImportRow).where(ImportRow.import_id == found.id, ImportRow.status == OK, *clauses)
    return list(session.scalars(query.order_by(ImportRow.position).limit(BATCH)))


def _finish(session: Session, found: Import, state: str) -> None:
    results = session.scalars(select(ImportRow.result).where(ImportRow.import_id == found.id, ImportRow.result != ""))
    found.outcome = dict(Counter(results))
    found.state, found.ended_at = state, now()
    tell(session, found)


def _plain(values: ListingValues) -> dict[str, Any]:
    """Values as plain JSON."""
    return {one.name: _json(getattr(values, one.name)) for one in fields(ListingValues) if one.name in KEPT_FIELDS}


def _json(value: Any) -> Any:
    return f"{value:f}" if isinstance(value, Decimal) else value


KEPT_FIELDS = (
    "category", "product_name", "grade", "spec", "standard", "mill", "origin", "quantity", "unit", "price", "price_remark",
    "tax_included", "price_basis", "weighing_basis", "payment_terms", "delivery_terms", "remarks", "warehouse_no", "city",
)  # fmt: skip
"""What an import may change of a listing, and so what undoing may give back."""


def _values(plain: dict[str, Any]) -> ListingValues:
    amounts = {name: Decimal(plain[name]) for name in ("quantity", "price") if plain.get(name) is not None}
    return ListingValues(**{**plain, **amounts})
