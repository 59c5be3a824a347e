"""Pictures and certificates on their way out; every look is checked against the listing as it is now."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.listings.queries.detail import get_file
from portal.listings.views import bp
from portal.web.auth import current_actor
from portal.web.downloads import send_upload
from portal.web.guards import public
from portal.web.uow import reading


@bp.get("/listings/<no>/files/<token>")
@public
def download(no: str, token: str) -> Any:
    """A picture for whoever sees the listing; a certificate for members with a proven address. `?small`: a picture's likeness."""
    with reading() as session:
        file = get_file(session, current_actor(), no=no, token=token)
    return send_upload(file.token, name=file.name, media_type=file.media_type, small="small" in request.args)
