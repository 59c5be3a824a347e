"""The command that brings a stock sheet in."""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask.cli import with_appcontext

from portal.core.errors import PortalError
from portal.core.permissions import SYSTEM
from portal.intake.services.importing import Report, import_sheet
from portal.listings.api import ListingOut
from portal.web.i18n import _, say
from portal.web.uow import database


@click.command("import-sheet")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--company", required=True, help="The supplier's number, as in C7K2M9.")
@click.option("--warehouse", default="", help="The number of the warehouse the goods lie in.")
@click.option("--dry-run", is_flag=True, help="Read and compare, but change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@with_appcontext
def import_stock_sheet(file: Path, company: str, warehouse: str, dry_run: bool, as_json: bool) -> None:
    """Bring in a stock sheet (XLSX, XLS, CSV or text) as published supply of a company.

    The header may stand anywhere; columns are known by their names and by what is in them. Every row that cannot be read is listed
    with its column and the reason; the others come in. A second run of the same sheet changes nothing.
    """
    try:
        report = import_sheet(
            database(),
            SYSTEM,
            file.read_bytes(),
            company_no=company.upper(),
            warehouse_no=warehouse.upper(),
            dry_run=dry_run,
        )
    except PortalError as error:
        raise click.ClickException(say(error)) from error
    if as_json:
        click.echo(json.dumps(_plain(report), ensure_ascii=False, indent=2))
    else:
        _tell(report, dry_run=dry_run)
    if report.skipped and not report.listings:
        raise SystemExit(1)


def _plain(report: Report) -> dict[str, object]:
    shape = ListingOut(many=True)
    return {
        "rows_read": report.rows_read,
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "skipped": [
            {
                "row": one.row,
                "column": one.column,
                "value": one.value,
                "reason": _(one.reason, **one.params),
                **({"sheet": one.sheet} if one.sheet else {}),
            }
            for one in report.skipped
        ],
        "listings": shape.dump(report.listings),
    }


def _tell(report: Report, *, dry_run: bool) -> None:
    for one in report.skipped:
        place = (
            _("第 %(row)d 行", row=one.row)
            if not one.sheet
            else _("%(sheet)s 第 %(row)d 行", sheet=one.sheet, row=one.row)
        )
        click.echo(f"{place} {one.column}“{one.value}”：{_(one.reason, **one.params)}")
    if dry_run:
        click.echo(_("试读，没有改动任何信息。"))
    click.echo(
        _(
            "读到 %(rows)d 行：新增 %(created)d，更新 %(updated)d，未变 %(unchanged)d，未读 %(skipped)d",
            rows=report.rows_read,
            created=report.created,
            updated=report.updated,
            unchanged=report.unchanged,
            skipped=len(report.skipped),
        )
    )
