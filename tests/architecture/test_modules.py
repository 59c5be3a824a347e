"""Modules stay small, and only one of them commits."""

import ast
from pathlib import Path

import pytest

from scripts.translations.sources import ROOT

LONGEST = 300
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))
MODULES = [path for path in sorted((ROOT / "portal").rglob("*.py")) if "migrations" not in path.parts]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", [*MODULES, *SCRIPTS], ids=name_of)
def test_module_is_short_enough_to_read(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= LONGEST, "split it by noun or use case"


def test_only_the_unit_of_work_commits() -> None:
    committing = {name_of(path) for path in MODULES if commits(path.read_text(encoding="utf-8"))}
    assert committing <= {"portal/core/uow.py"}


def test_a_commit_is_noticed() -> None:
    assert commits("def f(session):\n    session.commit()\n")
    assert commits("self.session.commit()\n")
    assert not commits("writer.commit(merge=True)\n")
    assert not commits("def f(commit):\n    commit()\n")


def test_no_module_is_named_after_nothing() -> None:
    assert [name_of(path) for path in MODULES if path.stem in {"utils", "helpers", "manager", "misc", "common"}] == []


def commits(source: str) -> bool:
    """Say whether a module calls `.commit()` on anything but a `writer`, which is the search index's own."""
    calls = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    committing = [call for call in calls if isinstance(call, ast.Attribute) and call.attr == "commit"]
    return any(not (isinstance(call.value, ast.Name) and call.value.id == "writer") for call in committing)
