"""Languages: which one the reader gets, and the functions texts go through. Source texts are Simplified Chinese."""

from __future__ import annotations

import functools
from typing import Any

from babel import Locale
from babel.support import NullTranslations, Translations
from flask import Flask, g, has_request_context, request, session
from flask.globals import app_ctx
from flask_babel import Babel
from flask_babel import lazy_gettext as _l

from portal.config import ROOT
from portal.web.auth import current_actor
from portal.web.folding import FoldingEnvironment

__all__ = ["LOCALES", "_", "_l", "_n", "html_lang", "locale_tag", "negotiate"]

# Tag on screen → what Babel calls it. Flask-Babel ignores folders named zh_CN and zh_TW, hence the scripts.
LOCALES = {"zh-CN": "zh_Hans_CN", "zh-TW": "zh_Hant_TW", "en": "en"}
DEFAULT = "zh-CN"
_context = app_ctx._get_current_object  # type: ignore[attr-defined]


def _(text: str, **params: Any) -> str:
    """`text` in the reader's language, its parameters filled in.

    Flask-Babel's own gettext takes some ten microseconds a text to find out who reads; a page has dozens of them.
    """
    said = _said(locale_tag(), text)
    return said % params if params else said


@functools.lru_cache(maxsize=20_000)
def _said(tag: str, text: str) -> str:
    return str(_catalogue(tag).ugettext(text))


def _n(one: str, many: str, num: int, **params: Any) -> str:
    """The same for a text with a number in it, which `%(num)d` shows."""
    return _counted(one, many, num) % {"num": num, **params}


def _counted(one: str, many: str, num: int) -> str:
    return str(_catalogue(locale_tag()).ungettext(one, many, num))


@functools.cache
def _catalogue(tag: str) -> NullTranslations:
    return Translations.load(str(ROOT / "translations" / "build"), [LOCALES[tag]])


def negotiate(header: str) -> str:
    """The best of our languages for an Accept-Language header.

    Hong Kong, Macau and anything `Hant` read Traditional; every other Chinese reads Simplified; the first language we know wins.
    """
    choices: list[tuple[float, int, str]] = []
    for position, part in enumerate(header[:500].split(",")):
        tag, _sep, quality = part.strip().partition(";q=")
        try:
            weight = float(quality or 1)
        except ValueError:
            continue
        choices.append((-weight, position, tag.lower()))
    for weight, _position, tag in sorted(choices):
        if weight == 0:
            continue
        if tag.startswith("zh"):
            traditional = "hant" in tag or (tag.endswith(("-tw", "-hk", "-mo")) and "hans" not in tag)
            return "zh-TW" if traditional else "zh-CN"
        if tag.startswith("en"):
            return "en"
    return DEFAULT


def locale_tag() -> str:
    """The reader's language: what they chose (kept in the session and, signed in, on the account), else what the browser asks for."""
    try:
        # `g` without its proxy, which looks itself up anew for each attribute: this is asked fifty times a page.
        tag: str | None = _context().g.get("locale_tag")
    except RuntimeError:  # outside of any application: a command's help
        return DEFAULT
    if tag is None:
        if not has_request_context():
            return DEFAULT
        tag = g.locale_tag = _chosen()
    return tag


def _chosen() -> str:
    if request.path.startswith("/api/v"):  # a program says with each question in which language it wants the answer
        return negotiate(request.headers.get("Accept-Language", ""))
    tag = session.get("locale")
    if tag not in LOCALES:
        tag = current_actor().locale
    return tag if tag in LOCALES else negotiate(request.headers.get("Accept-Language", ""))


def html_lang() -> str:
    """Value of the page's `lang` attribute: fonts are chosen by it."""
    return locale_tag()


def init_app(app: Flask) -> None:
    app.config["BABEL_DEFAULT_LOCALE"] = "zh_Hans_CN"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ROOT / "translations" / "build")
    Babel(app, locale_selector=lambda: LOCALES[locale_tag()], timezone_selector=lambda: "Asia/Shanghai")
    # In templates too: Jinja fills the parameters in itself, and escapes them.
    app.jinja_env.install_gettext_callables(lambda text: _said(locale_tag(), text), _counted, newstyle=True)  # type: ignore[attr-defined]
    if isinstance(app.jinja_env, FoldingEnvironment):
        app.jinja_env.language = locale_tag
        app.jinja_env.translate = _


def babel_locale() -> Locale:
    return Locale.parse(LOCALES[locale_tag()])


def say(error: Any) -> str:
    """The message of a PortalError in the reader's language, its parameters filled in."""
    return str(_(error.message, **error.params)) if error.message else ""
