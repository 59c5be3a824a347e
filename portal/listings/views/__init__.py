"""Pages of supply and demand: the public lists, a listing's page, and the member's own list with its forms."""

from flask import Blueprint

bp = Blueprint("listings", __name__)

from portal.listings.views import bulk, editing, files, fresh, hall, own, page, past  # noqa: E402, F401  # they add their routes
