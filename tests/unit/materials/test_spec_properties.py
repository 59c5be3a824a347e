"""What holds for every spec: it re-reads to itself, signs do not matter, and no text at all makes reading fail."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.materials.categories import CATEGORIES
from portal.materials.specs import Spec, find_specs, fits, measures, near, read_spec, same, write_spec
from portal.materials.text import fold, fold_characters
from tests.unit.materials.spec_strategies import categories, specs

any_spec = categories.flatmap(specs)
relaxed = settings(suppress_health_check=list(HealthCheck))

SIGNS = {
    "×": ("x", "X", "*", "＊", "✕", " × ", "×"),
    "Φ": ("φ", "Ф", "ø", "∅", "⌀", "Φ ", "D"),
    "-": ("—", "–", "~", "～", " - ", "-"),
    "/": ("/", "、", "／"),
    ".": (".", "．"),
    "m": ("m", "米", "M"),
    "#": ("#", "＃", "号"),
    "□": ("□", "口"),
    "∠": ("∠", "L"),
}


@given(spec=any_spec)
@relaxed
def test_canonical_form_reads_back_to_itself(spec: Spec) -> None:
    written = write_spec(spec)
    again = read_spec(written, spec.category)
    assert again == spec, written
    assert write_spec(again) == written


@given(spec=any_spec, data=st.data())
@relaxed
def test_kinds_of_signs_do_not_matter(spec: Spec, data: st.DataObject) -> None:
    written = write_spec(spec)
    if any(word in written for word in ("No.", "mm")):
        return
    typed = "".join(data.draw(st.sampled_from(SIGNS.get(character, (character,)))) for character in written)
    assert read_spec(typed, spec.category) == spec, (written, typed)
    assert read_spec(fold(typed), spec.category) == spec, (written, typed)


@given(spec=any_spec)
@relaxed
def test_a_spec_is_the_same_as_itself_fits_itself_and_is_near_itself(spec: Spec) -> None:
    assert same(spec, spec)
    assert fits(spec, spec)
    if measures(spec):
        assert near(spec, spec)
    assert all(low <= high for low, high in measures(spec).values())


@given(text=st.text(max_size=80), category=st.none() | categories)
@relaxed
def test_any_text_is_read_or_not_and_never_fails(text: str, category: str | None) -> None:
    spec = read_spec(text, category)
    assert spec is None or read_spec(write_spec(spec), category) == spec


@given(
    text=st.text(alphabet="0123456789.×*x/-~,φhdnl∠□#ab寸分米mmc卷 厚宽长", max_size=40),
    category=st.none() | categories,
)
@relaxed
def test_text_of_the_trades_signs_is_read_to_something_that_reads_back(text: str, category: str | None) -> None:
    spec = read_spec(text, category)
    assert spec is None or read_spec(write_spec(spec), category) == spec, spec
    for found in find_specs(fold_characters(text), category):
        assert 0 <= found.start < found.end <= len(fold_characters(text))
        assert write_spec(found.spec)


@pytest.mark.parametrize(
    "text",
    [
        "1" * 1_000_000,
        "1*" * 50_000,
        "Φ" * 100_000,
        "1/" * 50_000,
        "1-" * 50_000,
        "1 " * 50_000,
        "□1×" * 30_000,
        "长" * 100_000,
        "1kg/" * 30_000,
        "z" * 100_000,
    ],
    ids=lambda text: text[:4],
)
def test_long_text_takes_bounded_time(text: str) -> None:
    started = time.perf_counter()
    for category in (None, "rebar", "galvanised", "chemicals", "channel"):
        read_spec(text, category)
        find_specs(text, category)
    assert time.perf_counter() - started < 1.0


@pytest.mark.parametrize("entry", CATEGORIES, ids=lambda entry: entry.code)
def test_example_of_a_category_is_its_canonical_form(entry) -> None:  # type: ignore[no-untyped-def]
    spec = read_spec(entry.spec_example, entry.code)
    assert spec is not None
    assert write_spec(spec) == entry.spec_example
    assert set(spec.dimensions) <= set(entry.dimensions)
