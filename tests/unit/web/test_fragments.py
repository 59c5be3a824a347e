"""Pieces of pages drawn once."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from portal.web.fragments import Fragments


def counting() -> tuple[list[tuple[object, ...]], Any]:
    drawn: list[tuple[object, ...]] = []

    def macro(*values: object) -> Markup:
        drawn.append(values)
        return Markup("{}").format(values[0])

    return drawn, macro


def test_the_same_macro_and_values_are_drawn_once() -> None:
    drawn, macro = counting()
    fragments = Fragments()
    assert [str(fragments.once(macro, "<a>", 1)) for _ in range(3)] == ["&lt;a&gt;"] * 3
    fragments.once(macro, "<a>", 2)
    assert drawn == [("<a>", 1), ("<a>", 2)]


def test_another_macro_draws_its_own() -> None:
    drawn, macro = counting()
    others, other = counting()
    fragments = Fragments()
    fragments.once(macro, 1)
    fragments.once(other, 1)
    assert len(drawn) == len(others) == 1


def test_a_full_store_begins_anew_and_still_answers() -> None:
    drawn, macro = counting()
    fragments = Fragments(most=2)
    assert [str(fragments.once(macro, number)) for number in (1, 2, 3, 1)] == ["1", "2", "3", "1"]
    assert len(drawn) == 4


def test_what_cannot_be_a_key_is_drawn_each_time() -> None:
    drawn, macro = counting()
    fragments = Fragments()
    for _ in range(2):
        fragments.once(macro, ["list"])
    assert len(drawn) == 2
