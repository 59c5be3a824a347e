"""Each request has an id, a line in the log and a place in the metrics. Neither holds a secret: paths yes, query strings and bodies no."""

from __future__ import annotations

import re
import secrets
import time

import structlog
from flask import Flask, Response, current_app, g, request

from portal.core.audit import request_id
from portal.web.metrics import Metrics
from portal.web.rehearsal import MARK

log = structlog.get_logger("request")
_GIVEN = re.compile(r"[A-Za-z0-9-]{8,40}\Z")
SECRET_PATHS = re.compile(
    r"(/(?:password/reset|confirm|confirm-email|invitations|unsubscribe|still-there|rate)/)[^/?\s]+"
)
"""Addresses whose last part is a secret: logged without it."""


def init_app(app: Flask) -> None:
    app.before_request(begin)
    app.after_request(finish)


def begin() -> None:
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if _GIVEN.match(given) else secrets.token_hex(8)
    g.began = time.perf_counter()
    request_id.set(g.request_id)


def finish(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.get("request_id", "")
    if MARK in request.environ:
        return response
    actor = g.get("actor")
    seconds = time.perf_counter() - g.get("began", time.perf_counter())
    rule = request.url_rule
    metrics: Metrics = current_app.extensions["portal.metrics"]
    metrics.observe(
        method=request.method, route=rule.rule if rule else "none", status=response.status_code, seconds=seconds
    )
    log.info(
        "request",
        id=g.get("request_id"),
        method=request.method,
        path=SECRET_PATHS.sub(r"\1…", request.path)[:300],
        status=response.status_code,
        ms=round(seconds * 1000, 1),
        user=actor.user_id if actor else None,
    )
    return response
