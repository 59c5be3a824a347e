"""A word of its own for everything staff keep among themselves, planted the way staff do it, and every address to look for it at."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

from flask import Flask
from sqlalchemy import select, update

from portal.accounts.models import User
from portal.automation.rules import Actions, Conditions
from portal.automation.services.keeping import keep_rule
from portal.automation.terms import OPENED
from portal.casework.models import Claim, Recovery, RecoveryCause
from portal.casework.services import claim_papers
from portal.core.clock import SHANGHAI, now
from portal.core.uow import Database
from portal.organisations.models import Organisation
from portal.threads import services
from portal.threads.casefile import HandOff, Task
from portal.threads.models import Message, MessageRevision, Thread
from portal.threads.services import absences, handing, relating, replies, tagging, tasks, views
from portal.threads.services.many import do_many
from portal.threads.words import prepare
from tests.attacks.world import PDF, World
from tests.factories.people import actor, make_member, make_organisation, make_staff
from tests.factories.threads import make_thread

MOMENT = datetime(2031, 3, 7, 3, 13, tzinfo=SHANGHAI)
"""When a department is due: a moment nothing else of the house has."""


def mark(number: int) -> str:
    """A word nobody writes by chance, the same in HTML, JSON and CSV."""
    return f"zqx{number:02}mrk"


DEPARTMENTS_CLOCK = ("03-07 03:13", "03:13", "2031-03-07")
COSTS = ("76543.21", "76,543.21", "87654.32", "87,654.32")
OTHERS = (mark(60), mark(61), mark(62), mark(63))
"""Another company's name, short name, subject and words."""
READERS = (mark(70), mark(71), mark(72))
"""Who reads the complaint, and what they say of it."""
KEPT = tuple(mark(number) for number in range(1, 36))
INNERMOST = (*KEPT, *DEPARTMENTS_CLOCK, *COSTS, *OTHERS, *READERS)


def plant(app: Flask, database: Database, world: World) -> None:
    """Everything of the desk, on the threads of company A, by a colleague who is named nowhere else."""
    o, files = world.objects, app.extensions["portal.files"]
    note_file = files.take(io.BytesIO(PDF), f"{mark(2)}.pdf", field="files")
    with database.writing() as session:
        hidden = make_staff(session, "transport", "supervision", name=mark(30))
        world.people["hidden"] = hidden
        them, sales, supervision = (
            actor(session, one) for one in (hidden, world.people["sales"], world.people["supervision"])
        )
        no = o["thread"]
        services.post_note(
            session, sales, no=no, words=prepare(f"@{mark(30)} {mark(1)}"), key="note-of-ours-1", files=[note_file]
        )
        returned = handing.hand_off(session, sales, no=no, department="quality", reason=mark(3), asked=mark(4))
        handing.give_back(session, sales, no=no, hand_off_id=returned, reason=mark(5))
        handing.accept(session, them, no=no, hand_off_id=o["handoff"])
        handing.finish(session, them, no=no, hand_off_id=o["handoff"], outcome=mark(6))
        session.execute(update(HandOff).where(HandOff.id == o["accepted"]).values(accept_by=MOMENT, due_at=MOMENT))
        made = tasks.add_task(session, sales, no=no, title=mark(7), department="sales", assignee_id=None, due_at=None)
        tasks.finish_task(session, them, no=no, task_id=made, outcome=mark(8))
        session.execute(update(Task).where(Task.id == made).values(due_at=MOMENT))
        services.save_draft(session, sales, no=no, body=mark(9), is_note=False, key="")
        services.save_draft(session, supervision, no=no, body=mark(10), is_note=True, key="")
        services.set_presence(session, them, no=no, state="noting")
        tagging.set_tags(session, sales, no=no, tags=[mark(11)])
        tagging.watch_thread(session, them, no=no, on=True)
        do_many(session, sales, numbers=[o["second"]], do="tag", value=mark(12))
        absences.plan_absence(
            session, them, user_id=hidden.id, deputy_id=None, since=now() + timedelta(days=3), until=now() + timedelta(days=4),
            note=mark(13),
        )  # fmt: skip
        replies.keep_reply(session, sales, reply_id=None, version=0, department="", title=mark(14), body=mark(15))
        views.keep_view(session, sales, name=mark(16), query="kind=claim", shared=True)
        _casework(session, world, sales)
        _corrected(session, world)
        _neighbour(session, sales, no)
        services.post_message(session, sales, no=o["claim_thread"], words=prepare("我方说明"), key="of-ours-claims-1")
        _complaint(session, world)
        _ruled(session, world)


def _casework(session: Any, world: World, sales: Any) -> None:
    o = world.objects
    claim_papers.note_claim(session, sales, no=o["its_claim"], words=mark(17))
    cause = RecoveryCause(name=mark(18))
    session.add(cause)
    session.flush()
    values: dict[str, Any] = {"cause_id": cause.id, "cost": Decimal("76543.21")}
    session.execute(update(Claim).where(Claim.no == o["its_claim"]).values(**values))
    values |= {"cost": Decimal("87654.32"), "note": mark(19), "apology": mark(20), "promise": mark(21)}
    session.execute(update(Recovery).where(Recovery.no == o["recovery"]).values(**values))
    ended = {"state": "closed", "customer_said": mark(22), "closed_at": now()}
    session.execute(update(Recovery).where(Recovery.no == o["recovery_promised"]).values(**ended))


def _corrected(session: Any, world: World) -> None:
    """What a colleague wrote, and took back within five minutes."""
    answer = session.get(Message, world.objects["answer"])
    session.add(MessageRevision(message_id=answer.id, body=mark(23), written_at=now()))
    answer.edited_at = now()


def _neighbour(session: Any, sales: Any, no: str) -> None:
    """Another company's thread that staff tied to this one."""
    other = make_organisation(session, name=OTHERS[0], short_name=OTHERS[1], verification="pending")
    tied = make_thread(session, other, make_member(session, other), subject=OTHERS[2], body=OTHERS[3])
    session.flush()
    relating.link(session, sales, no=no, other_no=tied.no)


def _complaint(session: Any, world: World) -> None:
    """Read and spoken of by people who never answer in it."""
    no = world.objects["claim"]
    supervisor = make_staff(session, "supervision", name=READERS[0])
    guest = make_staff(session, "quality", name=READERS[1])
    world.people |= {"reader": supervisor, "guest": guest}
    said = actor(session, supervisor)
    services.bring_in(session, said, no=no, user_id=guest.id)
    services.post_note(session, said, no=no, words=prepare(READERS[2]), key="note-of-ours-2")
    for user in (supervisor, guest):
        services.mark_read(session, actor(session, user), no=no, read_to=10**9)
        services.set_presence(session, actor(session, user), no=no, state="typing")


def _ruled(session: Any, world: World) -> None:
    """A rule that takes hold of what a customer opens next, with a tag of its own."""
    head, customer = (actor(session, world.people[who]) for who in ("supervision", "a_member"))
    keep_rule(
        session, head, rule_id=None, version=0, name=mark(31), trigger=OPENED, active=True, stops=False,
        conditions=Conditions(words=("规则暗语",)), actions=Actions(tags=(mark(32),), priority="high"),
    )  # fmt: skip
    words = prepare("规则暗语")
    services.open_thread(session, customer, kind="inquiry", subject="规则暗语", words=words, key="opened-for-rules-1")


def numbers(database: Database) -> dict[str, list[str]]:
    """All there is, by the first word of its address."""
    with database.reading() as session:
        threads = list(session.scalars(select(Thread.no)))
        return {
            "threads": threads,
            "claims": list(session.scalars(select(Claim.no))),
            "recovery": list(session.scalars(select(Recovery.no))),
            "companies": list(session.scalars(select(Organisation.no))),
        }


_NAMES = {
    "message_id": ("message", "answer", "mine", "offered", "mailed"), "file_id": ("file", "note_file", "offer_file", "claim_file"),
    "mail_id": ("mail", "letter", "answer_letter"), "at": ("letter_file",), "reply_id": ("sales_reply",), "rule_id": ("rule",), "user_id": ("staff_id", "member_id"),
    "word_id": ("word_id",),
}  # fmt: skip
_KINDS = {
    "listings": ("shown", "draft", "wish", "ended"), "orders": ("order", "gone"), "quotations": ("quote", "quote_draft"),
    "freight": ("rate", "house_rate"), "freight-rates": ("rate",), "import": ("import", "imported"), "places": ("place",),
    "searches": ("saved",), "stock": ("lot",), "warehouses": ("warehouse",),
}  # fmt: skip
ALSO = (
    "/threads?q={word}", "/threads?state=open&kind=complaint", "/threads/rows?q={word}", "/search?q={word}", "/supply?q={word}", "/help?q={word}",
    "/live/poll?after=0", "/live/poll?after=0&thread={thread}", "/live/poll?after=0&thread={claim}", "/threads/{thread}?print=1",
    "/threads/{thread}/messages?after=0&notes=0", "/threads/{thread}/case?part=1", "/threads/{thread}/customer?part=1",
    "/threads/{thread}/answers?part=1&q={word}", "/desk?view=active", "/desk?q={word}&view=active", "/desk/insight.csv?table=causes",
    "/desk/recovery.csv?state=all", "/desk/recovery?state=all", "/threads/{thread}?reply={sales_reply}", "/claims/{its_claim}?print=1",
    "/api/v1/threads?size=100", "/api/v1/search?q={word}", "/threads/new?kind=complaint", "/me/notifications?unread=0", "/desk/duty",
    "/threads/{thread}/files/{note_file}/zqx02mrk.pdf", "/threads/{thread}/state", "/threads/{claim}/state",
)  # fmt: skip
ELSEWHERE = ("live.stream", "assets.file", "health.metrics", "health.readyz")
"""A stream that does not end is asked by polling; the house's own files and gauges say nothing of anybody."""


def addresses(app: Flask, database: Database, world: World) -> Iterator[str]:
    """Every address that answers GET, with everything there is in the place of its arguments."""
    known, o = numbers(database), world.objects
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in ELSEWHERE:
            continue
        word = next((part for part in rule.rule.strip("/").split("/") if part in known or part in _KINDS), "")
        choices: list[dict[str, Any]] = [{}]
        for name in sorted(rule.arguments):
            if name == "no":
                values: list[Any] = known.get(word) or [
                    o[one] for one in _KINDS.get(word, ("thread", "its_claim", "recovery"))
                ]
            elif name == "name":
                values = [o["file_name"], o["note_file_name"], o["offer_file_name"], "claim.pdf"]
            else:
                values = [o[one] for one in _NAMES.get(name, ())] or ["AAAA"]
            choices = [given | {name: value} for given in choices for value in values]
        for given in choices:
            built = rule.build(given, append_unknown=False)
            assert built, rule
            yield unquote(built[1])
    for path in ALSO:
        for word in (mark(1), mark(7)) if "{word}" in path else ("",):
            yield path.format(**o, word=word)


def words_of(answer: Any) -> str:
    """All that an answer says: its text, what is packed in a workbook, and where it leads."""
    raw = answer.get_data()
    if raw[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            raw = b"\n".join(book.read(name) for name in book.namelist())
    return raw.decode("utf-8", "replace") + "\n" + unquote(answer.headers.get("Location", ""))


def shown_in(text: str, path: str, words: tuple[str, ...] = INNERMOST) -> list[str]:
    """Which of the words stand there, but for what was typed into the address."""
    return [word for word in words if word in text and word not in path]


def people_of(world: World) -> dict[str, User]:
    """The customers of every sort."""
    customers = (
        "a_manager",
        "a_member",
        "a_viewer",
        "b_manager",
        "b_viewer",
        "supplier",
        "former",
        "disabled",
        "nobody",
    )
    return {who: world.people[who] for who in customers}
