"""Every component of the pages at /dev/gallery, to look at and for the browser tests. Absent in production."""

from __future__ import annotations

from decimal import Decimal

from flask import Blueprint, Flask, render_template

from portal.web.guards import public

bp = Blueprint("gallery", __name__)


@bp.get("/dev/gallery")
@public
def show() -> str:
    """Sample components, no data."""
    return render_template("components/_gallery.html", amount=Decimal)


def init_app(app: Flask) -> None:
    if app.testing or app.debug:
        app.register_blueprint(bp)
