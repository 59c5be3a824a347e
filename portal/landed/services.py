"""Verbs of a company's delivery places: add, change, make the usual one, remove. Each company has at most one usual place."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.numbers import new_number
from portal.core.permissions import Actor
from portal.landed.models import DeliveryPlace
from portal.materials.places import names_of, places_called

MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceInput:
    """What the form says. region: as people write it, down to a city or district."""

    name: str
    region: str
    address: str = ""
    is_default: bool = False


def check_place(values: PlaceInput) -> str:
    """The region's code. Raises: Invalid("region")."""
    found = places_called(values.region)
    if len(found) > 1:
        raise Invalid("region", "有几个“%(place)s”，请写全：%(names)s", place=values.region[:20], names=names_of(found))
    if not found:
        raise Invalid("region", "没有找到这个地方，请填写市或区县，例如 佛山顺德")
    return found[0].code


def add_place(session: Session, actor: Actor, values: PlaceInput) -> str:
    """Add a place for the actor's company; its first one becomes the usual one. Returns its number.

    Raises: Forbidden, Invalid("region"), Invalid("") when there are too many.
    """
    org_id = _company(actor)
    code = check_place(values)
    count = session.scalar(select(func.count()).select_from(DeliveryPlace).where(DeliveryPlace.org_id == org_id)) or 0
    if count >= MOST:
        raise Invalid("", "最多保存 %(max)d 个送货地点，请先删除不用的", max=MOST)
    usual = values.is_default or not count
    if usual:
        _clear_default(session, org_id)
    place = DeliveryPlace(
        no=new_number("P"), org_id=org_id, name=values.name, region_code=code, address=values.address, is_default=usual,
        created_at=now(), created_by=actor.user_id,
    )  # fmt: skip
    session.add(place)
    session.flush()  # its id is the audit's
    audit(session, actor, "place.added", f"place:{place.id}", no=place.no)
    return place.no


def change_place(session: Session, actor: Actor, no: str, *, version: int, values: PlaceInput) -> None:
    """Raises: Forbidden, NotFound, Conflict (somebody saved since `version`), Invalid("region")."""
    place = _own(session, actor, no)
    if place.version != version:
        raise Conflict("其他人刚刚修改了这个地点，请对照后再保存")
    code = check_place(values)
    if values.is_default and not place.is_default:
        _clear_default(session, place.org_id)
    place.name, place.region_code, place.address = values.name, code, values.address
    place.is_default = values.is_default or place.is_default
    audit(session, actor, "place.changed", f"place:{place.id}")


def make_default(session: Session, actor: Actor, no: str) -> None:
    """Raises: Forbidden, NotFound."""
    place = _own(session, actor, no)
    _clear_default(session, place.org_id)
    place.is_default = True
    audit(session, actor, "place.made_default", f"place:{place.id}")


def remove_place(session: Session, actor: Actor, no: str) -> None:
    """Raises: Forbidden, NotFound."""
    place = _own(session, actor, no)
    session.delete(place)
    audit(session, actor, "place.removed", f"place:{place.id}", no=place.no)


def _company(actor: Actor) -> int:
    if not actor.can_write or actor.org_id is None:
        raise Forbidden("您在企业中的角色只能查看，请联系企业管理员")
    return actor.org_id


def _own(session: Session, actor: Actor, no: str) -> DeliveryPlace:
    wanted = select(DeliveryPlace).where(DeliveryPlace.no == no, DeliveryPlace.org_id == _company(actor))
    place = session.scalars(wanted.with_for_update()).first()
    if place is None:
        raise NotFound("送货地点不存在")
    return place


def _clear_default(session: Session, org_id: int) -> None:
    # Through the rows themselves, so that a form a colleague has open notices.
    usual = select(DeliveryPlace).where(DeliveryPlace.org_id == org_id, DeliveryPlace.is_default.is_(True))
    for place in session.scalars(usual.with_for_update()):
        place.is_default = False
    session.flush()
