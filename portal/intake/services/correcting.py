"""One row of a preview corrected, ticked or left out; only before it is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.errors import Conflict, NotFound
from portal.core.permissions import Actor
from portal.core.texts import N_
from portal.intake.cells import Refusal
from portal.intake.compare import GONE, KEPT, identity
from portal.intake.models import OK, READY, REPEATED, Import, ImportRow
from portal.intake.numbered import PREFIX
from portal.intake.policies import must_supply
from portal.intake.rows import CELLS, ReadRow
from portal.intake.services.bringing import known_by
from portal.intake.services.judging import Part, judged, raw_of
from portal.intake.services.reading import places_of
from portal.intake.services.remembering import remember_correction
from portal.intake.services.starting import own_import
from portal.intake.tables.lines import MAX_CELL, as_text

MORE = N_("改成了几条，请分开写")
TWIN = N_("和第 %(row)s 行是同样的货")


def in_preview(session: Session, actor: Actor, no: str) -> Import:
    """The import, locked, while it can be changed. Raises: NotFound, Forbidden, Conflict."""
    must_supply(actor)
    found = own_import(session, actor, no, lock=True)
    if found.state != READY:
        raise Conflict("这次导入已经不能改了，请重新上传")
    return found


def correct_row(session: Session, actor: Actor, *, no: str, row_id: int, cells: Mapping[str, str]) -> ImportRow:
    """Read a row again with these cells, and remember the correction for the next sheet.

    cells: the fields that were typed; those not named stay. A row that still cannot be read stays refused, with its reason.
    Raises: NotFound, Forbidden, Conflict.
    """
    found = in_preview(session, actor, no)
    row = session.scalars(select(ImportRow).where(ImportRow.import_id == found.id, ImportRow.id == row_id)).first()
    if row is None or row.fate == GONE:
        raise NotFound("没有这一行")
    typed = {name: as_text(text[:MAX_CELL]) for name, text in cells.items() if name in CELLS}
    now_cells = {name: text for name, text in ({**(row.corrected or row.cells), **typed}).items() if text}
    row.corrected = now_cells if now_cells != row.cells else {}
    row.context = {name: value for name, value in row.context.items() if name != "carried"}
    raw = raw_of(row)
    places = places_of(session, found)
    if row.listing:
        part = Part(raw, None, f"{PREFIX}{row.listing}", row.cells, row.corrected)
    else:
        part = _part(raw.read(), row, places.number_of)
    known = known_by(session, found.org_id, [part.key])
    values = judged(part, known.get(part.key), places)
    if values["status"] == OK and part.key and not row.listing:
        twin = session.execute(
            select(ImportRow.row).where(
                ImportRow.import_id == found.id,
                ImportRow.key == part.key,
                ImportRow.id != row.id,
                ImportRow.status == OK,
            )
        ).scalar()
        if twin is not None:
            values |= {
                "status": REPEATED,
                "reason": TWIN,
                "params": {"row": twin},
                "is_chosen": False,
                "fate": "",
            }
    for name, value in values.items():
        setattr(row, name, value)
    row.key = part.key if values["status"] == OK else ""
    if values["status"] == OK and row.corrected:
        remember_correction(session, org_id=found.org_id, cells=row.cells, corrected=row.corrected)
    audit(session, actor, "import.corrected", f"import:{found.id}", no=no, row=row.row, fields=sorted(typed))
    session.flush()  # the preview that follows counts it where it now belongs
    return row


def _part(read: Sequence[ReadRow | Refusal], row: ImportRow, place: object) -> Part:
    raw = raw_of(row)
    if len(read) > 1:
        return Part(raw, Refusal("price", MORE), "", row.cells, row.corrected)
    (one,) = read
    if isinstance(one, Refusal):
        return Part(raw, one, "", row.cells, row.corrected)
    return Part(raw, one, identity(one, place(one)), row.cells, row.corrected)  # type: ignore[operator]  # Places.number_of


def choose_rows(session: Session, actor: Actor, *, no: str, shown: Sequence[int], ticked: Sequence[int]) -> None:
    """Of the rows a page showed, the ticked ones are to be published. Raises: NotFound, Forbidden, Conflict."""
    found = in_preview(session, actor, no)
    own = (ImportRow.import_id == found.id, ImportRow.status == OK, ImportRow.fate != KEPT)
    wanted = set(ticked)
    audit(session, actor, "import.chosen", f"import:{found.id}", no=no, rows=len(wanted))
    for ids, choice in (
        ([one for one in shown if one in wanted], True),
        ([one for one in shown if one not in wanted], False),
    ):
        if ids:
            session.execute(update(ImportRow).where(*own, ImportRow.id.in_(ids)).values(is_chosen=choice))


def choose_all(session: Session, actor: Actor, *, no: str, choice: bool) -> None:
    """Everything that was understood, or nothing; what is gone is never closed this way. Raises: as above."""
    found = in_preview(session, actor, no)
    audit(session, actor, "import.chosen", f"import:{found.id}", no=no, all=choice)
    own = (ImportRow.import_id == found.id, ImportRow.status == OK, ImportRow.fate.not_in((KEPT, GONE)))
    session.execute(update(ImportRow).where(*own).values(is_chosen=choice))
    if not choice:
        session.execute(
            update(ImportRow).where(ImportRow.import_id == found.id, ImportRow.fate == GONE).values(is_chosen=False)
        )
