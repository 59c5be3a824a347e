"""The portal. `create_app` is the only composition root: it wires features to each other and to Flask; read it top to bottom."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import cli, logs, migrating, models, wiring
from portal.accounts.seen import Seen
from portal.config import ROOT, Settings
from portal.core.db import make_engine
from portal.core.events import Bus
from portal.core.files import FileStore
from portal.core.outbox import Handlers
from portal.core.uow import Database
from portal.organisations.actors import load_actor, load_token_actor
from portal.web import (
    api,
    api_docs,
    assets,
    auth,
    errors,
    filters,
    fragments,
    frame,
    gallery,
    health,
    i18n,
    metrics,
    parameters,
    paths,
    requests,
    security,
    signed,
    templating,
    uow,
)
from portal.web.folding import FoldingEnvironment
from portal.web.i18n import _l

SITE_NAME = "物资通"  # N_("物资通"): said in the reader's language on pages


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application. settings: default from the environment."""
    settings = settings or Settings.from_environment()
    logs.configure()
    app = Flask("portal", root_path=str(ROOT), static_folder=None, template_folder="templates")
    app.jinja_environment = FoldingEnvironment
    app.jinja_options = {"cache_size": -1}  # every template in every language: a few hundred, and no more come
    app.testing = settings.testing
    app.config.update(
        PORTAL=settings,
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="portal",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(days=14),
        MAX_CONTENT_LENGTH=(settings.max_upload_mb * 5 + 2) * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        MAX_FORM_PARTS=5000,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        ALEMBIC={"script_location": str(ROOT / "portal" / "core" / "migrations")},
    )

    # What features stand on
    bus, handlers = Bus(), Handlers()
    database = Database(make_engine(settings.database_url), bus)
    app.extensions["portal.handlers"] = handlers
    app.extensions["portal.files"] = FileStore(settings.files_dir)
    migrating.init_app(app, engine=database.engine, metadatas=models.metadata)

    # Flask's side
    paths.init_app(app)
    parameters.init_app(app)
    requests.init_app(app)
    uow.init_app(app, database)
    seen = app.extensions["portal.seen"] = Seen(app.extensions["portal.database"], automatic=not settings.testing)
    auth.init_app(app, load_actor=seen.noting(load_actor), load_token_actor=load_token_actor)
    i18n.init_app(app)
    app.extensions["portal.csrf"] = CSRFProtect(app)
    signed.init_app(app)
    security.init_app(app)
    errors.init_app(app)
    filters.init_app(app)
    templating.init_app(app)
    fragments.init_app(app)
    frame.init_app(app)
    app.jinja_env.globals["site_name"] = _l(SITE_NAME)
    gallery.init_app(app)
    api.init_app(app)
    api_docs.init_app(app)
    metrics.init_app(app)
    health.init_app(app)

    # Features: their pages, and who hears what
    wiring.register_pages(app)
    wiring.subscribe(app, bus, handlers)
    cli.init_app(app)

    assets.init_app(app)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
    return app
