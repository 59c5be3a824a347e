"""Suggestions from the table alone: three scripts, pinyin, what goes with what, one's own past, and no harm from any text."""

from __future__ import annotations

import random
import time

import pytest

from portal.materials.text import fold
from portal.search.sounds import names_of_the_trade, sounds
from portal.search.suggestion_names import OnOffer, Suggestion
from portal.search.suggestions import MOST, Table

OFFER = OnOffer(
    categories={"rebar": 500, "plate": 100, "hot-rolled": 80},
    grades={"HRB400E": 400, "Q235B": 90},
    specs={"Φ25×12m": 30, "Φ18-22": 9, "3.0×1500×C": 4},
    mills={"沙钢": 40, "首钢": 30, "某某小厂": 1},
    cities={"天津": 100, "上海": 50, "佛山": 10},
    own={"rebar": (("HRB400E", "HRB400"), ("Φ25×12m", "Φ18-22")), "hot-rolled": (("Q235B",), ("3.0×1500×C",))},
)


@pytest.fixture(scope="module")
def table() -> Table:
    return Table(OFFER, [("大螺", "category", "rebar", ""), ("老周钢厂", "mill", "沙钢", ""), ("东丽市场", "market", "天津", "东丽市场")],
                 [("螺纹钢 天津", "螺纹钢 天津"), ("热卷 3.0", "热卷 3.0")])  # fmt: skip


def texts(found: list[Suggestion]) -> list[str]:
    return [each.text for each in found]


@pytest.mark.parametrize(
    ("typed", "wanted", "kind"),
    [
        ("螺", "螺纹钢", "product"),
        ("螺紋", "螺纹钢", "product"),
        ("luow", "螺纹钢", "product"),
        ("luowengang", "螺纹钢", "product"),
        ("lwg", "螺纹钢", "product"),
        ("LWG", "螺纹钢", "product"),
        ("ｌｗｇ", "螺纹钢", "product"),
        ("纹钢", "螺纹钢", "product"),
        ("rebar", "螺纹钢", "product"),
        ("三级", "三级钢", "product"),
        ("hxg", "H型钢", "product"),
        ("hrb4", "HRB400E", "grade"),
        ("po42", "P·O 42.5", "grade"),
        ("sus304", "304", "grade"),
        ("Φ25", "Φ25×12m", "spec"),
        ("25", "Φ25×12m", "spec"),
        ("Ф25", "Φ25×12m", "spec"),
        ("hegang", "河钢", "mill"),
        ("shag", "沙钢", "mill"),
        ("某某", "某某小厂", "mill"),
        ("tj", "天津", "city"),
        ("chongq", "重庆", "city"),
        ("cs", "长沙", "city"),
        ("乐", "乐从", "city"),
        ("大螺", "三级", ""),
        ("老周", "老周钢厂", "mill"),
        ("laozhou", "老周钢厂", "mill"),
        ("东丽", "东丽市场", "city"),
    ],
)
def test_what_is_typed_finds_the_name(table: Table, typed: str, wanted: str, kind: str) -> None:
    found = table.suggest(typed)
    if not kind:  # what is typed in full is not suggested
        assert typed not in texts(found)
        return
    assert Suggestion(wanted, kind, next((e.note for e in found if e.text == wanted), "")) in found


@pytest.mark.parametrize(
    ("typed", "first"),
    [("螺", "螺纹钢"), ("tj", "天津"), ("hegang", "河钢"), ("cq", "重庆"), ("lwg", "螺纹钢"), ("盘", "盘螺")],
)
def test_the_likeliest_comes_first(table: Table, typed: str, first: str) -> None:
    assert texts(table.suggest(typed))[0] == first


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("螺纹钢 t", "螺纹钢 天津"),
        ("螺纹钢天", "螺纹钢 天津"),
        ("螺纹钢tianj", "螺纹钢 天津"),
        ("螺紋鋼 天", "螺紋鋼 天津"),
        ("HRB400E 天", "HRB400E 天津"),
        ("三级螺纹25 12米 天", "三级螺纹25 12米 天津"),
        ("螺纹钢 ", "螺纹钢 HRB400E"),
        ("螺纹钢", "螺纹钢 HRB400E"),
        ("螺纹钢 25", "螺纹钢 Φ25×12m"),
        ("天津 螺", "天津 螺纹钢"),
        ("大螺 ", "大螺 HRB400E"),
    ],
)
def test_the_last_word_is_completed_and_the_rest_kept_as_typed(table: Table, typed: str, wanted: str) -> None:
    assert wanted in texts(table.suggest(typed))


@pytest.mark.parametrize(
    ("typed", "unwanted"),
    [("螺纹钢 q", "螺纹钢 Q235B"), ("螺纹钢 3.", "螺纹钢 3.0×1500×C"), ("螺纹钢 热", "螺纹钢 热轧卷板"), ("天津 上", "天津 上海"),
     ("螺纹钢 HRB400E ", "螺纹钢 HRB400E HRB400")],
)  # fmt: skip
def test_what_does_not_go_together_is_not_suggested(table: Table, typed: str, unwanted: str) -> None:
    assert unwanted not in texts(table.suggest(typed))


def test_names_of_one_thing_do_not_fill_the_list(table: Table) -> None:
    meant = [each.note or each.text for each in table.suggest("螺纹")]
    assert max(meant.count(name) for name in meant) <= 3


def test_own_past_comes_first_and_common_ones_last(table: Table) -> None:
    past = [("热卷 佛山", "熱卷 佛山"), ("螺纹钢 hrb400e", "螺纹钢 HRB400E")]
    found = table.suggest("螺", past)
    assert found[0] == Suggestion("螺纹钢 HRB400E", "past")
    assert found[-1] == Suggestion("螺纹钢 天津", "common")
    assert [each.kind for each in table.suggest("", past)] == ["past", "past", "common", "common"]
    assert [each.kind for each in table.suggest("")] == ["common", "common"]
    assert "熱卷 佛山" in texts(table.suggest("rej", past))
    assert "熱卷 佛山" in texts(table.suggest("佛", past))


def test_nothing_is_suggested_twice(table: Table) -> None:
    found = table.suggest("螺纹钢 ", [("螺纹钢 天津", "螺纹钢 天津")])
    folded = [fold(text) for text in texts(found)]
    assert len(folded) == len(set(folded))


@pytest.mark.parametrize(
    "text",
    ["", " ", "\t\n", "*?*?*", "钢" * 50_000, "a" * 50_000, "钢 " * 5000, "<script>alert(1)</script>", "'; DROP TABLE x --", "\x00\u202e",
     "\ud83d", "(((((", "螺" * 60, "﷽" * 100, "螺纹钢" * 20, "螺纹钢 " * 14, "1 " * 29],
)  # fmt: skip
def test_no_text_takes_long_or_makes_the_list_long(table: Table, text: str) -> None:
    began = time.perf_counter()
    assert len(table.suggest(text, [("螺纹钢", "螺纹钢")] * 30)) <= MOST
    assert time.perf_counter() - began < 0.05


def test_a_look_up_is_a_matter_of_microseconds() -> None:
    many = OnOffer(
        specs={f"Φ{size / 10}×{length}m": 3 for size in range(60, 500) for length in (6, 9, 12)},
        mills={f"第{number}钢铁厂": 2 for number in range(2000)},
    )
    table, dice = Table(many), random.Random(7)
    typed = [
        dice.choice("lhst螺钢天第φ123") + dice.choice(["", "a", "w", "2", "纹"]) + " " * (n % 2) for n in range(500)
    ]
    began = time.perf_counter()
    for text in typed:
        table.suggest(text)
    assert (time.perf_counter() - began) / len(typed) < 0.01


@pytest.mark.parametrize(
    ("name", "said"),
    [("重庆钢铁", ("chongqinggangtie", "cqgt")), ("h型钢", ("hxinggang", "hxg")), ("长沙", ("changsha", "cs")), ("乐从", ("lecong", "lc")),
     ("朝阳", ("chaoyang", "cy")), ("304", ("", "")), ("𠀀", ("", ""))],
)  # fmt: skip
def test_names_are_said_as_people_say_them(name: str, said: tuple[str, str]) -> None:
    assert sounds(name) == said


def test_every_name_of_the_trade_can_be_said() -> None:
    unsaid = {name for name in names_of_the_trade() if len(sounds(name)[1]) < len(name)}
    assert unsaid == set()
