"""Drafts kept by the server, and no reply written over another's."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select

from portal.core.errors import Forbidden, NotFound
from portal.core.live import LiveEvent
from portal.core.uow import Database
from portal.threads import queries, services
from portal.threads.services.posting import Crossed
from portal.threads.words import key_of, prepare
from tests.integration.threads.people import Cast, as_actor, note, open_, say


def draft_of(database: Database, person: object, no: str) -> tuple[str, bool]:
    with database.reading() as session:
        actor = as_actor(session, person)  # type: ignore[arg-type]
        readers = queries.list_readers(session, actor, queries.find_thread(session, actor, no))
        assert all(not reader.draft for reader in readers if reader.user_id != actor.user_id)
        own = next((reader for reader in readers if reader.user_id == actor.user_id), None)
        return (own.draft, own.draft_is_note) if own else ("", False)


def keep(database: Database, person: object, no: str, body: str, *, is_note: bool = False, key: str = "") -> bool:
    with database.writing() as session:
        return services.save_draft(
            session,
            as_actor(session, person),  # type: ignore[arg-type]
            no=no,
            body=body,
            is_note=is_note,
            key=key,
        )


def test_a_draft_is_its_writers_alone_and_goes_when_it_is_sent(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        no = open_(session, cast.member)
    assert keep(database, cast.sales, no, "写到一半", is_note=True)
    assert draft_of(database, cast.sales, no) == ("写到一半", True)
    assert draft_of(database, cast.quality, no) == ("", False)
    assert draft_of(database, cast.member, no) == ("", False)
    keep(database, cast.member, no, "客户的草稿", is_note=True)
    assert draft_of(database, cast.member, no) == ("客户的草稿", False), "customers write no notes"
    key = key_of(None)
    with database.writing() as session:
        say(session, cast.sales, no, "写完了", key=key)
    assert draft_of(database, cast.sales, no)[0] == ""
    assert not keep(database, cast.sales, no, "写到一半", key=key), "a save that comes after the message is late"
    assert draft_of(database, cast.sales, no)[0] == ""
    assert draft_of(database, cast.member, no)[0] == "客户的草稿"
    keep(database, cast.sales, no, "备注草稿", is_note=True)
    with database.writing() as session:
        note(session, cast.sales, no, "备注")
    assert draft_of(database, cast.sales, no)[0] == ""


def test_who_may_not_write_keeps_no_draft(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        no = open_(session, cast.member)
    with pytest.raises(NotFound):
        keep(database, cast.stranger, no, "x")
    with pytest.raises(Forbidden):
        keep(database, cast.viewer, no, "x")


def test_a_reply_that_crosses_a_colleagues_is_held_back(database: Database, cast: Cast) -> None:
    def reply(person: object, body: str, seen: int | None) -> int:
        with database.writing() as session:
            actor = as_actor(session, person)  # type: ignore[arg-type]
            return services.post_message(session, actor, no=no, words=prepare(body), key=key_of(None), seen=seen).id

    with database.writing() as session:
        no = open_(session, cast.member)
        thread = queries.find_thread(session, as_actor(session, cast.sales), no)
    first = thread.last_customer_message_id
    one = reply(cast.sales, "3680", first)
    with pytest.raises(Crossed):
        reply(cast.quality, "3690", first)
    two = reply(cast.sales, "含税", first)
    asked = reply(cast.member, "好", first)
    assert reply(cast.manager, "不好", asked)
    with pytest.raises(Crossed):
        reply(cast.member, "再问", asked)
    assert reply(cast.quality, "3690", two), "it has been read"
    assert reply(cast.supervisor, "没有说看到哪里", None)
    assert one


def test_who_looks_and_types_is_heard_at_once_by_those_it_concerns(database: Database, cast: Cast) -> None:
    """A colleague who looks is the desk's to know; who types to the other side is everybody's on the page."""
    with database.writing() as session:
        no = open_(session, cast.member)

    def heard(person: object, state: str) -> list[str]:
        with database.writing() as session:
            session.execute(delete(LiveEvent))
            services.set_presence(session, as_actor(session, person), no=no, state=state)  # type: ignore[arg-type]
            return list(session.scalars(select(LiveEvent.audience).where(LiveEvent.kind == "presence")))

    assert heard(cast.member, "viewing") == [], "that a customer looks is told to nobody"
    assert heard(cast.sales, "viewing") == [f"desk:{no}"]
    assert heard(cast.sales, "viewing") == [], "once"
    assert heard(cast.sales, "noting") == [f"desk:{no}"]
    assert heard(cast.sales, "typing") == [f"thread:{no}"]
    assert heard(cast.sales, "gone") == [f"thread:{no}"]
    with database.reading() as session:
        staff, customer = (queries.watch(session, as_actor(session, one), no) for one in (cast.quality, cast.member))
    assert (f"desk:{no}" in staff, f"desk:{no}" in customer, f"thread:{no}" in customer) == (True, False, True)
