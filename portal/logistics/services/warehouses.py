"""Verbs of warehouses. They are the warehouse department's; suppliers ask for a new one in a thread."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound, refuse
from portal.core.events import record
from portal.core.numbers import new_number
from portal.core.permissions import Actor
from portal.logistics import terms
from portal.logistics.events import WarehouseChanged
from portal.logistics.models import CLOSED, OPEN, Warehouse
from portal.logistics.policies import can_edit_warehouses
from portal.materials.regions import city_of, find_region, province_of
from portal.organisations.models import Organisation

MAX_FEES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class WarehouseInput:
    """What a warehouse's form says. fees: lines of item, unit, price, note. operator_no: the company's code, or empty."""

    name: str
    short_name: str = ""
    operator: str = ""
    operator_no: str = ""
    province: str = ""
    city: str = ""
    district: str = ""
    address: str = ""
    hours: str = ""
    fees: tuple[dict[str, str], ...] = ()
    services: tuple[str, ...] = ()
    contact_name: str = ""
    contact_phone: str = ""
    capacity: Decimal | None = None
    remarks: str = ""


def create_warehouse(session: Session, actor: Actor, values: WarehouseInput) -> str:
    """Add a warehouse. Returns its number.

    Raises: Forbidden, Invalid("name" taken at that place; "city" unknown; "operator_no"; "fees").
    """
    _allow(actor)
    warehouse = Warehouse(no=new_number("W"), created_by=actor.user_id, created_at=now())
    _fill(session, actor, warehouse, values)
    session.add(warehouse)
    session.flush()  # its id goes into the event
    audit(session, actor, "warehouse.created", f"warehouse:{warehouse.id}", name=warehouse.name)
    record(session, WarehouseChanged(warehouse.id))
    return warehouse.no


def change_warehouse(session: Session, actor: Actor, no: str, *, version: int, values: WarehouseInput) -> None:
    """Change a warehouse; what is said counts as confirmed now.

    Raises: Forbidden, NotFound, Conflict (somebody saved since `version`), Invalid as create_warehouse.
    """
    warehouse = _locked(session, actor, no)
    if warehouse.version != version:
        raise Conflict("其他人刚刚修改了这个仓库，请对照后再保存")
    _fill(session, actor, warehouse, values)
    audit(session, actor, "warehouse.changed", f"warehouse:{warehouse.id}", name=warehouse.name)
    record(session, WarehouseChanged(warehouse.id))


def confirm_warehouse(session: Session, actor: Actor, no: str) -> None:
    """Say that everything on its page still holds. Raises: Forbidden, NotFound."""
    warehouse = _locked(session, actor, no)
    warehouse.confirmed_at = now()
    audit(session, actor, "warehouse.confirmed", f"warehouse:{warehouse.id}")
    record(session, WarehouseChanged(warehouse.id))


def close_warehouse(session: Session, actor: Actor, no: str) -> None:
    """Take it off the lists; its page stays and says so. Raises: Forbidden, NotFound."""
    _set_status(session, actor, no, CLOSED)


def reopen_warehouse(session: Session, actor: Actor, no: str) -> None:
    """Put it back on the lists. Raises: Forbidden, NotFound."""
    _set_status(session, actor, no, OPEN)


def _set_status(session: Session, actor: Actor, no: str, status: str) -> None:
    warehouse = _locked(session, actor, no)
    if warehouse.status == status:
        return
    warehouse.status, warehouse.changed_at, warehouse.changed_by = status, now(), actor.user_id
    verb = "closed" if status == CLOSED else "reopened"
    audit(session, actor, f"warehouse.{verb}", f"warehouse:{warehouse.id}")
    record(session, WarehouseChanged(warehouse.id))


def _allow(actor: Actor) -> None:
    if not can_edit_warehouses(actor):
        raise Forbidden("仓库信息由仓储部维护")


def _locked(session: Session, actor: Actor, no: str) -> Warehouse:
    _allow(actor)
    warehouse = session.scalars(select(Warehouse).where(Warehouse.no == no).with_for_update()).first()
    if warehouse is None:
        raise NotFound("仓库不存在")
    return warehouse


def check_warehouse(session: Session, values: WarehouseInput) -> None:
    """Look at everything typed. Raises: Invalid, with every complaint."""
    found = [] if values.name else [Invalid("name", "请填写仓库名称")]
    if len(values.fees) > MAX_FEES:
        found.append(Invalid("fees", "费用最多 %(max)s 行", max=MAX_FEES))
    with session.no_autoflush:  # a new row is not to be written half filled
        for check in (lambda: place(values.province, values.city), lambda: _operator(session, values.operator_no)):
            try:
                check()
            except Invalid as error:
                found.append(error)
    refuse(found)


def _fill(session: Session, actor: Actor, warehouse: Warehouse, values: WarehouseInput) -> None:
    check_warehouse(session, values)
    province, city = place(values.province, values.city)
    with session.no_autoflush:  # a new row is not to be written half filled
        twin = session.scalars(
            select(Warehouse.id).where(
                Warehouse.name == values.name, Warehouse.city == city, Warehouse.province == province
            )
        ).first()
        if twin is not None and twin != warehouse.id:
            raise Invalid("name", "该地已有同名仓库")
        warehouse.org_id = _operator(session, values.operator_no)
    warehouse.name = values.name
    warehouse.short_name = values.short_name
    warehouse.operator = values.operator
    warehouse.province, warehouse.city = province, city
    warehouse.district = values.district
    warehouse.address = values.address
    warehouse.hours = values.hours
    warehouse.fees = [dict(line) for line in values.fees]
    warehouse.services = terms.pack(values.services)
    warehouse.contact_name = values.contact_name
    warehouse.contact_phone = values.contact_phone
    warehouse.capacity = values.capacity
    warehouse.remarks = values.remarks
    warehouse.confirmed_at = warehouse.changed_at = now()
    warehouse.changed_by = actor.user_id


def place(province: str, city: str) -> tuple[str, str]:
    """Short names of province and city as typed (乐从 → 广东, 佛山). Raises: Invalid("city")."""
    if not city:
        found = find_region(province) if province else None
        if found is None:
            raise Invalid("city", "请填写城市，例如 天津、佛山")
        return found.short, city_of(province)
    found_city = city_of(city)
    if not found_city:
        raise Invalid("city", "没有找到这个城市，请填写城市名，例如 天津、佛山")
    return province_of(found_city), found_city


def _operator(session: Session, operator_no: str) -> int | None:
    if not operator_no:
        return None
    org_id = session.scalars(select(Organisation.id).where(Organisation.no == operator_no.upper())).first()
    if org_id is None:
        raise Invalid("operator_no", "没有这个企业编号")
    return org_id
