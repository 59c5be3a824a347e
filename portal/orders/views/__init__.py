"""Pages of quotations and orders for both sides; what staff alone do stands in `desk`."""

from portal.orders.views import answering, lists, papers, receiving
from portal.orders.views.blueprint import bp

__all__ = ["answering", "bp", "lists", "papers", "receiving"]
