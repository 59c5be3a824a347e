"""Who hears what, and which pages there are: the features' names stand here and nowhere else.

One short block a feature, in the order of the packages. Part of the composition root.
"""

from __future__ import annotations

from functools import partial

from flask import Flask

from portal import answers, first_answers, match_wiring, news_wiring, service_wiring
from portal.accounts import cli as accounts_cli
from portal.accounts import desk as accounts_desk
from portal.accounts import jobs as accounts_jobs
from portal.accounts import me as accounts_me
from portal.accounts import views as accounts_views
from portal.config import Settings
from portal.core import idempotency, limits, live
from portal.core.events import Bus
from portal.core.files import FileStore
from portal.core.outbox import Handlers
from portal.core.uow import Database
from portal.help import desk as help_desk
from portal.help import search as help_search
from portal.help import views as help_views
from portal.help.events import ArticleChanged
from portal.home import sections as home_sections
from portal.home import views as home_views
from portal.intake import jobs as intake_jobs
from portal.intake import views as intake_views
from portal.intake.cli import import_stock_sheet
from portal.intake.tables import read_sheets
from portal.landed import cli as landed_cli
from portal.landed import views as landed_me
from portal.landed.assumptions import usual_assumptions
from portal.landed.showing import Landing
from portal.listings import api as listings_api
from portal.listings import desk as listings_desk
from portal.listings import jobs as listings_jobs
from portal.listings import lots_api
from portal.listings import search as listings_search
from portal.listings import services as listings_services
from portal.listings import views as listings_views
from portal.listings.events import ListingChanged
from portal.listings.freshness import Freshness
from portal.listings.links import FreshLinks
from portal.listings.looks import Looks
from portal.listings.looks import forget_old as forget_looks
from portal.listings.morning import ask_what_is_there
from portal.logistics import api as logistics_api
from portal.logistics import desk as logistics_desk
from portal.logistics import jobs as logistics_jobs
from portal.logistics import search as logistics_search
from portal.logistics import services as logistics_services
from portal.logistics import views as logistics_views
from portal.logistics.cli import import_freight, import_warehouses
from portal.logistics.events import FreightRateChanged, StockChanged, WarehouseChanged
from portal.materials import cli as materials_cli
from portal.notifications.paces import paces_of
from portal.operations import desk as operations_desk
from portal.organisations import company as organisations_company
from portal.organisations import desk as organisations_desk
from portal.organisations import jobs as organisations_jobs
from portal.organisations import me as organisations_me
from portal.organisations import views as organisations_views
from portal.organisations.events import OrganisationChanged, OrganisationRefused, OrganisationVerified
from portal.organisations.services.registration import forget_registrations
from portal.prices import cli as prices_cli
from portal.prices import jobs as prices_jobs
from portal.prices import views as prices_views
from portal.search import api as search_api
from portal.search import cli as search_cli
from portal.search import desk as search_desk
from portal.search import log as search_log
from portal.search import me as search_me
from portal.search import suggest as search_suggest
from portal.search import views as search_views
from portal.search.engines import make_index
from portal.search.feed import Feed
from portal.search.lexicons import Lexicons
from portal.search.services import Search
from portal.search.sources import Sources
from portal.search.suggester import Suggester
from portal.web import api, health, me


def register_pages(app: Flask) -> None:
    """Blueprints and commands of all features, in the order of the packages."""
    # materials
    app.cli.add_command(materials_cli.parse)

    # accounts
    app.extensions["portal.sign_in_page"] = accounts_views.sign_in_page
    app.register_blueprint(accounts_views.bp)
    app.register_blueprint(accounts_me.bp)
    app.register_blueprint(accounts_desk.bp)
    app.cli.add_command(accounts_cli.token)
    app.cli.add_command(accounts_cli.create_admin)

    # organisations
    app.register_blueprint(organisations_views.bp)
    app.register_blueprint(organisations_me.bp)
    app.register_blueprint(organisations_company.bp)
    app.register_blueprint(organisations_desk.bp)
    me.add_section(app, 10, organisations_me.todo)
    me.add_section(app, 20, home_sections.threads)
    me.add_section(app, 30, home_sections.listings)

    # logistics
    app.register_blueprint(logistics_views.warehouses_bp)
    app.register_blueprint(logistics_views.freight_bp)
    app.register_blueprint(logistics_views.lots_bp)
    app.register_blueprint(logistics_views.rates_bp)
    app.register_blueprint(logistics_desk.bp)
    app.extensions["portal.read_sheets"] = read_sheets  # the rates' import knows no file format
    app.cli.add_command(import_warehouses)
    app.cli.add_command(import_freight)
    api.register(app, logistics_api.warehouses_bp)
    api.register(app, logistics_api.rates_bp)

    # listings
    app.register_blueprint(listings_views.bp)
    app.register_blueprint(listings_desk.bp)
    api.register(app, listings_api.bp)
    api.register(app, lots_api.bp)

    # intake
    app.register_blueprint(intake_views.bp)
    app.cli.add_command(import_stock_sheet)

    # prices
    app.register_blueprint(prices_views.bp)
    app.cli.add_command(prices_cli.import_prices)
    app.cli.add_command(prices_cli.update_prices)

    # landed
    settings: Settings = app.config["PORTAL"]
    app.extensions["portal.landed"] = usual_assumptions(
        tonnes=settings.landed_tonnes, draft=settings.landed_draft, underweight=settings.landed_underweight
    )
    app.extensions["portal.landing"] = Landing(app.extensions["portal.landed"])
    app.cli.add_command(landed_cli.landed)
    app.register_blueprint(landed_me.bp)

    match_wiring.register_pages(app)
    service_wiring.register_pages(app)

    # help and home
    app.register_blueprint(help_views.bp)
    app.register_blueprint(help_desk.bp)
    app.register_blueprint(home_views.bp)

    # search
    app.register_blueprint(search_views.bp)
    app.register_blueprint(search_suggest.bp)
    app.register_blueprint(search_me.bp)
    app.register_blueprint(search_desk.bp)
    api.register(app, search_api.bp)
    app.cli.add_command(search_cli.reindex)

    # notifications
    news_wiring.register_pages(app)

    # operations
    app.register_blueprint(operations_desk.bp)


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
    handlers.add("accounts.reset", accounts_jobs.reset, lane="mail")
    handlers.add("accounts.email", accounts_jobs.email, lane="mail")
    handlers.add("organisations.register", organisations_jobs.register, lane="mail")
    handlers.add("organisations.resend", organisations_jobs.resend, lane="mail")
    handlers.every(3600, "organisations.forget_registrations", forget_registrations)

    # logistics
    handlers.every(300, "logistics.expire_rates", logistics_services.expire_rates)
    handlers.add("logistics.listing_changed", logistics_jobs.listing_changed)
    handlers.add("logistics.company_changed", logistics_jobs.company_changed)
    bus.subscribe(ListingChanged, "logistics.listing_changed")
    for company_news in (OrganisationVerified, OrganisationRefused, OrganisationChanged):
        bus.subscribe(company_news, "logistics.company_changed")

    # listings
    freshness = Freshness(
        fresh_h=settings.listing_fresh_h, ageing_h=settings.listing_ageing_h, rest_d=settings.listing_rest_d
    )
    app.extensions["portal.freshness"] = freshness
    app.extensions["portal.looks"] = Looks(app.extensions["portal.database"], automatic=not settings.testing)
    handlers.every(24 * 3600, "listings.forget_looks", forget_looks)
    handlers.every(60, "listings.upkeep", listings_jobs.upkeep(freshness))
    fresh_links = app.extensions["portal.fresh_links"] = FreshLinks(settings.secret_key)
    morning = ask_what_is_there(freshness, fresh_links, partial(paces_of, topic="stock"))
    handlers.every(600, "listings.morning", morning)
    handlers.add("listings.stock", listings_services.recompute_stock)
    handlers.add("listings.refeed", listings_services.refeed_organisation)
    bus.subscribe(StockChanged, "listings.stock")
    for company_news in (OrganisationVerified, OrganisationRefused, OrganisationChanged):
        bus.subscribe(company_news, "listings.refeed")

    # intake
    handlers.add("intake.read", intake_jobs.read(files), "external", lane="intake", lease_s=1800, max_attempts=3)
    handlers.add("intake.publish", intake_jobs.publish, "external", lane="intake-publish", lease_s=1800)
    handlers.add("intake.undo", intake_jobs.undo, "external", lane="intake-publish", lease_s=1800)
    handlers.every(3600, "intake.forget", intake_jobs.forget)

    # prices
    handlers.every(600, "prices.daily", prices_jobs.daily())

    match_wiring.subscribe(app, bus, handlers)
    service_wiring.subscribe(app, bus, handlers)

    # help

    # search
    sources = searchable()
    database: Database = app.extensions["portal.database"]
    automatic = not settings.testing  # tests say when
    lexicons = Lexicons(database, automatic=automatic)
    engine, writer = make_index(
        settings.search_engine, database_url=settings.database_url, index_dir=settings.index_dir
    )
    feed = Feed(writer, sources)
    search = Search(engine, sources, lexicons.additions)
    app.extensions["portal.search"] = search
    app.extensions["portal.search.feed"] = feed
    app.extensions["portal.find_articles"] = answers.article_finder(search)
    app.extensions["portal.find_offered"] = first_answers.offered_finder(search, freshness)
    handlers.add("search.feed", feed.run, "batch", lane="search")
    handlers.add("search.verify", feed.verify_job, "external", lane="search-upkeep", lease_s=3600)
    handlers.every(24 * 3600, "search.verify_daily", feed.ask_for_verification)
    handlers.at_start(feed.begin)
    app.extensions["portal.search.lexicons"] = lexicons
    app.extensions["portal.search.log"] = search_log.SearchLog(
        database, secret=settings.secret_key, automatic=automatic
    )
    app.extensions["portal.search.suggester"] = Suggester(database, engine, lexicons.additions, automatic=automatic)
    handlers.every(6 * 3600, "search.forget_log", partial(search_log.forget_old, keep_d=settings.search_log_d))
    bus.subscribe(ListingChanged, "search.feed", lambda event: {"kind": event.kind, "id": event.listing_id})
    bus.subscribe(WarehouseChanged, "search.feed", lambda event: {"kind": "warehouse", "id": event.warehouse_id})
    bus.subscribe(ArticleChanged, "search.feed", lambda event: {"kind": "help", "id": event.article_id})
    bus.subscribe(FreightRateChanged, "search.feed", lambda event: {"kind": "freight", "id": event.rate_id})
    health.add_check(app, "index", search.check)

    # notifications
    news_wiring.subscribe(app, bus, handlers, search=search, sources=sources, freshness=freshness)


def searchable() -> Sources:
    """What can be found, and who loads and shows it."""
    sources = Sources()
    for kind in ("supply", "demand"):
        sources.register(
            kind,
            load=listings_search.load,
            all_ids=partial(listings_search.all_ids, kind=kind),
            present=listings_search.present,
        )
    sources.register(
        "warehouse",
        load=logistics_search.load_warehouses,
        all_ids=logistics_search.all_warehouse_ids,
        present=logistics_search.present_warehouses,
    )
    sources.register(
        "freight",
        load=logistics_search.load_rates,
        all_ids=logistics_search.all_rate_ids,
        present=logistics_search.present_rates,
    )
    sources.register("help", load=help_search.load, all_ids=help_search.all_ids, present=help_search.present)
    return sources
