"""What pages, programs and packages above read of quotations and orders: frozen views, never rows."""

from portal.orders.queries.claims import Delivered, Delivery, OrderOfCompany, delivery_from, delivery_of, orders_of
from portal.orders.queries.lists import (
    OrderRow,
    QuotationRow,
    list_orders,
    list_quotations,
    orders_before,
    quotations_before,
)
from portal.orders.queries.orders import OrderView, ShipmentView, find_file, find_order
from portal.orders.queries.picking import (
    FreightOffer,
    Pick,
    asked_listing,
    find_freight,
    find_listings,
    pick_listing,
    picks_of,
)
from portal.orders.queries.quotations import QuotationView, VersionView, find_quotation

__all__ = [
    "Delivered",
    "Delivery",
    "FreightOffer",
    "OrderOfCompany",
    "OrderRow",
    "OrderView",
    "Pick",
    "QuotationRow",
    "QuotationView",
    "ShipmentView",
    "VersionView",
    "asked_listing",
    "delivery_from",
    "delivery_of",
    "find_file",
    "find_freight",
    "find_listings",
    "find_order",
    "find_quotation",
    "list_orders",
    "list_quotations",
    "orders_before",
    "orders_of",
    "pick_listing",
    "picks_of",
    "quotations_before",
]
