"""What pages are measured against: bare Flask, one SELECT, twenty rows of Jinja. `serve` it with two sync workers."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from flask import Flask, render_template

ROWS = 10_000


def make_table(path: Path) -> None:
    """A table of the size the portal is measured with."""
    with sqlite3.connect(path) as connection:
        connection.execute(
            "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT, grade TEXT, spec TEXT, city TEXT, price INTEGER)"
        )
        connection.executemany(
            "INSERT INTO item (name, grade, spec, city, price) VALUES (?, ?, ?, ?, ?)",
            (("螺纹钢", "HRB400E", f"Φ{10 + number % 23}×12m", "天津", 3000 + number % 500) for number in range(ROWS)),
        )


def create_app() -> Flask:
    """The bare application. BENCH_TABLE names the file of `make_table`."""
    app = Flask(__name__)
    connection = sqlite3.connect(os.environ["BENCH_TABLE"], check_same_thread=False)

    @app.get("/")
    def page() -> str:
        rows = connection.execute(
            "SELECT id, name, grade, spec, city, price FROM item ORDER BY id DESC LIMIT 20"
        ).fetchall()
        return render_template("rows.html", rows=rows)

    return app
