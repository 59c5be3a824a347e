"""Packages import only what the house's order allows: docs/adr/0001-the-house.md, contracts in pyproject.toml."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.translations.sources import ROOT


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the contracts of pyproject.toml on the `portal` package in `folder`."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]
    config = ["--config", str(ROOT / "pyproject.toml")]
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run([*command, *config], cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_packages_import_only_what_stands_below_them() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("portal.core.clock", "portal.web.i18n"),
        ("portal.web.forms", "portal.accounts.models"),
        ("portal.accounts.models", "portal.organisations.models"),
        ("portal.organisations.models", "flask"),
        ("portal.core.clock", "portal.materials"),
    ],
)
def test_forbidden_import_is_noticed(tmp_path: Path, importer: str, imported: str) -> None:
    shutil.copytree(ROOT / "portal", tmp_path / "portal", ignore=shutil.ignore_patterns("__pycache__"))
    module = tmp_path.joinpath(*importer.split(".")).with_suffix(".py")
    module.write_text(module.read_text(encoding="utf-8") + f"\nimport {imported}\n", encoding="utf-8")
    result = lint_imports(tmp_path)
    assert result.returncode == 1, result.stdout + result.stderr
