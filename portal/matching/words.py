"""How reasons are said: short pieces beside ✓, ≠ and ?, in the reader's language. No arithmetic but what prints a figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.core.texts import N_
from portal.listings.terms import PAYMENTS, codes
from portal.matching.match import Reason
from portal.matching.weighing import GOOD
from portal.materials.categories import localised
from portal.materials.category_table import DIMENSIONS
from portal.web.filters import qty
from portal.web.i18n import _

MARKS = {"yes": ("✓", "ok"), "no": ("≠", "warn"), "open": ("?", "mute")}
VERY_GOOD = 850

SERVES: dict[str, str] = {
    "seismic": N_("抗震钢筋满足普通钢筋要求"),
    "quality": N_("质量等级更高"),
    "unstated": N_("未指定等级，任一等级均可"),
    "successor": N_("新标准替代牌号"),
    "dropped": N_("原牌号已取消，由上一级代替"),
    "z-direction": N_("另有厚度方向性能"),
    "early": N_("早强型"),
    "class": N_("强度等级相同"),
    "impermeability": N_("抗渗等级更高"),
    "drawing": N_("冲压级别更高"),
    "purity": N_("纯度更高"),
}
COMPARED: dict[str, str] = {
    "listed": N_("货价"),
    "comparable": N_("折成同一口径的货价"),
    "landed": N_("到货价"),
    "without_freight": N_("货价（运费未知）"),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A reason in a few words. tone: ok, warn or mute; more: what it rests on, for who wants to know."""

    mark: str
    tone: str
    text: str
    more: str = ""


def chip(reason: Reason, *, unit: str, wanted: Decimal | None, language: str) -> Chip:
    """unit: the demand's, in words; wanted: how much the demand is for."""
    mark, tone = MARKS[reason.verdict]
    text, more = _SAYERS[reason.topic](reason, unit, wanted, language)
    return Chip(mark, tone, text, more)


def worth(score: int) -> tuple[str, str]:
    """A word for the points, and its tone."""
    if score >= VERY_GOOD:
        return str(_("很合适")), "ok"
    return (str(_("合适")), "info") if score >= GOOD else (str(_("有差别")), "mute")


def _size(reason: Reason, unit: str, wanted: Decimal | None, language: str) -> tuple[str, str]:
    if reason.code == "unstated":
        return str(_("规格未注明")), ""
    if reason.code == "part":
        return str(_("规格有一部分：%(spec)s", spec=reason.offered)), ""
    if reason.code == "off":
        found = DIMENSIONS.get(reason.why)
        name = localised(found.name_zh, found.name_en, language) if found else reason.why
        return str(_("%(dimension)s不同：%(spec)s", dimension=name, spec=reason.offered)), ""
    return reason.offered or reason.wanted, ""


def _grade(reason: Reason, unit: str, wanted: Decimal | None, language: str) -> tuple[str, str]:
    if reason.code == "unstated":
        return str(_("材质未注明")), ""
    if reason.code == "serves":
        why = str(_(SERVES[reason.why])) if reason.why in SERVES else ""
        return str(_("%(offered)s 可代 %(wanted)s", offered=reason.offered, wanted=reason.wanted)), why
    return reason.offered, ""


def _mill(reason: Reason, unit: str, wanted: Decimal | None, language: str) -> tuple[str, str]:
    if reason.code == "unstated":
        return str(_("钢厂未注明")), ""
    return (f"{reason.offered}≠{reason.wanted}" if reason.code == "differs" else reason.offered), ""


def _amount(reason: Reason, unit: str, wanted: Decimal | None, language: str) -> tuple[str, str]:
    if reason.figure is None:
        return str(_("数量未知")), ""
    if reason.code == "part" and wanted is not None:
        return str(
            _("只有 %(there)s / %(wanted)s %(unit)s", there=qty(reason.figure), wanted=qty(wanted), unit=unit)
        ), ""
    return str(_("可供 %(there)s %(unit)s", there=qty(reason.figure), unit=unit)), ""


def _moq(reason: Reason, unit: str, wanted: Decimal | None, language: str) -> tuple[str, str]:
    return str(_("起订 %(moq)s %(unit)s", moq=qty(reason.figure), unit=unit)), ""


def _price(reason: Reason, unit: str, wanted: Decimal | None, language: str) -> tuple[str, str]:
    if reason.code == "on_request":
        return str(_("价格面议")), ""
    if reason.code == "members":
        return str(_("会员价")), ""
    if reason.code == "unit" or reason.figure is None:
        return str(_("计价单位不同")), ""
    per = str(_("吨")) if reason.why in ("comparable", "landed") else unit
    what = str(_(COMPARED[reason.why]))
    if reason.code == "equal":
        return str(_("%(what)s正好", what=what)), ""
    figure = f"{reason.figure.normalize():f}"
    if reason.code == "above":
        return str(_("%(what)s +%(figure)s 元/%(unit)s，高于上限", what=what, figure=figure, unit=per)), ""
    return str(_("%(what)s −%(figure)s 元/%(unit)s", what=what, figure=figure, unit=per)), ""


def _place(reason: Reason, unit: str, wanted: Decimal | None, language: str) -> tuple[str, str]:
    if reason.code == "unknown":
        return str(_("现货地不明")), ""
    if reason.code == "city":
        return reason.offered, ""
    way = {"province": _("同省"), "neighbour": _("邻省"), "far": _("较远")}[reason.code]
    return str(_("%(far)s：%(from)s → %(to)s", **{"far": way, "from": reason.offered, "to": reason.wanted})), ""


def _payment(reason: Reason, unit: str, wanted: Decimal | None, language: str) -> tuple[str, str]:
    offered, asked = (
        "、".join(_(PAYMENTS[one]) for one in codes(text) if one in PAYMENTS)
        for text in (reason.offered, reason.wanted)
    )
    return f"{offered}≠{asked}", str(_("付款方式"))


def _late(reason: Reason, unit: str, wanted: Decimal | None, language: str) -> tuple[str, str]:
    ready, asked = (date.fromisoformat(text).strftime("%m-%d") for text in (reason.offered, reason.wanted))
    return str(_("最早 %(ready)s 到，要求 %(asked)s", ready=ready, asked=asked)), ""


_SAYERS = {
    "size": _size, "grade": _grade, "mill": _mill, "amount": _amount, "moq": _moq, "price": _price, "place": _place, "payment": _payment,
    "late": _late,
}  # fmt: skip
