"""Either side says that the matter is settled, or that it is not."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect

from portal.threads import services
from portal.threads.views.blueprint import bp
from portal.web.auth import current_actor
from portal.web.guards import signed_in
from portal.web.i18n import _
from portal.web.uow import writing


@bp.post("/threads/<no>/resolve")
@signed_in
def resolve(no: str) -> Any:
    """It is settled."""
    with writing() as session:
        services.resolve(session, current_actor(), no=no)
    flash(_("已标记为已解决；如有新问题，直接回复即可"), "success")
    return redirect(f"/threads/{no}", 303)


@bp.post("/threads/<no>/reopen")
@signed_in
def reopen(no: str) -> Any:
    """It is not."""
    with writing() as session:
        services.reopen(session, current_actor(), no=no)
    flash(_("已重新打开"), "success")
    return redirect(f"/threads/{no}", 303)
