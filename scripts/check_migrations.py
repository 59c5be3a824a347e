"""Checks that the migrations build the very tables that the models describe; it writes no migration.

An empty SQLite database is brought to the newest revision and compared with `portal.models`. What is missing, too many
or of another type is listed. `flask --app wsgi db revision` writes the missing migration.
"""

import sys
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, create_engine

from portal.models import metadata

MIGRATIONS = Path(__file__).resolve().parent.parent / "portal" / "core" / "migrations"


def main() -> int:
    """Report whether an upgraded empty database equals the models."""
    wrong = differences(metadata)
    print("\n".join(wrong) or "The migrations match the models.")
    return 1 if wrong else 0


def differences(models: MetaData) -> list[str]:
    """Return, a line each, how the newest revision differs from `models`."""
    scripts = script_directory()
    heads = scripts.get_heads()
    if len(heads) != 1:
        return [f"There must be one newest revision, not {len(heads)}: {', '.join(heads)}"]
    engine = create_engine("sqlite://")
    try:
        with engine.connect() as connection:
            upgrade(connection, scripts, models)
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            found = compare_metadata(context, models)
    finally:
        engine.dispose()
    return [describe(difference) for difference in found]


def script_directory() -> ScriptDirectory:
    """Return the folder of migrations as Alembic sees it."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.set_main_option("version_locations", str(MIGRATIONS))
    return ScriptDirectory.from_config(config)


def upgrade(connection: Connection, scripts: ScriptDirectory, models: MetaData) -> None:
    """Bring the database behind `connection` from nothing to the newest revision."""
    with EnvironmentContext(Config(), scripts) as environment:
        environment.configure(
            connection=connection,
            target_metadata=models,
            fn=lambda revision, _: scripts._upgrade_revs("heads", revision),  # as alembic's own `upgrade` command does
        )
        with environment.begin_transaction():
            environment.run_migrations()


def describe(difference: Any) -> str:
    """Return one of Alembic's differences in words; those within one table come as a list."""
    if isinstance(difference, list):
        return "; ".join(describe(part) for part in difference)
    kind, *rest = difference
    return f"{kind}: " + ", ".join(str(part) for part in rest if part is not None and part != {})


if __name__ == "__main__":
    sys.exit(main())
