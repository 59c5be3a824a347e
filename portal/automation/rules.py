"""A rule as data, and what a set of rules says of a message. Pure: knows no table and no clock.

All conditions of a rule must hold; one that names several things holds for any of them; one that names nothing always holds. Rules are
asked in their order. Of assignee, priority and reply the first rule that says something wins; tags add up. A rule that says "stop"
keeps those after it from being asked, when it holds itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from portal.automation.terms import NORMAL, NOTHING, OUTSIDE, YES
from portal.materials.categories import category
from portal.materials.reading import LIMIT, Reading, read
from portal.materials.text import fold_characters


@dataclass(frozen=True)
class Facts:
    """What rules may know of a thread and of what was just written in it. about: listing, warehouse, freight or empty."""

    kind: str = "inquiry"
    channel: str = "page"
    about: str = ""
    about_title: str = ""
    subject: str = ""
    text: str = ""
    org_no: str = ""
    tier: str = ""
    is_newcomer: bool = False
    is_outside: bool = False
    language: str = "zh-CN"

    @cached_property
    def folded(self) -> str:
        """All of it, as words are looked for in."""
        return fold_characters(f"{self.subject} {self.text}")

    @cached_property
    def groups(self) -> frozenset[str]:
        """The groups of material it speaks of: by what it is about, else by its words."""
        codes = (
            self._read(self.about_title) if self.about == "listing" else None,
            self._read(self.subject),
            self.reading,
        )
        found = (category(reading.category) for reading in codes if reading is not None and reading.category)
        return frozenset(one.group for one in found if one is not None)

    @cached_property
    def reading(self) -> Reading:
        """Its words as the trade reads them."""
        return read(self.text[:LIMIT])

    @property
    def tonnes(self) -> Decimal | None:
        """How much it speaks of, where it says so."""
        return self.reading.quantity_t or self._read(self.subject).quantity_t

    @staticmethod
    def _read(text: str) -> Reading:
        return read(text[:LIMIT])


@dataclass(frozen=True, slots=True)
class Conditions:
    """What must hold. Empty: no matter. words: any of them; orgs: numbers of companies; at_least: tonnes."""

    kinds: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    orgs: tuple[str, ...] = ()
    newcomer: str = ""
    hours: str = ""
    languages: tuple[str, ...] = ()
    at_least: str = ""

    def hold(self, facts: Facts) -> bool:
        """Whether all of it is so. What costs least is asked first."""
        return (
            _any(self.kinds, facts.kind)
            and _any(self.channels, facts.channel)
            and _any(self.about, facts.about or NOTHING)
            and _any(self.tiers, facts.tier or NORMAL)
            and _any(self.orgs, facts.org_no)
            and _any(self.languages, facts.language)
            and (not self.newcomer or facts.is_newcomer == (self.newcomer == YES))
            and (not self.hours or facts.is_outside == (self.hours == OUTSIDE))
            and (not self.words or any(fold_characters(word) in facts.folded for word in self.words))
            and (not self.groups or not facts.groups.isdisjoint(self.groups))
            and (not self.at_least or (facts.tonnes or Decimal(0)) >= amount_of(self.at_least))
        )


def _any(wanted: Sequence[str], value: str) -> bool:
    return not wanted or value in wanted


def amount_of(text: str) -> Decimal:
    """Tonnes as a rule keeps them; nothing readable asks for more than anybody has."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class Actions:
    """What follows. assign: `d:<department>`, `u:<user id>` or nothing; reply: text with variables."""

    assign: str = ""
    tags: tuple[str, ...] = ()
    priority: str = ""
    reply: str = ""

    def __bool__(self) -> bool:
        return bool(self.assign or self.tags or self.priority or self.reply)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as it is asked. id 0: one that is not kept yet."""

    id: int
    name: str
    trigger: str
    conditions: Conditions
    actions: Actions
    stops: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What the rules say together. Each action with the rule it comes from; held: the rules that hold, in order."""

    held: tuple[Rule, ...] = ()
    assign: tuple[str, Rule] | None = None
    priority: tuple[str, Rule] | None = None
    reply: tuple[str, Rule] | None = None
    tags: tuple[tuple[str, Rule], ...] = ()

    def of(self, rule_id: int) -> Actions:
        """What of it comes from one rule."""

        def own(found: tuple[str, Rule] | None) -> str:
            return found[0] if found is not None and found[1].id == rule_id else ""

        tags = tuple(tag for tag, rule in self.tags if rule.id == rule_id)
        return Actions(own(self.assign), tags, own(self.priority), own(self.reply))


def decide(rules: Iterable[Rule], trigger: str, facts: Facts) -> Decision:
    """Ask the rules of this trigger, in their order."""
    held: list[Rule] = []
    for rule in rules:
        if rule.trigger == trigger and rule.conditions.hold(facts):
            held.append(rule)
            if rule.stops:
                break

    def first(name: str) -> tuple[str, Rule] | None:
        return next(((value, rule) for rule in held if (value := getattr(rule.actions, name))), None)

    tags: dict[str, Rule] = {}
    for rule in held:
        for tag in rule.actions.tags:
            tags.setdefault(tag, rule)
    return Decision(tuple(held), first("assign"), first("priority"), first("reply"), tuple(tags.items()))


def conditions_from(stored: Mapping[str, Any]) -> Conditions:
    """Conditions as the table keeps them; what this version does not know is left out."""
    return Conditions(**_known(Conditions, stored))


def actions_from(stored: Mapping[str, Any]) -> Actions:
    """Actions as the table keeps them."""
    return Actions(**_known(Actions, stored))


def stored_form(value: Conditions | Actions) -> dict[str, Any]:
    """As the table keeps it: plain JSON, without what says nothing."""
    return {name: list(kept) if isinstance(kept, tuple) else kept for name, kept in asdict(value).items() if kept}


def _known(shape: type, stored: Mapping[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(shape)}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in stored.items() if name in names}


__all__ = [
    "Actions", "Conditions", "Decision", "Facts", "Rule", "actions_from", "amount_of", "conditions_from", "decide",
    "stored_form",
]  # fmt: skip
