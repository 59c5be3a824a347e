"""Loads what customers said of settled matters, and what is being put right."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.casework.models import (
    Claim,
    ClaimEvidence,
    ClaimNote,
    ClaimProposal,
    ClaimStep,
    ClaimTest,
    Rating,
    RecoveryCause,
)
from portal.casework.models.recovery import CLOSED as RIGHTED
from portal.casework.models.recovery import DEFAULT_CAUSES, OPEN, PROMISED
from portal.casework.moves import STATES
from portal.core.clock import SHANGHAI
from portal.demo.dice import Dice
from portal.demo.people import Cast
from portal.demo.recoveries import recover
from portal.standards import clock as clocks
from portal.standards.books import DEFAULT_BOOK
from portal.threads.models import CLOSED, CUSTOMER, RESOLVED, Message, Thread, ThreadEvent, ThreadRead
from portal.threads.promised import columns_of
from portal.threads.words import prepare

_RIGHTED: dict[str, dict[str, Any]] = {
    "送货迟到": {"cause": "发货延误", "note": "配载车在外环故障，调度没有通知客户；已约谈。"},
    "三天不回": {
        "state": RIGHTED, "cause": "部门衔接", "remedy": "compensation", "cost": Decimal("400.00"),
        "apology": "询价三天没人回，是我们休假没有交接好，向您致歉。", "promise": "本季订单免收短驳费两次；休假改为自动转接。",
        "note": "休假没有登记，询价无人接手。", "customer_said": "补报价收到了，现在都有人回。",
    },
    "对账单": {
        "state": PROMISED, "cause": "单据错误", "remedy": "compensation", "cost": Decimal("600.00"),
        "apology": "两个月对账单都把复磅费算了进去，向您致歉。", "promise": "多收的 600 元当天退回，两个月账单已更正，财务负责人给您回电。",
        "note": "复磅费没有标免收，系统照收。",
    },
}  # fmt: skip
_WORDS = ("回复很快，价格也实在", "", "车到得准时", "", "解决了，就是等得有点久", "质保书发得及时")


def load_casework(session: Session, dice: Dice, cast: Cast) -> None:
    """A rating for most settled threads, one of them low; a recovery under way and one closed."""
    causes = [RecoveryCause(name=name) for name in DEFAULT_CAUSES]
    session.add_all(causes)
    session.flush()  # the recoveries name them
    _claim(session, dice, cast, cause_id=causes[3].id)
    _complaints(session, dice, cast, {cause.name: cause.id for cause in causes})
    rated = _rate(session, dice)
    supervisor = cast.staff["supervision"][0]
    for number, (thread_id, closing, at) in enumerate(rated[:2]):
        done = number == 1
        recover(
            session, dice, supervisor, thread_id=thread_id, occasion="breach" if done else "rating", ref="" if done else str(closing),
            opened_at=at, told_at=at + timedelta(hours=1), closed_at=dice.now - timedelta(hours=5) if done else None,
            follow_up_d=-1 if done else 3, customer_said="后来都回得很快，谢谢" if done else "", cause_id=causes[0].id,
            promise="今后您的询价 30 分钟内有人回复；这一单的装车费由我们承担。", apology="这次报价让您等了两天，耽误了采购，向您致歉。",
            remedy="compensation", cost=Decimal("300.00"), note="负责人休假，没有交接。",
        )  # fmt: skip


def _complaints(session: Session, dice: Dice, cast: Cast, causes: dict[str, int]) -> None:
    """Every complaint has its recovery, as the portal opens it: one being looked into, one promised, one closed."""
    found = select(Thread.id, Thread.subject, Thread.created_at).where(Thread.kind == "complaint").order_by(Thread.id)
    for thread_id, subject, opened_at in session.execute(found).all():
        values = dict(next((ours for words, ours in _RIGHTED.items() if words in subject), {}))
        state, cause = values.pop("state", OPEN), values.pop("cause", "")
        recover(
            session, dice, cast.staff["supervision"][0], thread_id=thread_id, occasion="complaint", opened_at=opened_at,
            told_at=opened_at + timedelta(minutes=40) if state != OPEN else None,
            closed_at=dice.now - timedelta(hours=7) if state == RIGHTED else None,
            follow_up_d=-1 if state == RIGHTED else 2, cause_id=causes.get(cause), **values,
        )  # fmt: skip


def _rate(session: Session, dice: Dice) -> list[tuple[int, int, Any]]:
    """Returns what was rated, lowest first: thread, closing, moment."""
    settled = session.execute(
        select(Thread.id, Thread.opened_by, Thread.owner_id, Thread.department, ThreadEvent.id.label("closing"), ThreadEvent.created_at)
        .join(ThreadEvent, (ThreadEvent.thread_id == Thread.id) & (ThreadEvent.kind == "status"))
        .where(Thread.status.in_((RESOLVED, CLOSED)), Thread.side == CUSTOMER, Thread.owner_id.is_not(None))
        .where(Thread.kind.not_in(("complaint", "suggestion")))
        .order_by(Thread.id)
    ).all()  # fmt: skip
    found = []
    for number, row in enumerate(settled[:12]):
        by = session.scalar(
            select(Message.author_id).where(Message.thread_id == row.id, Message.by_staff.is_(False)).limit(1)
        )
        low = number == 0
        scores = (2, 2, 4) if low else tuple(dice.choice((4, 5, 5)) for _ in range(3))
        at = min(row.created_at + timedelta(minutes=20), dice.now - timedelta(minutes=5))
        session.add(
            Rating(
                thread_id=row.id, closing_id=row.closing, user_id=by or row.opened_by, owner_id=row.owner_id,
                department=row.department, quality=scores[0], speed=scores[1], attitude=scores[2],
                word="等了两天才有报价" if low else _WORDS[number % len(_WORDS)], created_at=at,
            )
        )  # fmt: skip
        found.append((row.id, row.closing, at))
    return found


_WHAT = "到货 12.6 吨 HRB400E Φ25，其中炉号 23A0715 的 4 捆表面有横向裂纹，抽检 2 支屈服强度 382、385 MPa，不到 400。货已单独堆放，没有使用。"
_ANSWER = "收到，对不起给您添麻烦了。请先把质保书、炉号标牌和裂纹照片传到异议单里，我们今天联系钢厂和第三方复检。"


def _claim(session: Session, dice: Dice, cast: Cast, *, cause_id: int) -> None:
    """A quality claim of the buyer's, with a proposal that waits for an answer."""
    company, ours = cast.companies["C10001"], cast.staff["quality"][0]
    buyer, begun = company.people[0], dice.now - timedelta(hours=26)
    thread = Thread(
        no=dice.number("T"), kind="claim", subject="质量异议：螺纹钢 HRB400E Φ25 表面裂纹", org_id=company.id, opened_by=buyer.id,
        owner_id=ours.id, department="quality", priority="high", status="answered", created_at=begun,
        last_message_at=begun + timedelta(minutes=18), last_message_excerpt=_ANSWER[:120], last_message_by_staff=True, message_count=2,
    )  # fmt: skip
    session.add(thread)
    session.flush()  # everything below hangs on it
    for by, text, minutes in ((buyer, _WHAT, 0), (ours, _ANSWER, 18)):
        words = prepare(text)
        message = Message(
            thread_id=thread.id, author_id=by.id, author_name=by.name, by_staff=by is ours, body=words.body, body_html=words.html,
            client_key=dice.key(), created_at=begun + timedelta(minutes=minutes),
        )  # fmt: skip
        session.add(message)
        session.flush()
        if by is ours:
            thread.last_staff_message_id = message.id
        else:
            thread.last_customer_message_id = message.id
    promise = DEFAULT_BOOK.promise(kind=thread.kind, tier="", priority=thread.priority)
    clock = clocks.answered(clocks.opened(begun), begun + timedelta(minutes=18))
    clock, _news = clocks.look(clock, promise, DEFAULT_BOOK.calendar, dice.now)
    for column, value in columns_of(clock, clocks.due(clock, promise, DEFAULT_BOOK.calendar), DEFAULT_BOOK).items():
        setattr(thread, column, value)
    delivered = (begun - timedelta(days=2)).astimezone(SHANGHAI).date()
    claim = Claim(
        no=dice.number("Y"), thread_id=thread.id, raised_by=buyer.id, raised_at=begun, kind="quality", state="proposal",
        delivered_on=delivered, delivery_place="天津西青区张家窝镇加工厂", heats="23A0715", amount=Decimal("12.6"), what=_WHAT, unused=True,
        identifiable=True, window_days=5, last_day=delivered + timedelta(days=5), days_late=0, cause_id=cause_id, version=4,
    )  # fmt: skip
    session.add(claim)
    session.flush()
    steps = (
        ("raise", "raised", buyer, "", 0), ("ask", "evidence", ours, "请传质保书和标牌照片。", 18),
        ("investigate", "investigating", ours, "", 160), ("propose", "proposal", ours, "复检不合格，4 捆全部换货，运费我方承担。", 1400),
    )  # fmt: skip
    for move, state, by, told, minutes in steps:
        at = begun + timedelta(minutes=minutes)
        session.add(
            ClaimStep(claim_id=claim.id, move=move, state=state, by_id=by.id, by_name=by.name, words=told, at=at)
        )
        facts = {"no": claim.no, "says": STATES[state]}
        session.add(
            ThreadEvent(
                thread_id=thread.id, kind="claim", by_id=by.id, by_name=by.name, public=True, facts=facts, created_at=at
            )
        )
    session.add_all(
        [
            ClaimEvidence(
                claim_id=claim.id, item="certificate", customer_at=begun + timedelta(hours=1), customer_name=buyer.name,
                staff_at=begun + timedelta(hours=2), staff_name=ours.name,
            ),
            ClaimEvidence(claim_id=claim.id, item="photos", customer_at=begun + timedelta(hours=1), customer_name=buyer.name),
            ClaimTest(
                claim_id=claim.id, ordered_by="seller", lab="国家钢材质量检验中心", result="2 支试样屈服强度 381、386 MPa，不合格", verdict="supports",
                cost=Decimal(1200), borne_by="seller", at=begun + timedelta(hours=20), by_name=ours.name,
            ),
            ClaimProposal(
                claim_id=claim.id, number=1, by_id=ours.id, by_name=ours.name, by_staff=True, upheld=True, remedy="replacement",
                words="复检不合格，4 捆全部换货，运费我方承担，后天送到。", at=begun + timedelta(minutes=1400),
            ),
            ClaimNote(claim_id=claim.id, by_id=ours.id, by_name=ours.name, words="钢厂承认该炉号轧制温度偏低，费用可向钢厂追偿。", at=begun + timedelta(hours=21)),
        ]
    )  # fmt: skip
    for by in (buyer, ours):
        session.add(
            ThreadRead(user_id=by.id, thread_id=thread.id, last_read_message_id=thread.last_staff_message_id, at=begun)
        )
