"""Pictures and certificates of a listing. The bytes are core.files' business; who may have them is the views'."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Invalid, NotFound
from portal.core.files import PICTURES, StoredFile, TakenFile, keep
from portal.core.permissions import Actor
from portal.listings.models import ListingFile
from portal.listings.services._rows import own_listing, settle
from portal.listings.terms import FILE_ROLES, PICTURE

MOST_FILES = 12
CERTIFICATES = frozenset({"application/pdf", *PICTURES})


def attach_file(session: Session, actor: Actor, *, no: str, role: str, taken: TakenFile) -> ListingFile:
    """Add a picture or certificate at the end.

    Raises: NotFound, Forbidden, Invalid(role, reason).
    """
    listing = own_listing(session, actor, no)
    if role not in FILE_ROLES:
        raise Invalid("role", "请从列表中选择")
    field = "pictures" if role == PICTURE else "certificates"
    if taken.media_type not in (PICTURES if role == PICTURE else CERTIFICATES):
        raise Invalid(field, "图片请传 JPG、PNG、WebP 或 GIF，质保书请传 PDF 或图片")
    count, last = session.execute(
        select(func.count(), func.max(ListingFile.position)).where(
            ListingFile.listing_id == listing.id, ListingFile.role == role
        )
    ).one()
    if count >= MOST_FILES:
        raise Invalid(field, "最多 %(max)d 个文件", max=MOST_FILES)
    stored = keep(session, actor, taken)
    file = ListingFile(listing_id=listing.id, file_id=stored.id, role=role, position=(last or 0) + 1)
    session.add(file)
    listing.file_count += 1
    listing.updated_at = now()
    audit(session, actor, "listing.file_added", f"listing:{listing.id}", no=no, role=role, file=stored.id)
    settle(session, listing)
    return file


def remove_file(session: Session, actor: Actor, *, no: str, token: str) -> None:
    """Take a file off the listing; its row in `files` stays, since a copy of the listing may show it too.

    Raises: NotFound, Forbidden.
    """
    listing = own_listing(session, actor, no)
    query = (
        select(ListingFile)
        .join(StoredFile, StoredFile.id == ListingFile.file_id)
        .where(ListingFile.listing_id == listing.id, StoredFile.token == token)
    )
    file = session.scalars(query).first()
    if file is None:
        raise NotFound("文件不存在")
    session.delete(file)
    listing.file_count -= 1
    listing.updated_at = now()
    audit(session, actor, "listing.file_removed", f"listing:{listing.id}", no=no, file=file.file_id)
    settle(session, listing)
