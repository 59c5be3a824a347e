"""A SearchDocument to what the index stores: its terms by field, its packed row, its strings.

Owns how a document is found; what a query asks for is in `query`.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Iterable
from dataclasses import fields as fields_of
from datetime import datetime
from functools import lru_cache
from typing import Any

import numpy as np

from portal.core.documents import KINDS, SearchDocument
from portal.materials.categories import category, category_name
from portal.materials.regions import province_of
from portal.materials.text import fold
from portal.search import schema
from portal.search.codes import code_runs, index_codes, unify
from portal.search.facts import facts_of, grades, measures_in, place
from portal.search.wants import SLOTS, UNKNOWN
from portal.search.words import HAN_RUN, index_words, pinyin

AUDIENCES = ("public", "member", "staff")
LISTINGS = ("supply", "demand")
_NAME_CHARACTERS = 400
_BODY_CHARACTERS = 6000
_LONGEST_TERM = 60
_FAR_FUTURE = 2**32 - 1

# What every company's name has, and what therefore tells nothing about which one it is.
_COMPANY_WORDS = re.compile(
    "(?:股份|有限|责任|公司|集团|控股|实业|贸易|商贸|工贸|经贸|物资|钢铁|钢材|金属|材料|制品|物流|供应链|管理|经营部|发展|科技|国际|不锈钢|建材|"
    "建筑|水泥|有色|化工|木业|进出口|销售|市)+"
)


class _Terms:
    """Terms of one document by field, each once and only in the highest field it belongs to."""

    def __init__(self) -> None:
        self.whole: dict[str, None] = {}
        self.exact: dict[str, None] = {}
        self.near: dict[str, None] = {}
        self.characters: dict[str, None] = {}
        self.pinyin: dict[str, None] = {}

    def name(self, text: str, *, characters_as: str | None = None) -> None:
        """A name field: found as a whole, by word, code and pinyin, and by character where it says as what."""
        folded, words, whole_codes, parts, characters, spoken = _analysed(text[:_NAME_CHARACTERS])
        if folded:
            self.whole[folded] = None
        self.exact.update(words)
        self.exact.update(whole_codes)
        self.near.update(parts)
        if characters_as is not None:
            self.characters.update(dict.fromkeys(characters_as + character for character in characters))
        self.pinyin.update(spoken)

    def around(self, text: str) -> None:
        """A text that says where or by whom: found by word and code only, ranked below names."""
        _folded, words, whole_codes, parts, _characters, spoken = _analysed(text[:_NAME_CHARACTERS])
        self.near.update(words)
        self.near.update(whole_codes)
        self.near.update(parts)
        self.pinyin.update(spoken)


@lru_cache(maxsize=65536)
def _analysed(
    text: str,
) -> tuple[str, dict[str, None], dict[str, None], dict[str, None], dict[str, None], dict[str, None]]:
    folded = unify(fold(text))
    words: dict[str, None] = {}
    characters: dict[str, None] = {}
    spoken: dict[str, None] = {}
    for run in HAN_RUN.findall(folded):
        for word in index_words(run):
            if len(word) > 1:
                words[word] = None
                spoken.update(dict.fromkeys(pinyin(word)))
        if len(run) <= 8:
            spoken.update(dict.fromkeys(pinyin(run)))
        characters.update(dict.fromkeys(run))
    whole, parts = _codes(folded)
    return folded[:_LONGEST_TERM], words, whole, parts, characters, spoken


def _codes(folded: str) -> tuple[dict[str, None], dict[str, None]]:
    whole: dict[str, None] = {}
    parts: dict[str, None] = {}
    for run in code_runs(folded):
        if len(run) <= _LONGEST_TERM:
            is_, contains = index_codes(run)
            whole.update(dict.fromkeys(is_))
            parts.update(dict.fromkeys(contains))
    return whole, parts


def _body_terms(text: str) -> list[str]:
    folded = unify(fold(text[:_BODY_CHARACTERS]))
    terms: dict[str, None] = {}
    for run in HAN_RUN.findall(folded):
        for start in range(0, len(run), 40):  # a run without punctuation may be long; words are short
            terms.update(dict.fromkeys(index_words(run[start : start + 40])))
    for found in _codes(folded):
        terms.update(found)
    return list(terms)


def company_core(name: str) -> str:
    """What is peculiar to a company's name: 无锡鑫恒达不锈钢有限公司 → 鑫恒达."""
    text = fold(name)
    for length in (3, 2):  # 乌鲁木齐 and the like are rare enough to stay
        if len(text) > length + 2 and province_of(text[:length]):
            text = text[length:]
            break
    cores = [core for core in _COMPANY_WORDS.split(re.sub(r"[()\s]", " ", text)) if len(core.strip()) > 1]
    return " ".join(core.strip() for core in cores)


def seconds(moment: datetime | None, *, missing: int = 0) -> int:
    return missing if moment is None else max(1, min(_FAR_FUTURE, int(moment.timestamp())))


def fingerprint(document: SearchDocument) -> int:
    """A number that changes when anything in the document does (and with the analysers' version)."""
    digest = hashlib.blake2b(str(schema.VERSION).encode(), digest_size=8)
    for field in fields_of(document):
        value = getattr(document, field.name)
        digest.update(f"{field.name}={value.timestamp() if isinstance(value, datetime) else value}\0".encode())
    return int(struct.unpack("<Q", digest.digest())[0])


def encode(document: SearchDocument) -> dict[str, Any]:
    """The document as Whoosh's writer takes it."""
    terms = _Terms()
    city, region = place(document)
    leaf = category(document.category)
    # Characters one by one are a fallback for words cut differently, and only within one name: 海螺 … 波纹管 is no 螺纹.
    if document.kind in LISTINGS:
        terms.name(document.product_name or document.title, characters_as="")
        terms.name(document.title)
    else:
        terms.name(document.title, characters_as="")
        terms.around(document.product_name)  # what lies in a warehouse is not what it is
    if document.grade:
        terms.name(document.grade)
    if document.spec:
        terms.name(document.spec, characters_as="" if document.kind in LISTINGS else None)
    for text in (document.mill, document.city, document.to_city):
        if text:
            terms.name(text, characters_as=schema.ELSEWHERE)
    if city and city != document.city:
        terms.around(city)
    if not document.product_name and leaf:
        terms.around(leaf.name_zh)
    for text in (
        document.standard,
        document.warehouse,
        region,
        company_core(document.supplier),
        category_name(leaf.group) if leaf else "",
    ):
        if text:
            terms.around(text)
    for number in (document.no, document.warehouse_no):  # whole only: their letters and digits mean nothing
        if number:
            terms.near[fold(number)] = None
    exact = list(terms.exact)
    near = [term for term in terms.near if term not in terms.exact]
    sizes = measures_in(document) if document.kind in LISTINGS else ()
    by_slot = {each.slot: (each.low, each.high) for each in sizes}
    ends = [end for slot in SLOTS for end in by_slot.get(slot, (UNKNOWN, UNKNOWN))]
    members = [f"{each.slot}={member}" for each in sizes for member in each.members]
    public = None if document.member_price_only else document.price_fen
    row = np.zeros(1, dtype=schema.ROW)
    row[0] = (
        document.id,
        schema.NO_PRICE if public is None else public,
        schema.NO_PRICE if document.price_fen is None else document.price_fen,
        UNKNOWN if document.available_milli is None else document.available_milli,
        fingerprint(document),
        seconds(document.confirmed_at or document.published_at),
        seconds(document.published_at or document.confirmed_at),
        seconds(document.valid_until),
        sum(1 << SLOTS.index(each.slot) for each in sizes if each.members),
        KINDS.index(document.kind),
        AUDIENCES.index(document.audience),
        document.verified,
        0,
        *ends,
    )
    return {
        schema.KEY: [document.key],
        schema.WHOLE: list(terms.whole),
        schema.EXACT: exact,
        schema.NEAR: near,
        schema.CHARACTER: list(terms.characters),
        schema.PINYIN: list(terms.pinyin),
        schema.BODY: _body_terms(f"{document.body} {document.supplier}"),
        schema.FACT: facts_of(document) + members,
        "row": row.tobytes(),
        **_strings(document, city=city, region=region),
    }


def _strings(document: SearchDocument, *, city: str, region: str) -> dict[str, bytes]:
    warehouse = f"{document.warehouse_no}\t{document.warehouse}" if document.warehouse_no else ""
    values: Iterable[tuple[str, str]] = (
        ("category", document.category),
        ("grade", document.grade),
        ("spec", document.spec),
        ("mill", document.mill),
        ("city", city),
        ("region", region),
        ("warehouse", warehouse),
        ("product", document.product_name if document.kind in LISTINGS else ""),
        ("steel", grades(document.grade, document.category)[0] if document.kind in LISTINGS else ""),
    )
    return {f"s_{name}": " ".join(value.split(" "))[:120].strip().encode() for name, value in values}
