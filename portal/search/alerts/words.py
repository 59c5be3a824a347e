"""What notices of searches and followed listings say. Texts only, and which of them fits."""

from __future__ import annotations

from portal.core.documents import SearchDocument
from portal.core.texts import N_
from portal.search.links import yuan_text

ONE_NEW = N_("“%(name)s”有新的：%(what)s")
ONE_CHEAPER = N_("“%(name)s”降价：%(what)s，%(old)s → %(new)s")
ONE_DEARER = N_("“%(name)s”涨价：%(what)s，%(old)s → %(new)s")
ONE_PRICED = N_("“%(name)s”有了报价：%(what)s，%(new)s")
ONE_UNPRICED = N_("“%(name)s”改为议价：%(what)s，原价 %(old)s")

_SEVERAL = {
    (True, False, False): N_("“%(name)s”：新 %(new)s 条"),
    (False, True, False): N_("“%(name)s”：降价 %(cheaper)s 条"),
    (False, False, True): N_("“%(name)s”：调价 %(changed)s 条"),
    (True, True, False): N_("“%(name)s”：新 %(new)s 条，降价 %(cheaper)s 条"),
    (True, False, True): N_("“%(name)s”：新 %(new)s 条，调价 %(changed)s 条"),
    (False, True, True): N_("“%(name)s”：降价 %(cheaper)s 条，调价 %(changed)s 条"),
    (True, True, True): N_("“%(name)s”：新 %(new)s 条，降价 %(cheaper)s 条，调价 %(changed)s 条"),
}

GONE = N_("关注的 %(what)s 已下架")
BACK = N_("关注的 %(what)s 又上架了")
OUT = N_("关注的 %(what)s 没有现货了")
IN_STOCK = N_("关注的 %(what)s 又有货了")
CHEAPER = N_("关注的 %(what)s 降价：%(old)s → %(new)s")
DEARER = N_("关注的 %(what)s 涨价：%(old)s → %(new)s")
PRICED = N_("关注的 %(what)s 有了报价：%(new)s")
UNPRICED = N_("关注的 %(what)s 改为议价，原价 %(old)s")
STALE = N_("关注的 %(what)s 很久没有确认了，下单前请先问清楚")


def several(*, new: int, cheaper: int, changed: int) -> str:
    """The text for so many; at least one of them is not nothing."""
    return _SEVERAL[new > 0, cheaper > 0, changed > 0]


def priced(old: int | None, new: int | None, *, cheaper: str, dearer: str, priced: str, unpriced: str) -> str:
    """Of four texts the one for a price that went from here to there."""
    if old is None:
        return priced
    if new is None:
        return unpriced
    return cheaper if new < old else dearer


def money(fen: int | None) -> str:
    """A price in a line: ¥3,680."""
    if fen is None:
        return ""
    whole, _point, rest = yuan_text(fen).partition(".")
    return f"¥{int(whole):,}" + (f".{rest}" if rest else "")


def what(document: SearchDocument, price: int | None = None) -> str:
    """A listing in a line: 螺纹钢 HRB400E Φ25 · 沙钢 · 天津 · ¥3,680."""
    return " · ".join(part for part in (document.title, document.mill, document.city, money(price)) if part)
