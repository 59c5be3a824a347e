"""A thread's mail carries an address to answer to, and the answer comes back to the thread."""

from __future__ import annotations

import re

from flask import Flask

from portal.config import Settings
from portal.mailroom.addresses import CUSTOMER, ReplyAddresses
from portal.mailroom.trimming import trim
from portal.notifications.mail import Rendered, compose
from portal.notifications.rendering import render


def test_an_address_says_what_was_put_into_it_and_nothing_else() -> None:
    addresses = ReplyAddresses("secret", "desk@portal.test")
    address = addresses.make(about="T1A2B3C4D", user_id=123456, org_id=0, manner=CUSTOMER)
    assert len(address.partition("@")[0]) <= 64
    assert re.fullmatch(r"[a-z0-9+-]+@portal\.test", address)
    reply = addresses.read(address.upper())
    assert reply is not None
    assert (reply.about, reply.user_id, reply.by_staff) == ("T1A2B3C4D", 123456, False)
    for wrong in (
        address.replace("t1a2", "t1a3"),
        address[:-14] + ("x" if address[-14] != "x" else "y") + address[-13:],
        address.replace("portal", "evil"),
        "reply+@portal.test",
        "desk@portal.test",
    ):
        assert addresses.read(wrong) is None
    assert ReplyAddresses("other", "desk@portal.test").read(address) is None


def test_without_an_address_of_the_desk_nothing_is_promised() -> None:
    assert not ReplyAddresses("secret", Settings.mail_in).on


def test_headers_of_a_mail_that_can_be_answered() -> None:
    message = compose(
        Rendered("x", "y"),
        sender="a@portal.test",
        to="b@c.cn",
        locale="zh-CN",
        base_url="http://portal.test",
        reply_to="reply+x@portal.test",
        about="T1A2B3C4D",
    )
    assert message["Reply-To"] == "reply+x@portal.test"
    assert message["References"] == message["In-Reply-To"] == "<about-T1A2B3C4D@portal.test>"
    assert message["X-Loop"] == "portal.test"
    assert message["Auto-Submitted"] == "auto-generated"


def test_the_words_of_a_notice_say_that_it_can_be_answered(app: Flask) -> None:
    context = {
        "name": "张三",
        "no": "T1",
        "subject": "询价",
        "count": 1,
        "more": 0,
        "messages": [],
        "url": "/threads/T1",
    }
    plain = render(app, "email/threads/news", locale="zh-CN", context=context).text
    assert "请勿直接回复" in plain
    told = render(
        app,
        "email/threads/news",
        locale="zh-CN",
        context=context | {"reply_line": ReplyAddresses.line, "reply_manner": CUSTOMER},
    ).text
    assert "请勿直接回复" not in told
    assert "可以直接回复本邮件" in told
    quoted = "\n".join(f"> {line}" for line in told.splitlines())
    assert trim(f"好的\n\n{quoted}") == "好的"
    assert trim(f"好的\n\n{told}") == "好的"
