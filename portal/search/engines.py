"""Which engine an installation searches with: the embedded one, or PostgreSQL where the data are there anyway."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import make_url

from portal.search.engine import Engine
from portal.search.writing import Writer

CHOICES = ("auto", "whoosh", "postgres")


def make_index(choice: str, *, database_url: str, index_dir: Path) -> tuple[Engine, Writer]:
    """The engine and what writes its index. Raises: ValueError for a choice that there is not, or not with this database."""
    on_postgres = make_url(database_url).get_backend_name() == "postgresql"
    if choice not in CHOICES:
        raise ValueError(f"PORTAL_SEARCH_ENGINE is one of {', '.join(CHOICES)}, not {choice!r}")
    if choice == "postgres" and not on_postgres:
        raise ValueError("PORTAL_SEARCH_ENGINE=postgres needs a PostgreSQL database (PORTAL_DATABASE_URL)")
    if choice == "postgres" or (choice == "auto" and on_postgres):
        from portal.search.postgres.engine import PostgresEngine  # only where it is used
        from portal.search.postgres.tables import Connections
        from portal.search.postgres.writer import PostgresWriter

        connections = Connections(database_url)
        return PostgresEngine(connections), PostgresWriter(connections)
    from portal.search.store import Store
    from portal.search.whoosh_engine import WhooshEngine
    from portal.search.whoosh_writer import WhooshWriter

    embedded = WhooshEngine(Store(index_dir))
    return embedded, WhooshWriter(embedded)
