"""One listing's page."""

from __future__ import annotations

from typing import Any

from flask import current_app, render_template, request
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.landing import PLACE, LandedView
from portal.core.permissions import VISITOR, Actor
from portal.listings import terms
from portal.listings.looks import Looks
from portal.listings.queries.detail import (
    ListingView,
    PricePoint,
    certificates_of,
    find_similar,
    get_listing,
    list_files,
    list_prices,
    pictures_of,
)
from portal.listings.sparkline import line
from portal.listings.storage import lots_of
from portal.listings.values import last_day
from portal.listings.views import bp
from portal.listings.views.words import freshness, items, locale
from portal.materials.categories import category, category_name
from portal.materials.units import unit_name
from portal.web.auth import current_actor
from portal.web.guards import public
from portal.web.i18n import _
from portal.web.landing import landing
from portal.web.uow import reading


@bp.get("/listings/<no>")
@public
def show(no: str) -> Any:
    """Everything about a listing; what ended says so calmly and shows similar ones."""
    actor = current_actor()
    with reading() as session:
        listing = get_listing(session, actor, no)
        whole = listing.is_open or listing.is_own or listing.is_staff
        files = list_files(session, listing) if whole else []
        prices = list_prices(session, listing) if whole else []
        lots = lots_of(session, listing.id) if whole and listing.kind == terms.SUPPLY else []
        similar = find_similar(session, actor, listing)
        landed, bar = _landed(session, actor, listing) if whole and listing.kind == terms.SUPPLY else (None, None)
    if actor.org_id is not None and not listing.is_own:
        looks: Looks = current_app.extensions["portal.looks"]
        looks.note(actor, listing.id)
    return render_template("listings/show.html", **page_values(listing), files=files, pictures=pictures_of(files),
        certificates=certificates_of(files), prices=tuple(prices), course=_course(prices), lots=tuple(lots), similar=items(similar),
        whole=whole, preview=False, landed=landed, landed_bar=bar)  # fmt: skip


def _landed(session: Session, actor: Actor, listing: ListingView) -> tuple[LandedView | None, Any]:
    """Its landed price where a place is named, or the company has a usual one; and the form that asks for it."""
    asking = landing().asked(request.args)
    # Nobody has their own goods sent to them: their places are not asked for.
    bar = landing().bar(session, VISITOR if listing.is_own else actor, asking, action="")
    if not asking.is_set and bar.typed and not request.args.get(PLACE):
        asking = landing().asked(request.args, place=bar.typed)
    return landing().views(session, actor, [listing.id], asking).get(listing.id), bar


def page_values(listing: ListingView) -> dict[str, Any]:
    """What the page and the preview both need beside the listing: its fixed words in the reader's language."""
    language = locale()
    found = category(listing.category)
    return {
        "listing": listing,
        "unit": unit_name(listing.unit, language),
        "category_name": category_name(listing.category, language),
        "group_name": category_name(found.group, language) if found else "",
        "group_code": found.group if found else "",
        "freshness_state": freshness().state(listing.confirmed_at, now()),
        "badge": badge(listing),
        "stamp": now().replace(second=0, microsecond=0),
        "valid_day": last_day(listing.valid_until).isoformat() if listing.valid_until else "",
        "conditions": conditions(listing),
        "payments": _words(listing.payments, terms.PAYMENTS),
        "deliveries": _words(listing.deliveries, terms.DELIVERIES),
    }


def conditions(listing: ListingView) -> tuple[str, ...]:
    """What a price includes, beside the price: 含税, 一票制, 理计."""
    found = [_("含税") if listing.tax_included else _("不含税")]
    for code, table in ((listing.price_basis, terms.PRICE_BASES), (listing.weighing_basis, terms.WEIGHINGS)):
        if code:
            found.append(_(table[code]))
    return tuple(found)


def badge(listing: ListingView) -> tuple[str, str] | None:
    """A state in a word and its tone; none for what everybody sees as it should be."""
    if listing.status == terms.PUBLISHED:
        if listing.is_resting:
            return _("休眠中"), "warn"
        if listing.is_open:
            return None
        return (_("待企业认证"), "warn") if listing.kind == terms.SUPPLY else (_("待确认邮箱"), "warn")
    if listing.status == terms.WITHDRAWN and listing.withdrawn_reason:
        return _("平台已下架"), "danger"
    return _(terms.STATUSES[listing.status]), "mute"


def _words(codes: tuple[str, ...], table: dict[str, str]) -> str:
    return "、".join(_(table[code]) for code in codes if code in table)


def _course(prices: list[PricePoint]) -> str:
    known = [(point.at, point.price) for point in reversed(prices) if point.price is not None]
    if len(known) > 1:
        known.append((now().replace(second=0, microsecond=0), known[-1][1]))
    return line(known)
