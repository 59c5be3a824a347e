"""Every state with every move by everybody: what the table allows, and nothing else."""

from __future__ import annotations

import pytest

from portal.casework.moves import CUSTOMER, HOUSE, NAMES, OVER, STAFF, STATES, SUPERVISION, destination, possible

# state → {move: (who may, where it leads)}; written out by hand, not read from the table under test.
CS, S, C, V, H = (CUSTOMER, STAFF, SUPERVISION), (STAFF, SUPERVISION), (CUSTOMER,), (SUPERVISION,), (HOUSE,)
ALLOWED: dict[str, dict[str, tuple[tuple[str, ...], str]]] = {
    "raised": {"ask": (S, "evidence"), "investigate": (S, "investigating"), "withdraw": (C, "withdrawn")},
    "evidence": {"investigate": (S, "investigating"), "withdraw": (C, "withdrawn")},
    "investigating": {"ask": (S, "evidence"), "propose": (S, "proposal"), "withdraw": (C, "withdrawn")},
    "proposal": {
        "propose": (S, "proposal"), "counter": (C, "counter"), "accept": (C, "agreed"), "concede": (C, "confirmed"),
        "arbitrate": (CS, "arbitration"), "withdraw": (C, "withdrawn"),
    },
    "counter": {
        "propose": (S, "proposal"), "take": (S, "agreed"), "arbitrate": (CS, "arbitration"), "withdraw": (C, "withdrawn"),
    },
    "agreed": {"remedy": (S, "remedied")},
    "arbitration": {"award": (V, "agreed")},
    "remedied": {"confirm": (C, "confirmed"), "dispute": (C, "agreed"), "lapse": (H, "lapsed")},
    "confirmed": {}, "lapsed": {}, "withdrawn": {},
}  # fmt: skip
EVERYBODY = (CUSTOMER, STAFF, SUPERVISION, HOUSE)


def test_the_table_here_speaks_of_every_state_and_move() -> None:
    assert set(ALLOWED) == set(STATES)
    assert {move for moves in ALLOWED.values() for move in moves} == set(NAMES)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("move", NAMES)
@pytest.mark.parametrize("who", EVERYBODY)
def test_every_pair(state: str, move: str, who: str) -> None:
    may, to = ALLOWED[state].get(move, ((), None))
    assert destination(state, move, who) == (to if who in may else None)


@pytest.mark.parametrize("state", STATES)
def test_what_is_over_is_over_and_what_is_not_goes_on(state: str) -> None:
    ahead = [move for who in EVERYBODY for move in possible(state, who)]
    assert bool(ahead) is (state not in OVER)


@pytest.mark.parametrize("name", ["", "delete", "raise", "__class__", "CONFIRM"])
def test_what_is_no_move_leads_nowhere(name: str) -> None:
    assert all(destination(state, name, who) is None for state in STATES for who in EVERYBODY)


def test_a_claim_ends_with_the_customers_word_or_after_silence() -> None:
    ends = {
        (who, move) for state in STATES for who in EVERYBODY for move in NAMES if destination(state, move, who) in OVER
    }
    assert ends == {(CUSTOMER, "confirm"), (CUSTOMER, "concede"), (CUSTOMER, "withdraw"), (HOUSE, "lapse")}
