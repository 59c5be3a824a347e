"""A claim from raising to the customer's word, on its page; who may do what; what staff alone see."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.casework.models import Claim, ClaimProposal, ClaimStep, ClaimTest, Recovery, RecoveryCause
from portal.casework.services import claiming
from portal.casework.services.claim_moves import close_silent
from portal.core.audit import AuditEvent
from portal.core.clock import SHANGHAI, now
from portal.core.uow import Database
from portal.core.worker import Worker
from portal.logistics.models import StockLot, StockMovement
from portal.notifications.models import Notice
from portal.orders import services as orders
from portal.orders.models import Order, OrderLine, Quotation, QuotationVersion
from portal.orders.services import cancel
from portal.threads.models import Thread
from tests.attacks.world import PDF
from tests.factories.listings import make_listing
from tests.factories.logistics import make_lot, make_warehouse
from tests.factories.orders import line_of, make_order, order_version, ship
from tests.factories.people import actor, make_member, make_organisation
from tests.factories.threads import make_thread
from tests.integration.threads.people import Cast, open_

SignIn = Callable[[User], FlaskClient]


def today() -> date:
    return now().astimezone(SHANGHAI).date()


def form(**values: str) -> dict[str, str]:
    return {
        "kind": "quality", "delivered_on": (today() - timedelta(days=2)).isoformat(), "amount": "12.5", "what": "表面裂纹，屈服不合格",
        "heats": "23a0715", "bundles": "", "unused": "y", "identifiable": "y",
    } | values  # fmt: skip


@pytest.fixture
def raised(database: Database, cast: Cast, sign_in: SignIn) -> str:
    answer = sign_in(cast.member).post("/claims/new", data=form())
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].removeprefix("/claims/")


def promise(session: Session, lot: StockLot, company: str, order_no: str) -> None:
    """An order of another customer that holds goods of the lot."""
    other = make_organisation(session, name=company)
    buyer = make_member(session, other)
    thread = make_thread(session, other, buyer)
    quotation = Quotation(no="Q11111111", thread_id=thread.id, org_id=other.id, created_by=buyer.id)
    session.add(quotation)
    session.flush()
    version = QuotationVersion(quotation_id=quotation.id, number=1, created_by=buyer.id)
    session.add(version)
    session.flush()
    session.add(
        Order(
            no=order_no, version_id=version.id, quotation_no=quotation.no, thread_id=thread.id, org_id=other.id, title="螺纹钢",
            total=Decimal(1), created_by=buyer.id,
        )
    )  # fmt: skip
    session.add(
        StockMovement(
            lot_id=lot.id, kind="reserve", reserved_change=Decimal(5), on_hand_after=Decimal(5), reserved_after=Decimal(5),
            reference=order_no,
        )
    )  # fmt: skip
    session.flush()


def claim(database: Database, no: str) -> Claim:
    with database.reading() as session:
        return session.scalars(select(Claim).where(Claim.no == no)).one()


def move(sign_in: SignIn, database: Database, person: User, no: str, name: str, **terms: str) -> Any:
    data = {"version": str(claim(database, no).version), "remedy": "", "cause_id": "", "upheld": "yes"} | terms
    return sign_in(person).post(f"/claims/{no}/move/{name}", data=data)


def walk(sign_in: SignIn, database: Database, no: str, *moves: tuple[User, str, dict[str, str]]) -> None:
    for person, name, terms in moves:
        answer = move(sign_in, database, person, no, name, **terms)
        assert answer.status_code == 303, (name, answer.text)


def test_other_facts_in_a_form_that_was_sent_are_another_claim(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.member)
    raised = [
        browser.post("/claims/new", data=form(token="same-key-twice", heats=heats)).headers["Location"]
        for heats in ("A7-2216", "A7-2217", "A7-2217")
    ]
    assert raised[0] != raised[1] == raised[2]


def test_raising_opens_the_thread_once_and_says_when_it_is_in_time(
    database: Database, cast: Cast, sign_in: SignIn, worker: Worker
) -> None:
    browser, data = sign_in(cast.member), form(token="same-key-twice")
    first, second = browser.post("/claims/new", data=data), browser.post("/claims/new", data=data)
    assert first.headers["Location"] == second.headers["Location"]
    page = browser.get(first.headers["Location"]).text
    assert "在期限内" in page
    with database.reading() as session:
        thread = session.scalars(select(Thread)).one()
        assert (thread.kind, thread.org_id, thread.department) == ("claim", cast.company.id, "quality")
    assert f"/threads/{thread.no}/claim" in browser.get(f"/threads/{thread.no}").text
    assert "已提出" in browser.get(f"/threads/{thread.no}").text
    assert browser.get(f"/threads/{thread.no}/claim").headers["Location"] == first.headers["Location"]
    worker.drain()
    with database.reading() as session:
        assert cast.quality.id in set(session.scalars(select(Notice.user_id)))


def test_out_of_time_it_is_raised_all_the_same_and_both_sides_read_so(
    database: Database, cast: Cast, sign_in: SignIn
) -> None:
    late = (today() - timedelta(days=9)).isoformat()
    place = sign_in(cast.member).post("/claims/new", data=form(delivered_on=late)).headers["Location"]
    for person in (cast.member, cast.quality):
        text = sign_in(person).get(place).text
        assert "超出期限 4 天" in text
        assert "5 个自然日内" in text


def test_a_claims_thread_takes_one_claim(database: Database, cast: Cast, sign_in: SignIn) -> None:
    with database.writing() as session:
        no, other = open_(session, cast.member, kind="claim"), open_(session, cast.member)
    browser = sign_in(cast.member)
    assert browser.get(f"/threads/{no}/claim").headers["Location"] == f"/claims/new?thread={no}"
    made = browser.post(f"/claims/new?thread={no}", data=form()).headers["Location"]
    assert browser.post(f"/claims/new?thread={no}", data=form(what="另一个")).headers["Location"] == made
    assert browser.post(f"/claims/new?thread={other}", data=form()).status_code == 404
    assert browser.get(f"/threads/{other}/claim").status_code == 404
    assert sign_in(cast.quality).get(f"/threads/{no}/claim").headers["Location"] == made
    with database.reading() as session:
        assert len(session.scalars(select(Claim)).all()) == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"delivered_on": ""}, "delivered_on"),
        ({"delivered_on": "2099-01-01"}, "delivered_on"),
        ({"amount": ""}, "amount"),
        ({"what": " "}, "what"),
        ({"kind": "colour"}, "kind"),
        ({"order_no": "O00000000"}, "order_no"),
        ({"listing_no": "S00000000"}, "listing_no"),
        ({"kind": "weight"}, "stated"),
        ({"kind": "weight", "stated": "100", "weighed": "99.7"}, "weighed"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    database: Database, cast: Cast, sign_in: SignIn, changed: dict[str, str], field: str
) -> None:
    answer = sign_in(cast.member).post("/claims/new", data=form(heats="保留我") | changed)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert "保留我" in answer.text
    with database.reading() as session:
        assert session.scalars(select(Claim)).all() == []
        assert session.scalars(select(Thread)).all() == []


def test_what_the_order_knows_is_not_asked_again(database: Database, cast: Cast, sign_in: SignIn) -> None:
    with database.writing() as session:
        thread = session.scalars(select(Thread).where(Thread.no == open_(session, cast.member))).one()
        no = make_order(session, cast.sales, cast.member, thread, line_of())
        ship(session, cast.sales, no, "30", net=Decimal("29.98"))
        ship(session, cast.sales, no, "30")

    def known(person: User = cast.member) -> dict[str, Any]:
        with database.reading() as session:
            return claiming.facts_of_order(session, actor(session, person), no)

    def deliver(number: int) -> None:
        with database.writing() as session:
            by = actor(session, cast.sales)
            orders.deliver(session, by, no, number=number, version=order_version(session, no))

    assert known() == {"order_no": no}, "nothing came yet"
    deliver(1)
    assert (known()["delivered_on"], known()["stated"]) == (today(), Decimal("29.98"))
    assert "weighed" not in known(), "nobody has counted"
    with database.writing() as session:
        line = session.scalars(select(OrderLine.id)).one()
        orders.receive(session, actor(session, cast.member), no, number=1, counted={line: Decimal("29.5")})
    assert known()["weighed"] == Decimal("29.5")
    page = sign_in(cast.member).get(f"/claims/new?order={no}").text
    assert all(f'value="{value}"' in page for value in (no, today().isoformat(), "29.98", "29.5"))
    deliver(2)
    assert not {"stated", "weighed"} & set(known()), "the second vehicle was not weighed"
    assert known(cast.stranger) == {"order_no": no}


def test_within_the_tolerance_the_form_says_that_it_is_no_claim(cast: Cast, sign_in: SignIn) -> None:
    data = form(kind="weight", stated="62.48", weighed="62.3")
    text = sign_in(cast.member).post("/claims/new", data=data).text
    assert "相差 -2.88‰，在 ±3‰ 以内" in text


def test_the_whole_way_with_a_counter_proposal(
    database: Database, cast: Cast, sign_in: SignIn, raised: str, worker: Worker
) -> None:
    with database.writing() as session:
        session.add(RecoveryCause(id=1, name="货物质量"))
    walk(
        sign_in, database, raised,
        (cast.quality, "ask", {"words": "请传标牌照片"}),
        (cast.quality, "investigate", {}),
        (cast.quality, "propose", {"remedy": "reduction", "amount": "1000", "words": "每吨降 80", "cause_id": "1"}),
        (cast.member, "counter", {"remedy": "replacement", "words": "请换货"}),
        (cast.quality, "propose", {"remedy": "reduction", "amount": "2500", "words": "每吨降 200"}),
        (cast.member, "accept", {}),
    )  # fmt: skip
    found = claim(database, raised)
    assert (found.state, found.upheld, found.remedy, found.cause_id) == ("agreed", True, "reduction", 1)
    waits = "我们正在落实补救"
    theirs, ours = (sign_in(user).get(f"/claims/{raised}").text for user in (cast.member, cast.quality))
    assert ("物资通的方案 3" in theirs, "您的方案 2" in theirs, "我方" in theirs) == (True, True, False)
    assert ("我方的方案 3" in ours, "客户的方案 2" in ours) == (True, True)
    assert (waits in theirs, waits in ours) == (True, False), "who waits is told for what"
    walk(
        sign_in,
        database,
        raised,
        (cast.quality, "remedy", {"remedy": "reduction", "amount": "2500", "words": "已开红票"}),
    )
    walk(sign_in, database, raised, (cast.member, "dispute", {"words": "票还没收到"}))
    walk(
        sign_in, database, raised,
        (cast.quality, "remedy", {"remedy": "reduction", "amount": "2500.5", "words": "已寄出"}),
        (cast.manager, "confirm", {}),
    )  # fmt: skip
    found = claim(database, raised)
    assert (found.state, str(found.cost), found.silence_until) == ("confirmed", "2500.50", None)
    worker.drain()
    with database.reading() as session:
        assert [(p.number, p.by_staff, bool(p.accepted_at)) for p in session.scalars(select(ClaimProposal).order_by(ClaimProposal.number))] == [
            (1, True, False), (2, False, False), (3, True, True),
        ]  # fmt: skip
        assert [r.occasion for r in session.scalars(select(Recovery))] == ["claim"]
        steps = session.scalars(select(ClaimStep).order_by(ClaimStep.id)).all()
        assert len(steps) == 11
        told = session.scalars(select(Notice).where(Notice.link == f"/claims/{raised}")).all()
        assert {n.user_id for n in told} == {cast.member.id, cast.quality.id}
        moved = session.scalars(select(AuditEvent).where(AuditEvent.action == "claim.moved")).all()
        assert len(moved) == 10


def test_the_words_of_a_claim_keep_its_promises_and_its_end_settles_the_thread(
    database: Database, cast: Cast, sign_in: SignIn, raised: str, worker: Worker
) -> None:
    def thread() -> Thread:
        with database.reading() as session:
            return session.scalars(select(Thread)).one()

    with database.writing() as session:
        session.add(RecoveryCause(id=1, name="货物质量"))
    assert (thread().owner_id, thread().status) == (None, "open")
    walk(sign_in, database, raised, (cast.quality, "investigate", {}))
    assert thread().owner_id == cast.quality.id, "who takes the claim up is in charge of it"
    assert thread().first_answered_at is None, "a state alone answers nobody"
    walk(
        sign_in, database, raised,
        (cast.quality, "propose", {"remedy": "reduction", "amount": "1000", "words": "每吨降 80", "cause_id": "1"}),
    )  # fmt: skip
    assert thread().first_answered_at is not None
    assert (thread().status, thread().next_due_at) == ("answered", None)
    walk(sign_in, database, raised, (cast.member, "counter", {"remedy": "replacement", "words": "请换货"}))
    assert thread().status == "open"
    assert thread().next_due_at is not None, "a counter-proposal wants an answer in the time that is promised"
    walk(
        sign_in, database, raised,
        (cast.quality, "take", {}),
        (cast.quality, "remedy", {"remedy": "replacement", "amount": "1820", "words": "已换货"}),
        (cast.member, "confirm", {}),
    )  # fmt: skip
    assert (thread().status, thread().due_at) == ("resolved", None)
    with database.reading() as session:
        recovery = session.scalars(select(Recovery)).one()
    assert (recovery.cause_id, recovery.remedy, recovery.cost) == (1, "replacement", Decimal("1820"))
    talk = sign_in(cast.member).get(f"/threads/{thread().no}").text
    assert f"【{raised}】每吨降 80" in talk


def test_what_supervision_filled_in_a_recovery_stays_whatever_the_claim_comes_to(
    database: Database, cast: Cast, sign_in: SignIn, raised: str
) -> None:
    walk(
        sign_in, database, raised,
        (cast.quality, "investigate", {}), (cast.quality, "propose", {"remedy": "reduction", "amount": "1000", "words": "每吨降 80"}),
        (cast.member, "accept", {}),
    )  # fmt: skip
    with database.writing() as session:
        session.execute(update(Recovery).values(cost=Decimal("1300"), remedy="apology"))
    walk(
        sign_in, database, raised, (cast.quality, "remedy", {"remedy": "reduction", "amount": "1000", "words": "已退"})
    )
    with database.writing() as session:
        recovery = session.scalars(select(Recovery)).one()
        assert (recovery.cost, recovery.remedy) == (Decimal("1300"), "apology")
        session.execute(update(Recovery).values(state="closed", cost=None))
    walk(sign_in, database, raised, (cast.member, "confirm", {}))
    with database.reading() as session:
        assert session.scalars(select(Recovery.cost)).one() is None, "what is closed is not written to"


def test_no_claim_found_and_accepted_ends_it_without_recovery(
    database: Database, cast: Cast, sign_in: SignIn, raised: str
) -> None:
    walk(
        sign_in, database, raised,
        (cast.quality, "investigate", {}),
        (cast.quality, "propose", {"upheld": "no", "words": "复检合格"}),
        (cast.member, "accept", {}),  # a stale button: it is the finding that is accepted
    )  # fmt: skip
    found = claim(database, raised)
    assert (found.state, found.upheld, found.remedy) == ("confirmed", False, "")
    with database.reading() as session:
        assert session.scalars(select(Recovery)).all() == []


def test_only_supervision_writes_an_award(
    database: Database, cast: Cast, sign_in: SignIn, raised: str, worker: Worker
) -> None:
    def told(says: str) -> set[int]:
        worker.drain()
        with database.reading() as session:
            return set(session.scalars(select(Notice.user_id).where(Notice.says.like(f"%{says}%"))))

    walk(
        sign_in, database, raised,
        (cast.quality, "investigate", {}), (cast.quality, "propose", {"upheld": "no", "words": "合格"}), (cast.member, "arbitrate", {"words": "不认可"}),
    )  # fmt: skip
    assert told("转入仲裁") == {cast.supervisor.id, cast.quality.id}, "who must enter the award hears of it"
    award = {"remedy": "return", "words": "仲裁委：退货"}
    assert move(sign_in, database, cast.quality, raised, "award", **award).status_code == 403
    assert move(sign_in, database, cast.member, raised, "award", **award).status_code == 403
    walk(sign_in, database, raised, (cast.supervisor, "award", award))
    assert (claim(database, raised).state, claim(database, raised).upheld) == ("agreed", True)
    assert told("已达成一致") == {cast.member.id, cast.quality.id}, "and who must see to the remedy"


def test_after_the_stated_silence_it_closes_by_itself(
    database: Database, cast: Cast, sign_in: SignIn, raised: str
) -> None:
    walk(
        sign_in, database, raised,
        (cast.quality, "investigate", {}), (cast.quality, "propose", {"remedy": "apology", "words": "致歉"}), (cast.member, "accept", {}),
        (cast.quality, "remedy", {"remedy": "apology", "amount": "0", "words": "已致歉"}),
    )  # fmt: skip
    assert "7 天内没有答复，视为接受并关闭" in sign_in(cast.member).get(f"/claims/{raised}").text
    with time_machine.travel(now() + timedelta(days=6, hours=23)):
        close_silent(database)
        assert claim(database, raised).state == "remedied"
    with time_machine.travel(now() + timedelta(days=7, minutes=1)):
        close_silent(database)
        close_silent(database)
    assert claim(database, raised).state == "lapsed"
    with database.reading() as session:
        assert len(session.scalars(select(ClaimStep).where(ClaimStep.move == "lapse")).all()) == 1
        assert session.scalars(select(Thread.status)).one() == "resolved"


def test_a_move_without_what_it_needs_keeps_what_was_typed(
    database: Database, cast: Cast, sign_in: SignIn, raised: str
) -> None:
    walk(sign_in, database, raised, (cast.quality, "investigate", {}))
    answer = move(sign_in, database, cast.quality, raised, "propose", words="理由写好了", amount="12x")
    assert answer.status_code == 422
    assert "理由写好了" in answer.text
    assert "propose-amount-error" in answer.text
    answer = move(sign_in, database, cast.quality, raised, "propose", words="理由写好了")
    assert "propose-remedy-error" in answer.text
    assert claim(database, raised).state == "investigating"


def test_two_at_once_do_not_both_move_it(database: Database, cast: Cast, sign_in: SignIn, raised: str) -> None:
    walk(sign_in, database, raised, (cast.quality, "investigate", {}))
    stale = {"version": "1"}
    assert (
        move(sign_in, database, cast.quality, raised, "propose", remedy="return", words="退货", **stale).status_code
        == 409
    )
    assert move(sign_in, database, cast.quality, raised, "withdraw").status_code == 403
    assert (
        move(sign_in, database, cast.quality, raised, "remedy", remedy="return", amount="1", words="x").status_code
        == 409
    )
    assert move(sign_in, database, cast.quality, raised, "nonsense").status_code == 409
    assert "异议刚刚有了变化" not in sign_in(cast.quality).get(f"/claims/{raised}").text
    proposed = (cast.quality, "propose", {"remedy": "return", "words": "退货"})
    walk(sign_in, database, raised, proposed, (cast.member, "accept", {}))
    late = move(sign_in, database, cast.member, raised, "counter", remedy="return", words="我的理由<b>")
    assert (late.status_code, "我的理由&lt;b&gt;" in late.text) == (409, True), (
        "words for a move that is gone are not lost"
    )
    late = move(sign_in, database, cast.member, raised, "counter", words="我的理由", amount="x")
    assert (late.status_code, "我的理由" in late.text, "异议刚刚有了变化" in late.text) == (422, True, True)


def test_evidence_is_ticked_by_either_side_with_files(
    database: Database, cast: Cast, sign_in: SignIn, raised: str
) -> None:
    path = f"/claims/{raised}/evidence/certificate"
    files = {"files": (io.BytesIO(PDF), "质保书.pdf")}
    assert sign_in(cast.member).post(path, data=files, content_type="multipart/form-data").status_code == 303
    assert sign_in(cast.quality).post(path, data={"do": "tick"}).status_code == 303
    page = sign_in(cast.quality).get(f"/claims/{raised}").text
    assert "质保书.pdf" in page
    assert cast.member.name in page
    link = page.partition(f'href="/claims/{raised}/files/')[2].partition('"')[0]
    for person, status in ((cast.viewer, 200), (cast.quality, 200), (cast.stranger, 404), (cast.supplier, 404)):
        with sign_in(person).get(f"/claims/{raised}/files/{link}") as answer:
            assert answer.status_code == status
    assert sign_in(cast.member).post(path, data={"do": "untick"}).status_code == 303
    assert sign_in(cast.viewer).post(path, data={"do": "tick"}).status_code == 404
    assert sign_in(cast.member).post(f"/claims/{raised}/evidence/tickets", data={}).status_code == 422


def test_who_asked_for_evidence_hears_once_that_it_came(
    database: Database, worker: Worker, cast: Cast, sign_in: SignIn, raised: str
) -> None:
    def told() -> list[int]:
        worker.drain()
        with database.reading() as session:
            found = session.scalars(
                select(Notice).where(Notice.link == f"/claims/{raised}", Notice.says.like("%补了证据"))
            )
            return [one.user_id for one in found]

    path = f"/claims/{raised}/evidence/"
    sign_in(cast.member).post(f"{path}numbers", data={"do": "tick"})
    assert told() == [], "nobody had asked"
    walk(sign_in, database, raised, (cast.quality, "ask", {"words": "请补现场照片"}))
    sign_in(cast.quality).post(f"{path}photos", data={"do": "tick"})
    sign_in(cast.member).post(f"{path}photos", data={"do": "untick"})
    assert told() == [], "nothing came"
    for item in ("photos", "certificate"):
        sign_in(cast.member).post(f"{path}{item}", data={"do": "tick"})
    assert told() == [cast.quality.id]


def test_a_tests_cost_is_borne_by_whoever_was_wrong(
    database: Database, cast: Cast, sign_in: SignIn, raised: str
) -> None:
    browser = sign_in(cast.quality)
    data = {"ordered_by": "customer", "lab": "国家钢材质检中心", "cost": "800", "verdict": "", "result": ""}
    assert browser.post(f"/claims/{raised}/tests", data=data).status_code == 303
    with database.reading() as session:
        test = session.scalars(select(ClaimTest)).one()
        assert (test.borne_by, test.verdict) == ("", "")
    done = data | {"verdict": "supports", "result": "屈服 380，不合格"}
    assert browser.post(f"/claims/{raised}/tests/{test.id}", data=done | {"result": ""}).status_code == 422
    assert browser.post(f"/claims/{raised}/tests/{test.id}", data=done).status_code == 303
    assert browser.post(f"/claims/{raised}/tests/999999", data=done).status_code == 404
    page = sign_in(cast.member).get(f"/claims/{raised}").text
    assert "国家钢材质检中心" in page
    assert "<dt>承担</dt><dd>物资通</dd>" in page
    with database.reading() as session:
        assert session.scalars(select(ClaimTest)).one().borne_by == "seller"
    assert sign_in(cast.member).post(f"/claims/{raised}/tests", data=data).status_code == 404


def test_notes_lots_causes_and_other_buyers_are_the_staffs_alone(
    database: Database, cast: Cast, sign_in: SignIn, raised: str
) -> None:
    with database.writing() as session:
        session.add(RecoveryCause(id=1, name="内部原因甲"))
        lot = make_lot(session, make_warehouse(session), heat_no="23A0715")
        make_lot(session, make_warehouse(session), heat_no="OTHER")
        promise(session, lot, "另一家买主有限公司", "O11111111")
        lot_no = lot.no
    browser = sign_in(cast.quality)
    assert browser.post(f"/claims/{raised}/notes", data={"words": "钢厂承认轧制问题"}).status_code == 303
    assert browser.post(f"/claims/{raised}/notes", data={"words": " "}).status_code == 422
    walk(sign_in, database, raised, (cast.quality, "investigate", {}))
    walk(sign_in, database, raised, (cast.quality, "propose", {"remedy": "return", "words": "退货", "cause_id": "1"}))
    inner = ("钢厂承认轧制问题", "受影响的批次", "还有谁买了", "内部原因甲", "另一家买主有限公司", "O11111111")
    page = browser.get(f"/claims/{raised}").text
    assert lot_no in page
    assert "另一家买主有限公司" in page
    assert "O11111111" in page
    assert "钢厂承认轧制问题" in page
    assert "内部原因甲" in page
    for person in (cast.member, cast.manager, cast.viewer):
        text = sign_in(person).get(f"/claims/{raised}").text
        assert [word for word in (*inner, lot_no) if word in text] == []
        assert sign_in(person).post(f"/claims/{raised}/notes", data={"words": "x"}).status_code == 404


def test_lots_are_found_however_their_numbers_were_written_and_who_gave_back_bought_nothing(
    database: Database, cast: Cast, sign_in: SignIn, raised: str
) -> None:
    with database.writing() as session:
        place = make_warehouse(session)
        listing = make_listing(session, cast.supplier_company, warehouse_id=place.id)
        numbers = {"heat_no": "23a0714、23a0715"}  # of one mill's day, as its keeper typed them
        lot = make_lot(session, place, listing_id=listing.id, org_id=cast.supplier_company.id, **numbers)
        others = [make_lot(session, place, heat_no=heat).no for heat in ("123A0715", "23A07150", "23A071", "%")]
        orders = {}
        for name in ("提走的公司", "取消的公司", "还没提的公司"):
            company = make_organisation(session, kind="buyer", name=name)
            buyer = make_member(session, company)
            thread = make_thread(session, company, buyer)
            orders[name] = make_order(session, cast.sales, buyer, thread, line_of(listing, "10"))
        ship(session, cast.sales, orders["提走的公司"], "8")
        gone = orders["取消的公司"]
        cancel(session, actor(session, cast.sales), gone, version=order_version(session, gone), reason="客户不要了")
        lot_no = lot.no
    page = sign_in(cast.quality).get(f"/claims/{raised}").text
    assert lot_no in page
    assert [no for no in others if no in page] == []
    assert [name for name, no in orders.items() if name in page or no in page] == ["提走的公司", "还没提的公司"]


def test_a_claim_by_bundles_finds_their_lots(database: Database, cast: Cast, sign_in: SignIn) -> None:
    with database.writing() as session:
        lot, other = (make_lot(session, bundle_no=one).no for one in ("k7701/K7702", "K7703"))
    answer = sign_in(cast.member).post("/claims/new", data=form(heats="", bundles="K7702，k7709"))
    page = sign_in(cast.quality).get(answer.headers["Location"]).text
    assert (lot in page, other in page) == (True, False)


@pytest.mark.parametrize("who", ["stranger", "supplier"])
def test_for_others_it_does_not_exist(database: Database, cast: Cast, sign_in: SignIn, raised: str, who: str) -> None:
    browser = sign_in(getattr(cast, who))
    assert browser.get(f"/claims/{raised}").status_code == 404
    for path, data in (
        ("move/withdraw", {"version": "1"}),
        ("evidence/photos", {}),
        ("move/investigate", {"version": "1"}),
    ):
        assert browser.post(f"/claims/{raised}/{path}", data=data).status_code == 404
    assert claim(database, raised).state == "raised"


def test_viewers_read_and_do_nothing(database: Database, cast: Cast, sign_in: SignIn, raised: str) -> None:
    browser = sign_in(cast.viewer)
    page = browser.get(f"/claims/{raised}").text
    assert "/move/" not in page
    assert move(sign_in, database, cast.viewer, raised, "withdraw").status_code == 403
    assert browser.get("/claims/new").status_code == 403


def test_the_page_asks_little_whatever_it_shows(
    database: Database, cast: Cast, sign_in: SignIn, raised: str, count_queries: list[str]
) -> None:
    browser = sign_in(cast.quality)
    browser.get(f"/claims/{raised}")
    for item in ("certificate", "photos", "numbers"):
        browser.post(f"/claims/{raised}/evidence/{item}", data={"do": "tick"})
    count_queries.clear()
    browser.get(f"/claims/{raised}")
    assert len(count_queries) <= 15
