"""The states of a claim, and which move leads from one to which, made by whom. A pure table."""

from __future__ import annotations

from dataclasses import dataclass

from portal.core.texts import N_

RAISED, EVIDENCE, INVESTIGATING, PROPOSAL, COUNTER = "raised", "evidence", "investigating", "proposal", "counter"
AGREED, ARBITRATION, REMEDIED, CONFIRMED = "agreed", "arbitration", "remedied", "confirmed"
LAPSED, WITHDRAWN = "lapsed", "withdrawn"
STATES = {
    RAISED: N_("已提出"),
    EVIDENCE: N_("等待证据"),
    INVESTIGATING: N_("调查中"),
    PROPOSAL: N_("已提方案"),
    COUNTER: N_("客户另提方案"),
    AGREED: N_("已达成一致"),
    ARBITRATION: N_("仲裁中"),
    REMEDIED: N_("已补救，等客户确认"),
    CONFIRMED: N_("客户已确认"),
    LAPSED: N_("到期未答复，已关闭"),
    WITHDRAWN: N_("客户已撤回"),
}
OVER = (CONFIRMED, LAPSED, WITHDRAWN)
THEIRS = (EVIDENCE, PROPOSAL, REMEDIED)
"""The next move is the customer's."""

CUSTOMER, STAFF, SUPERVISION, HOUSE = "customer", "staff", "supervision", "house"
"""Who moves: the customer's writers, staff who see the thread, of them those who supervise, the portal by itself."""


@dataclass(frozen=True, slots=True)
class Move:
    """One kind of step."""

    name: str
    since: tuple[str, ...]
    to: str
    who: str


MOVES = (
    Move("ask", (RAISED, INVESTIGATING), EVIDENCE, STAFF),
    Move("investigate", (RAISED, EVIDENCE), INVESTIGATING, STAFF),
    Move("propose", (INVESTIGATING, PROPOSAL, COUNTER), PROPOSAL, STAFF),
    Move("counter", (PROPOSAL,), COUNTER, CUSTOMER),
    Move("accept", (PROPOSAL,), AGREED, CUSTOMER),
    Move("concede", (PROPOSAL,), CONFIRMED, CUSTOMER),  # accepts the finding that there is no claim
    Move("take", (COUNTER,), AGREED, STAFF),
    Move("arbitrate", (PROPOSAL, COUNTER), ARBITRATION, CUSTOMER),
    Move("arbitrate", (PROPOSAL, COUNTER), ARBITRATION, STAFF),
    Move("award", (ARBITRATION,), AGREED, SUPERVISION),
    Move("remedy", (AGREED,), REMEDIED, STAFF),
    Move("confirm", (REMEDIED,), CONFIRMED, CUSTOMER),
    Move("dispute", (REMEDIED,), AGREED, CUSTOMER),
    Move("lapse", (REMEDIED,), LAPSED, HOUSE),
    Move("withdraw", (RAISED, EVIDENCE, INVESTIGATING, PROPOSAL, COUNTER), WITHDRAWN, CUSTOMER),
)
NAMES = tuple(dict.fromkeys(move.name for move in MOVES))


def destination(state: str, name: str, who: str) -> str | None:
    """Where a move leads; None when it cannot be made now, or not by them. Supervision may do what staff may."""
    sides = (STAFF, SUPERVISION) if who == SUPERVISION else (who,)
    return next((m.to for m in MOVES if m.name == name and state in m.since and m.who in sides), None)


def possible(state: str, who: str) -> tuple[str, ...]:
    """The moves somebody has now."""
    return tuple(name for name in NAMES if destination(state, name, who))
