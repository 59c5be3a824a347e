"""What a company reads: its listings that have matches, and the matches of one."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from portal.listings.terms import KINDS
from portal.matching.queries.shown import list_own_matched, matches_of
from portal.matching.views.blueprint import bp, limits, line, usual
from portal.matching.words import worth
from portal.materials.units import unit_name
from portal.web.auth import current_actor
from portal.web.filters import ago
from portal.web.guards import member, signed_in
from portal.web.i18n import LOCALES, _, locale_tag
from portal.web.uow import reading


@bp.get("/me/matches")
@member
def mine() -> Any:
    """The company's listings that somebody answers, the newest answer first."""
    actor = current_actor()
    kind = request.args.get("kind", "")
    kind = kind if kind in KINDS else ""
    with reading() as session:
        rows = list_own_matched(session, actor, kind=kind)
    kinds = [("", _("全部")), ("demand", _("求购")), ("supply", _("供应"))]
    return render_template(
        "matching/mine.html",
        rows=[(row, ago(row.newest), *worth(row.best)) for row in rows],
        kinds=[(text, f"/me/matches?kind={code}" if code else "/me/matches", code == kind) for code, text in kinds],
    )


@bp.get("/listings/<no>/matches")
@signed_in
def show(no: str) -> Any:
    """The matches of one listing, for its company and for staff; nobody else knows that there are any."""
    actor = current_actor()
    hidden = request.args.get("hidden") == "1"
    with reading() as session:
        found = matches_of(session, actor, no, usual=usual(), limits=limits(), with_hidden=hidden)
    took = {part.match.supply_id: part.amount for part in found.filling.parts} if found.filling else {}
    rows = [line(found.own, one.side, one.match, hidden=one.hidden, took=took.get(one.side.id)) for one in found.shown]
    language = LOCALES[locale_tag()]
    return render_template(
        "matching/show_desk.html" if actor.is_staff else "matching/show_account.html",
        own=found.own,
        own_unit=unit_name(found.own.unit, language),
        rows=rows,
        filling=found.filling,
        parts=[row for row in rows if row.took is not None],
        companies=len({row.side.org_name for row in rows if row.took is not None}),
        total=found.total,
        hidden_count=found.hidden,
        with_hidden=hidden,
        delivered_to=found.place,
        is_own=actor.is_customer and found.own.item.org_id == actor.org_id,
    )
