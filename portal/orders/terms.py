"""The fixed words of quotations and orders: states, steps and conditions, with the names they have on screen. Pure tables."""

from __future__ import annotations

from portal.core.texts import N_

DRAFT, SENT, ACCEPTED, COUNTERED, DECLINED = "draft", "sent", "accepted", "countered", "declined"
LAPSED, WITHDRAWN, SUPERSEDED = "lapsed", "withdrawn", "superseded"
QUOTED: dict[str, str] = {
    DRAFT: N_("草稿"),
    SENT: N_("待客户确认"),
    ACCEPTED: N_("已接受"),
    COUNTERED: N_("客户已还价"),
    DECLINED: N_("客户未接受"),
    LAPSED: N_("已过有效期"),
    WITHDRAWN: N_("已撤回"),
    SUPERSEDED: N_("已有新版本"),
}
"""States of a quotation's version."""

GOODS, FREIGHT = "goods", "freight"

CONFIRMED, LOADING, SHIPPED, DELIVERED, RECEIVED, CANCELLED = (
    "confirmed", "loading", "shipped", "delivered", "received", "cancelled",
)  # fmt: skip
ORDERED: dict[str, str] = {
    CONFIRMED: N_("已确认"),
    LOADING: N_("装车中"),
    SHIPPED: N_("已发运"),
    DELIVERED: N_("已送达"),
    RECEIVED: N_("已验收"),
    CANCELLED: N_("已取消"),
}
"""States of an order, in the order it goes through them; cancelled ends it."""
PATH = (CONFIRMED, LOADING, SHIPPED, DELIVERED, RECEIVED)
OPEN_ORDERS = (CONFIRMED, LOADING, SHIPPED, DELIVERED)

COMPLETED = "completed"
STEPS: dict[str, str] = {
    CONFIRMED: N_("订单确认"),
    LOADING: N_("开始装车"),
    SHIPPED: N_("第 %(number)s 车发运"),
    COMPLETED: N_("全部发完"),
    DELIVERED: N_("第 %(number)s 车送达"),
    RECEIVED: N_("第 %(number)s 车验收"),
    CANCELLED: N_("订单取消"),
}
"""What may happen to an order; each is a row, an event and a notice."""

TAX = "13"
"""Value-added tax on goods, and on freight on the same invoice, per cent."""
FREIGHT_TAX = "9"
"""Value-added tax on freight on an invoice of its own, per cent."""
