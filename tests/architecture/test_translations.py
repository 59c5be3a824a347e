"""Every text a reader sees is in the catalogues, in every language."""

import ast
import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from scripts.translations.catalogues import BUILD, LOCALES, compile_all
from scripts.translations.check import CHINESE, IDEOGRAPH, faults, simplified_in
from scripts.translations.draft import glossary, to_traditional
from scripts.translations.sources import KEYWORDS, ROOT, feature_of

# A language is named in itself, whatever the reader's.
NAMES_OF_LANGUAGES = {"简体中文", "简体", "繁體中文", "繁體"}
ENVIRONMENT = Environment(autoescape=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"])
# The gallery of components is for those who build them; no reader is sent there.
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.*") if path.name != "_gallery.html")
# The mark in the logo is a drawing, not a word: one character that is hidden from readers' aids.
DRAWN = re.compile(r'aria-hidden="true">.</')
# Where a Chinese string is a text for a reader and not the trade's data.
PAGES = sorted(path for name in ("views", "desk", "forms") for path in (ROOT / "portal").glob(f"*/{name}*/**/*.py"))
PAGES += sorted(path for name in ("views", "desk", "forms") for path in (ROOT / "portal").glob(f"*/{name}.py"))


def test_translations_are_complete() -> None:
    wrong = faults()
    assert not wrong, f"{len(wrong)} to see to, first {wrong[0]}; all: python -m scripts.translations check"


def test_readers_load_what_the_catalogues_say() -> None:
    counts = compile_all()
    assert set(counts) == set(LOCALES)
    assert all(count > 0 for count in counts.values())
    assert all((BUILD / locale / "LC_MESSAGES" / "messages.mo").is_file() for locale in LOCALES)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_has_no_untranslated_chinese(path: Path) -> None:
    assert list(untranslated_in_template(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_page_has_no_untranslated_chinese(path: Path) -> None:
    assert list(untranslated_in_module(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", sorted((ROOT / "portal").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_text_asked_for_is_in_the_catalogues(path: Path) -> None:
    """Texts are looked for line by line: one within an f-string is found on some Pythons only."""
    known = known_texts()
    assert [text for text in asked_for(path.read_text(encoding="utf-8")) if text not in known] == []


def test_a_text_within_an_f_string_is_noticed() -> None:
    assert list(asked_for("a = f\"{_('未收录')}，{b}\"")) == ["未收录"]


def test_untranslated_chinese_is_noticed() -> None:
    source = (
        '<p title="{{ x or "标题" }}">正文</p>{{ _("已译") }}{% trans %}也已译{% endtrans %}<b lang="zh">简体中文</b>'
    )
    assert list(untranslated_in_template(source)) == ["1: 正文", "1: 标题"]
    assert list(untranslated_in_module('"""说明"""\na = _("已译")\nb = "未译"\nraise Invalid("x", "已译")\n')) == [
        "3: 未译"
    ]


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("登录后查看质保书", "登入後檢視材質證明書"),
        ("平台支持短信通知", "平台支援簡訊通知"),
        ("统一社会信用代码", "統一社會信用代碼"),
        ("品名、账号、信息", "品名、帳號、資訊"),
    ],
)
def test_draft_speaks_as_traders_in_taiwan_do(simplified: str, traditional: str) -> None:
    assert to_traditional(simplified) == traditional


def test_glossary_has_no_simplified_target() -> None:
    assert {word: simplified_in(word) for word in glossary().values() if simplified_in(word)} == {}


@pytest.mark.parametrize(
    ("path", "feature"),
    [
        ("portal/accounts/views.py", "accounts"),
        ("portal/organisations/services/invite.py", "organisations"),
        ("templates/email/accounts/reset.txt", "accounts"),
        ("templates/accounts/partials/row.html", "accounts"),
        ("templates/layouts/base.html", "common"),
        ("portal/web/errors.py", "common"),
        ("portal/cli.py", "common"),
    ],
)
def test_text_belongs_to_the_feature_it_stands_in(path: str, feature: str) -> None:
    assert feature_of(Path(path)) == feature


def untranslated_in_template(source: str) -> Iterator[str]:
    """Yield the Chinese of a template that goes through no translation: its own words, and strings in expressions."""
    tree = ENVIRONMENT.parse(source)
    for data in tree.find_all(nodes.TemplateData):
        for number, line in enumerate(data.data.splitlines()):
            bare = DRAWN.sub("", line)
            for name in NAMES_OF_LANGUAGES:
                bare = bare.replace(f">{name}<", "><")
            if CHINESE.search(bare) and line.strip(" <>/b") not in NAMES_OF_LANGUAGES:
                yield f"{data.lineno + number}: {''.join(CHINESE.findall(bare))}"
    yield from _strings(tree)


def _strings(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in KEYWORDS:
        return
    value = node.value if isinstance(node, nodes.Const) and isinstance(node.value, str) else ""
    if CHINESE.search(value) and value not in NAMES_OF_LANGUAGES:
        yield f"{node.lineno}: {value}"
    for child in node.iter_child_nodes():
        yield from _strings(child)


def untranslated_in_module(source: str) -> Iterator[str]:
    """Yield the Chinese strings of a module that are neither documentation nor marked for translation."""

    def walk(node: ast.AST) -> Iterator[str]:
        if isinstance(node, ast.Call):
            function = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if function in KEYWORDS:
                return
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return
        value = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
        if IDEOGRAPH.search(value) and value not in NAMES_OF_LANGUAGES:
            yield f"{node.lineno}: {value}"
        for child in ast.iter_child_nodes(node):
            yield from walk(child)

    return walk(ast.parse(source))


@cache
def known_texts() -> frozenset[str]:
    found: set[str] = set()
    for path in (ROOT / "translations").glob("*/zh_Hant_TW.po"):
        for message in read_po(io.BytesIO(path.read_bytes())):
            found.update(message.id if isinstance(message.id, tuple) else (message.id,))
    return frozenset(found)


def asked_for(source: str) -> Iterator[str]:
    """The Chinese texts a module asks the catalogues for, wherever it does."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS and node.args:
            text = node.args[0]
            if isinstance(text, ast.Constant) and isinstance(text.value, str) and CHINESE.search(text.value):
                yield text.value
