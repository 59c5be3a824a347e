"""Bytes of a mail into characters: declared, forgotten and wrong character sets, encoded words, file names. Owns no structure."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from functools import lru_cache

_SUPERSETS = {
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030", "ms936": "gb18030", "gb_2312-80": "gb18030",
    "gb18030": "gb18030", "chinese": "gb18030", "big5": "cp950", "x-big5": "cp950", "cn-big5": "cp950", "big5-hkscs": "big5hkscs",
    "big5hkscs": "big5hkscs", "cp950": "cp950", "utf8": "utf-8", "utf-8": "utf-8", "us-ascii": "ascii", "ascii": "ascii",
    "hz-gb-2312": "hz", "shift_jis": "cp932", "ks_c_5601-1987": "cp949", "euc-kr": "cp949",
}  # fmt: skip
# Seven-bit and one-byte sets are what programs declare that know nothing of the text.
_UNKNOWING = {
    "",
    "ascii",
    "iso-8859-1",
    "latin-1",
    "latin1",
    "windows-1252",
    "cp1252",
    "unknown-8bit",
    "unknown",
    "default",
    "binary",
}
_CANDIDATES = ("utf-8", "gb18030", "cp950", "big5hkscs")
_REFUSED = {
    "utf-7",
    "utf7",
    "unicode-1-1-utf-7",
    "idna",
    "punycode",
    "unicode_escape",
    "raw_unicode_escape",
    "undefined",
    "mbcs",
    "oem",
}
_WORD = re.compile(r"=\?([\w.:+-]{1,40})(?:\*[\w-]{0,20})?\?([bBqQ])\?([^?\s]{0,4000})\?=")
_RUN = re.compile(rb"[\x80-\xff]+")
_ACCENT = re.compile(rb"[\xc0-\xff\x80\x85\x91-\x97\xa0\xa3\xa7\xab\xb0\xbb]")
_ESCAPING = {"hz", "utf-16", "utf-16le", "utf-16be"}
SAMPLE = 8000


def decode_text(data: bytes, declared: str | None = None) -> str:
    """The text as its writer saw it, as far as one can tell; never fails."""
    charset = _known((declared or "").strip().strip("\"'").lower())
    if charset in _ESCAPING or charset.startswith("iso-2022-"):
        escaped = _strictly(data, charset)
        if escaped is not None:
            return escaped
    if data.isascii():
        return data.decode("ascii")
    if data[:3] == b"\xef\xbb\xbf":
        return data[3:].decode("utf-8", "replace")
    if not charset and _has_letters_with_accents(data):
        return data.decode("cp1252", "replace")
    wanted = [charset] if charset and charset not in _UNKNOWING else []
    best, best_score = "", -1.0
    for place, name in enumerate([*wanted, *(one for one in _CANDIDATES if one not in wanted)]):
        text = _strictly(data, name)
        if text is None:
            continue
        # What the sender declared counts, unless it makes nonsense.
        score = _plausible(text) + (0.35 if place == 0 and wanted else 0.0)
        if name == "utf-8":
            score += 0.45  # bytes are hardly ever UTF-8 by chance
        if score > best_score:
            best, best_score = text, score
    if best_score >= 0.3:
        return best
    if not wanted or best_score < 0:
        if wanted:
            return data.decode(wanted[0], "replace")
        text = data.decode("utf-8", "replace")
        return text if text.count("\ufffd") * 20 < len(text) else data.decode("cp1252", "replace")
    return best


def _has_letters_with_accents(data: bytes) -> bool:
    """Grüße, façade: bytes beyond ASCII stand alone between letters. Those of Chinese and of UTF-8 come in pairs at least."""
    sample = data[:SAMPLE]
    if _strictly(sample[: sample.rfind(b" ") + 1 or None], "utf-8") is not None:
        return False
    runs = _RUN.findall(sample)
    alone = sum(1 for run in runs if _ACCENT.fullmatch(run))
    letters = len(re.findall(rb"[A-Za-z]", sample))
    return alone * 3 > len(runs) * 2 and letters > 4 * len(runs)


def _known(name: str) -> str:
    name = _SUPERSETS.get(name, name)
    if name in _UNKNOWING or name in _REFUSED:
        return ""
    try:
        b"a".decode(name, "replace")  # of no bytes at all it would not even look for the set
    except (LookupError, ValueError, UnicodeError):
        return ""
    return name


def _strictly(data: bytes, name: str) -> str | None:
    try:
        text = data.decode(name)
    except (UnicodeError, ValueError, LookupError):
        return None
    return text if isinstance(text, str) else None


def _plausible(text: str) -> float:
    """The share of its characters beyond ASCII that people use."""
    beyond = [char for char in text[:SAMPLE] if char > "\x7f"]
    return sum(map(_usual, beyond)) / len(beyond) if beyond else 1.0


@lru_cache(4096)
def _usual(char: str) -> float:
    code = ord(char)
    if 0x3000 <= code <= 0x30FF or 0xFF00 <= code <= 0xFF65 or 0x2010 <= code <= 0x2122 or 0x1F300 <= code <= 0x1FAFF:
        return 1.0
    if 0x4E00 <= code <= 0x9FFF:
        for name, first, last in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
            try:
                if first <= char.encode(name)[0] <= last:
                    return 1.0
            except UnicodeError:
                continue
        return 0.2
    if 0xA0 <= code <= 0x17F or 0x370 <= code <= 0x4FF or 0xAC00 <= code <= 0xD7A3:
        return 0.7
    return 0.0


def header_text(raw: str | None) -> str:
    """A header's words: encoded words joined before they are decoded (clients cut characters in two), bare bytes guessed."""
    if not raw:
        return ""
    raw = raw[:20_000].replace("\r", "").replace("\n", "")
    try:
        raw = raw if raw.isascii() else decode_text(raw.encode("utf-8", "surrogateescape"))
    except UnicodeError:
        raw = raw.encode("utf-8", "replace").decode("utf-8", "replace")
    found: list[tuple[str, bytes] | str] = []
    end = 0
    for match in _WORD.finditer(raw):
        between = raw[end : match.start()]
        if between.strip() or (between and not (found and isinstance(found[-1], tuple))):
            found.append(between)
        charset, data = match[1].lower(), _word_bytes(match[2], match[3])
        last = found[-1] if found else ""
        if isinstance(last, tuple) and last[0] == charset:
            found[-1] = (charset, last[1] + data)
        else:
            found.append((charset, data))
        end = match.end()
    found.append(raw[end:])
    return "".join(part if isinstance(part, str) else decode_text(part[1], part[0]) for part in found).strip()


def _word_bytes(kind: str, text: str) -> bytes:
    if kind in "qQ":
        return quopri.decodestring(text.replace("_", " ").encode("ascii", "replace"), header=True)
    return lenient_base64(text)


def lenient_base64(text: str) -> bytes:
    """Base64 with what transport damages left out: stray characters, missing padding."""
    kept = re.sub(r"[^A-Za-z0-9+/]", "", text)
    kept = kept[: len(kept) - 1] if len(kept) % 4 == 1 else kept
    try:
        return base64.b64decode(kept + "=" * (-len(kept) % 4))
    except (binascii.Error, ValueError):
        return b""


def name_text(value: object) -> str:
    """A file name parameter as the email package gives it: RFC 2231 triple or a string with encoded words."""
    if isinstance(value, tuple) and len(value) == 3:
        charset, _language, text = value
        return decode_text(str(text).encode("latin-1", "replace"), str(charset or ""))
    return header_text(value) if isinstance(value, str) else ""
