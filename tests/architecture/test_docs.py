"""The documentation names what there is: every make target, every setting; and what it names is there."""

import importlib.util
import re
import subprocess

from flask import Flask

from scripts.translations.sources import ROOT

PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]
FLASKS_OWN = {"run", "routes", "shell"}
README = (ROOT / "README.md").read_text(encoding="utf-8")


def targets() -> set[str]:
    """Return the targets that the Makefile declares as such."""
    line = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    assert line
    return set(line[1].split())


def test_readme_names_every_make_target() -> None:
    assert {target for target in targets() if f"make {target}" not in README} == set()


def test_make_help_names_every_target() -> None:
    said = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {target for target in targets() if f"  {target} " not in said} == set()


def test_readme_names_every_setting() -> None:
    config = (ROOT / "portal" / "config.py").read_text(encoding="utf-8")
    settings = set(re.findall(r'"(PORTAL_[A-Z_]+|PORT)"', config))
    assert settings
    assert {setting for setting in settings if f"`{setting}`" not in README} == set()


def test_every_command_that_is_named_is_there(app: Flask) -> None:
    """Of the portal, of make, and of the modules that are run by their name."""
    named = {kind: set[str]() for kind in ("flask", "make", "module")}
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        named["flask"] |= set(re.findall(r"flask --app wsgi ([a-z][a-z-]*)", text))
        named["make"] |= set(re.findall(r"(?:`|^|&& )make ([a-z][a-z-]*)", text, re.M))
        named["module"] |= set(re.findall(r"-m ((?:bench|scripts)(?:\.\w+)*)", text))
    assert {"due", "mail-trim", "mail-in", "parse", "landed"} <= named["flask"] <= set(app.cli.commands) | FLASKS_OWN
    assert {"run", "check", "bench"} <= named["make"] <= targets()
    assert {"bench", "bench.streams"} <= named["module"]
    assert {name for name in named["module"] if importlib.util.find_spec(name) is None} == set()


def test_relative_links_lead_somewhere() -> None:
    broken = []
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []
