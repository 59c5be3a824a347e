"""What pages are measured against: bare Flask as its tutorial writes it, one SELECT, twenty rows of Jinja; two sync workers."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from flask import Flask, g, render_template

ROWS = 10_000
QUERY = "SELECT id, name, grade, spec, city, price FROM item ORDER BY id DESC LIMIT 20"


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

    def get_db() -> sqlite3.Connection:
        if "db" not in g:
            g.db = sqlite3.connect(os.environ["BENCH_TABLE"], detect_types=sqlite3.PARSE_DECLTYPES)
            g.db.row_factory = sqlite3.Row
        db: sqlite3.Connection = g.db
        return db

    @app.teardown_appcontext
    def close_db(_error: object = None) -> None:
        db = g.pop("db", None)
        if db is not None:
            db.close()

    @app.get("/")
    def page() -> str:
        return render_template("rows.html", rows=get_db().execute(QUERY).fetchall())

    kept = sqlite3.connect(os.environ["BENCH_TABLE"], check_same_thread=False)

    @app.get("/kept")
    def page_with_a_kept_connection() -> str:
        return render_template("rows.html", rows=kept.execute(QUERY).fetchall())

    return app
