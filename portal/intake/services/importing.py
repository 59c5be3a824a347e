"""A file brought in at one go, as the command does it: read, compared, published in short transactions, or only tried."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.errors import Invalid
from portal.core.permissions import Actor
from portal.core.uow import Database
from portal.intake.cells import Refusal
from portal.intake.compare import CHANGED, KEPT, NEW, Keyed
from portal.intake.picking import raw_rows
from portal.intake.plan import KEPT_REASON, Entry, Skipped, entry, skipped, understood
from portal.intake.services.bringing import BATCH, bring_in, known_by
from portal.intake.tables import read_sheets
from portal.intake.values import Places
from portal.listings.queries.machine import read_many
from portal.listings.storage import find_warehouse, warehouses
from portal.organisations.models import Organisation


class _Tried(Exception):
    """Ends the transaction of a trial; nothing of it is kept."""


@dataclass(slots=True)
class Report:
    """What became of the rows: rows_read counts rows of the sheet, the others listings, of which a row may be several."""

    rows_read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    listings: list[dict[str, Any]] = field(default_factory=list)


def import_sheet(
    database: Database, actor: Actor, data: bytes, *, company_no: str, warehouse_no: str = "", dry_run: bool = False
) -> Report:
    """Read the file and bring in every row that can be read, for the company, in short transactions.

    The same sheet again changes nothing. What a person wrote into a listing beside what the sheet states stays.
    dry_run: everything is done and taken back, so that the report is what the import would give.
    Raises: Invalid("file" | "company" | "warehouse", reason).
    """
    with database.reading() as session:
        company = session.scalars(select(Organisation).where(Organisation.no == company_no)).first()
        if company is None:
            raise Invalid("company", "没有编号为 %(no)s 的企业", no=company_no)
        chosen = find_warehouse(session, warehouse_no)
        if warehouse_no and chosen is None:
            raise Invalid("warehouse", "没有编号为 %(no)s 的仓库", no=warehouse_no)
        places = Places(tuple(warehouses(session)), chosen, company.city)
    found = understood(raw_rows(read_sheets(data)), places)
    report = Report(rows_read=found.rows, skipped=found.skipped)
    for begin in range(0, len(found.kept), BATCH):
        chunk = found.kept[begin : begin + BATCH]
        try:
            with database.writing() as session:
                _bring(session, actor, company.id, chunk, places, report)
                if dry_run:
                    raise _Tried
        except _Tried:
            continue
    report.skipped.sort(key=lambda one: (one.sheet, one.row))
    return report


def _bring(session: Session, actor: Actor, org_id: int, chunk: list[Keyed], places: Places, report: Report) -> None:
    known = known_by(session, org_id, [one.key for one in chunk], lock=True)
    entries: list[Entry] = []
    for one in chunk:
        found = entry(one, known.get(one.key), places)
        if isinstance(found, Entry) and found.fate != KEPT:
            entries.append(found)
            continue
        if isinstance(found, Refusal):
            report.skipped.append(skipped(one.raw, found))
            continue
        reason = found if isinstance(found, Invalid) else Invalid("product", KEPT_REASON)
        report.skipped.append(
            Skipped(
                one.raw.sheet,
                one.raw.row,
                one.raw.titles.get(reason.field, reason.field),
                one.raw.cells.get("product", ""),
                reason.message,
                reason.params,
            )
        )
    numbers = bring_in(session, actor, org_id=org_id, entries=entries)
    report.created += sum(one.fate == NEW for one in entries)
    report.updated += sum(one.fate == CHANGED for one in entries)
    report.unchanged += sum(one.fate not in (NEW, CHANGED) for one in entries)
    session.flush()  # the listings are read back as they now stand
    report.listings += read_many(session, actor, [numbers[one.keyed.key] for one in entries])
