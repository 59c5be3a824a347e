"""Reads and writes the catalogues, `translations/<feature>/<locale>.po`, and compiles them into what readers load."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from scripts.translations.sources import ROOT, Text

FOLDER = ROOT / "translations"
BUILD = FOLDER / "build"
# Flask-Babel does not find zh_TW by its short name. The source language, zh_Hans_CN, needs no catalogue.
LOCALES = ("en", "zh_Hant_TW")


def catalogue_path(feature: str, locale: str) -> Path:
    """Return where the catalogue of a feature in a language stands."""
    return FOLDER / feature / f"{locale}.po"


def features_with_catalogues() -> list[str]:
    """Return the features that have a catalogue in at least one language."""
    return sorted({path.parent.name for path in FOLDER.glob("*/*.po")})


def read(feature: str, locale: str) -> Catalog:
    """Return a catalogue, empty where there is none yet."""
    path = catalogue_path(feature, locale)
    if not path.exists():
        return Catalog(locale=locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale, abort_invalid=True)


def write(feature: str, catalogue: Catalog) -> None:
    """Write a catalogue so that two people's changes merge: sorted, no dates, no line numbers."""
    path = catalogue_path(feature, str(catalogue.locale))
    if not list(messages(catalogue)):
        path.unlink(missing_ok=True)
        return
    body = BytesIO()
    write_po(body, catalogue, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True, width=0)
    header = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Language: {catalogue.locale}\\n"\n"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(header.encode() + body.getvalue().rstrip(b"\n") + b"\n")


def messages(catalogue: Catalog) -> Iterator[Message]:
    """Yield the entries of a catalogue without its header."""
    return (message for message in catalogue if message.id)


def text_of(message: Message) -> Text:
    """Return the text an entry translates."""
    if isinstance(message.id, str):
        return Text(message.id, "", message.context or "")
    return Text(message.id[0], message.id[1], message.context or "")


def translations_of(message: Message) -> tuple[str, ...]:
    """Return what an entry says in each plural form, empty strings where it says nothing yet."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def add(catalogue: Catalog, text: Text, translations: Iterable[str], comments: Iterable[str] = ()) -> None:
    """Put a text and its translations into a catalogue; a text with a plural has one for each plural form."""
    forms = tuple(translations)
    catalogue.add(
        (text.singular, text.plural) if text.plural else text.singular,
        forms if text.plural else forms[0],
        context=text.context or None,
        user_comments=list(comments),
    )


def compile_all() -> dict[str, int]:
    """Write one `messages.mo` a language from all features' catalogues; return how many texts each holds."""
    counts = {}
    for locale in LOCALES:
        merged = Catalog(locale=locale, charset="utf-8")
        for feature in features_with_catalogues():
            for message in messages(read(feature, locale)):
                if all(translations_of(message)) and not message.fuzzy:
                    add(merged, text_of(message), translations_of(message))
        target = BUILD / locale / "LC_MESSAGES" / "messages.mo"
        target.parent.mkdir(parents=True, exist_ok=True)
        # Whoever loads it meanwhile reads the old one or the new one, never half of one.
        with NamedTemporaryFile(dir=target.parent, delete=False) as file:
            write_mo(file, merged)
        Path(file.name).chmod(0o644)
        Path(file.name).replace(target)
        counts[locale] = len(list(messages(merged)))
    return counts
