"""Tables of imports: a sheet on its way in, its rows as read and as corrected, and what is remembered for the next sheet."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.clock import now
from portal.core.db import Base, Id

READING, READY, FAILED, CANCELLED = "reading", "ready", "failed", "cancelled"
PUBLISHING, DONE, UNDOING, UNDONE = "publishing", "done", "undoing", "undone"
RUNNING = (READING, PUBLISHING, UNDOING)
"""States in which a job works on it; the page shows how far it is."""

OK, REFUSED, REPEATED = "ok", "refused", "repeated"
"""What became of a row when it was read."""


class Import(Base):
    """One sheet or pasted text. `no` is its address; done and total count the rows of the work in hand."""

    __tablename__ = "imports"
    __table_args__ = (Index("ix_imports_org", "org_id", "id"), Index("ix_imports_state", "state", "created_at"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    no: Mapped[str] = mapped_column(String(12), unique=True)
    org_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    name: Mapped[str] = mapped_column(String(200), default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("files.id"))
    is_text: Mapped[bool] = mapped_column(default=False)
    warehouse_no: Mapped[str] = mapped_column(String(20), default="")

    state: Mapped[str] = mapped_column(String(12), default=READING)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="")
    error_params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    rows_read: Mapped[int] = mapped_column(default=0)
    reading: Mapped[int] = mapped_column(default=0)
    """How many readings were asked for or begun: only the newest writes."""

    columns: Mapped[list[Any]] = mapped_column(default=list)
    """The columns of the first table, as [name, field, example, sure]; empty for free text."""
    chosen: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What somebody decided about columns: plain name → field."""
    left_out: Mapped[list[Any]] = mapped_column(default=list)
    """The first lines that were taken for no goods (titles, notices, totals), as [sheet, row, text]."""
    left_out_count: Mapped[int] = mapped_column(default=0)
    signature: Mapped[str] = mapped_column(String(64), default="")
    """What sheets of this kind are known by: the names of their columns, hashed."""

    published_at: Mapped[datetime | None]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    ended_at: Mapped[datetime | None]
    """When the work was published or taken back to the end."""
    outcome: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """How many rows were created, updated, confirmed, closed, failed; after undoing, restored."""


class ImportRow(Base):
    """One offer of a sheet (a row of groups is several), a refused row, or a listing the sheet no longer has.

    cells: field → text as read; corrected: the same as somebody corrected it. shown: the listing's values as the preview has them.
    before: what its listing was before publishing, for undoing.
    """

    __tablename__ = "import_rows"
    __table_args__ = (
        Index("ix_import_rows_position", "import_id", "position"),
        Index("ix_import_rows_fate", "import_id", "fate", "position"),
        Index("ix_import_rows_key", "import_id", "key"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"))
    position: Mapped[int]
    sheet: Mapped[str] = mapped_column(String(60), default="")
    row: Mapped[int] = mapped_column(default=0)
    cells: Mapped[dict[str, Any]] = mapped_column(default=dict)
    corrected: Mapped[dict[str, Any]] = mapped_column(default=dict)
    context: Mapped[dict[str, Any]] = mapped_column(default=dict)
    listing: Mapped[str] = mapped_column(String(12), default="")
    """The number the sheet itself states."""

    status: Mapped[str] = mapped_column(String(10), default=OK)
    field: Mapped[str] = mapped_column(String(20), default="")
    reason: Mapped[str] = mapped_column(String(200), default="")
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    doubts: Mapped[list[Any]] = mapped_column(default=list)
    """[field, reason] of every cell that was read but not for certain."""
    is_doubtful: Mapped[bool] = mapped_column(default=False)

    key: Mapped[str] = mapped_column(String(80), default="")
    fate: Mapped[str] = mapped_column(String(10), default="")
    shown: Mapped[dict[str, Any]] = mapped_column(default=dict)
    changes: Mapped[list[Any]] = mapped_column(default=list)
    """[field, old, new] as texts."""
    is_chosen: Mapped[bool] = mapped_column(default=False)

    listing_no: Mapped[str] = mapped_column(String(12), default="")
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    result: Mapped[str] = mapped_column(String(10), default="")
    """What publishing made of it: created, updated, confirmed, closed, failed; after undoing, restored or kept."""


class ImportMapping(Base):
    """What a supplier decided about the columns of sheets of one kind."""

    __tablename__ = "import_mappings"
    __table_args__ = (UniqueConstraint("org_id", "signature", name="uq_import_mappings"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    org_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    signature: Mapped[str] = mapped_column(String(64))
    chosen: Mapped[dict[str, Any]] = mapped_column(default=dict)
    changed_at: Mapped[datetime] = mapped_column(default=now)


class ImportCorrection(Base):
    """How a supplier corrected a row: the same cells in the next sheet are corrected the same way.

    fingerprint: of the cells that say what the goods are; changed: field → [as it stood, as it should be].
    """

    __tablename__ = "import_corrections"
    __table_args__ = (UniqueConstraint("org_id", "fingerprint", name="uq_import_corrections"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    org_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    fingerprint: Mapped[str] = mapped_column(String(64))
    changed: Mapped[dict[str, Any]] = mapped_column(default=dict)
    changed_at: Mapped[datetime] = mapped_column(default=now)
