"""What a thread is about, as its opener or reader may see it: a listing, a warehouse, a freight rate."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.core.errors import NotFound
from portal.core.permissions import Actor
from portal.listings.queries.detail import get_listing
from portal.logistics.queries import rate_label, rate_view, warehouse_label, warehouse_view
from portal.materials.units import unit_name
from portal.threads.services import Matter
from portal.web.filters import money, qty
from portal.web.i18n import LOCALES, _, locale_tag

LISTING, WAREHOUSE, FREIGHT = "listing", "warehouse", "freight"
DEFAULT_KIND = {LISTING: "inquiry", WAREHOUSE: "storage", FREIGHT: "transport"}


@dataclass(frozen=True, slots=True)
class MatterView:
    """The facts beside the conversation; `url` is empty when the reader can no longer open it."""

    title: str
    url: str
    org_no: str
    """Whose listing it is."""
    facts: tuple[tuple[str, str], ...]


def find_matter(session: Session, actor: Actor, kind: str, no: str) -> Matter:
    """What the address of a new thread names. Raises: NotFound when the actor may not see it."""
    if kind == LISTING:
        listing = _listing(session, actor, no)
        return Matter(kind, no, listing.title[:200])
    label = warehouse_label(session, no) if kind == WAREHOUSE else rate_label(session, no) if kind == FREIGHT else None
    if label is None:
        raise NotFound("页面不存在")
    return Matter(kind, no, label)


def show_matter(session: Session, actor: Actor, *, kind: str, no: str, title: str) -> MatterView | None:
    """The present facts of what a thread is about; only its title when it is gone."""
    if not kind:
        return None
    try:
        if kind == LISTING:
            return _listing(session, actor, no)
        if kind == WAREHOUSE:
            return _warehouse(session, no)
        return _rate(session, actor, no)
    except NotFound:
        return MatterView(title, "", "", ())


def _listing(session: Session, actor: Actor, no: str) -> MatterView:
    it = get_listing(session, actor, no)
    unit = unit_name(it.unit, LOCALES[locale_tag()])
    price = "" if it.price is None else f"¥{money(it.price)}/{unit}"
    place = f"{it.city} · {it.warehouse_name}" if it.city and it.warehouse_name else it.city or it.delivery_place
    amount = _("可供") if it.kind == "supply" else _("需求")
    return MatterView(
        it.title,
        it.url,
        it.org_no,
        (
            (_("材质"), it.grade),
            (_("规格"), it.spec),
            (_("钢厂"), it.mill),
            (_("执行标准"), it.standard),
            (_("现货地") if it.kind == "supply" else _("交货地"), place),
            (amount, f"{qty(it.amount)} {unit}" if it.amount is not None else ""),
            (_("单价"), price),
        ),
    )


def _warehouse(session: Session, no: str) -> MatterView:
    it = warehouse_view(session, no)
    return MatterView(
        it.name,
        f"/warehouses/{it.no}",
        "",
        ((_("所在地"), it.place), (_("地址"), it.address), (_("营业时间"), it.hours)),
    )


def _rate(session: Session, actor: Actor, no: str) -> MatterView:
    row = rate_view(session, actor, no).row
    return MatterView(
        f"{row.from_city} → {row.to_city}",
        row.url,
        "",
        (
            (_("承运"), row.carrier),
            (_("运价"), f"¥{money(row.price)}/{_('吨')}"),
            (_("时效"), _("%(days)s 天", days=row.days) if row.days else ""),
        ),
    )
