"""Pages obey the content security policy as they are written: nothing inline, nothing from another host."""

import re
from pathlib import Path

import pytest

from scripts.translations.sources import ROOT
from scripts.vendor_icons import ICONS, faults, symbol_names

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SENT = [
    path for path in sorted((ROOT / "static").rglob("*")) if path.suffix in {".css", ".js", ".mjs", ".svg", ".html"}
]
INLINE = {
    "a style attribute": re.compile(r"""\sstyle\s*=""", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "an event handler": re.compile(r"""<[^>]*\son[a-z]+\s*=""", re.I),
    "a javascript: address": re.compile(r"javascript:", re.I),
    # A block of data is not run; anything else must come from a file.
    "a script of its own": re.compile(r"""<script\b(?![^>]*\ssrc=)(?![^>]*type="application/(?:ld\+)?json")""", re.I),
}
# Names of XML languages look like addresses but are never asked for.
NAMESPACE = re.compile(r"https?://www\.w3\.org/(?:2000/svg|1999/xhtml|1999/xlink|1998/Math/MathML)")
# Nor is an example of what to type, under the name that is kept for examples.
EXAMPLE = re.compile(r"https?://(?:[\w-]+\.)*example\.(?:com|org|cn)")
ADDRESS = re.compile(r"""https?://|(?:src|href|action)\s*=\s*["']//|url\(\s*["']?//|@import\s+["']//""", re.I)
COMMENT = re.compile(r"{#.*?#}", re.S)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_has_nothing_inline(path: Path) -> None:
    assert inline_in(path.read_text(encoding="utf-8"), mail="email" in path.parts) == []


@pytest.mark.parametrize("path", [*TEMPLATES, *SENT], ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_asked_of_another_host(path: Path) -> None:
    assert addresses_in(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        '<p style="color: red">',
        "<p\n  class=x\n  style='x'>",
        "<style>p {}</style>",
        '<a class="x" onclick="go()">',
        "<script>go()</script>",
        '<a href="javascript:go()">',
    ],
)
def test_what_is_inline_is_noticed(source: str) -> None:
    assert inline_in(source)


def test_what_is_not_inline_is_left_alone() -> None:
    assert inline_in('<script src="/static/js/app.js" type="module"></script><p data-style="a" class="on">') == []
    assert inline_in('<script type="application/json">{"a": 1}</script>{# style="x" #}') == []
    assert inline_in('<p style="color: red">', mail=True) == []


@pytest.mark.parametrize("source", ['<img src="//cdn.test/a.png">', "a { background: url(https://a.test/b) }"])
def test_another_host_is_noticed(source: str) -> None:
    assert addresses_in(source)


def test_icon_sprite_holds_what_the_list_says() -> None:
    assert faults() == []


def test_icons_that_templates_name_exist() -> None:
    named = {
        name: path.name
        for path in TEMPLATES
        for name in re.findall(r"""icon\(\s*["']([a-z0-9-]+)["']""", path.read_text(encoding="utf-8"))
    }
    assert {name: place for name, place in named.items() if name not in set(symbol_names())} == {}
    assert ICONS


def inline_in(source: str, *, mail: bool = False) -> list[str]:
    """Return what a template has inline; a mail has no style sheet, so there a style may be."""
    source = COMMENT.sub("", source)
    found = [name for name, pattern in INLINE.items() if pattern.search(source)]
    return [name for name in found if not (mail and name.startswith("a style"))]


def addresses_in(source: str) -> list[str]:
    """Return the lines that name another host."""
    lines = COMMENT.sub("", source).splitlines()
    return [line.strip()[:200] for line in lines if ADDRESS.search(EXAMPLE.sub("", NAMESPACE.sub("", line)))]
