"""What was understood and why a hit stands where it does, in the reader's words: chips, markers, reasons. Decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from portal.materials.categories import category_name
from portal.materials.substances import CHEMICALS, substance
from portal.search import weights
from portal.search.facets import band_name
from portal.search.links import Links
from portal.search.query import SearchQuery
from portal.search.standing import TIERS, Standing
from portal.search.understanding import Piece, understood
from portal.search.wants import EXACT, NEAR, SERVES, WORDS
from portal.web.facets import Chip
from portal.web.i18n import LOCALES, _, locale_tag


@dataclass(frozen=True, slots=True)
class Way:
    """Another way to read the text, and its address."""

    text: str
    url: str


def part_names() -> dict[str, str]:
    """What the parts of a question are called."""
    return _part_names(locale_tag())


@lru_cache(maxsize=8)
def _part_names(tag: str) -> dict[str, str]:
    return {
        "category": _("品类"),
        "grade": _("材质"),
        "spec": _("规格"),
        "mill": _("钢厂"),
        "place": _("地点"),
        "delivery": _("送货地"),
        "price": _("价格"),
        "quantity": _("数量"),
        "condition": _("要求"),
    }


def value_name(piece: Piece) -> str:
    """What was understood, as the reader would write it."""
    if piece.part == "category":
        if piece.value == CHEMICALS and substance(piece.typed):
            return piece.typed
        return category_name(piece.value, LOCALES[locale_tag()])
    if piece.part == "price":
        low, _dash, high = piece.value.partition("-")
        return band_name(low, high, "¥")
    if piece.part == "quantity":
        return str(_("%(n)s 吨", n=piece.value))
    if piece.part == "delivery":
        return str(_("送到%(place)s", place=piece.value))
    return piece.value


def understood_chips(links: Links) -> tuple[list[Chip], list[Way], list[Way]]:
    """What was taken out of the text, each with the address without it; what may be meant otherwise; ways to read all of it."""
    query = links.query
    if not query.text:
        return [], [], []
    found = understood(query.text, query.raw)
    pieces = [Chip(value_name(piece), links.to("q", q=piece.without)) for piece in found.pieces]
    unsure = [
        Way(
            _("“%(word)s”不是%(part)s", word=piece.typed, part=part_names()[piece.part]),
            links.to("raw") + _with_raw(links, piece.part),
        )
        for piece in found.pieces
        if not piece.sure
    ]
    ways = [Way(_("按原文搜索"), links.to("raw", raw="all"))] if pieces else []
    if query.raw:
        ways = [Way(_("按系统识别的条件搜索"), links.to("raw"))]
    return pieces, unsure, ways


def plain_words(query: SearchQuery) -> str:
    """What of the text is looked for as words beside what was understood; "" when it is all or nothing."""
    found = understood(query.text, query.raw) if query.text else None
    return found.words if found and found.pieces else ""


def _with_raw(links: Links, part: str) -> str:
    parts = "&".join(f"raw={each}" for each in (*links.query.raw, part))
    return ("&" if "?" in links.to("raw") else "?") + parts


# ---- Hits ---------------------------------------------------------------------------------------------------------------


def note(standing: Standing, query: SearchQuery, *, grade: str, spec: str) -> str:
    """The marker of a hit that is not exactly what was asked for; "" where it is. grade, spec: as the hit states them."""
    if standing.tier == EXACT:
        return ""
    wanted = query.wants.grade
    return _note(locale_tag(), standing, grade, _wanted_grade(query) if wanted else "", spec)


def _wanted_grade(query: SearchQuery) -> str:
    return next((piece.value for piece in understood(query.text, query.raw).pieces if piece.part == "grade"), "")


@lru_cache(maxsize=4096)
def _note(tag: str, standing: Standing, grade: str, wanted: str, spec: str) -> str:
    if standing.tier == WORDS:
        return str(_("仅文字相符"))
    if standing.tier == NEAR:
        near_grade, near_size = standing.grade == TIERS[NEAR], standing.size == TIERS[NEAR]
        if near_grade and near_size:
            return str(_("材质、规格相近"))
        return str(_("材质相近") if near_grade else _("规格相近"))
    said = []
    if standing.grade == TIERS[SERVES]:
        said.append(_("可代用：%(offered)s 可作 %(wanted)s", offered=grade, wanted=wanted))
    if standing.size == TIERS[SERVES]:
        said.append(
            _("规格未注全")
            if standing.how == "open"
            else _("规格在所求范围内")
            if standing.how == "within"
            else _("规格在 %(spec)s 内", spec=spec)
        )
    return "，".join(said)


def reasons(standing: Standing, query: SearchQuery, note: str) -> tuple[str, ...]:
    """Why it stands where it does, in short pieces; what is not worth a word is left out."""
    return _reasons(locale_tag(), standing, query.wants.tiered, len(query.wants.conditions), note)


@lru_cache(maxsize=8192)
def _reasons(tag: str, standing: Standing, tiered: bool, conditions: int, note: str) -> tuple[str, ...]:
    said = [note or (_("材质、规格与所求一致") if tiered else "")]
    if standing.age is not None:
        ages = (_("24 小时内确认"), _("3 天内确认"), _("14 天内确认"))
        said.append(ages[standing.age] if standing.age < len(weights.AGES) else _("超过 14 天未确认，排后"))
    said.append(
        {
            "enough": _("数量够"),
            "short": _("数量不够，排后"),
            "unknown": _("未写数量，排后"),
            "none": _("已无货，排后"),
        }.get(standing.amount, "")
    )
    said.append(
        {
            "city": _("就在送货地"),
            "province": _("与送货地同省"),
            "neighbour": _("在送货地邻省"),
            "far": _("离送货地远，排后"),
            "unknown": _("未写地点，排后"),
        }.get(standing.distance, "")
    )
    if conditions:
        said.append(_("写明 %(n)s 项要求（共 %(all)s 项）", n=standing.conditions, all=conditions))
    if standing.verified:
        said.append(_("企业已认证"))
    return tuple(str(each) for each in said if each)
