"""How a landed price is said: parts, steps, reasons and assumptions in the reader's language. No arithmetic but what prints a figure."""

from __future__ import annotations

from decimal import Decimal

from portal.core.texts import N_
from portal.landed.parts import Landed, Part, Step
from portal.logistics.routes import Route
from portal.logistics.terms import MODES
from portal.materials.places import place_name
from portal.web.i18n import _

PARTS: dict[str, str] = {
    "goods": N_("货价"),
    "loading": N_("装车"),
    "freight": N_("运费"),
    "invoice": N_("开票差"),
}
REASONS: dict[str, str] = {
    "on_request": N_("面议，没有标价"),
    "members": N_("会员价，登录后可见"),
    "unit": N_("不按重量计价，折不成吨价"),
    "underweight": N_("理计，不知道负差多少"),
    "no_fees": N_("仓库没有登记出库装车费"),
    "no_amount": N_("出库装车费要另问"),
    "other_unit": N_("出库装车费不是按吨计"),
    "no_origin": N_("不知道货在哪里"),
    "no_place": N_("没有填送到哪里"),
    "no_route": N_("没有到这里的运价"),
    "no_mode": N_("没有这种运输方式的运价"),
    "expired": N_("运价已过期"),
    "not_yet": N_("运价还没生效"),
    "too_little": N_("吨数不到起运量的五分之一，没有合适的运价"),
    "delivered_where": N_("送到价，没说送到哪里"),
    "delivered_elsewhere": N_("送到价，送的是别处"),
    "freight": N_("运费未知"),
    "delivered": N_("送到价，已含"),
}


def part_name(part: Part) -> str:
    return str(_(PARTS[part.name]))


def reason(part: Part) -> str:
    """Why a part is unknown, or included."""
    return str(_(REASONS[part.reason])) if part.reason in REASONS else ""


def step_line(step: Step) -> str:
    """`3700 ÷ (1 − 3%) = 3814.43`, with what was done in front."""
    figure = f"{step.figure.normalize():f}"
    share = percent(step.figure)
    if step.what == "listed":
        return str(_("挂牌 %(price)s", price=figure))
    result = f"{step.result:f}"
    if step.what == "unit":
        return str(_("折成吨价 × %(factor)s = %(result)s", factor=figure, result=result))
    if step.what == "pieces":
        return str(_("按理论重量 ÷ %(factor)s 吨 = %(result)s", factor=figure, result=result))
    if step.what == "tax":
        return str(_("加税 %(share)s = %(result)s", share=share, result=result))
    if step.what == "theory":
        if step.by == "mill":
            return str(_("理计折过磅，该厂负差 %(share)s：÷ (1 − %(share)s) = %(result)s", share=share, result=result))
        if step.by == "reader":
            return str(
                _("理计折过磅，按您填的负差 %(share)s：÷ (1 − %(share)s) = %(result)s", share=share, result=result)
            )
        return str(_("理计折过磅，一般负差 %(share)s：÷ (1 − %(share)s) = %(result)s", share=share, result=result))
    if step.what == "draft":
        return str(_("现款价改付承兑，加 %(share)s = %(result)s", share=share, result=result))
    return str(_("承兑价改付现款，÷ (1 + %(share)s) = %(result)s", share=share, result=result))


def freight_line(price: Landed) -> str:
    """The route taken and what its minimum makes of it."""
    route = price.route
    if route is None:
        return ""
    tonnes = price.quantity
    if route.min_charge is not None and route.charge(tonnes) == route.min_charge:
        return str(_("最低收费 %(charge)s 元 ÷ %(tonnes)s 吨", charge=plain(route.min_charge), tonnes=plain(tonnes)))
    if route.min_tonnes is not None and tonnes < route.min_tonnes:
        return str(
            _(
                "%(price)s × %(least)s 吨（不足按起运量）÷ %(tonnes)s 吨",
                price=plain(route.price),
                least=plain(route.min_tonnes),
                tonnes=plain(tonnes),
            )
        )
    return ""


def route_line(route: Route) -> str:
    """`天津 → 河北石家庄 · 汽运 · 津京快运 · 1–2 天`."""
    days = "–".join(str(one) for one in dict.fromkeys((route.days_min, route.days_max)) if one is not None)
    pieces = [
        f"{place_name(route.from_code)} → {place_name(route.to_code)}",
        str(_(MODES[route.mode])) if route.mode in MODES else route.mode,
        route.carrier,
        str(_("%(days)s 天", days=days)) if days else "",
    ]
    return " · ".join(piece for piece in pieces if piece)


def taken(price: Landed) -> tuple[str, ...]:
    """What this price takes for granted beside what its parts say: each an assumption the reader can change."""
    assumed = price.assumptions
    found = [
        _("按付现款算")
        if assumed.pay == "cash"
        else _("按付承兑算，比现款加 %(share)s", share=percent(assumed.draft_surcharge)),
        _("没注明计重方式的按过磅") if assumed.unstated_weighing == "scale" else _("没注明计重方式的按理计"),
        _("价格和运费都按含税票面相加")
        if assumed.invoices == "paid"
        else _(
            "运费按 %(freight)s 税率折成货物的 %(goods)s",
            freight=percent(assumed.freight_tax),
            goods=percent(assumed.tax),
        ),
        _("%(day)s 的运价", day=assumed.day.isoformat()),
    ]
    loading = price.part("loading")
    if loading is not None and loading.state == "assumed":
        found.append(_("不知道的装车费按 %(amount)s 元/吨", amount=plain(loading.amount or Decimal(0))))
    return tuple(str(one) for one in found)


def faults_of(names: tuple[str, ...]) -> dict[str, str]:
    """What to say beside the fields of these names."""
    said = {
        "quantity": _("请填写吨数，例如 30"),
        "draft": _("请填写百分比，例如 1.5"),
        "underweight": _("请填写百分比，例如 3"),
        "loading": _("请填写元/吨，例如 15"),
    }
    return {name: str(said.get(name) or _("没有这个选项")) for name in names}


def percent(share: Decimal) -> str:
    """3 %."""
    return f"{plain(share * 100)}%"


def plain(amount: Decimal) -> str:
    """Without trailing noughts."""
    return f"{amount.normalize():f}"
