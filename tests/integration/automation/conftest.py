"""The cast of threads, stored."""

from __future__ import annotations

import pytest

from portal.core.uow import Database
from tests.integration.threads.people import Cast, make_cast


@pytest.fixture
def cast(database: Database) -> Cast:
    with database.writing() as session:
        return make_cast(session)
