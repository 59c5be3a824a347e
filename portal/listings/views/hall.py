"""The public lists, /supply and /demand."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus

from flask import render_template, request
from markupsafe import Markup
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.landing import CANDIDATES, NAMES, PLACE, SORT, Asking, order_of
from portal.core.paging import Page, page_number
from portal.listings.queries.counts import HallCounts, hall_counts, remembered
from portal.listings.queries.halls import SIZE, SORTS, HallFilter, find_hall_page
from portal.listings.queries.narrowed import narrowed_counts
from portal.listings.terms import DEMAND, SUPPLY
from portal.listings.views import bp
from portal.listings.views.words import freshness, items, locale
from portal.materials.categories import GROUPS, categories_in, category, category_name, group
from portal.web.auth import current_actor
from portal.web.facets import Chip, Option
from portal.web.forms import clean
from portal.web.guards import public
from portal.web.i18n import _
from portal.web.landing import landing
from portal.web.uow import reading

MOST_CHOSEN = 20
FRESH = ("fresh", "aging")
quoted = lru_cache(maxsize=4096)(quote_plus)
"""The same few hundred names stand in the addresses of every list."""


@bp.get("/supply")
@public
def supply() -> Any:
    """What is offered."""
    return _hall(SUPPLY)


@bp.get("/demand")
@public
def demand() -> Any:
    """What is wanted."""
    return _hall(DEMAND)


def _hall(kind: str) -> Any:
    moment = now()
    asking = landing().asked(request.args if kind == SUPPLY else {})
    asked = _asked(kind, landed=asking.is_set)
    links = Links("/" + kind, asked, carried=_carried(asking))
    number = page_number(request.args.get("page"), size=SIZE)
    actor = current_actor()
    with reading() as session:
        if links.is_plain:
            counts = hall_counts(session, kind=kind, category=asked.category, moment=moment)
        else:
            counts = narrowed_counts(session, actor, asked, moment=moment)
        known = counts.total(asked.category) if asked.is_plain else None
        page = find_hall_page(
            session, actor, asked, moment=moment, known_total=known, **{"number": number} | _extent(asked)
        )
        landed = landing().views(session, actor, [row.id for row in page.items], asking)
        bar = None
        if kind == SUPPLY:
            bar = landing().bar(session, actor, asking, action="/supply", kept=links.pairs(without=(PLACE, *NAMES)))
        side = _side(session, counts, links, asked)
    of = len(page.items) if asked.sort == SORT else 0
    if of:
        ranked = sorted(page.items, key=lambda row: order_of(landed.get(row.id)))
        page = Page(ranked[(number - 1) * SIZE : number * SIZE], number, SIZE, of)
    found = category(asked.category) or group(asked.category)
    return render_template(
        "listings/hall.html",
        kind=kind,
        page=page,
        items=items(page.items, landed=landed),
        landed_bar=bar,
        landed_of=of,
        side=side,
        sorts=[(text, links.to(sort=code), asked.sort == code) for code, text in _sorts(asking.is_set)],
        chips=_chips(links, asked),
        clear_url="/" + kind,
        save_address=_as_search(kind, asked, links),
        page_url=links.page,
        heading=category_name(found.code, locale()) if found else "",
    )


def _as_search(kind: str, asked: HallFilter, links: Links) -> str:
    """The same conditions as a search that can be saved; "" where a search knows no such condition."""
    return (
        ""
        if asked.supplier or not (asked.category or not asked.is_plain)
        else f"/search?kind={kind}&" + links.to().partition("?")[2]
    )


def _side(session: Session, counts: HallCounts, links: Links, asked: HallFilter) -> Markup:
    """The filters, drawn. As old as their counts where only a category is chosen: most readers see the same ones."""

    def draw() -> Markup:
        drawn = render_template(
            "listings/_side.html",
            kind=asked.kind,
            asked=asked,
            chosen=len(_chips(links, asked)),
            tree=_tree(counts, links, asked),
            grades=links.options("grade", counts.grades, asked.grades),
            mills=links.options("mill", counts.mills, asked.mills),
            cities=links.options("city", counts.cities, asked.cities),
            ages=[
                Option(text, None, links.to(fresh="" if asked.fresh == code else code), asked.fresh == code)
                for code, text in zip(FRESH, (_("24 小时内确认"), _("3 天内确认")), strict=True)
            ],
            kept=links.pairs(without=("price_min", "price_max")),
        )
        return Markup(drawn)  # noqa: S704 (drawn by Jinja, which escapes)

    if links.is_plain:
        key = ("side", locale(), asked.kind, asked.category, asked.sort, asked.fresh, *links.carried.items())
        return remembered(session, key, draw)
    return draw()


def _asked(kind: str, *, landed: bool) -> HallFilter:
    args = request.args
    code = args.get("category", "")
    fresh = args.get("fresh", "")
    sort = args.get("sort", "")
    return HallFilter(
        kind=kind,
        category=code if category(code) or group(code) else "",
        grades=_many("grade"),
        mills=_many("mill"),
        cities=_many("city"),
        price_min=_amount(args.get("price_min")),
        price_max=_amount(args.get("price_max")),
        fresh=fresh if fresh in FRESH else "",
        since=freshness().since(fresh, now()),
        supplier=clean(args.get("supplier", ""))[:20].upper(),
        warehouse=clean(args.get("warehouse", ""))[:20].upper(),
        sort=sort if sort in SORTS and (sort != SORT or landed) else SORTS[0],
    )


def _many(name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for raw in request.args.getlist(name)[:MOST_CHOSEN] if (text := clean(raw)[:60])))


def _amount(raw: str | None) -> Decimal | None:
    try:
        number = Decimal((raw or "").replace(",", "").strip()[:20] or "NaN")
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 <= number <= 10_000_000 else None


class Links:
    """Addresses of the same list, narrowed or sorted otherwise. A page has dozens, so each part is encoded once."""

    def __init__(self, path: str, asked: HallFilter, *, carried: Sequence[tuple[str, str]] = ()) -> None:
        """carried: parameters that narrow nothing and stay."""
        self.path = path
        self.carried = dict(carried)
        values = {
            "category": (asked.category,), "grade": asked.grades, "mill": asked.mills, "city": asked.cities,
            "price_min": (_plain(asked.price_min),), "price_max": (_plain(asked.price_max),), "fresh": (asked.fresh,),
            "supplier": (asked.supplier,), "warehouse": (asked.warehouse,),
            "sort": ("" if asked.sort == SORTS[0] else asked.sort,),
        }  # fmt: skip
        values |= {name: (text,) for name, text in self.carried.items()}
        self.values: dict[str, tuple[str, ...]] = {name: texts for name, texts in values.items() if any(texts)}
        self.parts = {name: _encoded(name, texts) for name, texts in self.values.items()}

    @property
    def is_plain(self) -> bool:
        """Nothing chosen but what most readers choose: the side is drawn once a minute, from counts of everything."""
        return self.values.keys() - self.carried.keys() <= {"category", "sort", "fresh"}

    def pairs(self, *, without: Sequence[str] = ()) -> list[tuple[str, str]]:
        return [(name, text) for name, texts in self.values.items() if name not in without for text in texts]

    def to(self, **changed: str | tuple[str, ...]) -> str:
        """The list with these parameters instead; an empty one is left out."""
        parts = [part for name, part in self.parts.items() if name not in changed]
        parts += [
            _encoded(name, (value,) if isinstance(value, str) else value) for name, value in changed.items() if value
        ]
        return f"{self.path}?{'&'.join(parts)}" if parts else self.path

    def page(self, number: int) -> str:
        return self.to(page=str(number) if number > 1 else "")

    def options(self, name: str, counted: Sequence[tuple[str, int]], chosen: tuple[str, ...]) -> list[Option]:
        """Options of a facet; what is chosen but no longer counted stays, so that it can be taken away."""
        known = {text for text, _count in counted}
        rows = [*((text, 0) for text in chosen if text not in known), *counted]
        others = self.to(**{name: ""})
        kept = "&".join([others.partition("?")[2], _encoded(name, chosen)]).strip("&")
        more = f"{self.path}?{kept}&" if kept else f"{self.path}?"
        return [
            Option(text, count, self.to(**{name: tuple(one for one in chosen if one != text)}), True)
            if text in chosen
            else Option(text, count, f"{more}{name}={quoted(text)}", False)
            for text, count in rows
        ]


def _encoded(name: str, texts: tuple[str, ...]) -> str:
    return "&".join([f"{name}={quoted(text)}" for text in texts])


def _tree(counts: HallCounts, links: Links, asked: HallFilter) -> list[Option]:
    language = locale()
    chosen = category(asked.category)
    inside = chosen.group if chosen else asked.category
    tree = [Option(_("全部品类"), counts.total(""), links.to(category=""), not asked.category)]
    for branch in GROUPS:
        total = counts.total(branch.code)
        if not total and branch.code != inside:
            continue
        url = links.to(category=branch.code)
        tree.append(Option(category_name(branch.code, language), total, url, asked.category == branch.code))
        if branch.code != inside:
            continue
        for leaf in categories_in(branch.code):
            count = counts.categories.get(leaf.code, 0)
            if count or leaf.code == asked.category:
                url = links.to(category=leaf.code)
                tree.append(Option(category_name(leaf.code, language), count, url, leaf.code == asked.category, 1))
    return tree


def _chips(links: Links, asked: HallFilter) -> list[Chip]:
    chips = []
    if asked.category:
        chips.append(Chip(category_name(asked.category, locale()), links.to(category="")))
    for name, chosen in (("grade", asked.grades), ("mill", asked.mills), ("city", asked.cities)):
        chips += [Chip(text, links.to(**{name: tuple(one for one in chosen if one != text)})) for text in chosen]
    if asked.price_min is not None:
        chips.append(Chip(_("不低于 %(price)s", price=_plain(asked.price_min)), links.to(price_min="")))
    if asked.price_max is not None:
        chips.append(Chip(_("不高于 %(price)s", price=_plain(asked.price_max)), links.to(price_max="")))
    if asked.fresh:
        text = _("24 小时内确认") if asked.fresh == "fresh" else _("3 天内确认")
        chips.append(Chip(text, links.to(fresh="")))
    if asked.supplier:
        chips.append(Chip(_("企业 %(no)s", no=asked.supplier), links.to(supplier="")))
    if asked.warehouse:
        chips.append(Chip(_("仓库 %(no)s", no=asked.warehouse), links.to(warehouse="")))
    return chips


def _carried(asking: Asking) -> list[tuple[str, str]]:
    """What stays in the addresses of a list whose landed prices are asked for."""
    typed = clean(request.args.get(PLACE, ""))[:60] if asking.is_set else ""
    return [(PLACE, typed), *asking.carried] if typed else []


def _extent(asked: HallFilter) -> dict[str, int]:
    """Sorted by landed price: the cheapest ones from the first on, whichever page of them is shown."""
    return {"number": 1, "size": CANDIDATES} if asked.sort == SORT else {}


def _sorts(landed: bool) -> list[tuple[str, str]]:
    found = [
        ("fresh", _("最近确认")), ("new", _("最新发布")), ("price", _("价格从低到高")), ("price_desc", _("价格从高到低"))
    ]  # fmt: skip
    return [*found, (SORT, _("到货价从低到高"))] if landed else found


def _plain(amount: Decimal | None) -> str:
    return "" if amount is None else format(amount, "f")
