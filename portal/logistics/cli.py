"""The command that reads the exchange's stock by warehouse."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from portal.core.errors import Invalid
from portal.logistics.services.importing import import_stock
from portal.logistics.stock_report import read
from portal.web.uow import writing

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
