"""Sample rules of the house, and what those that only tag have done to the sample talk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.automation.candidates import candidates, written_since
from portal.automation.models import AutoRule, AutoRun, AutoState
from portal.automation.queries import rule_of
from portal.automation.rules import Actions, decide
from portal.automation.services.applying import RULED
from portal.automation.terms import OPENED, WRITTEN
from portal.core.permissions import SYSTEM
from portal.demo.dice import Dice
from portal.demo.people import Cast
from portal.threads.models import Message, Thread, ThreadEvent

_NIGHT = (
    "{联系人}您好，现在是非工作时间，您的询价（{单号}）我们上班后第一时间报给您。"
    "请先补充交货地和希望的到货日期，报价会更快。"
)
_RULES: tuple[tuple[str, str, bool, dict[str, Any], dict[str, Any]], ...] = (
    ("夜间大单加急", OPENED, True, {"kinds": ["inquiry", "order"], "hours": "out", "at_least": "100"},
     {"tags": ["大单"], "priority": "urgent", "reply": _NIGHT}),
    ("急用、工地在等", OPENED, True, {"words": ["急用", "工地在等", "今天下午"]}, {"tags": ["急单"]}),
    ("要证书的加标签", OPENED, True, {"words": ["质保书", "证书", "炉号"]}, {"tags": ["证书"]}),
    ("问运费、找车转运输", OPENED, True, {"kinds": ["inquiry", "transport"], "words": ["运费多少", "怎么走最省", "找车"]}, {"assign": "d:transport"}),
    ("催办提级", WRITTEN, True, {"words": ["加急", "催一下", "怎么还没", "还要多久"]}, {"tags": ["催办"], "priority": "high"}),
    ("英文来信", OPENED, False, {"languages": ["en"]}, {"tags": ["英文"]}),
)  # fmt: skip


def load_rules(session: Session, dice: Dice, cast: Cast) -> None:
    """Insert them; the tags of the last weeks' threads as the worker would have set them."""
    boss = cast.staff["supervision"][0]
    rows = [
        AutoRule(
            name=name, trigger=trigger, active=active, position=position, conditions=conditions, actions=actions,
            changed_by=boss.name, changed_at=dice.now - timedelta(days=31 + position),
        )
        for position, (name, trigger, active, conditions, actions) in enumerate(_RULES, 1)
    ]  # fmt: skip
    session.add_all(rows)
    session.add(AutoState(id=1, seen_to=session.scalar(select(func.max(Message.id))) or 0))
    session.flush()
    rules = [rule_of(row) for row in rows if row.active]
    only_tags = [rule for rule in rules if rule.actions == Actions(tags=rule.actions.tags)]
    for found in candidates(session, SYSTEM, OPENED, written_since(dice.now - timedelta(days=30))):
        decision = decide(only_tags, OPENED, found.facts)
        if not decision.held:
            continue
        at = found.at + timedelta(seconds=1)
        tags = list(dict.fromkeys([*filter(None, found.tags.split(",")), *(tag for tag, _rule in decision.tags)]))
        session.execute(update(Thread).where(Thread.id == found.thread_id).values(tags=f",{','.join(tags)},"))
        held = ",".join(str(rule.id) for rule in decision.held)
        session.add(AutoRun(thread_id=found.thread_id, rule_ids=f",{held},", at=at))
        for rule in decision.held:
            session.add(
                ThreadEvent(
                    thread_id=found.thread_id, kind="said", by_name=SYSTEM.name, public=False, created_at=at,
                    facts={"says": RULED, "values": {"rule": rule.name}},
                )
            )  # fmt: skip
