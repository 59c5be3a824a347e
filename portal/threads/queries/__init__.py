"""What pages, the API and jobs read of threads, as frozen values: one thread, lists, the desk's queue, unread counts."""

from __future__ import annotations

from portal.threads.queries.counts import count_unread
from portal.threads.queries.lists import (
    Listed,
    ListFilter,
    QueueCounts,
    Queued,
    QueueFilter,
    count_queue,
    list_queue,
    list_threads,
    recent_threads,
)
from portal.threads.queries.one import ThreadView, find_thread, pair_of, staff_choices, threads_of_company, watch
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
    "count_queue",
    "count_unread",
    "find_file",
    "find_message",
    "find_thread",
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
    "recent_threads",
    "staff_choices",
    "threads_of_company",
    "watch",
]
