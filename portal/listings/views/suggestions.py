"""The lists behind the listing form's text fields: grades and standards of each category, mills, cities. Made once a process."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from markupsafe import Markup

from portal.materials.categories import CATEGORIES
from portal.materials.grades import grades_for
from portal.materials.mills import MILLS
from portal.materials.regions import cities


@lru_cache(maxsize=1)
def suggestions() -> Markup:
    """The lists behind the form's text fields; one set for each category, which the script switches between."""
    parts = []
    for entry in CATEGORIES:
        for name, values in (("grades", grades_for(entry.code)), ("standards", entry.standards)):
            parts.append(_datalist(f"{name}-{entry.code}", values))
    parts.append(_datalist("mills", [mill.short for mill in MILLS]))
    parts.append(_datalist("cities", [city.short for city in cities()]))
    parts.append(
        Markup("").join(
            Markup('<data data-category="{}" data-unit="{}" data-name="{}" data-example="{}" data-standard="{}"></data>').format(
                entry.code, entry.units[0], entry.name_zh, entry.spec_example, entry.standards[0] if entry.standards else ""
            )
            for entry in CATEGORIES
        )
    )  # fmt: skip
    return Markup("").join(parts)


def _datalist(key: str, values: Iterable[str]) -> Markup:
    options = Markup("").join(Markup('<option value="{}">').format(value) for value in values)
    return Markup('<datalist id="{}">{}</datalist>').format(key, options)
