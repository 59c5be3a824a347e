"""The command that loads sample data, and what is printed about it."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.core.errors import Conflict
from portal.demo.load import ACCOUNTS, load
from portal.demo.people import PASSWORD
from portal.web.uow import database


@click.command("demo")
@with_appcontext
def demo() -> None:
    """Load sample data into an empty database and list the accounts to try."""
    try:
        load(database(), current_app.extensions["portal.files"])
        current_app.extensions["portal.search.feed"].rebuild(database())
    except Conflict as error:
        raise click.ClickException(error.message) from error
    show_accounts()


def show_accounts() -> None:
    """Print who can sign in."""
    width = max(len(account.email) for account in ACCOUNTS)
    click.echo(f"  演示账号（密码都是 {PASSWORD}） demo accounts, one password for all:")
    for account in ACCOUNTS:
        click.echo(f"    {account.email:<{width}}  {account.what}")
    click.echo("")
