"""Loads companies and people: one company a row of the table, a few people each, the staff and the accounts people try first."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import resources

from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.accounts.passwords import hash_password
from portal.core.permissions import Department, OrgRole
from portal.demo.dice import Dice, insert_all, insert_plain
from portal.materials.regions import find_region
from portal.organisations.models import PENDING, REFUSED, VERIFIED, Membership, Organisation
from portal.organisations.uscc import sample_uscc

PASSWORD = "steel-demo-2026"  # noqa: S105 - it is printed on the first start and stands in the README

BUYER, SUPPLIER, NEW_SUPPLIER, REFUSED_SUPPLIER = "C10001", "C10002", "C10003", "C10041"

# What people try: address → (name, company, role). The company's first person is its contact in the table.
TRIED = {
    "buyer@example.com": ("张伟", BUYER, OrgRole.MANAGER),
    "buyer.member@example.com": ("刘洋", BUYER, OrgRole.MEMBER),
    "buyer.viewer@example.com": ("陈晨", BUYER, OrgRole.VIEWER),
    "supplier@example.com": ("李娜", SUPPLIER, OrgRole.MANAGER),
    "supplier.member@example.com": ("赵磊", SUPPLIER, OrgRole.MEMBER),
    "supplier.new@example.com": ("刘强", NEW_SUPPLIER, OrgRole.MANAGER),
}
STAFF = {
    "sales@example.com": ("陈晓", Department.SALES),
    "sales2@example.com": ("黄蓉蓉", Department.SALES),
    "sales3@example.com": ("王凯", Department.SALES),
    "warehouse@example.com": ("孙立群", Department.WAREHOUSE),
    "transport@example.com": ("周正", Department.TRANSPORT),
    "quality@example.com": ("吴桐", Department.QUALITY),
    "supervision@example.com": ("郑岚", Department.SUPERVISION),
}
ADMIN = ("admin@example.com", "林晚舟")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the sample data."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Company:
    """A company with its people; `contact` is the first of them."""

    id: int
    no: str
    name: str
    short_name: str
    kind: str
    city: str
    address: str
    goods: tuple[str, ...]
    people: tuple[Person, ...]

    @property
    def contact(self) -> Person:
        return self.people[0]

    @property
    def sells(self) -> bool:
        return self.kind != "buyer" and self.no not in (NEW_SUPPLIER, REFUSED_SUPPLIER)

    @property
    def buys(self) -> bool:
        return self.kind != "supplier"


@dataclass(slots=True)
class Cast:
    """Everybody, by number, department or both."""

    companies: dict[str, Company] = field(default_factory=dict)
    staff: dict[str, list[Person]] = field(default_factory=dict)
    admin: Person = Person(0, "")


def table(name: str) -> list[dict[str, str]]:
    """The rows of one of this package's tables."""
    with resources.files("portal.demo").joinpath(f"data/{name}").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def load_people(session: Session, dice: Dice) -> Cast:
    """Insert everybody; all have the one password, hashed once."""
    cast = Cast()
    secret = hash_password(PASSWORD)
    joined = dice.now - timedelta(days=420)

    def person(email: str, name: str, **values: object) -> dict[str, object]:
        return {
            "email": email,
            "name": name,
            "email_confirmed_at": joined,
            "password_hash": secret,
            "created_at": joined,
            "locale": "",
        } | values

    employees = [
        person(email, name, is_staff=True, departments=str(department)) for email, (name, department) in STAFF.items()
    ]
    # The administrator supervises too, so that a complaint about the supervisor finds a reader; in the other departments they would be
    # given customers, and told of every department's work.
    employees.append(person(*ADMIN, is_staff=True, is_admin=True, departments=str(Department.SUPERVISION)))
    ids = insert_all(session, User, employees)
    for number, (name, department) in zip(ids, STAFF.values(), strict=False):
        cast.staff.setdefault(str(department), []).append(Person(number, name))
    cast.admin = Person(ids[-1], ADMIN[1])

    rows = table("companies.csv")
    org_ids = insert_all(session, Organisation, [_company(row, dice, cast.admin.id) for row in rows])
    customers: list[dict[str, object]] = []
    places: list[tuple[str, OrgRole]] = []
    for row in rows:
        for email, name, role in _people_of(row):
            customers.append(person(email, name, phone=f"138 0000 {2000 + len(customers)}"))
            places.append((row["no"], role))
    user_ids = insert_all(session, User, customers)
    by_no = dict(zip([row["no"] for row in rows], org_ids, strict=True))
    insert_plain(
        session,
        Membership,
        [
            {"user_id": user_id, "org_id": by_no[no], "role": str(role), "created_at": joined}
            for user_id, (no, role) in zip(user_ids, places, strict=True)
        ],
    )
    for row in rows:
        people = tuple(
            Person(user_id, str(customer["name"]))
            for user_id, customer, (no, _role) in zip(user_ids, customers, places, strict=True)
            if no == row["no"]
        )
        cast.companies[row["no"]] = Company(
            by_no[row["no"]], row["no"], row["name"], row["short_name"], row["kind"], row["city"], row["address"],
            tuple(row["goods"].split(";")) if row["goods"] else (), people,
        )  # fmt: skip
    return cast


def _company(row: dict[str, str], dice: Dice, admin_id: int) -> dict[str, object]:
    created = dice.ago(24 * 60, 24 * 400)
    place = find_region(row["city"])
    values: dict[str, object] = {
        "no": row["no"],
        "name": row["name"],
        "short_name": row["short_name"],
        "uscc": sample_uscc(int(row["no"][1:]), region=(place.code if place else "12").ljust(6, "0")),
        "kind": row["kind"],
        "city": row["city"],
        "address": row["address"],
        "phone": row["phone"],
        "intro": row["intro"],
        "verification": VERIFIED,
        "verified_at": created + timedelta(hours=2),
        "verified_by": admin_id,
        "submitted_at": created,
        "created_at": created,
        "refusal": "",
    }
    if row["no"] == NEW_SUPPLIER:
        waiting = dice.ago(1, 3)
        return values | {
            "verification": PENDING, "verified_at": None, "verified_by": None, "submitted_at": waiting, "created_at": waiting
        }  # fmt: skip
    if row["no"] == REFUSED_SUPPLIER:
        refusal = "营业执照照片不清晰，看不清统一社会信用代码，请重新上传。"
        return values | {"verification": REFUSED, "verified_at": None, "verified_by": None, "refusal": refusal}
    return values


def _people_of(row: dict[str, str]) -> list[tuple[str, str, OrgRole]]:
    tried = [(email, name, role) for email, (name, no, role) in TRIED.items() if no == row["no"]]
    return tried or [(f"{row['no'].lower()}@example.com", row["contact"], OrgRole.MANAGER)]
