"""The original of a message that came by mail."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from portal.mailroom import queries
from portal.mailroom.services.keeping import MEDIA_TYPE
from portal.web.auth import current_actor
from portal.web.downloads import send_upload
from portal.web.guards import signed_in
from portal.web.uow import reading

bp = Blueprint("mailroom", __name__)


@bp.get("/threads/<no>/messages/<int:message_id>/mail")
@signed_in
def original(no: str, message_id: int) -> Any:
    """The whole mail as it came, to disk; for staff and for who wrote it."""
    with reading() as session:
        found = queries.find_original(session, current_actor(), no, message_id)
    return send_upload(found.token, name=found.name, media_type=MEDIA_TYPE, download=True)
