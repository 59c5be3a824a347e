"""Chinese text to words: a segmenter that knows the trade's vocabulary, and the words' pinyin.

Owns no index and no query; codes such as `HRB400E` are in `codes`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from portal.materials.categories import CATEGORIES, GROUPS
from portal.materials.mills import MILLS
from portal.materials.regions import MARKETS, cities, provinces
from portal.materials.text import HAN, fold

HAN_RUN = re.compile(f"[{HAN}]+")
_MAX_WORD = 10

# Words of offers and services that the general dictionary splits or lacks.
_TERMS = (
    "现货 期货 期现 现款 承兑 账期 含税 不含税 带票 过磅 理计 磅差 自提 送到 配送 一票制 两票制 质保书 材质书 炉号 捆包号 抗震 定尺 非定尺 "
    "开平 纵剪 分条 剪切 折弯 热镀锌 冷镀锌 无花 正公差 负公差 国标 非标 下差 厂提 库提 汽运 铁运 水运 船运 整车 零担 拼车 专线 落地价 到货价 "
    "散装 袋装 吨袋 泵送 非泵送 抗渗 高强 抗震钢筋 带肋 光圆 卷板 平板 板卷 薄板 型钢 管材 板材 棒材 卷材 优特钢 普碳 低合金 合金钢 碳结钢 "
    "合结钢 轴承钢 弹簧钢 工具钢 模具钢 硬线 拉丝 冷镦 钢坯 方坯 废钢 生铁 铁矿石 铁精粉 焦炭 钢绞线 钢丝绳 钢板桩 轻轨 重轨 T型钢 钢轨 "
    "波纹管 排水管 球墨铸铁管 铸铁管 螺旋管 粉煤灰 矿粉 水渣 石灰石 熟料 露天 室内库 保税 监管库 交割库 龙门吊 行车 叉车 加工配送 求购 采购"
).split()

# Words whose denial holds them: 不含税 does not say 含税.
_SAID = {word: re.compile(f"(?<![不未非]){word}") for word in ("含税", "定尺", "泵送")}

# Asked for by nobody in particular: left out of a query unless it is all there is.
STOP_WORDS = frozenset(
    "的 了 吗 呢 吧 和 与 及 或 之 有 没有 请问 我要 我想 想要 需要 哪里 什么 怎么 多少 一下".split()
)


def _runs(names: Iterable[str]) -> frozenset[str]:
    return frozenset(run for name in names for run in HAN_RUN.findall(fold(name)) if 2 <= len(run) <= _MAX_WORD)


@lru_cache(maxsize=1)
def proper_names() -> frozenset[str]:
    """Names of mills and places, folded."""
    mills = [name for mill in MILLS for name in (mill.short, *mill.aliases)]
    return _runs([*mills, *(place.short for place in (*cities(), *provinces())), *MARKETS])


@lru_cache(maxsize=1)
def trade_words() -> frozenset[str]:
    """Every Chinese word of at least two characters that materials knows, folded."""
    products = [name for category in CATEGORIES for name in (category.name_zh, *category.aliases)]
    return proper_names() | _runs([*_TERMS, *products, *(group.name_zh for group in GROUPS)])


@lru_cache(maxsize=1)
def _common_words() -> frozenset[str]:
    return trade_words() - proper_names()


@lru_cache(maxsize=1)
def _segmenter() -> Any:
    import rjieba  # 0.3 s and 33 MB: only processes that search or index pay for it

    # The module's own instance: another would hold the dictionary once more.
    for word in trade_words():
        if not rjieba.has_word(word):
            rjieba.add_word(word, None, None)
    return rjieba


@lru_cache(maxsize=4096)
def query_words(run: str) -> tuple[str, ...]:
    """A run of Chinese characters as the words a reader would see in it, in order."""
    return tuple(_segmenter().cut(run))


@lru_cache(maxsize=32768)
def index_words(run: str) -> tuple[str, ...]:
    """Every word under which a run should be found: those the segmenter sees, and each trade word anywhere in it.

    Not names: in 长沙钢材市场 there is no 沙钢.
    """
    found = dict.fromkeys(_segmenter().cut_for_search(run))
    known = _common_words()
    for start in range(len(run) - 1):
        for end in range(start + 2, min(len(run), start + _MAX_WORD) + 1):
            if run[start:end] in known:
                found[run[start:end]] = None
    for word, said in _SAID.items():
        if word in found and said.search(run) is None:
            del found[word]
    return tuple(found)


@lru_cache(maxsize=32768)
def pinyin(word: str) -> tuple[str, ...]:
    """Full pinyin and initials of a word: 螺纹钢 → luowengang, lwg. Empty for a single character."""
    if len(word) < 2:
        return ()
    from pypinyin import Style, lazy_pinyin  # 0.66 s and 57 MB: only processes that index pay for it

    full = "".join(lazy_pinyin(word))
    initials = "".join(lazy_pinyin(word, style=Style.FIRST_LETTER))
    return (full, initials)
