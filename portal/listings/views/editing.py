"""Writing a listing: the form for a new one and for an edit, what to do when two people edit, and the preview."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from flask import current_app, flash, redirect, render_template, request
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.accounts.queries import profile_of
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.files import FileStore, TakenFile
from portal.core.idempotency import digest
from portal.core.numbers import new_token
from portal.core.permissions import Actor
from portal.listings import services, storage, terms
from portal.listings.forms import ListingForm, begun_with, today, usual_values
from portal.listings.models import Listing
from portal.listings.policies import can_post
from portal.listings.queries.detail import get_listing, list_files, pictures_of
from portal.listings.queries.own import find_by_source, own_values
from portal.listings.values import ListingValues, check, cleaned
from portal.listings.views import bp
from portal.listings.views.differences import differences
from portal.listings.views.page import page_values
from portal.listings.views.suggestions import suggestions
from portal.listings.views.words import locale
from portal.materials.units import unit_name
from portal.web.auth import current_actor
from portal.web.guards import writer
from portal.web.i18n import _, say
from portal.web.uow import reading, writing

MOST_NEW_FILES = 12


@bp.get("/me/listings/new")
@writer
def new() -> Any:
    """An empty form, with the category's usual terms when the address names one, and with what else it names."""
    kind = _kind()
    actor = current_actor()
    if not can_post(actor, kind):
        raise Forbidden("贵公司登记为采购方，不能发布供应。请在企业资料中改为供应商")
    form = _form(kind)
    with reading() as session:
        me = profile_of(session, actor)
    usual = usual_values(kind, request.args.get("category", ""), contact=me.name, phone=me.phone)
    form.put(begun_with(usual, request.args))
    form.token.data = new_token()
    return _page(form, kind=kind)


@bp.post("/me/listings/new")
@writer
def create() -> Any:
    """Keep a draft, or publish at once. The same form sent twice makes one listing; filled in anew, out of the browser's history, another."""
    kind, actor = _kind(), current_actor()
    form = _form(kind)
    publishing = request.form.get("do") == "publish"
    key = f"form:{digest(kind, *_sent())}"[:64] if form.token.data else None
    taken = _take_files(form)
    if _is_right(form, kind=kind, publishing=publishing):
        try:
            with writing() as session:
                known = find_by_source(session, actor, key) if key else None
                no = known or _create(session, actor, form, kind=kind, key=key, taken=taken, publishing=publishing)
        except Invalid as error:
            form.take(error)
        except IntegrityError:  # PostgreSQL: the same form came in at the same moment and was faster
            with reading() as session:
                no = find_by_source(session, actor, key or "") or ""
            if not no:
                raise
            return _done(no, published=publishing)
        else:
            return _done(no, published=publishing)
    return _page(form, kind=kind, refiled=bool(taken)), 422


def _sent() -> list[str]:
    """All that came with the form, its own token among it, but for what each showing of the page gives anew."""
    said = [f"{name}={value}" for name, value in request.form.items(multi=True) if name != "csrf_token"]
    return said + [f"{name}:{upload.filename}" for name, upload in request.files.items(multi=True)]


@bp.get("/me/listings/<no>/edit")
@writer
def edit(no: str) -> Any:
    """The form with what the listing says now."""
    with reading() as session:
        listing, values = _own(session, no)
    form = _form(listing.kind)
    form.put(values)
    form.version.data = str(listing.version)
    return _page(form, kind=listing.kind, listing=listing)


@bp.post("/me/listings/<no>/edit")
@writer
def save(no: str) -> Any:
    """Save an edit. Whoever was slower sees both versions and decides."""
    actor = current_actor()
    with reading() as session:
        listing, _now = _own(session, no)
    form = _form(listing.kind)
    published = listing.status == terms.PUBLISHED
    publishing = request.form.get("do") == "publish" and not published
    taken = _take_files(form)
    if _is_right(form, kind=listing.kind, publishing=published or publishing):
        try:
            with writing() as session:
                services.edit_listing(session, actor, no=no, version=_version(form), values=form.values())
                for token in request.form.getlist("remove_file")[:50]:
                    services.remove_file(session, actor, no=no, token=token)
                _attach(session, actor, no, taken)
                if publishing:
                    services.publish_listing(session, actor, no=no)
        except Conflict as error:
            return _both(form, no, say(error)), 409
        except Invalid as error:
            form.take(error)
        else:
            return _done(no, published=published or publishing)
    return _page(form, kind=listing.kind, listing=listing, refiled=bool(taken)), 422


@bp.get("/me/listings/<no>/preview")
@writer
def preview(no: str) -> Any:
    """A draft as buyers will see it."""
    with reading() as session:
        _own(session, no)
        listing = get_listing(session, current_actor(), no)
        files = list_files(session, listing)
    return render_template(
        "listings/preview.html",
        **page_values(listing),
        pictures=pictures_of(files),
        certificates=[],
        prices=[],
        course="",
        lots=[],
        similar=[],
        whole=True,
        preview=True,
    )


def _kind() -> str:
    kind = request.args.get("kind") or terms.SUPPLY
    if kind not in terms.KINDS:
        raise NotFound("页面不存在")
    return kind


def _own(session: Session, no: str) -> tuple[Listing, ListingValues]:
    found = own_values(session, current_actor(), no)
    if found is None:
        raise NotFound("信息不存在")
    return found


def _form(kind: str) -> ListingForm:
    form = ListingForm()
    with reading() as session:
        places = [(place.no, f"{place.city} · {place.name}") for place in storage.warehouses(session)]
    form.offer(kind=kind, language=locale(), warehouses=places)
    return form


def _version(form: ListingForm) -> int:
    text = form.version.data or ""
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _is_right(form: ListingForm, *, kind: str, publishing: bool) -> bool:
    right = form.is_right(lambda: check(form.values(), kind=kind, publishing=publishing))
    return right and not form.pictures.errors and not form.certificates.errors


def _take_files(form: ListingForm) -> list[tuple[str, TakenFile]]:
    """Check uploads before the transaction; complaints land beside their field."""
    store: FileStore = current_app.extensions["portal.files"]
    taken: list[tuple[str, TakenFile]] = []
    for field, role in (("pictures", terms.PICTURE), ("certificates", terms.CERTIFICATE)):
        chosen = [upload for upload in request.files.getlist(field) if upload.filename][:MOST_NEW_FILES]
        for upload in chosen:
            try:
                file = store.take(
                    cast(BinaryIO, upload.stream),
                    upload.filename or "",
                    field=field,
                    pictures_only=role == terms.PICTURE,
                )
            except Invalid as error:
                form[field].process_errors = [*form[field].process_errors, f"{upload.filename}：{say(error)}"]
            else:
                taken.append((role, file))
    return taken


def _create(
    session: Session,
    actor: Actor,
    form: ListingForm,
    *,
    kind: str,
    key: str | None,
    taken: list[tuple[str, TakenFile]],
    publishing: bool,
) -> str:
    listing = services.create_draft(session, actor, kind=kind, values=form.values(), source_key=key)
    _attach(session, actor, listing.no, taken)
    if publishing:
        services.publish_listing(session, actor, no=listing.no)
    return listing.no


def _attach(session: Session, actor: Actor, no: str, taken: list[tuple[str, TakenFile]]) -> None:
    for role, file in taken:
        services.attach_file(session, actor, no=no, role=role, taken=file)


def _done(no: str, *, published: bool) -> Any:
    if request.form.get("do") == "preview":
        return redirect(f"/me/listings/{no}/preview", 303)
    flash(_("已发布") if published else _("草稿已保存"), "success")
    return redirect(f"/listings/{no}", 303)


def _page(
    form: ListingForm,
    *,
    kind: str,
    listing: Listing | None = None,
    both: list[tuple[str, str, str]] | None = None,
    refiled: bool = False,
    conflict: str = "",
) -> str:
    actor = current_actor()
    files = []
    if listing is not None:
        with reading() as session:
            files = list_files(session, get_listing(session, actor, listing.no))
    return render_template(
        "listings/form.html",
        form=form,
        kind=kind,
        listing=listing,
        files=files,
        both=both,
        conflict=conflict,
        refiled=refiled,
        removing=request.form.getlist("remove_file"),
        chosen=form.category.data or "rebar",
        suggestions=suggestions(),
        today=today().isoformat(),
        unit=unit_name(form.unit.data or "t", locale()),
    )


def _both(form: ListingForm, no: str, conflict: str) -> str:
    """The form as typed, with what a colleague saved meanwhile beside it; saving again is then a decision."""
    with reading() as session:
        listing, theirs = _own(session, no)
    rows = differences(form, theirs, cleaned(form.values()))
    form.version.data = str(listing.version)
    return _page(form, kind=listing.kind, listing=listing, both=rows, conflict=conflict)
