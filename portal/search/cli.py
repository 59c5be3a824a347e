"""Commands for the index: rebuild it, and compare it with the database."""

from __future__ import annotations

import time

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.core.errors import Conflict
from portal.search.feed import Feed
from portal.web.uow import database


@click.command("reindex")
@click.option("--check", is_flag=True, help="Only compare the index with the database; exit code 1 when they differ.")
@with_appcontext
def reindex(check: bool) -> None:
    """Rebuild the search index from the database; search goes on meanwhile and flips to the new index at the end."""
    feed: Feed = current_app.extensions["portal.search.feed"]
    if check:
        _compare(feed)
        return
    started = time.monotonic()
    try:
        total = feed.rebuild(database(), lambda kind, count: click.echo(f"  {kind:<10} {count:>8}"))
    except Conflict as error:
        raise click.ClickException("another rebuild is running") from error
    seconds = time.monotonic() - started
    click.echo(f"{total} documents in {seconds:.1f} s ({total / max(seconds, 0.001):.0f}/s)")


def _compare(feed: Feed) -> None:
    contents = feed.writer.contents()
    if contents is None:
        raise click.ClickException("there is no index that can be read; run: flask --app wsgi reindex")
    found = feed.compare(database(), contents, thoroughly=True)
    for what, by_kind in (("missing", found.missing), ("surplus", found.surplus), ("outdated", found.outdated)):
        for kind, ids in by_kind.items():
            click.echo(f"{what}: {len(ids)} of {kind}, for instance {ids[:5]}")
    if found.count:
        raise click.ClickException(f"{found.count} documents differ")
    click.echo("Index and database agree.")
