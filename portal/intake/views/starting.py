"""The page where an import begins: a file or pasted text, and the imports of the last days."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, render_template, request
from flask_wtf.file import FileField
from wtforms import SelectField, TextAreaField

from portal.core.clock import SHANGHAI, now
from portal.core.errors import Conflict, Invalid
from portal.core.files import FileStore, TakenFile, clean_name
from portal.core.limits import throttle
from portal.intake.models import CANCELLED, DONE, FAILED, PUBLISHING, READING, READY, UNDOING, UNDONE
from portal.intake.pasted import EXAMPLE
from portal.intake.policies import must_supply
from portal.intake.queries import list_imports
from portal.intake.services.starting import start_import
from portal.intake.tables import MAX_BYTES, examine, read_text
from portal.intake.tables.measure import estimate
from portal.intake.views import bp
from portal.listings.storage import warehouses
from portal.web.auth import current_actor
from portal.web.forms import BaseForm
from portal.web.guards import writer
from portal.web.i18n import _, _l, say
from portal.web.uow import database, reading, writing

ACCEPTED = ".xlsx,.xls,.csv,.txt"


class ImportForm(BaseForm):
    """A file, or text."""

    file = FileField(_l("表格文件"))
    text = TextAreaField(_l("或者粘贴内容"))
    warehouse_no = SelectField(_l("货在哪个仓库"), default="")


@bp.get("/me/import")
@writer
def start() -> Any:
    """Upload or paste."""
    must_supply(current_actor())
    return _page(_form(formdata=None))


@bp.post("/me/import")
@writer
def upload() -> Any:
    """Take the file or the text and have it read in the background."""
    actor = current_actor()
    must_supply(actor)
    form = _form()
    if not form.validate():
        return _page(form), 422
    throttle(database(), "import", str(actor.org_id), limit=60, per_s=3600)
    try:
        data, name, is_text = _given(form)
        if is_text:
            read_text(data.decode("utf-8"))
        else:
            examine(data)
        taken = _stored(data, name)
        with writing() as session:
            found = start_import(
                session,
                actor,
                taken=taken,
                is_text=is_text,
                total=estimate(data),
                warehouse_no=form.warehouse_no.data or "",
            )
    except Invalid as error:
        form.take(error)
        return _page(form), 422
    except Conflict as error:
        form.form_errors.append(say(error))
        return _page(form), 409
    return redirect(f"/me/import/{found.no}", 303)


def _form(**given: Any) -> ImportForm:
    with reading() as session:
        places = warehouses(session)
    form = ImportForm(**given)
    form.warehouse_no.choices = [
        ("", _("按表里写的；没写地点的，按企业所在城市")),
        *((one.no, f"{one.city} {one.name}") for one in places),
    ]
    return form


def _page(form: ImportForm) -> str:
    with reading() as session:
        imports = list_imports(session, current_actor())
    names = state_names()
    return render_template(
        "intake/start.html",
        form=form,
        accepted=ACCEPTED,
        example=EXAMPLE,
        imports=[(one, *names[one.state]) for one in imports],
    )


def _given(form: ImportForm) -> tuple[bytes, str, bool]:
    """The bytes, what they are called, and whether they were pasted. Raises: Invalid."""
    upload = request.files.get("file")
    if upload is not None and upload.filename:
        data = upload.stream.read(MAX_BYTES + 1)
        upload.close()
        return data, clean_name(upload.filename), False
    text = form.text.data or ""
    if not text.strip():
        raise Invalid("file", "请选择文件，或粘贴内容")
    return (
        text.encode("utf-8", "replace"),
        _("粘贴 %(when)s", when=now().astimezone(SHANGHAI).strftime("%m-%d %H:%M")),
        True,
    )


def _stored(data: bytes, name: str) -> TakenFile:
    files: FileStore = current_app.extensions["portal.files"]
    return files.store(data, name, "application/octet-stream")


def state_names() -> dict[str, tuple[str, str]]:
    """What each state is called, and its tone."""
    return {
        READING: (_("读取中"), "info"), READY: (_("待发布"), "warn"), FAILED: (_("没读出来"), "danger"), CANCELLED: (_("已取消"), "mute"),
        PUBLISHING: (_("发布中"), "info"), DONE: (_("已发布"), "ok"), UNDOING: (_("撤销中"), "info"), UNDONE: (_("已撤销"), "mute"),
    }  # fmt: skip
