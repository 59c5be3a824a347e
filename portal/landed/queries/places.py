"""Reads the delivery places of the actor's company; everybody else's do not exist."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.core.errors import NotFound
from portal.core.permissions import Actor
from portal.core.prepared import Prepared
from portal.landed.models import DeliveryPlace
from portal.materials.places import place_name


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceView:
    """A delivery place. region: its whole name, which is also what an address says (`deliver_to=`)."""

    no: str
    name: str
    region: str
    address: str
    is_default: bool
    version: int


_OWN = Prepared(
    select(
        DeliveryPlace.no, DeliveryPlace.name, DeliveryPlace.region_code, DeliveryPlace.address, DeliveryPlace.is_default,
        DeliveryPlace.version,
    )
    .where(DeliveryPlace.org_id == bindparam("org"))
    .order_by(DeliveryPlace.is_default.desc(), DeliveryPlace.id)
)  # fmt: skip


def places_of(session: Session, actor: Actor) -> list[PlaceView]:
    """The company's places, the usual one first."""
    if not actor.is_customer:
        return []
    return [_view(row) for row in _OWN.all(session, org=actor.org_id)]


def place_view(session: Session, actor: Actor, no: str) -> PlaceView:
    """One of the company's places. Raises: NotFound."""
    for place in places_of(session, actor):
        if place.no == no:
            return place
    raise NotFound("送货地点不存在")


def _view(row: Any) -> PlaceView:
    return PlaceView(
        no=row.no,
        name=row.name,
        region=place_name(row.region_code),
        address=row.address,
        is_default=row.is_default,
        version=row.version,
    )
