"""Finds what is wrong with the catalogues: texts missing, in doubt, no longer used, or with other placeholders."""

import re
from collections.abc import Iterator

from babel.messages.catalog import Message

from scripts.translations.catalogues import (
    LOCALES,
    catalogue_path,
    features_with_catalogues,
    messages,
    read,
    text_of,
    translations_of,
)
from scripts.translations.sources import COMMON, ROOT, Text, texts_by_feature

PLACEHOLDER = re.compile(r"%\(\w+\)[-#0 +]*\d*(?:\.\d+)?[a-zA-Z]|(?<!%)%[sd]|\{\w*\}|</?\w+")
IDEOGRAPH = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]")
# An entry whose comment holds this quotes Chinese for a reason, such as an example of what a trader types.
QUOTES_CHINESE = "quotes Chinese"


def faults() -> list[str]:
    """Return what is wrong, a line each, with the catalogue or the place in the code."""
    return [fault for locale in LOCALES for fault in faults_in(locale)]


def faults_in(locale: str) -> Iterator[str]:
    """Yield what is wrong with one language."""
    found = texts_by_feature()
    used = {text for texts in found.values() for text in texts}
    there: dict[str, dict[Text, tuple[str, ...]]] = {}
    for feature in features_with_catalogues():
        name = catalogue_path(feature, locale).relative_to(ROOT)
        catalogue = read(feature, locale)
        there[feature] = {text_of(message): translations_of(message) for message in messages(catalogue)}
        for message in messages(catalogue):
            yield from (f"{name}: {quoted(text_of(message))} {fault}" for fault in faults_of(message, locale))
        needed = used if feature == COMMON else set(found.get(feature, {}))
        yield from (f"{name}: {quoted(text)} is used no longer" for text in sorted(set(there[feature]) - needed))
        yield from (f"{name}: {quoted(text_of(old))} is obsolete" for old in catalogue.obsolete.values())
    for feature, texts in sorted(found.items()):
        for text in sorted(set(texts) - set(there.get(feature, {})) - set(there.get(COMMON, {}))):
            yield f"{texts[text]}: {quoted(text)} is not in {catalogue_path(feature, locale).relative_to(ROOT)}"
    yield from contradictions(there, locale)


def faults_of(message: Message, locale: str) -> Iterator[str]:
    """Yield what is wrong with one entry."""
    if not all(translations_of(message)):
        yield f"has no {locale}"
        return
    if message.fuzzy:
        yield f"is marked fuzzy in {locale}"
    text = text_of(message)
    wanted = set(PLACEHOLDER.findall(text.plural or text.singular))
    for number, said in enumerate(translations_of(message)):
        has = set(PLACEHOLDER.findall(said))
        # "One reply" need not say the number.
        spared = wanted if text.plural and number == 0 and locale == "en" else set()
        if has - wanted or wanted - has - spared:
            yield f"has other placeholders in {locale}: {said}"
        if locale == "en" and CHINESE.search(said) and QUOTES_CHINESE not in " ".join(message.user_comments):
            yield f"has Chinese in its English: {said}"
        if locale == "zh_Hant_TW" and (left := simplified_in(said)):
            yield f"has Simplified {left} in its Traditional: {said}"


def contradictions(there: dict[str, dict[Text, tuple[str, ...]]], locale: str) -> Iterator[str]:
    """Yield the texts that two features translate differently: readers would see but one of the two."""
    first: dict[Text, tuple[str, tuple[str, ...]]] = {}
    for feature, said in there.items():
        for text, translations in said.items():
            other, before = first.setdefault(text, (feature, translations))
            if all(before) and all(translations) and before != translations:
                yield f"{locale}: {quoted(text)} is “{before[0]}” in {other} but “{translations[0]}” in {feature}"


def simplified_in(text: str) -> str:
    """Return the ideographs that Taiwan's own character set does not have: as a rule, simplified ones left over."""
    return "".join(mark for mark in IDEOGRAPH.findall(text) if not _in_big5(mark))


def _in_big5(mark: str) -> bool:
    try:
        mark.encode("cp950")
    except UnicodeEncodeError:
        return False
    return True


def quoted(text: Text) -> str:
    """Return a text in quotation marks, shortened, with its context."""
    short = text.singular if len(text.singular) <= 40 else text.singular[:40] + "…"
    return f"“{short}”" + (f" ({text.context})" if text.context else "")
