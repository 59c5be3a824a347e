"""What pages, the API and jobs read of threads, as frozen values: one thread, lists, the desk's queue, unread counts."""

from __future__ import annotations

from portal.threads.queries.choices import ViewOfQueue, kept_views, known_tags, staff_names
from portal.threads.queries.counts import count_unread
from portal.threads.queries.lists import (
    Listed,
    ListFilter,
    list_threads,
    recent_threads,
)
from portal.threads.queries.one import (
    ThreadView,
    find_current,
    find_merged,
    find_thread,
    pair_of,
    staff_choices,
    supplier_choices,
    threads_before,
    threads_for_clock,
    threads_of_company,
    watch,
)
from portal.threads.queries.queue import count_queue, list_queue, queue_and_counts
from portal.threads.queries.queued import InQueue, QueueCounts, Queued, QueueFilter
from portal.threads.queries.talk import (
    FileView,
    MessageView,
    NoteView,
    Reader,
    StepView,
    find_file,
    find_message,
    list_files,
    list_messages,
    list_notes,
    list_readers,
    list_revisions,
    list_steps,
    message_by_key,
)

__all__ = [
    "FileView",
    "InQueue",
    "ListFilter",
    "Listed",
    "MessageView",
    "NoteView",
    "QueueCounts",
    "QueueFilter",
    "Queued",
    "Reader",
    "StepView",
    "ThreadView",
    "ViewOfQueue",
    "count_queue",
    "count_unread",
    "find_current",
    "find_file",
    "find_merged",
    "find_message",
    "find_thread",
    "kept_views",
    "known_tags",
    "list_files",
    "list_messages",
    "list_notes",
    "list_queue",
    "list_readers",
    "list_revisions",
    "list_steps",
    "list_threads",
    "message_by_key",
    "pair_of",
    "queue_and_counts",
    "recent_threads",
    "staff_choices",
    "staff_names",
    "supplier_choices",
    "threads_before",
    "threads_for_clock",
    "threads_of_company",
    "watch",
]
