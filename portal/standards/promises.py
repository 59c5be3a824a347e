"""What is promised by kind, tier and priority: the rules as data, and which of them holds. Pure; reads no table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from portal.standards.terms import DAYS, MINUTES


@dataclass(frozen=True, slots=True)
class Amount:
    """So many working minutes or working days."""

    number: int
    unit: str = MINUTES

    def within(self, day: timedelta) -> timedelta:
        """As working time, where a working day is so long."""
        return self.number * day if self.unit == DAYS else timedelta(minutes=self.number)


@dataclass(frozen=True, slots=True)
class Policy:
    """One rule. An empty tier or priority stands for all of them; an amount of None promises nothing."""

    kind: str
    tier: str = ""
    priority: str = ""
    first: Amount | None = None
    next: Amount | None = None
    resolve: Amount | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """What holds for one thread, as working time; None where nothing is promised."""

    first: timedelta | None = None
    next: timedelta | None = None
    resolve: timedelta | None = None


def promise_for(policies: Iterable[Policy], *, kind: str, tier: str, priority: str, day: timedelta) -> Promise:
    """The tightest of all rules that apply: a tier or a priority can only better what is promised to everybody."""
    amounts: dict[str, timedelta] = {}
    for policy in policies:
        if policy.kind != kind or policy.tier not in ("", tier) or policy.priority not in ("", priority):
            continue
        for name, amount in (("first", policy.first), ("next", policy.next), ("resolve", policy.resolve)):
            if amount is not None:
                length = amount.within(day)
                amounts[name] = min(amounts.get(name, length), length)
    return Promise(**amounts)


def _minutes(number: int) -> Amount:
    return Amount(number, MINUTES)


def _days(number: int) -> Amount:
    return Amount(number, DAYS)


DEFAULTS = (
    Policy("inquiry", first=_minutes(30), next=_minutes(60), resolve=_days(1)),
    Policy("order", first=_minutes(60), next=_minutes(60)),
    Policy("storage", first=_minutes(60), next=_minutes(60), resolve=_days(1)),
    Policy("transport", first=_minutes(60), next=_minutes(60), resolve=_days(1)),
    Policy("claim", first=_minutes(30), next=_minutes(120), resolve=_days(5)),
    Policy("complaint", first=_minutes(30), next=_minutes(120), resolve=_days(3)),
    Policy("suggestion", first=_days(1), next=_days(1)),
    Policy("inquiry", priority="urgent", first=_minutes(15), next=_minutes(30)),
    Policy("order", priority="urgent", first=_minutes(15), next=_minutes(30)),
    Policy("transport", priority="urgent", first=_minutes(15), next=_minutes(30)),
    Policy("inquiry", tier="key", first=_minutes(20), next=_minutes(40)),
    Policy("inquiry", tier="strategic", first=_minutes(15), next=_minutes(30)),
    Policy("order", tier="key", first=_minutes(40), next=_minutes(40)),
    Policy("order", tier="strategic", first=_minutes(30), next=_minutes(30)),
)
"""The house's standards as it begins; staff change them at /desk/settings/standards."""
