"""Turns what queries read into what pages show: words, tones, the line of steps, units in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.core.permissions import Actor
from portal.materials.units import UNITS, unit_name
from portal.orders import terms
from portal.orders.queries import OrderView, ShipmentView
from portal.web.filters import dt
from portal.web.i18n import _, locale_tag

QUOTED_TONES = {
    terms.DRAFT: "mute",
    terms.SENT: "info",
    terms.ACCEPTED: "ok",
    terms.COUNTERED: "warn",
    terms.DECLINED: "mute",
    terms.LAPSED: "mute",
    terms.WITHDRAWN: "mute",
    terms.SUPERSEDED: "mute",
}
ORDERED_TONES = {
    terms.CONFIRMED: "info",
    terms.LOADING: "info",
    terms.SHIPPED: "info",
    terms.DELIVERED: "warn",
    terms.RECEIVED: "ok",
    terms.CANCELLED: "mute",
}


@dataclass(frozen=True, slots=True)
class State:
    """A state in a word, with its colour."""

    words: str
    tone: str


def quoted(status: str, actor: Actor | None = None) -> State:
    """A version's state, as this side calls it."""
    words = _(terms.QUOTED[status])
    if status == terms.SENT and actor is not None and not actor.is_staff:
        words = _("等您确认")
    return State(words, QUOTED_TONES[status])


def ordered(status: str) -> State:
    """An order's state."""
    return State(_(terms.ORDERED[status]), ORDERED_TONES[status])


def units() -> dict[str, str]:
    """Names of units in the reader's language."""
    tag = locale_tag()
    return {code: unit_name(code, tag) for code in UNITS}


def path_of(order: OrderView) -> tuple[list[str], int]:
    """The line of steps both sides follow, and the number of the present one, from 1."""
    words = [_(terms.ORDERED[status]) for status in terms.PATH]
    if order.status == terms.CANCELLED:
        return [words[0], _(terms.ORDERED[terms.CANCELLED])], 2
    here = terms.PATH.index(order.status) + 1
    # The last one is done once the customer has taken everything over.
    return words, here + 1 if order.status == terms.RECEIVED else here


def trail_of(order: OrderView) -> list[tuple[str, str, str]]:
    """What happened, who did it and when; and what comes next."""
    rows = []
    for step in order.steps:
        words = _(terms.STEPS[step.kind], number=step.number) if step.number else _(terms.STEPS[step.kind])
        rows.append((words + (f"：{step.note}" if step.note else ""), f"{dt(step.at)} {step.by_name}".strip(), ""))
    nexts = {
        terms.CONFIRMED: _("等待装车"),
        terms.LOADING: _("等待发运"),
        terms.SHIPPED: _("等待送达"),
        terms.DELIVERED: _("等待客户验收"),
    }
    if order.status in nexts:
        rows.append((nexts[order.status], "", "next"))
    return rows


def shipment_state(shipment: ShipmentView) -> State:
    """Where a vehicle stands."""
    return ordered({"shipped": terms.SHIPPED, "delivered": terms.DELIVERED, "received": terms.RECEIVED}[shipment.state])


def tabs_of(state: str, address: str, choices: Sequence[tuple[str, str]]) -> list[tuple[str, str, bool, None]]:
    """Links of a list's states."""
    return [(words, f"{address}?state={key}" if key else address, key == state, None) for key, words in choices]
