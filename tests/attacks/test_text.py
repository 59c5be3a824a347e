"""Hostile text through the forms: never a failure, never markup."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from html.parser import HTMLParser

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.accounts.models import User
from portal.core.markup import plain, render
from portal.core.uow import Database
from portal.organisations.models import Organisation
from tests.beside import outside
from tests.factories.people import make_member

ALLOWED = {"p", "a", "br", "code", "pre", "em", "strong", "del", "s", "h2", "h3", "h4", "hr", "li", "ol", "ul", "blockquote",
           "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip


class Seen(HTMLParser):
    """What a browser would make of it."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED:
            self.faults.append(tag)
        for name, value in attrs:
            known = (tag, name) in {("a", "href"), ("a", "rel"), ("ol", "start")}
            scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", (value or "").lower())
            if not known or (name == "href" and scheme and scheme[1] not in ("http", "https", "mailto", "tel")):
                self.faults.append(f"{tag} {name}={value}")


def payloads() -> list[str]:
    """What those who clean markup try themselves on."""
    source = outside("hostile/dompurify_expect.mjs").read_text(encoding="utf-8")
    found = [str(json.loads(text)) for text in re.findall(r'"payload": ("(?:[^"\\]|\\.)*")', source)]
    files = sorted(outside("hostile/bleach_data").glob("*.test"))
    return [*found, *(path.read_text(encoding="utf-8", errors="replace") for path in files)]


def test_no_text_becomes_anything_but_text(naughty: Sequence[str]) -> None:
    assert faults_of(naughty) == []


def test_no_markup_that_others_clean_becomes_any() -> None:
    assert faults_of(payloads()) == []


def faults_of(texts: Sequence[str]) -> list[str]:
    faults = []
    for text in texts:
        for written in (
            text,
            f"[点]({text})",
            f"> {text}",
            f"<{text}>",
            f"| a |\n| - |\n| {text} |",
            f"[a]: {text}\n\n[a]",
        ):
            seen = Seen()
            seen.feed(render(written[:10_000]))
            faults += seen.faults
            plain(written[:1000])
    return faults


def test_no_hostile_text_breaks_a_form_or_a_search(
    database: Database, sign_in: Callable[[User], FlaskClient], naughty: Sequence[str]
) -> None:
    with database.writing() as session:
        boss: User = make_member(session)
    browser = sign_in(boss)
    faults = []
    lists = ("/search", "/supply", "/threads", "/me/listings", "/freight", "/warehouses")
    for number, text in enumerate(naughty):
        with database.reading() as session:  # a form read anew each time: a stale one would be told so and keep nothing
            version = str(session.scalar(select(Organisation.version)))
        path = lists[number % len(lists)]
        key = "from" if path == "/freight" else "q"
        faults += _faults(browser.get(path, query_string={key: text, "city": text, "sort": text}), path, text)
        posts = [
            ("/threads/new", {"kind": "inquiry", "subject": text[:100], "body": text}),
            ("/me/listings/new?kind=supply", {"category": "rebar", "product_name": text[:80], "remarks": text, "unit": "t"}),
            ("/me/organisation/edit", {"kind": "both", "city": text, "short_name": text[:40], "intro": text, "version": version}),
            ("/me/profile", {"name": text[:60] or "x", "phone": "", "locale": "zh-CN"}),
        ]  # fmt: skip
        path, data = posts[number % len(posts)]
        faults += _faults(browser.post(path, data=data), path, text)
    for path in ("/threads", "/me/listings?state=draft", "/me/organisation", "/me/profile", "/"):
        faults += _faults(browser.get(path), path, "")
    assert faults == []


_MARKUP = re.compile(r"<script(?! type=\"module\" src=\"/static/)|<img src=x|<svg on|href=\"javascript:")


def _faults(answer: TestResponse, path: str, text: str) -> list[str]:
    known = answer.status_code in (200, 303, 413, 422, 429)
    found = [] if known else [f"{path}: {answer.status_code} {text[:40]!r}"]
    if _MARKUP.search(answer.get_data(as_text=True)):
        found.append(f"{path}: markup {text[:60]!r}")
    return found
