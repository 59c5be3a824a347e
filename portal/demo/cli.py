"""The command that loads sample data, and what is printed about it."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.core.errors import Conflict
from portal.web.uow import database

# The sample data itself is read where it is loaded: web and worker, which know these commands too, never need it.


@click.command("demo")
@with_appcontext
def demo() -> None:
    """Load sample data into an empty database and list the accounts to try."""
    try:
        fill()
    except Conflict as error:
        raise click.ClickException(error.message) from error
    show_accounts()


def fill() -> None:
    """Load and index the sample data. Raises: Conflict when the database is not empty."""
    from portal.demo.load import load

    load(database(), current_app.extensions["portal.files"])
    current_app.extensions["portal.search.feed"].rebuild(database())
    ask_the_supplier()


def ask_the_supplier() -> None:
    """The morning's mail to the supplier one can sign in as, whatever the hour: it stands at /demo/mail."""
    from portal.core.clock import SHANGHAI, now
    from portal.demo.people import SUPPLIER
    from portal.listings.morning import ask_company
    from portal.organisations.queries import organisation_id

    with database().writing() as session:
        ask_company(
            session, organisation_id(session, SUPPLIER), now().astimezone(SHANGHAI), set(),
            freshness=current_app.extensions["portal.freshness"], links=current_app.extensions["portal.fresh_links"],
            paces=lambda _session, people: dict.fromkeys(people, "now"),
        )  # fmt: skip


def fill_if_empty() -> None:
    """The first start in demo mode."""
    from portal.demo.load import is_empty

    if is_empty(database()):
        click.echo("  首次启动，正在装入示例数据… first start, loading sample data…")
        fill()


def show_accounts() -> None:
    """Print who can sign in, where the sample data is loaded."""
    from portal.demo.load import ACCOUNTS, is_loaded
    from portal.demo.people import PASSWORD

    if not is_loaded(database()):
        return
    width = max(len(account.email) for account in ACCOUNTS)
    click.echo(f"  演示账号（密码都是 {PASSWORD}） demo accounts, one password for all:")
    for account in ACCOUNTS:
        click.echo(f"    {account.email:<{width}}  {account.what}")
    click.echo("")
