"""Pages of casework for both sides of a thread."""

from portal.casework.views import claims, rating
from portal.casework.views.blueprint import bp

__all__ = ["bp", "claims", "rating"]
