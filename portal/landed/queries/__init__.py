"""Landed prices of listings, and the places goods are sent to."""

from portal.landed.queries.places import PlaceView, place_view, places_of
from portal.landed.queries.prices import goods_of, landed_prices, origin_of

__all__ = ["PlaceView", "goods_of", "landed_prices", "origin_of", "place_view", "places_of"]
