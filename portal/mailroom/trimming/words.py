"""What mail programs call the parts of an answered mail, in the languages our customers' programs speak; words only, no rule."""

from __future__ import annotations

import re

# ---- the lines over an answered mail: 发件人, From, Von … ------------------------------------------------------------
_LABELS = {
    "from": "发件人 发送人 发送者 發件人 寄件者 寄件人 差出人 送信者 보낸사람 from de van da von fra från lähettäjä od от відправник felado",
    "sent": "发送时间 发件时间 发件日期 发送日期 日期 时间 發送時間 傳送時間 寄件日期 寄信日期 送信日時 日時 보낸날짜 날짜 "
    "sent date datesent envoyé envoyéle date verzonden datum inviato data gesendet sendt dato skickat lähetetty päivämäärä "
    "enviado enviadoel enviadoem fecha data wysłano data отправлено дата messagedu",
    "to": "收件人 收件者 宛先 받는사람 to à a aan an til para till vastaanottaja do кому",
    "cc": "抄送 抄送人 抄送至 抄送者 副本 密送 密件副本 cc bcc copie copieà kopie kopi kopia copia копия 참조",
    "subject": "主题 主題 主旨 标题 標題 件名 제목 subject objet onderwerp oggetto betreff emne asunto assunto ämne aihe temat тема sujet",
    "other": "附件 重要性 优先级 回复 回复至 replyto reply-to attachments attachment importance priority organization",
}
LABEL = {word: kind for kind, words in _LABELS.items() for word in words.split()}
LABEL_LINE = re.compile(r"[\s>|*_#]{0,12}([^\W\d_][^:：|<>@\n]{0,22}?)[\s*_]{0,4}(?:[:：]|\|)")

# ---- the line over an answered mail: 在…写道：, On … wrote: ------------------------------------------------------------
VERBS = re.compile(
    r"(?:\bwrote|\bwrites|\ba\s+écrit|\ba wrote|schrieb(?:\s.{1,200})?|\bescribió|\bha escrit|\bescreveu|\bha scritto|napisał(?:a|\(a\))?"
    r"|\bpisze|\bskrev(?:\s.{1,200})?|\bschreef(?:\s.{1,200})?|kirjoitti|\bírta|написа(?:л|ла|в)|пишет|写道|寫道|写到|寫到|写了|のメッセージ|のメール|작성)"
    r"\s{0,3}[:：]?\s{0,3}[-—*]{0,8}\s*$"
)
STARTS = re.compile(
    r"(?:[-—*_]{1,6}\s{0,2})?(?:(?:On|At|Le|El|Il|Em|Am|Op|Den|Dnia|W dniu|In data|På|Il giorno|vi|pe|ma|ti|ke|to|la|su)\s|在|於|于|\d|"
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|man|tir|ons|tor|fre|lør|søn|пн|вт|ср|чт|пт|сб|вс)[\w.]{0,10}[.,]?\s)"
)
DATE = re.compile(
    r"(?:19|20)\d\d|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}\s?月\s?\d{1,2}|"
    r"\b\d{1,2}\.?\s{0,2}[A-Za-zÀ-ž]{3,12}|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\s{1,3}\d{1,2}"
)
ADDRESS = re.compile(r"[^\s@<>()\[\]:：;,，；]{1,100}@[^\s@<>()\[\]:：;,，；]{1,200}")
ADDRESS_LAST = re.compile(r"@[^\s@<>]{1,200}\s?>\s?[:：]$")

# ---- the bar over an answered mail: -----原始邮件----- -----------------------------------------------------------------
_BARS = (
    "原始邮件 原始郵件 邮件原件 郵件原件 邮件原文 原邮件 原邮件内容 原郵件 回复的原邮件 回复的邮件 回复邮件 回覆的郵件 转发的邮件 转发邮件 轉寄郵件 轉寄的郵件 "
    "转发邮件信息 被转发的邮件 已转发邮件 轉寄訊息 原始信息 原始訊息 转发消息 原文"
).split()
_WESTERN_BARS = (
    "original message|original mail|original|original email|forwarded message|forwarded mail|forwarded|replied message|reply message|begin forwarded message"
    "|oprindelig besked|message d[’']origine|ursprüngliche nachricht|mensaje original|mensagem original|messaggio originale"
    "|oorspronkelijk bericht|message transféré|weitergeleitete nachricht|исходное сообщение|пересылаемое сообщение|元のメッセージ|원본 메시지"
)
BAR_WORDS = re.compile(rf"(?:{'|'.join(_BARS)}|{_WESTERN_BARS})", re.IGNORECASE)
BAR = re.compile(r"\s{0,4}([-—_=*─－]{0,70})\s{0,4}([^-—_=*─－\n]{2,40}?)\s{0,4}[:：]?\s{0,2}([-—_=*─－]{0,70})\s*")
FORWARDED = re.compile(
    r"\s*(?:fwd?|tr|wg|rv|enc)\s?[:：]|\s*(?:转发|轉寄|轉發|转)\s?[:：]|forward|转发|轉寄|transf[eé]r|weitergeleitet|пересыла",
    re.IGNORECASE,
)
RULE = re.compile(r"\s{0,8}(?:[-_=─—－*~]\s?){2,400}\s*")

# ---- what a client puts under a text of its own accord -----------------------------------------------------------------
_DEVICES = (
    r"iphone|ipad|ipod|\bmac\b|apple|android|安卓|安桌|华为|華為|huawei|荣耀|honor|小米|xiaomi|红米|redmi|oppo|vivo|三星|samsung|galaxy|魅族|一加|oneplus|realme|"
    r"nokia|诺基亚|联想|中兴|手机|手機|平板|电脑|電腦|移动端|移动设备|行動裝置|windows|outlook|邮箱|郵箱|信箱|邮件|郵件|客户端|\bqq|foxmail|微信|wechat|钉钉|dingtalk|"
    r"飞书|网易|新浪|搜狐|阿里|mail|blackberry|黑莓|phone|yahoo|gmail|hotmail|wiko|nexus|pixel|htc|motorola|lg\b|sony|tablet|mobile|device"
)
DEVICE = re.compile(_DEVICES, re.IGNORECASE)
SENT_ZH = re.compile(
    r"(?:发自|發自|来自|來自|寄自|发送自|傳送自|从|從|使用|通过|通過|透過|由|获取|取得|下载|下載|该邮件从|此邮件)\s?(.{1,60})"
)
SENT_EN = re.compile(
    r"(?:sent|send) (?:from|via|using|with|by) |get outlook for |get the outlook app|envoyé (?:de|depuis|à partir d|avec)|"
    r"télécharger outlook|gesendet (?:von|mit)|von .{1,40} gesendet|holen sie sich outlook|enviado (?:desde|de|do|com|con|a partir)|"
    r"obtener outlook|inviato da|verzonden (?:vanaf|met|via)|verstuurd vanaf|skickat från|sendt (?:fra|via)|lähetetty|wysłan[eo] z|"
    r"отправлено (?:с|из)|this (?:e-?mail|message) was sent from my ",
    re.IGNORECASE,
)
SENT_JA = re.compile(r".{1,30}から送信")
MASTER = re.compile(r"签名由\s?.{1,20}\s?定制|.{0,12}由\s?网易邮箱大师\s?(?:定制|发送)")
DISCLAIMER = re.compile(
    r"(?:\*{0,3}\s?)?(?:本(?:电子)?(?:邮件|郵件|信件)及?(?:其|所有)?.{0,12}(?:附件)?.{0,16}(?:保密|机密|機密)|此(?:电子)?(?:邮件|郵件).{0,20}(?:保密|机密|機密)|"
    r"(?:重要|免责|免責|保密|法律)(?:提示|声明|聲明)\s?[:：]|this (?:e-?mail|message|communication)\b.{0,80}\b(?:confidential|privileged|intended)|"
    r"confidentiality notice|disclaimer\s?:|virus-free\.|不含病毒)",
    re.IGNORECASE,
)
REGARDS = re.compile(
    r"(?:(?:with |my )?(?:best|kind|kindest|warm|warmest|many)?\s?(?:and |with )?(?:best |kind )?regards|best wishes|b\.?\s?rgds|brgds|mit freundlichen grüßen|"
    r"(?:bien )?cordialement)\s?[,.!，！]{0,2}",
    re.IGNORECASE,
)
FORMULA = re.compile(
    r"(?:此致\s?(?:敬礼|敬禮)?|敬礼|敬禮|(?:顺|順)?(?:祝|颂|頌)(?:您|你|贵司|貴司)?\s?.{0,2}(?:商祺|商安|時祺|时祺|台安|工作顺利|工作順利|生意兴隆|生意興隆|顺利|好|安)|"
    r"(?:顺颂|順頌)\s?.{2,6}|祝好|谨致问候|顺致敬意|以上[，,]谢谢)\s?[!！。.~]{0,2}",
)
CONTACT = re.compile(
    r"[^\s@]{1,64}@[^\s@]{1,190}|(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)|(?<!\d)0\d{2,3}[-— ]\d{7,8}(?!\d)|\+\d[\d\s()-]{6,18}\d|"
    r"https?://|www\.|(?:tel|fax|phone|mobile|电话|電話|手机|手機|传真|傳真|邮箱|電郵|地址|网址|微信|wechat|qq)\s?[:：.]",
    re.IGNORECASE,
)
COMPANY = re.compile(
    r"(?:有限公司|股份公司|集团|集團|贸易|公司|\bLtd\b|\bInc\b|\bCo\.|\bGmbH\b|\bLLC\b|\bCorp\b)", re.IGNORECASE
)
GOODS = re.compile(
    r"\d\s?(?:吨|噸|元|mm|支|件|张|卷|米|公斤|kg|t\b|pcs)|[¥￥]|HRB|\bQ\d{3}|螺纹|盘螺|热卷|中板|型钢|报价|價格|价格|规格|規格|数量|數量|交货|送货|收货|提货|收件|\?|？",
    re.IGNORECASE,
)
POSTSCRIPT = re.compile(r"p\.?\s?s\b|又及|另外|另[:：，,]|补充|補充|附[:：]|ps[:：]|n\.?b\.?\s?[:：]", re.IGNORECASE)
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
