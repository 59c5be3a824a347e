"""Verbs on threads: open, post, correct, note, read, and the desk's work. The caller owns the transaction."""

from __future__ import annotations

from portal.threads.services.continuing import take_in
from portal.threads.services.correcting import edit_message
from portal.threads.services.drafts import save_draft
from portal.threads.services.noting import post_note
from portal.threads.services.opening import Matter, open_for_company, open_supplier_thread, open_thread
from portal.threads.services.posting import Posted, post_message
from portal.threads.services.reading import mark_read, set_presence
from portal.threads.services.working import (
    Work,
    bring_in,
    change_work,
    reopen,
    resolve,
    take_thread,
)

__all__ = [
    "Matter",
    "Posted",
    "Work",
    "bring_in",
    "change_work",
    "edit_message",
    "mark_read",
    "open_for_company",
    "open_supplier_thread",
    "open_thread",
    "post_message",
    "post_note",
    "reopen",
    "resolve",
    "save_draft",
    "set_presence",
    "take_in",
    "take_thread",
]
