"""A warehouse's fees as amounts: what loading a tonne out of it costs, read from the lines of its fees. Pure; nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from portal.materials.text import fold

Missing = Literal["no_fees", "no_amount", "other_unit"]

_OUT = re.compile("出库|装车|出仓|提货费")
_LIFT = re.compile("吊装|装卸|吊车|行车")
_NOT_OUT = re.compile("入库|进库|卸车|堆存|仓储|保管|过磅|开平|分条|剪切|夜间|加班|过户|倒库")
_INCLUDES_LIFT = re.compile("含[^，,；;]*(?:吊|装)|一次性|全包")
_PER_TONNE = re.compile(r"(?:元|￥|¥|rmb|cny|yuan)?\s*[/每]?\s*(?:吨|t|tonne)\Z")
_PRICE = re.compile(r"[¥￥]?\s*(\d{1,6}(?:\.\d{1,2})?)\s*(?:元)?\Z")
_FREE = ("免费", "免收", "不收")


@dataclass(frozen=True, slots=True)
class LoadingFee:
    """Yuan a tonne, or why it is not known. items: the lines it was read from, as they are called."""

    amount: Decimal | None
    missing: Missing | None = None
    items: tuple[str, ...] = ()


NO_FEES = LoadingFee(None, "no_fees")


def loading_fee(lines: Iterable[Mapping[str, str]]) -> LoadingFee:
    """The sum of what is charged for taking goods out: 出库费, 装车费, 吊装费 per tonne.

    Lifting is not counted again where the fee for taking out includes it. A line of it without an amount, or by anything but
    the tonne, makes the whole unknown.
    """
    out, lift = [], []
    for line in lines:
        name = fold(line.get("item", ""))
        if _NOT_OUT.search(name) and not _OUT.search(name):
            continue
        if _OUT.search(name):
            out.append(line)
        elif _LIFT.search(name):
            lift.append(line)
    if any(_INCLUDES_LIFT.search(fold(f"{line.get('item', '')} {line.get('note', '')}")) for line in out):
        lift = []
    counted = out + lift
    if not counted:
        return NO_FEES
    names = tuple(line["item"] for line in counted)
    total = Decimal(0)
    for line in counted:
        price = fold(line.get("price", "")).strip()
        if price in _FREE:
            continue
        amount = _PRICE.match(price)
        if amount is None:
            return LoadingFee(None, "no_amount", names)
        if not _PER_TONNE.match(fold(line.get("unit", "")).strip()):
            return LoadingFee(None, "other_unit", names)
        total += Decimal(amount[1])
    return LoadingFee(total, None, names)
