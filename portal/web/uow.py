"""Transactions in a request: `reading()` shares one read session per request, `writing()` is `Database.writing()`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, current_app, g
from sqlalchemy.orm import Session

from portal.core.uow import Database


def database() -> Database:
    """The application's database."""
    db: Database = current_app.extensions["portal.database"]
    return db


@contextmanager
def reading() -> Iterator[Session]:
    """The request's read session: one consistent view for everything the page shows, opened on first use."""
    session = g.get("_read_session")
    if session is None:
        session = g._read_session = database().read_session()
    yield session


@contextmanager
def writing() -> Iterator[Session]:
    """A transaction. The request's read session ends first, so that what is read afterwards shows what was written."""
    end_reading()
    with database().writing() as session:
        yield session


def end_reading(_error: object = None) -> None:
    """Close the request's read session, if any."""
    session = g.pop("_read_session", None)
    if session is not None:
        session.close()


def init_app(app: Flask, db: Database) -> None:
    app.extensions["portal.database"] = db
    app.teardown_appcontext(end_reading)
