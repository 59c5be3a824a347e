"""Facets, chips and tabs of the results page: names in the reader's language and the address each leads to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from portal.materials.categories import DIMENSIONS, GROUPS, category, category_name, group, localised
from portal.search.engine import FacetValue, Result
from portal.search.links import Links, option_url, yuan_text
from portal.search.query import FILTERS
from portal.search.sizes import band_ends, one_category, slots_of
from portal.search.wants import COIL, SLOT_OF, SLOTS
from portal.web.facets import Chip, Option
from portal.web.i18n import LOCALES, _, locale_tag


@dataclass(frozen=True, slots=True)
class Names:
    """What the page calls things, in one language."""

    kinds: dict[str, str]
    fresh: dict[str, str]
    sorts: dict[str, str]
    lists: dict[str, str]
    everything: str


def names() -> Names:
    """In the reader's language. A lookup costs as much as a row, so they are kept."""
    return _names(locale_tag())


@lru_cache(maxsize=8)
def _names(tag: str) -> Names:
    return Names(
        kinds={
            "supply": _("供应"),
            "demand": _("求购"),
            "warehouse": _("仓库"),
            "freight": _("运价"),
            "help": _("帮助"),
        },
        fresh={"24h": _("24 小时内确认"), "3d": _("3 天内确认"), "7d": _("7 天内确认")},
        sorts={
            "relevance": _("综合"),
            "fresh": _("最近确认"),
            "newest": _("最新发布"),
            "price": _("价格从低到高"),
            "-price": _("价格从高到低"),
            "landed": _("到货价从低到高"),
        },
        lists={
            "grade": _("材质"),
            "spec": _("规格"),
            "mill": _("钢厂 / 产地"),
            "city": _("所在地"),
            "warehouse": _("仓库"),
        },
        everything=_("全部"),
    )


def tabs(result: Result, links: Links) -> list[tuple[str, str, bool, int]]:
    """Kinds with their counts, as components/tabs.html takes them."""
    counts = {value.value: value.count for value in result.facets["kind"]}
    prefix = links.prefix("kind")
    found = [(names().everything, links.to("kind"), not links.query.kind, sum(counts.values()))]
    for kind, name in names().kinds.items():
        found.append((name, option_url(prefix, "kind", kind), links.query.kind == kind, counts.get(kind, 0)))
    return found


def options(values: Sequence[FacetValue], name: str, links: Links) -> list[Option]:
    """A facet of plain values; chosen ones lead to the address without them."""
    prefix = links.prefix()
    return [
        Option(
            value.label or value.value,
            value.count,
            links.without_value(name, value.value) if value.chosen else option_url(prefix, name, value.value),
            value.chosen,
        )
        for value in values
        if value.count or value.chosen
    ]


def category_tree(values: Sequence[FacetValue], links: Links) -> list[Option]:
    """Groups with their categories; a group is open when something in it is chosen, or when there are few."""
    language = LOCALES[locale_tag()]
    chosen = set(links.query.filters.get("category", ()))
    by_group: dict[str, list[FacetValue]] = {}
    for value in values:
        leaf = category(value.value)
        if leaf is not None and (value.count or value.chosen):
            by_group.setdefault(leaf.group, []).append(value)
    tree: list[Option] = []
    prefix = links.prefix("category")
    for branch in GROUPS:
        leaves = by_group.get(branch.code)
        if not leaves:
            continue
        on = branch.code in chosen
        url = links.to("category") if on else option_url(prefix, "category", branch.code)
        tree.append(Option(category_name(branch.code, language), sum(value.count for value in leaves), url, on))
        if not (on or len(by_group) <= 2 or any(value.value in chosen for value in leaves)):
            continue
        for value in leaves:
            picked = value.value in chosen
            url = links.to("category") if picked else option_url(prefix, "category", value.value)
            tree.append(Option(category_name(value.value, language), value.count, url, picked, depth=1))
    return tree


def fresh_options(values: Sequence[FacetValue], links: Links) -> list[Option]:
    said, prefix = names().fresh, links.prefix("fresh")
    return [
        Option(
            said[value.value],
            value.count,
            links.to("fresh") if value.chosen else option_url(prefix, "fresh", value.value),
            value.chosen,
        )
        for value in values
        if value.count or value.chosen
    ]


def size_options(result: Result, links: Links) -> list[tuple[str, list[Option]]]:
    """The measures of the one category the question is about: (its name of the measure, bands)."""
    code = one_category(links.query, result.facets["category"])
    return [(dimension_name(code, slot), _bands(result.facets.get(slot, ()), slot, links)) for slot in slots_of(code)]


def _bands(values: Sequence[FacetValue], slot: str, links: Links) -> list[Option]:
    prefix = links.prefix()
    return [
        Option(
            size_band_name(value.value, slot),
            value.count,
            links.without_value(slot, value.value) if value.chosen else option_url(prefix, slot, value.value),
            value.chosen,
        )
        for value in values
    ]


def dimension_name(category_code: str, slot: str, *, unit: bool = True) -> str:
    """What this category calls the measure: 直径 of a bar is the 外径 of a tube. Of no category the usual name."""
    leaf, language = category(category_code), LOCALES[locale_tag()]
    for code in leaf.dimensions if leaf else SLOT_OF:
        if SLOT_OF.get(code) == slot:
            dimension = DIMENSIONS[code]
            name = localised(dimension.name_zh, dimension.name_en, language)
            if not (unit and dimension.unit) or slot == "length":
                return name
            return f"{name} ({dimension.unit})" if language == "en" else f"{name}（{dimension.unit}）"
    return slot


def size_band_name(value: str, slot: str) -> str:
    """`25`, `10–20`, `60 以上`; lengths in metres."""
    low, high = band_ends(value)
    if slot == "model":
        return f"{low}#"
    unit = ""
    if slot == "length":
        if low == high == str(COIL):
            return str(_("成卷"))
        low, high, unit = _metres(low), _metres(high), " m"
    if low == high:
        return low + unit
    if low and high:
        return f"{low}–{high}{unit}"
    return str(_("%(size)s 以上", size=low + unit) if low else _("%(size)s 以下", size=high + unit))


def _metres(millimetres: str) -> str:
    return f"{Decimal(millimetres) / 1000:f}" if millimetres.isdecimal() else millimetres


def price_options(values: Sequence[FacetValue], links: Links) -> list[Option]:
    """Bands of price; the chosen one leads back to all prices."""
    prefix, everything = links.prefix("price_min", "price_max"), links.to("price_min", "price_max")
    found = []
    for value in values:
        low, _dash, high = value.value.partition("-")
        ends = [f"price_min={low}"] if low else []
        ends += [f"price_max={high}"] if high else []
        url = everything if value.chosen else prefix + "&".join(ends)
        found.append(Option(band_name(low, high), value.count, url, value.chosen))
    return found


def band_name(low: str, high: str, sign: str = "") -> str:
    """`3,500 以下`, `¥3,500–3,700`, `3,700 以上`, from yuan as they stand in an address."""
    if low and high:
        return f"{sign}{_grouped(low)}–{_grouped(high)}"
    end = sign + _grouped(low or high)
    return str(_("%(price)s 以上", price=end) if low else _("%(price)s 以下", price=end))


def _grouped(yuan: str) -> str:
    return f"{int(yuan):,}" if yuan.isdecimal() else yuan


def chips(result: Result, links: Links) -> list[Chip]:
    """Every chosen condition but the text and the kind, which are shown elsewhere."""
    query = links.query
    found = []
    labels = {value.value: value.label for value in result.facets.get("warehouse", ())}
    code = one_category(query, result.facets["category"])
    for name in FILTERS:
        for value in query.filters.get(name, ()):
            found.append(Chip(filter_name(name, value, labels, code), links.without_value(name, value)))
    if query.price_min is not None or query.price_max is not None:
        text = band_name(yuan_text(query.price_min), yuan_text(query.price_max), "¥")
        found.append(Chip(text, links.to("price_min", "price_max")))
    if query.deliver_to:
        found.append(Chip(str(_("送到%(place)s", place=query.deliver_to)), links.to("deliver_to")))
    return found


def filter_name(name: str, value: str, labels: dict[str, str], category_code: str = "") -> str:
    """A chosen value as the reader knows it; of a measure with its name, since 2–3 alone says nothing."""
    if name == "category" and (category(value) or group(value)):
        return category_name(value, LOCALES[locale_tag()])
    if name == "fresh":
        return names().fresh.get(value, value)
    if name == "warehouse":
        return labels.get(value) or value
    if name in SLOTS:
        return f"{dimension_name(category_code, name, unit=False)} {size_band_name(value, name)}"
    return value
