"""What mail programs call the parts of an answered mail, in the languages our customers' programs speak; words only, no rule."""

from __future__ import annotations

import re

# ---- the lines over an answered mail: 发件人, From, Von … ------------------------------------------------------------
_LABELS = {
    "from": "发件人 发信人 发送人 发送者 發件人 寄件者 寄件人 差出人 送信者 보낸사람 from de van da von fra från lähettäjä od от відправник felado",
    "sent": "发送时间 发件时间 发件日期 发送日期 日期 时间 發送時間 傳送時間 寄件日期 寄信日期 送信日時 日時 보낸날짜 날짜 "
    "sent date datesent envoyé envoyéle date verzonden datum inviato data gesendet sendt dato skickat lähetetty päivämäärä "
    "enviado enviadoel enviadoem fecha data wysłano data отправлено дата messagedu",
    "to": "收件人 收信人 收件者 宛先 받는사람 to à a aan an til para till vastaanottaja do кому",
    "cc": "抄送 抄送人 抄送至 抄送者 副本 密送 密件副本 cc bcc copie copieà kopie kopi kopia copia копия 참조",
    "subject": "主题 主題 主旨 标题 標題 件名 제목 subject objet onderwerp oggetto betreff emne asunto assunto ämne aihe temat тема sujet",
    "other": "附件 重要性 优先级 回复 回复至 replyto reply-to risposta rispondia antwortan antworten répondreà attachments attachment importance priority organization",
}
LABEL = {word: kind for kind, words in _LABELS.items() for word in words.split()}
LABEL_LINE = re.compile(r"[\s>|*_#]{0,12}([^\W\d_][^:：|<>@\n]{0,22}?)[ \xa0*_]{0,4}(?:[:：]|\||\t)")

# ---- the line over an answered mail: 在…写道：, On … wrote: ------------------------------------------------------------
_WROTE = (
    r"\bwrote|\bwrites|\ba\s+écrit|\ba wrote|\bescribió|\bha escrit|\bva escriure|\bescreveu|\bha scritto|napisał(?:a|\(a\))?|\bpisze|kirjoitti|\bírta|\bezt írta"
    r"|\bnapsal(?:\(a\)|a)?|\bnapísal(?:\(a\)|a)?|\ba scris|έγραψε|написа(?:л|ла|в|л\(а\))|пишет|đã viết|şunu yazdı|yazdı|menulis|het volgende geschreven|เขียนว่า|كتب|כתב|写道|寫道|写到|寫到|写了|のメッセージ|のメール|작성"
)
VERBS = re.compile(
    rf"(?:{_WROTE}|schrieb(?:\s.{{1,200}})?|\bskrev(?:\s.{{1,200}})?|\bschreef(?:\s.{{1,200}})?)\s{{0,3}}(?:\([^()]{{1,60}}\))?\s{{0,3}}[:：]?\s{{0,3}}[-—*=]{{0,60}}\s*$"
)
WROTE_AND_WORDS = re.compile(rf"(.{{10,250}}?)(?:{_WROTE})\s?[:：]\s+\S")
IN_PROSE = re.compile(
    r"您|你|贵司|贵方|我们|我方|邮件[里中上]|\b(?:you|we|he|she|they)\s+wrote\s*:?$|\bI\s+wrote\s*:?$", re.IGNORECASE
)
"""Somebody tells who wrote; programs give names."""
EXCUSED = re.compile(
    r"[,，;；.]?\s?(?:please |pls )?(?:excuse|pardon|forgive|sorry for|apologies for).{0,60}$|[,，;；.]\s?(?:请见谅|请谅解|如有错字.{0,10}|打字不便.{0,10})$",
    re.IGNORECASE,
)
STARTS = re.compile(
    r"(?:[-—*_=]{1,60}\s{0,2})?(?:(?:On|At|Le|El|Il|Em|Am|Op|Den|Dnia|Dne|W dniu|In data|På|Il giorno|Vào|Pada|În|Στις|vi|pe|ma|ti|ke|to|la|su)\s|在|於|于|ในวันที่|في|\d|"
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|man|tir|ons|tor|fre|lør|søn|пн|вт|ср|чт|пт|сб|вс|pon?|wt|śr|czw|pt|sob|niedz|út|st|čt|pá|so|ne)[\w.]{0,10}[.,]?\s)"
)
DATE = re.compile(
    r"(?:19|20)\d\d|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}\s?月\s?\d{1,2}|"
    r"\b\d{1,2}\.?\s{0,2}[A-Za-zÀ-ž]{3,12}|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\s{1,3}\d{1,2}"
)
ADDRESS = re.compile(r"[^\s@<>()\[\]:：;,，；]{1,100}@[^\s@<>()\[\]:：;,，；]{1,200}")
OWN_ADDRESS = re.compile(
    r"(?:(?:139邮箱|邮箱|e-?mail)\s?[:：]\s?)?[^\s@<>()\[\]:：;,，；]{1,100}@[^\s@<>()\[\]:：;,，；]{1,200}",
    re.IGNORECASE,
)
OWN_PLACE = re.compile(r"(?:公司)?地\s?址(?:\s?[:：]|\s{1,4})|address\s?:", re.IGNORECASE)
LABEL_SPACED = re.compile(r"([^\W\d_]{2,12})\s{1,4}\S")
CLOCK = re.compile(r"\d{1,2}\s?[:：.点時时]\s?\d{2}")
OLD_GMAIL = re.compile(r"(?:20|19)\d\d[/-]\d{1,2}[/-]\d{1,2}\s[^<>:：]{1,80}<[^\s@<>]{1,100}@[^\s@<>]{1,200}>$")
ONE_LINE_HEAD = re.compile(
    r"(?:发件人|發件人|寄件者|from)\s?[:：].{1,160}(?:收件人|收件者|\bto)\s?[:：].{1,160}(?:主题|主題|主旨|subject)\s?[:：]",
    re.IGNORECASE,
)
GROUPWISE = re.compile(r">{2,4}\s[^<>]{0,120}<[^\s@<>]{1,64}@[^\s@<>]{1,190}>\s[^<>]{0,60}\d[^<>]{0,30}>{2,4}\s{0,4}$")
"""`>>> Anna <a@b.cn> 20.11.2026 15:20 >>>`: below it stands what is answered, unmarked."""
YOU_WROTE = re.compile(
    r"(?:вы писали|you wrote)\b.{4,60}\d{1,2}:\d{2}.{0,12}:$|.{8,60}\d{1,2}:\d{2}.{0,16}(?:вы писали|you wrote):$",
    re.IGNORECASE,
)
"""The Bat!, over marked lines."""
DATE_SURE = re.compile(
    r"(?:19|20)\d\d|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}\s?月\s?\d{1,2}"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez|fév|avr|juin|juil|août|déc|ene|abr|ago|dic|fev|set|out|gen|mag|giu|lug|ott|янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)",
    re.IGNORECASE,
)
ADDRESS_LAST = re.compile(r"@[^\s@<>]{1,200}\s?>\s?[:：]$")

# ---- the bar over an answered mail: -----原始邮件----- -----------------------------------------------------------------
_BARS = (
    "原始邮件 原始郵件 邮件原件 郵件原件 邮件原文 原邮件 原邮件内容 原郵件 回复的原邮件 回复的邮件 回复邮件 回覆的郵件 转发的邮件 转发邮件 轉寄郵件 轉寄的郵件 "
    "转发邮件信息 被转发的邮件 已转发邮件 轉寄訊息 原始信息 原始訊息 转发消息 原文"
).split()
_WESTERN_BARS = (
    "original message|original mail|original|original email|forwarded message|forwarded mail|forwarded|replied message|reply message|begin forwarded message"
    "|oprindelig (?:besked|meddelelse)|antwort nachricht|reply message|message d[’']origine|ursprüngliche nachricht|mensaje original|mensagem original|messaggio originale"
    "|oorspronkelijk bericht|message transféré|weitergeleitete nachricht|исходное сообщение|пересылаемое сообщение|元のメッセージ|원본 메시지"
)
_ANY_BAR = r"(?:(?:开始|以下是|下面是|開始|以下為)?(?:被)?(?:转发|轉寄|轉發)的?|原|原始|原来的?|回复的?|回覆的?|转发的?|轉寄的?|轉發的?|被转发的|已转发)(?:原|原始)?(?:邮件|郵件|信件|来信|來信|信息|訊息|消息)(?:信息|内容|內容|原文)?"
_NORTHERN_BARS = (
    "originalnachricht|ursprüngliche e-mail|message initial|courriel d[’']origine|originalmeddelande|ursprungligt meddelande|opprinnelig melding|original besked"
    "|alkuperäinen viesti|původní zpráva|eredeti üzenet|wiadomość oryginalna|oryginalna wiadomość|orijinal (?:mesaj|ileti)|(?:thư|tin nhắn) gốc|pesan asli|mesaj original"
)
BAR_WORDS = re.compile(rf"(?:{'|'.join(_BARS)}|{_ANY_BAR}|{_WESTERN_BARS}|{_NORTHERN_BARS})", re.IGNORECASE)
FLATTENED = re.compile(
    rf"(?<=[^\s-])[ \t]{{0,4}}(-{{3,40}}\s?(?:{'|'.join(_BARS)}|{_ANY_BAR}|original message|replied message)\s?-{{3,40}})(?=\s{{0,4}}(?:发件人|寄件者|發件人|from)\b)",
    re.IGNORECASE,
)
"""A bar amid a line: a program that made one line of the whole mail."""
TOLD_AMID = re.compile(
    r"(?<=[^\s>\"”)])[ \t-]{1,8}(On (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},[^\n]{5,200}\bwrote:)[ \t]*$"
    r"|(?<=[。！!？?~])[ \t]{0,4}(在\s?20\d\d\s?[-/年][^\n]{5,150}(?:写道|寫道)[:：])[ \t]*$",
    re.MULTILINE,
)
"""The same with the line that tells who wrote."""
SENDING = re.compile(
    r"(?:\*|\s)*(?:发送|發送|傳送|寄件|已发送|已傳送|sent|envoy|gesendet|inviato|verzonden|отправлено|enviado|wysłano)",
    re.IGNORECASE,
)
REPLY_ABOVE = re.compile(
    r"请在(?:此|本)?(?:线|行|分割线)?(?:以上|上方)(?:填写|输入)?回复|(?:reply|respond|write) above this line|reply above the line",
    re.IGNORECASE,
)
BAR = re.compile(r"\s{0,4}([-—_=*─－]{0,70})\s{0,4}([^-—_=*─－\n]{2,40}?)\s{0,4}[:：]?\s{0,2}([-—_=*─－]{0,70})\s*")
FORWARDED = re.compile(
    r"\s*(?:fwd?|tr|wg|rv|enc)\s?[:：]|\s*(?:转发|轉寄|轉發|转)\s?[:：]|forward|转发|轉寄|transf[eé]r|weitergeleitet|пересыла",
    re.IGNORECASE,
)
RULE = re.compile(r"\s{0,8}(?:[-_=─—－*~━═＝＿～＊]\s?){2,400}\s*")

# ---- what a client puts under a text of its own accord -----------------------------------------------------------------
_DEVICES = (
    r"iphone|ipad|ipod|\bmac\b|apple|android|安卓|安桌|华为|華為|huawei|荣耀|honor|小米|xiaomi|红米|redmi|oppo|vivo|三星|samsung|galaxy|魅族|一加|oneplus|realme|"
    r"nokia|诺基亚|联想|中兴|手机|手機|平板|电脑|電腦|移动端|移动设备|行動裝置|windows|outlook|邮箱|郵箱|信箱|邮件|郵件|客户端|\bqq|foxmail|微信|wechat|钉钉|dingtalk|"
    r"飞书|网易|新浪|搜狐|阿里|mail|blackberry|黑莓|phone|yahoo|gmail|hotmail|wiko|nexus|pixel|htc|motorola|lg\b|sony|tablet|mobile|device|"
    r"spark\b|\bios\b|thunderbird|protonmail|proton\b|airmail|edison|superhuman|missive"
)
DEVICE = re.compile(_DEVICES, re.IGNORECASE)
SENT_ZH = re.compile(
    r"(?:发自|發自|来自|來自|寄自|发送自|傳送自|从|從|使用|通过|通過|透過|由|获取|取得|下载|下載|该邮件从|此邮件)\s?(.{1,60})"
)
SENT_EN = re.compile(
    r"(?:sent|send) (?:from|via|using|with|by) |get outlook for |get (?:bluemail|spark|mymail|aqua ?mail|nine|edison mail|typeapp|proton ?mail|gmail|yahoo mail) for |get the outlook app|envoyé (?:de|depuis|à partir d|avec)|"
    r"télécharger outlook|gesendet (?:von|mit)|von .{1,40} gesendet|holen sie sich outlook|enviado (?:desde|de|do|com|con|a partir)|"
    r"obtener outlook|inviato da|verzonden (?:vanaf|met|via)|verstuurd vanaf|skickat från|sendt (?:fra|via)|lähetetty|wysłan[eo] z|"
    r"отправлено (?:с|из)|this (?:e-?mail|message) was sent from my ",
    re.IGNORECASE,
)
SENT_JA = re.compile(
    r".{1,30}(?:から送信|에서 보냄|에서 보냈습니다)|(?:đã )?gửi từ .{1,40}|.{1,30}(?:dan|den|tan|ten) gönderildi",
    re.IGNORECASE,
)
SLOGAN = re.compile(r"yahoo ?mail ?: .{5,40}|yahoo(?:奇摩)?(?:電子信箱|邮箱|信箱)[:：].{2,30}", re.IGNORECASE)
MASTER = re.compile(
    r"(?i:signature is customized by)\s.{1,30}|签名由\s?.{1,20}\s?定制|.{0,12}由\s?网易邮箱大师\s?(?:定制|发送)"
)
_GUARDED = "保密|机密|機密|专有|未经授权|未經授權|误收|錯收|错收|誤收|误发|誤發|指定的?收件|法律责任"
DISCLAIMER = re.compile(
    rf"(?:\*{{0,3}}\s?[【\[]?)?(?:(?:本|此)(?:电子|電子)?(?:邮件|郵件|信件|电邮|電郵)(?:及|和|与|中|所|包|含|内|內|可能|为|為|属|屬|（).{{0,60}}(?:{_GUARDED})|"
    rf"(?:重要|郑重|特别|法律)?(?:提示|声明|聲明|提醒)[】\]]?\s?[:：]?.{{0,100}}(?:{_GUARDED})|(?:免责|免責|保密)(?:声明|聲明|条款)(?:[】\]].*|(?:\s?[:：].*)?$)|"
    r"(?=.{0,60}(?:邮件|郵件|必要|考虑|考慮|三思|请勿打印|請勿列印))(?:.{0,16}(?:环境|環境|环保|環保|地球).{0,30}(?:打印|列印)|打印.{0,10}(?:环境|环保))|(?:如无|若无|非)必要.{0,12}(?:打印|列印)|please (?:consider|think).{0,40}(?:environment|before print)|"
    r"(?:本|此)(?:邮件|郵件)(?:已通过|已經|经过|已被).{0,20}(?:扫描|掃描|检测|检查|杀毒|防毒)|不含病毒|virus-free\.|this (?:e-?mail|message) (?:has been|was) (?:checked|scanned)|"
    r"this (?:e-?mail|message|communication|transmission)\b.{0,120}\b(?:intended|privileged|addressee|recipient|confidential (?:and|or|information|material))|this (?:e-?mail|message) is (?:strictly )?confidential\W*$|the (?:information|contents?) (?:contained )?(?:in|of) this.{0,60}(?:confidential|privileged|intended)|"
    r"if you (?:are not|have received this).{0,40}(?:intended recipient|in error)|confidentiality notice|disclaimer\s?(?::|$))",
    re.IGNORECASE,
)
BANNER = re.compile(
    r"(?=.{0,200}(?:e-?mail|message|邮件|郵件))(?=.{0,400}(?:click|links?\b|attachments?|organi[sz]ation|谨慎|勿点|勿點|点击|鏈接|链接))"
    r"[\[【*\s]{0,4}(?:caution|warning|attention|external|注意|警告|提醒|安全提示|外部邮件|此邮件|本邮件|该邮件).{0,60}"
    r"(?:outside (?:of )?(?:the|your|our) (?:organi[sz]ation|company|network)|external (?:sender|source|e-?mail)|(?:来自|來自).{0,8}外部|外部(?:发件人|邮件))",
    re.IGNORECASE,
)
"""What a company's mail server puts over mail from outside, before it is read, answered or sent on."""
PICTURE = re.compile(r"\[cid:[^\]\s]{1,200}\]")
"""Where a picture stands in the plain part."""
REGARDS = re.compile(
    r"(?:(?:with |my )?(?:best|kind|kindest|warm|warmest|many)?\s?(?:and |with )?(?:best |kind )?regards|best wishes|best(?=[,，])|(?:many )?(?:thanks|thank you|thx|tks)\s?(?:,|and|&|/)?\s?(?:with )?(?:best |kind )?(?:regards|rgds)|(?:b\.?\s?)?rgds|brgds|mit freundlichen grüßen|"
    r"(?:bien )?cordialement|saludos(?: cordiales)?|un saludo|atentamente|atenciosamente|cordiali saluti|distinti saluti|met vriendelijke groet(?:en)?|"
    r"med vänliga? hälsning(?:ar)?|(?:viele|beste|liebe|freundliche) grüße|mfg|pozdrawiam|с уважением|saygılarımla|trân trọng)\s?[,.!，！]{0,2}",
    re.IGNORECASE,
)
FORMULA = re.compile(
    r"(?:此致\s?(?:敬礼|敬禮)?|敬礼|敬禮|(?:顺|順|敬|谨|謹|即|恭)?(?:祝|颂|頌)(?:您|你|贵司|貴司)?\s?.{0,2}(?:商祺|商安|時祺|时祺|台安|工作顺利|工作順利|生意兴隆|生意興隆|顺利|好|安)|"
    r"(?:顺颂|順頌)\s?.{2,6}|(?:敬|顺|順)?祝\s?[:：]?|致\s?[:：]?|商祺|时祺|時祺|台安|礼|禮|祝好|谨致问候|顺致敬意|以上[，,]谢谢)\s?[!！。.~]{0,2}",
)
CONTACT = re.compile(
    r"[^\s@]{1,64}@[^\s@]{1,190}|(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)|(?<!\d)0\d{2,3}[-— ]\d{3,4} ?\d{4}(?!\d)|\+\d[\d\s()-]{6,18}\d|"
    r"https?://|www\.|\b(?:tel|fax|mob)\s{1,3}[\d+(]|(?:tel|fax|phone|mobile|电话|電話|手机|手機|传真|傳真|邮箱|電郵|地址|网址|微信|wechat|qq)\s?[:：.]",
    re.IGNORECASE,
)
COMPANY = re.compile(
    r"(?:有限公司|股份公司|株式会社|㈱|주식회사|集团|集團|贸易|公司|(?:中心|工厂|钢厂|研究院|研究所|经营部|商行|物资|钢铁|事务所)\s*$|\bLtd\b|\bInc\b|\bCo\.|\bGmbH\b|\bLLC\b|\bCorp\b)",
    re.IGNORECASE,
)
GOODS = re.compile(
    r"\d\s?(?:吨|噸|元|mm|支|件|张|卷|米|公斤|kg|t\b|pcs)|[¥￥]|HRB(?!\s?\d{4})|\bQ\d{3}|螺纹|盘螺|热卷|中板|型钢|报价|價格|价格|规格|規格|数量|數量|交货|送货|收货|提货|收件|\?|？|\b(?:USD|EUR|CFR|CIF|FOB|EXW|payment|price|shipment)\b",
    re.IGNORECASE,
)
POSTSCRIPT = re.compile(r"p\.?\s?s\b|又及|另外|另[:：，,]|补充|補充|附[:：]|ps[:：]|n\.?b\.?\s?[:：]", re.IGNORECASE)
PS = re.compile(r"p\.?\s?s\.?\s?[:：.]|又及", re.IGNORECASE)
HEADING = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}[、.．节条]|\d{1,2}\s?[、.．)）]|[#【]).{1,20}$|.{0,6}(?:联系人|联系方式|聯絡人|聯絡方式)$"
)
ACCOUNT = re.compile(
    r"税号|稅號|开户|開戶|账号|帐号|帳號|户名|戶名|身份证|车牌|\bswift\b|\biban\b|\baccount\b|\b(?:vat|tax) (?:no|id)",
    re.IGNORECASE,
)
"""What is told once, not signed with."""
LOOK_BELOW = re.compile(
    r"联系|聯繫|聯絡|电话|電話|打给|拨打|找我|司机|司機|车牌|身份证|地址|资料|信息|如下|以下|见下|收货人|收件人|快递|邮寄|寄到|寄给|开票|開票|发票|發票|抬头|抬頭|付款|收款|汇款|提单|"
    r"\bcontact|\bcall\b|\breach\b|below|as follows|deliver to|courier|invoice|consignee|notify|bank\b",
    re.IGNORECASE,
)
"""What asks even for the writer's own name and telephone."""
COURTESY = re.compile(
    r"(?:谢谢|謝謝|多谢|多謝|感谢|感謝|非常感谢|祝好|拜托了|辛苦了|thanks|thank you|thanks in advance|many thanks|best|cheers)(?:大家|您|你|了)?\s?[!！。.~,，]{0,3}",
    re.IGNORECASE,
)
"""Nothing but thanks: what stands in a paragraph below is hardly part of the letter."""
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")

# ---- a visiting card at the end ----------------------------------------------------------------------------------------
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
    "張劉陳楊趙黃吳孫馬羅鄭謝韓馮蕭鄧許呂蘇盧蔣賈葉閻鐘範譚鄒陸顧孟龍萬錢湯賀賴龔"
)
_TITLES = "先生|女士|小姐|经理|經理|总监|總監|总|主任|部长|部長|采购|採購|销售|銷售|业务|業務|会计|會計|财务|助理|工程师|工程師|厂长|店长|队长|主管|专员|外贸部|业务部|采购部|销售部|敬上|手机版"
TITLE = re.compile(
    rf"^.{{0,12}}(?:{_TITLES}|部|科|处|室|課|课|組|组)$|\b(?:manager|director|sales|purchas\w+|engineer|assistant|ceo|cfo|president|department|dept\.?|division)\b",
    re.IGNORECASE,
)
NAME_ZH = re.compile(
    rf"(?!谢谢|謝謝)[{_SURNAMES}]\s?[\u4e00-\u9fff]{{1,2}}(?:[\s/|,，（(]{{1,4}}.{{0,24}}|(?:{_TITLES}))?|[{_SURNAMES}](?:总|经理|工|先生|女士)"
)
NAME_WEST = re.compile(r"[A-ZÀ-Ž][\w.'’-]{0,20}(?: [A-ZÀ-Ž][\w.'’-]{0,20}){1,3}(?:\s?[(,|/].{0,30})?")
CARD_LINE = re.compile(
    r"(?:地\s?址|电\s?话|電\s?話|手\s?机|手\s?機|传\s?真|傳\s?真|邮\s?箱|郵\s?箱|邮\s?编|微\s?信|网\s?址|公司|部门|职务|职位|whatsapp|wechat|skype|qq|tel|fax|mob|mobile|cell|phone|add|address|e-?mail|web|www|"
    r"m|t|f|e|w)\s?[:：./|]|(?:地址|电话|電話|手机|手機|传真|傳真)\s{1,4}\S",
    re.IGNORECASE,
)
ASKED_FOR = re.compile(
    r"联系人|聯絡人|联络|聯絡|联系|聯繫|收货|收貨|送货|送貨|提货|提貨|发货|货代|司机|司機|同事|跟进|跟進|负责|負責|改由|换成|交接|接手|介绍|推荐|经办|车牌|对接|转给|找(?:他|她|我|我们|老|小)|寄(?:到|给|至)|发(?:到|给|至)|送(?:到|至)|地址|抬头|抬頭|开票|開票|户名|开户|账号|帐号|税号|身份证|资料|信息|如下|以下|见下|快递|邮寄|问他|他们|她们|另一家|加工厂|"
    r"contact|consignee|notify|deliver|address|below|as follows|driver|reach|call |colleague|replac|take over|handle|forwarder|courier|supplier",
    re.IGNORECASE,
)
