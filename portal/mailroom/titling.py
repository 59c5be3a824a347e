"""What a mail's subject says a matter is about: without the marks mail programs put before it, and never too long."""

from __future__ import annotations

import re

from portal.threads.words import MAX_SUBJECT

UNTITLED = "来自邮件"
# As Outlook, Foxmail, QQ, 163, Gmail and Apple write them in Chinese and Western tongues; some count: Re[2]:
_MARKS = re.compile(
    r"(?:\s*(?:re|aw|sv|fwd?|wg|tr|回复|回覆|答复|答覆|转发|轉寄|轉發)\s*(?:[\[(（]\d{1,3}[\])）])?\s*[:：])+\s*",
    re.IGNORECASE,
)


def title_of(subject: str) -> str:
    """The subject of the thread a mail opens: `Re: 回复：钢板报价` is `钢板报价`."""
    marks = _MARKS.match(subject)
    return subject[marks.end() if marks else 0 :][:MAX_SUBJECT].strip() or UNTITLED
