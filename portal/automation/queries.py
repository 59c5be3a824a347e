"""The rules as the table has them: for those who apply them, and for the pages that show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.automation.models import AutoRule, AutoRun
from portal.automation.rules import Rule, actions_from, conditions_from
from portal.core.audit import AuditEvent
from portal.core.clock import now

SHOWN_D = 30


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule with how it stands. caught: in how many threads it held in the last 30 days."""

    rule: Rule
    active: bool
    changed_by: str
    changed_at: datetime
    version: int
    caught: int = 0


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change of the rules."""

    at: datetime
    actor: str
    action: str
    name: str


def active_rules(session: Session, trigger: str) -> Sequence[Rule]:
    """The rules that count, in the order they are asked."""
    query = select(AutoRule).where(AutoRule.trigger == trigger, AutoRule.active.is_(True))
    return [rule_of(row) for row in session.scalars(query.order_by(AutoRule.position, AutoRule.id))]


def list_rules(session: Session) -> Sequence[RuleView]:
    """All of them, in their order."""
    since = now() - timedelta(days=SHOWN_D)
    counts: dict[int, int] = {}
    runs = select(AutoRun.rule_ids, func.count(AutoRun.thread_id.distinct())).where(AutoRun.at >= since)
    for rule_ids, number in session.execute(runs.group_by(AutoRun.rule_ids)):
        for rule_id in filter(None, rule_ids.split(",")):
            counts[int(rule_id)] = counts.get(int(rule_id), 0) + number
    rows = session.scalars(select(AutoRule).order_by(AutoRule.position, AutoRule.id))
    return [_view(row, counts.get(row.id, 0)) for row in rows]


def find_rule(session: Session, rule_id: int) -> RuleView | None:
    """One of them."""
    row = session.get(AutoRule, rule_id)
    return None if row is None else _view(row, 0)


def list_changes(session: Session, *, limit: int = 10) -> Sequence[ChangeView]:
    """Who changed what, newest first."""
    query = select(AuditEvent.at, AuditEvent.actor, AuditEvent.action, AuditEvent.facts).where(
        AuditEvent.action.in_(("rule.kept", "rule.switched", "rule.moved", "rule.dropped"))
    )
    rows = session.execute(query.order_by(AuditEvent.id.desc()).limit(limit))
    return [ChangeView(at, actor, action, str(facts.get("name", ""))) for at, actor, action, facts in rows]


def rule_of(row: AutoRule) -> Rule:
    return Rule(
        row.id, row.name, row.trigger, conditions_from(row.conditions), actions_from(row.actions), stops=row.stops
    )


def _view(row: AutoRule, caught: int) -> RuleView:
    return RuleView(rule_of(row), row.active, row.changed_by, row.changed_at, row.version, caught)
