"""Answers as Chinese mail programs write them: name, text as it comes, what a reader would call new."""

OLD = "张经理您好，螺纹钢 HRB400E Φ16 现货 30 吨，3680 元/吨，天津自提。\n请确认。\n\n物资通 李娜\n电话：022-58881234"

SAMPLES: list[tuple[str, str, str]] = [
    (
        "qq",
        '可以，先要 30 吨。\n\n\n\n\n------------------ 原始邮件 ------------------\n发件人: "物资通" <reply@portal.cn>;\n'
        f'发送时间: 2026年11月20日(星期五) 下午3:30\n收件人: "张三"<zhang@qq.com>;\n\n主题: 询价回复\n\n\n\n{OLD}',
        "可以，先要 30 吨。",
    ),
    (
        "qq, entities in the plain part",
        '可以。\n\n------------------&nbsp;原始邮件&nbsp;------------------\n发件人:&nbsp;"物资通"&lt;reply@portal.cn&gt;;\n'
        f'发送时间:&nbsp;2026年11月20日(星期五) 下午3:30\n收件人:&nbsp;"张三"&lt;zhang@qq.com&gt;;\n主题:&nbsp;询价回复\n\n{OLD}',
        "可以。",
    ),
    (
        "qq, new form",
        f"收到，谢谢。\n\n原始邮件\n\n发件人：物资通 <reply@portal.cn>\n发件时间：2026年11月20日 15:30\n收件人：张三 <zhang@qq.com>\n主题：询价回复\n\n{OLD}",
        "收到，谢谢。",
    ),
    (
        "qq, phone",
        f"价格能再低一点吗？\n\n\n发自我的iPhone\n\n\n------------------ Original ------------------\nFrom: 物资通 <reply@portal.cn>\nDate: Fri,Nov 20,2026 3:30 PM\nTo: 张三 <zhang@qq.com>\nSubject: Re: 询价回复\n\n{OLD}",
        "价格能再低一点吗？",
    ),
    (
        "qq, signature between lines",
        f'明天派车去提。\n\n------------------\n张三\n天津某某贸易有限公司\n手机：13800001234\n\n\n\n------------------ 原始邮件 ------------------\n发件人: "物资通";\n发送时间: 2026年11月20日(星期五) 下午3:30\n收件人: "张三";\n主题: 询价\n\n{OLD}',
        "明天派车去提。",
    ),
    (
        "163",
        f'好的，我们接受。\n\n\n\n\n\n\n\n在 2026-11-20 15:30:45，"物资通" <reply@portal.cn> 写道：\n\n{OLD}',
        "好的，我们接受。",
    ),
    (
        "163, in English",
        f'好的\n\nAt 2026-11-20 15:30:45, "物资通" <reply@portal.cn> wrote:\n\n{OLD}',
        "好的",
    ),
    (
        "163, marked",
        '好的\n\n\nAt 2026-11-20 15:30:45,"物资通" <reply@portal.cn> wrote:\n>请确认。\n>\n>物资通 李娜\n',
        "好的",
    ),
    (
        "163 on a phone",
        f"质保书什么时候给？\n\n\n\n\n| |\n张三\n|\n|\nzhangsan@163.com\n|\n签名由网易邮箱大师定制\n\n\n在2026年11月20日 15:30，物资通<reply@portal.cn> 写道：\n{OLD}",
        "质保书什么时候给？",
    ),
    (
        "163, the answered mail's head as a table",
        f"同意。\n\n\n---- 回复的原邮件 ----\n| 发件人 | 物资通<reply@portal.cn> |\n| 日期 | 2026年11月20日 15:30 |\n| 收件人 | 张三<zhang@163.com> |\n| 抄送至 | |\n| 主题 | 询价回复 |\n{OLD}",
        "同意。",
    ),
    (
        "163, same in English",
        f"同意。\n\n---- Replied Message ----\n| From | 物资通<reply@portal.cn> |\n| Date | 11/20/2026 15:30 |\n| To | 张三<zhang@163.com> |\n| Subject | 询价回复 |\n{OLD}",
        "同意。",
    ),
    ("126, its own advertisement", "同意。\n\n--\n发自我的网易邮箱手机智能版\n", "同意。"),
    ("网易邮箱大师", "同意。\n\n来自 网易邮箱大师\n", "同意。"),
    (
        "foxmail",
        f"请按合同发货。\n\n\n\nzhang@steel.cn\n \n发件人： 物资通\n发送时间： 2026-11-20 15:30\n收件人： zhang@steel.cn\n主题： 询价回复\n{OLD}",
        "请按合同发货。",
    ),
    (
        "foxmail, with a line over the signature",
        f"请按合同发货。\n\n\n________________________________\n张三\n天津某某贸易有限公司\nzhang@steel.cn\n \n发件人： 物资通\n发送时间： 2026-11-20 15:30\n收件人： zhang@steel.cn\n抄送： li@steel.cn\n主题： 询价回复\n{OLD}",
        "请按合同发货。",
    ),
    (
        "outlook",
        f"见附件。\n\n发件人: 物资通 <reply@portal.cn>\n发送时间: 2026年11月20日 15:30\n收件人: 张三 <zhang@steel.cn>\n主题: 询价回复\n\n{OLD}",
        "见附件。",
    ),
    (
        "outlook, old",
        f"见附件。\n\n-----邮件原件-----\n发件人: 物资通 [mailto:reply@portal.cn] \n发送时间: 2026年11月20日 15:30\n收件人: 张三\n主题: 询价回复\n\n{OLD}",
        "见附件。",
    ),
    (
        "outlook.com",
        f"见附件。\n\n获取 Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\n发件人: 物资通 <reply@portal.cn>\n发送时间: Friday, November 20, 2026 3:30:00 PM\n收件人: 张三 <zhang@outlook.com>\n主题: 询价回复\n\n{OLD}",
        "见附件。",
    ),
    (
        "outlook, Taiwan",
        f"請見附件。\n\n________________________________\n寄件者: 物資通 <reply@portal.cn>\n寄件日期: 2026年11月20日 下午 03:30\n收件者: 陳先生 <chen@steel.tw>\n主旨: 詢價回覆\n\n{OLD}",
        "請見附件。",
    ),
    (
        "outlook, old, Taiwan",
        f"請見附件。\n\n-----原始郵件-----\n寄件者: 物資通 [mailto:reply@portal.cn]\n寄件日期: 2026年11月20日 下午 03:30\n收件者: 陳先生\n主旨: 詢價回覆\n\n{OLD}",
        "請見附件。",
    ),
    (
        "gmail",
        "可以。\n\n物资通 <reply@portal.cn> 于2026年11月20日周五 15:30写道：\n\n> 请确认。\n>\n> 物资通 李娜\n>\n",
        "可以。",
    ),
    (
        "gmail, wrapped",
        "可以。\n\n物资通客户服务中心华北区 <reply+abcdefghijklmnopqrstuvwxyz@portal.cn>\n于2026年11月20日周五 15:30写道：\n\n> 请确认。\n",
        "可以。",
    ),
    (
        "gmail, Taiwan",
        "可以。\n\n物資通 <reply@portal.cn> 於 2026年11月20日 週五 下午3:30寫道：\n\n> 請確認。\n>\n",
        "可以。",
    ),
    (
        "apple mail",
        "下周一到货。\n\n> 在 2026年11月20日，15:30，物资通 <reply@portal.cn> 写道：\n> \n> 请确认。\n",
        "下周一到货。",
    ),
    (
        "iPhone",
        f"下周一到货。\n\n发自我的 iPhone\n\n> 在 2026年11月20日，下午3:30，物资通 <reply@portal.cn> 写道：\n> \n> {OLD.splitlines()[0]}\n",
        "下周一到货。",
    ),
    (
        "iPhone, Taiwan",
        "下週一到貨。\n\n從我的 iPhone 傳送\n\n> 物資通 <reply@portal.cn> 於 2026年11月20日 下午3:30 寫道：\n> \n> 請確認。\n",
        "下週一到貨。",
    ),
    (
        "华为",
        "收到\n\n发自我的华为手机\n\n\n-------- 原始邮件 --------\n发件人： 物资通 <reply@portal.cn>\n日期： 2026年11月20日周五 15:30\n收件人： zhang@steel.cn\n主 题： 询价回复\n请确认。",
        "收到",
    ),
    ("小米", "收到\n\n发自我的小米手机\n物资通 <reply@portal.cn> 于 2026年11月20日 下午3:30写道：\n\n请确认。", "收到"),
    (
        "企业微信邮箱",
        f'已付款，请查收回单。\n\n\n\n张三\n\n\n\n\n------------------ Original ------------------\nFrom:  "物资通"<reply@portal.cn>;\nDate:  Fri, Nov 20, 2026 03:30 PM\nTo:  "张三"<zhang@steel.cn>; \n\nSubject:  询价回复\n\n{OLD}',
        "已付款，请查收回单。\n\n\n\n张三",
    ),
    (
        "钉钉邮箱",
        f"请开增值税专用发票。\n\n来自钉钉专属商务邮箱\n------------------------------------------------------------------\n发件人：物资通<reply@portal.cn>\n日　期：2026年11月20日 15:30:45\n收件人：张三<zhang@steel.cn>\n主　题：询价回复\n\n{OLD}",
        "请开增值税专用发票。",
    ),
    (
        "coremail",
        f"请开票。\n\n\n> -----原始邮件-----\n> 发件人:物资通 <reply@portal.cn>\n> 发送时间:2026-11-20 15:30:45 (星期五)\n> 收件人: zhang@steel.cn\n> 主题: 询价回复\n> \n> {OLD.splitlines()[0]}\n",
        "请开票。",
    ),
    (
        "139",
        f"请开票。\n\n\n\n----邮件原文----\n发件人：物资通 <reply@portal.cn>\n收件人：张三  <13800001234@139.com>\n抄 送： （无）\n发送时间：2026-11-20 15:30:45\n主题：询价回复\n\n{OLD}",
        "请开票。",
    ),
    (
        "sina",
        f"请开票。\n----- 原始邮件 -----\n发件人：物资通 <reply@portal.cn>\n收件人：张三 <zhang@sina.com>\n主题：询价回复\n日期：2026年11月20日 15点30分\n\n{OLD}",
        "请开票。",
    ),
    (
        "our own line",
        f"好的\n\n请在此线以上填写回复\n\n{OLD}",
        "好的",
    ),
    (
        "between the lines",
        '您好，答复如下：\n\n在 2026-11-20 15:30:45，"物资通" <reply@portal.cn> 写道：\n> 数量多少？\n\n30 吨。\n\n> 什么时候要？\n下周三之前。\n> 送到哪里？\n\n佛山乐从，自卸。\n> \n> 物资通 李娜\n',
        "您好，答复如下：\n\n30 吨。\n\n下周三之前。\n\n佛山乐从，自卸。",
    ),
    (
        "below",
        '在 2026-11-20 15:30:45，"物资通" <reply@portal.cn> 写道：\n> 数量多少？\n\n30 吨。\n',
        "30 吨。",
    ),
    (
        "courtesy with a signature",
        "请尽快安排发货。\n\n顺祝商祺！\n\n张三\n天津某某贸易有限公司\n电话：022-58881234\n手机：13800001234",
        "请尽快安排发货。",
    ),
    (
        "此致敬礼",
        "请尽快安排发货。\n\n此致\n敬礼\n\n天津某某贸易有限公司 张三\n13800001234",
        "请尽快安排发货。",
    ),
    (
        "confidential",
        "请尽快安排发货。\n\n--\n张三\n天津某某贸易有限公司\n\n本邮件及其附件含有保密信息，仅限于发送给上面地址中列出的个人。如果您错收了本邮件，请立即通知发件人并删除。",
        "请尽快安排发货。",
    ),
    (
        "a phone's line in other words",
        "收到\n\n来自我的华为手机\n\n-------- 原始邮件 --------\n主题：询价\n发件人：物资通 <a@b.cn>\n\n请确认",
        "收到",
    ),
    ("Outlook, Taiwan, on a phone", "收到\n\n通過 Outlook for iOS 傳送", "收到"),
    ("from our warehouse", "来自我的仓库的货，已经用手机拍照", "来自我的仓库的货，已经用手机拍照"),
    # ---- what must stay ----------------------------------------------------------------------------------------------
    (
        "freight",
        "发货人：天津某某公司\n收货人：佛山某某公司\n日期：2026-11-25\n数量：30 吨",
        "发货人：天津某某公司\n收货人：佛山某某公司\n日期：2026-11-25\n数量：30 吨",
    ),
    (
        "recipient",
        "送货信息：\n收件人：张三\n电话：13800001234\n地址：佛山市顺德区乐从镇",
        "送货信息：\n收件人：张三\n电话：13800001234\n地址：佛山市顺德区乐从镇",
    ),
    (
        "route",
        "From: Tianjin\nTo: Ningbo\nDate: 2026-11-25\n30 t of coil",
        "From: Tianjin\nTo: Ningbo\nDate: 2026-11-25\n30 t of coil",
    ),
    ("comparison", "要求：\n>=12mm 的 30 吨\n>16mm 的 20 吨", "要求：\n>=12mm 的 30 吨\n>16mm 的 20 吨"),
    ("divider", "需求如下\n--\nHRB400E Φ12 30吨\nHRB400E Φ16 20吨", "需求如下\n--\nHRB400E Φ12 30吨\nHRB400E Φ16 20吨"),
    (
        "table",
        "品名  规格  数量\n------------------\n螺纹钢  16  30吨\n联系电话：13800001234",
        "品名  规格  数量\n------------------\n螺纹钢  16  30吨\n联系电话：13800001234",
    ),
    ("from us", "来自天津的货什么时候到？", "来自天津的货什么时候到？"),
    ("by mail", "合同通过邮件发给你了", "合同通过邮件发给你了"),
    (
        "quoting in prose",
        "你们在11月20日的邮件里写道：价格不变。现在怎么又涨了？",
        "你们在11月20日的邮件里写道：价格不变。现在怎么又涨了？",
    ),
    (
        "deadline",
        "请在2026-11-25前把质保书发到 li@steel.cn：\n1. 炉号\n2. 成分",
        "请在2026-11-25前把质保书发到 li@steel.cn：\n1. 炉号\n2. 成分",
    ),
    ("courtesy alone", "请尽快安排发货。\n祝商祺", "请尽快安排发货。\n祝商祺"),
    ("nothing but a name", "张三 13800001234", "张三 13800001234"),
    (
        "contact for delivery",
        "好的。\n\n收货联系人：李四\n电话：13800001234\n地址：佛山乐从",
        "好的。\n\n收货联系人：李四\n电话：13800001234\n地址：佛山乐从",
    ),
    (
        "postscript",
        "好的。\n\n发自我的 iPhone\n\n另外，质保书请一起寄。",
        "好的。\n\n发自我的 iPhone\n\n另外，质保书请一起寄。",
    ),
    ("list", "- 螺纹钢\n- 线材\n- 热卷", "- 螺纹钢\n- 线材\n- 热卷"),
]
