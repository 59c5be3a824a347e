"""Whether a line is a mail program's advertisement of itself: `发自我的 iPhone`, `Sent from my Galaxy`. Knows no other signature."""

from __future__ import annotations

import re

from portal.mailroom.trimming.words import DEVICE, EXCUSED, GOODS, SENT_EN, SENT_JA, SENT_ZH, SLOGAN

_SENDS = ("传送", "傳送", "发送", "發送", "寄出")
_OF_MINE = re.compile(
    r"(?:获取|取得|下载|下載)\s?(?:适用于|適用於|用于)\s?\w{2,10}\s?的\s?Outlook|(?:发自|發自)\s?我的[^的货貨]{1,16}"
)


def is_advertisement(bare: str) -> bool:
    """`发自我的 iPhone`, `Sent from my Galaxy`: a line of its own without a sentence in it."""
    text = re.sub(r"<[^>]{0,200}>|\(https?://[^)]{0,200}\)|https?://\S{1,200}", "", bare).strip(" -—_*[]|.。")
    text = EXCUSED.sub("", text).strip(" .。")
    if SLOGAN.fullmatch(text):
        return True
    if not text or len(text) > 80 or any(char in text for char in ",，。；;？?！!"):
        return False
    if _OF_MINE.fullmatch(text):
        return True
    zh = SENT_ZH.fullmatch(text)
    if zh:
        return DEVICE.search(zh[1]) is not None and GOODS.search(zh[1]) is None and _only_a_product(text, zh[1])
    if SENT_JA.fullmatch(text):
        return True
    if SENT_EN.match(text) is None:
        return False
    words = text.split()
    if DEVICE.search(text) or re.search(r"\bapp\b|\w+App\b", text):
        return len(words) <= 12
    first = re.match(r"sent from (?:my|a) (.+)", text, re.IGNORECASE)
    return first is not None and len(words) <= 8 and (words[2].lower() == "a" or len(words) <= 7) and first[1].islower()


def _only_a_product(text: str, rest: str) -> bool:
    if text[:2] in ("来自", "來自", "从我", "從我") and rest.removeprefix("我").startswith("的"):
        limit = 34 if text.endswith(_SENDS) and "给" not in rest else 16
        return len(rest) <= limit
    if text[:2] in ("发自", "發自", "寄自") or text.endswith((*_SENDS, "定制")):
        return len(rest) <= 40
    # 来自/使用/通过 begin sentences as well: only with hardly a word beside the product's name.
    return len(rest) <= 24 and not re.search(
        r"的(?!\s?(?:iPhone|iPad|手机|手機))|了|把|给|發給|发给|联系|聯繫|请", rest
    )
