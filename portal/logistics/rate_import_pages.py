"""The page that brings a table of freight rates in, the same for a supplier and for the transport department: read, look, publish."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from flask import current_app, flash, redirect, render_template, request

from portal.core.errors import Forbidden, Invalid
from portal.logistics import services
from portal.logistics.forms import RateSheetForm
from portal.logistics.policies import can_enter_rates
from portal.logistics.rate_pages import Room
from portal.logistics.rate_sheet import Line, RateSheet, SheetRate, read_rates
from portal.logistics.services import Planned
from portal.logistics.stock_report import Fault
from portal.logistics.terms import MODES
from portal.materials.places import place_name
from portal.web.auth import current_actor
from portal.web.forms import whole
from portal.web.i18n import _
from portal.web.uow import database, reading

MOST_SHOWN = 300
MAX_PACKED = 2_000_000
"""Characters; two thousand rows have some hundred each."""


class _Row(Protocol):
    @property
    def number(self) -> int: ...
    @property
    def cells(self) -> tuple[str, ...]: ...


class _Sheet(Protocol):
    @property
    def lines(self) -> Iterable[_Row]: ...


ReadSheets = Callable[[bytes], Iterable[_Sheet]]
"""What opens a file: storage and transport know no file format."""


def bring_in(room: Room) -> Any:
    """Show what a table would change, and publish it once it has been looked at."""
    actor = current_actor()
    if not can_enter_rates(actor):
        raise Forbidden("运价由运输部和已认证的供应商发布")
    form, status = RateSheetForm(), 200
    view: dict[str, Any] = {"sheet": None, "plan": None}
    if form.is_submitted():
        status = 422
        try:
            if form.validate():
                publishing = request.form.get("do") == "publish"
                lines = unpacked(request.form.get("table", "")) if publishing else _lines(form)
                sheet = read_rates(lines)
                if publishing:
                    done = services.import_rates(
                        database(), actor, org_id=actor.org_id, rates=sheet.rates, until=form.until.data
                    )
                    told = _(
                        "新增 %(new)s 条，更新 %(changed)s 条，未变 %(same)s 条",
                        new=done.count("new"),
                        changed=done.count("changed"),
                        same=done.count("unchanged"),
                    )
                    flash(told, "success")
                    return redirect(room.home, 303)
                view = _preview(actor.org_id, sheet, form) | {"table": packed(lines)}
                status = 200 if sheet.rates else 422
        except Invalid as error:
            form.take(error)
    return render_template("logistics/rate_import.html", form=form, room=room, **view), status


def lines_of_file(data: bytes) -> list[Line]:
    """The rows of the first sheet that is a table of rates, or of the first. Raises: Invalid("file")."""
    read: ReadSheets = current_app.extensions["portal.read_sheets"]
    first: list[Line] | None = None
    for sheet in read(data):
        lines: list[Line] = [(row.number, row.cells) for row in sheet.lines]
        if read_rates(lines).rates:
            return lines
        first = first if first is not None else lines
    return first or []


def lines_of_text(text: str) -> list[Line]:
    """Pasted rows: cells by tab where it was copied from a spreadsheet, else by comma."""
    if "\t" in text:
        rows: Iterable[Sequence[str]] = (line.split("\t") for line in text.splitlines())
    else:
        rows = csv.reader(io.StringIO(text.replace("，", ",")))
    try:
        return [
            (number, [cell.strip() for cell in row]) for number, row in enumerate(rows, 1) if any(map(str.strip, row))
        ]
    except csv.Error as error:
        raise Invalid("text", "内容读不下去，请检查引号") from error


def packed(lines: Iterable[Line]) -> str:
    """The rows as they are handed from looking to publishing, each behind its number."""
    return "\n".join("\t".join([str(number), *(" ".join(cell.split()) for cell in cells)]) for number, cells in lines)


def unpacked(text: str) -> list[Line]:
    """The rows `packed` wrote; what it did not write is left out."""
    rows = (line.split("\t") for line in text[:MAX_PACKED].splitlines())
    return [(whole(row[0]), row[1:]) for row in rows if whole(row[0])]


def _lines(form: RateSheetForm) -> list[Line]:
    file = form.file.data
    if file and getattr(file, "filename", ""):
        return lines_of_file(file.read())
    if not (form.text.data or "").strip():
        raise Invalid("file", "请选择文件，或粘贴表格内容")
    return lines_of_text(form.text.data)


def _preview(org_id: int | None, sheet: RateSheet, form: RateSheetForm) -> dict[str, Any]:
    with reading() as session:
        plan = services.plan_rates(session, org_id, sheet.rates, until=form.until.data)
    changing = [one for one in plan.planned if one.fate != "unchanged"]
    return {
        "sheet": sheet,
        "plan": plan,
        "rows": [_row(one) for one in changing[:MOST_SHOWN]],
        "more": max(0, len(changing) - MOST_SHOWN),
        "faults": [_fault(fault) for fault in sorted([*sheet.faults, *plan.faults], key=lambda one: one.row)[:MOST_SHOWN]],
    }  # fmt: skip


def _row(planned: Planned) -> dict[str, Any]:
    rate: SheetRate = planned.rate
    return {
        "row": rate.row,
        "route": f"{place_name(rate.start[0])} → {place_name(rate.end[0])}",
        "mode": _(MODES[rate.mode]),
        "rate": rate,
        "before": planned.before if planned.before != rate.price else None,
        "is_new": planned.fate == "new",
    }


def _fault(fault: Fault) -> dict[str, Any]:
    return {"row": fault.row, "column": fault.column, "expected": _(fault.expected), "found": fault.found}
