"""The command that says when so much working time has passed."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from portal.core.clock import SHANGHAI
from portal.standards.books import DEFAULT_BOOK, Book, book_of
from portal.standards.terms import DEPARTMENTS
from portal.web.i18n import _
from portal.web.uow import reading

_END_OF_DAY = re.compile(r"(?<=[T ])24:00(?::00(?:[.,]0+)?)?(?![:\d])")


class Unclear(click.ClickException):
    """One sentence about what was typed; exit code 2."""

    exit_code = 2


@click.command("due")
@click.option("--start", default="", help="When it begins, ISO 8601; without an offset Shanghai time.")
@click.option("--minutes", default="", help="How many working minutes.")
@click.option("--department", default="", help="By this department's calendar; by default the house's.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_appcontext
def due(start: str, minutes: str, department: str, as_json: bool) -> None:
    """Print when so many working minutes have passed since a moment."""
    begin, amount = _moment(start), _amount(minutes)
    book = _book()
    if department and department not in book.calendars and department not in DEPARTMENTS:
        raise Unclear(_("没有这个部门：%(name)s", name=department))
    try:
        moment = book.calendar_of(department).after(begin, amount)
    except (ValueError, OverflowError) as error:
        raise Unclear(_("超出可计算的范围（约十年）")) from error
    local = moment.astimezone(SHANGHAI)
    said = local.isoformat(timespec="microseconds" if local.microsecond else "seconds")
    click.echo(json.dumps({"due_at": said}) if as_json else said)


def _moment(typed: str) -> datetime:
    if not typed.strip():
        raise Unclear(_("请用 --start 给出开始时间，例如 2026-02-13T16:40+08:00"))
    try:
        moment = _iso(typed.strip().upper())
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=SHANGHAI)
        if not 1950 <= moment.astimezone(SHANGHAI).year <= 2200:
            raise ValueError(typed)
    except (ValueError, OverflowError) as error:
        raise Unclear(_("读不懂 --start：%(value)s（例如 2026-02-13T16:40+08:00）", value=typed)) from error
    return moment


def _iso(text: str) -> datetime:
    """ISO 8601, with the midnight that ends a day as `24:00`, which the library does not read."""
    if _END_OF_DAY.search(text):
        return datetime.fromisoformat(_END_OF_DAY.sub("00:00", text)) + timedelta(days=1)
    return datetime.fromisoformat(text)


def _amount(typed: str) -> timedelta:
    if not typed.strip():
        raise Unclear(_("请用 --minutes 给出工作分钟数"))
    if not typed.strip().isdecimal() or not typed.strip().isascii() or len(typed.strip()) > 9:
        raise Unclear(_("--minutes 应为 0 到 999999999 的整数，而不是 %(value)s", value=typed))
    return timedelta(minutes=int(typed))


def _book() -> Book:
    """The standards as staff have set them; the defaults where there is no database yet, or an older one."""
    try:
        with reading() as session:
            return book_of(session)
    except SQLAlchemyError:
        return DEFAULT_BOOK
