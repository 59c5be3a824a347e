"""Public pages of warehouses: the list, and one with what lies there."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from portal.core.paging import page_number
from portal.logistics import queries
from portal.logistics.filter_links import FilterLinks
from portal.logistics.policies import can_edit_warehouses
from portal.logistics.terms import MODES, SEEN, SERVICES, SOURCES
from portal.materials.categories import category_name
from portal.materials.units import UNITS, unit_name
from portal.web.auth import current_actor
from portal.web.guards import public
from portal.web.i18n import LOCALES, _, locale_tag
from portal.web.uow import reading

bp = Blueprint("warehouses", __name__)

SIZE = 20
FILTERS = ("q", "province", "city", "category", "service", "sort")


def named(code: str) -> str:
    """A category's name in the reader's language; what has none is `其他`."""
    return category_name(code, LOCALES[locale_tag()]) if code else str(_("其他"))


def _arrivals() -> list[str]:
    week, month, quarter = queries.ARRIVED
    return [
        _("%(n)s 天以内", n=week), _("%(a)s 到 %(b)s 天", a=week + 1, b=month), _("%(a)s 到 %(b)s 天", a=month + 1, b=quarter),
        _("%(n)s 天以上", n=quarter), _("没有写明"),
    ]  # fmt: skip


@bp.get("/warehouses")
@public
def index() -> str:
    """Warehouses, those with most stock first."""
    values = {name: request.args.get(name, "").strip()[:60] for name in FILTERS}
    wanted = queries.WarehouseFilter(
        text=values["q"], province=values["province"], city=values["city"], category=values["category"],
        service=values["service"], sort=values["sort"] or "stock",
    )  # fmt: skip
    number = page_number(request.args.get("page"), size=SIZE)
    with reading() as session:
        found = queries.list_warehouses(session, wanted, number=number, size=SIZE)
    links = FilterLinks("/warehouses", values)
    services = {code: _(name) for code, name in SERVICES.items()}
    chosen = {
        "q": values["q"],
        "province": values["province"],
        "city": values["city"],
        "category": values["category"] and named(values["category"]),
        "service": services.get(values["service"], values["service"]),
    }
    return render_template(
        "logistics/warehouses.html",
        found=found,
        links=links,
        chips=[(text, links.url(**{name: ""})) for name, text in chosen.items() if text],
        provinces=links.options("province", found.provinces, clears=("city",)),
        cities=links.options("city", found.cities) if wanted.province or wanted.city else [],
        categories=links.options("category", found.categories, label=named),
        services_options=links.options("service", found.services, label=lambda code: services.get(code, code)),
        services=services,
        named=named,
        sort=wanted.sort,
        query=values["q"],
    )


@bp.get("/warehouses/<no>")
@public
def show(no: str) -> str:
    """One warehouse: where it is, what it costs, what lies there."""
    actor = current_actor()
    with reading() as session:
        view = queries.warehouse_view(session, no)
        ages = queries.stock_ages(session, view.id)
        stock = queries.stock_in(session, view.id, limit=queries.SHOWN_LINES) if ages.total.lines else []
        routes = queries.best_routes(session, origin=view.city) if view.city else []
    return render_template(
        "logistics/warehouse.html",
        view=view,
        stock=stock,
        ages=ages,
        sums=dict(ages.categories),
        lines=ages.total.lines,
        shown=sum(len(group.lines) for group in stock),
        arrivals=list(zip(_arrivals(), ages.arrivals, strict=True)),
        confirmations=[(_(name), state, ages.confirmations[state]) for state, name in SEEN.items()],
        routes=routes,
        modes={code: _(name) for code, name in MODES.items()},
        services=[_(SERVICES[code]) for code in view.services if code in SERVICES],
        sources={code: _(name) for code, name in SOURCES.items()},
        unit_names={code: unit_name(code, LOCALES[locale_tag()]) for code in UNITS},
        named=named,
        can_edit=can_edit_warehouses(actor),
    )
