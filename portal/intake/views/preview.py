"""The page of one import: how far it is, what was understood, what became of it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import render_template, request

from portal.core.paging import Page, page_number
from portal.intake.columns import FIELDS, plain_name
from portal.intake.compare import CHANGED, GONE, KEPT, NEW, UNCHANGED
from portal.intake.models import DONE, READY, UNDONE
from portal.intake.policies import must_supply
from portal.intake.queries import SIZE, TABS, Counts, ImportView, RowView, count_rows, find_import, list_rows
from portal.intake.services.publishing import UNDO_FOR, can_undo
from portal.intake.views import bp
from portal.intake.views.starting import state_names
from portal.materials.units import unit_name
from portal.web.auth import current_actor
from portal.web.filters import money, qty
from portal.web.forms import whole
from portal.web.guards import writer
from portal.web.i18n import LOCALES, _, locale_tag
from portal.web.uow import reading

EDITED = ("product", "grade", "spec", "mill", "quantity", "price", "warehouse", "remark")
"""Cells a row is corrected by, in the order of the form; others that a row has are added."""
_FIELD_OF = {
    "product_name": "product",
    "price_remark": "price",
    "warehouse_no": "warehouse",
    "remarks": "remark",
    "category": "product",
}


@bp.get("/me/import/<no>")
@writer
def show(no: str) -> Any:
    """The import as it stands."""
    return page_of(no, edit=whole(request.args.get("edit")))


@bp.get("/me/import/<no>/progress")
@writer
def progress(no: str) -> Any:
    """The bar alone, for the page to renew itself."""
    must_supply(current_actor())
    with reading() as session:
        found = find_import(session, current_actor(), no)
    return render_template(
        "intake/_progress.html", found=found, state=state_names()[found.state], percent=percent(found)
    )


def page_of(no: str, *, edit: int = 0, error: str = "") -> str:
    """The page; edit: the row that is open for correction."""
    actor = current_actor()
    must_supply(actor)
    tab = request.values.get("show", "")
    tab = tab if tab in TABS else "all"
    number = page_number(request.values.get("page"), size=SIZE)
    counts = Counts(dict.fromkeys(TABS, 0), 0)
    page: Page[RowView] = Page([], number=1, size=SIZE, total=0)
    with reading() as session:
        found = find_import(session, actor, no)
        if found.state in (READY, DONE, UNDONE):
            counts = count_rows(session, found.id)
            number = min(number, max(1, -(-counts.parts[tab] // SIZE)))
            page = list_rows(session, found.id, tab=tab, number=number, total=counts.parts[tab])
    return render_template(
        "intake/show.html",
        found=found,
        state=state_names()[found.state],
        percent=percent(found),
        counts=counts,
        page=page,
        rows=[_shown(row, edit == row.id) for row in page.items],
        tabs=[
            (text, address(no, tab=code), code == tab, counts.parts[code])
            for code, text in _tab_names()
            if code == "all" or counts.parts[code]
        ],
        tab=tab,
        page_url=lambda one: address(no, tab=tab, page=one),
        edit_url=lambda row: address(no, tab=tab, page=number, edit=row),
        columns=[(name, field, example, sure, plain_name(name)) for name, field, example, sure in found.columns],
        fields=[(code, _(text)) for code, text in FIELDS.items()],
        can_undo=can_undo(found.state, found.published_at),
        undo_until=found.published_at + UNDO_FOR if found.published_at else None,
        outcome=[(text, found.outcome[code]) for code, text in _result_names() if found.outcome.get(code)],
        error=error,
    )


def percent(found: ImportView) -> int:
    return min(100, 100 * found.done // max(found.total, 1))


def address(no: str, *, tab: str = "all", page: int = 1, edit: int = 0) -> str:
    """The page of a part of a preview."""
    values = {
        "show": "" if tab == "all" else tab,
        "page": "" if page == 1 else str(page),
        "edit": str(edit) if edit else "",
    }
    query = urlencode({name: value for name, value in values.items() if value})
    return f"/me/import/{no}{'?' + query if query else ''}{f'#row-{edit}' if edit else ''}"


def _shown(row: RowView, is_open: bool) -> dict[str, Any]:
    """A row in the reader's words."""
    locale = LOCALES[locale_tag()]
    doubts: dict[str, list[str]] = {}
    for field, reason in row.doubts:
        doubts.setdefault(field, []).append(_(reason))
    told = _(row.reason, **row.params) if row.reason else ""
    names = [*EDITED, *(name for name in row.cells if name not in EDITED)]
    name, tone = _fates(locale_tag())[row.status if row.status != "ok" else row.fate]
    shown = row.shown or {
        "product_name": row.cells.get("product") or row.cells.get("goods", ""), "grade": row.cells.get("grade", ""), "spec": row.cells.get("spec", ""),
        "mill": row.cells.get("mill", ""), "unit": "", "price": "", "price_remark": row.cells.get("price", ""), "quantity": "",
        "place": row.cells.get("warehouse", ""), "remarks": row.cells.get("remark", ""),
    }  # fmt: skip
    labels = _labels(locale_tag())
    return {
        "row": row,
        "line": _line_words(locale_tag()).replace("0", str(row.row)),
        "shown": shown
        | {"price": _grouped(shown.get("price", ""), money), "quantity": _grouped(shown.get("quantity", ""), qty)},
        "unit": unit_name(shown["unit"], locale) if shown["unit"] else "",
        "fate": name,
        "tone": tone,
        "told": told,
        "wrong": row.field,
        "wrong_name": labels.get(_FIELD_OF.get(row.field, row.field), ""),
        "doubts": doubts,
        "doubt_list": [(labels.get(field, ""), reason) for field, reasons in doubts.items() for reason in reasons],
        "changes": {
            field: (_grouped(old, kind), _grouped(new, kind))
            for field, kind in (("price", money), ("quantity", qty))
            if field in row.changes
            for old, new in (row.changes[field],)
        },
        "other_changes": [
            (labels.get(_FIELD_OF.get(field, field), _term_names().get(field, "")), old, new)
            for field, (old, new) in row.changes.items()
            if field not in ("price", "quantity")
        ],
        "is_open": is_open,
        "fields": [(one, labels.get(one, one), row.cells.get(one, "")) for one in names]
        if is_open or row.status == "refused"
        else [],
    }


def _grouped(text: str, kind: Callable[[Decimal | None], str]) -> str:
    """A kept amount as every other page writes it."""
    return kind(Decimal(text)) if text else ""


@lru_cache(maxsize=8)
def _labels(_tag: str) -> dict[str, str]:
    return {code: _(text) for code, text in FIELDS.items()}


@lru_cache(maxsize=8)
def _line_words(_tag: str) -> str:
    return _("第 %(row)s 行", row="0")


@lru_cache(maxsize=8)
def _fates(_tag: str) -> dict[str, tuple[str, str]]:
    return {
        NEW: (_("新增"), "ok"), CHANGED: (_("变更"), "info"), UNCHANGED: (_("未变"), "mute"), KEPT: (_("保持关闭"), "mute"),
        GONE: (_("这次没有"), "warn"), "refused": (_("需要处理"), "danger"), "repeated": (_("重复"), "mute"), "": ("", "mute"),
    }  # fmt: skip


def _term_names() -> dict[str, str]:
    return {
        "tax_included": _("含税"), "price_basis": _("票制"), "weighing_basis": _("计重方式"), "payment_terms": _("付款方式"),
        "delivery_terms": _("交货方式"),
    }  # fmt: skip


def _tab_names() -> list[tuple[str, str]]:
    return [
        ("all", _("全部")), ("refused", _("需要处理")), ("doubtful", _("有疑问")), ("new", _("新增")), ("changed", _("变更")),
        ("unchanged", _("未变")), ("gone", _("这次没有")), ("repeated", _("重复")),
    ]  # fmt: skip


def _result_names() -> list[tuple[str, str]]:
    return [
        ("created", _("新增")), ("updated", _("更新")), ("confirmed", _("确认")), ("closed", _("关闭")), ("restored", _("已恢复")), ("kept", _("保持现状")),
        ("failed", _("未能发布")),
    ]  # fmt: skip
