"""A trial run: which past threads a rule would have caught, and what it would have done. Changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from portal.automation.candidates import MOST, Candidate, candidates, written_since
from portal.automation.policies import may_set
from portal.automation.queries import list_rules
from portal.automation.rules import Actions, Rule, decide
from portal.core.clock import now
from portal.core.errors import Forbidden
from portal.core.permissions import Actor

DAYS = (30, 90)
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Catch:
    """Something the rule would have caught: what it would have done, and whether rules before it had done part of it already."""

    found: Candidate
    would: Actions
    forestalled: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """looked: how much was looked at; caught, threads: how much of it held, in how many threads; stopped: what a rule before it kept
    from it; shown: the newest of the caught; complete: False where there was more than a trial looks at."""

    days: int
    looked: int
    caught: int
    threads: int
    stopped: int
    shown: Sequence[Catch]
    complete: bool


def try_rule(session: Session, actor: Actor, *, rule: Rule, days: int) -> Trial:
    """Ask the rule, in its place among those that count, about the last days, as far as the actor sees them. Raises: Forbidden."""
    if not may_set(actor):
        raise Forbidden("只有监督部门可以修改自动规则")
    rules = _in_place(session, rule)
    looked = caught = stopped = 0
    threads: set[int] = set()
    shown: list[Catch] = []
    since = now() - timedelta(days=days)
    for found in candidates(session, actor, rule.trigger, written_since(since)):
        looked += 1
        decision = decide(rules, rule.trigger, found.facts)
        if rule not in decision.held:
            stopped += rule.conditions.hold(found.facts)
            continue
        caught += 1
        threads.add(found.thread_id)
        if len(shown) < SHOWN:
            would = decision.of(rule.id)
            shown.append(Catch(found, would, would != rule.actions))
    return Trial(days, looked, caught, len(threads), stopped, shown, looked < MOST)


def _in_place(session: Session, rule: Rule) -> list[Rule]:
    """The rules that count, with this one where it stands; last when it stands nowhere yet."""
    kept = list_rules(session)
    rules = [rule if one.rule.id == rule.id else one.rule for one in kept if one.active or one.rule.id == rule.id]
    return rules if rule in rules else [*rules, rule]
