"""Reading imports: frozen views of plain columns, each query scoped to the actor's company."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.core.errors import NotFound
from portal.core.paging import Page
from portal.core.permissions import Actor
from portal.intake.compare import CHANGED, GONE, KEPT, NEW, UNCHANGED
from portal.intake.models import OK, REFUSED, REPEATED, RUNNING, Import, ImportRow
from portal.intake.policies import own_clause

SIZE = 50
TABS: dict[str, tuple[ColumnElement[bool], ...]] = {
    "all": (),
    "refused": (ImportRow.status == REFUSED,),
    "doubtful": (ImportRow.status == OK, ImportRow.is_doubtful.is_(True)),
    "new": (ImportRow.status == OK, ImportRow.fate == NEW),
    "changed": (ImportRow.status == OK, ImportRow.fate == CHANGED),
    "unchanged": (ImportRow.status == OK, ImportRow.fate.in_((UNCHANGED, KEPT))),
    "gone": (ImportRow.status == OK, ImportRow.fate == GONE),
    "repeated": (ImportRow.status == REPEATED,),
}
"""The parts of a preview."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportView:
    """An import as its page shows it."""

    id: int
    no: str
    name: str
    is_text: bool
    state: str
    done: int
    total: int
    error: str
    error_params: dict[str, Any]
    rows_read: int
    columns: list[Any]
    left_out: list[Any]
    left_out_count: int
    outcome: dict[str, Any]
    created_at: datetime
    published_at: datetime | None
    has_file: bool

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """A row of a preview."""

    id: int
    sheet: str
    row: int
    cells: dict[str, Any]
    status: str
    field: str
    reason: str
    params: dict[str, Any]
    doubts: list[Any]
    fate: str
    shown: dict[str, Any]
    changes: dict[str, tuple[str, str]]
    is_chosen: bool
    is_corrected: bool
    listing_no: str
    result: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows each part has, and how many are ticked."""

    parts: dict[str, int]
    chosen: int


_COLUMNS = (
    Import.id, Import.no, Import.name, Import.is_text, Import.state, Import.done, Import.total, Import.error, Import.error_params,
    Import.rows_read, Import.columns, Import.left_out, Import.left_out_count, Import.outcome, Import.created_at, Import.published_at, Import.file_id,
)  # fmt: skip


def find_import(session: Session, actor: Actor, no: str) -> ImportView:
    """An import of the actor's company. Raises: NotFound (absent, or another company's)."""
    row = session.execute(select(*_COLUMNS).where(own_clause(actor), Import.no == no)).first()
    if row is None:
        raise NotFound("没有这次导入")
    return _view(row)


def list_imports(session: Session, actor: Actor, *, limit: int = 10) -> list[ImportView]:
    """The company's latest imports."""
    query = select(*_COLUMNS).where(own_clause(actor)).order_by(Import.id.desc()).limit(limit)
    return [_view(row) for row in session.execute(query)]


def count_rows(session: Session, import_id: int) -> Counts:
    """How many rows of each kind an import has; whoever asks has found the import by `find_import`."""
    query = (
        select(ImportRow.status, ImportRow.fate, ImportRow.is_doubtful, ImportRow.is_chosen, func.count())
        .where(ImportRow.import_id == import_id)
        .group_by(ImportRow.status, ImportRow.fate, ImportRow.is_doubtful, ImportRow.is_chosen)
    )
    parts = dict.fromkeys(TABS, 0)
    chosen = 0
    for status, fate, doubtful, ticked, number in session.execute(query):
        parts["all"] += number
        chosen += number if ticked else 0
        if status != OK:
            parts["refused" if status == REFUSED else "repeated"] += number
            continue
        parts["unchanged" if fate == KEPT else fate] += number
        parts["doubtful"] += number if doubtful else 0
    return Counts(parts, chosen)


def list_rows(session: Session, import_id: int, *, tab: str, number: int, total: int) -> Page[RowView]:
    """A page of rows; whoever asks has found the import by `find_import`."""
    query = (
        select(
            ImportRow.id, ImportRow.sheet, ImportRow.row, ImportRow.cells, ImportRow.corrected, ImportRow.status, ImportRow.field,
            ImportRow.reason, ImportRow.params, ImportRow.doubts, ImportRow.fate, ImportRow.shown, ImportRow.changes,
            ImportRow.is_chosen, ImportRow.listing_no, ImportRow.result,
        )
        .where(ImportRow.import_id == import_id, *TABS[tab])
        .order_by(ImportRow.position)
        .offset((number - 1) * SIZE)
        .limit(SIZE)
    )  # fmt: skip
    rows = [
        RowView(
            id=row.id, sheet=row.sheet, row=row.row, cells=row.corrected or row.cells, status=row.status, field=row.field,
            reason=row.reason, params=row.params, doubts=row.doubts, fate=row.fate, shown=row.shown,
            changes={name: (old, new) for name, old, new in row.changes}, is_chosen=row.is_chosen, is_corrected=bool(row.corrected),
            listing_no=row.listing_no, result=row.result,
        )
        for row in session.execute(query)
    ]  # fmt: skip
    return Page(rows, number=number, size=SIZE, total=total)


def _view(row: Any) -> ImportView:
    values = dict(row._mapping)
    return ImportView(has_file=values.pop("file_id") is not None, **values)
