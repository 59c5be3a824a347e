"""Matters of the last three months, settled long ago: what the figures of `/service-standards` are made of. Most promises were kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from portal.core.files import FileStore
from portal.demo.dice import Dice
from portal.demo.people import Cast
from portal.demo.scripts import Line, Script
from portal.demo.stage import Said, Spoken
from portal.demo.talk import insert_talk
from portal.standards.books import DEFAULT_BOOK
from portal.threads.models import CLOSED, DEPARTMENT_OF

_SEED = 20260612
_TALKS: tuple[tuple[str, str, Sequence[str]], ...] = (
    ("inquiry", "螺纹钢 HRB400E Φ20 现货", ("C 还有多少吨？今天能提吗？", "S 还有 86 吨，今天下午四点前能提。", "C 单价含税吗？", "S 含 13% 税，理计。", "S 已锁货，合同发您邮箱了。")),
    ("inquiry", "镀锌板 DX51D 1.0×1250×C", ("C 求两卷，要 Z120 的。", "S 有三卷 Z120，卷重 8 吨左右，报价单已附。", "C 能开平吗？", "S 能，开平费每吨 60 元，次日出货。", "S 您确认的两卷已开平装车。")),
    ("inquiry", "无缝管 20# 159×6", ("C 8 支，定尺 9 米。", "S 有 6 米倍尺，9 米定尺要等周四到货。", "C 那就等周四，价格定得住吗？", "S 定得住，按今天的价签。", "S 到货了，已通知仓库备货。")),
    ("order", "订单发票抬头更正", ("C 抬头少了“股份”两个字，能重开吗？", "S 可以，原票请退回，今天重开。", "S 新票已寄出，单号见附言。")),
    ("order", "合同提货日期改到周五", ("C 车周五才到，能改提货日期吗？", "S 可以，仓储费到周五免收。", "C 要另签吗？", "S 不用，我们在合同上备注。", "S 已改好，周五凭原提单提货。")),
    ("transport", "卸货点进不了 13 米车", ("C 工地门口在修路，13 米车进不去。", "S 换两台 9.6 米车，差价我们跟您对一下。", "C 差多少？", "S 每吨多 18 元。", "S 两台车都已签收。")),
    ("transport", "到货时间能提前吗", ("C 明天上午能到吗？", "S 司机今晚走，预计明天十点到。", "S 已签收，回单传给您。")),
    ("storage", "超期仓储费怎么算", ("C 免费期过了三天，费用怎么算？", "S 每吨每天 0.4 元，从第 16 天起算。", "C 周末也算吗？", "S 算自然日。", "S 账单已发，核对无误请付款。")),
)  # fmt: skip
_FROM = ("C10029", "C10030", "C10031", "C10032", "C10033", "C10035", "C10036", "C10037", "C10038", "C10039")
_RECENT, _OLDER = 34, 46


def load_history(session: Session, cast: Cast, *, files: FileStore) -> None:
    """Insert them; by a chance of its own, so that nothing else of the market changes."""
    dice = Dice(_SEED)
    threads = [
        _spoken(dice, cast, number, days=dice.uniform(2, 29.5) if number < _RECENT else dice.uniform(31, 88))
        for number in range(_RECENT + _OLDER)
    ]
    insert_talk(session, dice, sorted(threads, key=lambda one: one.messages[0].at), files=files)


def _spoken(dice: Dice, cast: Cast, number: int, *, days: float) -> Spoken:
    kind, subject, talk = _TALKS[number % len(_TALKS)]
    company, owner = cast.companies[dice.choice(_FROM)], dice.choice(cast.staff[DEPARTMENT_OF[kind]])
    lines = [Line(who, text) for who, text in (one.split(" ", 1) for one in talk)]
    script = Script(kind, company.no, status=CLOSED, hours=days * 24, subject=subject, lines=lines)
    row = {
        "no": dice.number("T"), "kind": kind, "subject": subject, "subject_kind": "", "subject_no": "", "subject_title": "",
        "department": DEPARTMENT_OF[kind], "priority": "normal",
    }  # fmt: skip
    thread, calendar = Spoken(script, company, owner, row), DEFAULT_BOOK.calendar
    gaps = _gaps(dice, number, lines, is_recent=days < 30)
    at = calendar.before(dice.now - timedelta(days=days), sum(gaps, timedelta(minutes=dice.uniform(5, 400))))
    for line, gap in zip(lines, gaps, strict=True):
        at = calendar.after(at, gap)
        is_ours = line.who == "S"
        thread.messages.append(Said(thread, line, owner if is_ours else company.contact, is_ours, at, line.text))
    return thread


def _gaps(dice: Dice, number: int, lines: Sequence[Line], *, is_recent: bool) -> list[timedelta]:
    """Working time before each line. One first answer in twelve is late, one later answer in eleven, one solution in ten."""
    found, last = [], len(lines) - 1
    for position, line in enumerate(lines):
        if position == 0:
            minutes = 0.0
        elif position == last:
            minutes = dice.uniform(560, 700) if number % 10 == 7 else dice.uniform(70, 330)
        elif position == 1:
            minutes = dice.triangular(8, 28, 15) if is_recent else dice.triangular(12, 29, 22)
            minutes = dice.uniform(65, 110) if number % 12 == 4 else minutes
        elif line.who == "C":
            minutes = dice.uniform(2, 25)
        else:
            minutes = dice.triangular(9, 52, 22) if is_recent else dice.triangular(14, 57, 34)
            minutes = dice.uniform(70, 130) if number % 11 == 6 else minutes
        found.append(timedelta(minutes=minutes))
    return found
