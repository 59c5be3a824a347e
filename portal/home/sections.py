"""Sections of the member's page `/me` that look into several features: their threads, their listings."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.permissions import Actor
from portal.listings.freshness import Freshness
from portal.listings.models import Listing
from portal.listings.policies import own_clause
from portal.listings.queries.own import count_own
from portal.listings.terms import PUBLISHED
from portal.threads.listed import Line, lines_of
from portal.threads.queries import recent_threads
from portal.web.i18n import _
from portal.web.me import Section

NEWEST = 5


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure with its name and the way to what it counts."""

    name: str
    count: int
    url: str
    note: str = ""


def threads(session: Session, actor: Actor) -> Section | None:
    """The company's newest threads, with what is unread in each."""
    if not actor.is_customer:
        return None
    lines: list[Line] = lines_of(actor, recent_threads(session, actor, limit=NEWEST))
    return Section("home/_my_threads.html", lines)


def listings(session: Session, actor: Actor) -> Section | None:
    """The company's listings by state, and how many of those published nobody has confirmed lately."""
    if not actor.is_customer:
        return None
    counts = count_own(session, actor)
    freshness: Freshness = current_app.extensions["portal.freshness"]
    limit = freshness.since("fresh", now())
    ageing = session.scalar(
        select(func.count()).where(own_clause(actor), Listing.status == PUBLISHED, Listing.confirmed_at < limit)
    )
    note = _("%(count)s 条该确认了", count=ageing) if ageing else ""
    look = "/me/fresh" if ageing and actor.can_write else "/me/listings?state=published"
    return Section(
        "home/_my_listings.html",
        [
            Counted(_("已发布"), counts["published"], look, note),
            Counted(_("草稿"), counts["draft"], "/me/listings?state=draft"),
            Counted(_("已过期"), counts["expired"], "/me/listings?state=expired"),
            Counted(_("已关闭"), counts["closed"], "/me/listings?state=closed"),
        ],
    )
