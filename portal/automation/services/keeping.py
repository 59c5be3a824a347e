"""Setting the rules: written, changed, switched on and off, moved, thrown away; each on record, none over a colleague's change."""

from __future__ import annotations

import re
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.automation.models import AutoRule, AutoState
from portal.automation.policies import may_set
from portal.automation.rules import Actions, Conditions, amount_of, stored_form
from portal.automation.terms import (
    ABOUT,
    CHANNELS,
    DEPARTMENT_KEY,
    HOURS,
    LANGUAGES,
    NEWCOMERS,
    NORMAL,
    PERSON_KEY,
    RULED_KINDS,
    TRIGGERS,
    WRITTEN,
)
from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound, refuse
from portal.core.permissions import Actor
from portal.materials.categories import group
from portal.organisations.models import Organisation
from portal.standards.terms import DEPARTMENTS, PRIORITIES, TIERS
from portal.threads.models import Message
from portal.threads.services.replies import unknown_in
from portal.threads.services.tagging import clean_tags

MAX_NAME, MAX_REPLY, MAX_WORDS, MAX_WORD, MOST_RULES = 60, 2000, 30, 30, 100
MOST_TONNES = Decimal(1_000_000)


def words_from(text: str) -> tuple[str, ...]:
    """Words as people list them: by commas, semicolons or lines."""
    parts = (" ".join(part.split()) for part in re.split(r"[,，;；、\n]", text))
    return tuple(dict.fromkeys(part for part in parts if part))


def check_rule(session: Session, *, name: str, trigger: str, conditions: Conditions, actions: Actions) -> None:
    """Look at everything typed. Raises: Invalid with every complaint, each beside its field."""
    found = []
    if not name.strip():
        found.append(Invalid("name", "请填写名称"))
    elif len(name.strip()) > MAX_NAME:
        found.append(Invalid("name", "最多 %(max)s 个字", max=MAX_NAME))
    if trigger not in TRIGGERS:
        found.append(Invalid("trigger", "请从列表中选择"))
    found += _wrong_conditions(session, conditions)
    found += _wrong_actions(session, actions)
    refuse(found)


def _wrong_conditions(session: Session, conditions: Conditions) -> list[Invalid]:
    found = []
    for field, values, known in (
        ("kinds", conditions.kinds, RULED_KINDS),
        ("channels", conditions.channels, CHANNELS),
        ("about", conditions.about, ABOUT),
        ("tiers", conditions.tiers, {NORMAL, *TIERS}),
        ("languages", conditions.languages, LANGUAGES),
        ("newcomer", (conditions.newcomer,), {"", *NEWCOMERS}),
        ("hours", (conditions.hours,), {"", *HOURS}),
    ):
        if any(value not in known for value in values):
            found.append(Invalid(field, "请从列表中选择"))
    if any(group(code) is None for code in conditions.groups):
        found.append(Invalid("groups", "请从列表中选择"))
    if len(conditions.words) > MAX_WORDS:
        found.append(Invalid("words", "最多 %(max)s 个词", max=MAX_WORDS))
    elif any(len(word) > MAX_WORD for word in conditions.words):
        found.append(Invalid("words", "每个词最多 %(max)s 个字", max=MAX_WORD))
    if len(conditions.orgs) > MAX_WORDS:
        found.append(Invalid("orgs", "最多 %(max)s 家企业", max=MAX_WORDS))
    elif conditions.orgs:
        known_orgs = set(session.scalars(select(Organisation.no).where(Organisation.no.in_(conditions.orgs))))
        missing = [no for no in conditions.orgs if no not in known_orgs]
        if missing:
            found.append(Invalid("orgs", "没有企业 %(no)s，请核对编号", no=missing[0][:20]))
    if conditions.at_least and not 0 < amount_of(conditions.at_least) <= MOST_TONNES:
        found.append(Invalid("at_least", "请填写 0 到 %(max)s 之间的数字", max=f"{MOST_TONNES:,}"))
    return found


def _wrong_actions(session: Session, actions: Actions) -> list[Invalid]:
    if not actions:
        return [Invalid("assign", "请至少选择一项要做的事")]
    found = []
    if actions.assign and not _is_somebody(session, actions.assign):
        found.append(Invalid("assign", "请从列表中选择"))
    if actions.priority and actions.priority not in PRIORITIES:
        found.append(Invalid("priority", "请从列表中选择"))
    try:
        clean_tags(actions.tags)
    except Invalid as error:
        found.append(error)
    if len(actions.reply) > MAX_REPLY:
        found.append(Invalid("reply", "最多 %(max)s 个字", max=MAX_REPLY))
    elif unknown := unknown_in(actions.reply):
        found.append(Invalid("reply", "没有变量 {%(name)s}", name=unknown))
    return found


def _is_somebody(session: Session, assign: str) -> bool:
    if assign.startswith(DEPARTMENT_KEY):
        return assign.removeprefix(DEPARTMENT_KEY) in DEPARTMENTS
    number = assign.removeprefix(PERSON_KEY)
    if not assign.startswith(PERSON_KEY) or not number.isdecimal() or len(number) > 18:
        return False
    here = select(User.id).where(User.id == int(number), User.is_staff.is_(True), User.disabled_at.is_(None))
    return session.execute(here).first() is not None


def keep_rule(
    session: Session,
    actor: Actor,
    *,
    rule_id: int | None,
    version: int,
    name: str,
    trigger: str,
    active: bool,
    stops: bool,
    conditions: Conditions,
    actions: Actions,
) -> int:
    """Write a rule, last in the order, or change one. Returns its id. Raises: Forbidden, NotFound, Conflict, Invalid."""
    _allow(actor)
    check_rule(session, name=name, trigger=trigger, conditions=conditions, actions=actions)
    if rule_id is None:
        if (session.scalar(select(func.count()).select_from(AutoRule)) or 0) >= MOST_RULES:
            raise Invalid("", "最多 %(max)s 条规则", max=MOST_RULES)
        last = session.scalar(select(func.max(AutoRule.position))) or 0
        rule = AutoRule(
            name=name, version=0, position=last + 1, conditions={}, actions={}, trigger=trigger, active=False
        )
        session.add(rule)
    else:
        rule = _found(session, rule_id)
        if rule.version != version:
            raise Conflict("同事刚刚改过这条规则，请核对后再保存")
    begins = active and trigger == WRITTEN and not (rule.active and rule.trigger == WRITTEN)
    if begins:
        _begin_here(session)
    rule.name, rule.trigger, rule.active, rule.stops = " ".join(name.split()), trigger, active, stops
    rule.conditions, rule.actions = stored_form(conditions), stored_form(actions)
    _changed(session, actor, rule, "rule.kept", active=active, trigger=trigger, **_facts(rule))
    return rule.id


def switch_rule(session: Session, actor: Actor, *, rule_id: int, version: int, on: bool) -> None:
    """Let a rule count, or not. Raises: Forbidden, NotFound, Conflict."""
    rule = _versioned(session, actor, rule_id, version)
    if rule.active == on:
        return
    if on and rule.trigger == WRITTEN:
        _begin_here(session)
    rule.active = on
    _changed(session, actor, rule, "rule.switched", active=on)


def move_rule(session: Session, actor: Actor, *, rule_id: int, version: int, up: bool) -> None:
    """Change places with the one before, or after. Raises: Forbidden, NotFound, Conflict."""
    rule = _versioned(session, actor, rule_id, version)
    rows = list(session.scalars(select(AutoRule).order_by(AutoRule.position, AutoRule.id).with_for_update()))
    at = rows.index(rule)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(rows):
        return
    rows[at], rows[to] = rows[to], rows[at]
    for position, row in enumerate(rows, 1):
        row.position = position
    _changed(session, actor, rule, "rule.moved", position=rule.position)


def drop_rule(session: Session, actor: Actor, *, rule_id: int, version: int) -> None:
    """Throw one away; what it did stays done and on record. Raises: Forbidden, NotFound, Conflict."""
    rule = _versioned(session, actor, rule_id, version)
    audit(session, actor, "rule.dropped", f"rule:{rule.id}", name=rule.name, **_facts(rule))
    session.delete(rule)


def _versioned(session: Session, actor: Actor, rule_id: int, version: int) -> AutoRule:
    _allow(actor)
    rule = _found(session, rule_id)
    if rule.version != version:
        raise Conflict("同事刚刚改过这条规则，请核对后再保存")
    return rule


def _changed(session: Session, actor: Actor, rule: AutoRule, action: str, **facts: object) -> None:
    rule.changed_by, rule.changed_at, rule.version = actor.name[:60], now(), rule.version + 1
    session.flush()  # its id goes into the audit
    audit(session, actor, action, f"rule:{rule.id}", name=rule.name, **facts)


def _facts(rule: AutoRule) -> dict[str, object]:
    """What it says, without the words of its reply: those may be long."""
    return {"when": rule.conditions, "then": {key: value for key, value in rule.actions.items() if key != "reply"}}


def _begin_here(session: Session) -> None:
    """Rules of later messages look at none from before they counted."""
    others = select(AutoRule.id).where(AutoRule.trigger == WRITTEN, AutoRule.active.is_(True)).limit(1)
    if session.execute(others).first() is not None:
        return
    newest = session.scalar(select(func.max(Message.id))) or 0
    state = session.scalars(select(AutoState).with_for_update()).first()
    if state is None:
        session.add(AutoState(id=1, seen_to=newest))
    else:
        state.seen_to, state.done = newest, ""


def _found(session: Session, rule_id: int) -> AutoRule:
    rule = session.scalars(select(AutoRule).where(AutoRule.id == rule_id).with_for_update()).first()
    if rule is None:
        raise NotFound("规则不存在")
    return rule


def _allow(actor: Actor) -> None:
    if not may_set(actor):
        raise Forbidden("只有监督部门可以修改自动规则")
