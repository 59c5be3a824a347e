"""Staff speak first: to the company of a listing, about it, from a match nobody acts on."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request

from portal.core.errors import Invalid
from portal.core.numbers import new_token
from portal.core.permissions import Actor
from portal.listings.queries.detail import ListingView, get_listing
from portal.listings.terms import DEMAND
from portal.matching.services.marking import note_talked
from portal.materials.units import unit_name
from portal.threads import services
from portal.threads.forms import ReachForm
from portal.threads.matters import LISTING, MatterView, show_matter
from portal.threads.services import Matter
from portal.threads.views.blueprint import bp, mail_batch_s
from portal.threads.words import MAX_SUBJECT, key_of, prepare, subject_of
from portal.web.auth import current_actor
from portal.web.filters import qty
from portal.web.guards import staff
from portal.web.i18n import LOCALES, _, locale_tag
from portal.web.uow import reading, writing


def _asked(actor: Actor) -> tuple[ListingView, ListingView | None, MatterView | None]:
    """The listing whose company is spoken to, the demand it may answer, and the facts beside the form. Raises: NotFound."""
    no, about = (request.args.get(name, "")[:20] for name in ("listing", "about"))
    if not no:
        abort(404)
    with reading() as session:
        listing = get_listing(session, actor, no)
        demand = get_listing(session, actor, about) if about else None
        return listing, demand, show_matter(session, actor, kind=LISTING, no=no, title=listing.title)


@bp.get("/desk/threads/new")
@staff()
def reach() -> str:
    """The form with what is usually said already in it. Neither side is told who the other is."""
    listing, demand, matter = _asked(current_actor())
    form = ReachForm(
        formdata=None,
        data={"subject": listing.title[:MAX_SUBJECT], "body": _opening(listing, demand), "token": new_token()},
    )
    return _page(form, listing, matter)


@bp.post("/desk/threads/new")
@staff()
def reach_out() -> Any:
    """Open it, once for each form; the demand no longer waits at the desk."""
    actor = current_actor()
    listing, demand, matter = _asked(actor)
    form = ReachForm()
    try:
        if form.is_right(lambda: prepare(form.body.data or "")):
            words, subject, key = prepare(form.body.data), subject_of(form.subject.data), key_of(form.token.data)
            with writing() as session:
                no = services.open_for_company(
                    session, actor, org_no=listing.org_no, subject=subject, words=words, key=key,
                    matter=Matter(LISTING, listing.no, listing.title[:200]), mail_batch_s=mail_batch_s(),
                )  # fmt: skip
                wanted = demand or (listing if listing.kind == DEMAND else None)
                if wanted is not None:
                    note_talked(session, no=wanted.no)
            flash(_("已发给对方。编号 %(no)s", no=no), "success")
            return redirect(f"/threads/{no}", 303)
    except Invalid as error:
        form.take(error)
    return _page(form, listing, matter), 422


def _opening(listing: ListingView, demand: ListingView | None) -> str:
    """What is said first. Nothing of the other side but goods, amount and place."""
    if demand is None:
        return str(_("您好，您求购的%(what)s，我们找到了合适的现货。还需要吗？", what=_goods(listing)))
    return str(
        _(
            "您好，有客户求购%(what)s，交货地%(city)s。您的这批货还有吗？最低什么价？",
            what=_goods(demand),
            city=demand.city,
        )
    )


def _goods(listing: ListingView) -> str:
    unit = unit_name(listing.unit, LOCALES[locale_tag()])
    amount = f"{qty(listing.amount)} {unit}" if listing.amount is not None else ""
    return " ".join(part for part in (listing.title, amount) if part)


def _page(form: ReachForm, listing: ListingView, matter: MatterView | None) -> str:
    asked = request.query_string.decode("ascii", "ignore")
    return render_template(
        "threads/reach.html", form=form, matter=matter, company=listing.org_name, action=f"/desk/threads/new?{asked}"
    )
