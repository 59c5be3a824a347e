"""Brings the rows of a stock sheet in as published supply; a second run of the same sheet changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.errors import Invalid
from portal.core.permissions import Actor
from portal.core.uow import Database
from portal.listings import services
from portal.listings.models import Listing
from portal.listings.sheets.columns import Fault, SheetRow, key_of, read_rows
from portal.listings.sheets.reader import read_lines
from portal.listings.storage import WarehouseRef, find_warehouse
from portal.listings.terms import EXPIRED, PUBLISHED, SUPPLY
from portal.listings.values import ListingValues, complaints, values_of
from portal.organisations.models import Organisation

BATCH = 100
"""Rows a transaction: people's own writes get their turn in between."""

STANDS_FOR = timedelta(hours=12)
"""A row that comes again unchanged confirms its listing, unless it was confirmed within this time."""


@dataclass(slots=True)
class Report:
    """What became of the rows. skipped: known listings their company closed or is rewriting, or staff took down: they stay so."""

    added: int = 0
    changed: int = 0
    confirmed: int = 0
    unchanged: int = 0
    skipped: int = 0
    repeated: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def read(self) -> int:
        return self.added + self.changed + self.confirmed + self.unchanged + self.skipped


def import_sheet(database: Database, actor: Actor, data: bytes, *, company_no: str, warehouse_no: str = "") -> Report:
    """Read the file and bring in every row that can be read, for the company, in short transactions.

    Where a thing stands in the file twice, the last row wins. What a person wrote into a listing beside price and remarks
    stays. Raises: Invalid("file" | "company" | "warehouse", reason).
    """
    with database.reading() as session:
        company = session.scalars(select(Organisation).where(Organisation.no == company_no)).first()
        if company is None:
            raise Invalid("company", "没有编号为 %(no)s 的企业", no=company_no)
        warehouse = find_warehouse(session, warehouse_no)
        if warehouse_no and warehouse is None:
            raise Invalid("warehouse", "没有编号为 %(no)s 的仓库", no=warehouse_no)
    report = Report()
    rows: dict[str, SheetRow] = {}
    for row in read_rows(read_lines(data)):
        if isinstance(row, Fault):
            report.faults.append(row)
            continue
        key = key_of(row, warehouse_no)
        report.repeated += key in rows
        rows[key] = row
    pairs = list(rows.items())
    for begin in range(0, len(pairs), BATCH):
        with database.writing() as session:
            _bring_in(session, actor, company, warehouse, pairs[begin : begin + BATCH], report)
    report.faults.sort(key=lambda fault: fault.row)
    return report


def _bring_in(
    session: Session,
    actor: Actor,
    company: Organisation,
    warehouse: WarehouseRef | None,
    pairs: Sequence[tuple[str, SheetRow]],
    report: Report,
) -> None:
    keys = [key for key, _row in pairs]
    query = select(Listing).where(Listing.org_id == company.id, Listing.source_key.in_(keys)).with_for_update()
    known = {listing.source_key: listing for listing in session.scalars(query)}
    for key, row in pairs:
        listing = known.get(key)
        if listing is not None:
            _renew(session, actor, listing, row, report)
            continue
        values = _new_values(row, company, warehouse)
        found = complaints(values, kind=SUPPLY, publishing=True)
        if found:
            report.faults.append(Fault(row.number, found[0].field, found[0].message, row.product))
            continue
        made = services.create_draft(session, actor, kind=SUPPLY, values=values, org_id=company.id, source_key=key)
        services.publish_listing(session, actor, no=made.no)
        report.added += 1


def _renew(session: Session, actor: Actor, listing: Listing, row: SheetRow, report: Report) -> None:
    if listing.status not in (PUBLISHED, EXPIRED):
        report.skipped += 1
        return
    before = values_of(listing)
    after = replace(before, price=row.price.price, price_remark=row.price.remark, remarks=row.remarks)
    if listing.status == EXPIRED:
        services.reopen_listing(session, actor, no=listing.no)
    elif after == before:
        if listing.confirmed_at is not None and listing.confirmed_at > now() - STANDS_FOR:
            report.unchanged += 1
        else:
            services.confirm_fresh(session, actor, nos=[listing.no])
            report.confirmed += 1
        return
    services.edit_listing(session, actor, no=listing.no, version=listing.version, values=after)
    report.changed += 1


def _new_values(row: SheetRow, company: Organisation, warehouse: WarehouseRef | None) -> ListingValues:
    """A price is for a tonne (or the category's usual unit), VAT included; nothing else is assumed."""
    return ListingValues(
        category=row.category.code,
        product_name=row.product,
        grade=row.grade,
        spec=row.spec,
        mill=row.mill,
        unit=row.category.units[0],
        price=row.price.price,
        price_remark=row.price.remark,
        remarks=row.remarks,
        warehouse_no=warehouse.no if warehouse else "",
        city=warehouse.city if warehouse else company.city,
    )
