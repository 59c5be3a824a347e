"""The portal as `make run` starts it, with the sample data in, and a browser for each kind of person who uses it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal import create_app
from portal.accounts.models import User, secret_hash
from portal.accounts.services.links import make_link
from portal.automation.models import AutoRule
from portal.casework.links import RatingLink, sign
from portal.casework.models import Claim, Recovery
from portal.core.clock import now
from portal.core.mail import send_mail
from portal.core.uow import Database
from portal.help.models import PUBLISHED, HelpArticle, Notice
from portal.intake.models import Import, ImportRow
from portal.landed.models import DeliveryPlace
from portal.listings.links import mark_of
from portal.listings.models import Listing, ListingRevision
from portal.logistics.models import FreightRate, StockLot, Warehouse
from portal.mailroom.models import WAITING as WAITING_MAIL
from portal.mailroom.models import Mail
from portal.orders import services
from portal.orders.models import Order, Quotation
from portal.organisations.actors import actor_of
from portal.organisations.models import Invitation, Organisation, Registration
from portal.search.models import PastSearch, SavedSearch, SearchDay, VocabularyWord, Watch
from portal.threads.casefile import CannedReply
from portal.threads.models import Message, MessageRevision, Thread, ThreadEvent
from tests.factories.intake import make_import
from tests.factories.logistics import make_rate
from tests.factories.notices import tell_one
from tests.factories.orders import line_of, make_draft, version_of
from tests.factories.people import actor, make_session, make_user
from tests.factories.prices import make_source
from tests.processes.conftest import RunningPortal

BUYER, SUPPLIER, PENDING = "C10001", "C10002", "C10003"
VISITOR = "visitor"
PEOPLE = {
    "buyer": "buyer@example.com",
    "supplier": "supplier@example.com",
    "sales": "sales@example.com",
    "warehouse": "warehouse@example.com",
    "transport": "transport@example.com",
    "admin": "admin@example.com",
    "newcomer": "newcomer@example.com",
}
# Somebody who wants to see what the policy stopped must listen before the page's own first line.
NOTE_VIOLATIONS = "document.addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI))"


class Market:
    """A running portal full of sample data. `names` fills the addresses of the table of pages."""

    def __init__(self, portal: RunningPortal, chromium: Any) -> None:
        self.chromium = chromium
        self.portal = portal
        self.url = f"http://127.0.0.1:{self.portal.port}"
        self.app: Flask = create_app(self.portal.settings)
        self.database: Database = self.app.extensions["portal.database"]
        self.contexts: dict[tuple[str, ...], Any] = {}
        with self.database.writing() as session:
            make_user(session, email=PEOPLE["newcomer"], name="新来的")
            self.cookies = {who: self._cookie(session, email) for who, email in PEOPLE.items()}
            self.names = find_names(session, portal.settings.secret_key)
            buyer = session.scalars(select(User).where(User.email == PEOPLE["buyer"])).one()
            tell_one(session, buyer, no="T10001")
            self.names["leave"] = self.app.extensions["portal.leaving"].path(buyer.id, ["orders"]).rpartition("/")[2]
            supplier = session.scalars(select(User.id).where(User.email == PEOPLE["supplier"])).one()
            person = actor_of(session, supplier)
            assert person is not None
            mark = mark_of(session, person)
            link = self.app.extensions["portal.fresh_links"].path(person, "all", "", "confirm", mark=mark)
            self.names["fresh_link"] = link.rpartition("/")[2]
        self.names["mail"] = self._first_mail()

    def _cookie(self, session: Session, email: str) -> str:
        user = session.scalars(select(User).where(User.email == email)).one()
        assert isinstance(self.app.session_interface, SecureCookieSessionInterface)
        serializer = self.app.session_interface.get_signing_serializer(self.app)
        assert serializer is not None
        return str(serializer.dumps({"_user_id": make_session(session, user), "_fresh": True}))

    def _first_mail(self) -> str:
        """The mail that `find_names` left with the worker."""
        for _ in range(150):
            found = sorted(self.portal.settings.mail_dir.glob("*.eml"))
            if found:
                return found[0].stem
            time.sleep(0.2)
        raise AssertionError("the worker wrote no mail")

    def context(self, who: str = VISITOR, *, language: str = "zh-CN", **options: Any) -> Any:
        """A browser of that person's own."""
        context = self.chromium.new_context(
            viewport={"width": 1440, "height": 900}, locale=language, reduced_motion="reduce", **options
        )
        if who != VISITOR:
            context.add_cookies([{"name": "portal", "value": self.cookies[who], "url": self.url}])
        return context

    @contextmanager
    def page(self, who: str = VISITOR, **options: Any) -> Iterator[Any]:
        """A page in a browser used for this test alone."""
        context = self.context(who, **options)
        page = context.new_page()
        page.set_default_timeout(10_000)
        try:
            yield page
        finally:
            context.close()

    @contextmanager
    def watched(
        self, who: str, path: str, *, status: int = 200, then: int = 200, language: str = "zh-CN"
    ) -> Iterator[Any]:
        """A page at that address in the person's browser; fails when it breaks the policy, complains or asks another host.

        status: what it answers; then: what a form sent from it may answer. The browser complains of either, rightly.
        """
        context = self.contexts.get((who, language))
        if context is None:
            context = self.contexts[who, language] = self.context(who, language=language)
            context.add_init_script(NOTE_VIOLATIONS)
        page = context.new_page()
        page.set_default_timeout(10_000)
        faults: list[str] = []
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith((self.url, "data:", "blob:")) else faults.append(request.url)
            ),
        )
        page.on("pageerror", lambda error: faults.append(f"script failed: {error}"))
        page.on("console", lambda line: faults.append(line.text) if line.type in ("error", "warning") else None)
        try:
            answer = page.goto(self.url + path, wait_until="load")
            assert answer.status == status
            page.wait_for_selector("html[data-awake]", state="attached")
            yield page
        finally:
            page.close()
        meant = [f"status of {code}" for code in (status, then) if code != 200]
        assert [fault for fault in faults if not any(words in fault for words in meant)] == []

    def close(self) -> None:
        for context in self.contexts.values():
            context.close()
        self.database.engine.dispose()


def find_names(session: Session, secret: str) -> dict[str, str]:
    """What the addresses name, chosen so that each page shows as much as it can; what the sample data lack is added."""

    def one(query: Select[tuple[Any]]) -> Any:
        return session.scalars(query.limit(1)).one()

    def company(no: str) -> Organisation:
        found: Organisation = one(select(Organisation).where(Organisation.no == no))
        return found

    def person(who: str) -> User:
        found: User = one(select(User).where(User.email == PEOPLE[who]))
        return found

    buyer, supplier = company(BUYER), company(SUPPLIER)
    supply = one(
        select(Listing)
        .where(Listing.org_id == supplier.id, Listing.status == "published", Listing.warehouse_no != "")
        .order_by(Listing.id.in_(select(ListingRevision.listing_id)).desc(), Listing.id)
    )
    thread: Thread = one(
        select(Thread).where(Thread.org_id == buyer.id, Thread.subject_kind == "listing", Thread.status == "open")
        .order_by(Thread.message_count.desc())
    )  # fmt: skip
    lot = one(select(StockLot).where(StockLot.org_id == supplier.id, StockLot.removed_at.is_(None)))
    return {
        "supply": supply.no,
        "demand": one(
            select(Listing.no).where(Listing.kind == "demand", Listing.is_public, Listing.org_id == buyer.id)
        ),
        "draft": one(select(Listing.no).where(Listing.org_id == supplier.id, Listing.status == "draft")),
        "company": SUPPLIER,
        "pending": PENDING,
        "warehouse": supply.warehouse_no,
        "rate": one(select(FreightRate.no).where(FreightRate.org_id.is_(None))),
        "own_rate": make_rate(session, org_id=supplier.id).no,
        "place": place_of(session, buyer),
        "source": make_source(session).no,
        "lot": one(select(StockLot.no).join(Warehouse, Warehouse.id == StockLot.warehouse_id)),
        "own_lot": lot.no,
        "article": one(select(HelpArticle.slug).where(HelpArticle.state == PUBLISHED)),
        "notice": one(select(Notice.no)),
        "thread": thread.no,
        **settled(session, buyer, secret),
        "message": str(corrected(session, thread, person("buyer"))),
        "colleague": str(person("sales").id),
        **orders(session, person("sales"), buyer),
        "letter": str(one(select(Mail.id).where(Mail.outcome == WAITING_MAIL).order_by(Mail.id))),
        "reply": str(one(select(CannedReply.id).where(CannedReply.department == "sales"))),
        "rule": str(one(select(AutoRule.id).where(AutoRule.active.is_(True)).order_by(AutoRule.id))),
        **imports(session, supplier, person("supplier"), supply.no),
        **searches(session, person("buyer")),
        **links(session, person("buyer"), buyer),
    }


def settled(session: Session, buyer: Organisation, secret: str) -> dict[str, str]:
    """A settled thread of the buyer, the link to rate it, and a recovery under way."""
    row = session.execute(
        select(Thread.id, Thread.no, Thread.opened_by, ThreadEvent.id.label("closing"))
        .join(ThreadEvent, (ThreadEvent.thread_id == Thread.id) & (ThreadEvent.kind == "status"))
        .where(Thread.org_id == buyer.id, Thread.status.in_(("resolved", "closed")), Thread.side == "customer")
    ).first()
    assert row
    return {
        "settled": row.no,
        "rating_token": sign(secret, RatingLink(row.id, row.closing, row.opened_by)),
        "claim": session.scalars(
            select(Claim.no)
            .join(Thread, Thread.id == Claim.thread_id)
            .where(Thread.org_id == buyer.id, Claim.state == "proposal")
        ).one(),
        "recovery": session.scalars(
            select(Recovery.no).where(Recovery.state == "promised").order_by(Recovery.id).limit(1)
        ).one(),
    }


def place_of(session: Session, buyer: Organisation) -> str:
    """A place the buyer has goods sent to."""
    place = DeliveryPlace(
        no="P1TESTED1", org_id=buyer.id, name="一号工地", region_code="110112", address="某路 1 号", is_default=True
    )
    session.add(place)
    session.flush()
    return place.no


def corrected(session: Session, thread: Thread, author: User) -> int:
    """A message written and corrected a moment ago; it may be corrected again as long as the tests run."""
    message = Message(
        thread_id=thread.id, author_id=author.id, author_name=author.name, by_staff=False, body="要 30 吨", body_html="<p>要 30 吨</p>",
        client_key="corrected", created_at=now() + timedelta(hours=1), edited_at=now(),
    )  # fmt: skip
    session.add(message)
    session.flush()
    session.add(MessageRevision(message_id=message.id, body="要 20 吨", written_at=now(), replaced_at=now()))
    thread.message_count += 1
    return message.id


def orders(session: Session, seller: User, buyer: Organisation) -> dict[str, str]:
    """The buyer's quotation that waits and order under way of the sample data, and a draft with a line in it."""
    order = session.scalars(select(Order).join(Thread).where(Thread.org_id == buyer.id)).one()
    quoted = session.scalars(
        select(Quotation).join(Thread).where(Thread.org_id == buyer.id, Quotation.no != order.quotation_no)
    ).one()
    thread = session.get_one(Thread, quoted.thread_id)
    draft = make_draft(session, seller, thread)
    services.save_draft(session, actor(session, seller), draft, version=1, values=version_of(line_of()))
    return {"order": order.no, "quote": quoted.no, "quoted": thread.no, "quote_draft": draft}


def imports(session: Session, supplier: Organisation, person: User, listing_no: str) -> dict[str, str]:
    """A sheet being read, one in preview with a row open for correction, one published, and one that was no sheet."""

    def one(**values: Any) -> Import:
        return make_import(session, org_id=supplier.id, user_id=person.id, listing_no=listing_no, **values)

    preview = one()
    row = session.scalars(
        select(ImportRow.id).where(ImportRow.import_id == preview.id).order_by(ImportRow.position)
    ).first()
    return {
        "preview": preview.no,
        "preview_row": str(row),
        "reading": one(state="reading", done=200, total=1000).no,
        "published": one(state="done", published_at=now(), outcome={"created": 2, "updated": 1}).no,
        "unread": one(state="failed", error="文件有密码，请去掉密码再上传").no,
    }


def searches(session: Session, person: User) -> dict[str, str]:
    """A search somebody keeps and one of the past, one that found nothing, and a word staff have added."""
    moment = now()
    saved = SavedSearch(
        no="QABCDEFGH",
        user_id=person.id,
        name="天津三级螺纹",
        address="/search?q=%E8%9E%BA%E7%BA%B9&city=%E5%A4%A9%E6%B4%A5",
        key="k",
    )
    watches = [
        Watch(no=f"GABCDEFG{state}", user_id=person.id, kind="supply", doc_id=number, doc_no="S10001", state=state, title="螺纹钢 HRB400E Φ25×12m · 沙钢 · 天津")
        for number, state in enumerate(("there", "out", "gone"))
    ]  # fmt: skip
    session.add_all(watches)
    word = VocabularyWord(
        word="大螺",
        key="大螺",
        field="category",
        value="rebar",
        note="上海话",
        created_by="张业务",
        changed_by="张业务",
    )
    day = SearchDay(day=moment.date(), text="怪词", shown="怪词", count=3, zero=3, last_at=moment, last_zero_at=moment)
    past = PastSearch(user_id=person.id, text="螺纹钢 天津", shown="螺纹钢 天津", at=moment)
    session.add_all([saved, word, day, past])
    session.flush()
    return {"saved": saved.no, "word": str(word.id)}


def links(session: Session, person: User, company: Organisation) -> dict[str, str]:
    """Links that stand in mails, and one such mail on its way."""
    later = now() + timedelta(days=1)
    session.add(
        Registration(
            token_hash=secret_hash("registration"), email="first@example.com", password_hash="-", name="周采购",
            company="苏州宏越物资有限公司", uscc="91320500MA1WXYZ12X", kind="buyer", expires_at=later,
        )
    )  # fmt: skip
    session.add(
        Invitation(
            token_hash=secret_hash("invitation"), org_id=company.id, email="second@example.com", role="member",
            invited_by=person.id, expires_at=later,
        )
    )  # fmt: skip
    send_mail(session, "third@example.com", "accounts/known", locale="zh-CN", url="/password/reset", login_url="/login")
    return {
        "registration": "registration",
        "invitation": "invitation",
        "reset": make_link(session, user_id=person.id, purpose="reset", email=person.email, lasts=timedelta(hours=1)),
        "email_link": make_link(
            session, user_id=person.id, purpose="email", email="new@example.com", lasts=timedelta(hours=1)
        ),
    }
