"""Sizes in groups beside prices in groups: `Ф16/18-22/25` with `4420/4350/4420` is three offers. Pure; pairs only what pairs one way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from portal.core.texts import N_
from portal.intake.amounts import shown
from portal.intake.cells import Refusal, spec_text
from portal.intake.prices import PriceCell, folded
from portal.materials.specs import read_spec, write_spec

Part = tuple[dict[str, str], PriceCell]
CHANGE = "涨跌"


def regrouped(cells: Mapping[str, str], category: str, price: PriceCell) -> list[Part] | Refusal:
    """The offers these cells stand for, each with its one price; a refusal when sizes and prices do not pair."""
    if len(price.values) < 2:
        return [(dict(cells), price)]
    if len(set(price.values)) == 1 and not _count(cells, category):
        return [(dict(cells), replace(price, values=price.values[:1]))]
    spec = read_spec(spec_text(cells.get("spec", "")), category)
    if spec is None:
        return Refusal("price", N_("有几个价格，可是规格分不出组"))
    grouped = [measure for measure in spec.measures if len(measure.values) == len(price.values)]
    if len(grouped) != 1:
        several = max((len(measure.values) for measure in spec.measures), default=1)
        return Refusal(
            "price",
            N_("规格有 %(sizes)s 组，价格有 %(prices)s 个，对不上"),
            {"sizes": str(several), "prices": str(len(price.values))},
        )
    parts: list[Part] = []
    for at, value in enumerate(price.values):
        measures = tuple(
            replace(measure, values=(measure.values[at],)) if measure is grouped[0] else measure
            for measure in spec.measures
        )
        text = shown(value)
        part = {
            **cells,
            "spec": write_spec(replace(spec, measures=measures)),
            "price": f"{text}({price.remark})" if price.remark else text,
        }
        if "remark" in part:
            part["remark"] = _own_change(part["remark"], at, len(price.values))
        parts.append((part, replace(price, values=(value,))))
    return parts


def _count(cells: Mapping[str, str], category: str) -> int:
    """How many groups of sizes there are beyond one."""
    spec = read_spec(spec_text(cells.get("spec", "")), category)
    return sum(len(measure.values) > 1 for measure in spec.measures) if spec else 0


def _own_change(remark: str, at: int, parts: int) -> str:
    """A line `涨跌：+70/+80/+70` belongs to the sizes one by one, when there are as many."""
    lines = []
    for line in remark.split("\n"):
        name, sign, value = line.partition("：")
        several = folded(value).split("/")
        if sign and name.startswith(CHANGE) and len(several) == parts:
            line = f"{name}：{several[at].strip()}"
        lines.append(line)
    return "\n".join(lines)
