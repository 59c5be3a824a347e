"""A mail's words: templates rendered in the reader's language, outside any request."""

from __future__ import annotations

from typing import Any

from flask import Flask, g
from jinja2 import TemplateNotFound

from portal.notifications.mail import Rendered
from portal.web.i18n import DEFAULT, LOCALES


def render(app: Flask, template: str, *, locale: str, context: dict[str, Any]) -> Rendered:
    """Render `<template>.txt` (its first line is the subject) and, where there is one, `<template>.html`.

    template: `email/accounts/reset`. context: values whose key is `url` or ends in `_url` are paths and become
    addresses below PORTAL_BASE_URL. The templates of pages are no help here: there is no request, no actor.
    """
    settings = app.config["PORTAL"]
    values = absolute(context, settings.base_url) | {
        "base_url": settings.base_url,
        "site_name": app.jinja_env.globals["site_name"],
        "locale": locale_of(locale),
    }
    with app.app_context():
        g.locale_tag = locale_of(locale)
        text = app.jinja_env.get_template(f"{template}.txt").render(values)
        foot = app.jinja_env.get_template("email/foot.txt").render(values)
        try:
            html = app.jinja_env.get_template(f"{template}.html").render(values)
        except TemplateNotFound:
            html = ""
    subject, _newline, body = text.lstrip().partition("\n")
    if values.get("reply_line"):
        body = f"{values['reply_line']}\n\n{body.strip()}"  # what stands below it is ours
    return Rendered(subject, f"{body.strip()}\n\n{foot.strip()}\n", html)


def locale_of(tag: str) -> str:
    """One of our languages; the first where the tag is empty or unknown."""
    return tag if tag in LOCALES else DEFAULT


def absolute(value: Any, base_url: str, key: str = "") -> Any:
    """The context with paths under `url` and `…_url` made absolute, in lists and mappings as well."""
    if isinstance(value, dict):
        return {name: absolute(item, base_url, name) for name, item in value.items()}
    if isinstance(value, list):
        return [absolute(item, base_url, key) for item in value]
    if isinstance(value, str) and value.startswith("/") and (key == "url" or key.endswith("_url")):
        return base_url + value
    return value
