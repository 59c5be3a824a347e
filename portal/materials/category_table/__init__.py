"""The categories themselves, a module for each group; how they are looked up is in `categories`.

Codes stand in databases and addresses: add new ones, never rename or reuse one.
"""

from __future__ import annotations

from portal.materials.category_table.building import BUILDING
from portal.materials.category_table.construction import CONSTRUCTION
from portal.materials.category_table.dimensions import DIMENSIONS
from portal.materials.category_table.flat import FLAT
from portal.materials.category_table.nonferrous import NONFERROUS
from portal.materials.category_table.other import OTHER
from portal.materials.category_table.sections import SECTIONS
from portal.materials.category_table.shapes import Category, Dimension, Group
from portal.materials.category_table.stainless import STAINLESS
from portal.materials.category_table.tubes import TUBES

__all__ = ["CATEGORIES", "DIMENSIONS", "GROUPS", "Category", "Dimension", "Group"]

GROUPS: tuple[Group, ...] = (
    Group("construction", "建筑钢材", "Construction steel"),
    Group("flat", "板材", "Flat steel"),
    Group("stainless", "不锈钢", "Stainless steel"),
    Group("sections", "型钢", "Sections and bars"),
    Group("tubes", "管材", "Tubes and pipes"),
    Group("building", "水泥建材", "Cement and building materials"),
    Group("nonferrous", "有色金属", "Non-ferrous metals"),
    Group("other", "木材化工", "Timber and chemicals"),
)

CATEGORIES: tuple[Category, ...] = (
    *CONSTRUCTION,
    *FLAT,
    *STAINLESS,
    *SECTIONS,
    *TUBES,
    *BUILDING,
    *NONFERROUS,
    *OTHER,
)
"""In the order of the groups."""
