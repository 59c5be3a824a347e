"""A message is stored once, moves the thread on, can be corrected for a while, and is lost with its transaction or not at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

from portal.core.audit import AuditEvent
from portal.core.clock import now
from portal.core.errors import Forbidden, Invalid, NotFound, Throttled
from portal.core.files import StoredFile, TakenFile
from portal.core.live import LiveEvent
from portal.core.outbox import Job
from portal.core.uow import Database
from portal.threads import queries, services
from portal.threads.models import Message, MessageRevision, Thread
from portal.threads.words import key_of, prepare
from tests.integration.threads.people import Cast, as_actor, note, open_, say

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


def count(database: Database, table: type) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def thread_row(database: Database, no: str) -> Thread:
    with database.reading() as session:
        return session.scalars(select(Thread).where(Thread.no == no)).one()


def test_the_same_key_is_the_same_message(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        no = open_(session, cast.member)
        first = say(session, cast.member, no, "三十吨", key="key-of-mine-1")
        again = say(session, cast.member, no, "三十吨", key="key-of-mine-1")
        other = say(session, cast.manager, no, "三十吨", key="key-of-mine-1")
    assert (again.id, again.fresh) == (first.id, False)
    assert other.id != first.id, "another author's key is another message"
    assert thread_row(database, no).message_count == 3


def test_other_words_with_a_used_key_are_another_message(database: Database, cast: Cast) -> None:
    """A form out of the browser's history still holds the key that was sent with it before."""
    with database.writing() as session:
        no = open_(session, cast.member)
        first, second, again = (
            say(session, cast.member, no, body, key="key-of-mine-1") for body in ("三十吨", "六十吨", "六十吨")
        )
        assert (first.fresh, second.fresh, again.fresh) == (True, True, False)
        assert (second.id != first.id, again.id) == (True, second.id)
        session.add(MessageRevision(message_id=first.id, body="三十吨", written_at=now()))
        session.execute(update(Message).where(Message.id == first.id).values(body="三十五吨"))
        assert say(session, cast.member, no, "三十吨", key="key-of-mine-1").id == first.id, (
            "corrected since, and sent again"
        )
        notes = [note(session, cast.sales, no, body) for body in ("底价 3,650", "底价 3,650")]
        assert notes[0].id != notes[1].id, "each with a key of its own"
        shared = [
            services.post_note(session, as_actor(session, cast.sales), no=no, words=prepare(body), key="key-of-note-1")
            for body in ("底价 3,650", "底价 3,640", "底价 3,640")
        ]
        assert [one.fresh for one in shared] == [True, True, False]
    assert thread_row(database, no).message_count == 3


def test_other_files_with_a_used_key_are_another_message(database: Database, cast: Cast, app: Flask) -> None:
    store = app.extensions["portal.files"]
    with database.writing() as session:
        no = open_(session, cast.member)
    ids = []
    for name, what in (("码单.pdf", PDF), ("质保书.pdf", PDF), ("质保书.pdf", PDF)):
        taken = store.take(BytesIO(what), name, field="files")
        with database.writing() as session:
            words = prepare("", file_names=(name,))
            person = as_actor(session, cast.member)
            ids.append(
                services.post_message(session, person, no=no, words=words, key="key-of-mine-1", files=[taken]).id
            )
    assert ids[0] != ids[1] == ids[2]


def test_other_words_in_a_form_that_was_sent_open_another_thread(database: Database, cast: Cast) -> None:
    def open_with(subject: str, body: str) -> str:
        with database.writing() as session:
            person = as_actor(session, cast.member)
            return services.open_thread(
                session, person, kind="inquiry", subject=subject, words=prepare(body), key="form-token-1"
            )

    first, other, again = open_with("询价", "请报价"), open_with("询价", "另一种"), open_with("询价", "另一种")
    assert other != first
    assert again == other
    assert open_with("询价", "请报价") == first
    assert open_with("换个主题", "请报价") not in (first, other)


def test_ten_senders_with_one_key_store_one_message(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        no = open_(session, cast.member)

    def send(_number: int) -> int:
        with database.writing() as session:
            return say(session, cast.member, no, "只此一条", key="only-once-please").id

    with ThreadPoolExecutor(10) as pool:
        ids = set(pool.map(send, range(10)))
    assert len(ids) == 1
    assert thread_row(database, no).message_count == 2


def test_a_form_sent_twice_opens_one_thread(database: Database, cast: Cast) -> None:
    def open_once() -> str:
        with database.writing() as session:
            actor = as_actor(session, cast.member)
            return services.open_thread(
                session, actor, kind="inquiry", subject="询价", words=prepare("请报价"), key="form-token-1"
            )

    assert open_once() == open_once()
    assert count(database, Thread) == 1
    assert count(database, Message) == 1


def test_messages_say_whose_turn_it_is(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        no = open_(session, cast.member)
    asked = thread_row(database, no)
    assert (asked.status, asked.last_message_by_staff) == ("open", False)
    assert asked.waiting_since == asked.created_at or asked.waiting_since is not None
    with time_machine.travel(now() + timedelta(hours=1)), database.writing() as session:
        say(session, cast.member, no, "还在吗")
    assert thread_row(database, no).waiting_since == asked.waiting_since, "the oldest unanswered message counts"
    with database.writing() as session:
        say(session, cast.sales, no, "在的")
    answered = thread_row(database, no)
    assert (answered.status, answered.waiting_since, answered.last_message_excerpt) == ("answered", None, "在的")
    with database.writing() as session:
        services.resolve(session, as_actor(session, cast.member), no=no)
        say(session, cast.sales, no, "不客气")
    assert thread_row(database, no).status == "resolved", "a last word leaves it settled"
    with database.writing() as session:
        say(session, cast.member, no, "又有问题")
    assert thread_row(database, no).status == "open"


def test_viewers_strangers_and_closed_threads_take_no_message(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        no = open_(session, cast.member)
    with database.writing() as session, pytest.raises(Forbidden):
        say(session, cast.viewer, no, "x")
    for person in (cast.stranger, cast.supplier):
        with database.writing() as session, pytest.raises(NotFound):
            say(session, person, no, "x")
    with database.writing() as session:
        staff = as_actor(session, cast.sales)
        version = queries.find_thread(session, staff, no).version
        services.change_work(
            session, staff, no=no, version=version, work=services.Work("closed", None, "sales", "normal")
        )
    with database.writing() as session, pytest.raises(Forbidden):
        say(session, cast.member, no, "x")
    with database.writing() as session:
        services.reopen(session, as_actor(session, cast.member), no=no)
        say(session, cast.member, no, "又来了")
    assert count(database, Message) == 2


def test_a_message_is_one_transaction_with_all_that_follows(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        no = open_(session, cast.member)
    tables = (Message, AuditEvent, LiveEvent, Job, StoredFile)
    before = [count(database, table) for table in tables]

    def post_and_fail() -> None:
        with database.writing() as session:
            file = TakenFile("token-1", "a.pdf", "application/pdf", 3, "0" * 64)
            staff = as_actor(session, cast.sales)
            services.post_message(session, staff, no=no, words=prepare("在的"), key=key_of(None), files=[file])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        post_and_fail()
    assert [count(database, table) for table in tables] == before
    row = thread_row(database, no)
    assert (row.message_count, row.status) == (1, "open")


def test_every_message_leaves_one_trace_and_no_text_in_it(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        no = open_(session, cast.member, body="秘密数字")
        say(session, cast.sales, no, "秘密回答")
    with database.reading() as session:
        events = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
        assert [event.action for event in events] == ["thread.opened", "thread.taken", "message.posted"]
        assert "秘密" not in str([event.facts for event in events])
        live = session.scalars(select(LiveEvent)).all()
        assert "秘密" not in str([event.payload for event in live])
        assert all(event.payload == {} for event in live if not event.audience.startswith(("thread:", "desk:")))


def test_a_correction_keeps_the_old_words_and_ends_after_five_minutes(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        no = open_(session, cast.member)
        message = say(session, cast.member, no, "三十吨")

    def edit(body: str, person: object = None) -> None:
        with database.writing() as session:
            actor = as_actor(session, person or cast.member)  # type: ignore[arg-type]
            services.edit_message(session, actor, no=no, message_id=message.id, words=prepare(body))

    edit("三十五吨")
    with pytest.raises(Forbidden):
        edit("五十吨", cast.manager)
    with time_machine.travel(now() + timedelta(minutes=5, seconds=1)), pytest.raises(Forbidden):
        edit("六十吨")
    with database.reading() as session:
        staff = as_actor(session, cast.sales)
        thread = queries.find_thread(session, staff, no)
        shown, revisions = queries.list_revisions(session, staff, thread, message.id)
        assert (shown.body, [body for body, _at in revisions]) == ("三十五吨", ["三十吨"])
        assert shown.edited_at is not None
    assert thread_row(database, no).last_message_excerpt == "三十五吨"
    assert count(database, MessageRevision) == 1


def test_a_message_of_another_thread_cannot_be_corrected_here(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        one, two = open_(session, cast.member), open_(session, cast.member)
        message = say(session, cast.member, one, "三十吨")
    with database.writing() as session, pytest.raises(NotFound):
        services.edit_message(
            session, as_actor(session, cast.member), no=two, message_id=message.id, words=prepare("改")
        )


def test_reading_only_goes_forward_and_counts(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        no = open_(session, cast.member)
        answer = say(session, cast.sales, no, "在的")

    def unread(person: object) -> int:
        with database.reading() as session:
            return queries.count_unread(session, as_actor(session, person))  # type: ignore[arg-type]

    def read(person: object, to: int) -> bool:
        with database.writing() as session:
            return services.mark_read(session, as_actor(session, person), no=no, read_to=to)  # type: ignore[arg-type]

    assert (unread(cast.member), unread(cast.viewer), unread(cast.stranger)) == (1, 1, 0)
    assert read(cast.member, 10**9)
    assert not read(cast.member, 1)
    assert unread(cast.member) == 0
    assert unread(cast.viewer) == 1, "each reads for themselves"
    with database.reading() as session:
        thread = queries.find_thread(session, as_actor(session, cast.sales), no)
        marks = {
            reader.name: reader.read_to
            for reader in queries.list_readers(session, as_actor(session, cast.sales), thread)
        }
        assert marks["周采购"] == answer.id, "nobody has read what was not written yet"
    with database.writing() as session:
        with pytest.raises(NotFound):
            services.mark_read(session, as_actor(session, cast.stranger), no=no, read_to=1)
        services.take_thread(session, as_actor(session, cast.sales), no=no)
        say(session, cast.member, no, "好")
    assert unread(cast.sales) == 1
    assert unread(cast.quality) == 0, "a colleague's thread is not mine to read"


def test_who_answers_what_nobody_has_is_in_charge_of_it(database: Database, cast: Cast) -> None:
    def owner(no: str) -> int | None:
        return thread_row(database, no).owner_id

    with database.writing() as session:
        no, settled = open_(session, cast.member), open_(session, cast.member)
        say(session, cast.quality, no, "质量部补一句：材质书随车")
    assert owner(no) is None, "a word of another department takes nothing"
    with database.writing() as session:
        say(session, cast.sales, no, "有货，3270")
        say(session, cast.supervisor, no, "价格已核对")
        services.resolve(session, as_actor(session, cast.member), no=settled)
        say(session, cast.sales, settled, "不客气")
    assert owner(no) == cast.sales.id, "the customer reads a name, not that somebody is still to be found"
    assert owner(settled) is None, "a last word on a settled matter puts nobody in charge"
    with database.reading() as session:
        member = as_actor(session, cast.member)
        steps = queries.list_steps(session, member, queries.find_thread(session, member, no))
    assert [one.kind for one in steps].count("taken") == 1


def test_what_was_said_before_somebody_joined_is_no_news_to_them(database: Database, cast: Cast) -> None:
    from tests.factories.people import make_member

    with database.writing() as session:
        no = open_(session, cast.member)
        say(session, cast.sales, no, "在的")
    with time_machine.travel(now() + timedelta(minutes=1)), database.writing() as session:
        newcomer = make_member(session, cast.company, role="member")
    with database.reading() as session:
        actor = as_actor(session, newcomer)
        assert queries.count_unread(session, actor) == 0
        assert queries.recent_threads(session, actor)[0].unread == 0
    with time_machine.travel(now() + timedelta(minutes=2)), database.writing() as session:
        say(session, cast.sales, no, "还有一点")
    with database.reading() as session:
        assert queries.count_unread(session, as_actor(session, newcomer)) == 1


def test_opening_is_bounded(database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.threads.services.opening.OPENED_PER_HOUR", 2)
    with database.writing() as session:
        open_(session, cast.member)
        open_(session, cast.member)
        with pytest.raises(Throttled):
            open_(session, cast.member)
        open_(session, cast.manager)
        with pytest.raises(Invalid):
            open_(session, cast.manager, kind="nonsense")
        with pytest.raises(Forbidden):
            open_(session, cast.viewer)


def test_a_colleagues_mail_to_what_is_closed_is_a_word_in_it_and_opens_nothing(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        no = open_(session, cast.member)
        sales = as_actor(session, cast.sales)
        thread = queries.find_thread(session, sales, no)
        work = services.Work("closed", thread.owner_id, thread.department, thread.priority)
        services.change_work(session, sales, no=no, version=thread.version, work=work)
        for body in ("谢谢", "款已退"):
            posted = services.take_in(session, sales, no=no, words=prepare(body), key=key_of(None))
            assert (posted and posted.no) == no
        assert queries.find_thread(session, sales, no).status == "closed"
