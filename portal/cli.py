"""Commands of the house itself: serve, worker, first-time set-up. Features bring their own in their `cli.py`."""

from __future__ import annotations

import signal
import socket
import sys

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from portal.config import Settings
from portal.core.worker import Worker
from portal.demo.cli import demo, fill_if_empty, show_accounts
from portal.supervisor import become
from portal.web.metrics import begin_anew, metrics_folder
from portal.web.uow import database


def init_app(app: Flask) -> None:
    app.cli.add_command(serve)
    app.cli.add_command(work)
    app.cli.add_command(demo)


@click.command("worker")
@with_appcontext
def work() -> None:
    """Run the jobs: mail, search index, clocks. Stops after the job in hand on SIGTERM or Ctrl-C."""
    worker = Worker(database(), current_app.extensions["portal.handlers"])

    def stop(_signal: int, _frame: object) -> None:
        worker.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    worker.run()


@click.command("serve")
@with_appcontext
def serve() -> None:
    """Migrate, load sample data on the first start (demo mode), run web and worker until Ctrl-C."""
    settings: Settings = current_app.config["PORTAL"]
    refuse_taken_port(settings)
    prepare(settings)
    begin_anew(metrics_folder(settings.data_dir))
    web = [
        sys.executable, "-m", "gunicorn", "-k", "gthread", "-w", str(settings.workers), "--threads", "128", "--keep-alive", "0",
        "--graceful-timeout", "5", "-b", f"{settings.host}:{settings.port}", "--no-control-socket", "wsgi:app",
    ]  # fmt: skip
    database().engine.dispose()
    become({"web": web, "worker": [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]})


def refuse_taken_port(settings: Settings) -> None:
    """Say at once that the port is taken: web would be started again and again, each time in vain."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise click.ClickException(
                f"cannot listen on {settings.host}:{settings.port} ({error.strerror}); choose another, "
                f"for instance: PORT={settings.port + 1} make run"
            ) from None


def prepare(settings: Settings) -> None:
    """Bring the database to the newest shape and, in demo mode and when it is empty, fill it. Prints where to go."""
    current_app.extensions["alembic"].upgrade()
    if settings.demo:
        fill_if_empty()
    click.echo(f"\n  物资通 Middleman  →  http://localhost:{settings.port}\n")
    if settings.demo:
        show_accounts()
