"""Imports every table, so that Base.metadata is whole: for migrations, tests and commands."""

from __future__ import annotations

from portal.core.db import Base

metadata = Base.metadata
