"""What the written rules say of a claim: was it raised in time, is a difference of weight one at all, what is to be shown, who pays a test.

Pure. The days and the tolerance are an installation's settings (`rules.Rules`); the defaults are those published on steel platforms.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from portal.casework.rules import Rules
from portal.core.texts import N_

QUALITY, WEIGHT = "quality", "weight"
KINDS = {QUALITY: N_("质量"), WEIGHT: N_("重量")}

ITEMS = {
    "certificate": N_("质保书"),
    "numbers": N_("炉号、捆包号标牌"),
    "photos": N_("现场照片"),
    "third_party": N_("第三方检验报告"),
    "tickets": N_("双方磅单"),
}
CHECKLIST = {
    QUALITY: ("certificate", "numbers", "photos", "third_party"),
    WEIGHT: ("tickets", "numbers", "photos"),
}
"""What a claim of a kind is shown by."""

BETWEEN = " \t\u3000,，、;；/"
"""What people put between one heat or bundle number and the next."""

SUPPORTS, REFUTES, UNCLEAR = "supports", "refutes", "unclear"
VERDICTS = {SUPPORTS: N_("支持异议"), REFUTES: N_("不支持异议"), UNCLEAR: N_("无法判定")}
PARTIES = {"customer": N_("客户"), "seller": N_("我方")}


@dataclass(frozen=True, slots=True)
class Window:
    """Until when a claim is in time. days_late: 0 when it was."""

    days: int
    last_day: date
    days_late: int

    @property
    def in_time(self) -> bool:
        return self.days_late == 0


def window(kind: str, *, delivered_on: date, raised_on: date, rules: Rules) -> Window:
    """Calendar days from the day after delivery: delivered on the 1st, five days, the 6th is the last in time."""
    days = rules.weight_d if kind == WEIGHT else rules.quality_d
    last = delivered_on + timedelta(days=days)
    return Window(days, last, max(0, (raised_on - last).days))


def permille(stated: Decimal, weighed: Decimal) -> Decimal:
    """By how much it was weighed lighter (negative) or heavier than stated, per mille of what was stated, to a hundredth."""
    return ((weighed - stated) * 1000 / stated).quantize(Decimal("0.01"), ROUND_HALF_UP)


def is_claim(stated: Decimal, weighed: Decimal, rules: Rules) -> bool:
    """Whether a difference is beyond the tolerance; exactly at it, it is none. Reckoned exactly, not from the rounded figure."""
    return abs(weighed - stated) * 1000 > rules.tolerance * stated


def payer(verdict: str, ordered_by: str) -> str:
    """Who bears a test's cost: whoever was wrong; where it cannot be said, who ordered it; nobody before there is a result."""
    return {SUPPORTS: "seller", REFUTES: "customer", UNCLEAR: ordered_by}.get(verdict, "")
