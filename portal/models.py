"""Imports every table, so that Base.metadata is whole: for migrations, tests and commands."""

from __future__ import annotations

import portal.listings.models  # noqa: F401  # read for its tables
from portal.core.db import Base

metadata = Base.metadata
