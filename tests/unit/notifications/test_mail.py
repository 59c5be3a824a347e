"""Headers nobody can break out of, links only to ourselves."""

from __future__ import annotations

import pytest

from portal.notifications.mail import BadAddress, Rendered, address, as_html, compose, link_own, one_line

BASE = "https://portal.test"


def mail(subject: str = "您好", text: str = "正文\n", to: str = "a@example.com") -> bytes:
    message = compose(
        Rendered(subject, text), sender="物资通 <no-reply@portal.test>", to=to, locale="en", base_url=BASE
    )
    return message.as_bytes()


@pytest.mark.parametrize("breaker", ["\r\n", "\n", "\r", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x00"])
def test_no_line_break_gets_into_a_header(breaker: str) -> None:
    raw = mail(subject=f"询价{breaker}Bcc: all@example.com")
    head = raw.split(b"\r\n\r\n")[0]
    assert not any(line.lower().startswith(b"bcc") for line in head.splitlines())
    assert one_line(f"a{breaker}b") == "a b"


def test_no_line_break_gets_into_the_address() -> None:
    assert address("物资通 <a@b.cn>").addr_spec == "a@b.cn"
    for text in (
        "a@b.cn\r\nBcc: c@b.cn",
        "a@b.cn\u2028",
        "a@b.cn, c@b.cn",
        "",
        "nobody",
        "a@",
        "@b.cn",
        "a b@c.cn",
        "张三@例子.cn",
    ):
        with pytest.raises(BadAddress):
            address(text)


def test_a_mail_says_that_a_machine_wrote_it() -> None:
    head = mail().split(b"\r\n\r\n")[0]
    assert b"Auto-Submitted: auto-generated" in head
    assert b"@portal.test>" in next(line for line in head.splitlines() if line.startswith(b"Message-ID"))
    assert b"multipart/alternative" in head


def test_only_our_own_addresses_become_links() -> None:
    text = f"看 {BASE}/threads/T1?a=1&b=2 或 https://evil.test/x 或 <b>粗</b>"
    made = link_own(text, base_url=BASE)
    assert made.count("<a ") == 1
    assert 'href="https://portal.test/threads/T1?a=1&amp;b=2"' in made
    assert "<b>" not in made
    assert 'href="/threads/T1?a=1&amp;b=2"' in link_own(text, base_url=BASE, local=True)


def test_html_is_made_of_the_text_and_escapes_it() -> None:
    made = as_html("一\n二\n\n<script>", locale="zh-CN", base_url=BASE)
    assert "<p>一<br>\n二</p>" in made
    assert "<script>" not in made
