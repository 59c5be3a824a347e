"""`mail-trim` as somebody runs it: from a bare shell, without a database, in any locale."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.translations.sources import ROOT

MAIL = (
    b"From: a@b.cn\nTo: desk@portal.cn\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/plain; charset=gb2312\n\n"
    + "可以，30 吨镕钢。\n\n在 2026-11-20 15:20:30，物资通 <r@p.cn> 写道：\n> 多少？\n".encode("gb18030")
)


def trimmed(data: bytes, folder: Path, **environment: str) -> tuple[int, bytes, bytes]:
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "mail-trim"],
        cwd=ROOT,
        input=data,
        capture_output=True,
        check=False,
        env={
            "PATH": os.environ["PATH"],
            "PORTAL_DATA_DIR": str(folder),
            "PORTAL_DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/none",
            **environment,
        },
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    "environment",
    [{}, {"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}],
    ids=["none", "C", "ASCII alone"],
)
def test_what_is_printed_is_utf8_in_any_locale(tmp_path: Path, environment: dict[str, str]) -> None:
    assert trimmed(MAIL, tmp_path, **environment) == (0, "可以，30 吨镕钢。\n".encode(), b"")


def test_nothing_in_nothing_out(tmp_path: Path) -> None:
    assert trimmed(b"", tmp_path) == (0, b"", b"")


def test_what_is_too_large_says_so(tmp_path: Path) -> None:
    code, out, said = trimmed(b"x" * (25 * 1024 * 1024 + 1), tmp_path)
    assert (code, out) == (65, b"")
    assert said == b"too large\n"
