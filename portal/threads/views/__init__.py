"""Pages of threads, the same addresses for both sides; staff are shown more on them."""

from portal.threads.views import answering, lists, opening, reaching, settling, standards, talk
from portal.threads.views.blueprint import bp

__all__ = ["answering", "bp", "lists", "opening", "reaching", "settling", "standards", "talk"]
