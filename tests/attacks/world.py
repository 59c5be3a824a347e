"""Two companies, a supplier brought in, and one of everything company A owns: what the attacks are made on."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal import models
from portal.accounts.models import ApiToken, User, secret_hash
from portal.automation.models import AutoRule
from portal.casework.models import Claim, ClaimFile, ClaimNote, ClaimTest, Recovery, RecoveryCause
from portal.core.clock import now
from portal.core.files import FileStore, keep
from portal.core.numbers import new_number, new_token
from portal.core.outbox import Job
from portal.core.permissions import SYSTEM
from portal.core.uow import Database
from portal.intake.models import Import, ImportRow
from portal.landed.models import DeliveryPlace
from portal.listings.models import ListingFile
from portal.mailroom.models import Mail, MailTrouble
from portal.matching.models import MatchEntry, MatchHidden, MatchPair
from portal.notifications.models import Notice
from portal.orders.models import Order, OrderLine
from portal.organisations.models import Invitation, Membership, Organisation
from portal.search.models import SavedSearch, VocabularyWord, Watch
from portal.threads.casefile import Absence, CannedReply, DeskView, HandOff, Task
from portal.threads.models import Attachment, Thread, ThreadEvent
from tests.factories.listings import make_listing
from tests.factories.logistics import make_lot, make_rate, make_warehouse
from tests.factories.orders import draft_version, line_of, make_draft, make_order, make_quotation, order_version, ship
from tests.factories.people import make_member, make_organisation, make_staff, make_user
from tests.factories.threads import make_message, make_note, make_thread

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"

SECRET, INNER, OFFER, CLAIM, PAPER = "甲方暗语", "内部暗语", "供方暗语", "投诉暗语", "稿中暗语"
"""Words that stand in the customer's messages, in notes, in the supplier's messages, in the complaint, in the draft."""


@dataclass
class World:
    """Numbers and ids of what company A owns (and the supplier's thread tied to it), and the people who try their luck."""

    people: dict[str, User] = field(default_factory=dict)
    objects: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)


def _file(session: Session, store: FileStore, name: str) -> Any:
    return keep(session, SYSTEM, store.take(io.BytesIO(PDF), name, field="files"))


def _token(session: Session, user: User) -> str:
    raw = new_token()
    session.add(ApiToken(token_hash=secret_hash(raw), user_id=user.id, label="程序", created_at=now()))
    session.flush()
    return raw


def build(app: Flask, database: Database) -> World:
    """Fill an empty database."""
    world = World()
    store: FileStore = app.extensions["portal.files"]
    with database.writing() as session:
        a, b, s = (make_organisation(session, kind=kind) for kind in ("both", "both", "supplier"))
        pending = make_organisation(session, kind="supplier", verification="pending")
        _people(session, world, a, b, s)
        _goods(session, world, a, store)
        _matches(session, world, a)
        _talk(session, world, a, s, store)
        _orders(session, world, a, store)
        _imports(session, world, a, store)
        for org in (a, pending):
            kept = _file(session, store, "licence.pdf").id
            session.execute(update(Organisation).where(Organisation.id == org.id).values(licence_file_id=kept))
        o = world.objects
        o["org"], o["pending"], o["supplier_org"], o["rival_org"] = a.no, pending.no, s.no, b.no
        o["member_id"] = world.people["a_member"].id
        raw = new_token()
        invited = Invitation(
            token_hash=secret_hash(raw), org_id=a.id, email="new@example.com", role="member",
            invited_by=world.people["a_manager"].id, created_at=now(), expires_at=now().replace(year=now().year + 1),
        )  # fmt: skip
        session.add(invited)
        world.keys = {
            who: _token(session, world.people[who]) for who in ("a_manager", "b_manager", "b_viewer", "former")
        }
        session.flush()
        o["invitation_id"], o["invitation"] = invited.id, raw
        o["token_id"] = session.scalars(
            select(ApiToken.id).where(ApiToken.user_id == world.people["a_manager"].id)
        ).one()
        saved = SavedSearch(
            no="Q11111111", user_id=world.people["a_manager"].id, name="甲方搜索", address="/search?q=a", key="k"
        )
        watch = Watch(
            no="G11111111", user_id=world.people["a_manager"].id, kind="supply", doc_id=1, doc_no="S1", title="甲", state="there"
        )  # fmt: skip
        session.add(watch)
        o["watch"] = watch.no
        word = VocabularyWord(word="大螺", key="大螺", field="category", value="rebar")
        old = VocabularyWord(word="老词", key="老词", field="mill", value="沙钢", state="retired")
        session.add_all([saved, word, old])
        session.flush()
        o["saved"], o["word_id"], o["old_word_id"] = saved.no, word.id, old.id
        notice = Notice(
            user_id=world.people["a_manager"].id, topic="orders", key="k", says="甲", values={}, link="/me/orders"
        )
        session.add(notice)
        session.flush()
        o["user_notice"] = notice.id
        dead = Job(name="nothing", payload={}, state="dead", run_after=now(), created_at=now())
        session.add(dead)
        session.flush()
        o["job_id"] = dead.id
    return world


def _people(session: Session, world: World, a: Organisation, b: Organisation, s: Organisation) -> None:
    world.people = {
        "a_manager": make_member(session, a, name="甲经理"),
        "a_member": make_member(session, a, role="member", name="甲成员"),
        "a_viewer": make_member(session, a, role="viewer", name="甲查看"),
        "b_manager": make_member(session, b, name="乙经理"),
        "b_viewer": make_member(session, b, role="viewer", name="乙查看"),
        "supplier": make_member(session, s, name="供应商"),
        "former": make_member(session, a, name="前成员"),
        "disabled": make_member(session, a, name="停用"),
        "nobody": make_user(session, name="无企业"),
        "sales": make_staff(session, "sales", name="业务员"),
        "warehouse": make_staff(session, "warehouse", name="仓管"),
        "transport": make_staff(session, "transport", name="调度"),
        "supervision": make_staff(session, "supervision", name="监督"),
        "admin": make_staff(session, "sales", is_admin=True, name="管理员"),
    }


def _goods(session: Session, world: World, a: Organisation, store: FileStore) -> None:
    o = world.objects
    draft = make_listing(session, a, status="draft", product_name=PAPER, remarks=PAPER)
    shown = make_listing(session, a)
    ended = make_listing(session, a, status="closed", is_public=False)
    for listing, name in ((draft, "draft"), (shown, "shown")):
        for role, ending in (("picture", "图"), ("certificate", "书")):
            kept = _file(session, store, f"{ending}.pdf")
            session.add(ListingFile(listing_id=listing.id, file_id=kept.id, role=role))
            o[f"{name}_{role}"] = kept.token
        o[name] = listing.no
    o["ended"] = ended.no
    warehouse = make_warehouse(session)
    shown.warehouse_id = warehouse.id
    paper = _file(session, store, "质保书.pdf")
    lot = make_lot(session, warehouse, listing_id=shown.id, listing_no=shown.no, org_id=a.id, certificate_id=paper.id)
    house = make_rate(session)
    rate = make_rate(session, org_id=a.id)
    place = DeliveryPlace(no="P11111111", org_id=a.id, name="甲方工地", region_code="12")
    session.add(place)
    session.flush()
    o["place"] = place.no
    o |= {"warehouse": warehouse.no, "lot": lot.no, "rate": rate.no, "house_rate": house.no}


def _matches(session: Session, world: World, a: Organisation) -> None:
    """A demand of A that two offers of yet another company answer; A's manager does not want to see the second."""
    wish = make_listing(session, a, kind="demand")
    session.add(
        MatchEntry(
            listing_id=wish.id, kind="demand", org_id=a.id, category="rebar", pairs=2, best=900, good_since=now()
        )
    )
    dull = make_listing(session, a, kind="demand")
    session.add(
        MatchEntry(
            listing_id=dull.id, kind="demand", org_id=a.id, category="rebar", pairs=1, best=900, dismissed_at=now()
        )
    )
    world.objects |= {"wish": wish.no, "dull": dull.no}
    other = make_organisation(session)
    for name in ("answering", "unwanted"):
        offer = make_listing(session, other)
        session.add(MatchPair(demand_id=wish.id, supply_id=offer.id, score=900))
        world.objects[name] = offer.no
    session.add(MatchHidden(user_id=world.people["a_manager"].id, demand_id=wish.id, supply_id=offer.id))


def _orders(session: Session, world: World, a: Organisation, store: FileStore) -> None:
    p, o = world.people, world.objects
    thread = make_thread(session, a, p["a_manager"], body="报价")
    o["quote"] = make_quotation(session, p["sales"], thread, line_of())
    o["quote_draft"] = make_draft(session, p["sales"], thread)
    o["quote_draft_version"] = draft_version(session, o["quote_draft"])
    o["order"] = make_order(session, p["sales"], p["a_manager"], thread, line_of())
    o["order_version"] = order_version(session, o["order"])
    o["gone"] = make_order(session, p["sales"], p["a_manager"], thread, line_of())
    taken = store.take(io.BytesIO(PDF), "提货单.pdf", field="papers")
    ship(session, p["sales"], o["gone"], "30", papers=[taken])
    o["gone_version"], o["paper"] = order_version(session, o["gone"]), taken.token
    o["order_line"], o["gone_line"] = (
        session.scalars(
            select(OrderLine.id).join(Order, Order.id == OrderLine.order_id).where(Order.no == o[name])
        ).one()
        for name in ("order", "gone")
    )


def _imports(session: Session, world: World, a: Organisation, store: FileStore) -> None:
    for name, state in (("import", "ready"), ("imported", "done")):
        who = world.people["a_manager"].id
        found = Import(
            no=new_number("I"), org_id=a.id, created_by=who, name=f"{PAPER}.csv", file_id=_file(session, store, "表.pdf").id, state=state,
            columns=[["品名", "product", "螺纹钢", True]], signature="s", published_by=who, published_at=now(),
        )  # fmt: skip
        session.add(found)
        session.flush()
        cells = {"product": "螺纹钢", "spec": "25", "grade": "HRB400E", "price": "3650", "remark": PAPER}
        row = ImportRow(
            import_id=found.id, position=1, row=2, cells=cells, key=f"key{name}", fate="new", is_chosen=True,
            shown={"product_name": "螺纹钢", "spec": "Φ25", "unit": "t", "remarks": PAPER},
        )  # fmt: skip
        session.add(row)
        session.flush()
        world.objects[name] = found.no
        world.objects[f"{name}_row"] = row.id


def _talk(session: Session, world: World, a: Organisation, s: Organisation, store: FileStore) -> None:
    p, o = world.people, world.objects
    thread = make_thread(session, a, p["a_manager"], body=SECRET, subject="甲方询价" + SECRET)
    answer = make_message(session, thread, p["sales"], body="已答复" + SECRET)
    mine = make_message(session, thread, p["a_manager"], body="再问" + SECRET)
    note = make_note(session, thread, p["sales"], body=INNER)
    offer = make_thread(
        session, s, p["sales"], body="请报价" + OFFER, subject="供方询价" + OFFER, side="supplier", parent_id=thread.id
    )
    offered = make_message(session, offer, p["supplier"], body="报价" + OFFER)
    make_note(session, offer, p["sales"], body=INNER)
    claim = make_thread(session, a, p["a_member"], kind="complaint", body=CLAIM, subject=CLAIM)
    make_note(session, claim, p["supervision"], body=INNER)
    for name, where in (("file", {"message_id": mine.id}), ("note_file", {"note_id": note.id})):
        kept = _file(session, store, f"{name}{INNER if name == 'note_file' else ''}.pdf")
        row = Attachment(thread_id=thread.id, file_id=kept.id, **where)
        session.add(row)
        session.flush()
        o[name], o[f"{name}_name"] = row.id, kept.name
    _case(session, world, thread)
    _mails(session, world, store, thread, mine.id)
    _casework(session, world, a, thread, claim, store)
    kept = _file(session, store, "offer.pdf")
    row = Attachment(thread_id=offer.id, file_id=kept.id, message_id=offered.id)
    session.add(row)
    session.flush()
    o |= {"offer_file": row.id, "offer_file_name": kept.name}
    o |= {
        "thread": thread.no, "message": mine.id, "answer": answer.id, "offer": offer.no, "offered": offered.id,
        "claim": claim.no, "thread_id": thread.id, "note": note.id, "mine": mine.id,
        "second": make_thread(session, a, p["a_member"], body=SECRET, subject=SECRET).no,
    }  # fmt: skip


def _mails(session: Session, world: World, store: FileStore, thread: Thread, message_id: int) -> None:
    """A letter that waits, a refused answer to a thread's mail, and the mail one message came in."""
    o, writer = world.objects, world.people["a_manager"]
    for name, recipient, outcome, where in (
        ("letter", "desk@portal.test", "waiting", {}),
        ("answer_letter", "reply+x@portal.test", "refused", {}),
        (
            "mail",
            "reply+x@portal.test",
            "posted",
            {"thread_id": thread.id, "posted_id": message_id, "user_id": writer.id},
        ),
    ):
        kept = keep(
            session, SYSTEM, store.store(_letter("正文" if name == "mail" else INNER), f"{name}.eml", "message/rfc822")
        )
        row = Mail(
            digest=name, message_id="", file_id=kept.id, sender="x@far.test", sender_name="", recipient=recipient, subject=INNER,
            outcome=outcome, **where,
        )  # fmt: skip
        session.add(row)
        session.flush()
        o[name] = row.id
    o |= {"mailed": message_id, "writer": writer.id, "letter_file": 0}
    session.add(MailTrouble(address="back@far.test", bounces=3))


def _letter(words: str) -> bytes:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "x@far.test", "desk@portal.test", words
    letter.set_content(words)
    letter.add_attachment(PDF, maintype="application", subtype="pdf", filename="合同.pdf")
    return letter.as_bytes()


def _casework(
    session: Session, world: World, a: Organisation, thread: Thread, complaint: Thread, store: FileStore
) -> None:
    """What is put right, and a settled thread that can be rated."""
    o, by = world.objects, world.people["a_manager"]
    cause = RecoveryCause(name=INNER)
    settled = make_thread(session, a, by, subject="已解决" + SECRET)
    settled.status = "resolved"
    session.add_all([cause, ThreadEvent(thread_id=settled.id, kind="status", public=True, facts={"to": "resolved"})])
    session.flush()
    for name, its, occasion, state in (
        ("recovery", thread, "breach", "open"),
        ("recovery_promised", thread, "rating", "promised"),
        ("recovery_complaint", complaint, "complaint", "open"),
    ):
        row = Recovery(
            no=new_number("B"), thread_id=its.id, occasion=occasion, state=state, note=INNER, cause_id=cause.id,
            follow_up_on=now().date() - timedelta(days=2),
        )  # fmt: skip
        session.add(row)
        o[name] = row.no
    o |= {"settled": settled.no, "cause_id": cause.id}
    claimed, empty = (make_thread(session, a, by, kind="claim", subject="异议" + SECRET) for _ in range(2))
    claim = Claim(
        no=new_number("Y"), thread_id=claimed.id, raised_by=by.id, kind="quality", delivered_on=now().date(), amount=1, what=SECRET,
        window_days=5, last_day=now().date(), days_late=0,
    )  # fmt: skip
    session.add(claim)
    session.flush()
    kept = _file(session, store, "claim.pdf")
    file = ClaimFile(claim_id=claim.id, item="photos", file_id=kept.id, by_id=by.id, by_name=by.name, by_staff=False)
    test = ClaimTest(claim_id=claim.id, ordered_by="seller", lab="检验所")
    note = ClaimNote(claim_id=claim.id, by_id=by.id, by_name="业务员", words=INNER)
    session.add_all([file, test, note])
    session.flush()
    o |= {"its_claim": claim.no, "claim_file": file.id, "claim_test": test.id, "claim_thread": empty.no}


def _case(session: Session, world: World, thread: Thread) -> None:
    """What the desk keeps of the thread: two hand-offs, one of them accepted, and a task."""
    p, o = world.people, world.objects
    for name, department, state in (("handoff", "transport", "asked"), ("accepted", "warehouse", "accepted")):
        row = HandOff(
            thread_id=thread.id, from_department="sales", to_department=department, reason=INNER, asked=INNER, state=state,
            by_id=p["sales"].id, by_name="业务员", accept_by=now() + timedelta(days=9), due_at=now() + timedelta(days=9),
        )  # fmt: skip
        session.add(row)
        session.flush()
        o[name] = row.id
    task = Task(
        thread_id=thread.id, title=INNER, department="transport", created_by=p["sales"].id, created_name="业务员"
    )
    own, shared = (
        DeskView(user_id=p["sales"].id, name=INNER, query="kind=claim", shared=shared) for shared in (False, True)
    )
    reply = CannedReply(department="sales", title=INNER, body=INNER, folded=INNER)
    away = Absence(
        user_id=p["sales"].id,
        deputy_id=p["transport"].id,
        since=now() + timedelta(days=5),
        until=now() + timedelta(days=9),
    )
    rules = [
        AutoRule(name=INNER, trigger="opened", position=place, conditions={"words": [INNER]}, actions={"tags": ["暗"], "reply": INNER})
        for place in (1, 2)
    ]  # fmt: skip
    session.add_all([task, own, shared, reply, away, *rules])
    session.flush()
    o |= {"rule": rules[0].id, "later_rule": rules[1].id}
    o |= {"task": task.id, "view": own.id, "shared_view": shared.id, "sales_reply": reply.id, "absence": away.id}


SignIn = Callable[[User], FlaskClient]


def browsers(app: Flask, database: Database, world: World, sign_in: SignIn) -> dict[str, FlaskClient]:
    """Everybody's browser. The former member and the disabled one signed in first and lost their rights afterwards."""
    found = {who: sign_in(user) for who, user in world.people.items()} | {"visitor": app.test_client()}
    with database.writing() as session:
        session.execute(
            update(Membership).where(Membership.user_id == world.people["former"].id).values(ended_at=now())
        )
        session.execute(update(User).where(User.id == world.people["disabled"].id).values(disabled_at=now()))
    return found


PASSING = {"rate_windows", "thread_presence", "thread_reads", "live_events", "leases", "user_sessions"}
"""Tables that say nothing of what is: counters, and who looks on."""
READ = {("user_notices", "read_at"), ("users", "unread_notices")}
"""Columns of the kind."""


def state(database: Database) -> dict[str, list[Any]]:
    """Every row of every table that matters."""
    with database.reading() as session:
        connection = session.connection()
        return {
            table.name: sorted(
                tuple(map(str, row))
                for row in connection.execute(select(*(c for c in table.c if (table.name, c.name) not in READ)))
            )
            for table in models.metadata.sorted_tables
            if table.name not in PASSING
        }
