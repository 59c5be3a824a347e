"""Migrations, loaded only where something migrates: a web process needs neither Alembic nor what it brings along (11 MB)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from flask import Flask, current_app
from sqlalchemy import Engine, MetaData

if TYPE_CHECKING:
    from flask_alembic import Alembic


class Later:
    """Stands in `app.extensions["alembic"]` until somebody asks it for something."""

    def __init__(self, app: Flask, **options: Any) -> None:
        self._app = app
        self._options = options

    def __getattr__(self, name: str) -> Any:
        return getattr(self.load(), name)

    def load(self) -> Alembic:
        """The extension itself, which takes this one's place."""
        from flask_alembic import Alembic

        return Alembic(self._app, run_mkdir=False, command_name="", **self._options)


class DatabaseCommands(click.Group):
    """`flask db …`: Flask-Alembic's commands, loaded when one of them is wanted."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return _commands().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return _commands().get_command(ctx, cmd_name)


def _commands() -> click.Group:
    from flask_alembic.cli import cli

    return cli


def init_app(app: Flask, *, engine: Engine, metadatas: MetaData) -> None:
    app.extensions["alembic"] = Later(app, engines=engine, metadatas=metadatas)
    app.cli.add_command(database_commands)


@click.command("db", cls=DatabaseCommands)
@click.pass_context
def database_commands(ctx: click.Context) -> None:
    """Perform database migrations."""
    alembic = current_app.extensions["alembic"]
    ctx.obj = alembic.load() if isinstance(alembic, Later) else alembic
