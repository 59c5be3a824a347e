"""Mails of some sixty programs in fifteen languages, from their bytes to the new words alone, as a reader would tell them."""

import pytest

from portal.mailroom.reading import read
from tests.unit.mailroom.whole_mails import Case, build, cases, squeezed

CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_new_words_alone(case: Case) -> None:
    assert squeezed(read(build(case)).new_text()) == case.wanted()


def test_names_are_given_once() -> None:
    names = [case.name for case in CASES]
    assert len(names) == len(set(names))
    assert len(names) >= 777
