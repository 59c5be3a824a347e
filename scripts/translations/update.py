"""Brings the catalogues up to date with the code: adds what is new, drops what is gone, keeps what is translated."""

from babel.messages.catalog import Catalog, Message

from scripts.translations.catalogues import (
    LOCALES,
    add,
    features_with_catalogues,
    messages,
    read,
    text_of,
    translations_of,
    write,
)
from scripts.translations.draft import to_traditional
from scripts.translations.sources import COMMON, Text, texts_by_feature


def update_all() -> None:
    """Write every catalogue anew from the texts in the code and what was translated before."""
    found = texts_by_feature()
    used = {text for texts in found.values() for text in texts}
    for locale in LOCALES:
        before = {feature: entries(read(feature, locale)) for feature in {*features_with_catalogues(), *found, COMMON}}
        # What was translated anywhere helps a text that moved to another feature.
        known = {text: message for feature in before.values() for text, message in feature.items() if said(message)}
        # A text that several features use may have been put into common by hand: it stays while anybody uses it.
        common = set(found.get(COMMON, {})) | set(before[COMMON]) & used
        for feature in sorted(before):
            # What common says, a feature need not repeat; where it does already, it is left in peace.
            repeated = common - set(before[feature])
            wanted = common if feature == COMMON else set(found.get(feature, {})) - repeated
            catalogue = Catalog(locale=locale, charset="utf-8")
            for text in wanted:
                put(catalogue, text, before[feature].get(text) or known.get(text), locale)
            write(feature, catalogue)


def put(catalogue: Catalog, text: Text, message: Message | None, locale: str) -> None:
    """Add a text with what was said before, else with a draft, else with nothing yet."""
    forms = catalogue.num_plurals if text.plural else 1
    if message and said(message):
        add(catalogue, text, translations_of(message), message.user_comments)
    elif locale == "zh_Hant_TW":
        add(catalogue, text, [to_traditional(text.plural or text.singular)] * forms)
    else:
        add(catalogue, text, [""] * forms)


def entries(catalogue: Catalog) -> dict[Text, Message]:
    """Return a catalogue's entries by their text."""
    return {text_of(message): message for message in messages(catalogue)}


def said(message: Message) -> bool:
    """Say whether an entry is fully translated and not in doubt."""
    return all(translations_of(message)) and not message.fuzzy
