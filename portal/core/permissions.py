"""Who asks: a frozen, explicit actor that every service, query and policy takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Department(StrEnum):
    """The staff's departments."""

    SALES = "sales"
    WAREHOUSE = "warehouse"
    TRANSPORT = "transport"
    QUALITY = "quality"
    SUPERVISION = "supervision"


class OrgRole(StrEnum):
    """What a member may do for the company: a viewer reads, a member acts, a manager also runs the company."""

    MANAGER = "manager"
    MEMBER = "member"
    VIEWER = "viewer"


class OrgKind(StrEnum):
    """What a company does on the portal."""

    BUYER = "buyer"
    SUPPLIER = "supplier"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Actor:
    """The person (or the system) on whose behalf something happens, as of this request.

    Built anew for each request from the database, so that a right taken away ends at once.
    """

    user_id: int | None = None
    name: str = ""
    email: str = ""
    email_confirmed: bool = False
    org_id: int | None = None
    org_no: str = ""
    org_name: str = ""
    org_kind: str = ""
    org_role: str = ""
    org_verified: bool = False
    is_staff: bool = False
    is_admin: bool = False
    departments: frozenset[str] = field(default_factory=frozenset)
    locale: str = ""
    unread_notices: int = 0
    is_system: bool = False

    @property
    def is_signed_in(self) -> bool:
        return self.user_id is not None

    @property
    def is_customer(self) -> bool:
        """Signed in and acting for a company (staff never do)."""
        return self.org_id is not None and not self.is_staff

    @property
    def is_manager(self) -> bool:
        return self.is_customer and self.org_role == OrgRole.MANAGER

    @property
    def can_write(self) -> bool:
        """May change anything at all for the company: viewers only read."""
        return self.is_customer and self.org_role in (OrgRole.MANAGER, OrgRole.MEMBER)

    @property
    def is_supplier(self) -> bool:
        return self.is_customer and self.org_kind in (OrgKind.SUPPLIER, OrgKind.BOTH)

    @property
    def is_buyer(self) -> bool:
        return self.is_customer and self.org_kind in (OrgKind.BUYER, OrgKind.BOTH)

    def works_in(self, *departments: str) -> bool:
        """Staff of one of these departments; an administrator counts as staff of all."""
        return self.is_staff and (self.is_admin or not self.departments.isdisjoint(departments))

    @property
    def sees_member_prices(self) -> bool:
        """Members-only prices are for people who proved an address and act for a company, and for staff."""
        return self.is_staff or (self.is_customer and self.email_confirmed)


VISITOR = Actor()
SYSTEM = Actor(name="系统", is_system=True, is_staff=True, is_admin=True)
