"""Pages of /me/import: a sheet comes in, is looked through, published, taken back; and sheets that go out."""

from flask import Blueprint

bp = Blueprint("intake", __name__)

from portal.intake.views import acting, preview, sheets, starting  # noqa: E402, F401  # they add their routes
