"""Verbs of quotations and orders. The caller owns the transaction."""

from __future__ import annotations

from portal.orders.services.answering import Wish, accept, counter, decline, lapse
from portal.orders.services.filling import LineInput, VersionInput, check_version
from portal.orders.services.quoting import LAPSE, draft_quotation, revise, save_draft, send_draft, withdraw
from portal.orders.services.shipping import (
    ShipmentInput,
    cancel,
    check_shipment,
    complete,
    deliver,
    receive,
    ship,
    start_loading,
)

__all__ = [
    "LAPSE",
    "LineInput",
    "ShipmentInput",
    "VersionInput",
    "Wish",
    "accept",
    "cancel",
    "check_shipment",
    "check_version",
    "complete",
    "counter",
    "decline",
    "deliver",
    "draft_quotation",
    "lapse",
    "receive",
    "revise",
    "save_draft",
    "send_draft",
    "ship",
    "start_loading",
    "withdraw",
]
