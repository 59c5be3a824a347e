"""What a category, its group and its measures are made of; the things themselves are in the modules beside this one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dimension:
    """A measure a category has: what its spec is made of, in this order."""

    code: str
    name_zh: str
    name_en: str
    unit: str


@dataclass(frozen=True, slots=True)
class Group:
    """A branch of the tree; things are traded in its categories."""

    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A leaf of the tree.

    units: codes of `units`, the usual one first. spec_example: what a form shows as a hint.
    aliases: other names people type, most usual first; never a name of another category.
    """

    code: str
    name_zh: str
    name_en: str
    group: str
    aliases: tuple[str, ...] = ()
    units: tuple[str, ...] = ("t",)
    dimensions: tuple[str, ...] = ()
    spec_example: str = ""
    standards: tuple[str, ...] = ()
