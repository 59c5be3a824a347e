"""The home page."""

from __future__ import annotations

from flask import Blueprint, render_template

from portal.core.clock import now
from portal.home import queries
from portal.listings.queries.newest import newest
from portal.listings.terms import DEMAND, SUPPLY
from portal.listings.views.words import items
from portal.logistics.terms import MODES
from portal.logistics.views.freight import MODE_ICONS
from portal.materials.categories import category_name
from portal.web.auth import current_actor
from portal.web.guards import public
from portal.web.i18n import LOCALES, _, locale_tag
from portal.web.uow import reading

bp = Blueprint("home", __name__)

SUPPLIES, DEMANDS = 10, 8


@bp.get("/")
@public
def index() -> str:
    """What is new, and the way in."""
    actor, language, moment = current_actor(), locale_tag(), now()
    with reading() as session:
        branches = queries.branches(session)
        figures = queries.figures(session)
        supplies = newest(session, actor, kind=SUPPLY, limit=SUPPLIES, moment=moment)
        demands = newest(session, actor, kind=DEMAND, limit=DEMANDS, moment=moment)
        storage = queries.storage(session)
        rates = queries.rates(session)
        notices = queries.notices(session, language)
    locale = LOCALES[language]
    return render_template(
        "home/index.html",
        figures=figures,
        branches=[
            (branch.code, category_name(branch.code, locale), branch.count,
             [(code, category_name(code, locale), count) for code, count in branch.categories])
            for branch in branches
        ],
        supplies=items(supplies, newest=True),
        demands=items(demands, newest=True),
        storage=storage,
        rates=rates,
        notices=notices,
        examples=queries.EXAMPLES,
        named=lambda code: category_name(code, locale),
        modes={code: _(name) for code, name in MODES.items()},
        mode_icons=MODE_ICONS,
    )  # fmt: skip
