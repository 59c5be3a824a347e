"""Loads the whole market day into an empty database, in one transaction: all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from portal.accounts.models import User
from portal.core.errors import Conflict
from portal.core.files import FileStore
from portal.core.uow import Database
from portal.demo.affected import load_affected
from portal.demo.alerts import load_alerts
from portal.demo.cases import load_desk
from portal.demo.casework import load_casework
from portal.demo.claims import load_claims
from portal.demo.dice import Dice
from portal.demo.history import load_history
from portal.demo.landing import load_landing
from portal.demo.letters import load_letters
from portal.demo.library import load_articles, load_notices
from portal.demo.listings import load_listings
from portal.demo.looks import load_looks
from portal.demo.matching import load_matches
from portal.demo.movements import load_movements
from portal.demo.orders import load_orders
from portal.demo.people import load_people
from portal.demo.places import load_rates, load_warehouses
from portal.demo.prices import load_prices
from portal.demo.rules import load_rules
from portal.demo.talk import load_talk
from portal.organisations.models import Organisation

SEED = 20260908


@dataclass(frozen=True, slots=True)
class Account:
    """A ready account: what it is for, and its address."""

    email: str
    what: str


ACCOUNTS = (
    Account("buyer@example.com", "采购方管理员 buyer, manager"),
    Account("buyer.member@example.com", "采购方成员 buyer, member"),
    Account("buyer.viewer@example.com", "采购方只读 buyer, viewer"),
    Account("supplier@example.com", "供应商管理员 supplier, manager"),
    Account("supplier.new@example.com", "供应商（待认证） supplier, not verified"),
    Account("sales@example.com", "业务 staff: sales"),
    Account("warehouse@example.com", "仓储 staff: warehouse"),
    Account("transport@example.com", "运输 staff: transport"),
    Account("quality@example.com", "质量 staff: quality"),
    Account("supervision@example.com", "监督 staff: supervision"),
    Account("admin@example.com", "系统管理员 administrator"),
)


def is_empty(database: Database) -> bool:
    """Whether there is no company yet: only then may sample data be loaded."""
    with database.reading() as session:
        return session.execute(select(Organisation.id).limit(1)).first() is None


def is_loaded(database: Database) -> bool:
    """Whether the accounts to try are there."""
    with database.reading() as session:
        return session.execute(select(User.id).where(User.email == ACCOUNTS[0].email)).first() is not None


def load(database: Database, files: FileStore) -> None:
    """Fill an empty database. Raises: Conflict when it is not empty."""
    if not is_empty(database):
        raise Conflict("数据库不是空的，示例数据只能装入空库")
    dice = Dice(SEED)
    with database.writing() as session:
        cast = load_people(session, dice)
        places = load_warehouses(session, dice, cast)
        rates = load_rates(session, dice, cast, places)
        shown = load_listings(session, dice, cast, places)
        load_prices(session, dice)
        load_talk(session, dice, cast, shown=shown, rates=rates, files=files)
        load_casework(session, dice, cast)
        load_desk(session, dice, cast)
        load_rules(session, dice, cast)
        load_articles(session, dice, cast)
        load_notices(session, dice, cast)
        load_landing(session, dice, cast)
        load_movements(session, dice, cast)
        load_alerts(session, dice, cast, shown)
        load_orders(session, dice, cast, files)
        load_letters(session, files, cast)
        load_claims(session, dice, cast)
        load_affected(session, dice, cast)
        load_looks(session, dice, cast, shown)
        load_history(session, cast, files=files)
    load_matches(database)  # by itself what a worker does at its start
