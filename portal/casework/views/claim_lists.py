"""`/claims`: a company's claims. The desk's list stands in `portal.casework.desk_claims`."""

from __future__ import annotations

from flask import render_template, request

from portal.casework import claim_list_page
from portal.casework.queries.claim_lists import SIZE
from portal.casework.views.blueprint import bp
from portal.core.paging import page_number
from portal.web.auth import current_actor
from portal.web.guards import member
from portal.web.uow import reading

PAGE = "/claims"


@bp.get(PAGE)
@member
def my_claims() -> str:
    """The company's claims: those that wait for it first."""
    number = page_number(request.args.get("page"), size=SIZE)
    with reading() as session:
        context = claim_list_page.gather(
            session, current_actor(), view=request.args.get("state", ""), page=number, path=PAGE
        )
    return render_template("casework/claims.html", **context)
