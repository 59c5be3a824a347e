"""A supplier's own freight rates below `/me/freight`. The house's own are in `desk`."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from portal.core.errors import Forbidden
from portal.logistics.rate_import_pages import bring_in
from portal.logistics.rate_pages import Room, edit, listing, many, new
from portal.web.auth import current_actor
from portal.web.guards import member, writer

bp = Blueprint("rates", __name__)

ROOM = Room(home="/me/freight", layout="layouts/account.html")


@bp.get("/me/freight")
@member
def index() -> Any:
    """The company's rates, those confirmed longest ago first."""
    if not current_actor().is_supplier:
        raise Forbidden("此页面供供应商使用")
    return listing(ROOM)


@bp.post("/me/freight/many")
@writer
def change_many() -> Any:
    """Confirm, extend or withdraw the ticked rates."""
    return many(ROOM)


@bp.route("/me/freight/new", methods=["GET", "POST"])
@writer
def add() -> Any:
    """Offer a rate."""
    return new(ROOM)


@bp.route("/me/freight/import", methods=["GET", "POST"])
@writer
def bring() -> Any:
    """Bring a table of rates in."""
    return bring_in(ROOM)


@bp.route("/me/freight/<no>", methods=["GET", "POST"])
@writer
def show(no: str) -> Any:
    """Change a rate."""
    return edit(ROOM, no)
