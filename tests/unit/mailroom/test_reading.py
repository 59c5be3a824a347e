"""Mails as bytes: character sets, damaged encodings, HTML of many programs, names of files, bounds."""

import base64
from email.message import EmailMessage

import pytest

from portal.mailroom.reading import MAX_BYTES, read
from portal.mailroom.reading.flowed import unflow
from portal.mailroom.reading.parts import TooMuch

HEAD = b"From: =?gb2312?B?1cXI/Q==?= <Zhang@Steel.cn>\r\nTo: desk@portal.cn\r\nSubject: x\r\nMIME-Version: 1.0\r\n"


def plain(text: str, charset: str, declared: str) -> bytes:
    return (
        HEAD
        + f"Content-Type: text/plain; charset={declared}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n".encode()
        + text.encode(charset)
    )


@pytest.mark.parametrize(
    ("text", "charset", "declared"),
    [
        ("请确认镕钢价格，谢谢", "gb18030", "gb2312"),
        ("请确认价格，谢谢", "gbk", "GBK"),
        ("請確認價格，碁，謝謝", "cp950", "big5"),
        ("請確認價格，謝謝，嘅", "big5hkscs", "big5-hkscs"),
        ("请确认价格，谢谢", "utf-8", "gb2312"),
        ("请确认价格，谢谢", "gb18030", "utf-8"),
        ("请确认价格，谢谢", "gb18030", "iso-8859-1"),
        ("请确认价格，谢谢", "utf-8", "us-ascii"),
        ("請確認價格，謝謝您", "big5", "us-ascii"),
        ("请确认价格", "utf-8", "no-such-set"),
        ("联通", "gbk", "gb2312"),
        ("Prière de confirmer, écrit à la main", "utf-8", "iso-8859-1"),
        ("+ADw-script", "ascii", "utf-7"),
    ],
)
def test_the_text_is_what_was_written(text: str, charset: str, declared: str) -> None:
    assert read(plain(text, charset, declared)).text.strip() == text


@pytest.mark.parametrize(
    "charset", [b"no-such-set", b"ut*f-8", b'"a\x00b"', b"base64_codec", b"rot13", b"idna", b"\xff\xfe"]
)
@pytest.mark.parametrize("encoding", [b"8bit", b"base64", b"uuencode", b"x"])
def test_a_set_nobody_knows_is_no_error(charset: bytes, encoding: bytes) -> None:
    body = b"Content-Transfer-Encoding: " + encoding + b"\r\n\r\nok \xff\xa0\x81 ok\r\n"
    assert isinstance(read(HEAD + b"Content-Type: text/plain; charset=" + charset + b"\r\n" + body).new_text(), str)


@pytest.mark.parametrize(
    ("text", "delsp", "wanted"),
    [
        ("one \ntwo\nthree", False, "one two\nthree"),
        ("一行 \n两行", True, "一行两行"),
        ("> a \n> b\nc", False, "> a b\nc"),
        ("> a \n>> b \nc", False, "> a \n>> b \nc"),
        ("a \n-- \nb", False, "a \n-- \nb"),
        (" >16mm", False, ">16mm"),
    ],
)
def test_flowing_lines(text: str, delsp: bool, wanted: str) -> None:
    assert unflow(text, delsp=delsp) == wanted


def test_names_and_subject() -> None:
    mail = read(
        HEAD.replace(b"Subject: x", b"Subject: =?utf-8?B?6K+i5Lu3?=\r\n =?utf-8?Q?=EF=BC=9A?= =?gbk?B?wt3OxrjW?=")
        + b"\r\nhi"
    )
    assert (mail.sender, mail.sender_name, mail.subject) == ("zhang@steel.cn", "张三", "询价：螺纹钢")


def test_a_character_cut_between_encoded_words() -> None:
    data = "螺纹钢".encode()
    words = b" ".join(b"=?utf-8?B?" + base64.b64encode(piece) + b"?=" for piece in (data[:4], data[4:]))
    assert read(HEAD.replace(b"Subject: x", b"Subject: " + words) + b"\r\nhi").subject == "螺纹钢"


def test_bare_bytes_in_a_subject() -> None:
    assert (
        read(HEAD.replace(b"Subject: x", b"Subject: " + "询价螺纹钢".encode("gbk")) + b"\r\nhi").subject == "询价螺纹钢"
    )


def test_no_line_break_comes_out_of_a_header() -> None:
    mail = read(HEAD.replace(b"Subject: x", b"Subject: =?utf-8?Q?a=0D=0ABcc:=20x@y.cn=E2=80=A8b?=") + b"\r\nhi")
    assert mail.subject == "a Bcc: x@y.cn b"


@pytest.mark.parametrize(
    "disposition",
    [
        b"attachment; filename*=utf-8''%E8%B4%A8%E4%BF%9D%E4%B9%A6.pdf",
        b"attachment; filename*=GB18030''%D6%CA%B1%A3%CA%E9.pdf",
        b"attachment;\r\n filename*0*=utf-8''%E8%B4%A8%E4%BF%9D;\r\n filename*1*=%E4%B9%A6.pdf",
        b'attachment; filename="=?gb2312?B?1sqxo8rpLnBkZg==?="',
        b'attachment; filename="' + "质保书.pdf".encode("gbk") + b'"',
    ],
)
def test_names_of_files(disposition: bytes) -> None:
    body = b"--b\r\nContent-Type: text/plain\r\n\r\nhi\r\n--b\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: "
    data = (
        HEAD
        + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
        + body
        + disposition
        + b"\r\n\r\nJVBERi0xLjQ=\r\n--b--\r\n"
    )
    found = read(data).attachments
    assert [(one.name, one.data) for one in found] == [("质保书.pdf", b"%PDF-1.4")]


def test_damaged_base64_and_quoted_printable() -> None:
    text = base64.b64encode("请确认价格，谢谢".encode()).rstrip(b"=")
    data = (
        HEAD
        + b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + text[:8]
        + b"*\r\n"
        + text[8:]
    )
    assert "请确认价格" in read(data).text
    data = (
        HEAD
        + b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nok =E8=AF=B7=ZZ"
    )
    assert read(data).text.startswith("ok 请")


def html(text: str, *, stub: str = "", subject: str = "Re: x") -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@b.cn", "desk@portal.cn", subject
    message.set_content(stub)
    message.add_alternative(text, subtype="html")
    return message.as_bytes()


OLD = "<div>请确认。</div><div>物资通 李娜</div>"
HTML = {
    "gmail": f'<div dir="ltr">可以。<br><b>30 吨</b></div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">物资通 &lt;<a href="mailto:r@p.cn">r@p.cn</a>&gt; 于2026年11月20日周五 15:30写道：<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid">{OLD}</blockquote></div>',
    "qq": f'<div>可以。</div><div><b>30 吨</b></div><div><includetail><div>&nbsp;</div><div style="font-size:12px">------------------&nbsp;原始邮件&nbsp;------------------</div><div style="background:#efefef"><b>发件人:</b>&nbsp;"物资通"&lt;r@p.cn&gt;;</div><div>{OLD}</div></includetail></div>',
    "qq, new": f'<div>可以。<br>30 吨</div><div class="xm_mail_oringinal_describe"><div>原始邮件</div><hr><div>发件人：物资通 &lt;r@p.cn&gt;</div></div><div class="qmbox xm_mail_oringinal_content">{OLD}</div>',
    "163": f'<div>可以。</div><div>30 吨</div><br><div id="isReplyContent" style="padding-left:1ex"><p>在 2026-11-20 15:30:45，"物资通" &lt;r@p.cn&gt; 写道：</p><blockquote>{OLD}</blockquote></div>',
    "outlook": f'<html><head><style>p{{}}</style></head><body><p class="MsoNormal">可以。</p><p class="MsoNormal">30 吨</p><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>发件人:</b> 物资通 &lt;r@p.cn&gt;<br><b>发送时间:</b> 2026年11月20日 15:30<br><b>收件人:</b> 张三<br><b>主题:</b> 询价</p></div>{OLD}</body></html>',
    "outlook.com": f'<div>可以。</div><div>30 吨</div><div id="Signature"><div>张三</div></div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> 物资通 &lt;r@p.cn&gt;<br><b>Sent:</b> Friday<br></div>{OLD}',
    "foxmail": f'<div>可以。</div><div>30 吨</div><div><br></div><hr style="width: 210px; height: 1px;"><div><span>张三<br>zhang@steel.cn</span></div><blockquote style="margin-top:0px"><div>&nbsp;</div><div style="border:none;border-top:solid #B5C4DF 1.0pt"><div><b>发件人：</b>&nbsp;物资通</div></div>{OLD}</blockquote>',
    "apple": f'<html><body>可以。<div>30 吨</div><div><br></div><div id="AppleMailSignature">发自我的 iPhone</div><div><br><blockquote type="cite">在 2026年11月20日，15:30，物资通 &lt;r@p.cn&gt; 写道：<br>{OLD}</blockquote></div></body></html>',
    "thunderbird": f'<p>可以。</p><p>30 吨</p><div class="moz-cite-prefix">On 2026/11/20 15:30, 物资通 wrote:<br></div><blockquote type="cite" cite="mid:x">{OLD}</blockquote>',
    "script and comment": f"<!-- x --><style>a{{}}</style><script>alert(1)</script><div>可以。</div>30 吨<img src=x onerror=alert(1)><span style='display:none'>请确认。</span><blockquote type=cite>{OLD}",
}


@pytest.mark.parametrize("name", HTML)
def test_html(name: str) -> None:
    words = [line for line in read(html(HTML[name])).new_text().splitlines() if line.strip()]
    assert words == ["可以。", "30 吨"]


def test_an_indented_paragraph_is_the_writers_own() -> None:
    text = '<div>要求：</div><blockquote style="margin:0 0 0 40px;border:none;padding:0px">30 吨</blockquote>'
    assert read(html(text)).new_text().split() == ["要求：", "30", "吨"]


def test_an_answer_between_quotations_of_html() -> None:
    text = "<div>见下</div><div>On 2026/11/20 15:30, 物资通 wrote:</div><blockquote>数量？</blockquote><div>30 吨</div><blockquote>何时？</blockquote><div>周三</div>"
    assert read(html(text)).new_text().split() == ["见下", "30", "吨", "周三"]


def test_a_stub_does_not_hide_the_text() -> None:
    assert read(html("<p>可以</p>", stub="您的邮件客户端不支持HTML格式")).new_text() == "可以"
    assert read(html("<p>不同</p>", stub="可以")).new_text() == "可以"


def test_a_forwarded_mail_is_what_was_sent_on() -> None:
    text = "---------- Forwarded message ---------\n发件人： 钢厂 <m@mill.cn>\nDate: 2026年11月20日周五 15:30\nSubject: 调价\nTo: <a@b.cn>\n\n螺纹钢上调 30 元。"
    assert "螺纹钢上调 30 元。" in read(html("", stub=text, subject="Fwd: 调价")).new_text()


@pytest.mark.parametrize("head", [b"", b"\xef\xbb\xbf", b"Hi: there\n"])
def test_a_text_without_headers_is_read_as_a_text(head: bytes) -> None:
    assert read(head + "请确认\n\n谢谢".encode()).new_text().endswith("请确认\n\n谢谢")


ALT = "Content-Type: multipart/alternative; boundary=A\n\n--A\nContent-Type: text/plain; charset=utf-8\n\n可以。\n> old\n--A\nContent-Type: text/html\n\n<p>不同</p>\n--A--\n"
PDF = 'Content-Type: application/pdf; name=a.pdf\nContent-Disposition: inline; filename="a.pdf"\n\nx\n'
PLAIN = "Content-Type: text/plain; charset=utf-8\n\n"
STRUCTURES = {
    "related": f"Content-Type: multipart/related; boundary=R\n\n--R\n{ALT}--R\nContent-Type: image/png\nContent-ID: <x>\n\nA\n--R--\n",
    "mixed, related": f"Content-Type: multipart/mixed; boundary=M\n\n--M\nContent-Type: multipart/related; boundary=R\n\n--R\n{ALT}--R--\n--M\n{PDF}--M--\n",
    "signed": f"Content-Type: multipart/signed; boundary=S\n\n--S\n{ALT}--S\nContent-Type: application/pkcs7-signature; name=smime.p7s\n\nAA\n--S--\n",
    "a text file beside it": f"Content-Type: multipart/mixed; boundary=M\n\n--M\n{PLAIN}可以。\n--M\nContent-Type: text/plain; name=a.txt\n\nfile\n--M--\n",
    "a mail enclosed": f"Content-Type: multipart/mixed; boundary=M\n\n--M\n{PLAIN}可以。\n--M\nContent-Type: message/rfc822\n\nSubject: old\n\nold\n--M--\n",
    "an invitation": f"Content-Type: multipart/alternative; boundary=M\n\n--M\n{PLAIN}可以。\n--M\nContent-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\nEND:VCALENDAR\n--M--\n",
    "Outlook's own form": f"Content-Type: multipart/mixed; boundary=M\n\n--M\n{PLAIN}可以。\n--M\nContent-Type: application/ms-tnef; name=winmail.dat\n\nx\n--M--\n",
    "eight within each other": "".join(f"Content-Type: multipart/mixed; boundary=m{n}\n\n--m{n}\n" for n in range(8))
    + f"{PLAIN}可以。\n"
    + "".join(f"--m{n}--\n" for n in range(7, -1, -1)),
    "the place of a picture": f"{PLAIN}可以。\n\n[cid:image001.png@01DC5A]\n",
    "a list's footer": f"Content-Type: multipart/mixed; boundary=M\n\n--M\n{PLAIN}可以。\n--M\n{PLAIN}______\nsteel mailing list\nsteel@lists.example.org\n--M--\n",
    "no last boundary": f"Content-Type: multipart/mixed; boundary=M\n\n--M\n{PLAIN}可以。\n",
    "no boundary at all": "Content-Type: multipart/mixed; boundary=M\n\n可以。\n",
    "no blank line": "Content-Type: text/plain; charset=utf-8\n可以。\n",
    "a page that calls itself plain": f"{PLAIN}<html><body><p>可以。</p></body></html>",
    "a space behind the encoding": f"Content-Transfer-Encoding: Quoted-Printable \n{PLAIN}=E5=8F=AF=E4=BB=A5=E3=80=82\n",
    "a list's footer under base64": f"Content-Transfer-Encoding: base64\n{PLAIN}5Y+v5Lul44CC\n\n______\nsteel mailing list\nsteel@lists.example.org\n",
    "base64 that is none": f"Content-Transfer-Encoding: base64\n{PLAIN}可以。\n",
}


@pytest.mark.parametrize("name", STRUCTURES)
@pytest.mark.parametrize("before", [b"", b"\r\n\r\n", b"\xef\xbb\xbf", b"From a@b.cn Fri Nov 20 15:20:30 2026\n"])
def test_structures(name: str, before: bytes) -> None:
    assert read(before + HEAD + STRUCTURES[name].encode()).new_text() == "可以。"


def test_text_on_both_sides_of_a_file() -> None:
    parts = f"Content-Type: multipart/mixed; boundary=M\n\n--M\n{PLAIN}见附件\n--M\n{PDF}--M\n{PLAIN}谢谢\n--M--\n"
    mail = read(HEAD + parts.encode())
    assert mail.new_text().split() == ["见附件", "谢谢"]
    assert [one.name for one in mail.attachments] == ["a.pdf"]


def test_a_route_is_no_head_of_a_mail() -> None:
    text = "From: 天津\nTo: 北京\nDate: 11-25\n30 吨"
    assert read(text.encode()).new_text() == text


def test_bounds() -> None:
    with pytest.raises(TooMuch):
        read(b"x" * (MAX_BYTES + 1))
    with pytest.raises(TooMuch):
        read(HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\na\r\n" * 5000)
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (at, at) for at in range(200))
    with pytest.raises(TooMuch):
        read(HEAD + nested)
    with pytest.raises(TooMuch):
        read(b"From: a@b.cn\r\n" + b"X-A: b\r\n" * 100_000 + b"\r\nhi")


def test_winmail_is_told_of() -> None:
    data = (
        HEAD
        + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: application/ms-tnef; name="winmail.dat"\r\n\r\nx\r\n--b--\r\n'
    )
    assert read(data).has_tnef
