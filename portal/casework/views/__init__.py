"""Pages of casework for both sides of a thread."""

from portal.casework.views import claim_lists, claims, rating
from portal.casework.views.blueprint import bp

__all__ = ["bp", "claim_lists", "claims", "rating"]
