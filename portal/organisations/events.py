"""What happens to companies that other features care about."""

from __future__ import annotations

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, slots=True)
class OrganisationVerified(Event):
    """Staff verified a company: its listings may become public."""

    org_id: int


@dataclass(frozen=True, slots=True)
class OrganisationRefused(Event):
    """Staff refused a company, or took its verification back."""

    org_id: int


@dataclass(frozen=True, slots=True)
class MemberLeft(Event):
    """Somebody acts for a company no longer."""

    user_id: int


@dataclass(frozen=True, slots=True)
class OrganisationChanged(Event):
    """A company's name, city or kind changed, as shown beside its listings."""

    org_id: int
