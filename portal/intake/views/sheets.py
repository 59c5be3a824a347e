"""Sheets to download: the template, and the company's own supply."""

from __future__ import annotations

import io
from typing import Any

from flask import send_file

from portal.core.clock import SHANGHAI, now
from portal.intake.numbered import written
from portal.intake.outgoing import export, template
from portal.intake.policies import must_supply
from portal.intake.services.listing import own_supply
from portal.intake.views import bp
from portal.listings.storage import warehouses
from portal.web.auth import current_actor
from portal.web.downloads import NO_RIGHTS
from portal.web.guards import writer
from portal.web.i18n import _
from portal.web.uow import reading

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/me/import/template.xlsx")
@writer
def blank() -> Any:
    """An empty sheet with drop-downs."""
    must_supply(current_actor())
    with reading() as session:
        names = [one.name for one in warehouses(session)]
    return _sent(template(names), _("物资通库存模板.xlsx"))


@bp.get("/me/import/export.xlsx")
@writer
def mine() -> Any:
    """The company's published supply; it imports again unchanged."""
    actor = current_actor()
    must_supply(actor)
    with reading() as session:
        names = {one.no: one.name for one in warehouses(session)}
        rows = [(no, written(values, names.get(values.warehouse_no, ""))) for no, values in own_supply(session, actor)]
    day = now().astimezone(SHANGHAI).strftime("%Y-%m-%d")
    return _sent(export(rows), _("供应信息 %(day)s.xlsx", day=day))


def _sent(data: bytes, name: str) -> Any:
    response = send_file(io.BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=name, max_age=0)
    response.headers["Content-Security-Policy"] = NO_RIGHTS
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
