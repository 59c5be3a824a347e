"""The staff's pages of threads: the queue, the work on one, its case, tools, ready answers, who is on duty."""

from __future__ import annotations

from portal.threads.desk import beside, case, duty, queue, replies, tools, work
from portal.threads.desk.blueprint import bp

__all__ = ["beside", "bp", "case", "duty", "queue", "replies", "tools", "work"]
