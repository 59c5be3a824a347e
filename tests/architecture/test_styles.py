"""Stylesheets and templates keep the house's rules: tokens only, no ids, readable, light and dark alike."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STYLES = sorted((ROOT / "static" / "css").rglob("*.css"))
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.html") if "email" not in path.parts)
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))

COMMENT = re.compile(r"/\*.*?\*/", re.S)
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(")


def css(path: Path) -> str:
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def declarations(block: str) -> dict[str, str]:
    return dict(re.findall(r"(--[\w-]+):\s*([^;]+);", block))


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(char * 2 for char in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TOKENS = css(ROOT / "static" / "css" / "tokens.css")
LIGHT = declarations(TOKENS[TOKENS.index(":root {") : TOKENS.index(":root:lang(zh-TW)")])
SYSTEM_DARK = declarations(TOKENS[TOKENS.index(":root:not([data-theme])") : TOKENS.index(':root[data-theme="dark"]')])
CHOSEN_DARK = declarations(TOKENS[TOKENS.index(':root[data-theme="dark"]') :])


def test_dark_by_choice_and_dark_by_system_are_the_same() -> None:
    assert SYSTEM_DARK == CHOSEN_DARK


TEXT_PAIRS = [
    ("ink", "ground"), ("ink", "surface"), ("ink", "surface-3"), ("ink-2", "surface-3"), ("ink-2", "ground"),
    ("mute", "ground"), ("mute", "surface"), ("mute", "surface-2"), ("mute", "mine"), ("ink", "note"), ("ink", "mark"),
    ("link", "ground"), ("link", "surface"), ("link", "surface-2"), ("link", "soft"), ("soft-ink", "soft"),
    ("price", "surface"), ("price", "surface-2"), ("ok", "ok-soft"), ("warn", "warn-soft"), ("warn", "surface-2"), ("danger", "danger-soft"),
    ("danger", "surface"), ("on-brand", "brand"), ("on-brand", "brand-2"), ("head-ink", "head"), ("head-ink", "head-2"),
    ("ink-2", "soft"), ("surface", "soft-ink"),
]  # fmt: skip


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_can_be_read_on_its_ground(theme: str) -> None:
    tokens = LIGHT if theme == "light" else LIGHT | CHOSEN_DARK
    weak = {
        f"--{text} on --{ground}": round(contrast(tokens[f"--{text}"], tokens[f"--{ground}"]), 2)
        for text, ground in TEXT_PAIRS
        if contrast(tokens[f"--{text}"], tokens[f"--{ground}"]) < 4.5
    }
    assert weak == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_edges_of_controls_and_dots_can_be_seen(theme: str) -> None:
    tokens = LIGHT if theme == "light" else LIGHT | CHOSEN_DARK
    pairs = [(edge, "surface") for edge in ("line-control", "focus")]
    pairs += [("focus", "ground"), ("ok-dot", "surface"), ("warn-dot", "surface")]
    weak = {
        f"--{edge} on --{ground}": round(contrast(tokens[f"--{edge}"], tokens[f"--{ground}"]), 2)
        for edge, ground in pairs
        if contrast(tokens[f"--{edge}"], tokens[f"--{ground}"]) < 3
    }
    assert weak == {}


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_stylesheet_keeps_the_rules(path: Path) -> None:
    text = css(path)
    assert "!important" not in text
    assert "@layer" in text, "every rule stands in a layer"
    selectors = re.findall(r"([^{}]+)\{", re.sub(r"@[\w-]+[^{;]*[{;]", "", text))
    assert [selector.strip() for selector in selectors if re.search(r"#[A-Za-z_]", selector)] == []
    assert text.count("{") == text.count("}")


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_stylesheet_uses_only_tokens_that_exist(path: Path) -> None:
    own = set(declarations(css(path)))
    used = set(re.findall(r"var\((--[\w-]+)", css(path)))
    assert used - own - set(LIGHT) == set()


@pytest.mark.parametrize(
    "path",
    [path for path in STYLES if path.name not in ("tokens.css", "print.css", "layout.css", "controls.css")],
    ids=name,
)
def test_colours_come_from_tokens(path: Path) -> None:
    text = re.sub(r"(?<!-)\bcolor:\s*#fff\b", "", css(path))
    assert COLOUR.findall(text) == []


def test_every_word_of_data_module_names_a_module() -> None:
    listed = re.findall(
        r'^\s+"?([\w-]+)"?: \(\) => import\("\./([\w-]+\.js)"\)',
        (ROOT / "static/js/app.js").read_text(encoding="utf-8"),
        re.M,
    )
    asked: dict[str, str] = {}
    for path in TEMPLATES:
        for words in re.findall(r'data-module="([^"{}]*)"', path.read_text(encoding="utf-8")):
            asked.update(dict.fromkeys(words.split(), name(path)))
    assert asked
    assert {word: where for word, where in asked.items() if word not in dict(listed)} == {}
    assert [file for _word, file in listed if not (ROOT / "static" / "js" / file).exists()] == []


def test_scripts_say_the_same_in_every_language() -> None:
    source = (ROOT / "static/js/texts.js").read_text(encoding="utf-8")
    groups = re.findall(r'^  (?:"[\w-]+"|\w+): \{(.*?)^  \}', source, re.S | re.M)
    keys = [set(re.findall(r"(\w+): \"", group)) for group in groups]
    assert len(keys) == 3
    assert keys[0] == keys[1] == keys[2]
    used = {key for path in SCRIPTS for key in re.findall(r'\btext\("(\w+)"\)', path.read_text(encoding="utf-8"))}
    assert used - keys[0] == set()
