"""Commands of listings."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from portal.core.errors import PortalError
from portal.core.permissions import SYSTEM
from portal.listings.sheets.importer import import_sheet
from portal.web.i18n import _, say
from portal.web.uow import database


@click.command("import-sheet")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--company", required=True, help="The supplier's number, as in C7K2M9.")
@click.option("--warehouse", default="", help="The number of the warehouse the goods lie in.")
@with_appcontext
def import_stock_sheet(file: Path, company: str, warehouse: str) -> None:
    """Bring in a stock sheet (CSV or XLSX) as published supply of a company.

    Columns: 品名, 规格, 材质, 钢厂, 价格, 备注; others are kept as remarks. Every row that cannot be read is listed with what was
    expected and what was found; the others come in. A second run of the same sheet changes nothing.
    """
    try:
        report = import_sheet(
            database(), SYSTEM, file.read_bytes(), company_no=company.upper(), warehouse_no=warehouse.upper()
        )
    except PortalError as error:
        raise click.ClickException(say(error)) from error
    for fault in report.faults:
        click.echo(
            _(
                "第 %(row)d 行 %(column)s：应为%(expected)s，读到“%(found)s”",
                row=fault.row,
                column=fault.column,
                expected=_(fault.expected),
                found=fault.found,
            )
        )
    click.echo(
        _(
            "新增 %(added)d，更新 %(changed)d，确认 %(confirmed)d，未变 %(unchanged)d，保持关闭 %(skipped)d，重复 %(repeated)d，未读 %(faults)d",
            added=report.added,
            changed=report.changed,
            confirmed=report.confirmed,
            unchanged=report.unchanged,
            skipped=report.skipped,
            repeated=report.repeated,
            faults=len(report.faults),
        )
    )
    if report.faults and not report.read:
        raise SystemExit(1)
