"""What rules say, on a table of cases; and how several of them go together."""

from __future__ import annotations

from typing import Any

import pytest

from portal.automation.rules import (
    Actions,
    Conditions,
    Facts,
    Rule,
    actions_from,
    conditions_from,
    decide,
    stored_form,
)
from portal.automation.terms import OPENED, WRITTEN

REBAR = "螺纹钢 HRB400E 25，要 120 吨，送北京"

CASES: list[tuple[dict[str, Any], dict[str, Any], bool]] = [
    # what the rule asks, what is so, whether it holds
    ({}, {}, True),
    ({"kinds": ("inquiry",)}, {}, True),
    ({"kinds": ("order",)}, {}, False),
    ({"kinds": ("order", "inquiry")}, {}, True),
    ({"channels": ("mail",)}, {"channel": "mail"}, True),
    ({"channels": ("mail",)}, {"channel": "page"}, False),
    ({"channels": ("mail", "api")}, {"channel": "api"}, True),
    ({"about": ("listing",)}, {"about": "listing"}, True),
    ({"about": ("listing",)}, {"about": ""}, False),
    ({"about": ("none",)}, {"about": ""}, True),
    ({"about": ("none",)}, {"about": "warehouse"}, False),
    ({"words": ("发票",)}, {"text": "发票什么时候开"}, True),
    ({"words": ("发票", "开票")}, {"text": "何时开票"}, True),
    ({"words": ("发票",)}, {"text": "质保书呢"}, False),
    ({"words": ("发票",)}, {"subject": "发票问题"}, True),
    ({"words": ("發票",)}, {"text": "发票什么时候开"}, True),  # traditional
    ({"words": ("发票",)}, {"text": "發票何時開"}, True),
    ({"words": ("hrb400e",)}, {"text": "ＨＲＢ４００Ｅ 有货吗"}, True),  # full-width
    ({"words": ("急",)}, {"text": "紧急！"}, True),
    ({"words": (".*",)}, {"text": "随便什么"}, False),  # no pattern language
    ({"tiers": ("key",)}, {"tier": "key"}, True),
    ({"tiers": ("key",)}, {"tier": ""}, False),
    ({"tiers": ("normal",)}, {"tier": ""}, True),
    ({"tiers": ("normal", "strategic")}, {"tier": "strategic"}, True),
    ({"orgs": ("C10001",)}, {"org_no": "C10001"}, True),
    ({"orgs": ("C10001",)}, {"org_no": "C10002"}, False),
    ({"newcomer": "yes"}, {"is_newcomer": True}, True),
    ({"newcomer": "yes"}, {"is_newcomer": False}, False),
    ({"newcomer": "no"}, {"is_newcomer": False}, True),
    ({"hours": "out"}, {"is_outside": True}, True),
    ({"hours": "out"}, {"is_outside": False}, False),
    ({"hours": "in"}, {"is_outside": False}, True),
    ({"languages": ("en",)}, {"language": "en"}, True),
    ({"languages": ("en",)}, {"language": "zh-CN"}, False),
    ({"groups": ("construction",)}, {"text": REBAR}, True),
    ({"groups": ("nonferrous",)}, {"text": REBAR}, False),
    ({"groups": ("nonferrous",)}, {"text": "铝锭A00今天什么价"}, True),
    ({"groups": ("construction",)}, {"about": "listing", "about_title": "螺纹钢 HRB400E Φ25", "text": "还有货吗"}, True),
    ({"groups": ("construction",)}, {"subject": "求购螺纹钢 200吨", "text": "请报价"}, True),
    ({"groups": ("construction",)}, {"about": "warehouse", "about_title": "螺纹钢仓库", "text": "还有货吗"}, False),
    ({"groups": ("construction",)}, {"text": "你好在吗"}, False),
    ({"at_least": "100"}, {"text": REBAR}, True),
    ({"at_least": "120"}, {"text": REBAR}, True),
    ({"at_least": "120.5"}, {"text": REBAR}, False),
    ({"at_least": "1"}, {"text": "你好在吗"}, False),
    ({"at_least": "100"}, {"subject": "求购螺纹钢 200吨", "text": "请报价"}, True),
    ({"at_least": "nonsense"}, {"text": REBAR}, False),
    ({"kinds": ("inquiry",), "words": ("发票",)}, {"text": "发票"}, True),  # and
    ({"kinds": ("order",), "words": ("发票",)}, {"text": "发票"}, False),
    ({"hours": "out", "tiers": ("key",), "at_least": "100"}, {"is_outside": True, "tier": "key", "text": REBAR}, True),
    ({"hours": "out", "tiers": ("key",), "at_least": "100"}, {"is_outside": True, "tier": "", "text": REBAR}, False),
]  # fmt: skip


@pytest.mark.parametrize(("asks", "is_so", "holds"), CASES)
def test_a_rule_holds_when_all_it_asks_is_so(asks: dict[str, Any], is_so: dict[str, Any], holds: bool) -> None:
    assert Conditions(**asks).hold(Facts(**is_so)) is holds


def rule(number: int, *, stops: bool = False, trigger: str = OPENED, words: tuple[str, ...] = (), **then: Any) -> Rule:
    return Rule(number, f"规则{number}", trigger, Conditions(words=words), Actions(**then), stops=stops)


def test_the_first_that_says_something_wins_and_tags_add_up() -> None:
    rules = [
        rule(1, tags=("急单", "大单")),
        rule(2, priority="high", tags=("大单", "外地")),
        rule(3, priority="urgent", assign="d:transport", reply="您好"),
        rule(4, assign="u:7", reply="请稍候"),
    ]
    found = decide(rules, OPENED, Facts())
    assert found.priority == ("high", rules[1])
    assert found.assign == ("d:transport", rules[2])
    assert found.reply == ("您好", rules[2])
    assert [(tag, one.id) for tag, one in found.tags] == [("急单", 1), ("大单", 1), ("外地", 2)]
    assert [one.id for one in found.held] == [1, 2, 3, 4]
    assert found.of(3) == Actions(assign="d:transport", reply="您好")
    assert found.of(4) == Actions()


def test_the_order_decides() -> None:
    one, other = rule(1, priority="high"), rule(2, priority="low")
    assert decide([one, other], OPENED, Facts()).priority == ("high", one)
    assert decide([other, one], OPENED, Facts()).priority == ("low", other)


def test_a_rule_that_stops_stops_only_when_it_holds() -> None:
    stopping, later = rule(1, words=("发票",), tags=("发票",), stops=True), rule(2, priority="high")
    assert decide([stopping, later], OPENED, Facts(text="发票")).priority is None
    assert decide([stopping, later], OPENED, Facts(text="质保书")).priority == ("high", later)


def test_only_rules_of_the_moment_are_asked() -> None:
    rules = [rule(1, trigger=WRITTEN, priority="high"), rule(2, priority="low")]
    assert decide(rules, OPENED, Facts()).priority == ("low", rules[1])
    assert decide(rules, WRITTEN, Facts()).priority == ("high", rules[0])
    assert decide([], OPENED, Facts()).held == ()


def test_what_is_stored_comes_back_and_what_nobody_knows_is_left_out() -> None:
    conditions = Conditions(kinds=("order",), words=("发票", "开票"), hours="out", at_least="12.5")
    actions = Actions(assign="u:3", tags=("急",), reply="您好")
    assert conditions_from(stored_form(conditions)) == conditions
    assert actions_from(stored_form(actions)) == actions
    assert stored_form(Conditions()) == {}
    assert conditions_from({"moon": "full", "hours": "in"}) == Conditions(hours="in")
    assert not Actions()
    assert Actions(tags=("急",))
