"""Pages of prices over time: every product at a glance, one product's course, imported series, and any course as CSV."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, make_response, render_template, request

from portal.core.clock import now
from portal.core.paging import Page, page_number
from portal.listings.views.words import locale
from portal.materials.categories import GROUPS, categories_in, category, category_name, group, leaf_codes
from portal.materials.units import unit_name
from portal.prices import chart, export
from portal.prices.counts import Day
from portal.prices.course import BEFORE, SPANS, WEEK, YEAR, Change, compared
from portal.prices.links import Links
from portal.prices.lives import local_day
from portal.prices.queries import FACETS
from portal.prices.showing import PERIODS, all_sources, find_shown, listed
from portal.web.auth import current_actor
from portal.web.facets import Option
from portal.web.guards import public
from portal.web.i18n import _
from portal.web.uow import reading

bp = Blueprint("prices", __name__)

SIZE = 30


@dataclass(frozen=True, slots=True)
class Line:
    """A day with its changes, by span."""

    day: Day
    changes: dict[str, Change | None]


@dataclass(frozen=True, slots=True)
class Product:
    """A product on the first page: its newest day, its changes, and a month as a small line."""

    name: str
    unit: str
    url: str
    day: Day
    changes: dict[str, Change | None]
    spark: str


@bp.get("/prices")
@public
def index() -> Any:
    """Prices over time. Everybody sees the same figures: members' prices count in none of them."""
    current_actor()
    if request.args.get("source") or category(request.args.get("category", "")):
        return _course()
    return _overview()


@bp.get("/prices/export")
@public
def download() -> Any:
    """The course that the page shows, as CSV."""
    with reading() as session:
        shown = find_shown(session, request.args)
    days = shown.days[shown.begin :]
    header = [_("日期"), _("最低价"), _("中间价"), _("最高价"), _("条数"), _("品名"), _("材质"), _("规格"), _("钢厂"), _("城市"),
              _("单位"), _("来源")]  # fmt: skip
    facts = [
        category_name(shown.asked.category, locale()),
        *("、".join(shown.asked.of(name)) for name in FACETS),
        unit_name(shown.unit, locale()) if shown.unit else "",
        _("导入的行情：%(name)s", name=shown.source.name) if shown.source else _("物资通挂牌价"),
    ]
    answer = make_response(export.table(header, facts, days))
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="prices-{shown.asked.category or "all"}.csv"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _overview() -> str:
    language, today = locale(), local_day(now())
    code = request.args.get("category", "")
    code = code if group(code) else ""
    with reading() as session:
        found = listed(session, today)
        sources = all_sources(session)
    counts: dict[str, int] = {}
    for (name, _unit), days in found.items():
        counts[name] = counts.get(name, 0) + days[-1].count
    inside = leaf_codes(code) if code else ()
    products = []
    for branch in GROUPS:
        for leaf in categories_in(branch.code):
            for (name, unit), days in found.items():
                if name == leaf.code and (not inside or name in inside) and (today - days[-1].day).days <= 31:
                    products.append(_product(name, unit, days, language, alone=unit == leaf.units[0]))
    return render_template(
        "prices/index.html",
        products=products,
        tree=_tree(counts, Links("/prices", {}), code, language),
        sources=sources,
        heading=category_name(code, language) if code else "",
        today=today,
        spans=_spans(),
    )


def _product(name: str, unit: str, days: list[Day], language: str, *, alone: bool) -> Product:
    month = [one for one in days if (days[-1].day - one.day).days <= 31]
    return Product(
        name=category_name(name, language),
        unit=unit_name(unit, language),
        url=Links("/prices", {"category": (name,), "unit": () if alone else (unit,)}).to(),
        day=days[-1],
        changes={span: compared(days, len(days) - 1, span) for span in SPANS},
        spark=chart.spark(month),
    )


def _course() -> str:
    language = locale()
    with reading() as session:
        shown = find_shown(session, request.args)
        sources = all_sources(session)
    links = Links("/prices", shown.chosen)
    number = page_number(request.args.get("page"), size=SIZE)
    days, begin = shown.days, shown.begin
    places = range(len(days) - 1, begin - 1, -1)
    lines = [_line(days, place) for place in places[(number - 1) * SIZE : number * SIZE]]
    named = category_name(shown.asked.category, language)
    return render_template(
        "prices/course.html",
        shown=shown,
        newest=_line(days, len(days) - 1) if days else None,
        chart=chart.drawn(days[begin:]),
        sizes=(chart.WIDTH, chart.HEIGHT),
        page=Page(items=lines, number=number, size=SIZE, total=len(places)),
        links=links,
        chips=links.chips(*FACETS),
        clear_url=links.to(**dict.fromkeys(FACETS, "")),
        periods=[(_period(days), links.to(days=str(days)), shown.period == days, None) for days in PERIODS],
        tree=_tree(shown.categories, links, shown.asked.category, language),
        facets={name: links.options(name, shown.options.get(name, ())) for name in FACETS},
        units=[Option(unit_name(one, language), None, links.to(unit=one), one == shown.unit) for one in shown.units],
        unit=unit_name(shown.unit, language) if shown.unit else "",
        name=named,
        title=" ".join([named, *("、".join(shown.asked.of(name)) for name in FACETS if shown.asked.of(name))]),
        export_url=Links("/prices/export", shown.chosen).to(),
        sources=sources,
        save_address=Links("/search", {"kind": ("supply",), "category": (shown.asked.category,), **{name: shown.asked.of(name) for name in ("grade", "spec", "mill", "city")}}).to(),
        supply_url=Links("/supply", {"category": (shown.asked.category,), **{name: shown.asked.of(name) for name in ("grade", "mill", "city")}}).to(),
        spans=_spans(),
        today=local_day(now()),
    )  # fmt: skip


def _line(days: Any, place: int) -> Line:
    return Line(days[place], {span: compared(days, place, span) for span in SPANS})


def _tree(counts: Any, links: Links, chosen: str, language: str) -> list[Option]:
    """The products there are prices of; filters of another product go with it."""
    gone = dict.fromkeys((*FACETS, "unit"), "")
    found = category(chosen)
    inside = found.group if found else chosen
    tree = []
    if "source" not in links.values:
        tree.append(Option(_("全部品类"), None, "/prices", not chosen))
    for branch in GROUPS:
        leaves = [leaf for leaf in categories_in(branch.code) if counts.get(leaf.code) or leaf.code == chosen]
        if not leaves:
            continue
        total = sum(counts.get(leaf.code, 0) for leaf in leaves)
        if "source" not in links.values:
            url = links.to(category=branch.code, days="", **gone)
            tree.append(Option(category_name(branch.code, language), total, url, chosen == branch.code))
        if branch.code == inside or "source" in links.values:
            tree += [
                Option(
                    category_name(leaf.code, language),
                    counts.get(leaf.code, 0),
                    links.to(category=leaf.code, **gone),
                    leaf.code == chosen,
                    int("source" not in links.values),
                )
                for leaf in leaves
            ]
    return tree


def _spans() -> list[tuple[str, str]]:
    return [(BEFORE, _("较前一日")), (WEEK, _("较上周")), (YEAR, _("较去年同日"))]


def _period(days: int) -> str:
    return {30: _("近 30 天"), 90: _("近 90 天"), 365: _("近一年")}[days]
