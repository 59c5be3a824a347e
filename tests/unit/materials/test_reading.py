"""Lines of the trade are read for what they say: our own table, field by field, and what must hold of any text."""

from __future__ import annotations

import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from portal.materials.categories import CATEGORIES, category_name
from portal.materials.cli import parse
from portal.materials.lexicon import standard_lexicon
from portal.materials.reading import LIMIT, read

CASES = Path(__file__).with_name("reading_cases.txt")
SHARE = 0.98
BUSY = 2  # the long line takes 1.5 ms alone on the machine; others may be measuring at the same time
_NAMES = {"product": "product_name", "t": "quantity_t", "min": "price_min", "max": "price_max", "with": "conditions"}
_NUMBERS = ("quantity_t", "price_min", "price_max")
_SCORED = ("category", "product_name", "grade", "spec", "mill", "city", *_NUMBERS, "conditions")


def cases() -> list[tuple[str, dict[str, Any]]]:
    found = []
    for line in CASES.read_text(encoding="utf-8").splitlines():
        if "⇒" in line and not line.startswith("#"):
            text, said = (part.strip(" ") for part in line.split("⇒"))
            found.append((text, _expected(said)))
    return found


def _expected(said: str) -> dict[str, Any]:
    code, *others = (part.strip() for part in said.split(";"))
    fields: dict[str, Any] = dict.fromkeys(_SCORED)
    fields["conditions"] = []
    if code != "-":
        fields |= {"category": code, "product_name": category_name(code)}
    for other in others:
        name, _, value = other.partition("=")
        name = _NAMES.get(name, name)
        if name in _NUMBERS:
            fields[name] = float(value)
        elif name == "conditions":
            fields[name] = sorted(value.split(","))
        else:
            fields[name] = value if value or name == "rest" else None
    return fields


def wrong_fields(text: str, expected: dict[str, Any]) -> tuple[int, list[str]]:
    """How many fields something was said or read of, and what was wrong with them."""
    given = read(text).as_json()
    given["conditions"] = sorted(given["conditions"])  # type: ignore[call-overload]
    asked, wrong = 0, []
    for name, value in expected.items():
        if value or given[name] or name == "rest":
            asked += 1
            if given[name] != value:
                wrong.append(f"{text!r}: {name} {given[name]!r}, right is {value!r}")
    return asked, wrong


def test_our_own_lines_are_read() -> None:
    results = [wrong_fields(text, expected) for text, expected in cases()]
    asked = sum(count for count, _wrong in results)
    wrong = [one for _count, found in results for one in found]
    assert len(results) >= 320
    assert 1 - len(wrong) / asked >= SHARE, f"{len(wrong)} of {asked}:\n" + "\n".join(wrong)


def test_our_own_lines_cover_every_category_in_three_scripts() -> None:
    table = cases()
    lines = Counter(expected["category"] for _text, expected in table)
    assert all(lines[entry.code] >= 8 for entry in CATEGORIES)
    for entry in CATEGORIES:
        texts = [text for text, expected in table if expected["category"] == entry.code]
        assert any(text.isascii() or text.replace("ｘ", "x").isascii() for text in texts), entry.code


@pytest.mark.parametrize("text", [text for text, _expected in cases()][::3])
def test_every_span_stands_where_it_says(text: str) -> None:
    reading = read(text)
    for span in reading.spans:
        assert text[span.start : span.end] == span.text
        assert 0 < span.sure <= 1
        assert span.value


def test_wrong_characters_are_read_but_never_as_certain() -> None:
    for typed in ("罗纹钢 25", "螺文刚 25", "渡锌板", "元钢 20", "沙刚 螺纹"):
        assert min(span.sure for span in read(typed).spans) < 1, typed


def test_what_nobody_knows_of_a_known_product_is_kept_as_typed_and_marked() -> None:
    reading = read("螺纹钢 HRB450X Φ25 鑫海特钢 3700")
    assert (reading.grade, reading.mill) == ("HRB450X", "鑫海特钢")
    assert all(span.sure < 1 for span in reading.spans if span.field in ("grade", "mill"))


def test_a_number_means_what_stands_beside_it() -> None:
    assert read("螺纹25").spec == "Φ25"
    tonnes = read("螺纹 25吨")
    assert (tonnes.spec, tonnes.quantity_t) == (None, 25)
    for cap in (
        "3700以下",
        "3700以内",
        "3700内",
        "≤3700",
        "<=3700",
        "不超过3700",
        "最高3700",
        "3700封顶",
        "３７００以下",
    ):
        assert (read(f"螺纹25 {cap}").price_min, read(f"螺纹25 {cap}").price_max) == (None, 3700), cap
    for floor in ("3600以上", "≥3600", "3600起", "不低于3600"):
        assert (read(f"螺纹25 {floor}").price_min, read(f"螺纹25 {floor}").price_max) == (3600, None), floor


def test_no_amount_is_invented() -> None:
    for text, left in (
        ("螺纹25 3车", "3车"),
        ("螺纹25 20件", "20件"),
        ("螺纹25 3700左右", "3700左右"),
        ("螺纹25 50-100吨", "50-100吨"),
    ):
        reading = read(text)
        assert (reading.quantity_t, reading.price_min, reading.price_max, reading.rest) == (None, None, None, left)


def test_a_city_inside_the_name_of_a_mill_is_not_seen() -> None:
    for text, mill, city in (
        ("天津钢管 Φ219*8", "天津钢管", None),
        ("天津 钢管 Φ219*8", None, "天津"),
        ("长治钢铁 螺纹", "长钢", None),
        ("长沙 螺纹", None, "长沙"),
        ("沙钢 螺纹", "沙钢", None),
        ("唐山 唐钢 热卷", "唐钢", "唐山"),
    ):
        reading = read(text)
        assert (reading.mill, reading.city) == (mill, city), text


def test_a_market_is_named_beside_its_city() -> None:
    reading = read("乐从 热卷")
    assert (reading.city, reading.market) == ("佛山", "乐从")


def test_both_ends_of_a_way_are_told_apart() -> None:
    reading = read("天津送到北京 螺纹25")
    assert (reading.city, reading.destination, reading.conditions) == ("天津", "北京", ("送到",))


def test_staff_can_add_words_without_changing_the_standard_lexicon() -> None:
    more = standard_lexicon().extended(
        [
            ("三宝螺", "category", "rebar", ""),
            ("永达", "mill", "永达钢铁", ""),
            ("新钢市", "market", "佛山", "新钢市"),
            ("HRB999", "grade", "HRB999", ""),
        ]
    )
    reading = read("三宝螺 HRB999 永达 新钢市 25", more)
    assert (reading.category, reading.grade, reading.mill, reading.city, reading.spec) == (
        "rebar", "HRB999", "永达钢铁", "佛山", "Φ25",
    )  # fmt: skip
    assert read("三宝螺 25").category is None
    with pytest.raises(ValueError, match="unknown field"):
        standard_lexicon().extended([("x", "nonsense", "y", "")])


def test_a_long_text_is_cut_and_says_so() -> None:
    reading = read("螺纹25 " + "好" * LIMIT)
    assert reading.cut
    assert reading.spec == "Φ25"
    assert reading.as_json()["cut"] is True
    assert not read("螺纹25").cut


def test_the_command_answers_one_object_a_line() -> None:
    typed = "三级螺纹25 天津\n\n沙钢 盘螺 8\r\n".encode() + b"\xff\xfe"
    result = CliRunner().invoke(parse, input=typed)
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert [answer["category"] for answer in answers] == ["rebar", None, "rebar-coil", None]
    assert answers[2]["text"] == "沙钢 盘螺 8"


def test_a_line_is_read_fast_enough_for_every_search() -> None:
    texts = [text for text, _expected in cases()]
    long = " ".join(texts)[:200]
    for text in (*texts, long):
        read(text)  # tables are built once

    def best_ms(lines: list[str]) -> float:
        took = []  # the best of five rounds: a collection of the whole process's garbage is none of the reading
        for _ in range(5):
            begin = time.process_time()
            for line in lines:
                read(line)
            took.append(time.process_time() - begin)
        return min(took) / len(lines) * 1000

    typical_ms, long_ms = best_ms(texts), best_ms([long] * 8)
    assert typical_ms < 1
    assert long_ms < 2 * BUSY


def test_an_answer_is_plain_json_with_every_documented_key() -> None:
    answer = read("三级抗震螺纹25 12米 天津 3700以下 33.5吨").as_json()
    assert json.loads(json.dumps(answer)) == answer
    assert {"text", "category", "product_name", "grade", "spec", "mill", "city", "quantity_t", "price_min", "price_max", "conditions", "rest", "spans"} <= set(answer)  # fmt: skip
    assert (answer["price_min"], answer["price_max"], answer["quantity_t"]) == (None, 3700, 33.5)
