"""Writes the first migration from the models, anew: `python -m scripts.initial_migration`.

Until the first release there is one migration, and this makes it; afterwards migrations are only ever added
(`flask --app wsgi db revision "what changed"`).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from portal import models
from portal.config import ROOT

TARGET = ROOT / "portal" / "core" / "migrations" / "0001_initial.py"
HEAD = '''"""The first shape of the database."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql

import portal.core.db
import portal.core.quantity

revision = "0001"
down_revision = None
branch_labels = ("default",)
depends_on = None


def upgrade() -> None:
'''


def main() -> None:
    """Render create statements for every table, and their reverse."""
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'empty.db'}")
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"target_metadata": models.metadata})
            script = produce_migrations(context, models.metadata)
    up, down = (
        render_python_code(operations[0]) for operations in (script.upgrade_ops_list, script.downgrade_ops_list)
    )
    TARGET.write_text(f"{HEAD}    {up}\n\n\ndef downgrade() -> None:\n    {down}\n")
    subprocess.run([sys.executable, "-m", "ruff", "format", "-q", str(TARGET)], check=True)


if __name__ == "__main__":
    main()
