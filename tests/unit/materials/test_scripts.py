"""The tables of characters and names are what OpenCC makes of them."""

from __future__ import annotations

from portal.materials.categories import CATEGORIES, category_name
from portal.materials.text import fold, simplified
from scripts.materials_scripts import FILES, FOLDER


def test_tables_are_up_to_date() -> None:
    for name, make in FILES.items():
        assert (FOLDER / name).read_text(encoding="utf-8") == make(), "run python -m scripts.materials_scripts"


def test_traditional_names_fold_to_the_simplified_ones() -> None:
    for entry in CATEGORIES:
        assert fold(category_name(entry.code, "zh_Hant_TW")) == fold(entry.name_zh)


def test_every_traditional_character_becomes_its_simplified_form_at_once() -> None:
    old, new = (FOLDER / "simplified.txt").read_text(encoding="utf-8").splitlines()
    assert simplified(old) == new
    assert simplified(new) == new
