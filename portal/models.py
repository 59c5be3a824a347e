"""Imports every table, so that Base.metadata is whole: for migrations, tests and commands."""

from __future__ import annotations

import portal.listings.models  # read for its tables
import portal.threads.models  # noqa: F401  # as above
from portal.core.db import Base

metadata = Base.metadata
