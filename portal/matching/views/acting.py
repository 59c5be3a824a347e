"""What a person does with a match: put it out of sight, or back."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect

from portal.matching.services.marking import hide
from portal.matching.views.blueprint import bp
from portal.web.auth import current_actor
from portal.web.guards import member
from portal.web.i18n import _
from portal.web.uow import writing


@bp.post("/listings/<no>/matches/<other>/hide")
@member
def put_away(no: str, other: str) -> Any:
    """Not interested: hidden from this person, until shown again."""
    with writing() as session:
        hide(session, current_actor(), no=no, other=other, hidden=True)
    flash(_("已隐藏，只对您自己"), "success")
    return redirect(f"/listings/{no}/matches", 303)


@bp.post("/listings/<no>/matches/<other>/show")
@member
def bring_back(no: str, other: str) -> Any:
    """Show it again."""
    with writing() as session:
        hide(session, current_actor(), no=no, other=other, hidden=False)
    return redirect(f"/listings/{no}/matches", 303)
