"""Answers made into articles carry nobody's name, number or address; what the answer says stays."""

from __future__ import annotations

import time

import pytest

from portal.threads.nameless import COLLEAGUE, COMPANY, CUSTOMER, nameless

KNOWN = {
    COMPANY: ["鑫源宏业", "无锡锡东特钢有限公司"],
    COLLEAGUE: ["李经纬", "黄蓉蓉"],
    CUSTOMER: ["天津海河建工集团有限公司", "海河建工", "张伟", "王"],
}
PLACES = ("天津", "上海", "无锡", "河北")

TAKEN_OUT = [
    ("张总，您的货明天到。", "【联系人】，您的货明天到。"),
    ("张总的意思是分两车，王总会来。", "【联系人】的意思是分两车，【联系人】会来。"),
    ("李经理您好，陈工已经看过，王师傅明早装车。", "【联系人】您好，【联系人】已经看过，【联系人】明早装车。"),
    ("赵老板、孙总监、周副总、李总经理、吴主任", "【联系人】、【联系人】、【联系人】、【联系人】、【联系人】"),
    ("欧阳总好，司马女士也在", "【联系人】好，【联系人】也在"),
    ("周总，于总，高经理，方师傅", "【联系人】，【联系人】，【联系人】，【联系人】"),
    ("王建国经理、刘洋先生", "【联系人】、【联系人】"),
    ("陈采购，质保书随货走", "【联系人】，质保书随货走"),
    ("我是监督部的李经纬，海河建工的张伟说过", "我是监督部的【同事】，【客户】的【客户】说过"),
    ("天津海河建工集团有限公司第二项目部", "【客户】第二项目部"),
    ("鑫源宏业也有一批", "【企业】也有一批"),
    ("小张今天不在，找老王", "【联系人】今天不在，找【联系人】"),
    ("我姓周，免贵姓欧阳", "我姓【联系人】，免贵姓【联系人】"),
    ("我是刘洋，想问盘螺", "我是【联系人】，想问盘螺"),
    ("联系人：欧阳志远，电话 13812345678", "联系人：【联系人】，电话 【电话】"),
    ("收货人 王小明 138 1234 5678", "收货人 【联系人】 【电话】"),
    ("请联系周建国 +86-138-1234-5678", "请联系【联系人】 【电话】"),
    ("周建国（13812345678）", "【联系人】（【电话】）"),
    ("打 022-23456789 转 8012 或 (0311) 8765 4321", "打 【电话】 或 【电话】"),
    ("客服 400-820-8820", "客服 【电话】"),
    ("电话：2345 6789", "电话【电话】"),
    ("１３８１２３４５６７８ 也行", "【电话】 也行"),
    ("微信号 zhang_wei88，QQ：12345678", "微信号 【联系方式】，QQ：【联系方式】"),
    ("发到 zhang.wei@163.com", "发到 【联系方式】"),
    ("订单 O9K2M4TQ7、会话 TVC96XYRT", "订单 【编号】、会话 【编号】"),
    ("见 TABCDEFGH", "见 【编号】"),
    ("https://example.com/threads/TVC96XYRT", "https://example.com/threads/【编号】"),
    ("合同号 HT-2026-0817，运单号：YD20261122", "合同号 【编号】，运单号：【编号】"),
    ("税号 91120000MA06XXXX1K 账号 6222020302012345678", "税号 【编号】 账号 【编号】"),
    ("车牌津C12345，司机刘建国", "车牌【车牌】，司机【联系人】"),
    ("抬头开上海浦江宏业实业有限公司第二分公司", "抬头开【企业】"),
    ("发给恒通宏业物资有限公司就行", "发给【企业】就行"),
    ("无锡锡东特钢有限公司出的质保书", "【企业】出的质保书"),
    ("送到西青区张家窝镇柳口路 88 号", "送到【地址】"),
]  # fmt: skip

STAYS = [
    "螺纹钢 HRB400E Φ25×12m 25 吨，单价 3360 元/吨，总价 84000 元，2026-11-24 前到天津。",
    "板材 Q355B 执行 GB/T 1591-2018，质保书随货走，炉号 23A0715。",
    "施工现场、金工车间、由于总价变了，关于总重的算法，高于总量的部分，我方经理签字。",
    "钢厂经理、项目经理、销售经理、客户经理会联系您；请安排师傅；高级工程师。",
    "理计含 13% 税，现款现货；货到后 5 个自然日内提出，逾期不受理。",
    "仓储费每吨每天 0.4 元，从第 16 天起算，按自然日。",
    "本周总量 1200 吨，江苏总库存不变，任何经理都能签；谢谢经理。",
    "我公司、贵公司和物流公司三方签字，总公司盖章。",
    "老板同意就行，小规格另加 50 元，大小王牌不限。",
    "13 米车进不去，换两台 9.6 米车，每吨多 18 元。",
    "订单确认后 30 分钟内锁货，合同在“我的订单”里下载。",
    "截止 18:00，节假日顺延；10-15 天到货，3–5 个工作日。",
]


@pytest.mark.parametrize(("said", "left"), TAKEN_OUT, ids=[said[:12] for said, _left in TAKEN_OUT])
def test_whose_it_was_is_taken_out(said: str, left: str) -> None:
    assert nameless(said, known=KNOWN, places=PLACES) == left


@pytest.mark.parametrize("said", STAYS, ids=[said[:12] for said in STAYS])
def test_what_was_said_stays(said: str) -> None:
    assert nameless(said, known=KNOWN, places=PLACES) == said


def test_the_marks_are_in_the_writers_language() -> None:
    assert nameless("张总，海河建工", known=KNOWN, marks={CUSTOMER: "customer"}) == "【联系人】，【customer】"


@pytest.mark.parametrize("text", ["1", "a.", "送到在", "A1-", "订单"])
def test_long_texts_are_read_once_through(text: str) -> None:
    """Four times the text takes about four times as long, not sixteen."""
    took = []
    for length in (10_000, 40_000):
        begun = time.process_time()
        nameless((text * length)[:length], known=KNOWN)
        took.append(time.process_time() - begun)
    assert took[1] < 9 * took[0] + 0.2
