"""The staff's pages of threads: the queue, the work on one, its case, tools, ready answers, settings."""

from __future__ import annotations

from portal.threads.desk import case, queue, work
from portal.threads.desk.blueprint import bp

__all__ = ["bp", "case", "queue", "work"]
