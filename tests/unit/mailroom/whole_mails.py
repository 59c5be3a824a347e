"""Whole mails from the tables in mails/*.txt: header lines, character set, encoding and structure as mail programs write them.

A table holds, for each mail, `%% name: kind charset encoding …`, its own header lines (`@X-Mailer: …`), the text, after `%% html` the
HTML beside it, and after `%% new` what a reader would call new (`*`: all of it). kind is plain, html, alt or (with attach) mixed;
label=… declares another character set than the one used; flowed and delsp are those of RFC 3676.
"""

import base64
import quopri
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent / "mails"
TOP = "From: =?utf-8?B?6ZmI?= <chen@buyer.example>\r\nTo: <reply+7K2M@portal.cn>\r\nDate: Fri, 20 Nov 2026 16:00:00 +0800\r\nMIME-Version: 1.0\r\n"
FILE = '--NX\r\nContent-Type: application/octet-stream; name="=?gb2312?B?x+W1pS54bHM=?="\r\nContent-Disposition: attachment; filename="=?gb2312?B?x+W1pS54bHM=?="\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--NX--\r\n'


@dataclass
class Case:
    name: str
    flags: list[str]
    headers: list[str] = field(default_factory=list)
    parts: dict[str, list[str]] = field(default_factory=lambda: {"body": []})

    def text(self, part: str = "body") -> str:
        return "\n".join(self.parts.get(part, [])).rstrip() + "\n"

    def wanted(self) -> list[str]:
        new = squeezed(self.text("new"))
        return squeezed(self.text()) if new == ["*"] else new


def squeezed(text: str) -> list[str]:
    """Lines that say something, their words one space apart; cells of a table are words."""
    lines = (" ".join(line.replace("|", " ").replace("\ufeff", "").split()) for line in text.splitlines())
    return [line for line in lines if line]


def cases() -> list[Case]:
    found: list[Case] = []
    for path in sorted(FOLDER.glob("*.txt")):
        part = "body"
        for line in path.read_text(encoding="utf-8").split("\n"):
            if line in ("%% new", "%% html"):
                part = line[3:]
                found[-1].parts[part] = []
            elif line.startswith("%% "):
                name, flags = line[3:].split(": ", 1)
                found.append(Case(f"{path.stem}/{name}", flags.split()))
                part = "body"
            elif part == "body" and line.startswith("@") and not found[-1].parts["body"]:
                found[-1].headers.append(line[1:])
            else:
                found[-1].parts[part].append(line)
    return found


def build(case: Case) -> bytes:
    kind, _charset, _encoding = settings(case)
    headers = [encoded(header) for header in case.headers]
    if not any(header.startswith("Subject:") for header in headers):
        headers.append(encoded("Subject: 回复: 您的询价有新回复"))
    top = TOP
    if any(header.startswith("From: ") for header in case.headers):
        top = TOP.partition("\r\n")[2]
    top += "".join(
        f"{header}\r\n" for header in [*headers, f"Message-ID: <{case.name.replace('/', '.')}@buyer.example>"]
    )
    inner = leaf(case, "html" if kind == "html" else "plain", case.text())
    if kind == "alt":
        html = leaf(case, "html", case.text("html"))
        inner = b'Content-Type: multipart/alternative; boundary="----=_P"\r\n\r\nThis is a multi-part message in MIME format.\r\n\r\n------=_P\r\n'
        inner += leaf(case, "plain", case.text()) + b"\r\n------=_P\r\n" + html + b"\r\n------=_P--\r\n"
    if "attach" in case.flags:
        inner = b'Content-Type: multipart/mixed; boundary="NX"\r\n\r\n--NX\r\n' + inner + b"\r\n" + FILE.encode()
    return top.encode() + inner


def settings(case: Case) -> tuple[str, str, str]:
    kind, charset, *others = case.flags
    return kind, charset, others[0] if others and others[0] != "flowed" else "8bit"


def encoded(header: str) -> str:
    name, value = header.split(": ", 1)
    words, open_bracket, address = value.partition(" <") if name == "From" else (value, "", "")
    coded = base64.b64encode(words.encode()).decode()
    return header if value.isascii() else f"{name}: =?utf-8?B?{coded}?={open_bracket}{address}"


def leaf(case: Case, kind: str, text: str) -> bytes:
    _kind, charset, encoding = settings(case)
    label = next((flag[6:] for flag in case.flags if flag.startswith("label=")), charset)
    data = text.replace("\n", "\r\n").encode(charset)
    if encoding == "base64":
        data = base64.encodebytes(data).replace(b"\n", b"\r\n")
    elif encoding == "quoted-printable":
        data = quopri.encodestring(data.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    declared = "" if label == "none" else f'; charset="{label}"'
    if "flowed" in case.flags and kind == "plain":
        declared += "; format=flowed" + ("; delsp=yes" if "delsp" in case.flags else "")
    return f"Content-Type: text/{kind}{declared}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode() + data
