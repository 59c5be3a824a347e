"""Statements compiled once and run often: what every page asks, what every change notes. SQLAlchemy writes the SQL; building
and hashing a statement anew costs ten times what SQLite needs to answer it.

    _BY_TOKEN = Prepared(select(User.id, User.name).where(User.token == bindparam("token")))
    row = _BY_TOKEN.first(session, token=token)          # row.id, row.name

    _NOTE = PreparedInsert(AuditEvent, "at", "action", "facts")
    _NOTE.run(session, at=now(), action="listing.closed", facts={})

For plain columns only: no ORM objects. A list of changing length is asked in one of a few sizes:

    @lru_cache
    def _by_ids(size: int) -> Prepared:
        return Prepared(select(User.id, User.name).where(User.id.in_(places("id", size))))
    rows = _by_ids(size_for(ids)).all(session, **filled("id", ids))
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Collection, Iterable, Sequence, Sized
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import JSON, BindParameter, Select, UpdateBase, bindparam, insert
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session

from portal.core.db import Base
from portal.core.lane import lane_of

Made = TypeVar("Made")


class Prepared:
    """A select of columns, run by parameters. Made at import; compiled at first use for each kind of database.

    flush: write what the session holds back before asking, as the session itself does; needless where no ORM object matters.
    keep: remember so many rows. A row read again unchanged is then the very object it was before, and what was made of it can
    be kept beside it (its hash is the object's own); only for columns whose values nobody can change in place.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]], *, flush: bool = True, keep: int = 0) -> None:
        self.statement = statement
        self.flush = flush
        self.keep = keep
        self._kept: dict[Any, Any] = {}
        self._compiled: dict[str, _Compiled] = {}

    @cached_property
    def names(self) -> frozenset[str]:
        """The parameters it takes: for statements put together from conditions."""
        binds = self.statement.compile().binds
        return frozenset(name for name, bound in binds.items() if bound.required)

    def all(self, session: Session, /, **values: Any) -> list[Any]:
        """All rows, as named tuples."""
        compiled, found = self._run(session, values)
        if not self.keep:
            return [compiled.make(row) for row in compiled.processed(found)]
        kept, rows = self._kept, []
        for raw in found:
            row = kept.get(raw)
            if row is None:
                row = compiled.make(compiled.processed((raw,))[0])
                if len(kept) >= self.keep:
                    self._kept = kept = {}  # begun anew rather than sorted by age: simple, and safe among threads
                kept[raw] = row
            rows.append(row)
        return rows

    def tuples(self, session: Session, /, **values: Any) -> Sequence[Any]:
        """All rows, as they come: plain tuples."""
        compiled, found = self._run(session, values)
        return compiled.processed(found)

    def remembered(
        self, session: Session, memory: dict[Any, tuple[int, Made]], make: Callable[[Any], Made], /, **values: Any
    ) -> list[tuple[Any, Made]]:
        """The first column of each row and what `make` makes of the row; made anew only where the row has changed since.

        memory: the caller's, by the first column; it holds the hash of the row rather than the row, which would be the larger half.
        """
        compiled, raws = self._run(session, values)
        found = []
        for raw in raws:
            number, mark = raw[0], hash(raw)
            known = memory.get(number)
            if known is None or known[0] != mark:
                known = memory[number] = (mark, make(compiled.make(compiled.processed((raw,))[0])))
            found.append((number, known[1]))
        return found

    def _run(self, session: Session, values: dict[str, Any]) -> tuple[_Compiled, Sequence[Any]]:
        if self.flush and session.autoflush:
            session.flush()
        lane = lane_of(session)
        compiled = self._compiled.get(lane.dialect.name)
        if compiled is None:
            compiled = self._compiled[lane.dialect.name] = _Compiled(self.statement, lane.dialect, kept=bool(self.keep))
        return compiled, lane.fetch(compiled.sql, compiled.parameters(values))

    def first(self, session: Session, /, **values: Any) -> Any:
        """The first row, or None. The query should be limited to one by itself."""
        rows = self.all(session, **values)
        return rows[0] if rows else None

    def scalar(self, session: Session, /, **values: Any) -> Any:
        """The first column of the first row, or None."""
        rows = self.all(session, **values)
        return rows[0][0] if rows else None


class PreparedChange:
    """An insert, update or "insert or move on", run by parameters.

    statement: or what makes it for a kind of database (`sqlite`, `postgresql`), where they differ.
    """

    def __init__(self, statement: UpdateBase | Callable[[str], UpdateBase]) -> None:
        self.statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def run(self, session: Session, /, **values: Any) -> Sequence[Any]:
        """What it gives back (RETURNING), as plain tuples; nothing where it does not say."""
        lane = lane_of(session)
        compiled = self._for(lane.dialect)
        parameters = compiled.parameters(values)
        if compiled.columns:
            return compiled.processed(lane.fetch(compiled.sql, parameters))
        lane.run(compiled.sql, parameters)
        return ()

    def many(self, session: Session, rows: Iterable[dict[str, Any]]) -> None:
        """Once for each row of parameters, in one go."""
        lane = lane_of(session)
        compiled = self._for(lane.dialect)
        given = [compiled.parameters(row) for row in rows]
        if given:
            lane.run_many(compiled.sql, given)

    def _for(self, dialect: Dialect) -> _Compiled:
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            given = self.statement
            statement = given if isinstance(given, UpdateBase) else given(dialect.name)
            compiled = self._compiled[dialect.name] = _Compiled(statement, dialect)
        return compiled


class PreparedInsert(PreparedChange):
    """An insert of one row with exactly these columns; the others keep what the table says. The row's id is not told."""

    def __init__(self, model: type[Base], *columns: str) -> None:
        super().__init__(insert(model).values({name: bindparam(name) for name in columns}).inline())


_SIZES = (1, 4, 20, 100)


def size_for(values: Sized) -> int:
    """The least of a few sizes these values have room in; beyond them multiples of the greatest."""
    return next((size for size in _SIZES if size >= len(values)), -(-len(values) // _SIZES[-1]) * _SIZES[-1])


def places(name: str, size: int) -> list[BindParameter[Any]]:
    """Parameters for a list, as `column.in_(…)` takes them."""
    return [bindparam(f"{name}_{number}") for number in range(size)]


def filled(name: str, values: Collection[Any]) -> dict[str, Any]:
    """The list's values in their places; those left over repeat the first one. There must be one."""
    found = list(values)
    found += found[:1] * (size_for(found) - len(found))
    return {f"{name}_{number}": value for number, value in enumerate(found)}


class _Compiled:
    """The statement as one database understands it."""

    def __init__(
        self, statement: Select[*tuple[Any, ...]] | UpdateBase, dialect: Dialect, *, kept: bool = False
    ) -> None:
        compiled: Any = statement.compile(dialect=dialect)
        self.wanted = {name for name, bound in compiled.binds.items() if bound.required}
        if any(compiled.binds[name].expanding for name in self.wanted):
            raise ValueError("a list of changing length cannot be prepared")
        # Lists of constants (`status IN (…)`) are written out now, with a parameter for each of their values.
        expanded = compiled.construct_expanded_state(dict.fromkeys(self.wanted), escape_names=False)
        self.sql: str = expanded.statement
        self.constants = {name: value for name, value in expanded.parameters.items() if name not in self.wanted}
        self.order: tuple[str, ...] | None = tuple(expanded.positiontup) if expanded.positiontup else None
        into = {
            name: bound.type.dialect_impl(dialect).bind_processor(dialect) for name, bound in compiled.binds.items()
        }
        into |= expanded.processors
        self.into: dict[str, Callable[[Any], Any]] = {name: into[name] for name in self.wanted if into.get(name)}
        for name, value in self.constants.items():
            if into.get(name):
                self.constants[name] = into[name](value)
        shown = statement.selected_columns if isinstance(statement, Select) else statement.exported_columns
        self.columns: list[Any] = list(shown)
        names = [column.key or f"c{place}" for place, column in enumerate(self.columns)]
        if kept and any(isinstance(column.type, JSON) for column in self.columns):
            raise ValueError("what can be changed in place must not be kept")
        self.make: Callable[[Any], Any] = _row_type(names, kept=kept)._make
        self.out: list[tuple[int, Callable[[Any], Any]]] = []
        for place, column in enumerate(self.columns):
            process = column.type.dialect_impl(dialect).result_processor(dialect, None)
            if process is not None:
                self.out.append((place, process))

    def parameters(self, values: dict[str, Any]) -> Any:
        if values.keys() != self.wanted:
            raise TypeError(f"the query takes {sorted(self.wanted)}, not {sorted(values)}")
        given = self.constants | values
        for name, process in self.into.items():
            given[name] = process(given[name])
        return given if self.order is None else tuple([given[name] for name in self.order])

    def processed(self, found: Sequence[Any]) -> Sequence[Any]:
        if not self.out:
            return found
        rows = []
        for row in found:
            values = list(row)
            for place, process in self.out:
                values[place] = process(values[place])
            rows.append(tuple(values))
        return rows


def _row_type(names: Sequence[str], *, kept: bool) -> Any:
    row: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]  # names are data here
    return type("Row", (row,), {"__slots__": (), "__hash__": object.__hash__}) if kept else row
