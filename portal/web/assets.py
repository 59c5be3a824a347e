"""Static files: served by WhiteNoise under an address that holds a hash of all of them, so browsers may keep them for ever.

One hash for the whole folder, not one a file: modules import each other by relative paths and need no rewriting.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise

from portal.config import ROOT

YEAR_S = 31_536_000


def fingerprint(folder: Path) -> str:
    """A short hash over names and contents of all files in the folder."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def init_app(app: Flask) -> None:
    folder = ROOT / "static"
    prefix = f"/static/{fingerprint(folder)}/"
    noise = WhiteNoise(app.wsgi_app, autorefresh=app.debug, max_age=YEAR_S, immutable_file_test=lambda path, url: True)
    noise.add_files(str(folder), prefix=prefix)
    app.wsgi_app = noise  # type: ignore[method-assign]
    app.jinja_env.globals["asset"] = lambda path: prefix + path
