"""A company's delivery places, below `/me/places`."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template

from portal.core.errors import Conflict, Invalid
from portal.landed import queries, services
from portal.landed.forms import PlaceForm
from portal.web.auth import current_actor
from portal.web.forms import changed_fields, whole
from portal.web.guards import member, writer
from portal.web.i18n import _
from portal.web.uow import reading, writing

bp = Blueprint("places", __name__)

HOME = "/me/places"


@bp.get("/me/places")
@member
def index() -> Any:
    """The company's places, the usual one first."""
    with reading() as session:
        places = queries.places_of(session, current_actor())
    return render_template("landed/places.html", places=places)


@bp.route("/me/places/new", methods=["GET", "POST"])
@writer
def add() -> Any:
    """Add a place."""
    form, status = PlaceForm(), 200
    if form.is_submitted():
        status = 422
        try:
            if form.is_right(lambda: services.check_place(form.values()) if form.region.data else None):
                with writing() as session:
                    services.add_place(session, current_actor(), form.values())
                flash(_("送货地点已添加"), "success")
                return redirect(HOME, 303)
        except Invalid as error:
            form.take(error)
    return render_template("landed/place_form.html", form=form, no="", differences=[]), status


@bp.route("/me/places/<no>", methods=["GET", "POST"])
@writer
def show(no: str) -> Any:
    """Change a place."""
    actor, differences = current_actor(), []
    stored = _stored(no)
    form, status = PlaceForm(data=stored), 200
    if form.is_submitted():
        status = 422
        try:
            if form.is_right(lambda: services.check_place(form.values()) if form.region.data else None):
                version = whole(form.version.data)
                with writing() as session:
                    services.change_place(session, actor, no, version=version, values=form.values())
                flash(_("已保存"), "success")
                return redirect(HOME, 303)
        except Conflict:
            stored = _stored(no)
            differences = changed_fields(form, stored)
            form.version.data = str(stored["version"])
            status = 409
        except Invalid as error:
            form.take(error)
    return render_template("landed/place_form.html", form=form, no=no, differences=differences), status


@bp.post("/me/places/<no>/default")
@writer
def make_usual(no: str) -> Any:
    """Make it the place that is filled in without asking."""
    with writing() as session:
        services.make_default(session, current_actor(), no)
    flash(_("已设为常用"), "success")
    return redirect(HOME, 303)


@bp.post("/me/places/<no>/remove")
@writer
def remove(no: str) -> Any:
    """Remove a place."""
    with writing() as session:
        services.remove_place(session, current_actor(), no)
    flash(_("已删除"), "success")
    return redirect(HOME, 303)


def _stored(no: str) -> dict[str, Any]:
    with reading() as session:
        view = queries.place_view(session, current_actor(), no)
    return {name: getattr(view, name) for name in ("name", "region", "address", "is_default", "version")}
