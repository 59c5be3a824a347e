"""Imports every table, so that Base.metadata is whole: for migrations, tests and commands."""

from __future__ import annotations

import portal.automation.models
import portal.casework.models
import portal.help.models
import portal.intake.models
import portal.landed.models
import portal.listings.looks
import portal.listings.models
import portal.logistics.models
import portal.mailroom.models
import portal.matching.models
import portal.notifications.models
import portal.orders.models
import portal.prices.models
import portal.search.models
import portal.standards.models
import portal.threads.casefile
import portal.threads.models  # noqa: F401  # read for its tables, as the others
from portal.core.db import Base

metadata = Base.metadata
