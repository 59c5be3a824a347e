"""What a notice leads to, asked anew: whether its reader may still see it. Somebody who left a company, or a department, may not."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.permissions import Actor
from portal.listings.models import Listing
from portal.mailroom.addresses import ReplyAddresses
from portal.mailroom.services.answering import LISTINGS, THREAD_OF
from portal.threads.models import Thread
from portal.threads.policies import supervises, visible_to

_OF_THE_COMPANY = ("/me/matches", "/me/fresh", "/me/orders", "/me/listings", "/me/stock")
RECOVERY, MATCHES = "B", "/matches"


def unseen(session: Session, actor: Actor, links: Collection[str]) -> set[str]:
    """Of these links those that are not for the actor any more. A statement for each kind of thing they lead to, however many there are.

    What anybody may see (a listing that is followed, a search) stays: its notice says nothing its reader did not hear rightly.
    """
    about = {link: ReplyAddresses.object_of([link]) for link in links}
    wanted = {no for link, no in about.items() if no and (no[:1] not in LISTINGS or _is_own(link))}
    seen: set[str] = set()
    for kind in sorted({no[:1] for no in wanted}):
        seen |= _seen(session, actor, kind, [no for no in wanted if no[:1] == kind])
    gone = {link for link, no in about.items() if no in wanted and no not in seen}
    if not actor.is_customer:
        gone |= {link for link in links if link.startswith(_OF_THE_COMPANY)}
    return gone


def _is_own(link: str) -> bool:
    return link.split("?")[0].endswith(MATCHES)


def _seen(session: Session, actor: Actor, kind: str, numbers: Iterable[str]) -> set[str]:
    if kind in LISTINGS:
        query = select(Listing.no).where(Listing.no.in_(list(numbers)))
        return set(session.scalars(query if actor.is_staff else query.where(Listing.org_id == (actor.org_id or 0))))
    if kind not in THREAD_OF:
        return set(session.scalars(select(Thread.no).where(Thread.no.in_(list(numbers)), visible_to(actor))))
    table = THREAD_OF[kind]
    query = select(table.no).join(Thread, Thread.id == table.thread_id)
    if kind == RECOVERY and not supervises(actor):  # else it is for who is in charge of the thread alone
        query = query.where(Thread.owner_id == actor.user_id)
    return set(session.scalars(query.where(table.no.in_(list(numbers)), visible_to(actor))))
