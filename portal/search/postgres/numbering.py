"""Which number stands for a term, and which for a string of a column, as the one writer gives them out. The reader's side is `names`."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from portal.materials.text import fold

_KEPT_TERMS = 200_000


class Numbering:
    """Numbers of terms and of strings, given once and kept. The writer's lock guards it."""

    def __init__(self) -> None:
        self._epoch = ""
        self._terms: dict[str, int] = {}
        self._strings: dict[str, dict[str, int]] = {}
        self._labels: dict[int, str] = {}

    def of(self, epoch: str) -> Numbering:
        """Forget what was true of another epoch."""
        if epoch != self._epoch:
            self._epoch, self._terms, self._strings, self._labels = epoch, {}, {}, {}
        return self

    def forget(self) -> None:
        """After a transaction that failed: what it gave out is not there."""
        self._epoch = ""

    def terms(self, connection: Connection, names: set[str]) -> Mapping[str, int]:
        if len(self._terms) > _KEPT_TERMS:
            self._terms.clear()
        unknown = [name for name in names if name not in self._terms]
        if unknown:
            found = connection.exec_driver_sql("SELECT term, id FROM terms WHERE term = ANY(%s)", (unknown,)).all()
            self._terms.update({row.term: row.id for row in found})
            new = [name for name in unknown if name not in self._terms]
            if new:
                given = connection.exec_driver_sql(
                    "INSERT INTO terms (term) SELECT unnest(%s::text[]) RETURNING term, id", (new,)
                ).all()
                self._terms.update({row.term: row.id for row in given})
        return self._terms

    def string(self, connection: Connection, kind: str, name: str, label: str, *, revision: int) -> int:
        """The number of a string in its column; writings that fold alike are one, shown as the first was. 0: empty."""
        known = self._strings.get(kind)
        if known is None:
            rows = connection.exec_driver_sql("SELECT folded, number, label FROM names WHERE kind = %s", (kind,)).all()
            known = self._strings[kind] = {"": 0} | {row.folded: row.number for row in rows}
            if kind == "warehouse":
                self._labels = {row.number: row.label for row in rows}
        folded = fold(name)
        number = known.get(folded)
        if number is None:
            number = known[folded] = max(known.values()) + 1
            connection.exec_driver_sql(
                "INSERT INTO names (kind, number, folded, name, label, revision) VALUES (%s, %s, %s, %s, %s, %s)",
                (kind, number, folded, name, label, revision),
            )
        elif label and self._labels.get(number) != label:
            connection.exec_driver_sql(
                "UPDATE names SET label = %s, revision = %s WHERE kind = %s AND number = %s",
                (label, revision, kind, number),
            )
        if label:
            self._labels[number] = label
        return number
