"""Searching within one's threads: however it was written, however it is asked."""

from __future__ import annotations

import pytest

from portal.core.uow import Database
from portal.threads import queries, services
from portal.threads.queries import ListFilter, QueueFilter
from portal.threads.services.correcting import edit_message
from portal.threads.words import prepare
from tests.integration.threads.people import Cast, as_actor, note, open_, say


def found(database: Database, cast: Cast, words: str) -> tuple[int, int]:
    """By the customer among theirs, by staff in the queue."""
    with database.reading() as session:
        mine, _open = queries.list_threads(session, as_actor(session, cast.member), wanted=ListFilter(words=words))
        queue = queries.list_queue(
            session, as_actor(session, cast.sales), wanted=QueueFilter(view="active", words=words)
        )
        return mine.total, queue.total


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("要螺纹钢 30 吨", "螺紋鋼"),
        ("要螺紋鋼 30 噸", "螺纹钢 吨"),
        ("ＨＲＢ４００Ｅ 多少钱", "hrb400e"),
        ("hrb400e 多少钱", "ＨＲＢ４００Ｅ"),
        ("Ф25 的有吗", "φ25"),
        ("100% 含税", "100%"),
    ],
)
def test_scripts_widths_and_signs_are_one(database: Database, cast: Cast, said: str, asked: str) -> None:
    with database.writing() as session:
        no = open_(session, cast.member)
        say(session, cast.member, no, said)
    assert found(database, cast, asked) == (1, 1)
    assert found(database, cast, "100_") == (0, 0)


def test_a_correction_is_found_and_what_it_replaced_is_not(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        no = open_(session, cast.member)
        message = say(session, cast.member, no, "要線材").id
        edit_message(session, as_actor(session, cast.member), no=no, message_id=message, words=prepare("要盤螺"))
    assert found(database, cast, "盘螺") == (1, 1)
    assert found(database, cast, "线材") == (0, 0)


def test_notes_are_found_by_staff_only_in_either_script(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        note(session, cast.sales, open_(session, cast.member), "底價密語")
    assert found(database, cast, "底价密语") == (0, 1)


def test_a_subject_is_found_in_either_script(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        services.open_thread(
            session, as_actor(session, cast.member), kind="inquiry", subject="鍍鋅板詢價", words=prepare("在吗"), key="form-key-1"
        )  # fmt: skip
    assert found(database, cast, "镀锌板") == (1, 1)
