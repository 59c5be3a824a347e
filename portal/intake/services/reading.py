"""Reads a sheet into its preview: in chunks, each a short transaction, with progress, until the end or a cancellation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.errors import Invalid, PortalError
from portal.core.files import FileStore, StoredFile
from portal.core.texts import N_
from portal.core.uow import Database
from portal.intake.cells import Refusal
from portal.intake.columns import Columns
from portal.intake.compare import RENEWED, Known, gone, identity, numbered_key
from portal.intake.leftovers import Leftovers
from portal.intake.models import DONE, FAILED, READING, READY, REPEATED, Import, ImportRow
from portal.intake.numbered import PREFIX
from portal.intake.picking import Raw, raw_rows
from portal.intake.rows import ReadRow
from portal.intake.services.bringing import known_by
from portal.intake.services.judging import Part, context_json, gone_row, judged
from portal.intake.services.remembering import (
    corrected_as_before,
    corrections_of,
    fingerprint,
    mappings_of,
    signature_of,
)
from portal.intake.services.starting import tell
from portal.intake.tables import read_sheets, read_text
from portal.intake.values import Places
from portal.listings.storage import find_warehouse, warehouses
from portal.organisations.models import Organisation

CHUNK = 200
MOST_ROWS = 20_000
LATER = N_("同样的货在第 %(row)s 行有更新的报价，以那一行为准")
SAME = N_("和第 %(row)s 行完全一样")
PUT = ("created", "updated", "confirmed")
"""Results of rows that stand for a public listing."""


@dataclass(slots=True)
class _Seen:
    """The first row of some goods: what a later one is measured against."""

    position: int
    row: int
    at: str
    states: list[int]


@dataclass(slots=True)
class _Reader:
    """The state of one reading. Memory is bounded: of a row read before only its key and a number stay."""

    import_id: int
    org_id: int
    places: Places
    mappings: dict[str, dict[str, str]]
    chosen: dict[str, str]
    corrections: dict[str, dict[str, Any]]
    turn: int
    """Which reading of the import this is; when a newer one is wanted, this one stops."""
    position: int = 0
    rows: int = 0
    seen: dict[str, _Seen] = field(default_factory=dict)
    columns: list[Any] = field(default_factory=list)
    signature: str = ""
    left_out: Leftovers = field(default_factory=Leftovers)
    late: list[tuple[int, int]] = field(default_factory=list)
    """Positions of rows already written that a later row stands for, with that row's number."""

    def decide(self, columns: Columns) -> Columns:
        """Put what was decided over what was found; the first table's columns are shown."""
        mark = signature_of(columns)
        decided = columns.mapped(self.chosen or self.mappings.get(mark, {}))
        if not self.signature:
            self.signature = mark
            self.columns = [[one.title, one.field, "", one.sure] for one in decided.columns]
        return decided


def read_import(database: Database, files: FileStore, import_id: int) -> None:
    """Read the file of an import that waits for it; harmless when it runs twice.

    What is wrong with the file is kept with the import: its page says it.
    """
    with database.writing() as session:
        found = session.get(Import, import_id, with_for_update=True)
        if found is None or found.state != READING or found.file_id is None:
            return
        session.execute(delete(ImportRow).where(ImportRow.import_id == import_id))
        found.reading += 1
        token = session.execute(select(StoredFile.token).where(StoredFile.id == found.file_id)).scalar_one()
        is_text = found.is_text
        reader = _Reader(
            import_id=import_id, org_id=found.org_id, places=places_of(session, found), chosen=dict(found.chosen), turn=found.reading,
            mappings=mappings_of(session, found.org_id), corrections=corrections_of(session, found.org_id),
        )  # fmt: skip
    try:
        data = files.read(token).read_bytes()
        sheets = iter([read_text(data.decode("utf-8"))]) if is_text else read_sheets(data)
        raws = reader.left_out.without(raw_rows(reader.left_out.watch(sheets), reader.decide))
        while chunk := list(islice(raws, CHUNK)):
            if reader.rows + len(chunk) > MOST_ROWS:
                raise Invalid("file", "货物超过 %(max)d 行，请分成几个文件", max=MOST_ROWS)
            if not _keep(database, reader, chunk):
                return
    except PortalError as error:
        _end(database, reader, FAILED, error)
        return
    except Exception:
        # Nobody shall wait for a reading that broke off; the failure itself goes to the log as every job's does.
        _end(database, reader, FAILED, Invalid("file", "读的时候出了问题，请另存为 XLSX 再上传"))
        raise
    _end(database, reader, READY, None)


def places_of(session: Session, found: Import) -> Places:
    """The warehouses, the one chosen for the sheet, and the company's city."""
    city = session.execute(select(Organisation.city).where(Organisation.id == found.org_id)).scalar() or ""
    return Places(tuple(warehouses(session)), find_warehouse(session, found.warehouse_no), city)


def _keep(database: Database, reader: _Reader, chunk: list[Raw]) -> bool:
    """Judge and write a chunk. False when somebody cancelled meanwhile, or wants it read anew."""
    with database.reading() as session:
        placed = [_placed(reader, part) for part in _parts(chunk, reader.corrections, reader.places)]
        known = known_by(session, reader.org_id, [one.part.key for one in placed if one.part.key])
    rows = {one.position: _written(reader, one, known) for one in placed}
    elsewhere = [(position, by) for position, by in reader.late if position not in rows]
    for position, by in reader.late:
        if position in rows:
            rows[position] |= _repeated(by, later=True)
    reader.late.clear()
    reader.rows += len(chunk)
    if reader.columns and not any(column[2] for column in reader.columns):
        _give_examples(reader, chunk)
    with database.writing() as session:
        found = session.get(Import, reader.import_id, with_for_update=True)
        if found is None or (found.state, found.reading) != (READING, reader.turn):
            return False
        session.execute(insert(ImportRow), list(rows.values()))
        for position, by in elsewhere:
            own = (ImportRow.import_id == reader.import_id, ImportRow.position == position)
            session.execute(update(ImportRow).where(*own).values(**_repeated(by, later=True)))
        found.done = reader.rows
        found.total = max(found.total, found.done)
        tell(session, found)
    return True


@dataclass(slots=True)
class _Placed:
    """A part with its place in the preview. by: the row that stands for it, if one does."""

    part: Part
    position: int
    by: int = 0
    later: bool = False


def _parts(chunk: Iterable[Raw], corrections: dict[str, dict[str, Any]], places: Places) -> Iterator[Part]:
    """The offers of raw rows, corrected as they were corrected before."""
    for raw in chunk:
        if raw.listing:
            yield Part(raw, None, f"{PREFIX}{raw.listing}", raw.cells, {})
            continue
        corrected = _corrected(raw.cells, corrections)
        found = replace(raw, cells=corrected or raw.cells).read()
        for row in found:
            cells: Mapping[str, str] = raw.cells
            if len(found) > 1:  # each group of sizes may have been corrected by itself
                cells, corrected = row.cells, _corrected(row.cells, corrections)
                again = replace(raw, cells=corrected).read() if corrected else []
                row = again[0] if len(again) == 1 else row
            if isinstance(row, Refusal):
                yield Part(raw, row, "", cells, corrected)
            else:
                yield Part(raw, row, identity(row, places.number_of(row)), cells, corrected)


def _corrected(cells: Mapping[str, str], corrections: dict[str, dict[str, Any]]) -> dict[str, str]:
    """The cells as somebody corrected such cells before; empty when nobody did."""
    changed = corrections.get(fingerprint(cells)) if corrections else None
    corrected = corrected_as_before(cells, changed) if changed else {}
    return {} if corrected == cells else corrected


def _placed(reader: _Reader, part: Part) -> _Placed:
    """The part in its place; of the same goods again: the same offer, another lot, or a later quote."""
    reader.position += 1
    placed = _Placed(part, reader.position)
    row = part.row
    if not isinstance(row, ReadRow):
        return placed
    state = hash(tuple(getattr(row, name) for name in RENEWED))
    seen = reader.seen.get(part.key)
    if seen is None:
        reader.seen[part.key] = _Seen(reader.position, part.raw.row, part.raw.at, [state])
    elif state in seen.states:
        placed.by = seen.row
    elif part.raw.context.quantity_stated and row.quantity is not None:
        placed.part = replace(part, key=numbered_key(part.key, len(seen.states)))
        seen.states.append(state)
    elif part.raw.at >= seen.at:
        reader.late.append((seen.position, part.raw.row))
        reader.seen[part.key] = _Seen(reader.position, part.raw.row, part.raw.at, [state])
    else:
        placed.by, placed.later = seen.row, True
    return placed


def _written(reader: _Reader, placed: _Placed, known: dict[str, Known]) -> dict[str, Any]:
    """The row as the table has it."""
    part = placed.part
    return {
        "import_id": reader.import_id, "position": placed.position, "sheet": part.raw.sheet, "row": part.raw.row,
        "cells": dict(part.cells), "corrected": dict(part.corrected), "context": context_json(part.raw.context),
        "listing": part.raw.listing[:12], "key": part.key, "before": {}, "result": "",
        **judged(part, known.get(part.key), reader.places),
        **(_repeated(placed.by, later=placed.later) if placed.by else {}),
    }  # fmt: skip


def _repeated(by: int, *, later: bool) -> dict[str, Any]:
    return {
        "status": REPEATED, "reason": LATER if later else SAME, "params": {"row": by}, "is_chosen": False, "fate": "", "key": "",
        "changes": [],
    }  # fmt: skip


def _give_examples(reader: _Reader, chunk: list[Raw]) -> None:
    """What stands in each column, so that somebody who decides about it sees what they decide about."""
    for raw in chunk:
        if raw.columns is not None:
            for column in reader.columns:
                field_name = column[1]
                text = raw.cells.get(field_name, "") if field_name != "remark" else ""
                column[2] = column[2] or text[:30]
    for column in reader.columns:
        column[2] = column[2] or " "


def _end(database: Database, reader: _Reader, state: str, error: PortalError | None) -> None:
    """Say that the reading is over, and which listings the last sheet of this kind had and this one has not."""
    with database.writing() as session:
        found = session.get(Import, reader.import_id, with_for_update=True)
        if found is None or (found.state, found.reading) != (READING, reader.turn):
            return
        found.state, found.ended_at = state, now()
        found.rows_read = found.done = reader.rows
        found.total = max(reader.rows, 1)
        found.columns, found.signature = reader.columns, reader.signature
        found.left_out, found.left_out_count = reader.left_out.lines, reader.left_out.count
        if error is not None:
            found.error, found.error_params = error.message, dict(error.params)
            session.execute(delete(ImportRow).where(ImportRow.import_id == found.id))
        else:
            _add_gone(session, reader, found)
        tell(session, found)


def _add_gone(session: Session, reader: _Reader, found: Import) -> None:
    last = session.execute(
        select(Import.id)
        .where(
            Import.org_id == found.org_id,
            Import.state == DONE,
            Import.signature == found.signature,
            Import.id != found.id,
        )
        .order_by(Import.published_at.desc(), Import.id.desc())
        .limit(1)
    ).scalar()
    if last is None:
        return
    had = select(ImportRow.key).where(ImportRow.import_id == last, ImportRow.key != "", ImportRow.result.in_(PUT))
    here = select(ImportRow.key).where(ImportRow.import_id == found.id, ImportRow.key != "")
    numbers = set(
        session.scalars(select(ImportRow.listing_no).where(ImportRow.import_id == found.id, ImportRow.listing_no != ""))
    )
    keys = list(session.scalars(had))
    missing = gone(keys, session.scalars(here), known_by(session, found.org_id, keys))
    rows = []
    for one in missing:
        if one.no in numbers:
            continue
        reader.position += 1
        rows.append({"import_id": found.id, "position": reader.position, "key": "", **gone_row(one, reader.places)})
    if rows:
        session.execute(insert(ImportRow), rows)
