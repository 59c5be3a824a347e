"""What is only thanks, and what is a question however politely it is put."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.standards.thanks import is_thanks

THANKS = [
    "谢谢",
    "谢谢！",
    "非常感谢您的帮助",
    "好的，谢谢",
    "收到，谢谢",
    "ok",
    "OK，多谢",
    "辛苦了",
    "感謝",
    "謝謝您",
    "多謝，辛苦了",
    "好的",
    "明白了",
    "知道了，谢谢你们",
    "没问题了，谢谢",
    "没有其他问题了，谢谢",
    "问题解决了，非常感谢",
    "太感谢了",
    "Thanks!",
    "Thank you so much for your help",
    "thx",
    "Great, thank you",
    "Received, thanks.",
    "Well noted, thanks",
    "👍",
    "谢谢🙏",
    "不错，谢谢",
    "thank you very much",
    "感谢支持，合作愉快",
    "收到",
    "嗯嗯，好的",
    "谢谢客服",
    "谢谢王经理",
    "麻烦您了",
    "問題已解決，感謝",
    "３Q",
    "很满意，谢谢",
    "Thanks a lot",
    "Cheers",
    "已收到，谢谢",
    "谢谢老师，辛苦了",
    "好的好的",
    "谢谢谢谢",
    "感谢您的耐心解答",
    "Problem solved, thank you",
    "Thanks, have a nice day",
    "感謝您的及時處理",
]
QUESTIONS = [
    "谢谢，还有货吗？",
    "谢谢，但是质保书没收到",
    "好的，什么时候发货",
    "可以吗",
    "谢谢，20号的还有么",
    "没收到",
    "不行",
    "不好，谢谢",
    "Thanks, but where is the invoice",
    "Thanks for nothing",
    "not resolved",
    "ok?",
    "还是不对",
    "谢谢 HRB400E",
    "好的，请开票",
    "收到货了，少了一件",
    "谢谢，再报一个价",
    "您好",
    "在吗",
    "?",
    "。。。",
    "5",
    "thank you, price please",
    "我要投诉",
    "謝謝，請問何時發貨",
    "多谢，明天能提货",
    "没有解决",
    "未解决",
    "好",
    "你们",
    "😡",
    "谢谢，电话多少",
    "thanks, and the certificate",
    "服务真差",
    "is it still working",
    "太慢了",
    "谢谢，发票",
    "谢谢，那运费呢",
    "so so",
    "快",
    "处理一下",
    "给我们回复",
    "麻烦您处理一下",
    "麻烦你回复一下",
    "好的，麻烦尽快",
    "谢谢，给我回复一下",
    "thanks, we have issue again",
    "is it good",
    "谢谢加工",
    "好的，为我们处理",
    "谢谢，那钢厂呢",
    "好吧",
    "呵呵",
    "很不满意",
    "不满意",
    "没有满意",
    "thanks, reply",
    "收到了吗",
    "已收到一半",
    "",
    "   ",
    "谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢",
]


@pytest.mark.parametrize("text", THANKS)
def test_thanks_restart_nothing(text: str) -> None:
    assert is_thanks(text)


@pytest.mark.parametrize("text", QUESTIONS)
def test_anything_more_is_a_question(text: str) -> None:
    assert not is_thanks(text)


def test_a_file_is_a_question() -> None:
    assert not is_thanks("谢谢", files=1)


PHRASES = (Path(__file__).parent / "phrases.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("line", [line for line in PHRASES if not line.startswith("# ")])
def test_phrases_as_customers_write_them(line: str) -> None:
    which, text = line.split(" ", 1)
    assert is_thanks(text) == (which == "t")
