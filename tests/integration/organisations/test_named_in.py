"""Which companies a text names: by their whole or their short name, and by nothing else."""

from __future__ import annotations

import pytest

from portal.core.uow import Database
from portal.organisations.queries import named_in
from tests.factories.people import make_organisation


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("燕赵铸源金属材料有限公司也有货", {"燕赵铸源金属材料有限公司", "燕赵铸源"}),
        ("燕赵铸源也有货", {"燕赵铸源"}),
        ("无简称物资有限公司的质保书", {"无简称物资有限公司"}),
        ("别家也有货", set()),
    ],
)
def test_companies_are_found_by_either_name(database: Database, text: str, named: set[str]) -> None:
    with database.writing() as session:
        make_organisation(session, name="燕赵铸源金属材料有限公司", short_name="燕赵铸源")
        make_organisation(session, name="无简称物资有限公司", short_name="")
        make_organisation(session, name="百分%公司", short_name="_家")
        assert set(named_in(session, text)) == named
