"""Loads what customers said of settled matters, and what is being put right."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.casework.models import Rating, Recovery, RecoveryCause
from portal.casework.models.recovery import DEFAULT_CAUSES
from portal.core.clock import SHANGHAI
from portal.demo.dice import Dice
from portal.demo.people import Cast
from portal.threads.models import CLOSED, CUSTOMER, RESOLVED, Thread, ThreadEvent
from portal.threads.models.talk import Message

_WORDS = ("回复很快，价格也实在", "", "车到得准时", "", "解决了，就是等得有点久", "质保书发得及时")


def load_casework(session: Session, dice: Dice, cast: Cast) -> None:
    """A rating for most settled threads, one of them low; a recovery under way and one closed."""
    causes = [RecoveryCause(name=name) for name in DEFAULT_CAUSES]
    session.add_all(causes)
    session.flush()  # the recoveries name them
    rated = _rate(session, dice)
    supervisor = cast.staff["supervision"][0]
    today = dice.now.astimezone(SHANGHAI).date()
    for number, (thread_id, closing, at) in enumerate(rated[:2]):
        done = number == 1
        ours = {
            "promise": "已安排重新过磅，差额 0.42 吨从本月货款中扣除，结算单 2 个工作日内发您。",
            "apology": "这次磅差没有及时核对，耽误了您的时间，向您致歉。",
            "remedy": "compensation",
            "cost": Decimal("1554.00"),
            "cause_id": causes[5].id,
            "note": "装车前空车未归零，已通知仓库每班校磅。",
        }  # fmt: skip
        session.add(
            Recovery(
                no=dice.number("B"), thread_id=thread_id, occasion="rating" if not done else "breach", ref=str(closing) if not done else "",
                state="closed" if done else "promised", opened_at=at, promised_at=at + timedelta(hours=1),
                follow_up_on=today - timedelta(days=1) if done else today + timedelta(days=3),
                closed_at=dice.now - timedelta(hours=5) if done else None, closed_by=supervisor.id if done else None,
                customer_said="钱已经退到账，谢谢" if done else "", **ours,
            )
        )  # fmt: skip
        step: dict[str, Any] = {
            "thread_id": thread_id,
            "by_id": supervisor.id,
            "by_name": supervisor.name,
            "public": True,
        }
        session.add(
            ThreadEvent(kind="recovery", facts={"promise": ours["promise"]}, created_at=at + timedelta(hours=1), **step)
        )
        if done:
            session.add(ThreadEvent(kind="recovered", facts={}, created_at=dice.now - timedelta(hours=5), **step))


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
                word="等了两天才核对磅单" if low else _WORDS[number % len(_WORDS)], created_at=at,
            )
        )  # fmt: skip
        found.append((row.id, row.closing, at))
    return found
