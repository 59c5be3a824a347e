"""Loads the sample talk: threads, their messages, notes, files, steps, and how far everybody has read."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.core.files import FileStore, StoredFile
from portal.core.permissions import SYSTEM
from portal.demo import papers
from portal.demo.dice import Dice, insert_all, insert_plain
from portal.demo.listings import Shown
from portal.demo.people import Cast, Person
from portal.demo.places import Rate
from portal.demo.promises import acknowledged, load_promises
from portal.demo.scripts import read_scripts
from portal.demo.stage import Said, Spoken, Stage
from portal.threads import models as tables
from portal.threads.words import prepare


def load_talk(
    session: Session, dice: Dice, cast: Cast, *, shown: Sequence[Shown], rates: Sequence[Rate], files: FileStore
) -> int:
    """Insert all threads. Returns how many."""
    stage = Stage(dice, cast, shown, rates)
    return insert_talk(
        session, dice, [spoken for script in read_scripts() for spoken in stage.play(script)], files=files
    )


def insert_talk(session: Session, dice: Dice, threads: Sequence[Spoken], *, files: FileStore) -> int:
    """Insert these with everything that hangs on them. Returns how many."""
    for wave in ([t for t in threads if t.parent is None], [t for t in threads if t.parent is not None]):
        for thread, number in zip(
            wave, insert_all(session, tables.Thread, [_thread_row(t) for t in wave]), strict=True
        ):
            thread.id = number
    messages = sorted((said for thread in threads for said in thread.messages), key=lambda said: said.at)
    notes = sorted((said for thread in threads for said in thread.notes), key=lambda said: said.at)
    for said, number in zip(
        messages, insert_all(session, tables.Message, [_message_row(dice, m) for m in messages]), strict=True
    ):
        said.id = number
    insert_all(session, tables.ThreadNote, [_note_row(dice, note) for note in notes])
    _attach(session, dice, messages, files)
    session.execute(update(tables.Thread), [_summary(thread) for thread in threads])
    load_promises(session, threads, [_status(thread) for thread in threads], moment=dice.now)
    insert_plain(session, tables.ThreadEvent, [step for thread in threads for step in _steps(thread)])
    insert_plain(session, tables.ThreadRead, [row for thread in threads for row in _reads(thread)])
    return len(threads)


def _thread_row(thread: Spoken) -> dict[str, Any]:
    opener = thread.messages[0].by
    return thread.row | {
        "side": tables.SUPPLIER if thread.parent else tables.CUSTOMER,
        "org_id": thread.company.id,
        "opened_by": opener.id,
        "parent_id": thread.parent.id if thread.parent else None,
        "owner_id": thread.owner.id if thread.owner else None,
        "status": _status(thread),
        "created_at": thread.messages[0].at,
        "last_message_at": thread.messages[-1].at,
        "waiting_since": _waiting_since(thread),
        "message_count": len(thread.messages),
    }


def _status(thread: Spoken) -> str:
    """As written; an open or answered one by who spoke last."""
    if thread.script.status in (tables.WAITING, tables.RESOLVED, tables.CLOSED):
        return thread.script.status
    return tables.ANSWERED if thread.messages[-1].staff else tables.OPEN


def _waiting_since(thread: Spoken) -> datetime | None:
    if _status(thread) != tables.OPEN:
        return None
    waiting = thread.messages[-1].at
    for said in reversed(thread.messages):
        if said.staff:
            break
        waiting = said.at
    return waiting


def _message_row(dice: Dice, said: Said) -> dict[str, Any]:
    words = prepare(said.text)
    return {
        "thread_id": said.thread.id,
        "author_id": said.by.id,
        "author_name": said.by.name,
        "by_staff": said.staff,
        "body": words.body,
        "body_html": words.html,
        "file_count": 1 if said.line.file else 0,
        "client_key": dice.key(),
        "created_at": said.at,
    }


def _note_row(dice: Dice, said: Said) -> dict[str, Any]:
    row = _message_row(dice, said)
    del row["by_staff"]
    return row


def _summary(thread: Spoken) -> dict[str, Any]:
    def newest(staff: bool) -> int:
        return max((said.id for said in thread.messages if said.staff is staff), default=0)

    last = thread.messages[-1]
    return {
        "id": thread.id,
        "last_message_excerpt": prepare(last.text).excerpt,
        "last_message_by_staff": last.staff,
        "last_customer_message_id": newest(False),
        "last_staff_message_id": newest(True),
    }


def _steps(thread: Spoken) -> list[dict[str, Any]]:
    """The trail: opened, taken, answered, settled; and the supplier brought in."""

    def step(kind: str, by: Person, at: datetime, *, public: bool = True, **facts: Any) -> dict[str, Any]:
        return {
            "thread_id": thread.id,
            "kind": kind,
            "by_id": by.id,
            "by_name": by.name,
            "public": public,
            "facts": facts,
            "created_at": at,
        }

    first = thread.messages[0]
    steps = [step("opened", first.by, first.at)]
    if not thread.parent and not first.staff:
        told = step("acknowledged", first.by, first.at + timedelta(seconds=1))
        steps.append(told | {"by_id": None, "by_name": SYSTEM.name, "facts": acknowledged(thread)})
    answer = next((said for said in thread.messages if said.staff), None)
    if answer and thread.owner and not thread.parent:
        steps.append(step("taken", thread.owner, answer.at - timedelta(minutes=1)))
        steps.append(step("answered", answer.by, answer.at))
    if thread.script.status in (tables.WAITING, tables.RESOLVED, tables.CLOSED) and thread.owner:
        steps.append(
            step("status", thread.owner, thread.messages[-1].at + timedelta(minutes=2), to=thread.script.status)
        )
    if thread.parent and thread.parent.owner:
        told = step(
            "supplier", thread.parent.owner, first.at, public=False, no=thread.row["no"], name=thread.company.name
        )
        steps.append(told | {"thread_id": thread.parent.id})
    return steps


def _reads(thread: Spoken) -> list[dict[str, Any]]:
    """Who spoke has read what came before; what came since the last hours is still unread on the other side."""
    last = thread.messages[-1]
    rows = {}
    for said in thread.messages:
        read = said.id if thread.script.hours < 8 and said.staff is not last.staff else last.id
        rows[said.by.id] = {"user_id": said.by.id, "thread_id": thread.id, "last_read_message_id": read, "at": last.at}
    return list(rows.values())


def _attach(session: Session, dice: Dice, messages: Sequence[Said], files: FileStore) -> None:
    """Make each announced file, put it into the store as an upload would be, and tie it to its message."""
    rows, owners = [], []
    for said in messages:
        if not said.line.file:
            continue
        number = dice.randint(1000, 9999)
        if said.line.file == "pdf":
            name = f"{dice.choice(('报价单', '检验报告', '确认书'))}-{number}.pdf"
            data = papers.pdf(
                [
                    f"Document {number}",
                    f"Thread {said.thread.row['no']}",
                    f"{said.at:%Y-%m-%d}",
                    "Sample data, no real paper.",
                ]
            )
        else:
            name, data = f"现场照片-{number}.png", papers.picture(dice)
        taken = files.take(io.BytesIO(data), name, field="files")
        rows.append(
            {
                "token": taken.token,
                "name": taken.name,
                "media_type": taken.media_type,
                "size": taken.size,
                "sha256": taken.sha256,
                "uploaded_by": said.by.id,
                "created_at": said.at,
            }
        )
        owners.append(said)
    ids = insert_all(session, StoredFile, rows)
    insert_plain(
        session,
        tables.Attachment,
        [
            {"thread_id": said.thread.id, "message_id": said.id, "note_id": None, "file_id": number}
            for said, number in zip(owners, ids, strict=True)
        ],
    )
