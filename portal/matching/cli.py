"""The command that works out all matches anew."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.matching.services.keeping import Keeper
from portal.web.i18n import _
from portal.web.uow import database


@click.command("rematch")
@with_appcontext
def rematch() -> None:
    """Work out anew which supply answers which demand. Changes do so by themselves; tells nobody."""
    keeper: Keeper = current_app.extensions["portal.matching"]

    def show(done: int, of: int) -> None:
        if done == of or done % 5000 == 0:
            click.echo(f"{done}/{of}")

    click.echo(_("匹配完成，共 %(n)d 条信息", n=keeper.rebuild(database(), show)))
