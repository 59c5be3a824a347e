"""The way of prepared statements to the database: on SQLite straight to the driver, elsewhere through SQLAlchemy.

SQLite answers a page's query in some twenty microseconds; SQLAlchemy's execution context and result take a hundred. Over a
network that does not matter, and its care for broken connections does. Same transaction, same errors; where somebody
listens to statements (tests that count them), everything goes SQLAlchemy's way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

_KEY = "portal.lane"


class Lane:
    """SQL with the driver's own parameters, run in one session's transaction."""

    def __init__(self, transaction: object, connection: Connection) -> None:
        self.transaction = transaction
        self.connection = connection
        self.dialect: Dialect = connection.dialect

    def fetch(self, sql: str, parameters: Any) -> Sequence[Any]:
        """All rows as the driver gives them."""
        return self.connection.exec_driver_sql(sql, parameters).fetchall()

    def run(self, sql: str, parameters: Any) -> None:
        self.connection.exec_driver_sql(sql, parameters).close()

    def run_many(self, sql: str, rows: list[Any]) -> None:
        """The same statement for each row of parameters."""
        self.connection.exec_driver_sql(sql, rows).close()


class DirectLane(Lane):
    """The same by the driver's cursor."""

    def __init__(self, transaction: object, connection: Connection) -> None:
        super().__init__(transaction, connection)
        driver: Any = connection.connection.driver_connection
        self._execute = driver.execute
        self._executemany = driver.executemany
        self._error = self.dialect.loaded_dbapi.Error

    def fetch(self, sql: str, parameters: Any) -> Sequence[Any]:
        try:
            rows: Sequence[Any] = self._execute(sql, parameters).fetchall()
        except self._error as error:
            raise self._wrapped(sql, parameters, error) from error
        return rows

    def run(self, sql: str, parameters: Any) -> None:
        try:
            self._execute(sql, parameters).close()
        except self._error as error:
            raise self._wrapped(sql, parameters, error) from error

    def run_many(self, sql: str, rows: list[Any]) -> None:
        try:
            self._executemany(sql, rows).close()
        except self._error as error:
            raise self._wrapped(sql, rows[:1], error) from error

    def _wrapped(self, sql: str, parameters: Any, error: Exception) -> BaseException:
        return DBAPIError.instance(sql, parameters, error, self.dialect.loaded_dbapi.Error, dialect=self.dialect)


def lane_of(session: Session) -> Lane:
    """The lane of the session's present transaction, begun if need be."""
    lane: Lane | None = session.info.get(_KEY)
    if lane is not None and lane.transaction is session.get_transaction():
        return lane
    connection = session.connection()
    listened = connection.dispatch.before_cursor_execute or connection.dispatch.after_cursor_execute
    direct = connection.dialect.name == "sqlite" and not listened
    lane = (DirectLane if direct else Lane)(session.get_transaction(), connection)
    session.info[_KEY] = lane
    return lane
