"""`/desk/claims`: the claims staff see, by whose move it is and what is due. Routes of the desk's blueprint."""

from __future__ import annotations

from flask import render_template, request

from portal.casework import claim_list_page
from portal.casework.desk import bp as bp
from portal.casework.queries.claim_lists import SIZE
from portal.core.paging import page_number
from portal.web.auth import current_actor
from portal.web.guards import staff
from portal.web.uow import reading

PAGE = "/desk/claims"


@bp.get(PAGE)
@staff()
def claims() -> str:
    """The claims, open ones first."""
    number = page_number(request.args.get("page"), size=SIZE)
    with reading() as session:
        context = claim_list_page.gather(
            session, current_actor(), view=request.args.get("state", ""), page=number, path=PAGE
        )
    return render_template("casework/desk_claims.html", **context)
