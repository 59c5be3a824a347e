"""Tables' base class, column types and the engine with its pragmas. Owns no table and no transaction."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Connection, DateTime, Engine, Integer, MetaData, create_engine, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Id = BigInteger().with_variant(Integer, "sqlite")
"""Primary keys: 64 bits everywhere (SQLite's INTEGER is, and only that one counts by itself)."""

Json = JSON().with_variant(JSONB, "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC moment. SQLite hands back naive ones; a naive one going in is a mistake and refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of all tables; the naming convention makes constraints have the same names on both databases."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {int: Id, datetime: UtcDateTime, dict[str, Any]: Json, list[Any]: Json}


def make_engine(url: str, *, echo: bool = False) -> Engine:
    """An engine for the embedded SQLite file or a PostgreSQL server, set up for many threads."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(
            url,
            echo=echo,
            hide_parameters=True,
            pool_size=20,
            max_overflow=140,
            pool_reset_on_return=None,  # who leaves has ended the transaction: a second rollback is in vain
            pool_use_lifo=True,  # the connection used last has its pages and statements at hand
            connect_args={"timeout": 30, "check_same_thread": False, "cached_statements": 512},
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(
        url,
        echo=echo,
        hide_parameters=True,  # an error's text goes to the log, and parameters hold hashes and addresses
        pool_size=20,
        max_overflow=40,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": 5,
            "options": "-c statement_timeout=15000 -c lock_timeout=4000 -c timezone=UTC",
        },
    )


def _prepare_sqlite(connection: Any, record: object) -> None:
    # isolation_level None: the driver begins nothing by itself, `_begin_sqlite` does.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",  # readers never wait for the writer
        "synchronous=FULL",  # what was acknowledged survives a power cut: one fsync a commit
        "foreign_keys=ON",
        "busy_timeout=30000",
        "cache_size=-16000",
        "mmap_size=268435456",
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that will write takes the lock at once: an upgrade in the middle fails in spite of any timeout.
    writing = connection.get_execution_options().get("writing", False)
    # By the driver itself, as it is part of every request; a refusal (the lock is taken) comes the usual way.
    if writing:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        driver: Any = connection.connection.driver_connection
        driver.execute("BEGIN")
