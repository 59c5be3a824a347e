"""The cast of threads, stored, and how an installation usually is."""

from __future__ import annotations

import pytest

from portal.casework.rules import Rules
from portal.core.uow import Database
from tests.integration.threads.people import Cast, make_cast


@pytest.fixture
def cast(database: Database) -> Cast:
    with database.writing() as session:
        return make_cast(session)


@pytest.fixture
def rules() -> Rules:
    return Rules()
