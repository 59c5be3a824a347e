"""What machines ask about the house: is it up, can it work, and its figures. Says nothing that a stranger could use."""

from __future__ import annotations

import hmac
import ipaddress
import time
from collections.abc import Callable
from datetime import timedelta

import structlog
from flask import Blueprint, Flask, Response, current_app, jsonify, request
from sqlalchemy import text

from portal.core.clock import now
from portal.core.errors import NotFound
from portal.core.leases import worker_seen_at
from portal.web.auth import bearer_token
from portal.web.guards import public
from portal.web.metrics import Metrics
from portal.web.uow import database

log = structlog.get_logger("health")
bp = Blueprint("health", __name__)

WORKER_SILENT = timedelta(seconds=30)
Check = Callable[[], None]
"""Returns when all is well and raises when it is not."""

_NEAR = tuple(
    ipaddress.ip_network(network)
    for network in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7", "fe80::/10")
)


@bp.get("/healthz")
@public
def healthz() -> Response:
    """This process answers. Asks nobody else: a database that is away is no reason to restart it."""
    return jsonify({"status": "ok"})


@bp.get("/readyz")
@public
def readyz() -> tuple[Response, int]:
    """Whether it can do its work: the database answers, the index can be read, a worker is alive. 503 when not."""
    checks: dict[str, Check] = current_app.extensions["portal.checks"]
    answers = {name: _try(name, check) for name, check in checks.items()}
    ready = all(answer["ok"] for answer in answers.values())
    return jsonify({"status": "ready" if ready else "not ready", "checks": answers}), 200 if ready else 503


@bp.get("/metrics")
@public
def metrics() -> Response:
    """Figures for Prometheus, for machines nearby or with PORTAL_METRICS_TOKEN; nobody else learns that they exist."""
    if not _may_read_metrics():
        raise NotFound
    figures: Metrics = current_app.extensions["portal.metrics"]
    return Response(figures.render(database()), content_type="text/plain; version=0.0.4; charset=utf-8")


def add_check(app: Flask, name: str, check: Check) -> None:
    """Make /readyz ask one thing more; features call it from the wiring."""
    app.extensions["portal.checks"][name] = check


def _try(name: str, check: Check) -> dict[str, bool | float]:
    began = time.perf_counter()
    try:
        check()
    except Exception as error:  # whatever is wrong, the answer is that it is not ready; why stands in the log
        log.error("not ready", check=name, error=repr(error)[:300])
        return {"ok": False}
    return {"ok": True, "ms": round((time.perf_counter() - began) * 1000, 1)}


def _may_read_metrics() -> bool:
    settings = current_app.config["PORTAL"]
    given = bearer_token()
    if settings.metrics_token and given:
        return hmac.compare_digest(given.encode(), settings.metrics_token.encode())
    if not settings.trusted_proxies and ("X-Forwarded-For" in request.headers or "Forwarded" in request.headers):
        return False  # it came through a proxy we were not told of: its nearness says nothing of who asks
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return any(address in network for network in _NEAR if network.version == address.version)


def init_app(app: Flask) -> None:
    """Routes, and the checks that need nothing but the core."""

    def database_answers() -> None:
        with database().reading() as session:
            session.execute(text("SELECT 1")).scalar_one()

    def worker_lives() -> None:
        seen = worker_seen_at(database())
        if seen is None or now() - seen > WORKER_SILENT:
            raise RuntimeError(f"no worker since {seen}")

    app.extensions["portal.checks"] = {"database": database_answers, "worker": worker_lives}
    app.register_blueprint(bp)
