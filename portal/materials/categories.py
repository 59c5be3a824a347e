"""The tree of categories: looked up by code, by group and by the names people use.

Owns the vocabulary of *what* is traded, whose table is `category_table`; grades are in `grades`, weights in `weight`.
"""

from __future__ import annotations

from functools import lru_cache

from portal.materials.category_table import CATEGORIES, DIMENSIONS, GROUPS, Category, Dimension, Group
from portal.materials.text import fold, traditional

__all__ = [
    "CATEGORIES",
    "DIMENSIONS",
    "GROUPS",
    "Category",
    "Dimension",
    "Group",
    "categories_in",
    "category",
    "category_name",
    "find_category",
    "group",
    "leaf_codes",
    "localised",
]

_BY_CODE: dict[str, Category] = {category.code: category for category in CATEGORIES}
_GROUP_BY_CODE: dict[str, Group] = {group.code: group for group in GROUPS}


def category(code: str) -> Category | None:
    """The category with this code, or None."""
    return _BY_CODE.get(code)


def group(code: str) -> Group | None:
    """The group with this code, or None."""
    return _GROUP_BY_CODE.get(code)


def categories_in(group_code: str) -> tuple[Category, ...]:
    """The categories of a group, in the tree's order."""
    return tuple(entry for entry in CATEGORIES if entry.group == group_code)


def leaf_codes(code: str) -> tuple[str, ...]:
    """The categories a code stands for: itself, or all of its group; empty for an unknown code."""
    if code in _BY_CODE:
        return (code,)
    return tuple(entry.code for entry in categories_in(code))


@lru_cache(maxsize=512)
def category_name(code: str, locale: str = "zh_Hans_CN") -> str:
    """The name of a category or group in the reader's language; an unknown code comes back as it is."""
    entry: Category | Group | None = _BY_CODE.get(code) or _GROUP_BY_CODE.get(code)
    return code if entry is None else localised(entry.name_zh, entry.name_en, locale)


def localised(name_zh: str, name_en: str, locale: str) -> str:
    """Pick or derive the name for a locale: `en…`, Traditional for Taiwan and Hong Kong, else Simplified."""
    if locale.startswith("en"):
        return name_en
    if "Hant" in locale or locale.endswith(("TW", "HK", "MO")):
        return traditional(name_zh)
    return name_zh


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    names: dict[str, str] = {}
    for entry in CATEGORIES:
        names[fold(entry.name_zh)] = entry.code
        names[fold(entry.name_en)] = entry.code
        names[entry.code] = entry.code
    for entry in CATEGORIES:  # a name goes before any alias
        for alias in entry.aliases:
            names.setdefault(fold(alias), entry.code)
    return names


def find_category(text: str) -> Category | None:
    """The category whose name or alias this is, or the one whose longest name or alias stands in it.

    三级抗震螺纹钢 → rebar, 热轧卷 → hot-rolled, 低合金中板 → plate; None when nothing is known.
    """
    folded = fold(text).replace(" ", "")
    names = _by_name()
    if code := names.get(folded):
        return _BY_CODE[code]
    best = max(
        (name for name in names if len(name) > 1 and not name.isascii() and name in folded), key=len, default=None
    )
    return _BY_CODE[names[best]] if best else None
