"""Who is told of what and how: mail, notices, what saved searches hear and who follows a listing. A part of `wiring`."""

from __future__ import annotations

from functools import partial

from flask import Flask

from portal.config import Settings
from portal.core.events import Bus
from portal.core.notices import TELL as TELL_NOTICES
from portal.core.outbox import Handlers
from portal.listings import search as listings_search
from portal.listings.freshness import Freshness
from portal.mailroom.services.troubles import is_paused
from portal.mailroom.sight import unseen
from portal.notifications import me as notices_me
from portal.notifications import services as notices
from portal.notifications import telling as notices_telling
from portal.notifications import views as notifications_views
from portal.notifications.delivery import deliver
from portal.notifications.jobs import mail_sender
from portal.notifications.leaving import Leaving
from portal.notifications.rendering import render as render_mail
from portal.organisations.actors import actor_of, actors_of
from portal.organisations.events import MemberLeft
from portal.search.alerts.hearing import ALERT, TELL, Hearing
from portal.search.alerts.telling import Telling
from portal.search.services import Search
from portal.search.sources import Sources


def register_pages(app: Flask) -> None:
    """Blueprints, and what their pages need."""
    settings: Settings = app.config["PORTAL"]
    app.extensions["portal.unseen"] = unseen
    app.extensions["portal.leaving"] = Leaving(settings.secret_key)
    app.extensions["portal.watchable"] = listings_search.load_by_no
    app.register_blueprint(notifications_views.bp)
    app.register_blueprint(notices_me.bp)


def subscribe(
    app: Flask, bus: Bus, handlers: Handlers, *, search: Search, sources: Sources, freshness: Freshness
) -> None:
    """Job handlers and periodic work. The feed of the index asks for `search.alert`."""
    settings: Settings = app.config["PORTAL"]
    leaving: Leaving = app.extensions["portal.leaving"]

    # mail
    sender = mail_sender(
        settings,
        render=partial(render_mail, app),
        deliver=deliver,
        leave_path=leaving.path,
        replies=app.extensions["portal.mailroom"].addresses,
        is_paused=is_paused,
    )
    handlers.add("mail.send", sender, "external", lane="mail")

    # notices
    keeper = notices_telling.keeper(gather_s=settings.mail_batch_s)
    handlers.add(TELL_NOTICES, keeper, "batch", lane="notices", batch_size=100)
    handlers.add(notices_telling.MAIL, notices_telling.mailer(actor_of, unseen), lane="notices")
    handlers.add(notices_telling.DIGEST, notices_telling.digester(actor_of, unseen), lane="notices")
    handlers.add(notices.FORGET, notices.forgetter(actor_of, unseen), lane="notices")
    bus.subscribe(MemberLeft, notices.FORGET)
    handlers.every(600, "notices.digests", notices_telling.ask_for_digests)
    handlers.every(24 * 3600, "notices.forget", notices.forget_old)

    # saved searches and followed listings
    hearing = Hearing(sources, actors_of=actors_of, learn=search.learn)
    telling = Telling(sources, actors_of=actors_of, is_stale=lambda at, moment: freshness.state(at, moment) == "stale")
    app.extensions["portal.search.hearing"] = hearing
    handlers.add(ALERT, hearing.run, "batch", lane="alerts", batch_size=20, lease_s=600)
    handlers.add(TELL, telling.run, "external", lane="alerts", lease_s=600)
    handlers.every(300, "search.turn", telling.turn)
