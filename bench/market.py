"""Builds the database pages are measured on: the sample data, grown to 10,000 listings and 1,000 threads."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from flask import Flask
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from bench import colleagues
from portal.accounts.models import User
from portal.core.clock import now
from portal.core.uow import Database
from portal.core.worker import Worker
from portal.demo.dice import Dice, insert_all
from portal.demo.load import SEED, load
from portal.listings.models import Listing, PriceChange
from portal.logistics.models import StockLot
from portal.organisations.models import Membership, Organisation
from portal.threads.models import Message, Thread
from portal.threads.words import prepare

CUSTOMER = "C10001"
LONG = 20
"""Messages in the thread that is measured."""


@dataclass(frozen=True, slots=True)
class Market:
    """What the measured addresses are made of."""

    listing_no: str
    thread_no: str
    post_to: tuple[str, ...]


def build(app: Flask, *, listings: int, threads: int) -> Market:
    """Fill an empty database and index it."""
    database: Database = app.extensions["portal.database"]
    with app.app_context():
        app.extensions["alembic"].upgrade()
    load(database, app.extensions["portal.files"])
    dice = Dice(SEED + 1)
    with database.writing() as session:
        _more_listings(session, dice, listings)
        measured, spread = _more_threads(session, dice, threads)
        listing_no = session.scalars(
            select(Listing.no)
            .join(StockLot, StockLot.listing_id == Listing.id)
            .join(PriceChange, PriceChange.listing_id == Listing.id)
            .where(Listing.is_public.is_(True), Listing.members_only_price.is_(False))
            .order_by(Listing.id)
            .limit(1)
        ).one()
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    app.extensions["portal.search.feed"].rebuild(database)
    _settle(app, database)
    return Market(listing_no, measured, spread)


def _settle(app: Flask, database: Database) -> None:
    """Do what a worker would begin with, a thousand overdue promises and their notices: pages are measured on an ordinary day."""
    handlers = app.extensions["portal.handlers"]
    for work in handlers.periodic:
        work.run(database)
    Worker(database, handlers).drain(limit=1_000_000)


def _more_listings(session: Session, dice: Dice, count: int) -> None:
    """Copies of what is there with other numbers, prices and amounts, confirmed at other times."""
    table = Listing.__table__
    names = [column.name for column in table.c if column.name not in ("id", "source_key")]
    samples = [
        dict(row._mapping)
        for row in session.execute(select(*(table.c[name] for name in names)).where(Listing.is_public.is_(True)))
    ]
    there = session.scalar(select(func.count()).select_from(Listing)) or 0
    rows = []
    for number in range(count - there):
        row = dict(samples[number % len(samples)])
        confirmed = dice.ago(0.1, 24 * 9)
        row |= {
            "no": dice.number("S" if row["kind"] == "supply" else "D"),
            "confirmed_at": confirmed,
            "published_at": confirmed - timedelta(hours=3),
        }
        row |= {"updated_at": confirmed, "created_at": confirmed - timedelta(hours=4), "version": 1}
        if row["price"] is not None:
            row["price"] = max(Decimal(1), row["price"] + dice.randint(-6, 6) * 10)
        if row["available"] is not None:
            row["quantity"] = row["available"] = Decimal(dice.randint(5, 600))
            row["moq"] = None
        rows.append(row)
    session.execute(insert(Listing), rows)


def _more_threads(session: Session, dice: Dice, count: int) -> tuple[str, tuple[str, ...]]:
    """Short threads over all companies, and the customer's: one of exactly LONG messages, the others to post to."""
    words = [prepare(body) for body in session.scalars(select(Message.body).order_by(Message.id))]
    sales = session.scalars(select(User.id).where(User.email == colleagues.SALES)).one()
    people = session.execute(
        select(Organisation.id, Organisation.no, func.min(Membership.user_id))
        .join(Membership, Membership.org_id == Organisation.id)
        .group_by(Organisation.id, Organisation.no)
        .order_by(Organisation.id)
    ).all()
    mine = next(row for row in people if row.no == CUSTOMER)
    there = session.scalar(select(func.count()).select_from(Thread)) or 0
    rows, messages, lengths = [], [], []
    for number in range(count - there):
        company = mine if number <= 60 else people[number % len(people)]
        length = LONG if number == 0 else dice.randint(3, 8)
        began = dice.ago(24, 24 * 60)
        lengths.append((company, length, began))
        rows.append(
            {
                "no": dice.number("T"), "kind": "inquiry", "subject": dice.choice(words).excerpt[:60] or "询价", "org_id": company.id,
                "opened_by": company[2], "owner_id": sales, "status": "answered", "created_at": began,
                "last_message_at": began + timedelta(minutes=length), "message_count": length,
            }
        )  # fmt: skip
    ids = insert_all(session, Thread, rows)
    for thread_id, (company, length, began) in zip(ids, lengths, strict=True):
        messages += [
            _message(dice, words, thread_id, company[2] if at % 2 == 0 else sales, at, began) for at in range(length)
        ]
    message_ids = insert_all(session, Message, messages)
    newest: dict[tuple[int, bool], int] = {}
    for number, message in zip(message_ids, messages, strict=True):
        newest[message["thread_id"], message["by_staff"]] = number
    for thread_id in ids:
        thread = session.get_one(Thread, thread_id)
        thread.last_customer_message_id = newest.get((thread_id, False), 0)
        thread.last_staff_message_id = newest.get((thread_id, True), 0)
        thread.last_message_excerpt = "好的，收到"
    colleagues.share_out(
        session,
        [
            (thread_id, began, began + timedelta(minutes=length), length % 2 == 1)
            for thread_id, (_company, length, began) in zip(ids, lengths, strict=True)
        ],
        colleagues.hire(session),
    )
    return rows[0]["no"], tuple(row["no"] for row in rows[1:61])


def _message(dice: random.Random, words: list[Any], thread_id: int, author: int, at: int, began: Any) -> dict[str, Any]:
    said = dice.choice(words)
    return {
        "thread_id": thread_id,
        "author_id": author,
        "author_name": "陈晓" if at % 2 else "张伟",
        "by_staff": bool(at % 2),
        "body": said.body,
        "body_html": said.html,
        "client_key": f"bench-{thread_id}-{at}",
        "created_at": min(began + timedelta(minutes=at), now()),
    }
