"""Is a message only thanks, or a question? Pure. When in doubt it is a question: nobody is left waiting.

All of a message must be read as thanks, greetings and "understood"; one word beyond them makes it a question.
"""

from __future__ import annotations

import re
import unicodedata

from portal.materials.text import fold_characters

LONGEST = 80

# What makes it thanks. Simplified: traditional is folded before.
_THANKS = (
    "非常感谢 十分感谢 万分感谢 太感谢 感谢 多谢 谢谢 谢啦 谢了 拜谢 谢 感恩 感激不尽 感激 3q 3ks thx thnx thanx tks tnx tx ty "
    "辛苦 麻烦您了 麻烦你了 麻烦了 费心了 有劳了 打扰了 收到 已收到 明白 清楚了 知道了 晓得了 了解 知悉 已阅 好的 好滴 好嘞 好哒 好勒 得嘞 "
    "可以了 可以的 可以 行的 妥了 没毛病 ok okok okay okey okie 嗯嗯 嗯 "
    "没问题了 没问题 没事了 没有问题了 没有其他问题了 没有别的问题了 没其他问题了 问题解决了 问题已解决 已解决 解决了 搞定了 搞定 "
    "很满意 满意 棒 赞 给力 厉害 完美 不错 很好 真好 太好了 "
    "thank thanks thankyou cheers appreciated received noted understood great perfect excellent good resolved solved "
    "nice awesome wonderful super brilliant fantastic"
).split()
# What may stand beside it and says nothing by itself. No verb of what somebody might be asked to do.
_BESIDE = (
    "非常 十分 万分 真是 真的 实在 太 很 真 都 已经 已 也 那 您们 你们 您 你 大家 各位 老师 经理 客服 同事 贵司 贵公司 了 啦 啊 哈 呀 哦 噢 喔 呢 哟 "
    "老板 师傅 先生 女士 小姐姐 小姐 美女 帅哥 亲爱的 亲 朋友 团队 好 行 对 是的 哈哈 嘿嘿 不好意思 "
    "祝 商祺 顺颂 顺祝 此致 敬礼 生意兴隆 生意红火 财源广进 工作顺利 一切顺利 万事如意 身体健康 生活愉快 天天开心 周末愉快 周末快乐 假期愉快 节日快乐 中秋快乐 国庆快乐 "
    "新年快乐 新春快乐 春节快乐 端午安康 恭喜发财 晚安 再见 拜拜 回见 下次再合作 下次合作 合作愉快 继续合作 期待下次合作 "
    "you u so very much many a lot all everyone guys team sir madam dear again really indeed bye well for sure fine hi hello"
).split()
_DONE_FOR_US = "耐心 帮助 帮忙 支持 配合 协助 回复 解答 答复 处理 服务".split()
_HOW = ("", "及时", "耐心", "热情", "大力", "快速")
_BESIDE += [f"的{how}{done}" for done in _DONE_FOR_US for how in _HOW]
_THANKS += [f"{said}{how}{done}" for said in ("感谢", "谢谢", "多谢") for done in _DONE_FOR_US for how in _HOW]
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
_TITLES = ("经理", "老师", "主任", "师傅", "老板", "先生", "女士", "小姐", "总", "工", "哥", "姐")
_BESIDE += [f"{surname}{title}" for surname in _SURNAMES for title in _TITLES]
_BESIDE += [f"{before}{surname}" for surname in _SURNAMES for before in "小老"]
# Chinese in whole turns of phrase that settle a matter, negative words and all; read before anything is looked for.
_SENT = "(?:货物?|发票|票|货款|款项?|退款|样品|质保书|材质书|合同|邮件|资料|文件)"
_SETTLES = re.compile(
    r"(?:暂时|目前|现在)?(?<!有)没有?(?:什么|其他|其它|别的|任何)?的?(?:问题|疑问|事情|事)了?|(?:问题)?(?:都|已经?|全部|全都)+(?:解决|处理)(?:好|完)?了"
    r"|问题(?:解决|处理)(?:好|完)?了|(?:质量|服务态度|服务|态度)(?:真的|真|很|非常|特别|都)*(?:好|棒|不错|满意)"
    rf"|{_SENT}(?:都|已经?|全部|全都)*收到了?|(?:已经?)?收到{_SENT}了"
    r"|不(?:用|必|需要)(?:再)?(?:跟进|回复|处理)了|不用谢|不客气|没关系"
    r"|(?:以后|下次|回头)?有(?:需要|事)(?:我|我们)?再(?:联系|找|麻烦)(?:您们?|你们?)?|下次再聊|回头聊"
)
_STICKERS = re.compile(
    r"\[(?:强|赞|ok|抱拳|合十|握手|玫瑰|鲜花|鼓掌|爱心|比心|感谢|谢谢|收到|好的|胜利|加一"
    r"|thumbsup|salute|fist|handshake|rose|clap|heart|shakehands)\]"
)
"""What a messenger writes for its pictures."""
_SMILES = re.compile(r"\[(?:愉快|呲牙|憨笑|可爱|嘿哈|太阳|庆祝|拥抱|害羞|机智|礼物|joyful|grin|hug|sun)\]")
# English in whole turns of phrase, taken out before the words are looked at.
_PHRASES = re.compile(
    r"\bfor (?:all )?(?:your |the )?(?:(?:quick|fast|kind|great|prompt|timely) )?"
    r"(?:help|support|service|reply|response|answer|information|assistance)\b"
    r"|\bhave a (?:nice|good|great) (?:day|weekend|evening)\b|\b(?:the )?(?:issue|problem) (?:is |was )?(?:now )?(?=resolved|solved)"
    r"|\b(?:it's|that's|it is|that is) (?=good|great|perfect|ok\b)"
    r"|(?:(?<=\bthanks )|(?<=\bthank you ))(?:again )?for (?:everything|that|your time|your patience|the (?:update|info|clarification|explanation))\b"
    r"|\b(?:best|kind|warm) (?:regards|wishes)\b"
)
_SETTLED = re.compile(
    r"\bgot it\b|\ball (?:is )?(?:good|clear|fine|set|ok|sorted)\b(?: now\b)?|\bwith (?:many )?thanks\b|\bcopy that\b|\broger(?: that)?\b"
    r"|\b(?:no|not any) (?:problems?|worries|(?:further|more|other) (?:questions?|problems?|issues?))\b"
    r"|\bnothing (?:else|more|further)\b|\bthat(?:'s| is| will be) all\b|\b(?:i|we) (?:really )?appreciate (?:it|that|your help)\b"
    r"|\b(?:it )?(?:works|is working) (?:now|again|fine)\b|\b(?:well done|(?:good|great|nice) (?:job|work))\b"
)
_HAN = re.compile(r"[㐀-鿿豈-﫿]")
_QUESTION = re.compile(r"[?？]|吗|么|呢[?？]|多少|几时|什么|哪|怎|为何|请问")
_NOT = re.compile(
    r"不(?!错|客气|用谢)|没(?!问题|事|有问题了|有其他|有别的|其他)|未|但|可是|不过|还有|另外|再(?!见|合作|来)|\b(?:not|but|no|never|however|nothing|except|n't|don't|isn't|still)\b"
)
_THUMBS = frozenset("👍👌🙏🤝🌹💐👏🙌💪✌🆗✅✔❤♥")
"""Pictures that are thanks or "understood" by themselves."""
_FRIENDLY = frozenset("🎉🎊💕💖💗🥰😍🤗🙂☺😊😀😁😂😃😄😆🤣😉😘🌸🌷🌞☀⭐🌟✨🍻🥂🍵☕🎁🧧🏮💯🤜🤛🫶🫡🙇🐮🐂")
_LATIN_WORDS = frozenset(word for word in (*_THANKS, *_BESIDE) if word.isascii())
_LATIN_THANKS = frozenset(word for word in _THANKS if word.isascii())
_HAN_WORDS = sorted((word for word in (*_THANKS, *_BESIDE) if not word.isascii()), key=len, reverse=True)
_HAN_THANKS = frozenset(word for word in _THANKS if not word.isascii())
_HAN_TOKEN = re.compile("|".join(map(re.escape, _HAN_WORDS)))


def is_thanks(text: str, *, files: int = 0) -> bool:
    """Whether a message after the matter was settled needs no answer. Anything with a file, a number or a question does."""
    if files or not text.strip() or len(text) > LONGEST:
        return False
    folded = _SMILES.sub(" ", fold_characters(text).replace("’", "'"))
    pictures = {char for char in folded if unicodedata.category(char) == "So"}
    thanked = bool(pictures & _THUMBS)
    if pictures - _THUMBS - _FRIENDLY:
        return False
    for turns in (_STICKERS, _SETTLES, _SETTLED):
        folded, found = turns.subn(" ", folded)
        thanked = thanked or found > 0
    if _QUESTION.search(folded) or _NOT.search(folded):
        return False
    for run in _runs(_PHRASES.sub(" ", folded)):
        known = _reads(run)
        if known is None:
            return False
        thanked = thanked or known
    return thanked


def _runs(text: str) -> list[str]:
    """Words of one script; punctuation, spaces and signs that mean nothing are left out, digits stay (and are nobody's thanks)."""
    found: list[str] = []
    script = ""
    for char in text:
        category = unicodedata.category(char)
        now = "han" if _HAN.match(char) else "word" if category[0] in "LN" or char == "'" else ""
        if now and now == script:
            found[-1] += char
        elif now:
            found.append(char)
        script = now
    return found


def _reads(run: str) -> bool | None:
    """None: something else is said; else whether thanks are among it."""
    if not _HAN.match(run):
        if run not in _LATIN_WORDS:
            return None
        return run in _LATIN_THANKS
    place, thanked = 0, False
    while place < len(run):
        match = _HAN_TOKEN.match(run, place)
        if match is None:
            return None
        thanked = thanked or match.group() in _HAN_THANKS
        place = match.end()
    return thanked
