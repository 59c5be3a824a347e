"""The documentation names what there is: every make target, every setting."""

import re
import subprocess

from scripts.translations.sources import ROOT

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


def test_relative_links_lead_somewhere() -> None:
    broken = []
    for page in [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []
