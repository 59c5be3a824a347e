"""Writing a listing: a draft, a correction, a copy. After publication what was shown before is kept."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Forbidden, Invalid, refuse
from portal.core.numbers import new_number
from portal.core.permissions import Actor
from portal.listings.models import Listing, ListingFile, ListingRevision, PriceChange
from portal.listings.policies import can_post
from portal.listings.services._rows import own_listing, promised, same_version, settle
from portal.listings.storage import available_of, find_warehouse, stock_of
from portal.listings.terms import DRAFT, KINDS, PREFIXES, PUBLISHED, SUPPLY, WITHDRAWN
from portal.listings.values import NAMES, ListingValues, check, snapshot_of, values_of


def create_draft(
    session: Session,
    actor: Actor,
    *,
    kind: str,
    values: ListingValues,
    org_id: int | None = None,
    source_key: str | None = None,
) -> Listing:
    """A new listing nobody else sees yet.

    org_id: for the house's own commands, which act for a company; everybody else writes for their own.
    source_key: what an imported row is known by.
    Raises: Invalid(field, reason), Forbidden.
    """
    if kind not in KINDS:
        raise Invalid("kind", "请从列表中选择")
    if actor.is_system:
        if org_id is None:
            raise ValueError("a command names the company it acts for")
    else:
        org_id = actor.org_id
        if org_id is None or not can_post(actor, kind):
            raise Forbidden(_refusal(actor, kind))
    values = check(values, kind=kind, publishing=False)
    moment = now()
    listing = Listing(
        no=new_number(PREFIXES[kind]),
        kind=kind,
        org_id=org_id,
        created_by=actor.user_id,
        status=DRAFT,
        created_at=moment,
        updated_at=moment,
        source_key=source_key,
        reserved=Decimal(0),
    )
    _write(session, listing, values)
    listing.available = listing.quantity
    session.add(listing)
    session.flush()  # callers need its id and number
    audit(session, actor, "listing.created", f"listing:{listing.id}", no=listing.no, kind=kind)
    return listing


def edit_listing(session: Session, actor: Actor, *, no: str, version: int, values: ListingValues) -> Listing:
    """Replace what the company wrote. A published listing keeps what it showed, and a new price its history.

    version: the one the actor read. What staff took down becomes a draft again.
    Raises: NotFound, Forbidden, Conflict (edited meanwhile), Invalid(field, reason).
    Records: ListingChanged when strangers see it.
    """
    listing = own_listing(session, actor, no)
    same_version(listing, version)
    values = check(values, kind=listing.kind, publishing=listing.status == PUBLISHED)
    refuse(promised(session, listing, quantity=values.quantity, unit=values.unit))
    before, snapshot, public = values_of(listing), snapshot_of(listing), listing.is_public
    old_price = listing.price
    _write(session, listing, values)
    changed = [name for name in NAMES if getattr(before, name) != getattr(listing, name)]
    revived = listing.status == WITHDRAWN
    if not changed and not revived:
        return listing
    moment = now()
    if listing.published_at is not None:
        session.add(
            ListingRevision(listing_id=listing.id, version=version, at=moment, by=actor.user_id, snapshot=snapshot)
        )
    if revived:
        listing.status = DRAFT
    note_price(session, actor, listing, old_price)
    listing.available = available_of(listing, stock_of(session, [listing]))
    listing.version += 1
    listing.updated_at = moment
    if listing.status == PUBLISHED:  # whoever corrects it has just looked at it
        listing.confirmed_at, listing.confirmed_by, listing.rested_at = moment, actor.user_id, None
    audit(session, actor, "listing.edited", f"listing:{listing.id}", no=no, changed=changed, version=listing.version)
    settle(session, listing, before=public)
    return listing


def copy_listing(session: Session, actor: Actor, *, no: str) -> Listing:
    """A draft with the same content and pictures; certificates belong to their own goods and stay.

    Raises: NotFound, Forbidden.
    """
    source = own_listing(session, actor, no)
    # What is over in the original is not copied: the copy could not be published with it.
    moment = now()
    values = values_of(source)
    if values.valid_until is not None and values.valid_until <= moment:
        values = replace(values, valid_until=None)
    if values.wanted_by is not None and values.wanted_by < moment.date():
        values = replace(values, wanted_by=None)
    copy = create_draft(
        session, actor, kind=source.kind, values=values, org_id=source.org_id if actor.is_system else None
    )
    pictures = select(ListingFile.file_id, ListingFile.position).where(
        ListingFile.listing_id == source.id, ListingFile.role == "picture"
    )
    for file_id, position in session.execute(pictures).all():
        session.add(ListingFile(listing_id=copy.id, file_id=file_id, role="picture", position=position))
        copy.file_count += 1
    session.flush()
    return copy


def note_price(session: Session, actor: Actor, listing: Listing, old: object) -> bool:
    """Keep a changed price of something already published in its history. Says whether it changed."""
    if listing.price == old:
        return False
    if listing.published_at is not None:
        session.add(PriceChange(listing_id=listing.id, old=old, new=listing.price, at=now(), by=actor.user_id))
    return True


def _write(session: Session, listing: Listing, values: ListingValues) -> None:
    for name in NAMES:
        if name != "warehouse_no":
            setattr(listing, name, getattr(values, name))
    if values.warehouse_no == (listing.warehouse_no or ""):
        return
    warehouse = find_warehouse(session, values.warehouse_no)
    if values.warehouse_no and warehouse is None:
        raise Invalid("warehouse_no", "没有这个仓库，请从列表中选择")
    listing.warehouse_id = warehouse.id if warehouse else None
    listing.warehouse_no = warehouse.no if warehouse else ""
    listing.warehouse_name = warehouse.name if warehouse else ""
    if warehouse and listing.kind == SUPPLY:
        listing.city = warehouse.city


def _refusal(actor: Actor, kind: str) -> str:
    if actor.is_customer and actor.can_write and kind == SUPPLY:
        return "贵公司登记为采购方，不能发布供应。请在企业资料中改为供应商"
    return "您在企业中的角色只能查看，请联系企业管理员"
