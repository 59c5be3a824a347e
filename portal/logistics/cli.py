"""Commands that read the exchange's stock by warehouse, and tables of freight rates."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click
from flask.cli import with_appcontext

from portal.core.errors import Invalid, PortalError
from portal.core.permissions import SYSTEM
from portal.logistics import services
from portal.logistics.rate_import_pages import lines_of_file
from portal.logistics.rate_sheet import read_rates
from portal.logistics.services.importing import import_stock
from portal.logistics.stock_report import Fault, read
from portal.materials.places import place_name
from portal.web.uow import database, reading, writing

MAX_RATES = 20 * 1024 * 1024
MAX_BYTES = 50 * 1024 * 1024


@click.command("import-warehouses")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def import_warehouses(file: Path) -> None:
    """Create warehouses and their stock from a CSV: date, 品种, 类型, 地区, 仓库, 期货, 增减, 单位. Twice changes nothing."""
    if file.stat().st_size > MAX_BYTES:
        raise click.ClickException(f"文件超过 {MAX_BYTES // 1024 // 1024} MB")
    rows, faults = read(file.read_bytes())
    try:
        with writing() as session:
            report = import_stock(session, rows)
    except Invalid as error:
        raise click.ClickException(error.message % error.params) from error
    faults = sorted([*faults, *report.faults], key=lambda fault: fault.row)
    click.echo(
        f"读取 {len(rows)} 行；新增仓库 {report.warehouses} 个，新增库存 {report.lots} 批，更新 {report.changed} 批，"
        f"未变 {report.unchanged} 行，未能读取 {len(faults)} 行"
    )
    for fault in faults:
        click.echo(f"  {fault}", err=True)
    if faults and not rows:
        raise click.exceptions.Exit(1)


@click.command("import-freight")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--company", default="", help="The supplier's number, as in C7K2M9; without it the rates are the house's own."
)
@click.option(
    "--valid-until", default="", help="Last day (2026-12-31) of rates whose table does not say; by default a month."
)
@click.option("--dry-run", is_flag=True, help="Read and compare, but change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@with_appcontext
def import_freight(file: Path, company: str, valid_until: str, dry_run: bool, as_json: bool) -> None:
    """Bring in a table of freight rates (XLSX, XLS or CSV).

    Columns: 起运地, 目的地 (province, city or district, by name or code), 运价 (yuan a tonne); and if there 运输方式, 起运量, 最低收费,
    天数, 承运方, 生效日期, 有效期至, 备注. A row that cannot be read is listed with its column and the reason; the others come in. The
    same table twice changes nothing.
    """
    if file.stat().st_size > MAX_RATES:
        raise click.ClickException(f"文件超过 {MAX_RATES // 1024 // 1024} MB")
    try:
        until = date.fromisoformat(valid_until) if valid_until else None
    except ValueError as error:
        raise click.ClickException("--valid-until: 2026-12-31") from error
    try:
        sheet = read_rates(lines_of_file(file.read_bytes()))
        with reading() as session:
            org_id = services.owner_of_rates(session, company.strip().upper())
            plan = services.plan_rates(session, org_id, sheet.rates, until=until)
        if not dry_run:
            plan = services.import_rates(database(), SYSTEM, org_id=org_id, rates=sheet.rates, until=until)
    except PortalError as error:
        raise click.ClickException(error.message % error.params) from error
    faults = sorted([*sheet.faults, *plan.faults], key=lambda fault: fault.row)
    if as_json:
        click.echo(json.dumps(_report(sheet.rows_read, plan, faults), ensure_ascii=False, indent=2))
    else:
        click.echo(
            f"读取 {sheet.rows_read} 行；新增 {plan.count('new')} 条，更新 {plan.count('changed')} 条，"
            f"未变 {plan.count('unchanged')} 条，未能读取 {len(faults)} 行"
        )
        for fault in faults:
            click.echo(f"  {fault}", err=True)
    if faults and not sheet.rates:
        raise click.exceptions.Exit(1)


def _report(rows_read: int, plan: services.RatePlan, faults: list[Fault]) -> dict[str, object]:
    return {
        "rows_read": rows_read,
        "created": plan.count("new"),
        "updated": plan.count("changed"),
        "unchanged": plan.count("unchanged"),
        "skipped": [
            {"row": one.row, "column": one.column, "value": one.found, "reason": f"应为 {one.expected}"}
            for one in faults
        ],
        "rates": [
            {
                "no": one.no,
                "from": {"code": one.rate.start[0], "name": place_name(one.rate.start[0])},
                "to": {"code": one.rate.end[0], "name": place_name(one.rate.end[0])},
                "mode": one.rate.mode,
                "price": float(one.rate.price),
                "fate": one.fate,
            }
            for one in plan.planned
        ],
    }
