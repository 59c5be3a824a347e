"""What is done with what ages: it is confirmed, changed in its price or amount, or closed. One way for listings, lots and rates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.permissions import Actor
from portal.listings.links import CHANGE, CLOSE, CONFIRM, LISTING, LOT, RATE
from portal.listings.models import FreshnessReader
from portal.listings.services.lifecycle import close_listing, confirm_fresh
from portal.listings.services.rows import RowChange, RowErrors, change_rows
from portal.logistics import services as logistics
from portal.organisations.queries import managers_of, writers_of

SEEN = "逐日确认时更正"
"""Why a lot's amount changed, where somebody said only how much is there."""
SOLD = "逐日确认时移出"
MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody typed beside a thing that ages; version: of the row they saw."""

    version: int = 0
    price: Decimal | None = None
    quantity: Decimal | None = None
    pieces: int | None = None


def settle_one(session: Session, actor: Actor, *, kind: str, no: str, do: str, said: Said) -> None:
    """Confirm, change or close one of the company's things.

    Raises: NotFound, Forbidden, Conflict (changed meanwhile, or it has ended), Invalid("price", "quantity", "pieces", "").
    """
    if do == CONFIRM:
        if not confirm_all(session, actor, nos={kind: [no]}):
            raise NotFound("信息不存在")
    elif do == CHANGE:
        _change(session, actor, kind, no, said)
    elif do == CLOSE:
        _close(session, actor, kind, no)
    else:
        raise Invalid("", "请选择操作")


def confirm_all(session: Session, actor: Actor, *, nos: Mapping[str, Sequence[str]]) -> int:
    """Still as they stand: numbers by kind. Returns how many were confirmed. Raises: NotFound, Forbidden."""
    if not actor.can_write:
        raise Forbidden("您在企业中的角色只能查看，请联系企业管理员")
    done = 0
    if listings := list(nos.get(LISTING, ()))[:MOST]:
        done += confirm_fresh(session, actor, nos=listings)
    if lots := list(nos.get(LOT, ()))[:MOST]:
        done += logistics.confirm_lots(session, actor, lots)
    if rates := list(nos.get(RATE, ()))[:MOST]:
        done += logistics.confirm_rates(session, actor, rates)
    return done


def choose_readers(session: Session, actor: Actor, *, chosen: Sequence[int]) -> None:
    """Who gets the morning's mail: a manager says it for everybody who acts for the company, others for themselves."""
    if not actor.can_write or actor.org_id is None or actor.user_id is None:
        raise Forbidden("您在企业中的角色只能查看，请联系企业管理员")
    before = readers_of(session, actor.org_id)
    about = before if actor.is_manager else {actor.user_id: before.get(actor.user_id, False)}
    changed = {}
    for user_id, was in about.items():
        wanted = user_id in chosen
        row = reader_row(session, actor.org_id, user_id)
        row.is_on = wanted
        if wanted != was:
            changed[str(user_id)] = wanted
    if changed:
        audit(session, actor, "freshness.readers", f"organisation:{actor.org_id}", people=changed)


def readers_of(session: Session, org_id: int) -> dict[int, bool]:
    """Everybody who acts for the company, and whether the morning's mail goes to them; unless chosen, to its managers."""
    query = select(FreshnessReader.user_id, FreshnessReader.is_on).where(FreshnessReader.org_id == org_id)
    chosen = {row.user_id: row.is_on for row in session.execute(query)}
    managers = set(managers_of(session, org_id))
    return {user_id: chosen.get(user_id, user_id in managers) for user_id in writers_of(session, org_id)}


def reader_row(session: Session, org_id: int, user_id: int) -> FreshnessReader:
    """The person's row, a new one where there is none."""
    query = select(FreshnessReader).where(FreshnessReader.org_id == org_id, FreshnessReader.user_id == user_id)
    row = session.scalars(query).first()
    if row is None:
        row = FreshnessReader(org_id=org_id, user_id=user_id, is_on=True)
        session.add(row)
    return row


def mailed_today(session: Session, day: date) -> set[tuple[int, int]]:
    """Which people (company, person) have had the day's mail."""
    query = select(FreshnessReader.org_id, FreshnessReader.user_id).where(FreshnessReader.mailed_on == day)
    return {(row.org_id, row.user_id) for row in session.execute(query)}


def _change(session: Session, actor: Actor, kind: str, no: str, said: Said) -> None:
    if kind == LISTING:
        change = RowChange(no=no, version=said.version, price=said.price, quantity=said.quantity)
        try:
            if not change_rows(session, actor, changes=[change]):
                confirm_fresh(session, actor, nos=[no])
        except RowErrors as error:
            first, *others = error.rows[no]
            if any(one.field == "" for one in error.rows[no]):
                raise Conflict("刚被同事改过，请按现在的数字核对") from error
            first.also = tuple(others)
            raise first from error
    elif kind == LOT:
        if said.quantity is None:
            raise Invalid("quantity", "请填写吨数")
        try:
            logistics.recount_lot(
                session, actor, no, version=said.version, on_hand=said.quantity, pieces=said.pieces, reason=SEEN
            )
        except Invalid as error:
            if error.field != "on_hand":
                raise
            raise Invalid("quantity", error.message, **error.params) from error
    elif kind == RATE:
        if said.price is None:
            raise Invalid("price", "请填写运价")
        logistics.reprice_rate(session, actor, no, version=said.version, price=said.price)
    else:
        raise NotFound("信息不存在")


def _close(session: Session, actor: Actor, kind: str, no: str) -> None:
    if kind == LISTING:
        close_listing(session, actor, no=no)
    elif kind == LOT:
        logistics.remove_lot(session, actor, no, reason=SOLD)
    elif kind != RATE or not logistics.withdraw_rates(session, actor, [no]):
        raise NotFound("信息不存在")
