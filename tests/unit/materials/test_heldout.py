"""Reading the trade's language, tried on lines its authors did not look at: `heldout_cases.txt`.

A field counts when the line says something of it or the reading does; that both are silent proves nothing. The table of what was
right by field is printed (`pytest -s`), and what was wrong stands in the failure. A line here is no reason to change the parser.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from portal.materials.categories import CATEGORIES
from portal.materials.reading import read

CASES = Path(__file__).with_name("heldout_cases.txt")
SHARE = 0.95
FIELDS = ("category", "grade", "spec", "mill", "city", "quantity_t", "price_min", "price_max", "conditions")
_SHORT = {"t": "quantity_t", "min": "price_min", "max": "price_max", "with": "conditions"}
_NUMBERS = frozenset(("quantity_t", "price_min", "price_max"))
CONDITIONS = frozenset("现货 自提 送到 含税 不含税 过磅 理计 承兑 散装 袋装".split())
_CALLED = {"可承兑": "承兑"}

Answer = Callable[[str], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Case:
    """A line and the readings of it that are right: field → the values allowed; None where it is not scored."""

    text: str
    group: str
    readings: tuple[dict[str, frozenset[str] | None], ...]


@dataclass(slots=True)
class Score:
    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def share(self) -> float:
        return self.right.total() / max(1, self.asked.total())


def cases() -> Iterator[Case]:
    group = ""
    for line in CASES.read_text(encoding="utf-8").splitlines():
        if line.startswith("##"):
            group = line.strip("# ")
        elif line and not line.startswith("#"):
            text, *readings = line.split("⇒")
            yield Case(text.strip(), group, tuple(_reading(each) for each in readings))


def _reading(written: str) -> dict[str, frozenset[str] | None]:
    category, *others = (part.strip() for part in written.split(";"))
    found: dict[str, frozenset[str] | None] = {name: frozenset(("",)) for name in FIELDS}
    found["category"] = frozenset(category.replace("-", "", category == "-").split("|"))
    for other in others:
        name, _, value = other.partition("=")
        name = _SHORT.get(name, name)
        assert name in FIELDS, written
        if value == "?":
            found[name] = None
        elif name == "conditions":
            assert set(value.split(",")) <= CONDITIONS, written
            found[name] = frozenset((",".join(sorted(value.split(","))),))
        else:
            found[name] = frozenset(_plain(name, each) for each in value.split("|"))
    return found


def _plain(name: str, value: Any) -> str:
    """A value as compared: amounts as numbers, conditions sorted and only those that are scored, nothing as ''."""
    if name == "conditions":
        return ",".join(sorted({_CALLED.get(each, each) for each in value or ()} & CONDITIONS))
    if value is None or value == "":
        return ""
    if name in _NUMBERS:
        try:
            return format(Decimal(str(value)).normalize(), "f")
        except InvalidOperation:
            return str(value)
    return str(value)


def score(answer: Answer) -> dict[str, Score]:
    """Every line asked once; by group of the file. Of several right readings the one that agrees most."""
    groups: dict[str, Score] = defaultdict(Score)
    for case in cases():
        given = answer(case.text)
        said = {name: _plain(name, given.get(name)) for name in FIELDS}
        verdicts = [_verdict(reading, said) for reading in case.readings]
        best = min(verdicts, key=lambda verdict: sum(not right for _, right, _ in verdict))
        into = groups[case.group]
        for name, right, allowed in best:
            into.asked[name] += 1
            into.right[name] += right
            if not right:
                into.wrong.append(
                    f"{case.text!r}: {name} {said[name]!r}, right is {' or '.join(map(repr, sorted(allowed)))}"
                )
    return groups


def _verdict(reading: dict[str, frozenset[str] | None], said: dict[str, str]) -> list[tuple[str, bool, frozenset[str]]]:
    return [
        (name, said[name] in allowed, allowed)
        for name, allowed in reading.items()
        if allowed is not None and (allowed != {""} or said[name])
    ]


def table(groups: dict[str, Score]) -> str:
    """What was right, by field and by group of lines."""
    lines = []
    for name in FIELDS:
        asked = sum(each.asked[name] for each in groups.values())
        right = sum(each.right[name] for each in groups.values())
        lines.append(f"{name:<12}{right:>5} of {asked:>4}{right / max(1, asked):>8.1%}")
    lines += [f"{name:<62}{each.share():>8.1%}" for name, each in groups.items()]
    return "\n".join(lines)


def test_the_lines_cover_the_trade() -> None:
    named = [{code for reading in case.readings for code in reading["category"] or ()} for case in cases()]
    assert len(named) >= 350
    assert {each.code for each in CATEGORIES} - set().union(*named) == set()


def test_the_score_tells_right_from_wrong() -> None:
    allowed = {case.text: case.readings[0] for case in cases()}

    def knowing(text: str) -> dict[str, Any]:
        values = {name: sorted(each)[-1] if each else "" for name, each in allowed[text].items()}
        return values | {"conditions": values["conditions"].split(",") if values["conditions"] else []}

    def silent(_text: str) -> dict[str, Any]:
        return {}

    assert sum(each.right.total() - each.asked.total() for each in score(knowing).values()) == 0
    silence = score(silent).values()  # right only where nothing need be said
    assert sum(each.right.total() for each in silence) < sum(each.asked.total() for each in silence) / 20


def test_held_out_lines_are_read() -> None:
    groups = score(lambda text: read(text).as_json())
    print("\n" + table(groups))
    asked = sum(each.asked.total() for each in groups.values())
    share = sum(each.right.total() for each in groups.values()) / asked
    print(f"\nall {share:>17.1%} of {asked} fields")
    assert share >= SHARE, "\n".join([table(groups), *(line for each in groups.values() for line in each.wrong)])
