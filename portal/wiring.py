"""Who hears what, and which pages there are: the features' names stand here and nowhere else.

One short block a feature, in the order of the packages. Part of the composition root.
"""

from __future__ import annotations

from functools import partial

from flask import Flask

from portal.config import Settings
from portal.core import idempotency, limits, live
from portal.core.events import Bus
from portal.core.files import FileStore
from portal.core.outbox import Handlers
from portal.notifications import views as notifications_views
from portal.notifications.delivery import deliver
from portal.notifications.jobs import mail_sender
from portal.notifications.rendering import render as render_mail


def register_pages(app: Flask) -> None:
    """Blueprints and commands of all features, in the order of the packages."""
    # accounts

    # organisations

    # logistics

    # listings

    # threads

    # help and home

    # search

    # notifications
    app.register_blueprint(notifications_views.bp)

    # operations


def subscribe(app: Flask, bus: Bus, handlers: Handlers) -> None:
    """Job handlers, periodic work, and which event starts which job."""
    settings: Settings = app.config["PORTAL"]

    # core
    files: FileStore = app.extensions["portal.files"]
    handlers.every(3600, "files.sweep", files.sweep)
    handlers.every(600, "live.forget", live.forget_old)
    handlers.every(3600, "limits.forget", limits.forget_old_windows)
    handlers.every(3600, "idempotency.forget", idempotency.forget_old)

    # accounts and organisations

    # logistics

    # listings

    # threads

    # help

    # search

    # notifications
    sender = mail_sender(settings, render=partial(render_mail, app), deliver=deliver)
    handlers.add("mail.send", sender, "external", lane="mail")
