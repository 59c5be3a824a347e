"""The pages of storage and transport."""

from portal.logistics.views.freight import bp as freight_bp
from portal.logistics.views.lots import bp as lots_bp
from portal.logistics.views.rates import bp as rates_bp
from portal.logistics.views.warehouses import bp as warehouses_bp

__all__ = ["freight_bp", "lots_bp", "rates_bp", "warehouses_bp"]
