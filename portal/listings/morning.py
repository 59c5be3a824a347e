"""The mail of a working day's morning: what of the company has aged, with links that confirm, change or close it. Sends nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.core.calendar import is_workday
from portal.core.clock import SHANGHAI, now
from portal.core.mail import reply_of
from portal.core.outbox import enqueue
from portal.core.permissions import Actor
from portal.core.uow import Database
from portal.listings.freshness import Freshness
from portal.listings.links import ALL, CHANGE, CLOSE, CONFIRM, LISTING, FreshLinks, mark_of
from portal.listings.queries.ageing import AgeingGroup, ageing_of, companies_to_ask
from portal.listings.services.ageing import mailed_today, reader_row, readers_of
from portal.organisations.actors import actor_of

Paces = Callable[[Session, Collection[int]], Mapping[int, str]]
"""At which pace each person wants mail about their stock: now, daily, weekly or never."""

BEGINS_H, ENDS_H = 8, 11
"""Shanghai hours: sent from eight on; a worker that was down until noon lets it be."""
NAMED = 15
"""Things of each kind named in a mail; the rest stands on the page."""
COMPANIES = 20
"""In one transaction."""


def ask_what_is_there(freshness: Freshness, links: FreshLinks, paces: Paces) -> Callable[[Database], None]:
    """Periodic: once a working day each person who wants it is asked about what aged; not when nothing did."""

    def run(database: Database) -> None:
        moment = now().astimezone(SHANGHAI)
        if not (BEGINS_H <= moment.hour < ENDS_H and is_workday(moment.date())):
            return
        ask_all(database, freshness, links, paces)

    return run


def ask_all(database: Database, freshness: Freshness, links: FreshLinks, paces: Paces) -> int:
    """Whatever the hour: ask everybody who was not asked today. Returns how many mails were written."""
    moment = now().astimezone(SHANGHAI)
    with database.reading() as session:
        companies = sorted(companies_to_ask(session, freshness))
        done = mailed_today(session, moment.date())
        waiting = [one for one in companies if _unasked(session, one, done)]
    sent = 0
    for start in range(0, len(waiting), COMPANIES):
        with database.writing() as session:
            for org_id in waiting[start : start + COMPANIES]:
                sent += ask_company(session, org_id, moment, done, freshness=freshness, links=links, paces=paces)
    return sent


def _unasked(session: Session, org_id: int, done: set[tuple[int, int]]) -> bool:
    return any(on and (org_id, user_id) not in done for user_id, on in readers_of(session, org_id).items())


def ask_company(
    session: Session, org_id: int, moment: datetime, done: set[tuple[int, int]], *, freshness: Freshness, links: FreshLinks,
    paces: Paces,
) -> int:  # fmt: skip
    """Write to its people; done: who has been asked today (company, person). Returns how many mails that were."""
    people = [user_id for user_id, on in readers_of(session, org_id).items() if on and (org_id, user_id) not in done]
    wanted = paces(session, people)
    groups: list[AgeingGroup] | None = None
    sent = 0
    for user_id in people:
        pace = wanted.get(user_id, "never")
        person = actor_of(session, user_id)
        if (
            person is None
            or pace == "never"
            or (pace == "weekly" and moment.weekday() != 0)
            or not _may(person, org_id)
        ):
            continue
        groups = ageing_of(session, person, freshness) if groups is None else groups
        if not groups:
            return sent
        row = reader_row(session, org_id, user_id)
        row.mailed_on = moment.date()
        enqueue(session, "mail.send", _mail(person, groups, links, moment.date(), mark=mark_of(session, person)))
        sent += 1
    return sent


def _may(person: Actor, org_id: int) -> bool:
    return person.org_id == org_id and person.can_write and person.email_confirmed


def _mail(person: Actor, groups: list[AgeingGroup], links: FreshLinks, day: date, *, mark: str) -> dict[str, Any]:
    return {
        "to": person.email,
        "template": "email/listings/still_there",
        "locale": person.locale or "zh-CN",
        "leave": {"user_id": person.user_id, "topics": ["stock"]},
        "reply": reply_of(
            person, [f"/listings/{row.no}" if row.kind == LISTING else "" for group in groups for row in group.rows]
        ),
        "context": {
            "name": person.name,
            "company": person.org_name,
            "day": day.isoformat(),
            "count": sum(group.total for group in groups),
            "all_url": links.path(person, ALL, "", CONFIRM, mark=mark),
            "page_url": "/me/fresh",
            "groups": [
                {
                    "kind": group.kind,
                    "total": group.total,
                    "more": max(group.total - NAMED, 0),
                    "rows": [
                        {
                            "title": row.title,
                            "subtitle": row.subtitle,
                            "price": "" if row.price is None else f"{row.price.normalize():f}",
                            "quantity": "" if row.quantity is None else f"{row.quantity.normalize():f}",
                            "unit": row.unit,
                            "confirm_url": links.path(person, row.kind, row.no, CONFIRM, mark=mark),
                            "change_url": links.path(person, row.kind, row.no, CHANGE, mark=mark),
                            "close_url": links.path(person, row.kind, row.no, CLOSE, mark=mark),
                        }
                        for row in group.rows[:NAMED]
                    ],
                }
                for group in groups
            ],
        },
    }
