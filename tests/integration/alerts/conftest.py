"""A supplier, and a buyer who is told."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from flask import Flask

from portal.core.uow import Database
from portal.core.worker import Worker
from tests.factories.people import make_member, make_organisation
from tests.factories.town import START, Town


@pytest.fixture
def town(app: Flask, database: Database, worker: Worker) -> Any:
    app.extensions["portal.search.feed"].rebuild(database)
    with time_machine.travel(START, tick=False) as travel:
        with database.writing() as session:
            seller, buyer = make_organisation(session), make_member(session)
            session.expunge_all()
        yield Town(database, worker, app, travel, seller, buyer)
