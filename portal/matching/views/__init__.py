"""Pages of matching for companies; each module registers on this blueprint."""

from __future__ import annotations

from portal.matching.views import acting, pages
from portal.matching.views.blueprint import bp

__all__ = ["acting", "bp", "pages"]
