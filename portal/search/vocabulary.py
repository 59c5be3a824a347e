"""Words staff teach the portal: synonyms, grades, mills and markets; their rules, verbs and look-up. Pages are in `desk`.

The tables everybody starts from are in `portal.materials`; what staff add goes before them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound, refuse
from portal.core.permissions import Actor
from portal.core.texts import N_
from portal.materials.categories import category, find_category
from portal.materials.grades import canonical_grade
from portal.materials.lexicon import standard_lexicon
from portal.materials.mills import find_mill
from portal.materials.reading import read
from portal.materials.regions import city_of
from portal.materials.text import HAN, fold_characters
from portal.search.models import ACTIVE, RETIRED, VocabularyWord

FIELDS: dict[str, str] = {
    "category": N_("品类的别名"),
    "grade": N_("材质（牌号）"),
    "mill": N_("钢厂"),
    "market": N_("市场、地名"),
}
_CERTAIN = 0.9
_TOLD = frozenset({"spec", "condition", "quantity_t", "price_min", "price_max", "standard", "cas"})
LONGEST_WORD, LONGEST_VALUE, LONGEST_NOTE = 40, 80, 200

_NAME = re.compile(rf"[0-9A-Za-zΦ{HAN}](?:[0-9A-Za-zΦ·#+./()（）_\-\s{HAN}]*[0-9A-Za-z#)）+{HAN}])?\Z")
_GRADE = re.compile(rf"[0-9A-Za-z{HAN}][0-9A-Za-z·#+./\-\s{HAN}]{{0,39}}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class WordInput:
    """What the form says. value: a category's code, or a grade, mill or city as it is to be understood."""

    word: str
    field: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordRow:
    """A word in the desk's list."""

    id: int
    word: str
    field: str
    value: str
    note: str
    state: str
    changed_at: datetime
    changed_by: str
    version: int


def may_teach(actor: Actor) -> bool:
    return actor.works_in("sales")


def check_word(values: WordInput) -> WordInput:
    """The input in the form it is kept in. Raises: Invalid("word", "field", "value", "note"), all that is wrong at once."""
    complaints: list[Invalid] = []
    word = " ".join(values.word.split())
    value = " ".join(values.value.split())
    folded = key_of(word)
    if not word:
        complaints.append(Invalid("word", "请填写"))
    elif len(word) > LONGEST_WORD or len(folded) > LONGEST_WORD:
        complaints.append(Invalid("word", "最多 %(max)d 个字", max=LONGEST_WORD))
    elif not _NAME.match(word):
        complaints.append(Invalid("word", "只能用汉字、字母、数字和 · # + . / - 括号，并以字或数字开头"))
    elif folded.isdecimal() or len(folded) < 2:
        complaints.append(Invalid("word", "单个字或纯数字会误认，请写完整"))
    if values.field not in FIELDS:
        complaints.append(Invalid("field", "请选择"))
    elif not value:
        complaints.append(Invalid("value", "请填写"))
    elif len(value) > LONGEST_VALUE:
        complaints.append(Invalid("value", "最多 %(max)d 个字", max=LONGEST_VALUE))
    else:
        value = _value(values.field, value, complaints)
    if len(values.note) > LONGEST_NOTE:
        complaints.append(Invalid("note", "最多 %(max)d 个字", max=LONGEST_NOTE))
    if not complaints and _is_known(word, values.field, value):
        complaints.append(Invalid("word", "不用加，系统已经认得这个词"))
    elif not complaints and _means_something_else(word, values.field, value):
        complaints.append(Invalid("word", "这个词本来就有意思，改掉会误认大家的搜索，请换个写法"))
    refuse(complaints)
    return WordInput(word=word, field=values.field, value=value, note=values.note)


def _value(field: str, value: str, complaints: list[Invalid]) -> str:
    """The value in one form; what is not known is complained of, except new mills and grades, which a name teaches."""
    if field == "category":
        found = category(value) or find_category(value)
        if found is None:
            complaints.append(Invalid("value", "没有这个品类，请填现有的品类名称，如“螺纹钢”"))
        return found.code if found else value
    if field == "market":
        city = city_of(value)
        if not city:
            complaints.append(Invalid("value", "请填城市，如“佛山”"))
        return city or value
    if field == "grade":
        if not _GRADE.match(value):
            complaints.append(Invalid("value", "请填牌号，如“HRB400E”"))
        return canonical_grade(value)
    if not _NAME.match(value) or len(value) < 2:
        complaints.append(Invalid("value", "请填钢厂简称，如“沙钢”"))
    known = find_mill(value)
    return known.short if known else value


def _is_known(word: str, field: str, value: str) -> bool:
    """The trade's own tables say the very same."""
    return any((known.field, known.value) == (field, value) for known in standard_lexicon().meanings(word)[:1])


def _means_something_else(word: str, field: str, value: str) -> bool:
    """天津, 现货, 螺纹钢, HRB400, 100吨: everybody types these, so nobody may make them mean another thing."""
    known = standard_lexicon().meanings(word)
    if known and known[0].sure >= _CERTAIN:
        return not any((one.field, one.value) == (field, value) for one in known)
    said = read(word)
    if said.rest:  # 新三级: only a part of it was known
        return False
    sure = {span.field for span in said.spans if span.sure >= _CERTAIN}
    return bool(sure & _TOLD) or ("grade" in sure and (field, value) != ("grade", said.grade))


def key_of(word: str) -> str:
    """The form by which two words are the same."""
    return " ".join(fold_characters(word).split())


def add_word(session: Session, actor: Actor, values: WordInput) -> int:
    """Teach a word. Returns its id. Raises: Forbidden, Invalid; also when the word is there already, in use or retired."""
    _allow(actor)
    values = check_word(values)
    _refuse_twin(session, values.word)
    moment = now()
    word = VocabularyWord(
        word=values.word, key=key_of(values.word), field=values.field, value=values.value, note=values.note,
        created_at=moment, created_by=actor.name[:60], changed_at=moment, changed_by=actor.name[:60],
    )  # fmt: skip
    session.add(word)
    _flush(session)  # its id goes into the audit
    audit(session, actor, "vocabulary.added", f"word:{word.id}", word=word.word, field=word.field, value=word.value)
    return word.id


def change_word(session: Session, actor: Actor, word_id: int, *, version: int, values: WordInput) -> None:
    """Change what a word means or how it is written. Raises: Forbidden, NotFound, Conflict, Invalid."""
    _allow(actor)
    word = _locked(session, word_id, version)
    values = check_word(values)
    _refuse_twin(session, values.word, but=word_id)
    before = {"word": word.word, "field": word.field, "value": word.value}
    word.word, word.key, word.field, word.value = values.word, key_of(values.word), values.field, values.value
    word.note = values.note
    _changed(actor, word)
    _flush(session)
    audit(session, actor, "vocabulary.changed", f"word:{word.id}", **before, to=values.value, new=values.word)


def set_state(session: Session, actor: Actor, word_id: int, *, version: int, state: str) -> None:
    """Retire a word, or take it back into use. Raises: Forbidden, NotFound, Conflict; Invalid("state")."""
    _allow(actor)
    if state not in (ACTIVE, RETIRED):
        raise Invalid("state", "请选择")
    word = _locked(session, word_id, version)
    if word.state == state:
        return
    word.state = state
    _changed(actor, word)
    action = "vocabulary.retired" if state == RETIRED else "vocabulary.restored"
    audit(session, actor, action, f"word:{word.id}", word=word.word)


def _allow(actor: Actor) -> None:
    if not may_teach(actor):
        raise Forbidden("词表由业务部维护")


def _locked(session: Session, word_id: int, version: int) -> VocabularyWord:
    word = session.scalars(select(VocabularyWord).where(VocabularyWord.id == word_id).with_for_update()).first()
    if word is None:
        raise NotFound("词条不存在")
    if word.version != version:
        raise Conflict("其他人刚刚修改了这个词，请对照后再保存")
    return word


def _changed(actor: Actor, word: VocabularyWord) -> None:
    word.changed_at, word.changed_by = now(), actor.name[:60]


def _flush(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as error:  # PostgreSQL: somebody taught the same word at the same moment
        raise Invalid("word", "词表里已经有这个词") from error
    except StaleDataError as error:
        raise Conflict("其他人刚刚修改了这个词，请对照后再保存") from error


def _refuse_twin(session: Session, word: str, *, but: int = 0) -> None:
    state = session.execute(
        select(VocabularyWord.state).where(VocabularyWord.key == key_of(word), VocabularyWord.id != but)
    ).scalar()
    if state == RETIRED:
        raise Invalid("word", "这个词已经停用，请在词表里恢复后修改")
    if state:
        raise Invalid("word", "词表里已经有这个词")


# ---- Looking up -------------------------------------------------------------------------------------------------


def list_words(session: Session, *, limit: int = 500) -> list[WordRow]:
    """All words, those in use first, the last changed first."""
    query = (
        select(
            VocabularyWord.id, VocabularyWord.word, VocabularyWord.field, VocabularyWord.value, VocabularyWord.note,
            VocabularyWord.state, VocabularyWord.changed_at, VocabularyWord.changed_by, VocabularyWord.version,
        )
        .order_by(VocabularyWord.state, VocabularyWord.changed_at.desc(), VocabularyWord.id.desc())
        .limit(limit)
    )  # fmt: skip
    return [WordRow(**row._mapping) for row in session.execute(query)]


def word_values(session: Session, word_id: int) -> dict[str, Any]:
    """A word's columns for its form. Raises: NotFound."""
    row = session.execute(
        select(
            VocabularyWord.word, VocabularyWord.field, VocabularyWord.value, VocabularyWord.note, VocabularyWord.state,
            VocabularyWord.version, VocabularyWord.created_at, VocabularyWord.created_by, VocabularyWord.changed_at,
            VocabularyWord.changed_by,
        ).where(VocabularyWord.id == word_id)
    ).first()  # fmt: skip
    if row is None:
        raise NotFound("词条不存在")
    return dict(row._mapping)


_STAMP = select(func.coalesce(func.sum(VocabularyWord.version), 0))
_ACTIVE = select(VocabularyWord.word, VocabularyWord.field, VocabularyWord.value).where(VocabularyWord.state == ACTIVE)


def stamp(session: Session) -> int:
    """Grows with every change: words are never deleted and versions only rise."""
    return int(session.scalar(_STAMP) or 0)


def additions(session: Session) -> Sequence[tuple[str, str, str, str]]:
    """Words in use as a lexicon takes them: (word, field, value, note), where a market's note is its name."""
    rows = session.execute(_ACTIVE.order_by(VocabularyWord.id))
    return [(word, field, value, word if field == "market" else "") for word, field, value in rows]


def shown_value(field: str, value: str) -> str:
    """A value as staff write it: a category by its name."""
    found = category(value) if field == "category" else None
    return found.name_zh if found else value
