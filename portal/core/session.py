"""The session of the house: SQLAlchemy's, which runs a statement it meets again the short way.

A select of plain columns that is made once, at import, is compiled at its second use and from then on runs as SQL with
parameters (see `prepared`): a third of the cost, the same rows. Statements made anew for each request, and everything
else, go SQLAlchemy's usual way.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Label, Select
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnClause

from portal.core.prepared import Prepared

MOST_SEEN = 512


class HouseSession(Session):
    """A session; see the module's docstring."""

    def execute(self, statement: Any, params: Any = None, **options: Any) -> Any:
        if options or not isinstance(statement, Select) or not (params is None or isinstance(params, Mapping)):
            return super().execute(statement, params, **options)
        short = _short_way(statement)
        if short is None:
            return super().execute(statement, params)
        query, names = short
        return IteratorResult(names, iter(query.tuples(self, **(params or {}))))

    def scalar(self, statement: Any, params: Any = None, **options: Any) -> Any:
        if options or not isinstance(statement, Select):
            return super().scalar(statement, params, **options)
        return self.execute(statement, params).scalar()


_Short = tuple[Prepared, SimpleResultMetaData]
_seen: dict[int, Any] = {}
_short: dict[int, tuple[Any, _Short | None]] = {}


def _short_way(statement: Select[*tuple[Any, ...]]) -> _Short | None:
    """The statement's short way when this very object was met before. Both registers hold what they name, so no id is used twice."""
    known = _short.get(id(statement))
    if known is not None:
        return known[1]
    if _seen.get(id(statement)) is not statement:
        if len(_seen) >= MOST_SEEN:
            _seen.clear()
        _seen[id(statement)] = statement
        return None
    if len(_short) >= MOST_SEEN:
        return None
    made = _prepare(statement)
    _short[id(statement)] = (statement, made)
    return made


def _prepare(statement: Select[*tuple[Any, ...]]) -> _Short | None:
    descriptions = statement.column_descriptions
    columns = list(statement.selected_columns)
    plain = len(columns) == len(descriptions) and all(
        isinstance(column, Label) or (isinstance(column, ColumnClause) and not column.is_literal) for column in columns
    )
    names = [description["name"] for description in descriptions]
    if not plain or len(set(names)) != len(names) or any(_is_table(description) for description in descriptions):
        return None
    if any(bound.expanding and bound.required for bound in _parameters(statement)):
        return None
    return Prepared(statement), SimpleResultMetaData(names)


def _is_table(description: Mapping[str, Any]) -> bool:
    """Whole rows as objects, which only the session itself can make."""
    return isinstance(description["type"], type) and hasattr(description["type"], "__mapper__")


def _parameters(statement: Select[*tuple[Any, ...]]) -> list[Any]:
    return list(statement.compile().binds.values())
