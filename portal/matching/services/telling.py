"""New matches reach both sides: once a pair, collected for a moment so that a bulk import is one notice a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, select, tuple_, update
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.core.clock import now
from portal.core.notices import tell
from portal.core.outbox import enqueue
from portal.core.permissions import OrgRole
from portal.core.prepared import Prepared, PreparedChange
from portal.core.texts import N_
from portal.listings.models import Listing
from portal.listings.policies import public_clause
from portal.matching.models import MatchPair, MatchTold
from portal.matching.services.pairs import insert_for
from portal.organisations.models import Membership, Organisation

TELL = "matching.tell"
WAIT_S = 30
"""So long new pairs are collected."""
BEST = 20
"""Told of are a demand's so many best pairs: popular goods have hundreds."""
AT_ONCE = 2000


_BEST = Prepared(
    select(MatchPair.supply_id)
    .where(MatchPair.demand_id == bindparam("demand"))
    .order_by(MatchPair.score.desc(), MatchPair.supply_id)
    .limit(BEST)
)
_NOTE = PreparedChange(
    lambda kind: (
        insert_for(kind, MatchTold)
        .values({name: bindparam(name) for name in ("demand_id", "supply_id", "noted_at")})
        .on_conflict_do_nothing()
    )
)


def note_new(session: Session, fresh: Mapping[int, Collection[int]]) -> None:
    """By demand: these pairs have become good ones; those among its best are told of soon, unless they ever were."""
    rows, moment = [], now()
    for demand, supplies in fresh.items():
        best = {row[0] for row in _BEST.tuples(session, demand=demand)}
        rows += [{"demand_id": demand, "supply_id": one, "noted_at": moment} for one in supplies if one in best]
    if rows:
        _NOTE.many(session, rows)
        enqueue(session, TELL, {}, key=TELL, run_after=now() + timedelta(seconds=WAIT_S))


def tell_new(session: Session, payload: dict[str, Any]) -> None:
    """Job: tell both sides of what has come together. Once: what is told and that it was are one transaction."""
    waiting = session.execute(
        select(MatchTold.demand_id, MatchTold.supply_id)
        .where(MatchTold.told_at.is_(None))
        .order_by(MatchTold.demand_id, MatchTold.supply_id)
        .limit(AT_ONCE)
        .with_for_update()
    ).all()
    if not waiting:
        return
    pairs = [(row.demand_id, row.supply_id) for row in waiting]
    standing = _standing(session, pairs)
    by_org: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for demand, supply in pairs:
        if (demand, supply) in standing:
            demand_org, supply_org = standing[demand, supply]
            by_org[demand_org][demand].add(supply)
            by_org[supply_org][supply].add(demand)
    people = _people(session, by_org)
    titles = _titles(session, {number for each in by_org.values() for number in each})
    for org, own in sorted(by_org.items()):
        if people.get(org):
            _tell(session, people[org], own, titles)
    session.execute(
        update(MatchTold).where(tuple_(MatchTold.demand_id, MatchTold.supply_id).in_(pairs)).values(told_at=now())
    )
    if len(waiting) == AT_ONCE:
        enqueue(session, TELL, {}, run_after=now())


def _tell(
    session: Session, to: Sequence[int], own: dict[int, set[int]], titles: dict[int, tuple[str, str, str]]
) -> None:
    """One notice for all of a company's listings. Says nothing but the names of its own and how many there are."""
    key = ":".join(f"{number}-{max(others)}-{len(others)}" for number, others in sorted(own.items())[:6])
    count = sum(len(others) for others in own.values())
    number = min(own)
    if len(own) == 1 and number in titles:
        no, kind, title = titles[number]
        says = (
            N_("求购“%(title)s”有 %(n)d 条新的供应匹配")
            if kind == "demand"
            else N_("供应“%(title)s”有 %(n)d 条新的求购匹配")
        )
        tell(
            session,
            to=to,
            topic="matches",
            key=f"match:{key}",
            says=says,
            values={"title": title, "n": count},
            link=f"/listings/{no}/matches",
        )
        return
    tell(
        session, to=to, topic="matches", key=f"match:{len(own)}:{key}", says=N_("您的 %(n)d 条信息有新的匹配"), values={"n": len(own)},
        link="/me/matches",
    )  # fmt: skip


def _standing(session: Session, pairs: Sequence[tuple[int, int]]) -> dict[tuple[int, int], tuple[int, int]]:
    """The two companies of each pair that still stands, of listings that are still shown."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    orgs: dict[int, int] = {}
    numbers = sorted({number for pair in pairs for number in pair})
    for begin in range(0, len(numbers), 400):
        query = (
            select(Listing.id, Listing.org_id)
            .join(Organisation, Organisation.id == Listing.org_id)
            .where(Listing.id.in_(numbers[begin : begin + 400]), public_clause(now()))
        )
        orgs |= {row.id: row.org_id for row in session.execute(query)}
    for begin in range(0, len(pairs), 200):
        part = pairs[begin : begin + 200]
        query = select(MatchPair.demand_id, MatchPair.supply_id).where(
            tuple_(MatchPair.demand_id, MatchPair.supply_id).in_(part)
        )
        for demand, supply in session.execute(query):
            if demand in orgs and supply in orgs:
                found[demand, supply] = (orgs[demand], orgs[supply])
    return found


def _people(session: Session, orgs: Collection[int]) -> dict[int, list[int]]:
    """Who acts for each company: members and managers whose account is open."""
    found: dict[int, list[int]] = defaultdict(list)
    query = (
        select(Membership.org_id, Membership.user_id)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.org_id.in_(sorted(orgs)),
            Membership.ended_at.is_(None),
            Membership.role.in_((OrgRole.MANAGER.value, OrgRole.MEMBER.value)),
            User.disabled_at.is_(None),
            User.email_confirmed_at.is_not(None),
        )
        .order_by(Membership.id)
    )
    for org, user in session.execute(query):
        found[org].append(user)
    return dict(found)


def _titles(session: Session, ids: Collection[int]) -> dict[int, tuple[str, str, str]]:
    found = {}
    numbers = sorted(ids)
    for begin in range(0, len(numbers), 400):
        query = select(Listing.id, Listing.no, Listing.kind, Listing.product_name, Listing.grade, Listing.spec).where(
            Listing.id.in_(numbers[begin : begin + 400])
        )
        for row in session.execute(query):
            title = " ".join(part for part in (row.product_name, row.grade, row.spec) if part)
            found[row.id] = (row.no, row.kind, title)
    return found
