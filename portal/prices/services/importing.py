"""A series from elsewhere brought in under its source's name: new quotes added, changed ones corrected, the same ones left alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.clock import SHANGHAI, now
from portal.core.errors import Invalid
from portal.core.numbers import new_number
from portal.core.permissions import Actor
from portal.core.uow import Database
from portal.intake.tables import read_sheets
from portal.materials.text import without_controls
from portal.prices.lives import local_day
from portal.prices.models import Quote, QuoteSource
from portal.prices.quotes import Named, Problem, QuoteRow, read_series

CHUNK = 2000
NAME_LENGTH = 120
_NAMES = tuple(getattr(Quote, name) for name in Named._fields)


@dataclass(slots=True)
class Report:
    """What became of the rows of a file. rows_read counts its rows; the others quotes, of which a row may be several."""

    source: str
    rows_read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    without_price: int = 0
    problems: list[Problem] = field(default_factory=list)


def import_series(database: Database, actor: Actor, data: bytes, *, source: str) -> Report:
    """Read a file and keep every quote that can be read under the source's name. The same file again changes nothing.

    source: whom the page names. Raises: Invalid("file" | "source", reason).
    """
    name = " ".join(without_controls(source).split())
    if not 1 <= len(name) <= NAME_LENGTH:
        raise Invalid("source", "请写明来源，1 到 %(max)d 个字", max=NAME_LENGTH)
    series = read_series(read_sheets(data), today=local_day(now()))
    report = Report(name, rows_read=series.rows, unchanged=series.repeated, problems=series.problems)
    report.without_price = sum(1 for quote in series.quotes if quote.price is None)
    if not series.quotes:
        return report
    quotes = sorted(series.quotes, key=lambda quote: quote.named)
    with database.writing() as session:
        number = _source(session, actor, name)
    for begin in range(0, len(quotes), CHUNK):
        with database.writing() as session:
            _bring(session, number, quotes[begin : begin + CHUNK], report)
    with database.writing() as session:
        _tell(session, actor, number, report)
    return report


def _source(session: Session, actor: Actor, name: str) -> int:
    found = session.scalars(select(QuoteSource).where(QuoteSource.name == name).with_for_update()).first()
    if found is None:
        found = QuoteSource(no=new_number("Q"), name=name)
        session.add(found)
        session.flush()  # its quotes name its id
        audit(session, actor, "quotes.source_made", f"quote_source:{found.id}", name=name)
    return found.id


def _bring(session: Session, source_id: int, quotes: Sequence[QuoteRow], report: Report) -> None:
    query = select(Quote.id, Quote.price, Quote.remark, *_NAMES).where(
        Quote.source_id == source_id, Quote.at >= quotes[0].named.at, Quote.at <= quotes[-1].named.at
    )
    known = {Named(*names): (number, price, remark) for number, price, remark, *names in session.execute(query)}
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for quote in quotes:
        before = known.get(quote.named)
        if before is None:
            day = quote.named.at.astimezone(SHANGHAI).date()
            new.append(
                quote.named._asdict()
                | {"source_id": source_id, "day": day, "price": quote.price, "remark": quote.remark}
            )
        elif before[1:] == (quote.price, quote.remark):
            report.unchanged += 1
        else:
            changed.append({"number": before[0], "new_price": quote.price, "new_remark": quote.remark})
    if new:
        session.execute(insert(Quote.__table__), new)  # type: ignore[arg-type]  # a table, whatever the stubs say
    if changed:
        statement = (
            update(Quote.__table__)  # type: ignore[arg-type]  # as above
            .where(Quote.id == bindparam("number"))
            .values(price=bindparam("new_price"), remark=bindparam("new_remark"))
        )
        session.connection().execute(statement, changed)
    report.created += len(new)
    report.updated += len(changed)


def _tell(session: Session, actor: Actor, source_id: int, report: Report) -> None:
    """Say on the source what it holds now, when that changed."""
    if not report.created and not report.updated:
        return
    source = session.get_one(QuoteSource, source_id)
    held = session.execute(
        select(func.count(), func.min(Quote.day), func.max(Quote.day)).where(Quote.source_id == source_id)
    ).one()
    source.quotes, source.first_day, source.last_day = held
    source.imported_at = now()
    audit(
        session,
        actor,
        "quotes.imported",
        f"quote_source:{source_id}",
        created=report.created,
        updated=report.updated,
    )
