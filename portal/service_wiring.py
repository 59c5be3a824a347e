"""Pages, jobs and news of the service centre: standards, threads and what stands above them. The second half of `wiring`."""

from __future__ import annotations

from decimal import Decimal

from flask import Flask
from sqlalchemy.orm import Session

from portal import answers
from portal.automation import desk as automation_desk
from portal.automation import jobs as automation_jobs
from portal.automation.services import watching as watching_rules
from portal.casework import desk_claims as casework_desk
from portal.casework import jobs as casework_jobs
from portal.casework import views as casework_views
from portal.casework.models import recovery as recovery_terms
from portal.casework.queries import recoveries_of
from portal.casework.rules import Rules
from portal.casework.services import begin_causes
from portal.casework.services.claim_moves import close_silent
from portal.config import Settings
from portal.core.events import Bus
from portal.core.outbox import Handlers
from portal.core.permissions import Actor
from portal.insight import desk as insight_desk
from portal.mailroom import cli as mailroom_cli
from portal.mailroom import desk as mailroom_desk
from portal.mailroom import jobs as mailroom_jobs
from portal.mailroom import views as mailroom_views
from portal.mailroom.addresses import ReplyAddresses
from portal.mailroom.services.sorting import Mailroom
from portal.mailroom.services.troubles import troubles_of
from portal.orders import api as orders_api
from portal.orders import desk as orders_desk
from portal.orders import jobs as orders_jobs
from portal.orders import views as orders_views
from portal.orders.queries.claims import orders_of
from portal.orders.terms import ORDERED
from portal.standards import cli as standards_cli
from portal.standards import desk as standards_desk
from portal.standards import services as standards_services
from portal.standards.events import StandardsChanged, TierChanged
from portal.threads import api as threads_api
from portal.threads import desk as threads_desk
from portal.threads import jobs as threads_jobs
from portal.threads import queries as threads_queries
from portal.threads import views as threads_views
from portal.threads.events import PromiseBroken, ThreadChanged, ThreadMerged, ThreadOpened
from portal.threads.queries import ThreadView
from portal.threads.queries.about import hidden_from
from portal.threads.services import absences, pressing, tagging, tasks, watching
from portal.web import api
from portal.web import live as web_live
from portal.web.filters import day
from portal.web.i18n import _


def orders_beside(session: Session, actor: Actor, org_id: int) -> list[tuple[str, str, str, str]]:
    """A company's orders as they stand beside a conversation: address, title, state, day."""
    found = orders_of(session, actor, org_id, limit=8)
    return [
        (one.url, f"{one.no} {one.title}", str(_(ORDERED.get(one.status, one.status))), day(one.created_at))
        for one in found
    ]


def recoveries_beside(session: Session, actor: Actor, thread: ThreadView) -> list[tuple[str, str, str, str]]:
    """A thread's recoveries beside it, for who handles them: address, number, occasion, state."""
    return [
        (f"/desk/recovery/{no}", no, str(_(recovery_terms.OCCASIONS[occasion])), str(_(recovery_terms.STATES[state])))
        for no, occasion, state in recoveries_of(session, actor, thread)
    ]


def register_pages(app: Flask) -> None:
    """Blueprints and commands, in the order of the packages."""
    # standards
    app.register_blueprint(standards_desk.bp)
    app.cli.add_command(standards_cli.due)

    # threads
    app.extensions["portal.hidden_threads"] = hidden_from
    app.extensions["portal.count_unread"] = threads_queries.count_unread
    app.register_blueprint(threads_views.bp)
    app.register_blueprint(threads_desk.bp)
    app.extensions["portal.draft_article"] = answers.draft_article
    app.extensions["portal.words_of"] = answers.words_of
    app.extensions["portal.orders_of"] = orders_beside
    app.extensions["portal.recoveries_of"] = recoveries_beside
    api.register(app, threads_api.bp)
    web_live.init_app(app, load_actor=app.extensions["portal.load_actor"], watch=threads_queries.watch)

    # automation
    app.register_blueprint(automation_desk.bp)

    # orders
    app.register_blueprint(orders_views.bp)
    app.register_blueprint(orders_desk.bp)
    api.register(app, orders_api.bp)

    # casework
    settings: Settings = app.config["PORTAL"]
    app.extensions["portal.casework"] = Rules(
        quality_d=settings.claim_quality_d,
        weight_d=settings.claim_weight_d,
        tolerance=Decimal(settings.claim_tolerance),
        silence_d=settings.claim_silence_d,
        follow_up_d=settings.recovery_follow_up_d,
        rating_link_d=settings.rating_link_d,
        rating_change_d=settings.rating_change_d,
    )
    app.register_blueprint(casework_views.bp)
    app.register_blueprint(casework_desk.bp)

    # mailroom
    app.extensions["portal.mailroom"] = Mailroom(
        settings, app.extensions["portal.files"], ReplyAddresses(settings.secret_key, settings.mail_in)
    )
    app.extensions["portal.mail_troubles"] = troubles_of
    app.register_blueprint(mailroom_views.bp)
    app.register_blueprint(mailroom_desk.bp)
    app.cli.add_command(mailroom_cli.mail_trim)
    app.cli.add_command(mailroom_cli.mail_in)

    # insight
    app.register_blueprint(insight_desk.bp)


def subscribe(app: Flask, bus: Bus, handlers: Handlers) -> None:
    """Job handlers, periodic work, and which event starts which job."""
    # standards
    handlers.every(24 * 3600, "standards.days", standards_services.keep_announced)

    # threads
    handlers.every(15, "threads.promises", watching.watch_promises)
    handlers.add(watching.RECKON, watching.reckon_again)
    bus.subscribe(StandardsChanged, watching.RECKON, lambda event: {})
    bus.subscribe(TierChanged, watching.RECKON)
    handlers.add(threads_jobs.TELL, threads_jobs.tell)
    handlers.every(600, "threads.presence", threads_jobs.forget_presence)
    handlers.every(60, "threads.hand_offs", pressing.watch_hand_offs)
    handlers.add(pressing.RECKON, pressing.reckon_hand_offs)
    bus.subscribe(StandardsChanged, pressing.RECKON, lambda event: {})
    handlers.every(60, "threads.absences", absences.hand_over)
    handlers.every(60, "threads.tasks", tasks.remind_of_tasks)
    handlers.add(tagging.WAKE, tagging.wake)

    # automation
    batch_s = app.config["PORTAL"].mail_batch_s
    handlers.add(automation_jobs.FOLLOW, automation_jobs.opened(batch_s))
    bus.subscribe(ThreadOpened, automation_jobs.FOLLOW)
    handlers.every(watching_rules.EVERY_S, "automation.messages", watching_rules.watch_messages(batch_s))

    # orders
    handlers.add(orders_jobs.LAPSE, orders_jobs.lapse)
    handlers.add(orders_jobs.FOLLOW, orders_jobs.follow_merged)
    bus.subscribe(ThreadMerged, orders_jobs.FOLLOW)

    # casework
    rules: Rules = app.extensions["portal.casework"]
    handlers.at_start(begin_causes)
    handlers.every(600, "casework.silence", close_silent)
    handlers.add(casework_jobs.CHANGED, casework_jobs.changed(app.config["SECRET_KEY"], rules))
    handlers.add(casework_jobs.OPENED, casework_jobs.opened)
    handlers.add(casework_jobs.BROKEN, casework_jobs.broken)
    bus.subscribe(ThreadChanged, casework_jobs.CHANGED)
    bus.subscribe(ThreadOpened, casework_jobs.OPENED)
    bus.subscribe(PromiseBroken, casework_jobs.BROKEN)
    handlers.add(casework_jobs.MERGED, casework_jobs.merged)
    bus.subscribe(ThreadMerged, casework_jobs.MERGED)

    # mailroom
    room: Mailroom = app.extensions["portal.mailroom"]
    handlers.add(mailroom_jobs.SORT, mailroom_jobs.sorter(room), "external", lane="mailroom")
    handlers.every(60, "mailroom.poll", mailroom_jobs.poll(room))
