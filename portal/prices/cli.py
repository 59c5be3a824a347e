"""The commands that bring prices from elsewhere in, and write our own days at once."""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask.cli import with_appcontext

from portal.core.errors import PortalError
from portal.core.permissions import SYSTEM
from portal.intake.tables import MAX_BYTES
from portal.prices.services.days import refresh
from portal.prices.services.importing import Report, import_series
from portal.web.i18n import _, say
from portal.web.uow import database


@click.command("import-prices")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", default="", help="Whom the page names as the source; by default the file's name.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@with_appcontext
def import_prices(file: Path, source: str, as_json: bool) -> None:
    """Bring in a series of prices (XLSX, XLS or CSV): a date, 品名, 规格, 材质, 钢厂, 价格, and 城市 where there is one.

    They are kept apart from our own and shown under /prices with their source. A second run of the same file changes nothing.
    """
    if file.stat().st_size > MAX_BYTES:
        raise click.ClickException(_("文件超过 %(mb)s MB，请分成几个", mb=MAX_BYTES // (1024 * 1024)))
    try:
        report = import_series(database(), SYSTEM, file.read_bytes(), source=source or file.name)
    except PortalError as error:
        raise click.ClickException(say(error)) from error
    if as_json:
        click.echo(json.dumps(_plain(report), ensure_ascii=False, indent=2))
    else:
        _tell(report)
    if report.problems and not report.created + report.updated + report.unchanged:
        raise SystemExit(1)


@click.command("update-prices")
@with_appcontext
def update_prices() -> None:
    """Write the daily prices of our own listings up to this moment; the worker does so every ten minutes."""
    click.echo(_("更新了 %(n)d 行", n=refresh(database())))


def _plain(report: Report) -> dict[str, object]:
    return {
        "source": report.source,
        "rows_read": report.rows_read,
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "without_price": report.without_price,
        "problems": [
            {
                "row": one.row,
                "column": one.column,
                "expected": _(one.expected),
                "found": one.found,
                "reason": _(one.reason, **one.params),
                **({"sheet": one.sheet} if one.sheet else {}),
            }
            for one in report.problems
        ],
    }


def _tell(report: Report) -> None:
    for one in report.problems:
        place = f"{one.sheet} " if one.sheet else ""
        click.echo(
            _(
                "%(place)s第 %(row)d 行 %(column)s：应为 %(expected)s，实为“%(found)s”（%(reason)s）",
                place=place,
                row=one.row,
                column=one.column,
                expected=_(one.expected),
                found=one.found,
                reason=_(one.reason, **one.params),
            )
        )
    click.echo(
        _(
            "%(source)s：读到 %(rows)d 行，新增 %(created)d，更新 %(updated)d，未变 %(unchanged)d，其中 %(none)d 行没有价格，未读 %(problems)d",
            source=report.source,
            rows=report.rows_read,
            created=report.created,
            updated=report.updated,
            unchanged=report.unchanged,
            none=report.without_price,
            problems=len(report.problems),
        )
    )
