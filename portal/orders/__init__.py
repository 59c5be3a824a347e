"""Quotations, orders and shipments: what is promised to a customer in a thread, and how it reaches them."""
