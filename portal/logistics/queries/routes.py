"""What a calculation of transport reads: where warehouses lie with their loading fees, and the rates that may carry from there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.core.clock import SHANGHAI, now
from portal.core.db import UtcDateTime
from portal.core.prepared import Prepared, filled, places, size_for
from portal.logistics.models import FreightRate
from portal.logistics.policies import lately_public_rates
from portal.logistics.routes import Route
from portal.materials.places import covering
from portal.organisations.models import Organisation

ENDED = timedelta(days=30)
"""How long a rate that has ended is still worth naming as the reason why there is no freight."""

_COLUMNS = (
    FreightRate.no, FreightRate.from_code, FreightRate.to_code, FreightRate.mode, FreightRate.price, FreightRate.min_tonnes,
    FreightRate.min_charge, FreightRate.valid_from, FreightRate.valid_until, FreightRate.days_min, FreightRate.days_max,
    FreightRate.carrier, FreightRate.remarks,
)  # fmt: skip


@lru_cache(maxsize=32)
def _rates(starts: int, ends: int) -> Prepared:
    """Built once for each size: putting it together costs more than running it."""
    return Prepared(
        select(*_COLUMNS)
        .outerjoin(Organisation, Organisation.id == FreightRate.org_id)
        .where(
            FreightRate.to_code.in_(places("end", ends)),
            FreightRate.from_code.in_(places("start", starts)),
            lately_public_rates(bindparam("since", type_=UtcDateTime())),
        ),
        keep=4096,
    )


def routes_between(session: Session, origins: Collection[str], destination: str) -> tuple[Route, ...]:
    """Every open rate, and every lately ended one, from a region around any of these codes to one around the place."""
    starts = sorted({code for origin in origins for code in covering(origin)})
    ends = covering(destination) if destination else ()
    if not starts or not ends:
        return ()
    values = filled("start", starts) | filled("end", ends) | {"since": now() - ENDED}
    return tuple(_route(row) for row in _rates(size_for(starts), size_for(ends)).all(session, **values))


@lru_cache(maxsize=4096)
def _route(row: Any) -> Route:
    values = row._asdict()
    for end in ("valid_from", "valid_until"):
        values[end] = values[end].astimezone(SHANGHAI).date()
    return Route(**values)
