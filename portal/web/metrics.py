"""Figures for Prometheus. Every web process counts into files of its own under the data folder; a scrape adds them up.

Owns counting and writing out; which addresses may read them is decided in `health`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Protocol

from flask import Flask
from sqlalchemy import func, select

from portal.core.outbox import DEAD, PENDING, Job
from portal.core.uow import Database

BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Level(Protocol):
    """A figure that goes up and down."""

    def inc(self, amount: float = 1) -> None: ...

    def dec(self, amount: float = 1) -> None: ...


class Metrics:
    """The figures of this process, and the sum over all of them."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder = folder
        # The library decides between memory and shared files when it is first imported, by this variable: set it
        # ourselves, so that no installation has to.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
        import prometheus_client as prometheus

        registry = prometheus.CollectorRegistry()
        self._requests = prometheus.Counter(
            "portal_requests", "Requests answered", ["method", "route", "status"], registry=registry
        )
        self._seconds = prometheus.Histogram(
            "portal_request_seconds", "Time to answer", ["method", "route"], buckets=BUCKETS, registry=registry
        )
        self.streams: Level = prometheus.Gauge(
            "portal_streams_open", "Live streams being served", multiprocess_mode="livesum", registry=registry
        )
        # Looking a label up costs more than counting: kept by route, of which there are a few hundred at most.
        self._known: dict[tuple[str, str, int], tuple[Any, Any]] = {}

    def observe(self, *, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request. route: the rule's template, so that no visitor can make new series."""
        key = (method if method in _METHODS else "OTHER", route, status)
        known = self._known.get(key)
        if known is None:
            method = key[0]
            known = self._known[key] = (
                self._requests.labels(method, route, str(status)),
                self._seconds.labels(method, route),
            )
        known[0].inc()
        known[1].observe(seconds)

    def render(self, database: Database) -> bytes:
        """All processes' figures and what waits in the database, in Prometheus' text format."""
        import prometheus_client as prometheus
        from prometheus_client import multiprocess

        self._forget_dead_levels()
        registry = prometheus.CollectorRegistry()
        multiprocess.MultiProcessCollector(registry, path=str(self.folder))  # type: ignore[no-untyped-call]
        return prometheus.generate_latest(registry) + _jobs(database).encode()

    def _forget_dead_levels(self) -> None:
        """What a killed process counted up and can count down no more."""
        for path in self.folder.glob("gauge_live*_*.db"):
            try:
                os.kill(int(path.stem.rsplit("_", 1)[1]), 0)
            except ProcessLookupError:
                path.unlink(missing_ok=True)
            except (ValueError, PermissionError):
                continue


def _jobs(database: Database) -> str:
    with database.reading() as session:
        counts = session.execute(select(Job.name, Job.state, func.count()).group_by(Job.name, Job.state)).all()
    lines: list[str] = []
    for state, metric, text in (
        (PENDING, "portal_jobs_waiting", "Jobs waiting to run"),
        (DEAD, "portal_jobs_dead", "Jobs given up after all retries"),
    ):
        found = [(name, count) for name, its_state, count in counts if its_state == state]
        lines += [f"# HELP {metric} {text}", f"# TYPE {metric} gauge"]
        lines += [f'{metric}{{job="{name}"}} {count}' for name, count in sorted(found)]

    return "\n".join(lines) + "\n"


def begin_anew(folder: Path) -> None:
    """Forget the figures of processes that ended; `serve` does it before it starts the first."""
    for path in folder.glob("*.db"):
        path.unlink(missing_ok=True)


def metrics_folder(data_dir: Path) -> Path:
    return data_dir / "metrics"


def init_app(app: Flask) -> None:
    app.extensions["portal.metrics"] = Metrics(metrics_folder(app.config["PORTAL"].data_dir))
