"""Matching in the composition root: its pages, its jobs, and whose news start them. Part of `wiring`, which has no room for it."""

from __future__ import annotations

from flask import Flask

from portal.core.events import Bus
from portal.core.outbox import Handlers
from portal.listings.events import ListingChanged
from portal.matching import cli, desk, jobs, views
from portal.matching.queries.counts import match_count
from portal.matching.services.keeping import Keeper
from portal.threads.events import ThreadOpened
from portal.threads.queries.subjects import about


def register_pages(app: Flask) -> None:
    """Pages and the command."""
    app.extensions["portal.match_count"] = match_count  # the company's own list shows the numbers
    app.extensions["portal.matching"] = Keeper(app.extensions["portal.landed"])
    app.register_blueprint(views.bp)
    app.register_blueprint(desk.bp)
    app.cli.add_command(cli.rematch)


def subscribe(app: Flask, bus: Bus, handlers: Handlers) -> None:
    """Changed listings are matched anew; new matches are told of; a thread about one says that somebody acted."""
    keeper: Keeper = app.extensions["portal.matching"]
    handlers.add(jobs.FEED, keeper.run, "batch", lane="matching", batch_size=250, lease_s=600)
    handlers.add(jobs.TELL, jobs.tell_new)
    handlers.add(jobs.ACTED, jobs.acted(about))
    handlers.at_start(keeper.begin)
    bus.subscribe(ListingChanged, jobs.FEED, lambda event: {"id": event.listing_id})
    bus.subscribe(ThreadOpened, jobs.ACTED)
