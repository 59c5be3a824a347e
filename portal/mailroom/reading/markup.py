"""HTML of a mail as the text a reader sees, with marks where clients put what they answer and what they sign with."""

from __future__ import annotations

import re
from html import unescape

from portal.mailroom.trimming.lines import QUOTED, SIGNED

MAX_CHARS = 2_000_000
_BLOCKS = frozenset(
    "address article aside blockquote center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header li main nav ol p pre section "
    "table tr ul tbody thead caption includetail".split()
)
_SPACED = frozenset("p h1 h2 h3 h4 h5 h6 table ul ol blockquote".split())
_VOID = frozenset("br hr img wbr col meta link input area base param source embed o:p".split())
_UNREAD = frozenset("script style title template textarea noscript select svg math object".split())
_CLOSED_BY_LIKE = frozenset("p li td th tr dd dt option".split())
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]{0,30})")
_ATTRIBUTE = re.compile(r"([a-zA-Z][\w:-]{0,30})(?:\s{0,5}=\s{0,5}(\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?")
DEEPEST = 300
LONGEST_TAG = 6000
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?:px|pt)?\s*(?:;|$)",
    re.IGNORECASE,
)
_INDENT = re.compile(r"border\s*:\s*(?:none|medium none|0)", re.IGNORECASE)
_SIGNATURE = re.compile(
    r"gmail_signature|^signature$|ms-outlook-mobile-signature|applemailsignature|moz-signature|xm_compose_origin_mail_sign|foxmail_?sign|mail_?signature"
    r"|ntes-mailmaster-sign|mailmaster-sign|lark-mail-signature|protonmail_signature|^spnEditorSign$|^x_signature$|zmail_signature|alimail-signature|ntes-(?:\w{0,20}-)?signature|xm_write_(?:signature|card)|__aliyun_signature|divNeteaseMailCard|^_FoxFROMNAME$"
    r"|^messageSignatureSection$|^__SIG_(?:POST|PRE)__$|^xm_mail_sign$"
    r"|^(?:mail|email|e-mail|message|user|lark|default)?[-_]?signature(?:[-_](?:block|wrap\w{0,6}|container|box|prefix|div|content|mail\w{0,10}))?$",
    re.IGNORECASE,
)
_ANSWERED = re.compile(
    r"yahoo_quoted|^isReplyContent$|ntes-mailmaster-quote|xm_mail_oringinal|mail-editor-reference-message-container|history-quote-wrapper|lark-mail-quote"
    r"|protonmail_quote|zmail_extra|alimail-quote|qmbox-quote|^mailmaster-quote|reply-intro-quote"
    r"|^messageReplySection$|^__(?:HEADERS|QUOTED_TEXT)__$|^xmail_quote|__aliyun_previous|tmail-quote|^(?:mail|email|reply|original|quoted)[-_](?:quote|quoted|content-quote|text)$|^J-reply$",
    re.IGNORECASE,
)
_FROM_HERE = re.compile(
    r"^(?:x_)?divRplyFwdMsg$|^(?:x_)?appendonsend$|^OLK_SRC_BODY_SECTION$|^stopSpelling$|^xm_mail_oringinal_describe$",
    re.IGNORECASE,
)


def as_text(html: str, *, forwarded: bool = False) -> str:
    """The text. forwarded: only marked quotations count as another's words, since the rest is what the writer sends on."""
    reader = _Reader(forwarded=forwarded)
    _scan(html[:MAX_CHARS].replace(SIGNED, "").replace(QUOTED, "").replace("\x00", ""), reader)
    return reader.text()


def _scan(html: str, reader: _Reader) -> None:
    """Tags and words one after the other. Every step goes forward: no markup makes it look at the same piece again and again."""
    at, last = 0, html.rfind(">")
    while at < len(html):
        opens = html.find("<", at)
        if opens < 0 or opens > last:
            reader.data(unescape(html[at:]))
            return
        if opens > at:
            reader.data(unescape(html[at:opens]))
        if html.startswith("<!--", opens):
            closes = html.find("-->", opens + 4)
            if closes < 0:
                return
            at = closes + 3
            continue
        tag = _TAG.match(html, opens, opens + 60)
        closes = _closes(html, opens)
        if closes < 0 or not (tag or html[opens + 1 : opens + 2] in ("!", "?")):
            reader.data("<")
            at = opens + 1
            continue
        at = closes + 1
        if tag is None:
            continue
        name = tag[2].lower()
        if tag[1]:
            reader.end(name)
        elif name in _UNREAD:
            end = re.compile(rf"</{name}", re.IGNORECASE).search(html, at)
            if end is None:
                return
            at = end.start()
        else:
            inside = html[tag.end() : closes]
            reader.start(name, {key.lower(): unescape(value.strip("\"'")) for key, value in _ATTRIBUTE.findall(inside)})


def _closes(html: str, opens: int) -> int:
    """Where the tag ends; a `>` between quotation marks does not end it."""
    closes = opens
    for _try in range(4):
        closes = html.find(">", closes + 1, opens + LONGEST_TAG)
        if closes < 0:
            return -1
        inside = html[opens:closes]
        if inside.count('"') % 2 == 0:
            return closes
    return closes


class _Reader:
    """Puts lines together from tags and words."""

    def __init__(self, *, forwarded: bool) -> None:
        self.forwarded = forwarded
        self.lines: list[str] = []
        self.words: list[str] = []
        self.stack: list[tuple[str, str, str]] = []  # tag, what it changes, where it leads
        self.open: dict[str, int] = {}
        self.cells: list[
            tuple[list[str], int]
        ] = []  # of the open cells: what stands left of them, the line they began on
        self.depth = {"quote": 0, "sign": 0, "hide": 0, "pre": 0}
        self.rest_is_quoted = False

    def start(self, tag: str, values: dict[str, str]) -> None:
        if tag == "br":
            self._line()
            return
        if tag == "hr":
            self._block()
            self.words.append("_" * 32)
            self._line()
            return
        if tag in _VOID:
            return
        above = self.stack[-1][0] if self.stack else ""
        if (above == tag and tag in _CLOSED_BY_LIKE) or (above == "p" and tag in _BLOCKS):
            self.end(above)
        if tag in _BLOCKS:
            self._block(apart=tag in _SPACED and "Mso" not in values.get("class", ""))
        if tag == "li":
            self.words.append("- ")
        if len(self.stack) >= DEEPEST:
            return
        change = self._change(tag, values)
        if change:
            self.depth[change] += 1
        if tag in ("td", "th"):
            self.cells.append((self.words, len(self.lines)))
            self.words = []
        self.stack.append((tag, change, values.get("href", "") if tag == "a" else ""))
        self.open[tag] = self.open.get(tag, 0) + 1

    def end(self, tag: str) -> None:
        while self.open.get(tag, 0) and self._close() != tag:
            pass

    def _close(self) -> str:
        opened, change, href = self.stack.pop()
        self.open[opened] -= 1
        if href.startswith("http") and change != "sign" and not self.depth["hide"] and not self.depth["quote"]:
            line = "".join(self.words)
            if (
                len(href) <= 300
                and href.rstrip("/") not in line
                and not re.search(r"https?://\S{4,200}$", line.strip())
            ):
                self.words.append(f" <{href}>")
        if opened in _BLOCKS:
            self._block(apart=opened in _SPACED and opened != "p")
        if opened in ("td", "th"):
            self._end_of_cell(*self.cells.pop())
        if change:
            self.depth[change] -= 1
        return opened

    def _end_of_cell(self, left: list[str], began: int) -> None:
        """A cell of one line stands in its row, though Word makes a paragraph of it; one of several has lines of its own."""
        self._block()
        inside = self.lines[began:]
        said = [line for line in inside if line.strip(QUOTED + SIGNED + " >")] if len(inside) <= 6 else inside
        if len(said) <= 1 and all(line == self._mark(line.lstrip(QUOTED + SIGNED)) for line in said):
            del self.lines[began:]
            cell = said[0].lstrip(QUOTED + SIGNED) if said else ""
            self.words = left
            if left:
                self.words.append("\t")
            if cell:
                self.words.append(cell)
        elif left:
            self.lines.insert(began, self._mark("".join(left).replace("\xa0", " ").rstrip()))

    def data(self, data: str) -> None:
        if self.depth["hide"]:
            return
        if self.depth["pre"]:
            first, *others = data.split("\n")
            self.words.append(first)
            for other in others:
                self._line()
                self.words.append(other)
            return
        text = re.sub(r"[ \t\r\n\f]+", " ", data)
        if text.startswith(" ") and (not self.words or self.words[-1][-1:] in " \t"):
            text = text[1:]
        if text:
            self.words.append(text)

    def text(self) -> str:
        self._line()
        return "\n".join(self.lines)

    def _change(self, tag: str, values: dict[str, str]) -> str:
        style, names = values.get("style", ""), [values.get("id", ""), *values.get("class", "").split()]
        if tag == "div":
            names += [values.get("name", ""), values.get("data-marker", "")]  # Spark, Zimbra
        if "hidden" in values or (style and _HIDDEN.search(style)):
            return "hide"
        if tag == "pre":
            return "pre"
        if tag == "xm-signature" or any(_SIGNATURE.search(name) for name in names if name):
            return "sign"
        if tag == "blockquote":
            # Editors indent with it as well: without a border it is the writer's own paragraph.
            cited = values.get("type") == "cite" or values.get("cite") or any("quote" in name for name in names)
            return "" if not cited and _INDENT.search(style) else "quote"
        if not self.forwarded:
            if tag == "includetail" or any(_ANSWERED.search(name) for name in names if name):
                return "quote"
            if any(_FROM_HERE.search(name) for name in names if name):
                self._block()
                self.rest_is_quoted = True
        return ""

    def _block(self, *, apart: bool = False) -> None:
        words = "".join(self.words)
        if words.strip() or "\xa0" in words:  # Word's blank line is a paragraph of one hard space
            self._line()
        else:
            self.words.clear()
        if apart and self.lines and self.lines[-1].strip(QUOTED + SIGNED + " >"):
            self.lines.append(self._mark(""))

    def _line(self) -> None:
        self.lines.append(self._mark("".join(self.words).replace("\xa0", " ").rstrip()))
        self.words.clear()

    def _mark(self, line: str) -> str:
        if self.depth["quote"] or self.rest_is_quoted:
            return f"{QUOTED}{line}"
        return f"{SIGNED}{line}" if self.depth["sign"] and line else line
