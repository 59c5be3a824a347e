"""Templates are compiled once a language, and what cannot change is settled then."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask, g
from jinja2 import DictLoader
from markupsafe import Markup

from portal.web.folding import FoldingEnvironment

PAGES = {
    "plain.html": "{{ _('供应') }}",
    "parameter.html": "{{ _('去掉：%(what)s', what=who) }}",
    "own.html": "{% macro icon(name) %}own {{ name }}{% endmacro %}{{ icon('x') }}",
    "joined.html": "{{ _('供应') ~ who }}",
    "layout.html": "<b>{{ _('首页') }}</b>{% block page %}{% endblock %}",
    "page.html": "{% extends 'layout.html' %}{% block page %}{{ _('供应') }}{% endblock %}",
    "letter.txt": "{{ _('供应') }} & {{ who }}",
}


@pytest.fixture
def environment(app: Flask) -> Iterator[FoldingEnvironment]:
    environment = app.jinja_env
    assert isinstance(environment, FoldingEnvironment)
    loader = environment.loader
    environment.loader = DictLoader(PAGES)
    yield environment
    environment.loader = loader


def render(app: Flask, name: str, language: str, **values: object) -> str:
    with app.test_request_context("/"):
        g.locale_tag = language
        return app.jinja_env.get_template(name).render(**values)


def calls(environment: FoldingEnvironment, name: str) -> int:
    source = environment.compile(PAGES[name], name, None, raw=True)
    return source.count("context.call(")


def test_each_reader_gets_their_language_whoever_came_first(app: Flask, environment: FoldingEnvironment) -> None:
    seen = [render(app, "page.html", language) for language in ("zh-CN", "en", "zh-TW", "en", "zh-CN")]
    assert seen == ["<b>首页</b>供应", "<b>Home</b>Supply", "<b>首頁</b>供應", "<b>Home</b>Supply", "<b>首页</b>供应"]


def test_a_plain_text_is_settled_when_the_template_is_compiled(app: Flask, environment: FoldingEnvironment) -> None:
    with app.test_request_context("/"):
        assert calls(environment, "plain.html") == 0
        assert calls(environment, "parameter.html") == 0, "its pieces are settled, the parameter stands between them"


def test_what_a_reader_typed_is_escaped_as_before(app: Flask, environment: FoldingEnvironment) -> None:
    assert render(app, "parameter.html", "en", who="<b>") == "Remove: &lt;b&gt;"
    assert render(app, "joined.html", "en", who="<b>") == "Supply&lt;b&gt;"
    assert render(app, "letter.txt", "en", who="<b>") == "Supply & <b>"


def test_a_name_the_template_defines_itself_is_left_alone(app: Flask, environment: FoldingEnvironment) -> None:
    assert render(app, "own.html", "en") == "own x"


def test_icon_escapes_its_label(app: Flask) -> None:
    with app.app_context():
        drawn = app.jinja_env.globals["icon"]("x", '"><script>')  # type: ignore[operator]
    assert isinstance(drawn, Markup)
    assert "<script>" not in drawn
