"""Sample work of the desk: ready answers, a view, tags, a hand-off and a task on open threads, how departments give out their work."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.core.clock import SHANGHAI, now
from portal.demo.dice import Dice
from portal.demo.people import Cast, Person
from portal.materials.text import fold_characters
from portal.threads.casefile import Absence, CannedReply, DeskRule, DeskView, HandOff, Task, ThreadLink, ThreadWatcher
from portal.threads.models import ACTIVE, CUSTOMER, RESTRICTED_KINDS, Thread, ThreadEvent

_REPLIES = (
    ("", "已收到", "{联系人}您好，{客户}关于“{主题}”的来信已收到，单号 {单号}，由我（{我}）跟进。"),
    ("", "请补充信息", "请补充规格、数量、交货地和希望的到货时间，我们马上核实。"),
    ("sales", "报价有效期", "以上报价含 13% 税，当天有效；货量和价格以确认为准。"),
    ("sales", "质保书", "质保书随货同行，电子版今天发到会话里。炉号请对照捆包牌。"),
    ("transport", "车已安排", "车已安排，司机电话和车牌稍后发给您。到货前一小时司机会联系收货人。"),
    ("warehouse", "提货须知", "提货请带提单和身份证；仓库 8:30 开始装车，12:00–13:30 休息。"),
    ("quality", "质量异议资料", "请提供质保书、炉号和捆包号的照片、现场照片；货请先不要使用，保持可识别。"),
)


def load_desk(session: Session, dice: Dice, cast: Cast) -> None:
    """Insert all of it."""
    staff = {department: people[0] for department, people in cast.staff.items()}
    moment = now()
    for department, title, body in _REPLIES:
        session.add(
            CannedReply(
                department=department, title=title, body=body, folded=fold_characters(f"{title} {body}"),
                changed_by=staff[department or "sales"].name, changed_at=moment - timedelta(days=dice.randint(2, 40)),
            )
        )  # fmt: skip
    morning = moment.astimezone(SHANGHAI).replace(hour=8, minute=30, second=0, microsecond=0)
    session.add_all(
        [
            DeskView(user_id=staff["supervision"].id, name="全部超时", query="view=overdue", shared=True),
            DeskView(user_id=staff["sales"].id, name="我的急单", query="view=active&whose=mine&priority=urgent"),
            DeskRule(department="transport", mode="least", accept_minutes=20, work_minutes=180),
            Absence(
                user_id=staff["quality"].id, deputy_id=staff["supervision"].id, since=morning + timedelta(days=12),
                until=morning + timedelta(days=15), note="外出验厂",
            ),
        ]
    )  # fmt: skip
    threads = session.scalars(
        select(Thread)
        .where(Thread.side == CUSTOMER, Thread.status.in_(ACTIVE), Thread.kind.not_in(RESTRICTED_KINDS))
        .order_by(Thread.id)
        .limit(6)
    ).all()
    _work_on(session, [thread.id for thread in threads], staff)


def _work_on(session: Session, ids: list[int], staff: dict[str, Person]) -> None:
    moment = now()
    sales, transport = staff["sales"], staff["transport"]
    for thread_id, tags in zip(ids, (",急单,", ",待核运费,", ",发票,"), strict=False):
        session.execute(update(Thread).where(Thread.id == thread_id).values(tags=tags))
    if len(ids) < 4:
        return
    said = {"to": "transport", "said": "核实运费"}
    session.add_all(
        [
            HandOff(
                thread_id=ids[1], from_department="sales", to_department="transport", reason="客户要送到工地，需要确认运费",
                asked="天津到工地 35 吨的含税运价和最早到货时间", by_id=sales.id, by_name=sales.name,
                accept_by=moment + timedelta(minutes=20), due_at=moment + timedelta(hours=3), warn_at=moment + timedelta(minutes=15),
            ),
            ThreadEvent(thread_id=ids[1], kind="handed", by_id=sales.id, by_name=sales.name, public=True, facts=said),
            Task(
                thread_id=ids[1], title="向承运商确认 13 米车", department="transport", assignee_id=transport.id,
                due_at=moment + timedelta(hours=2), warn_at=moment + timedelta(minutes=90), created_by=sales.id, created_name=sales.name,
            ),
            Task(
                thread_id=ids[2], title="补发质保书扫描件", department="quality", created_by=sales.id,
                created_name=sales.name,
            ),
            ThreadLink(thread_id=ids[1], other_id=ids[3], by_id=sales.id),
            ThreadWatcher(thread_id=ids[2], user_id=transport.id),
        ]
    )  # fmt: skip
