"""The subject of a thread that a mail opens."""

from __future__ import annotations

import pytest

from portal.mailroom.titling import title_of


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("钢板报价", "钢板报价"),
        ("Re: 钢板报价", "钢板报价"),
        ("RE：钢板报价", "钢板报价"),
        ("回复: 钢板报价", "钢板报价"),
        ("答复：Re: 回复：钢板报价", "钢板报价"),
        ("转发：Fw: 钢板报价", "钢板报价"),
        ("回覆: 鋼板報價", "鋼板報價"),
        ("Re[2]: Fwd: plate prices", "plate prices"),
        ("回复(3)：钢板", "钢板"),
        ("AW: Blech", "Blech"),
        ("Return of bundles: when?", "Return of bundles: when?"),
        ("Re-rolling: 20 t", "Re-rolling: 20 t"),
        ("回复得太慢：上周的询价", "回复得太慢：上周的询价"),
        ("Re:", "来自邮件"),
        ("  ", "来自邮件"),
        ("", "来自邮件"),
        ("Re: " + "长" * 300, "长" * 100),
        ("Re: " * 5000 + "x", "x"),
    ],
)
def test_title(subject: str, title: str) -> None:
    assert title_of(subject) == title
